"""What of a round people are told: opened, a sheet handed in, indicators returned or argued over, frozen."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.dates import format_date, today
from dieuphoi.core.kernel.numbers import format_number
from dieuphoi.core.notify.bundles import Bundle, Words
from dieuphoi.core.notify.kinds import NoticeKind, register_kinds
from dieuphoi.core.notify.selectors import told_together
from dieuphoi.core.notify.services import Told, house_language, notify, notify_many
from dieuphoi.programme.assessments.amendments.kinds import register as register_amendment_kinds
from dieuphoi.programme.assessments.models import AssessmentRound, IndicatorResult, Sheet
from dieuphoi.registry.access.recipients import (
    concerned_with_units,
    office_of,
    officers_acting_for,
    officers_of_orgs,
)

OPENED: Final = NoticeKind("round.opened", gettext_lazy("Mở đợt rà soát"))
SUBMITTED: Final = NoticeKind("sheet.submitted", gettext_lazy("Xã gửi phiếu, chờ thẩm định"))
RETURNED: Final = NoticeKind("result.returned", gettext_lazy("Chỉ tiêu bị trả lại"), mail="at_once")
PAST: Final = NoticeKind("decided.recorded", gettext_lazy("Nhập kết quả đã công bố của đơn vị bạn"))
COUNTERED: Final = NoticeKind("result.countered", gettext_lazy("Sở, ngành ghi số khác"), mail="at_once")
DISPUTED: Final = NoticeKind("result.disputed", gettext_lazy("Xã không đồng ý với sở, ngành"), mail="at_once")
ANSWERED: Final = NoticeKind("result.answered", gettext_lazy("Sở, ngành trả lời ý kiến của xã"))
SETTLED: Final = NoticeKind("result.settled", gettext_lazy("Hội đồng thẩm định quyết định"))
URGED: Final = NoticeKind("round.urged", gettext_lazy("Văn phòng đôn đốc"), mail="at_once")
ON_BEHALF: Final = NoticeKind("sheet.on_behalf", gettext_lazy("Nhập hoặc gửi phiếu thay xã bạn"))
FROZEN: Final = NoticeKind("round.frozen", gettext_lazy("Chốt đợt rà soát"))


def _all(groups: Iterable[Sequence[int]]) -> set[int]:
    return {account for group in groups for account in group}


def round_opened(actor: Actor, round_: AssessmentRound, now: datetime) -> None:
    """The communes with a sheet may enter; the departments will verify."""
    units = list(Sheet.objects.filter(round=round_).values_list("unit_id", flat=True))
    owners = IndicatorResult.objects.filter(sheet__round=round_, owner__isnull=False).order_by()
    orgs = list(owners.values_list("owner_id", flat=True).distinct())
    with house_language():
        days = {"entry": format_date(round_.entry_due_on), "verify": format_date(round_.verify_due_on)}
        notify(
            actor=actor,
            to=_all(officers_acting_for(units, actor.on).values()) | _all(officers_of_orgs(orgs, actor.on).values()),
            kind=OPENED.key,
            once=f"round:{round_.pk}:opened",
            title=_("Đã mở đợt %(round)s") % {"round": round_.title},
            text=_("Xã gửi phiếu trước hết ngày %(entry)s, sở ngành thẩm định trước hết ngày %(verify)s.") % days,
            url=reverse("assessments:sheets", query={"round": round_.pk}),
            now=now,
        )


def round_frozen(actor: Actor, round_: AssessmentRound, units: Iterable[int], now: datetime) -> None:
    """Everybody with a sheet in it: nothing changes any more."""
    with house_language():
        notify(
            actor=actor,
            to=_all(officers_acting_for(units, actor.on).values()),
            kind=FROZEN.key,
            once=f"round:{round_.pk}:frozen",
            title=_("Đã chốt đợt %(round)s") % {"round": round_.title},
            text=_("Số liệu và kết luận không đổi nữa."),
            url=reverse("assessments:sheets", query={"round": round_.pk}),
            now=now,
        )


def sheet_submitted(actor: Actor, sheet: Sheet, now: datetime) -> None:
    """The departments that own something on it may verify; one notice a day and round, while it is unread."""
    owners = IndicatorResult.objects.filter(sheet=sheet, owner__isnull=False, verification="ENTERED").order_by()
    orgs = list(owners.values_list("owner_id", flat=True).distinct())
    with house_language():
        notify(
            actor=actor,
            to=_all(officers_of_orgs(orgs, actor.on).values()),
            kind=SUBMITTED.key,
            once=f"sheet:{sheet.pk}:submitted:{now.isoformat()}",
            title=_("%(unit)s đã gửi phiếu") % {"unit": sheet.unit_name},
            text=sheet.round.title,
            url=reverse("assessments:sheet", args=[sheet.pk]),
            bundle=Bundle(
                f"round:{sheet.round_id}", sheet.unit_name, words=_SubmittedTogether(sheet.round), about=sheet.pk
            ),
            now=now,
        )


@dataclass(frozen=True, slots=True)
class _SubmittedTogether:
    """Sheets of one round handed in on one day, and the queue of exactly these."""

    round: AssessmentRound

    def __call__(self, notice_id: int, count: int, names: Sequence[str]) -> Words:
        title = ngettext("%(n)s phiếu vừa gửi trong đợt %(round)s", "%(n)s phiếu vừa gửi trong đợt %(round)s", count)
        text = ", ".join(names)
        if count > len(names):
            text = _("%(names)s và %(n)s xã khác") % {"names": text, "n": format_number(count - len(names))}
        url = reverse("assessments:queue", query={"round": self.round.pk, "told": notice_id})
        return Words(title % {"n": format_number(count), "round": self.round.title}, text, url)


def sheets_told(actor: Actor, notice_id: str) -> tuple[str, list[int]] | None:
    """The words of a notice of the actor's own about sheets handed in, and the ids of these sheets."""
    if not (notice_id.isascii() and notice_id.isdigit() and len(notice_id) <= 18):
        return None
    return told_together(actor, int(notice_id), SUBMITTED.key)


