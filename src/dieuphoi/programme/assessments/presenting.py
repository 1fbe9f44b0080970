"""What pages and JSON answers of this package show: plain data from records, no query of its own but by selectors."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.dates import format_date, format_datetime
from dieuphoi.core.kernel.numbers import format_number
from dieuphoi.core.kernel.policy import Allowed, Refusal
from dieuphoi.core.register.record import act_links
from dieuphoi.core.ui.states import VERDICTS
from dieuphoi.programme.assessments import policies, selectors
from dieuphoi.programme.assessments.carrying import rate_words, source_words
from dieuphoi.programme.assessments.entries import typed_form
from dieuphoi.programme.assessments.states import RESULT_LIFE
from dieuphoi.programme.criteria.facts import Choice
from dieuphoi.programme.criteria.models import Criterion
from dieuphoi.programme.criteria.words import sentence_in_words, trace_in_words
from dieuphoi.registry.access.recipients import contacts_of_units
from dieuphoi.registry.access.roles import COMMUNE

ROUND_QUESTIONS = {
    "open": gettext_lazy("Sau khi mở, các xã bắt đầu nhập số liệu."),
    "cancel": gettext_lazy("Đợt chưa mở sẽ bị hủy; vẫn còn trong lịch sử."),
    "freeze": gettext_lazy(
        "Chốt là bước cuối: số liệu, kết quả và căn cứ của mọi xã được lưu nguyên trạng kèm mã kiểm tra,"
        " không sửa được nữa."
    ),
}

ARGUED_CARDS: tuple[tuple[str, Any, str], ...] = (
    ("DISPUTED", gettext_lazy("Xã không đồng ý"), "question"),
    ("COUNTERED", gettext_lazy("Sở, ngành ghi số khác"), "warning"),
    ("SETTLED", gettext_lazy("Hội đồng đã quyết"), "lock"),
)
"""The counts of what two sides see otherwise: state, words, icon."""

ROUND_LABELS: dict[str, Any] = {
    "title": gettext_lazy("Tên đợt"),
    "period": gettext_lazy("Kỳ"),
    "territory_on": gettext_lazy("Ngày địa giới"),
    "state": gettext_lazy("Trạng thái"),
    "entry_due_on": gettext_lazy("Hạn xã gửi phiếu"),
    "verify_due_on": gettext_lazy("Hạn thẩm định"),
    "freeze_due_on": gettext_lazy("Hạn chốt"),
    "opened_at": gettext_lazy("Mở lúc"),
    "frozen_at": gettext_lazy("Chốt lúc"),
}
ROUND_HIDDEN = ("province", "province_id", "version", "version_id", "previous", "previous_id", "year", "frozen_hash")
"""Fields of a round that stand in its header."""

HAPPENING_WORDS = {
    "value": gettext_lazy("Nhập số liệu"),
    "accept": gettext_lazy("Chấp nhận"),
    "return": gettext_lazy("Trả lại"),
    "conclude": gettext_lazy("Kết luận"),
    "counter": gettext_lazy("Sở, ngành ghi số khác"),
    "take_back": gettext_lazy("Sở, ngành rút số đã ghi"),
    "dispute": gettext_lazy("Xã không đồng ý"),
    "uphold": gettext_lazy("Sở, ngành giữ số của mình"),
    "council": gettext_lazy("Hội đồng quyết định"),
    "withdraw": gettext_lazy("Rút quyết định đã ghi của hội đồng"),
}
VALUE_ACTS = {
    "sheet.carry_over": gettext_lazy("Mang từ đợt trước"),
    "sheet.carry_confirm": gettext_lazy("Xác nhận số mang từ đợt trước"),
    "sheet.carry_undo": gettext_lazy("Bỏ số mang từ đợt trước"),
    "value.import": gettext_lazy("Nạp từ bảng tính"),
    "value.undo": gettext_lazy("Hoàn tác lần nạp"),
}
_TONES = {
    "accept": "good", "conclude": "good", "return": "bad", "counter": "warn", "dispute": "bad", "uphold": "warn",
    "council": "good",
}  # fmt: skip


def mark_of(result: Any) -> str:
    """The mark of an indicator: a verdict, or NOT_ENTERED where there is nothing yet."""
    if result.verdict == "UNDETERMINED" and result.verification == "EMPTY":
        return "NOT_ENTERED"
    return str(result.verdict)


@dataclass(frozen=True, slots=True)
class GridLine:
    """One line of the grid: an indicator, or one of its parts."""

    row: selectors.GridRow
    cell: selectors.Cell
    input_id: str
    name: str
    label: str
    save_url: str
    refusal: str
    locked_words: str
    mark: str
    sentence: str
    first: bool
    lines: int
    before: str = ""
    options: tuple[str, ...] = ()
    suggestions: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    others: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class GridGroup:
    """The lines of one criterion."""

    criterion: Criterion
    lines: tuple[GridLine, ...]

    @property
    def entered(self) -> int:
        return sum(1 for line in self.lines if line.cell.shown)


_PASSFAIL = (Choice.PASS.value, Choice.FAIL.value)
_PRESENCE = (Choice.ABSENT.value, Choice.PRESENT.value)


def _options(row: selectors.GridRow, cell: selectors.Cell) -> tuple[str, ...]:
    """What a cell is chosen from: only where nothing else can be typed."""
    if cell.slot.what != "passfail":
        return ()
    may_not_apply = row.indicator_row is not None and row.indicator_row.applicable_if
    return (*_PASSFAIL, _("không áp dụng")) if may_not_apply else _PASSFAIL


def _suggestions(row: selectors.GridRow, cell: selectors.Cell) -> tuple[str, ...]:
    """Words offered beside what is typed."""
    if cell.slot.what == "passfail":
        return ()
    words = _PRESENCE if cell.slot.what == "presence" else tuple(cell.slot.choices)
    may_not_apply = row.indicator_row is not None and row.indicator_row.applicable_if
    return (*words, _("không áp dụng")) if may_not_apply else words


def _before(cell: selectors.Cell) -> str:
    """The figure of the round before, with the rate that it gives."""
    rate = rate_words(cell.past.entry, cell.slot) if cell.past is not None else ""
    return f"{cell.before} ({rate})" if rate else cell.before


def grid_filters(groups: Sequence[GridGroup]) -> list[tuple[str, str, int]]:
    """What the grid can be narrowed to: ``(key, words, how many indicators)``; the first is all of it.

    An indicator of several cells counts once, and "not entered" is what the head of the sheet counts as such.
    ``grid-tools.js`` shows and counts the same.
    """
    rows = [line.row for group in groups for line in group.lines if line.first]
    return [
        ("", _("Tất cả"), len(rows)),
        ("empty", _("Chưa nhập"), sum(1 for row in rows if row.result.verification == "EMPTY")),
        ("returned", _("Bị trả lại"), sum(1 for row in rows if row.result.verification == "RETURNED")),
        ("carried", _("Mang từ đợt trước"), sum(1 for row in rows if any(cell.carried for cell in row.cells))),
    ]


def sheet_tools(actor: Actor, sheet: Any, rows: Sequence[selectors.GridRow]) -> list[tuple[str, str]]:
    """What else may be done with a sheet now: ``(words, address)``."""
    found: list[tuple[str, str]] = []
    if isinstance(policies.may_carry(actor, sheet), Allowed):
        if sheet.round.previous_id is not None:
            found.append((_("Lấy số của đợt trước"), reverse("assessments:sheet_carry", args=[sheet.id])))
        if any(cell.carried for row in rows for cell in row.cells):
            found.append(
                (_("Xác nhận số mang từ đợt trước"), reverse("assessments:sheet_carry_confirm", args=[sheet.id]))
            )
            found.append((_("Bỏ số mang từ đợt trước"), reverse("assessments:sheet_carry_undo", args=[sheet.id])))
    if isinstance(policies.may_import_sheet(actor, sheet), Allowed):
        query = {"sheet": sheet.id}
        found.append(
            (_("Tải biểu của xã (Excel)"), reverse("exchange:template", args=["commune-workbook"], query=query))
        )
        found.append((_("Nạp biểu của xã (Excel)"), reverse("exchange:new", args=["commune-workbook"], query=query)))
    return found


def grid_groups(actor: Actor, rows: Iterable[selectors.GridRow]) -> list[GridGroup]:
    """The rows of a sheet by criterion, each cell with whether this person may type into it now, and why not."""
    groups: list[GridGroup] = []
    lines: list[GridLine] = []
    current: Criterion | None = None
    for row in rows:
        if current is not None and row.criterion.id != current.id:
            groups.append(GridGroup(current, tuple(lines)))
            lines = []
        current = row.criterion
        answer = RESULT_LIFE.check(actor, row.result, "enter")
        refusal = "" if isinstance(answer, Allowed) else answer.reason
        for place, cell in enumerate(row.cells):
            lines.append(
                GridLine(
                    row=row,
                    cell=cell,
                    input_id=f"c{row.indicator.id}-{place}",
                    name=f"{row.indicator.id}:{cell.slot.part}",
                    label=f"{row.indicator.code} {cell.slot.name}".strip(),
                    save_url=reverse("assessments:cell", args=[row.result.sheet_id, row.indicator.id]),
                    refusal=refusal,
                    # Why a cell is closed is told to who could otherwise type there, not to mere readers.
                    locked_words=refusal if isinstance(answer, Refusal) and answer.status == 409 else "",
                    mark=mark_of(row.result) if place == 0 else "",
                    sentence=sentence_in_words(row.judged) if place == 0 else "",
                    first=place == 0,
                    lines=len(row.cells),
                    before=_before(cell),
                    options=_options(row, cell),
                    suggestions=_suggestions(row, cell),
                    sources=tuple(source_words(each) for each in cell.past.sources) if cell.past is not None else (),
                    others=tuple((str(_SIDES[side][0]), figure) for side, figure in cell.others),
                )
            )
    if current is not None:
        groups.append(GridGroup(current, tuple(lines)))
    return groups


def saved_answer(saved: Any, part: str, explanation: str = "") -> dict[str, Any]:
    """What the grid is told after a save. An explained value is not doubted again."""
    mark = mark_of(saved.result)
    rollup = selectors.rollup_of(saved.result.sheet_id)
    answer: dict[str, Any] = {
        "state": "saved",
        "version": str(saved.versions.get(part, 0)),
        "verdict": mark,
        "verdict_label": str(VERDICTS[mark].label),
        "sentence": sentence_in_words(saved.judged),
        "value": selectors.shown_value(saved.result.sheet_id, saved.result.indicator_id, part),
        "counts": {
            "count-entered": f"{rollup.entered}/{rollup.total}",
            "count-met": f"{rollup.criteria_met}/{rollup.criteria_total}",
        },
    }
    if explanation:
        answer["explanation"] = explanation
    elif saved.warnings:
        answer["warning"] = " ".join(saved.warnings)
    return answer


def conflict_answer(actor: Actor, sheet_id: int, indicator_id: int, part: str) -> dict[str, Any]:
    """Both versions of a cell: theirs with who and when; the page still holds mine."""
    selectors.result_of(actor, sheet_id, indicator_id)  # scope first
    value = selectors.current_values([sheet_id], indicator_id=indicator_id).get((sheet_id, indicator_id), {}).get(part)
    names = selectors.account_names([] if value is None else [value.actor_id])
    return {
        "state": "conflict",
        "version": str(selectors.version_of(value)),
        "theirs": {
            "value": typed_form(value),
            "who": "" if value is None else names.get(value.actor_id, ""),
            "when": "" if value is None else format_datetime(value.recorded_at),
        },
        "sentence": _("Ô này vừa được người khác sửa. Hãy chọn giữ số của bạn hay lấy số của họ."),
    }


def sheet_question(actor: Actor, sheet: Any, move: str) -> str:
    """What is asked before an act on a sheet."""
    if move == "submit":
        words = _("Sau khi gửi, xã chỉ sửa được những chỉ tiêu bị trả lại.")
        if sheet.unit_id not in actor.writes(*COMMUNE):
            words += " " + _("Bạn gửi thay xã, nên sau này không ký bước tổng hợp hay chốt của phiếu này.")
        return words
    if move == "consolidate":
        return _("Văn phòng xác nhận phiếu này đã thẩm định xong và đưa vào tổng hợp.")
    return _("Phiếu trở lại xã để nhập tiếp. Những gì đã thẩm định vẫn giữ nguyên.")


def result_timeline(rows: Sequence[selectors.Happening]) -> list[dict[str, str]]:
    """What happened to an indicator in the shape of ``ui.timeline``."""
    return [
        {
            "when": format_datetime(row.at),
            "who": row.who,
            "text": f"{VALUE_ACTS.get(row.act) or HAPPENING_WORDS[row.what]}: {row.words or _('(xóa)')}"
            + (f" ({_('do %(who)s nhập thay') % {'who': row.who}})" if row.on_behalf else "")
            + (f" – {row.why}" if row.why else ""),
            "tone": _TONES.get(row.what, "neutral"),
        }
        for row in rows
    ]


_ON_FIGURES = ("counter", "council")
_ON_ARGUMENT = ("take_back", "dispute", "uphold", "withdraw")


def result_crumbs(result: Any) -> list[tuple[str, str]]:
    """Where an act on one indicator stands: its round, the commune's sheet, the indicator."""
    return [
        (result.sheet.round.title, reverse("assessments:round", args=[result.sheet.round_id])),
        (result.sheet.unit_name, reverse("assessments:sheet", args=[result.sheet_id])),
        (result.indicator.code, reverse("assessments:result", args=[result.pk])),
    ]


