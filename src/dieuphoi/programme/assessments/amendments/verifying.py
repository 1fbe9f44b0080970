"""Does a frozen round still say what was frozen? Hashes recomputed, stored tables against the snapshots; and what
today's engine would say of the frozen inputs, which is listed and never applied. Reads only.
"""

from __future__ import annotations

import hashlib
import json
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from types import SimpleNamespace
from typing import Any, Final

from django.utils.translation import gettext as _

from dieuphoi.core.kernel.actor import Actor
from dieuphoi.programme.assessments import selectors as assessments
from dieuphoi.programme.assessments.amendments.applying import digests_of
from dieuphoi.programme.assessments.amendments.contents import Content, criteria_marks, rows_by_code
from dieuphoi.programme.assessments.amendments.models import Amendment
from dieuphoi.programme.assessments.amendments.selectors import editions_until
from dieuphoi.programme.assessments.judging import (
    classification_from,
    conclusion_from,
    facts_from,
    rows_for,
    verdict_of,
)
from dieuphoi.programme.assessments.models import (
    AssessmentRound,
    CriterionResult,
    IndicatorResult,
    Sheet,
    SheetRollup,
    SheetSnapshot,
)
from dieuphoi.programme.assessments.services.rounds import round_hash
from dieuphoi.programme.assessments.sides import NOTHING, sides_of
from dieuphoi.programme.assessments.sides_shown import value_content
from dieuphoi.programme.criteria import selectors as criteria
from dieuphoi.programme.criteria.engine.judging import ENGINE_VERSION

BATCH: Final = 200
AT_ONCE: Final = 300
"""A round of more sheets is verified by a job or the command line, not while somebody waits."""
_LETTERS: Final = {"MET": "M", "NOT_MET": "N", "NOT_ENTERED": "E", "UNDETERMINED": "U", "NOT_APPLICABLE": "A"}


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that no longer is as frozen: where, what, what is stored now and what the edition says."""

    what: str
    unit: str = ""
    code: str = ""
    edition: int = 1
    stored: str = ""
    frozen: str = ""

    def __str__(self) -> str:
        place = ", ".join(part for part in (self.unit, self.code) if part)
        said = f"{place}: {self.what}" if place else self.what
        if self.stored or self.frozen:
            said += " – " + _("đang lưu “%(stored)s”, bản chốt “%(frozen)s”") % {
                "stored": self.stored,
                "frozen": self.frozen,
            }
        return said


@dataclass(slots=True)
class Report:
    """What was looked at and what was found. ``engine``: what today's engine says otherwise; no fault."""

    round_id: int
    title: str
    sheets: int = 0
    editions: int = 0
    sha256: str = ""
    findings: list[Finding] = field(default_factory=list)
    engine: list[Finding] = field(default_factory=list)
    engine_version: str = ENGINE_VERSION

    @property
    def is_whole(self) -> bool:
        return not self.findings


def round_verify(
    actor: Actor, round_id: int, *, progress: Callable[[int, int], None] = lambda done, of: None
) -> Report:
    """Verify a frozen round within the actor's scope. Raises ``NotVisible``."""
    round_ = AssessmentRound.objects.select_related("version__set").one_visible_to(actor, id=round_id)
    report = Report(round_.pk, round_.title)
    sheets = list(Sheet.objects.filter(round=round_).order_by("unit_key", "unit_code", "id"))
    report.sheets = len(sheets)
    _round_hashes(round_, report)
    checker = _Checker(round_, report)
    for start in range(0, len(sheets), BATCH):
        checker.check(sheets[start : start + BATCH])
        progress(min(start + BATCH, len(sheets)), len(sheets))
    return report


def _round_hashes(round_: AssessmentRound, report: Report) -> None:
    editions = list(editions_until(round_.pk))
    report.editions, report.sha256 = len(editions), editions[-1].sha256 if editions else ""
    if not editions or editions[0].sha256 != round_.frozen_hash:
        kept = editions[0].sha256 if editions else ""
        report.findings.append(
            Finding(_("mã kiểm tra của đợt khác bản 1"), stored=round_.frozen_hash, frozen=kept)
        )
    previous = ""
    for number, edition in enumerate(editions, start=1):
        digests = digests_of(round_.pk, edition.edition)
        said = round_hash(
            round_, digests, engine=edition.engine_version, edition=edition.edition, previous=previous
        )
        if edition.edition != number:
            report.findings.append(Finding(_("thiếu bản %(n)d của đợt") % {"n": number}, edition=number))
        if said != edition.sha256:
            report.findings.append(
                Finding(
                    _("mã kiểm tra của đợt tính lại ra khác"),
                    edition=edition.edition,
                    stored=said,
                    frozen=edition.sha256,
                )
            )
        previous = edition.sha256


