"""The list of tasks and the page of one."""

from __future__ import annotations

from typing import Any, Final

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from markupsafe import Markup

from dieuphoi.core.chain.selectors import chain_of
from dieuphoi.core.history.selectors import history_of
from dieuphoi.core.kernel.dates import format_date, format_datetime, today
from dieuphoi.core.kernel.numbers import format_number
from dieuphoi.core.register.comments import thread_of
from dieuphoi.core.register.record import RecordPage, act_link, act_links
from dieuphoi.core.register.state import View
from dieuphoi.core.register.views import RecordView, RegisterListView
from dieuphoi.core.ui.query import with_query
from dieuphoi.steering.tasks import comments, policies, selectors, tables
from dieuphoi.steering.tasks.states import EXTENSION_LIFE, TASK_LIFE
from dieuphoi.steering.tasks.views import people
from dieuphoi.steering.tasks.views.base import PLACE, at

_TABS: tuple[tuple[str, dict[str, str]], ...] = (
    ("", {}),
    ("mine", {"whose": "mine", "open": "true", "sort": "due"}),
    ("given", {"whose": "given", "open": "true", "sort": "due"}),
    ("unit", {"whose": "unit", "open": "true", "sort": "due"}),
    ("overdue", {"timeliness": "OVERDUE", "sort": "due"}),
    ("waiting", {"standing": "REPORTED", "sort": "due"}),
)
MAIN: Final = {
    "NEW": "accept", "ACCEPTED": "report", "IN_PROGRESS": "report", "RETURNED": "report", "REPORTED": "confirm",
}  # fmt: skip
"""The move that stands out in each state."""
_OWN_PAGES = ("report", "confirm", "pause", "regive")


OF_A_LIST: Final = ("sort", "page", "size", "density", "columns", "export", "view")
"""Parameters that only a table has."""


def shapes(params: QueryDict, current: str) -> list[dict[str, Any]]:
    """The list, the board of cards, the calendar: three shapes of the rows that the address describes."""
    filters = params.copy()
    for name in (*OF_A_LIST, "column", "done_days", "show", "day"):
        filters.pop(name, None)
    labels = (("list", _("Danh sách")), ("kanban", _("Bảng thẻ")), ("calendar", _("Lịch")))
    return [
        {"label": label, "href": at(name) + with_query(filters), "current": name == current}
        for name, label in labels
    ]


_FRONT: Final = (
    "accept", "report", "confirm", "return", "progress", "extension_ask", "delay", "urge", "correct", "hand_over",
    "part",
)  # fmt: skip
"""What is done with a task most often, whoever does it."""


class TaskList(RegisterListView):
    register = tables.TASKS
    template_name = "tasks/list.html"

    def more_context(self, view: View) -> dict[str, Any]:
        labels = {
            "": _("Tất cả"), "mine": _("Việc của tôi"), "given": _("Tôi giao"), "unit": _("Cơ quan tôi"),
            "overdue": _("Quá hạn"), "waiting": _("Chờ xác nhận"),
        }  # fmt: skip
        asked = {name: value for name, value in self.request.GET.items() if name not in ("page", "as_of", "view")}
        return {
            "tabs": [
                {"label": labels[key], "href": at("list") + with_query({}, **query), "current": asked == query}
                for key, query in _TABS
            ],
            "more": self._more(),
            "shapes": shapes(self.request.GET, "list"),
        }

    def _more(self) -> list[tuple[str, str]]:
        """What else is done with many tasks: label and address."""
        found = [(_("Mẫu việc, giao theo mẫu"), at("templates")), (_("Việc định kỳ"), at("recurring")),
                 (_("Nhật ký đôn đốc"), at("urgings")), (_("Kết quả đã công bố"), at("results"))]  # fmt: skip
        if policies.may_see_scores(self.actor):
            found.append((_("Bảng điểm cơ quan"), at("scores")))
        if policies.may_import(self.actor):
            sheet = with_query(self.request.GET, as_of=None, page=None, view=None, columns=None, density=None)
            found += [
                (_("Nhập từ bảng"), reverse("exchange:new", args=["tasks"])),
                (_("Tải bảng"), at("sheet") + sheet.removesuffix("?")),
            ]
        return found