def result_links(actor: Actor, result: Any) -> list[Any]:
    """The acts on one indicator that lie before this person, each with its page; what only others may do is left out
    where it would only be noise.
    """

    def href(move: str) -> str:
        if move in _ON_FIGURES:
            return reverse(f"assessments:result_{move}", args=[result.pk])
        if move in _ON_ARGUMENT:
            return reverse("assessments:result_argue", args=[result.pk, move])
        return reverse("assessments:result_verify", args=[result.pk, move])

    main = "dispute" if result.verification in _ANSWERED else "accept"
    shown = []
    for link in act_links(RESULT_LIFE, actor, result, href, main=main):
        if link.name in ("enter", "clear"):
            continue
        answer = RESULT_LIFE.check(actor, result, link.name, reason="…")
        # A right that one has not is no button, except the three that everybody knows from the queue.
        if isinstance(answer, Refusal) and answer.status == 403 and link.name not in ("accept", "return", "conclude"):
            continue
        shown.append(link)
    return shown


_ANSWERED = ("COUNTERED", "CONCLUDED")


@dataclass(frozen=True, slots=True)
class SideCard:
    """One of the three columns of an indicator: whose, what it says, who and when, why, what it would give."""

    label: str
    cells: tuple[tuple[str, str], ...]
    said: str
    who: str
    reason: str
    document: str
    mark: str
    decides: bool
    empty: str


