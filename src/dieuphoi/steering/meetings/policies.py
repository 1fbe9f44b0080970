"""Who plans, keeps, concludes meetings; who answers inputs and requests; who keeps and publishes calendars."""

from __future__ import annotations

from typing import Any, Final

from django.utils.translation import gettext as _

from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.dates import format_datetime
from dieuphoi.core.kernel.policy import Allowed, Answer, Refusal
from dieuphoi.registry.access.policies import may_say
from dieuphoi.registry.access.roles import COMMUNE, DEPARTMENT, OFFICE, Role
from dieuphoi.registry.organisations.selectors import person_of_account
from dieuphoi.steering.tasks.policies import may_give_some

OPEN_STATES: Final = ("PLANNED", "INVITED", "POSTPONED")
"""The states of a meeting that is still ahead."""


def _office(actor: Actor) -> bool:
    return bool(actor.writes(*OFFICE))


def works_for(actor: Actor, org: Any) -> bool:
    """Whether the actor acts for an organisation (any row with ``id``, ``kind``, ``place_id``): the office for its own,
    a department's people for theirs, a commune's for theirs and for its predecessors'."""
    if org.id in actor.orgs(*OFFICE, *DEPARTMENT, *COMMUNE):
        return True
    return org.kind == "commune" and org.place_id is not None and org.place_id in actor.writes(*COMMUNE)


def heads(actor: Actor, org: Any) -> bool:
    """Whether the actor is the head for an organisation: of the office for everything provincial that is no department,
    of a department for its own, of a commune for its own."""
    if actor.has_role(Role.OFFICE_HEAD) and _office(actor) and org.kind not in ("department", "commune"):
        return True
    if org.id in actor.orgs(Role.DEPARTMENT_HEAD, Role.COMMUNE_CHAIR):
        return True
    return org.kind == "commune" and org.place_id is not None and org.place_id in actor.writes(Role.COMMUNE_CHAIR)


# ------------------------------------------------------------------------------------------------- meetings


def may_plan_some(actor: Actor, _nothing: object = None) -> Answer:
    """Whether the actor calls meetings at all: the office, a department, a commune."""
    if _office(actor) or actor.orgs(*DEPARTMENT, *COMMUNE):
        return Allowed()
    return Refusal(
        "not_yours", _("Chỉ Văn phòng điều phối, sở ngành và xã lập cuộc họp. Hãy nhờ Văn phòng điều phối lập giúp.")
    )


def may_host(actor: Actor, org: Any) -> Answer:
    """Call a meeting, or keep a calendar, of an organisation: the office of any, others of their own."""
    if _office(actor) or works_for(actor, org):
        return Allowed()
    return Refusal("not_yours", _("Chỉ người của cơ quan này, hoặc Văn phòng điều phối, được lập và sửa."))


def may_keep(actor: Actor, meeting: Any) -> Answer:
    """Whoever may host for its host: change, invite, ask, record."""
    return may_host(actor, meeting.host)


def may_prepare(actor: Actor, meeting: Any) -> Answer:
    """Change what a meeting is about, while it is still ahead."""
    answer = may_keep(actor, meeting)
    if not answer:
        return answer
    if meeting.state not in OPEN_STATES:
        return Refusal(
            "not_ahead", _("Cuộc họp đã họp hoặc đã hủy: không sửa lịch, thành phần, chương trình nữa."), status=409
        )
    return answer


def may_record(actor: Actor, meeting: Any) -> Answer:
    """Attendance, minutes and conclusions, once it was held and until it is concluded."""
    answer = may_keep(actor, meeting)
    if not answer:
        return answer
    if meeting.state == "CONCLUDED":
        return Refusal("concluded", _("Kết luận đã được duyệt: chỉ đọc. Muốn sửa, hãy mở lại kết luận."), status=409)
    if meeting.state != "HELD":
        return Refusal("not_held", _("Hãy ghi “Đã họp” trước khi ghi điểm danh, biên bản và kết luận."), status=409)
    return answer


def may_add_papers(actor: Actor, meeting: Any) -> Answer:
    """Papers of the agenda and the outcome, until the meeting is cancelled."""
    answer = may_keep(actor, meeting)
    if answer and meeting.state == "CANCELLED":
        return Refusal("cancelled", _("Cuộc họp đã hủy: không kèm thêm tài liệu."), status=409)
    return answer


