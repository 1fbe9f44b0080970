"""Register a target, many at once, say it again as it should be, keep a scan with it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import IO, Any, Final

from django.utils.translation import gettext as _

from dieuphoi.core.files.services import blob_store
from dieuphoi.core.history.context import act
from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.dates import format_date
from dieuphoi.core.kernel.errors import InputError, InputErrors
from dieuphoi.core.kernel.numbers import format_number
from dieuphoi.core.kernel.policy import require
from dieuphoi.core.kernel.text import vn_key
from dieuphoi.programme.criteria.selectors import criteria_of
from dieuphoi.programme.recognition.models import Level
from dieuphoi.programme.recognition.services import KIND_OF_LEVEL
from dieuphoi.programme.targets import notices, policies, selectors
from dieuphoi.programme.targets.models import Goal, RegisteredTarget, TargetFile
from dieuphoi.programme.targets.states import LIVING, TARGET_LIFE, TargetState
from dieuphoi.registry.organisations.models import OrgUnit, Person
from dieuphoi.registry.territory.selectors import UnitRow, units_on

_BATCH: Final = 2_000
EARLIEST, LATEST = 1990, 2100
_HEIGHTS: Final = {"commune": 0, "district": 1, "province": 2}


@dataclass(frozen=True, slots=True)
class NewTarget:
    """What is registered. ``first_year`` is ``year`` unless a stage is meant; ``level`` may be left out where a set
    (``version_id``) says it. ``confirmed_*``: the province has decided already.
    """

    unit_id: int
    year: int
    goal: str
    registered_on: date
    level: str = ""
    first_year: int | None = None
    version_id: int | None = None
    wanted: int | None = None
    named: tuple[str, ...] = ()
    document: str = ""
    issuer: str = ""
    confirmed_number: str = ""
    confirmed_on: date | None = None
    confirmed_by: str = ""
    follower_id: int | None = None
    follower_org_id: int | None = None
    source: str = ""
    note: str = ""


@dataclass(slots=True)
class _Known:
    """What the checks of many rows read, once for all of them."""

    units: dict[tuple[int, date], UnitRow]
    versions: dict[int, Any]
    people: set[int]
    orgs: set[int]
    recognised: dict[int, list[Any]]
    numbers: dict[int, list[str]] = field(default_factory=dict)

    def criteria(self, version_id: int) -> list[str]:
        if version_id not in self.numbers:
            self.numbers[version_id] = [row.number for row in criteria_of(version_id)]
        return self.numbers[version_id]


def target_register(*, actor: Actor, new: NewTarget, now: datetime) -> RegisteredTarget:
    """Register what a unit of that day wants to reach.

    Raises ``InputErrors`` with every fault: a unit that was not there that day, a level of another kind of unit, years
    out of order, a goal without its number, set or criteria, one that was reached before it was registered, the same
    target already living; ``Refused`` (403) for whoever is neither the unit's commune nor the office.
    """
    [row] = targets_register(actor=actor, rows=[new], now=now)
    return row


def targets_register(
    *, actor: Actor, rows: Sequence[NewTarget], tell: bool = True, now: datetime
) -> list[RegisteredTarget]:
    """Many at once, all or nothing; as :func:`target_register`."""
    with act(actor, "target.register"):
        known = _known(actor, rows)
        made = [_row(actor, new, known) for new in rows]
        if errors := _doubles(made):
            raise InputErrors(errors)
        RegisteredTarget.objects.bulk_create(made, batch_size=_BATCH)
        if tell:
            for row in made:
                notices.registered(actor, row, now)
    return made


_CORRECTED: Final = (
    "first_year", "year", "goal", "level", "version_id", "wanted", "named", "registered_on", "document", "issuer",
    "confirmed_number", "confirmed_on", "confirmed_by", "follower_id", "follower_org_id", "source", "note",
)  # fmt: skip


def target_correct(
    *, actor: Actor, target_id: int, new: NewTarget, reason: str, now: datetime
) -> RegisteredTarget:
    """Say it again as it should be; what it said before stays in its history. The unit stays: another unit is another
    target. A decision of the province that is added confirms it, one that is taken out is :func:`target_unconfirm`.
    """
    with act(actor, "target.correct", reason=reason):
        row = RegisteredTarget.objects.select_for_update().one_visible_to(actor, id=target_id)
        require(policies.may_correct(actor, row))
        if not reason.strip():
            raise InputErrors([InputError(_("Hãy ghi lý do."), field="reason")])
        again = _row(actor, new, _known(actor, [new]))
        errors = _doubles([again], besides=row.pk)
        if new.unit_id != row.unit_id:
            errors.append(InputError(_("Không đổi đơn vị của một đăng ký: hãy rút và ghi đăng ký khác."), field="unit"))
        if row.state == TargetState.CONFIRMED and not again.confirmed_number:
            errors.append(
                InputError(_("Đã phê duyệt: hãy dùng “Gỡ phê duyệt ghi nhầm”."), field="confirmed_number")
            )
        if errors:
            raise InputErrors(errors)
        if again.confirmed_number and row.state == TargetState.REGISTERED:
            TARGET_LIFE.move(actor, row, "confirm")
        for name in _CORRECTED:
            setattr(row, name, getattr(again, name))
        row.save()
    return row


def target_file_add(
    *, actor: Actor, target_id: int, data: IO[bytes], name: str, note: str = "", now: datetime
) -> TargetFile:
    """Keep a scan with a target. Raises ``InputErrors`` for a file that is not taken."""
    with act(actor, "target.file"):
        row = RegisteredTarget.objects.select_for_update().one_visible_to(actor, id=target_id)
        require(policies.may_correct(actor, row))
        stored = blob_store(actor=actor, data=data, name=name, now=now)
        file = TargetFile(target=row, blob=stored.blob, name=stored.name, note=note.strip(), recorded_at=now)
        file.save(force_insert=True)
    return file


# --- inside ---------------------------------------------------------------------------------------------


def _known(actor: Actor, rows: Sequence[NewTarget]) -> _Known:
    by_day: dict[date, set[int]] = {}
    for new in rows:
        by_day.setdefault(new.registered_on, set()).add(new.unit_id)
    recognised: dict[int, list[Any]] = {}
    ids = {new.unit_id for new in rows if new.goal == Goal.LEVEL}
    for each in selectors.recognised(actor, actor.on).filter(unit_id__in=ids).order_by("decision_on", "pk"):
        recognised.setdefault(each.unit_id, []).append(each)
    people = {new.follower_id for new in rows if new.follower_id}
    orgs = {new.follower_org_id for new in rows if new.follower_org_id}
    return _Known(
        units={(unit.id, day): unit for day, wanted in by_day.items() for unit in units_on(actor, day, ids=wanted)},
        versions=selectors.versions_of(actor, {new.version_id for new in rows if new.version_id}),
        people=set(Person.objects.visible_to(actor).filter(pk__in=people).values_list("pk", flat=True)),
        orgs=set(OrgUnit.objects.visible_to(actor).filter(pk__in=orgs).values_list("pk", flat=True)),
        recognised=recognised,
    )


def _row(actor: Actor, new: NewTarget, known: _Known) -> RegisteredTarget:
    """The row of a registration, checked. Raises ``InputErrors``, ``Refused``."""
    errors: list[InputError] = []
    unit = known.units.get((new.unit_id, new.registered_on))
    version = known.versions.get(new.version_id or 0)
    level = new.level
    if new.goal in (Goal.CRITERIA, Goal.NAMED) and version is not None:
        level = f"{version.set.level}_{version.set.tier}"
    if unit is None:
        errors.append(
            InputError(
                _("Ngày %(day)s không có đơn vị này. Hãy chọn đơn vị của ngày đăng ký.")
                % {"day": format_date(new.registered_on)},
                field="unit",
            )
        )
    else:
        # Rights first: who may not is told so, whatever was typed.
        plan = new.goal == Goal.UNITS
        require(policies.may_register(actor, unit.id, unit.province_id, plan=plan))
        if new.confirmed_number and not _decides(actor, unit):
            errors.append(
                InputError(_("Quyết định phê duyệt của tỉnh do Văn phòng điều phối ghi."), field="confirmed_number")
            )
    first_year = new.year if new.first_year is None else new.first_year
    errors += _year_faults(actor, new, first_year)
    errors += _goal_faults(new, version, known)
    errors += _level_faults(new, level, unit)
    errors += _decision_faults(actor, new)
    if new.follower_id and new.follower_id not in known.people:
        errors.append(InputError(_("Không có người này trong danh sách cán bộ."), field="follower"))
    if new.follower_org_id and new.follower_org_id not in known.orgs:
        errors.append(InputError(_("Không có cơ quan này trong danh sách."), field="follower_org"))
    if unit is not None and new.goal == Goal.LEVEL and not errors:
        errors += _reached_before(new, level, unit, known)
    if errors or unit is None:
        raise InputErrors(errors)
    return RegisteredTarget(
        unit_id=unit.id, unit_name=unit.full_name, unit_code=unit.code, unit_key=vn_key(unit.name),
        province_id=unit.province_id, first_year=first_year, year=new.year, goal=new.goal, level=level,
        version_id=None if new.goal == Goal.UNITS else new.version_id,
        wanted=new.wanted if new.goal in (Goal.CRITERIA, Goal.UNITS) else None,
        named=list(new.named) if new.goal == Goal.NAMED else [],
        state=TargetState.CONFIRMED if new.confirmed_number.strip() else TargetState.REGISTERED,
        registered_on=new.registered_on, document=" ".join(new.document.split()), issuer=new.issuer.strip(),
        confirmed_number=" ".join(new.confirmed_number.split()), confirmed_on=new.confirmed_on,
        confirmed_by=new.confirmed_by.strip(), follower_id=new.follower_id, follower_org_id=new.follower_org_id,
        source=new.source.strip(), note=new.note.strip(),
    )  # fmt: skip


def _decides(actor: Actor, unit: UnitRow) -> bool:
    """Whether the actor decides on targets of the unit, not only registers them."""
    probe = RegisteredTarget(unit_id=unit.id, province_id=unit.province_id)
    return bool(policies.may_decide(actor, probe))


def _year_faults(actor: Actor, new: NewTarget, first_year: int) -> list[InputError]:
    errors = []
    if not EARLIEST <= new.year <= LATEST:
        errors.append(InputError(_("Năm về đích phải từ 1990 đến 2100."), field="year", value=str(new.year)))
    if not EARLIEST <= first_year <= new.year:
        errors.append(InputError(_("Năm đầu của giai đoạn không được sau năm về đích."), field="first_year"))
    if new.registered_on > actor.on:
        errors.append(
            InputError(
                _("Ngày đăng ký %(day)s chưa tới.") % {"day": format_date(new.registered_on)}, field="registered_on"
            )
        )
    if new.registered_on.year > new.year:
        errors.append(InputError(_("Ngày đăng ký không được sau năm về đích."), field="registered_on"))
    return errors


def _goal_faults(new: NewTarget, version: Any, known: _Known) -> list[InputError]:
    if new.goal not in Goal.values:
        return [InputError(_("Hãy chọn loại đích."), field="goal", value=new.goal)]
    errors = []
    if new.goal in (Goal.CRITERIA, Goal.UNITS) and (new.wanted is None or new.wanted < 1):
        errors.append(InputError(_("Hãy ghi số phải đạt, từ 1 trở lên."), field="wanted"))
    if new.version_id is not None and version is None:
        errors.append(InputError(_("Không có bộ tiêu chí này, hoặc bộ chưa công bố."), field="version"))
    if new.goal in (Goal.CRITERIA, Goal.NAMED):
        if new.version_id is None:
            errors.append(
                InputError(_("Hãy chọn bộ tiêu chí: số tiêu chí chỉ có nghĩa trong một bộ."), field="version")
            )
        elif version is not None:
            errors += _criteria_faults(new, known.criteria(version.pk))
    return errors


def _criteria_faults(new: NewTarget, numbers: Sequence[str]) -> list[InputError]:
    if new.goal == Goal.CRITERIA:
        if new.wanted is not None and new.wanted > len(numbers):
            return [
                InputError(
                    _("Bộ này chỉ có %(n)s tiêu chí.") % {"n": format_number(len(numbers))}, field="wanted",
                    value=str(new.wanted),
                )
            ]  # fmt: skip
        return []
    if not new.named:
        return [InputError(_("Hãy ghi số của các tiêu chí phải đạt, ví dụ: 2, 5, 17."), field="named")]
    unknown = [each for each in new.named if each not in numbers]
    if unknown:
        return [
            InputError(
                _("Bộ này không có tiêu chí số %(numbers)s.") % {"numbers": ", ".join(unknown)}, field="named"
            )
        ]
    return []


def _level_faults(new: NewTarget, level: str, unit: UnitRow | None) -> list[InputError]:
    kind = KIND_OF_LEVEL.get(level)
    if kind is None:
        if new.goal in (Goal.CRITERIA, Goal.NAMED):
            # The set is asked for already, or it is one by which nobody is recognised.
            return (
                []
                if new.version_id is None or not level
                else [InputError(_("Bộ tiêu chí này không ứng với mức công nhận nào."), field="version")]
            )
        return [InputError(_("Hãy chọn mức."), field="level", value=level)]
    if unit is None:
        return []
    words = {"unit": unit.full_name, "level": Level(level).label}
    if new.goal == Goal.UNITS:
        if _HEIGHTS.get(unit.kind, 0) <= _HEIGHTS[kind]:
            return [
                InputError(
                    _("Kế hoạch số đơn vị “%(level)s” là của cấp trên: %(unit)s không có đơn vị như vậy.") % words,
                    field="unit",
                )
            ]
    elif unit.kind != kind:
        return [InputError(_("%(unit)s không phải là đơn vị của mức “%(level)s”.") % words, field="level")]
    return []


def _decision_faults(actor: Actor, new: NewTarget) -> list[InputError]:
    errors = []
    if bool(new.confirmed_number.strip()) != (new.confirmed_on is not None):
        missing = "confirmed_on" if new.confirmed_number.strip() else "confirmed_number"
        errors.append(InputError(_("Quyết định phê duyệt cần cả số và ngày."), field=missing))
    if new.confirmed_on is not None and not new.registered_on <= new.confirmed_on <= actor.on:
        errors.append(
            InputError(_("Ngày phê duyệt phải từ ngày đăng ký đến hôm nay."), field="confirmed_on")
        )
    return errors


def _reached_before(new: NewTarget, level: str, unit: UnitRow, known: _Known) -> list[InputError]:
    tiers = list(Level.values)
    for each in known.recognised.get(unit.id, ()):
        high_enough = each.level.split("_")[0] == level.split("_")[0] and tiers.index(each.level) >= tiers.index(level)
        if high_enough and each.decision_on < new.registered_on:
            words = {"unit": unit.full_name, "level": Level(each.level).label, "day": format_date(each.decision_on)}
            return [
                InputError(_("%(unit)s đã được công nhận “%(level)s” ngày %(day)s.") % words, field="level")
            ]
    return []


def _doubles(rows: Sequence[RegisteredTarget], besides: int | None = None) -> list[InputError]:
    there = {
        (row.unit_id, row.first_year, row.year, row.level, row.goal)
        for row in RegisteredTarget.objects.filter(
            unit_id__in={row.unit_id for row in rows}, state__in=LIVING
        ).exclude(pk=besides or 0)
    }
    errors = []
    for row in rows:
        key = (row.unit_id, row.first_year, row.year, row.level, row.goal)
        if key in there:
            errors.append(
                InputError(
                    _("%(unit)s đã đăng ký đích này cho %(years)s.")
                    % {"unit": row.unit_name, "years": row.years_label},
                    field="unit",
                )
            )
        there.add(key)
    return errors
