"""Which acts of which package "why may I not?" tells of: the packages' own policies, named once."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from django.utils.translation import gettext_lazy as _

from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.policy import Answer
from dieuphoi.insight.portal import policies as portal
from dieuphoi.programme.assessments import policies as assessments
from dieuphoi.programme.assessments.urging import policies as urging
from dieuphoi.programme.criteria import policies as criteria
from dieuphoi.programme.targets import policies as targets
from dieuphoi.registry.access import policies as access
from dieuphoi.registry.access.why import register_acts
from dieuphoi.registry.accounts import policies as accounts
from dieuphoi.registry.organisations import policies as organisations
from dieuphoi.registry.territory import policies as territory
from dieuphoi.steering.directives import policies as directives
from dieuphoi.steering.meetings import policies as meetings
from dieuphoi.steering.tasks import plan_policies as plans
from dieuphoi.steering.tasks import policies as tasks
from dieuphoi.steering.tasks import result_policies as results


def _no_record(policy: Any) -> Any:
    return lambda actor: policy(actor, None)


def _whole_province(policy: Any) -> Any:
    """A policy of a record that asks for its province, asked for the province that the person writes on."""

    def asked(actor: Actor) -> Answer:
        own = actor.writes()
        place = next(iter(sorted(own.ids)), 0)
        record = SimpleNamespace(province_id=place, unit_id=place, state="OPEN", prepared_by_id=0)
        answer: Answer = policy(actor, record)
        return answer

    return asked


def register_all_acts() -> None:
    """Called when Django is ready."""
    register_acts(
        _("Tài khoản và quyền"),
        (
            (_("Mở, đóng tài khoản; kết thúc phiên của người khác"), accounts.may_manage_accounts),
            (_("Giao, gia hạn, kết thúc vai trò"), _no_record(access.may_give_roles)),
            (_("Rà soát vai trò của đơn vị"), _no_record(access.may_review)),
            (_("Mở khóa đăng nhập"), accounts.may_unlock),
            (_("Xem nhật ký truy cập"), _no_record(access.may_read_journal)),
            (_("Đặt quy định truy cập"), _no_record(access.may_keep_rules)),
        ),
    )
    register_acts(
        _("Địa bàn, cơ quan, cán bộ"),
        (
            (_("Nạp, sửa địa bàn"), territory.may_manage_territory),
            (_("Sửa danh sách cơ quan và cán bộ"), organisations.may_manage_organisations),
            (_("Nạp danh sách cán bộ và tài khoản"), organisations.may_enter_people),
        ),
    )
    register_acts(
        _("Bộ tiêu chí"),
        (
            (_("Nạp và sửa bộ tiêu chí"), criteria.may_edit_sets),
            (_("Xác nhận dòng đã đọc trong quyết định"), criteria.may_confirm_rows),
        ),
    )
    register_acts(
        _("Rà soát, thẩm định"),
        (
            (_("Lập và mở đợt rà soát"), _whole_province(assessments.may_run_rounds)),
            (_("Chốt đợt rà soát"), _whole_province(assessments.may_freeze)),
            (_("Nhập phiếu của xã mình, hoặc nhập thay"), _whole_province(assessments.may_submit)),
            (_("Thẩm định chỉ tiêu của sở, ngành mình"), _no_record(assessments.may_verify_some)),
            (_("Tổng hợp phiếu"), _whole_province(assessments.may_consolidate)),
        ),
    )
    register_acts(
        _("Đăng ký về đích, đôn đốc"),
        (
            (_("Ghi đăng ký về đích"), _no_record(targets.may_register_some)),
            (_("Phê duyệt, chuyển năm, rút đăng ký"), _no_record(targets.may_decide_some)),
            (_("Đặt mức tiến độ"), _no_record(targets.may_set_pace)),
            (_("Đôn đốc xã và cơ quan"), _no_record(urging.may_urge_some)),
        ),
    )
    register_acts(
        _("Nhiệm vụ"),
        (
            (_("Giao việc"), _no_record(tasks.may_give_some)),
            (_("Nhận việc, báo cáo kết quả"), _no_record(tasks.may_do_some)),
            (_("Đặt mức của nhiệm vụ"), _no_record(tasks.may_set_rules)),
            (_("Xem bảng điểm cơ quan"), _no_record(tasks.may_see_scores)),
            (_("Lập kết quả thực hiện nhiệm vụ để công bố"), _no_record(results.may_prepare_some)),
            (_("Lập chương trình công tác"), _no_record(plans.may_start_some)),
            (_("Phê duyệt chương trình công tác"), _no_record(plans.may_approve_some)),
        ),
    )
    register_acts(
        _("Văn bản, dự thảo"),
        (
            (_("Ghi sổ văn bản của cơ quan mình"), _no_record(directives.may_register_some)),
            (_("Nhập sổ văn bản từ bảng tính"), _no_record(directives.may_import)),
            (_("Nhận và giao xử lý văn bản gửi đến mình"), _no_record(directives.may_act_on_some)),
            (_("Lập dự thảo văn bản"), _no_record(directives.may_ask_draft)),
            (_("Đặt quy định của sổ văn bản"), _no_record(directives.may_set_rules)),
            (_("Đọc văn bản và giao việc từ từng mục"), _no_record(tasks.may_give_some)),
        ),
    )
    register_acts(
        _("Công bố công khai"),
        (
            (_("Soạn danh sách công khai"), _no_record(portal.may_prepare_some)),
            (_("Duyệt danh sách công khai"), _whole_province(portal.may_approve)),
        ),
    )
    register_acts(
        _("Họp và lịch"),
        (
            (_("Lập cuộc họp, mời, điểm danh, ghi kết luận"), _no_record(meetings.may_plan_some)),
            (_("Giao việc theo kết luận cuộc họp"), _no_record(tasks.may_give_some)),
            (_("Đề nghị làm việc với cơ quan khác"), _no_record(meetings.may_request_some)),
            (_("Ghi việc vào lịch công tác"), _no_record(meetings.may_keep_calendar_some)),
            (_("Công bố lịch tuần"), _no_record(meetings.may_publish_some)),
            (_("Lấy lịch về điện thoại"), _no_record(meetings.may_feed)),
            (_("Đặt loại họp, quy tắc lịch"), _no_record(meetings.may_set)),
        ),
    )