def may_add_point_paper(actor: Actor, point: Any) -> Answer:
    """Papers of a point: its own people, or the host's."""
    meeting = point.meeting
    if meeting.state == "CANCELLED":
        return Refusal("cancelled", _("Cuộc họp đã hủy: không kèm thêm tài liệu."), status=409)
    if works_for(actor, point.org):
        return Allowed("own")
    return may_keep(actor, meeting)


def chairs(actor: Actor, meeting: Any) -> bool:
    return meeting.chair_id is not None and person_of_account(actor.id) == meeting.chair_id


def may_conclude(actor: Actor, meeting: Any) -> Answer:
    """Approve the conclusions: the chair, or the head of the office (of the department, of the commune that hosts)."""
    if (actor.has_role(Role.OFFICE_HEAD) and _office(actor)) or heads(actor, meeting.host):
        return Allowed()
    if chairs(actor, meeting):
        return Allowed("chair")
    return Refusal("not_head", _("Chỉ người chủ trì cuộc họp hoặc lãnh đạo Văn phòng được duyệt kết luận."))


def may_approve_minutes(actor: Actor, minutes: Any) -> Answer:
    """The chair or the head, not who wrote them; the newest version only (``is_newest`` is the selector's)."""
    answer = may_conclude(actor, minutes.meeting)
    if not answer:
        return answer
    if minutes.actor_id == actor.id:
        return Refusal("same_person", _("Người viết biên bản không tự duyệt: hãy để người khác duyệt."))
    if getattr(minutes, "approval", None) is not None:
        return Refusal("approved", _("Bản này đã được duyệt."), status=409)
    return answer


def may_number(actor: Actor, meeting: Any) -> Answer:
    """Give the notice of conclusion its number: the host's keepers, once the conclusions stand."""
    answer = may_keep(actor, meeting)
    if not answer:
        return answer
    if meeting.state != "CONCLUDED":
        return Refusal("not_concluded", _("Chỉ cấp số khi kết luận đã được duyệt."), status=409)
    if getattr(meeting, "notice", None) is not None:
        return Refusal(
            "numbered", _("Thông báo này đã có số %(number)s.") % {"number": str(meeting.notice)}, status=409
        )
    return answer


def may_give_conclusions(actor: Actor, meeting: Any) -> Answer:
    """Make the conclusions tasks: whoever gives tasks and keeps the meeting or chaired it, once they are approved; to
    whom, the giving of each task asks again. A guest of the meeting gives none: an item is given once.
    """
    answer = may_give_some(actor)
    if not answer:
        return answer
    if not (chairs(actor, meeting) or may_keep(actor, meeting)):
        return Refusal(
            "not_host",
            _("Chỉ người chủ trì, cơ quan tổ chức cuộc họp và Văn phòng điều phối được giao việc theo kết luận."),
        )
    if meeting.state != "CONCLUDED":
        return Refusal(
            "not_concluded", _("Chỉ giao việc khi kết luận đã được duyệt: hãy trình duyệt kết luận trước."), status=409
        )
    return answer


def may_drop_conclusion(actor: Actor, item: Any) -> Answer:
    """Note that an item shall be no task: whoever may give it, while it is open."""
    answer = may_give_conclusions(actor, item.meeting)
    if not answer:
        return answer
    if item.links.exists():
        return Refusal("given", _("Mục này đã giao thành nhiệm vụ. Muốn thôi, hãy rút nhiệm vụ ấy."), status=409)
    if item.dropped_on is not None:
        return Refusal(
            "dropped", _("Mục này đã được ghi là không giao nhiệm vụ. Muốn giao, hãy bỏ ghi trước."), status=409
        )
    return answer


def may_restore_conclusion(actor: Actor, item: Any) -> Answer:
    """Take that back, so that the item waits to be given again."""
    answer = may_give_conclusions(actor, item.meeting)
    if answer and item.dropped_on is None:
        return Refusal("not_dropped", _("Mục này không bị ghi là không giao: có thể giao ngay."), status=409)
    return answer


def may_comment(actor: Actor, meeting: Any) -> Answer:
    if meeting.state == "CANCELLED":
        return Refusal("cancelled", _("Cuộc họp đã hủy: chỉ đọc ý kiến."), status=409)
    return may_say(actor)


# --- conditions of the life


def somebody_is_called(actor: Actor, meeting: Any) -> Answer:
    """There is somebody to invite, and a time to invite them to."""
    if meeting.time_open:
        return Refusal("no_time", _("Chưa ấn định thời gian mới: hãy ghi thời gian rồi mời."), status=409)
    if not (
        meeting.invitees.filter(is_current=True).exists() or meeting.points.filter(is_current=True).exists()
    ):
        return Refusal("nobody", _("Chưa có thành phần hay điểm cầu nào: hãy thêm rồi mời."), status=409)
    return Allowed()


