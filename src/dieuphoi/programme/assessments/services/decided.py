"""Acts on the past: recording verdicts as they were decided, correcting one, taking an import back.

Rows are added, never changed: a correction supersedes, an undo supersedes by what stood before. Nothing is judged.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Final, TypeVar

from django.db import connection
from django.utils.translation import gettext as _

from dieuphoi.core.exchange.undoing import refuse_later
from dieuphoi.core.history.context import act
from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.errors import InputError, InputErrors, Refused
from dieuphoi.core.kernel.policy import require
from dieuphoi.core.kernel.text import vn_key
from dieuphoi.programme.assessments import policies
from dieuphoi.programme.assessments.models import AsDecided, DecidedSheet, DecidedTotal, DecidedVerdict, Verdict
from dieuphoi.programme.criteria.models import Criterion, Indicator

_BATCH: Final = 5_000
Item = tuple[int, int | None]
"""``(criterion, indicator or None)``."""


@dataclass(frozen=True, slots=True)
class Said:
    """One verdict of a document: which, and the word it stood in."""

    criterion_id: int
    indicator_id: int | None
    verdict: str
    said: str = ""


@dataclass(frozen=True, slots=True)
class CommuneYear:
    """What one document says of one commune in one year. The unit is that of ``territory_on``."""

    unit_id: int
    unit_name: str
    unit_code: str
    province_id: int | None
    year: int
    territory_on: date
    document: str
    document_on: date | None = None
    source: str = ""
    verdicts: tuple[Said, ...] = ()
    reported_met: int | None = None


@dataclass(slots=True)
class Standing:
    """What stands today of some commune-years: rows by item, totals, each the row that nobody supersedes."""

    sheets: dict[tuple[int, int], DecidedSheet] = field(default_factory=dict)
    """``{(unit, year): sheet}``."""
    verdicts: dict[tuple[int, Item], DecidedVerdict] = field(default_factory=dict)
    """``{(sheet, item): row}``, withdrawn rows too."""
    totals: dict[int, DecidedTotal] = field(default_factory=dict)

    def verdict(self, unit_id: int, year: int, item: Item) -> DecidedVerdict | None:
        """What stands for an item of a commune-year; ``None`` where nothing does."""
        sheet = self.sheets.get((unit_id, year))
        row = None if sheet is None else self.verdicts.get((sheet.id, item))
        return None if row is None or row.withdrawn else row

    def total(self, unit_id: int, year: int) -> DecidedTotal | None:
        sheet = self.sheets.get((unit_id, year))
        row = None if sheet is None else self.totals.get(sheet.id)
        return None if row is None or row.withdrawn else row


def standing_of(version_id: int, places: Iterable[tuple[int, int]]) -> Standing:
    """What stands today for ``places`` (unit, year) under a set version, in three queries."""
    wanted = set(places)
    found = Standing()
    sheets = DecidedSheet.objects.filter(
        version_id=version_id, unit_id__in={unit for unit, _year in wanted}, year__in={year for _unit, year in wanted}
    )
    for sheet in sheets:
        if (sheet.unit_id, sheet.year) in wanted:
            found.sheets[sheet.unit_id, sheet.year] = sheet
    ids = [sheet.id for sheet in found.sheets.values()]
    for row in DecidedVerdict.objects.filter(sheet_id__in=ids, superseded_by__isnull=True):
        found.verdicts[row.sheet_id, (row.criterion_id, row.indicator_id)] = row
    for total in DecidedTotal.objects.filter(sheet_id__in=ids, superseded_by__isnull=True):
        found.totals[total.sheet_id] = total
    return found


def same(row: AsDecided | None, new: CommuneYear, value: object) -> bool:
    """Whether what stands already says this: the verdict (or total), in this document."""
    if row is None:
        return False
    stands = row.verdict if isinstance(row, DecidedVerdict) else getattr(row, "met", None)
    return bool(
        stands == value
        and row.document == new.document
        and row.document_on == new.document_on
        and (not new.source or row.source == new.source)
    )


def decided_record(
    *, actor: Actor, version_id: int, rows: Sequence[CommuneYear], run_id: int | None = None, now: datetime
) -> dict[str, int]:
    """Write what documents say of communes and years; what stands already is not written again.

    Returns ``{"new": …, "changed": …, "same": …}`` in verdicts and totals. Raises :class:`Refused` where the actor may
    not record the past of a unit, :class:`InputErrors` for a row without a document. Source: domain.md §4 (IMPORTED).
    """
    for row in rows:
        require(policies.may_record_past(actor, row.unit_id, row.province_id))
    if any(not row.document for row in rows):
        raise InputErrors([InputError(_("Kết quả đã công bố phải có văn bản."), field="document")])
    with act(actor, "decided.record"):
        sheets = _sheets(version_id, rows)
        # Who writes the same commune-year waits here; then the rows below are what the other one left.
        list(
            DecidedSheet.objects.select_for_update().filter(id__in=[each.id for each in sheets.values()]).order_by("id")
        )
        stands = standing_of(version_id, sheets)
        counts = {"new": 0, "changed": 0, "same": 0}
        verdicts: list[DecidedVerdict] = []
        totals: list[DecidedTotal] = []
        for row in rows:
            sheet = sheets[row.unit_id, row.year]
            common = {
                "sheet": sheet,
                "document": row.document,
                "document_on": row.document_on,
                "source": row.source,
                "import_run_id": run_id,
                "recorded_at": now,
            }
            for said in row.verdicts:
                item = (said.criterion_id, said.indicator_id)
                before = stands.verdicts.get((sheet.id, item))
                if _counted(counts, before, row, said.verdict):
                    verdicts.append(
                        DecidedVerdict(
                            **common,
                            criterion_id=said.criterion_id,
                            indicator_id=said.indicator_id,
                            verdict=said.verdict,
                            said=said.said[:60],
                            supersedes=before,
                        )
                    )
            if row.reported_met is not None:
                former = stands.totals.get(sheet.id)
                if _counted(counts, former, row, row.reported_met):
                    totals.append(DecidedTotal(**common, met=row.reported_met, supersedes=former))
        DecidedVerdict.objects.bulk_create(verdicts, batch_size=_BATCH)
        DecidedTotal.objects.bulk_create(totals, batch_size=_BATCH)
        roll_up([sheet.id for sheet in sheets.values()])
    return counts


def _counted(counts: dict[str, int], before: AsDecided | None, row: CommuneYear, value: object) -> bool:
    """Count one item; whether it has to be written."""
    standing = None if before is None or before.withdrawn else before
    kind = "new" if standing is None else "same" if same(standing, row, value) else "changed"
    counts[kind] += 1
    return kind != "same"


def _sheets(version_id: int, rows: Sequence[CommuneYear]) -> dict[tuple[int, int], DecidedSheet]:
    places = {(row.unit_id, row.year): row for row in rows}
    DecidedSheet.objects.bulk_create(
        [
            DecidedSheet(
                unit_id=row.unit_id,
                version_id=version_id,
                year=row.year,
                territory_on=row.territory_on,
                province_id=row.province_id,
                unit_name=row.unit_name,
                unit_code=row.unit_code,
                unit_key=vn_key(row.unit_name),
            )
            for row in places.values()
        ],
        batch_size=_BATCH,
        ignore_conflicts=True,
    )
    return standing_of(version_id, places).sheets


def decided_correct(
    *,
    actor: Actor,
    verdict_id: int,
    verdict: str,
    document: str,
    document_on: date | None,
    source: str = "",
    reason: str,
    now: datetime,
) -> DecidedVerdict:
    """Correct one verdict that stands: a new row with its document supersedes it; the old one stays readable.

    Raises :class:`Refused` for a row that was superseded already, :class:`InputErrors` for what is missing.
    """
    with act(actor, "decided.correct", reason=reason):
        row = _to_change(actor, verdict_id)
        errors = []
        if verdict not in Verdict.values:
            errors.append(InputError(_("Hãy chọn một kết quả."), field="verdict"))
        if not document.strip():
            errors.append(InputError(_("Hãy ghi số và tên văn bản."), field="document"))
        if not reason.strip():
            errors.append(InputError(_("Hãy ghi lý do."), field="reason"))
        if errors:
            raise InputErrors(errors)
        return _supersede(
            row, now, verdict=verdict, said="", document=document.strip(), document_on=document_on,
            source=source.strip(), withdrawn=False,
        )  # fmt: skip


def decided_withdraw(*, actor: Actor, verdict_id: int, reason: str, now: datetime) -> DecidedVerdict:
    """Take one verdict back that was entered by mistake: a row supersedes it that says so, with the reason."""
    with act(actor, "decided.withdraw", reason=reason):
        row = _to_change(actor, verdict_id)
        if not reason.strip():
            raise InputErrors([InputError(_("Hãy ghi lý do."), field="reason")])
        return _supersede(row, now, withdrawn=True)


def _to_change(actor: Actor, verdict_id: int) -> DecidedVerdict:
    """The row to be superseded, alone. Raises ``NotVisible``, ``Refused``: rights come before what was typed."""
    row: DecidedVerdict = DecidedVerdict.objects.select_related("sheet").one_visible_to(actor, id=verdict_id)
    DecidedSheet.objects.select_for_update().get(id=row.sheet_id)
    require(policies.may_record_past(actor, row.sheet.unit_id, row.sheet.province_id))
    if row.withdrawn or DecidedVerdict.objects.filter(supersedes=row).exists():
        raise Refused("superseded", _("Kết quả này đã được sửa. Hãy mở lại trang để xem kết quả hiện hành."))
    return row


def _supersede(row: DecidedVerdict, now: datetime, **changed: Any) -> DecidedVerdict:
    new = _copy(row, now)
    for name, value in changed.items():
        setattr(new, name, value)
    new.save(force_insert=True)
    roll_up([row.sheet_id])
    return new


Fact = TypeVar("Fact", DecidedVerdict, DecidedTotal)


def _copy(row: Fact, now: datetime) -> Fact:
    """A new row with the content of ``row`` that supersedes it."""
    content = {
        each.attname: getattr(row, each.attname)
        for each in row._meta.concrete_fields
        if each.name not in ("id", "actor_id", "act", "recorded_at", "supersedes", "import_run_id")
    }
    return type(row)(**content, supersedes=row, recorded_at=now)


def decided_undo(*, actor: Actor, run_id: int, now: datetime) -> dict[str, int]:
    """Take an import back: each of its rows is superseded by what stood before it, or by a withdrawal.

    Raises ``Refused`` (``changed_since``, 409) naming the communes and years of which somebody corrected a row since; a
    correction that was itself taken back does not count.
    """
    with act(actor, "decided.undo"):
        touched: set[int] = set()
        counts = {"restored": 0, "withdrawn": 0}
        corrected: set[int] = set()
        backs: list[tuple[Any, list[Any]]] = []
        for model in (DecidedVerdict, DecidedTotal):
            rows: Any = model._default_manager.filter(import_run_id=run_id)
            sheets = set(rows.values_list("sheet_id", flat=True))
            touched.update(sheets)
            list(DecidedSheet.objects.select_for_update().filter(id__in=sheets).order_by("id"))
            tips = {
                _item_of(row): row for row in model._default_manager.filter(sheet_id__in=sheets, superseded_by=None)
            }
            new = []
            for row in rows.select_related("supersedes"):
                tip, before = tips[_item_of(row)], row.supersedes
                if tip.pk != row.pk and not _alike(tip, row):
                    corrected.add(row.sheet_id)
                    continue
                back = _copy(row if before is None else before, now)
                back.supersedes = tip
                back.withdrawn = before is None or before.withdrawn
                counts["withdrawn" if back.withdrawn else "restored"] += 1
                new.append(back)
            backs.append((model, new))
        places = DecidedSheet.objects.filter(id__in=corrected).order_by("unit_key", "year")
        refuse_later([f"{sheet.unit_name}, {sheet.year}" for sheet in places])
        for model, new in backs:
            model._default_manager.bulk_create(new, batch_size=_BATCH)
        roll_up(touched)
    return counts


def decided_units(run_id: int) -> list[int]:
    """The communes of which an import told something."""
    verdicts = DecidedVerdict._default_manager.filter(import_run_id=run_id).values_list("sheet__unit_id", flat=True)
    totals = DecidedTotal._default_manager.filter(import_run_id=run_id).values_list("sheet__unit_id", flat=True)
    return sorted({*verdicts, *totals})


def _item_of(row: AsDecided) -> tuple[int, ...]:
    """What a row speaks of: its commune-year, and (a verdict) the criterion or indicator."""
    if isinstance(row, DecidedVerdict):
        return row.sheet_id, row.criterion_id, row.indicator_id or 0
    return (row.sheet_id,)  # type: ignore[attr-defined, no-any-return]


def _alike(one: AsDecided, other: AsDecided) -> bool:
    """Both say the same of the same, whichever act wrote them, in whichever word."""
    beside = ("id", "actor_id", "act", "recorded_at", "supersedes_id", "import_run_id", "said")
    names = [f.attname for f in one._meta.concrete_fields if f.attname not in beside]
    return all(getattr(one, name) == getattr(other, name) for name in names)


def roll_up(sheet_ids: Collection[int]) -> None:
    """Rebuild the derived columns of commune-years from the rows that stand. One statement, however many.

    A criterion is what the document says of it. Where it only tells indicators: not met as soon as one is not, and
    otherwise nothing (E) until all its indicators are told (domain.md §4). Whatever is read off, nothing is judged.
    """
    if not sheet_ids:
        return
    tables = {
        "verdicts": DecidedVerdict._meta.db_table,
        "totals": DecidedTotal._meta.db_table,
        "sheets": DecidedSheet._meta.db_table,
        "criteria": Criterion._meta.db_table,
        "indicators": Indicator._meta.db_table,
    }
    with connection.cursor() as cursor:
        cursor.execute(_ROLL_UP.format(**tables), [list(sheet_ids)])


_ROLL_UP: Final = """
WITH mine AS (SELECT id, version_id FROM {sheets} WHERE id = ANY(%s)),
standing AS (
    SELECT v.* FROM {verdicts} v JOIN mine ON mine.id = v.sheet_id
     WHERE NOT v.withdrawn AND NOT EXISTS (SELECT 1 FROM {verdicts} w WHERE w.supersedes_id = v.id)
),
totals AS (
    SELECT t.sheet_id, t.met FROM {totals} t JOIN mine ON mine.id = t.sheet_id
     WHERE NOT t.withdrawn AND NOT EXISTS (SELECT 1 FROM {totals} w WHERE w.supersedes_id = t.id)
),
each_criterion AS (
    SELECT mine.id AS sheet_id, c.position, count(s.id) AS told,
           coalesce(
               max(s.verdict) FILTER (WHERE s.indicator_id IS NULL),
               CASE
                   WHEN bool_or(s.verdict = 'NOT_MET') THEN 'NOT_MET'
                   WHEN count(s.indicator_id) = 0 OR count(s.indicator_id) <
                        (SELECT count(*) FROM {indicators} i WHERE i.criterion_id = c.id) THEN NULL
                   WHEN bool_or(s.verdict = 'UNDETERMINED') THEN 'UNDETERMINED'
                   WHEN bool_and(s.verdict = 'NOT_APPLICABLE') THEN 'NOT_APPLICABLE'
                   ELSE 'MET'
               END
           ) AS verdict
      FROM mine
      JOIN {criteria} c ON c.version_id = mine.version_id
      LEFT JOIN standing s ON s.sheet_id = mine.id AND s.criterion_id = c.id
     GROUP BY mine.id, c.id, c.position
),
rolled AS (
    SELECT sheet_id, sum(told) AS told, count(*) AS of_criteria,
           string_agg(CASE verdict WHEN 'MET' THEN 'M' WHEN 'NOT_MET' THEN 'N' WHEN 'UNDETERMINED' THEN 'U'
                                   WHEN 'NOT_APPLICABLE' THEN 'A' ELSE 'E' END, '' ORDER BY position) AS marks,
           count(*) FILTER (WHERE verdict = 'MET') AS met,
           count(*) FILTER (WHERE verdict = 'NOT_MET') AS not_met
      FROM each_criterion GROUP BY sheet_id
)
UPDATE {sheets} d
   SET marks = r.marks, criteria_met = r.met, criteria_not_met = r.not_met, criteria_total = r.of_criteria,
       told = r.told + (t.sheet_id IS NOT NULL)::int, reported_met = t.met
  FROM rolled r LEFT JOIN totals t ON t.sheet_id = r.sheet_id
 WHERE d.id = r.sheet_id
"""
