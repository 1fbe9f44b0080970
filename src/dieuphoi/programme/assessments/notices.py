"""What of a round people are told: opened, a sheet handed in, indicators returned, frozen. Each act asks whom once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Final

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.dates import format_date
from dieuphoi.core.kernel.numbers import format_number
from dieuphoi.core.notify.kinds import NoticeKind, register_kinds
from dieuphoi.core.notify.services import Told, house_language, notify, notify_many
from dieuphoi.programme.assessments.models import AssessmentRound, IndicatorResult, Sheet
from dieuphoi.registry.access.recipients import concerned_with_units, officers_of_orgs, officers_of_units

OPENED: Final = NoticeKind("round.opened", gettext_lazy("Mở đợt rà soát"))
SUBMITTED: Final = NoticeKind("sheet.submitted", gettext_lazy("Xã gửi phiếu, chờ thẩm định"))
RETURNED: Final = NoticeKind("result.returned", gettext_lazy("Chỉ tiêu bị trả lại"), mail="at_once")
PAST: Final = NoticeKind("decided.recorded", gettext_lazy("Nhập kết quả đã công bố của đơn vị bạn"))
URGED: Final = NoticeKind("round.urged", gettext_lazy("Văn phòng đôn đốc"), mail="at_once")
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
            to=_all(officers_of_units(units, actor.on).values()) | _all(officers_of_orgs(orgs, actor.on).values()),
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
            to=_all(officers_of_units(units, actor.on).values()),
            kind=FROZEN.key,
            once=f"round:{round_.pk}:frozen",
            title=_("Đã chốt đợt %(round)s") % {"round": round_.title},
            text=_("Số liệu và kết luận không đổi nữa."),
            url=reverse("assessments:sheets", query={"round": round_.pk}),
            now=now,
        )


def sheet_submitted(actor: Actor, sheet: Sheet, now: datetime) -> None:
    """The departments that own something on it may verify."""
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
            now=now,
        )


def results_returned(actor: Actor, results: Sequence[IndicatorResult], comment: str, now: datetime) -> None:
    """Their communes, at once: one notice a sheet, however many of its indicators come back."""
    by_sheet: dict[int, list[IndicatorResult]] = {}
    for result in results:
        by_sheet.setdefault(result.sheet_id, []).append(result)
    officers = officers_of_units({result.sheet.unit_id for result in results}, actor.on)
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
    register_kinds(OPENED, SUBMITTED, RETURNED, FROZEN, PAST, URGED)