def has_time(actor: Actor, meeting: Any) -> Answer:
    if meeting.time_open:
        return Refusal("no_time", _("Chưa ấn định thời gian mới: hãy ghi thời gian đã họp trước."), status=409)
    return Allowed()


def somebody_else_wrote(actor: Actor, meeting: Any) -> Answer:
    """Whoever wrote a word of the conclusions does not approve them."""
    written = meeting.conclusions.filter(is_current=True, writers__contains=[actor.id])
    if not actor.is_system and written.exists():
        return Refusal(
            "same_person", _("Người viết kết luận không tự duyệt: hãy để người chủ trì hoặc lãnh đạo khác duyệt.")
        )
    return Allowed()


def not_numbered(actor: Actor, meeting: Any) -> Answer:
    if getattr(meeting, "notice", None) is not None:
        return Refusal(
            "numbered",
            _("Thông báo kết luận số %(number)s đã ban hành: kết luận không mở lại nữa.")
            % {"number": str(meeting.notice)},
            status=409,
        )
    return Allowed()


def not_given(actor: Actor, meeting: Any) -> Answer:
    """Conclusions that people work by are not written anew; neither are those of a notice that was issued."""
    if meeting.conclusions.filter(links__isnull=False).exists():
        return Refusal(
            "given",
            _("Đã giao việc theo kết luận này: kết luận không mở lại nữa. Muốn đổi, hãy sửa hoặc rút nhiệm vụ."),
            status=409,
        )
    return not_numbered(actor, meeting)


def nothing_recorded(actor: Actor, meeting: Any) -> Answer:
    """Only a meeting of which nothing is written yet was not held after all."""
    if meeting.conclusions.filter(is_current=True).exists() or meeting.minutes_versions.exists():
        return Refusal("recorded", _("Đã có biên bản hoặc kết luận: cuộc họp đã diễn ra."), status=409)
    return Allowed()


# --------------------------------------------------------------------------------------------------- inputs


def may_ask_input(actor: Actor, meeting: Any) -> Answer:
    return may_prepare(actor, meeting)


def may_answer_input(actor: Actor, row: Any) -> Answer:
    """Who is asked; the host's keepers note what came on paper."""
    if row.org_id is not None and works_for(actor, row.org):
        return Allowed("own")
    if row.person_id is not None and person_of_account(actor.id) == row.person_id:
        return Allowed("own")
    if may_keep(actor, row.meeting):
        return Allowed("behalf")
    return Refusal("not_asked", _("Chỉ cơ quan, người được yêu cầu, hoặc cơ quan tổ chức, được gửi báo cáo này."))


def may_handle_input(actor: Actor, row: Any) -> Answer:
    return may_keep(actor, row.meeting)


def meeting_is_ahead(actor: Actor, row: Any) -> Answer:
    """Inputs are taken until the meeting is concluded: late ones are told late, never refused."""
    if row.meeting.state in ("CONCLUDED", "CANCELLED"):
        return Refusal("meeting_over", _("Cuộc họp đã kết luận hoặc đã hủy: báo cáo này chỉ còn để đọc."), status=409)
    return Allowed()


# ------------------------------------------------------------------------------------------------- requests


def may_request_some(actor: Actor, _nothing: object = None) -> Answer:
    return may_plan_some(actor)


def may_answer_request(actor: Actor, row: Any) -> Answer:
    """Who is asked; the asking side, where the answer came on paper."""
    if works_for(actor, row.to_org):
        return Allowed("own")
    if works_for(actor, row.asker) or _office(actor):
        return Allowed("behalf")
    return Refusal("not_asked", _("Chỉ cơ quan được đề nghị, hoặc cơ quan đề nghị ghi theo văn bản, được trả lời."))


def may_withdraw_request(actor: Actor, row: Any) -> Answer:
    if works_for(actor, row.asker) or _office(actor):
        return Allowed()
    return Refusal("not_yours", _("Chỉ cơ quan đề nghị được rút đề nghị này."))


def may_refer_request(actor: Actor, row: Any) -> Answer:
    """Say which documents of the register its letters are: both sides, for both may note the answer too."""
    if works_for(actor, row.asker) or works_for(actor, row.to_org) or _office(actor):
        return Allowed()
    return Refusal("not_yours", _("Chỉ cơ quan đề nghị và cơ quan được đề nghị gắn văn bản cho đề nghị này."))