def submitted_on_behalf(actor: Actor, sheet: Sheet, reason: str, now: datetime) -> None:
    """The commune, at once: somebody else has handed in its sheet."""
    with house_language():
        notify(
            actor=actor,
            to=_all(officers_acting_for([sheet.unit_id], actor.on).values()),
            kind=ON_BEHALF.key,
            once=f"sheet:{sheet.pk}:submitted-for:{now.isoformat()}",
            title=_("%(who)s đã gửi phiếu thay %(unit)s") % {"who": actor.name, "unit": sheet.unit_name},
            text=reason or sheet.round.title,
            url=reverse("assessments:sheet", args=[sheet.pk]),
            at_once=True,
            now=now,
        )


def entered_on_behalf(actor: Actor, sheets: Iterable[Sheet], now: datetime) -> None:
    """The communes whose figures somebody else types: once a day, sheet and person, however many figures."""
    with house_language():
        _tell_communes(
            actor,
            sheets,
            once=f"entered-for:{actor.id}:{today(now).isoformat()}",
            title=_("%(who)s đã nhập số liệu thay %(unit)s"),
            text=_("Hãy mở phiếu, xem lại số đã nhập; số nào sai thì sửa hoặc báo Văn phòng."),
            now=now,
        )


def entries_taken_back(actor: Actor, run_id: int, sheets: Iterable[Sheet], now: datetime) -> None:
    """The communes for which somebody else took an import back: once a run, what stood before stands again."""
    with house_language():
        _tell_communes(
            actor,
            sheets,
            once=f"import:{run_id}:undone",
            title=_("%(who)s đã hoàn tác một lần nhập số liệu của %(unit)s"),
            text=_("Số liệu trước lần nhập ấy lại có hiệu lực. Hãy mở phiếu xem lại, nếu sai thì báo Văn phòng."),
            now=now,
        )


