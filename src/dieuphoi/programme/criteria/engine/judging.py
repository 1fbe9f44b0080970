"""Judging: ``(set version, facts, classification, day) → verdicts``. Pure; the same input gives the same
output.

The order of decisions for one row:

1. nothing entered → ``no_value``;
2. an imported conclusion stands as it was decided at the time (IMPORTED);
3. a pass/fail row: the owner department's conclusion decides (CONCLUDED), a claim alone does not;
4. "does not apply" where the row allows it → NOT_APPLICABLE;
5. a row that cannot compute (not classified, no threshold, not confirmed, unknown kind): a conclusion
decides,
   else UNDETERMINED with that reason;
6. the kind measures the figures, exactly.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Sequence
from datetime import date

from dieuphoi.core.kernel.errors import Refused
from dieuphoi.programme.criteria.engine.marks import N_, Translate, as_written
from dieuphoi.programme.criteria.engine.rows import Row, is_row_trusted, make_row
from dieuphoi.programme.criteria.engine.verdicts import (
    Basis,
    CriterionVerdict,
    IndicatorVerdict,
    Reason,
    SetVerdict,
    Verdict,
)
from dieuphoi.programme.criteria.facts import Classification, Conclusion, Fact, Facts, Origin
from dieuphoi.programme.criteria.sets import Criterion, Indicator, SetVersion, missing_parts, rows_lacking

ENGINE_VERSION = "3"
"""Raised whenever the same input could give another verdict; kept with what is frozen."""

_MET, _NOT_MET = Verdict.MET, Verdict.NOT_MET
_TRIAL = Basis.TRIAL
_NOT_APPLICABLE, _UNDETERMINED = Verdict.NOT_APPLICABLE, Verdict.UNDETERMINED


class SetIncomplete(Refused):
    """A set that lacks rows does not judge as a whole (code ``set_incomplete``).

    ``reason`` is Vietnamese, as written; :meth:`words` says the same in the language of the reader.
    """

    def __init__(self, version: SetVersion) -> None:
        self.version = version
        super().__init__("set_incomplete", self.words())

    def words(self, translate: Translate = as_written) -> str:
        """What the set lacks and what to do, in one sentence."""
        told = translate(
            N_("Chưa chấm được theo bộ “{name}”: {lacking}. Hãy bổ sung bộ tiêu chí theo văn bản rồi chấm lại.")
        ).format(name=self.version.name, lacking="; ".join(missing_parts(self.version, translate)))
        rows = self.rows(translate)
        if rows:
            told += " " + translate(N_("Các dòng còn thiếu: {rows}.")).format(rows="; ".join(rows))
        return told

    def rows(self, translate: Translate = as_written) -> tuple[str, ...]:
        """One line for each row that lacks something: which, and what."""
        return rows_lacking(self.version, translate)


def judge(
    set_version: SetVersion,
    facts: Facts,
    classification: Classification,
    *,
    as_of: date,
    year: int | None = None,
    trial: bool = False,
) -> SetVerdict:
    """Judge one unit by the whole set as it stands on ``as_of``.

    ``year`` is the year whose figures and thresholds count (default: the year of the figures given). With
    ``trial`` unverified rows compute too, and what rests on them is labelled TRIAL. Raises
    :class:`SetIncomplete` for a set that lacks rows.
    """
    return compile_set(set_version, classification, as_of=as_of, year=year, trial=trial).judge(facts)


def judge_indicator(
    set_version: SetVersion,
    indicator: Indicator | str,
    facts: Sequence[Fact],
    classification: Classification,
    *,
    as_of: date,
    year: int | None = None,
    trial: bool = False,
) -> IndicatorVerdict:
    """Judge one row alone, as :func:`judge` does: for the one cell that was saved.

    Of an incomplete set as well a single row may be asked for; only the set as a whole refuses. Raises
    ``KeyError`` for a code that is not in the set.
    """
    code = indicator if isinstance(indicator, str) else indicator.code
    current = _current(set_version, as_of)
    criterion = current.criterion_of(code)
    row = make_row(current, criterion.number, current.indicator(code), classification, on=as_of, year=year, trial=trial)
    return decide(row, facts)


def decide(row: Row, facts: Sequence[Fact]) -> IndicatorVerdict:
    """The verdict of one ready row over its facts."""
    if not facts:
        return row.blank
    if len(facts) == 1:
        fact = facts[0]
        if fact.value is not None and fact.conclusion is None and fact.applicable is not False:
            # The common case, kept short: one figure and nothing else to weigh. Same decisions as below.
            if row.concludes_only:
                return _concluded_only(row, facts, None, has_claim=True)
            if row.block is not None:
                return _open(row, row.block, facts)
            verdict, reason, noted = row.measure(row, facts)
            return IndicatorVerdict(
                row.indicator.code,
                _UNDETERMINED if verdict is None else verdict,
                None if verdict is None else row.basis,
                reason,
                row,
                noted,
                tuple(facts),
            )
    conclusion: Conclusion | None = None
    inapplicable = has_claim = False
    by_item = row.by_item
    for fact in facts:
        if by_item and fact.part:
            # What is said of one item of a list: the kind weighs it.
            has_claim = has_claim or not fact.is_empty
            continue
        if fact.conclusion is not None:
            if conclusion is not None and conclusion.verdict is not fact.conclusion.verdict:
                return _open(row, Reason.CONFLICTING_VALUES, facts)
            if conclusion is None or fact.conclusion.origin is Origin.IMPORTED:
                conclusion = fact.conclusion
        if fact.applicable is False:
            inapplicable = True
        if fact.choice is not None or fact.has_figure or fact.grade:
            has_claim = True
    if conclusion is not None and conclusion.origin is Origin.IMPORTED:
        return _decided(row, conclusion.verdict, Basis.IMPORTED, facts)
    if inapplicable and has_claim and conclusion is None:
        return _open(row, Reason.CONFLICTING_VALUES, facts)
    if row.concludes_only:
        return _concluded_only(row, facts, conclusion, has_claim=has_claim or inapplicable)
    if inapplicable:
        return _inapplicable(row, facts, conclusion, has_claim=has_claim)
    if not has_claim and conclusion is None:
        return row.blank
    if row.block is not None:
        if conclusion is not None:
            return _decided(row, conclusion.verdict, Basis.CONCLUDED, facts)
        return _open(row, row.block, facts)
    verdict, reason, noted = row.measure(row, facts)
    if verdict is not None:
        if row.basis is Basis.TRIAL and conclusion is not None:
            return _decided(row, conclusion.verdict, Basis.CONCLUDED, facts)
        return IndicatorVerdict(row.indicator.code, verdict, row.basis, None, row, noted, tuple(facts))
    if conclusion is not None and (
        reason in (Reason.STANDARD_UNKNOWN, Reason.CONCLUSION_MISSING, Reason.NO_THRESHOLD)
        or row.basis is Basis.TRIAL
        or row.may_be_concluded
    ):
        return _decided(row, conclusion.verdict, Basis.CONCLUDED, facts)
    return IndicatorVerdict(row.indicator.code, _UNDETERMINED, None, reason, row, noted, tuple(facts))


def _concluded_only(
    row: Row, facts: Sequence[Fact], conclusion: Conclusion | None, *, has_claim: bool
) -> IndicatorVerdict:
    if conclusion is not None:
        return _decided(row, conclusion.verdict, Basis.CONCLUDED, facts)
    if not has_claim:
        return row.blank
    # Đạt of what? Without the province's own wording a claim cannot even be concluded soundly: say that
    # first.
    return _open(row, row.block if row.block is Reason.NO_THRESHOLD else Reason.CONCLUSION_MISSING, facts)


def _inapplicable(
    row: Row, facts: Sequence[Fact], conclusion: Conclusion | None, *, has_claim: bool
) -> IndicatorVerdict:
    if has_claim:
        return _open(row, Reason.CONFLICTING_VALUES, facts)
    if not row.indicator.applicable_if:
        if conclusion is not None:
            return _decided(row, conclusion.verdict, Basis.CONCLUDED, facts)
        return _open(row, Reason.INVALID_VALUE, facts)
    if is_row_trusted(row.indicator):
        return _decided(row, _NOT_APPLICABLE, Basis.COMPUTED, facts)
    if conclusion is not None:
        return _decided(row, conclusion.verdict, Basis.CONCLUDED, facts)
    if row.basis is Basis.TRIAL:
        return _decided(row, _NOT_APPLICABLE, Basis.TRIAL, facts)
    return _open(row, Reason.NOT_CONFIRMED, facts)


def _decided(row: Row, verdict: Verdict, basis: Basis, facts: Sequence[Fact]) -> IndicatorVerdict:
    return IndicatorVerdict(row.indicator.code, verdict, basis, None, row, (), tuple(facts))


def _open(row: Row, reason: Reason, facts: Sequence[Fact]) -> IndicatorVerdict:
    return IndicatorVerdict(row.indicator.code, _UNDETERMINED, None, reason, row, (), tuple(facts))


def roll_up(verdicts: Iterable[Verdict]) -> Verdict:
    """The rule of a criterion: NOT_MET if one is; else UNDETERMINED if one is; else NOT_APPLICABLE if all
    are;
    else MET. Nothing to judge is UNDETERMINED.
    """
    found = list(verdicts)
    return roll_up_counts(
        found.count(_MET), found.count(_NOT_MET), found.count(_NOT_APPLICABLE), found.count(_UNDETERMINED)
    )


def criterion_verdict(criterion: Criterion, verdicts: Sequence[IndicatorVerdict]) -> CriterionVerdict:
    """Roll the verdicts of a criterion's rows up.

    The basis is TRIAL as soon as one verdict rests on a trial (but an official failure decides by itself);
    else
    the one basis that all share, else COMPUTED; none where it stays UNDETERMINED.
    """
    met = not_met = not_applicable = 0
    trial = False
    basis: Basis | None = None
    mixed = False
    failed_officially = False
    for item in verdicts:
        verdict = item.verdict
        if verdict is _MET:
            met += 1
        elif verdict is _NOT_MET:
            not_met += 1
            if item.basis is not _TRIAL:
                failed_officially = True
        elif verdict is _NOT_APPLICABLE:
            not_applicable += 1
        else:
            continue
        if item.basis is _TRIAL:
            trial = True
        elif basis is None:
            basis = item.basis
        elif basis is not item.basis:
            mixed = True
    open_ones = len(verdicts) - met - not_met - not_applicable
    counts = {"MET": met, "NOT_MET": not_met, "NOT_APPLICABLE": not_applicable, "UNDETERMINED": open_ones}
    found = roll_up_counts(met, not_met, not_applicable, open_ones)
    if found is _UNDETERMINED:
        return CriterionVerdict(criterion.number, criterion.name, found, None, counts)
    if trial and not failed_officially:
        basis = _TRIAL
    elif mixed:
        basis = Basis.COMPUTED
    return CriterionVerdict(criterion.number, criterion.name, found, basis, counts)


def roll_up_counts(met: int, not_met: int, not_applicable: int, undetermined: int) -> Verdict:
    """:func:`roll_up` over counts."""
    if not_met:
        return _NOT_MET
    if undetermined or not (met or not_applicable):
        return _UNDETERMINED
    return _MET if met else _NOT_APPLICABLE


class CompiledSet:
    """A set made ready for all communes of one classification on one day."""

    __slots__ = ("rows", "spans", "trial", "version")

    def __init__(
        self,
        version: SetVersion,
        classification: Classification,
        *,
        as_of: date,
        year: int | None,
        trial: bool,
    ) -> None:
        if missing_parts(version):
            raise SetIncomplete(version)
        self.version = version
        self.trial = trial
        rows: list[Row] = []
        spans: list[tuple[Criterion, int, int]] = []
        for criterion in version.criteria:
            start = len(rows)
            for indicator in criterion.indicators:
                rows.append(
                    make_row(version, criterion.number, indicator, classification, on=as_of, year=year, trial=trial)
                )
            spans.append((criterion, start, len(rows)))
        self.rows = tuple((row.indicator.code, row) for row in rows)
        self.spans = tuple(spans)

    def verdicts(self, facts: Facts) -> list[IndicatorVerdict]:
        """The verdicts on all rows, in the order of the set."""
        get = facts.get
        return [decide(row, get(code, ())) for code, row in self.rows]

    def judge(self, facts: Facts) -> SetVerdict:
        """Judge one unit."""
        verdicts = self.verdicts(facts)
        criteria = tuple(criterion_verdict(criterion, verdicts[a:b]) for criterion, a, b in self.spans)
        met = trial_met = good = 0
        for item in criteria:
            counts = item.verdict is _MET or (item.verdict is _NOT_APPLICABLE and self.version.not_applicable_counts)
            if item.basis is Basis.TRIAL:
                trial_met += counts
            else:
                met += counts
                good += item.verdict is _MET or item.verdict is _NOT_APPLICABLE
        return SetVerdict(
            self.version.id,
            self.trial,
            tuple(verdicts),
            criteria,
            met,
            met + trial_met,
            len(criteria),
            good == len(criteria),
        )


_CACHE: OrderedDict[tuple[object, ...], tuple[SetVersion, CompiledSet]] = OrderedDict()
_CURRENT: OrderedDict[tuple[int, date], tuple[SetVersion, SetVersion]] = OrderedDict()
_CACHE_SIZE = 256


def compile_set(
    set_version: SetVersion,
    classification: Classification,
    *,
    as_of: date,
    year: int | None = None,
    trial: bool = False,
) -> CompiledSet:
    """The set ready for one classification and day, from a cache.

    Raises :class:`SetIncomplete`.
    """
    # The cache holds the set itself, so its id() cannot be given to another while the entry lives.
    key = (id(set_version), classification, as_of, year, trial)
    hit = _CACHE.get(key)
    if hit is not None:
        return hit[1]
    ready = CompiledSet(_current(set_version, as_of), classification, as_of=as_of, year=year, trial=trial)
    _CACHE[key] = (set_version, ready)
    if len(_CACHE) > _CACHE_SIZE:
        _CACHE.popitem(last=False)
    return ready


def clear_cache() -> None:
    """Forget compiled sets (tests that swap parts of the engine need it)."""
    _CACHE.clear()
    _CURRENT.clear()


def _current(set_version: SetVersion, as_of: date) -> SetVersion:
    if not set_version.amendments:
        return set_version
    key = (id(set_version), as_of)
    hit = _CURRENT.get(key)
    if hit is None:
        hit = _CURRENT[key] = (set_version, set_version.as_of(as_of))
        if len(_CURRENT) > _CACHE_SIZE:
            _CURRENT.popitem(last=False)
    return hit[1]