def request_is_answered(actor: Actor, row: Any) -> Answer:
    """An answer's letter belongs to an answer."""
    if row.answered_on is None:
        return Refusal("not_answered", _("Đề nghị này chưa có trả lời: hãy ghi trả lời trước."), status=409)
    return Allowed()


def no_meeting_of_it(actor: Actor, row: Any) -> Answer:
    """An answer from which a meeting came is not taken back."""
    if row.meetings.exclude(state="CANCELLED").exists():
        return Refusal("has_meeting", _("Đã có cuộc họp theo đề nghị này: hãy hủy cuộc họp trước."), status=409)
    return Allowed()


# ------------------------------------------------------------------------------------------------- calendar


def may_keep_calendar_some(actor: Actor, _nothing: object = None) -> Answer:
    return may_plan_some(actor)


def may_keep_entry(actor: Actor, entry: Any) -> Answer:
    """Change a line of a calendar; that of a meeting is changed with the meeting."""
    answer = may_host(actor, entry.org)
    if answer and entry.meeting_id is not None:
        return Refusal("of_meeting", _("Dòng lịch này theo cuộc họp: hãy sửa ở trang cuộc họp."), status=409)
    return answer


def may_correct_entry(actor: Actor, entry: Any) -> Answer:
    answer = may_keep_entry(actor, entry)
    if answer and entry.state != "PLANNED":
        return Refusal("cancelled", _("Việc này đã hủy: hãy khôi phục rồi sửa."), status=409)
    return answer


def not_published(actor: Actor, entry: Any) -> Answer:
    """What people were told of is cancelled, not taken out of sight."""
    if entry.published_at is not None:
        return Refusal("published", _("Việc này đã công bố: hãy hủy, không rút được nữa."), status=409)
    return Allowed()


def may_publish(actor: Actor, org: Any) -> Answer:
    """Publish a week: the head."""
    if heads(actor, org):
        return Allowed()
    return Refusal("not_head", _("Chỉ lãnh đạo của cơ quan được công bố lịch tuần này."))


def may_publish_some(actor: Actor, _nothing: object = None) -> Answer:
    if actor.has_role(Role.OFFICE_HEAD, Role.DEPARTMENT_HEAD, Role.COMMUNE_CHAIR):
        return Allowed()
    return Refusal("not_head", _("Chỉ lãnh đạo của cơ quan được công bố lịch tuần."))


def may_import_calendar(actor: Actor, _nothing: object = None) -> Answer:
    """A calendar by table: the office and the departments; a commune types its few lines."""
    if _office(actor) or actor.orgs(*DEPARTMENT):
        return Allowed()
    return Refusal("not_yours", _("Chỉ Văn phòng điều phối và sở ngành nhập lịch bằng bảng."))


def may_feed(actor: Actor, _nothing: object = None) -> Answer:
    """A calendar of one's own: everybody who has any business here."""
    if actor.is_authenticated and not actor.is_system and actor.has_role(
        *OFFICE, *DEPARTMENT, *COMMUNE, Role.LEADER, Role.INSPECTOR, Role.ASSIGNED_LEADER
    ):  # fmt: skip
        return Allowed()
    return Refusal("no_calendar", _("Vai trò của bạn không có lịch công tác để lấy."))


# ------------------------------------------------------------------------------------------------- settings


def may_set(actor: Actor, _nothing: object = None) -> Answer:
    """Kinds of meetings and the rule of clashes: the head of the office."""
    if actor.has_role(Role.OFFICE_HEAD) and _office(actor):
        return Allowed()
    return Refusal("not_office_head", _("Chỉ lãnh đạo Văn phòng điều phối được đặt loại họp và quy tắc lịch."))


def may_keep_rooms(actor: Actor, _nothing: object = None) -> Answer:
    if _office(actor):
        return Allowed()
    return Refusal("not_office", _("Chỉ Văn phòng điều phối được sửa danh sách phòng họp."))


def begun(meeting: Any, now: Any) -> Answer:
    """A meeting that has not begun was not held."""
    if meeting.starts_at > now:
        return Refusal(
            "not_begun",
            _("Cuộc họp bắt đầu lúc %(at)s: chưa ghi đã họp được.") % {"at": format_datetime(meeting.starts_at)},
            status=409,
        )
    return Allowed()