class _Checker:
    """Compares batches of sheets with their editions."""

    def __init__(self, round_: AssessmentRound, report: Report) -> None:
        self.round = round_
        self.report = report
        self.rules = assessments.round_rules(round_)
        self.codes = {row.pk: row.code for row in criteria.indicators_of(round_.version_id)}
        self.rows_of = {row.code: str(row.raw.get("code") or "") for row in criteria.indicators_of(round_.version_id)}
        self.numbers = {row.pk: str(row.number) for row in criteria.criteria_of(round_.version_id)}
        header = round_.version.header or {}
        self.na_counts = bool((header.get("set") or {}).get("not_applicable_counts"))

    def check(self, sheets: Sequence[Sheet]) -> None:
        ids = [sheet.pk for sheet in sheets]
        editions: dict[int, list[SheetSnapshot]] = {}
        for kept in SheetSnapshot.objects.filter(sheet_id__in=ids).order_by("sheet_id", "edition"):
            editions.setdefault(kept.sheet_id, []).append(kept)
        applied: dict[int, list[Amendment]] = {}
        for amendment in Amendment.objects.filter(sheet_id__in=ids, state="APPLIED").order_by("edition"):
            applied.setdefault(amendment.sheet_id, []).append(amendment)
        standings = sides_of(ids)
        results: dict[int, list[IndicatorResult]] = {}
        for result in IndicatorResult.objects.filter(sheet_id__in=ids):
            results.setdefault(result.sheet_id, []).append(result)
        rolled: dict[int, list[CriterionResult]] = {}
        for criterion in CriterionResult.objects.filter(sheet_id__in=ids):
            rolled.setdefault(criterion.sheet_id, []).append(criterion)
        rollups = {row.sheet_id: row for row in SheetRollup.objects.filter(sheet_id__in=ids)}
        for sheet in sheets:
            content = self._editions(sheet, editions.get(sheet.pk, []), applied.get(sheet.pk, []))
            if content is None:
                continue
            stored = {code: standings.get((sheet.pk, pk), NOTHING).all for pk, code in self.codes.items()}
            found = [
                *self._header(sheet, content),
                *self._results(content, results.get(sheet.pk, [])),
                *self._values(content, stored),
                *self._rollups(content, rolled.get(sheet.pk, []), rollups.get(sheet.pk)),
            ]
            number = int(content.get("edition", 1))
            self.report.findings += [_at(each, sheet.unit_name, number) for each in found]
            self.report.engine += [_at(each, sheet.unit_name, number) for each in self._engine(sheet, content)]

    def _editions(
        self, sheet: Sheet, editions: Sequence[SheetSnapshot], applied: Sequence[Amendment]
    ) -> Content | None:
        """The content of the newest edition; every edition's bytes against its hash, each against the one before."""
        content: Content | None = None
        previous = ""
        tell = self.report.findings.append
        if sheet.state != "FROZEN":
            said = _("phiếu không còn ở trạng thái đã chốt")
            tell(Finding(said, sheet.unit_name, stored=sheet.state, frozen="FROZEN"))
        for number, kept in enumerate(editions, start=1):
            try:
                data = zlib.decompress(bytes(kept.content))
                said = hashlib.sha256(data).hexdigest()
            except zlib.error:
                data, said = b"", _("không đọc được")
            if said != kept.sha256 or kept.edition != number:
                tell(
                    Finding(_("nội dung bản chốt không khớp mã kiểm tra"), sheet.unit_name, edition=number, stored=said,
                            frozen=kept.sha256)
                )  # fmt: skip
                previous = kept.sha256
                continue
            content = json.loads(data)
            if number > 1 and content.get("previous") != previous:
                tell(Finding(_("bản chốt không nối với bản trước"), sheet.unit_name, edition=number))
            previous = kept.sha256
        if not editions:
            tell(Finding(_("không có bản chốt"), sheet.unit_name))
        if [row.edition for row in applied] != [kept.edition for kept in editions[1:]]:
            tell(Finding(_("số bản chốt không khớp các điều chỉnh đã áp dụng"), sheet.unit_name, edition=len(editions)))
        return content

    def _header(self, sheet: Sheet, content: Content) -> Iterator[Finding]:
        pairs = (
            (_("tên xã"), sheet.unit_name, content["unit"]["name"]),
            (_("mã xã"), sheet.unit_code, content["unit"]["code"]),
            (_("phân loại xã"), sheet.classification, content["classification"]),
            (_("ngày địa giới"), self.round.territory_on.isoformat(), content["territory_on"]),
            (_("kỳ"), self.round.period, content["period"]),
            (_("bộ tiêu chí"), self.round.version.content_hash, content["set"]["hash"]),
        )
        for what, stored, frozen in pairs:
            if stored != frozen:
                yield Finding(what, stored=str(stored), frozen=str(frozen))

    def _results(self, content: Content, results: Iterable[IndicatorResult]) -> Iterator[Finding]:
        rows = rows_by_code(content)
        seen = set()
        for result in results:
            code = self.codes.get(result.indicator_id, "?")
            seen.add(code)
            row = rows.get(code)
            if row is None:
                yield Finding(_("chỉ tiêu không có trong bản chốt"), code=code)
                continue
            stored = (result.verdict, result.basis, result.reason)
            frozen = (row["verdict"], row["basis"] or "", row["reason"] or "")
            if stored != frozen:
                yield Finding(_("kết quả chỉ tiêu"), code=code, stored=_joined(stored), frozen=_joined(frozen))
        for code in rows.keys() - seen:
            yield Finding(_("mất kết quả của chỉ tiêu"), code=code)

    def _values(self, content: Content, stored: dict[str, list[Any]]) -> Iterator[Finding]:
        for row in content["indicators"]:
            frozen = {value["id"]: value for value in row["values"]}
            all_sides = any("side" in value for value in row["values"])
            now = {
                value.pk: value
                for value in stored.get(row["code"], ())
                if not value.cleared and (all_sides or value.side == "commune")
            }
            for pk, value in frozen.items():
                if pk not in now:
                    yield Finding(_("số liệu đã bị thay"), code=row["code"], frozen=_figure(value))
                    continue
                plain = value_content(now[pk])
                if any(plain.get(key) != said for key, said in value.items()):
                    yield Finding(_("số liệu"), code=row["code"], stored=_figure(plain), frozen=_figure(value))
            for pk in now.keys() - frozen.keys():
                plain = value_content(now[pk])
                yield Finding(_("số liệu không có trong bản chốt"), code=row["code"], stored=_figure(plain))

    def _rollups(
        self, content: Content, rolled: Iterable[CriterionResult], rollup: SheetRollup | None
    ) -> Iterator[Finding]:
        marks = criteria_marks(content)
        for row in rolled:
            number = self.numbers.get(row.criterion_id, "?")
            stored = "NOT_ENTERED" if row.verdict == "UNDETERMINED" and row.not_entered else row.verdict
            if stored != marks.get(number):
                yield Finding(
                    _("kết quả tiêu chí %(number)s") % {"number": number}, stored=stored, frozen=marks.get(number, "")
                )
        met = sum(mark == "MET" for mark in marks.values())
        excused = sum(mark == "NOT_APPLICABLE" for mark in marks.values())
        frozen = (
            "".join(_LETTERS[mark] for mark in marks.values()),
            met + (excused if self.na_counts else 0),
            met + excused == len(marks) and bool(marks),
        )
        if rollup is None or (rollup.marks, rollup.criteria_met, rollup.qualifies) != frozen:
            now = ("", 0, False) if rollup is None else (rollup.marks, rollup.criteria_met, rollup.qualifies)
            yield Finding(_("tổng hợp của phiếu"), stored=_joined(now), frozen=_joined(frozen))

    def _engine(self, sheet: Sheet, content: Content) -> Iterator[Finding]:
        rows = rows_for(self.rules, classification_from(content["classification"]))
        for kept in content["indicators"]:
            row = rows.get(self.rows_of.get(kept["code"], ""))
            if row is None:
                continue
            said = kept["conclusion"]
            conclusion = None if said is None else conclusion_from(said["verdict"], said["document"])
            judged = verdict_of(row, facts_from([_fact(value) for value in kept["values"]], conclusion), self.rules)
            now = (str(judged.verdict), str(judged.basis or ""), str(judged.reason or ""))
            frozen = (kept["verdict"], kept["basis"] or "", kept["reason"] or "")
            if now != frozen:
                yield Finding(_("máy chấm hôm nay"), code=kept["code"], stored=_joined(now), frozen=_joined(frozen))


def _at(finding: Finding, unit: str, edition: int) -> Finding:
    return Finding(finding.what, unit, finding.code, edition, finding.stored, finding.frozen)


def _joined(parts: Iterable[object]) -> str:
    return " / ".join(str(part) for part in parts if part != "")


def _figure(value: dict[str, Any]) -> str:
    if value["numerator"] is not None:
        return f"{value['numerator']}/{value['denominator']}"
    return str(value["number"] if value["number"] is not None else value["text"])


def _fact(value: dict[str, Any]) -> Any:
    """A frozen value with the fields of a stored one."""
    figures = {
        name: None if value[name] is None else Decimal(value[name]) for name in ("number", "numerator", "denominator")
    }
    return SimpleNamespace(
        **figures,
        part=value["part"],
        text=value["text"],
        standard=value["standard"],
        applicable=value["applicable"],
        side=value.get("side", "commune"),
        cleared=False,
    )


def frozen_rounds(actor: Actor) -> list[AssessmentRound]:
    """The frozen rounds that the actor sees, oldest first."""
    return list(AssessmentRound.objects.visible_to(actor).filter(state="FROZEN").order_by("frozen_at", "id"))