class TaskRecord(RecordView):
    """One task: what, who, until when, how far, what happened, and what may be done now."""

    template_name = "tasks/page.html"

    def load(self, **kwargs: Any) -> Any:
        return selectors.task(self.actor, kwargs["task_id"], self.as_of)

    def describe(self, record: Any) -> RecordPage:
        actor, pk = self.actor, record.pk
        day = self.as_of
        return RecordPage(
            title=record.title,
            state=tables.TIMELINESS_LOOKS[record.timeliness],
            header=_told(
                (_("Trạng thái"), str(tables.STATE_LOOKS[record.standing].label)),
                (_("Hạn"), _due(record)),
                (_("Người chịu trách nhiệm"), _person(record.responsible)),
                (_("Cơ quan chủ trì"), _org(record.lead_org)),
                (_("Phối hợp"), "; ".join(selectors.shared_by(record))),
                (_("Theo dõi, đôn đốc"), "; ".join(selectors.shared_by(record, "FOLLOWING"))),
                (_("Sản phẩm"), record.product),
                (_("Giao"), _given(record)),
                (_("Xã"), _communes(record)),
                (_("Loại"), _kind(record)),
                (_("Lĩnh vực"), record.field.name if record.field else ""),
                (_("Chức năng, nhiệm vụ"), people.mandate_words(actor, pk)),
                (_("Đang vướng"), str(tables.CAUSE_WORDS[record.delay])),
                (_("Hoàn thành"), _done(record)),
                (_("Đã rút"), ", ".join(part for part in (format_date(record.ended_on), record.end_reason) if part)),
                (_("Căn cứ giao"), record.source_line),
                (_("Ghi chú"), record.note),
            ),
            acts=[*self._acts(record)],
            front=_FRONT,
            breadcrumbs=[(PLACE, at("list")), *self._wholes(record)],
            chain=chain_of(actor, "task", pk, on=day),
            thread=thread_of(actor, comments.TASK_COMMENTS.key, record),
            history=history_of(
                record, actor=actor, hide=("moved_at", "paused_from", "province", "year", "number", "depth", "parent")
            ),
            reminder_text=tables.reminder(
                actor, selectors.tasks(actor, day).filter(pk=pk), self.request.build_absolute_uri(at("page", pk))
            )
            if record.standing in selectors.DOING_STATES
            else "",
            context={
                "story": [
                    {
                        "when": format_datetime(each.at), "who": each.who, "text": each.what, "note": each.text,
                        "tone": each.tone,
                    }
                    for each in selectors.story_of(actor, pk)
                ],
                "extensions": [
                    (each, self._extension_acts(each)) for each in selectors.extensions_of(actor, pk)
                ],
                "parts": selectors.parts_of(actor, pk, day),
                "replies": selectors.replies_of(actor, pk, day),
                "criteria": selectors.criteria_of(actor, pk),
                "files": selectors.files_of(actor, pk),
                "looks": tables.TIMELINESS_LOOKS,
                "day": day,
                "is_today": day == today(self.now),
            },
        )  # fmt: skip

    def _acts(self, record: Any) -> Any:
        actor, pk = self.actor, record.pk
        links = act_links(TASK_LIFE, actor, record, lambda move: move_href(move, pk), main=MAIN.get(record.state, ""))
        yield from links
        if record.state not in selectors.ENDED_STATES:
            tell = policies.may_tell_progress(actor, record)
            yield act_link("progress", _("Ghi tiến độ"), at("progress", pk), tell)
            yield act_link("delay", _("Ghi vướng mắc"), at("delay", pk), tell)
            if record.due_on is not None:
                ask = policies.may_ask_extension(actor, record)
                yield act_link("extension_ask", _("Xin gia hạn"), at("extension_ask", pk), ask)
            yield act_link("urge", _("Đôn đốc"), at("urge", pk), policies.may_urge(actor, record))
            yield act_link(
                "hand_over", _("Chuyển người"), at("hand_over", pk), policies.may_hand_over(actor, record)
            )
            yield act_link("correct", _("Sửa"), at("correct", pk), policies.may_correct(actor, record))
            yield act_link("file_add", _("Kèm tệp"), at("file_add", pk), policies.may_attach(actor, record))
            yield act_link("mandates", _("Gắn chức năng"), at("mandates", pk), policies.may_tie(actor, record))
            yield act_link("part", _("Giao việc thành phần"), at("part", pk), policies.may_split(actor, record))
        yield act_link("reply", _("Đề nghị lại"), at("reply", pk), policies.may_give_some(actor))

    def _extension_acts(self, extension: Any) -> list[Any]:
        pk = extension.pk
        return act_links(
            EXTENSION_LIFE, self.actor, extension,
            lambda move: at("extension_grant", pk) if move == "grant" else at("extension_act", pk, move), main="grant",
        )  # fmt: skip

    def _wholes(self, record: Any) -> list[tuple[str, str]]:
        """What it is a part of, as far as the actor sees that."""
        if record.parent_id is None:
            return []
        found = selectors.tasks(self.actor, self.actor.on).filter(pk=record.parent_id).first()
        return [] if found is None else [(found.title, at("page", found.pk))]