def _tell_communes(
    actor: Actor, sheets: Iterable[Sheet], *, once: str, title: str, text: str, now: datetime
) -> None:
    """Those who enter for the communes of these sheets. ``once`` within a sheet; ``title`` has ``who`` and ``unit``."""
    listed = list(sheets)
    officers = officers_acting_for({sheet.unit_id for sheet in listed}, actor.on)
    if not officers:
        return
    items = [
        Told(
            to=officers.get(sheet.unit_id, ()),
            kind=ON_BEHALF.key,
            once=f"sheet:{sheet.pk}:{once}",
            title=title % {"who": actor.name, "unit": sheet.unit_name},
            text=text,
            url=reverse("assessments:sheet", args=[sheet.pk]),
        )
        for sheet in listed
    ]
    notify_many(actor=actor, items=items, now=now)


def results_returned(actor: Actor, results: Sequence[IndicatorResult], comment: str, now: datetime) -> None:
    """Their communes, at once: one notice a sheet, however many of its indicators come back."""
    by_sheet: dict[int, list[IndicatorResult]] = {}
    for result in results:
        by_sheet.setdefault(result.sheet_id, []).append(result)
    officers = officers_acting_for({result.sheet.unit_id for result in results}, actor.on)
    with house_language():
        items = []
        for sheet_id, rows in by_sheet.items():
            codes = ", ".join(row.indicator.code for row in rows)
            words = ngettext("%(n)s chỉ tiêu bị trả lại: %(codes)s", "%(n)s chỉ tiêu bị trả lại: %(codes)s", len(rows))
            items.append(
                Told(
                    to=officers.get(rows[0].sheet.unit_id, ()),
                    kind=RETURNED.key,
                    once=f"sheet:{sheet_id}:returned:{now.isoformat()}:{rows[0].pk}",
                    title=words % {"n": format_number(len(rows)), "codes": codes},
                    text=comment,
                    url=reverse("assessments:sheet", args=[sheet_id]),
                    at_once=True,
                )
            )
        notify_many(actor=actor, items=items, now=now)


def _tell(
    actor: Actor,
    result: IndicatorResult,
    kind: NoticeKind,
    title: str,
    text: str,
    now: datetime,
    *,
    to: Iterable[int],
    at_once: bool = False,
) -> None:
    what = {"unit": result.sheet.unit_name, "code": result.indicator.code}
    notify(
        actor=actor,
        to=to,
        kind=kind.key,
        once=f"{kind.key}:{result.pk}:{result.revision}",
        title=title % what,
        text=text,
        url=reverse("assessments:result", args=[result.pk]),
        now=now,
        at_once=at_once,
    )


def _commune(actor: Actor, result: IndicatorResult) -> set[int]:
    return _all(officers_acting_for([result.sheet.unit_id], actor.on).values())


def _department(actor: Actor, result: IndicatorResult) -> set[int]:
    """Whoever verifies it: the owner, or the office where nobody owns it."""
    if result.owner_id is None:
        return set(office_of(result.sheet.round.province_id, actor.on))
    return _all(officers_of_orgs([result.owner_id], actor.on).values())


def figure_countered(actor: Actor, result: IndicatorResult, reason: str, now: datetime, *, again: bool) -> None:
    """The commune, at once: its department has another figure (``again``: after the commune's objection)."""
    with house_language():
        title = _("%(unit)s, chỉ tiêu %(code)s: sở, ngành ghi số khác")
        if again:
            title = _("%(unit)s, chỉ tiêu %(code)s: sở, ngành ghi lại số sau ý kiến của xã")
        _tell(actor, result, COUNTERED, title, reason, now, to=_commune(actor, result), at_once=True)