_SIDES = {
    "commune": (gettext_lazy("Xã"), gettext_lazy("Chưa nhập.")),
    "department": (gettext_lazy("Sở, ngành"), gettext_lazy("Chưa thẩm định.")),
    "council": (gettext_lazy("Hội đồng thẩm định"), gettext_lazy("Chưa có quyết định.")),
}
_SAID = {
    "accept": gettext_lazy("chấp nhận số của xã"),
    "return": gettext_lazy("trả lại để sửa"),
    "conclude": gettext_lazy("kết luận"),
    "counter": gettext_lazy("ghi số khác"),
    "take_back": gettext_lazy("đã rút số"),
    "uphold": gettext_lazy("giữ số của mình"),
    "dispute": gettext_lazy("không đồng ý"),
    "council": gettext_lazy("quyết định"),
}


def side_cards(row: selectors.GridRow) -> list[SideCard]:
    """The three columns of the result page."""
    names = selectors.account_names([side.who for side in row.sides if side.who is not None])
    cards = []
    for side in row.sides:
        label, empty = _SIDES[side.side]
        who = names.get(side.who or 0, "")
        if side.on_behalf and not side.decision:
            who = _("do %(who)s nhập thay") % {"who": who}
        when = "" if side.at is None else format_datetime(side.at)
        document = side.document
        if side.document_on is not None:
            document = _("%(document)s ngày %(day)s") % {"document": document, "day": format_date(side.document_on)}
        cards.append(
            SideCard(
                label=str(label),
                cells=tuple((name, figure) for _part, name, figure in side.cells),
                said=str(_SAID.get(side.decision, "")),
                who=", ".join(part for part in (who, when) if part),
                reason=side.reason,
                document=document,
                mark="" if side.judged is None else str(side.judged.verdict),
                decides=side.decides,
                empty=str(empty) if side.silent else "",
            )
        )
    return cards