def _told(*pairs: tuple[str, Any]) -> list[tuple[str, Any]]:
    """What there is to say: a task has many sides, and most are empty."""
    return [(label, value) for label, value in pairs if value]


def move_href(move: str, pk: int) -> str:
    """The page of a move of a task."""
    return at(move, pk) if move in _OWN_PAGES else at("act", pk, move)


def _due(record: Any) -> str:
    words = selectors.due_words(record)
    if record.first_due_on is not None and record.first_due_on != record.due_on:
        words += " " + _("(ban đầu %(day)s)") % {"day": format_date(record.first_due_on)}
    late = tables.days_late(record)
    if late:
        words += " – " + ngettext("chậm %(n)s ngày làm việc", "chậm %(n)s ngày làm việc", late) % {
            "n": format_number(late)
        }  # fmt: skip
    return words


def _person(person: Any) -> Markup:
    link = Markup('<a href="{}">{}</a>').format(reverse("organisations:person", args=[person.pk]), person.full_name)
    return link + (Markup(' <a href="tel:{0}">{0}</a>').format(person.phone) if person.phone else "")


def _org(org: Any) -> Markup:
    return Markup('<a href="{}">{}</a>').format(reverse("organisations:org", args=[org.pk]), org.name)


def _given(record: Any) -> str:
    parts = (record.giver.full_name if record.giver else "", record.giver_org.name, format_date(record.given_on))
    return ", ".join(part for part in parts if part)


def _communes(record: Any) -> Markup:
    links = [
        Markup('<a href="{}">{}</a>').format(reverse("board:commune", args=[each["id"]]), name)
        for each, name in zip(record.communes, selectors.commune_names(record), strict=False)
    ]
    return Markup(", ").join(links)


def _kind(record: Any) -> str:
    words = [str(tables.KIND_WORDS[record.kind])]
    if record.urgency != "NORMAL":
        words.append(str(tables.URGENCY_WORDS[record.urgency]))
    if record.restricted:
        words.append(_("hạn chế"))
    return ", ".join(words)


def _done(record: Any) -> str:
    if record.done_on is None:
        return ""
    said = [format_date(record.done_on), record.confirmed_by, str(tables.GRADE_WORDS[record.grade])]
    return ", ".join(part for part in said if part)