def figure_taken_back(actor: Actor, result: IndicatorResult, reason: str, now: datetime) -> None:
    """The commune: the department's figure is gone, its own waits again."""
    with house_language():
        title = _("%(unit)s, chỉ tiêu %(code)s: sở, ngành rút số đã ghi")
        _tell(actor, result, ANSWERED, title, reason, now, to=_commune(actor, result))


def figure_disputed(actor: Actor, result: IndicatorResult, reason: str, now: datetime) -> None:
    """The department, at once: it answers the commune's objection."""
    with house_language():
        title = _("%(unit)s, chỉ tiêu %(code)s: xã không đồng ý")
        _tell(actor, result, DISPUTED, title, reason, now, to=_department(actor, result), at_once=True)


def dispute_answered(actor: Actor, result: IndicatorResult, reason: str, now: datetime) -> None:
    """The commune: what the department made of its objection."""
    with house_language():
        titles = {
            "ACCEPTED": _("%(unit)s, chỉ tiêu %(code)s: sở, ngành chấp nhận số của xã"),
            "COUNTERED": _("%(unit)s, chỉ tiêu %(code)s: sở, ngành giữ số của mình"),
            "CONCLUDED": _("%(unit)s, chỉ tiêu %(code)s: sở, ngành kết luận sau ý kiến của xã"),
        }
        _tell(actor, result, ANSWERED, titles[result.verification], reason, now, to=_commune(actor, result))


def council_decided(actor: Actor, result: IndicatorResult, words: str, now: datetime) -> None:
    """Commune and department: the council has decided."""
    with house_language():
        title = _("%(unit)s, chỉ tiêu %(code)s: hội đồng thẩm định đã quyết định")
        both = _commune(actor, result) | _department(actor, result)
        _tell(actor, result, SETTLED, title, words, now, to=both)


def council_withdrawn(actor: Actor, result: IndicatorResult, reason: str, now: datetime) -> None:
    """Commune and department: what was recorded of the council was withdrawn."""
    with house_language():
        title = _("%(unit)s, chỉ tiêu %(code)s: rút quyết định đã ghi của hội đồng")
        both = _commune(actor, result) | _department(actor, result)
        _tell(actor, result, SETTLED, title, reason, now, to=both)


def past_recorded(actor: Actor, run_id: int, units: Iterable[int], years: Iterable[int], now: datetime) -> None:
    """The communes of which an import told published results, and whoever is above them: once a run, in the digest."""
    with house_language():
        listed = sorted(set(units))
        years_told = ", ".join(str(year) for year in sorted(set(years)))
        words = ngettext(
            "Đã nhập kết quả đã công bố của %(n)s xã, năm %(years)s",
            "Đã nhập kết quả đã công bố của %(n)s xã, năm %(years)s",
            len(listed),
        )
        notify(
            actor=actor,
            to=concerned_with_units(listed, actor.on),
            kind=PAST.key,
            once=f"decided-import:{run_id}",
            title=words % {"n": format_number(len(listed)), "years": years_told},
            text=_("Kết quả theo văn bản, giữ nguyên, không chấm lại. Nếu có chỗ sai, hãy báo Văn phòng điều phối."),
            url=reverse("assessments:decided_list"),
            now=now,
        )


def past_taken_back(actor: Actor, run_id: int, units: Iterable[int], now: datetime) -> None:
    """The same people: the import was undone, what stood before stands again."""
    with house_language():
        notify(
            actor=actor,
            to=concerned_with_units(sorted(set(units)), actor.on),
            kind=PAST.key,
            once=f"decided-import:{run_id}:undone",
            title=_("Đã hoàn tác một lần nhập kết quả đã công bố"),
            url=reverse("assessments:decided_list"),
            now=now,
        )


def register() -> None:
    """Make the kinds known. Called once, when Django is ready."""
    register_kinds(OPENED, SUBMITTED, RETURNED, COUNTERED, DISPUTED, ANSWERED, SETTLED, FROZEN, PAST, URGED, ON_BEHALF)
    register_amendment_kinds()