def trace_lines(judged: Any) -> list[tuple[str, str]]:
    """The steps of a verdict as pairs of name and data, for the panel "Vì sao"."""
    if judged is None:
        return []
    return trace_in_words(judged.trace)


def reminder(result: Any, link: str) -> str:
    """A short text to paste into Zalo."""
    return _("%(commune)s – chỉ tiêu %(code)s (%(round)s): %(link)s") % {
        "commune": result.sheet.unit_name,
        "code": result.indicator.code,
        "round": result.sheet.round.title,
        "link": link,
    }


MOST_NAMED = 100
"""Communes that one reminder names; a longer one nobody reads in Zalo."""


def sheets_reminder(actor: Actor, rows: Any, url: str) -> str:
    """Which communes have not handed in their sheet, with whom to call, round by round; and the link to the list.

    Where the rows shown are all handed in, it says so. Four queries, however many communes.
    """
    sheets = list(rows.filter(state="OPEN").select_related("round")[: MOST_NAMED + 1])
    if not sheets:
        return _("Không còn xã nào trong danh sách chưa gửi phiếu. %(link)s") % {"link": url}
    contacts = contacts_of_units(actor, {sheet.unit_id for sheet in sheets}, actor.on)
    lines: list[str] = []
    rounds: dict[int, list[Any]] = {}
    for sheet in sheets[:MOST_NAMED]:
        rounds.setdefault(sheet.round_id, []).append(sheet)
    for group in rounds.values():
        round_ = group[0].round
        lines.append(
            _("%(round)s – hạn gửi %(day)s, còn %(n)s xã chưa gửi phiếu:")
            % {
                "round": round_.title,
                "day": format_date(round_.entry_due_on),
                "n": format_number(len(group)) if len(sheets) <= MOST_NAMED else f">{format_number(len(group))}",
            }
        )
        for sheet in group:
            people = "; ".join(str(each) for each in contacts.get(sheet.unit_id, []))
            lines.append(f"- {sheet.unit_name}: {people}" if people else f"- {sheet.unit_name}")
    if len(sheets) > MOST_NAMED:
        lines.append(_("… và những xã khác trong danh sách."))
    return "\n".join([*lines, url])


def why_not(answer: object) -> str:
    return answer.reason if isinstance(answer, Refusal) else ""
