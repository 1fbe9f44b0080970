"""Rules that hold for every input, tried with invented inputs."""

from __future__ import annotations

import itertools
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dieuphoi.programme.criteria import kinds
from dieuphoi.programme.criteria.engine.judging import compile_set, judge, judge_indicator, roll_up
from dieuphoi.programme.criteria.engine.sentences import sentence_of
from dieuphoi.programme.criteria.engine.verdicts import Basis, Reason, TraceStep, Verdict
from dieuphoi.programme.criteria.facts import Choice, Classification, Conclusion, Fact
from dieuphoi.programme.criteria.sets import Indicator, SetVersion, load_set, with_confirmations
from tests.programme.criteria.golden_book import national_or_invented

ON = date(2019, 6, 30)
SET = load_set("ntm-xa-2016-2020")
CONFIRMED = with_confirmations(SET, [row.code for row in SET.indicators])
REGIONS = [territory.code for territory in SET.territories]
CODES = [row.code for row in SET.indicators]

percents = st.decimals(min_value=0, max_value=100, places=3, allow_nan=False)
shares = st.integers(0, 5000).flatmap(lambda n: st.tuples(st.just(n), st.integers(max(n, 1), 6000)))


@st.composite
def a_fact(draw: st.DrawFn) -> Fact:
    kind = draw(st.sampled_from(["value", "share", "claim", "conclusion", "empty", "zero"]))
    part = draw(st.sampled_from(["", "nam", "nữ", "nước sạch", "nước hợp vệ sinh"]))
    match kind:
        case "value":
            return Fact(value=draw(percents), part=part)
        case "share":
            n, d = draw(shares)
            return Fact(numerator=Decimal(n), denominator=Decimal(d), part=part)
        case "claim":
            return Fact(choice=draw(st.sampled_from(list(Choice))))
        case "conclusion":
            verdict = draw(st.sampled_from([Verdict.MET, Verdict.NOT_MET, Verdict.NOT_APPLICABLE]))
            return Fact(conclusion=Conclusion(verdict, "1/KL"))
        case "zero":
            return Fact(value=Decimal(0), part=part)
    return Fact()


facts = st.dictionaries(st.sampled_from(CODES), st.lists(a_fact(), max_size=3).map(tuple), max_size=20)
places = st.builds(Classification, region=st.sampled_from([None, *REGIONS]))


@given(facts, places, st.booleans())
@settings(max_examples=60, deadline=None)
def test_one_row_alone_is_judged_as_within_the_set(
    given_facts: dict, place: Classification, trial: bool
) -> None:
    whole = judge(SET, given_facts, place, as_of=ON, trial=trial)
    for code in CODES:
        alone = judge_indicator(SET, code, given_facts.get(code, ()), place, as_of=ON, trial=trial)
        inside = whole.indicator(code)
        assert (alone.verdict, alone.basis, alone.reason) == (inside.verdict, inside.basis, inside.reason)
        assert alone.sentence == inside.sentence
        assert [step.as_dict() for step in alone.trace] == [step.as_dict() for step in inside.trace]


@given(st.sampled_from(CODES), st.lists(a_fact(), min_size=2, max_size=3), places)
@settings(max_examples=150, deadline=None)
def test_the_order_of_facts_does_not_matter(code: str, some: list[Fact], place: Classification) -> None:
    found = set()
    for order in itertools.permutations(some):
        one = judge_indicator(CONFIRMED, code, order, place, as_of=ON)
        found.add((one.verdict, one.basis, one.reason))
    assert len(found) == 1


@given(facts, places)
@settings(max_examples=60, deadline=None)
def test_undetermined_has_a_reason_and_every_other_verdict_a_basis(
    given_facts: dict, place: Classification
) -> None:
    for one in judge(SET, given_facts, place, as_of=ON, trial=True).indicators:
        assert (one.verdict is Verdict.UNDETERMINED) == (one.reason is not None) == (one.basis is None)
        assert one.sentence.strip().endswith(".")


@given(facts, places)
@settings(max_examples=60, deadline=None)
def test_without_a_trial_nothing_remembered_is_computed(given_facts: dict, place: Classification) -> None:
    for one in judge(SET, given_facts, place, as_of=ON).indicators:
        assert one.basis is not Basis.TRIAL
        if one.basis is Basis.COMPUTED:
            assert one.row.indicator.trusts(one.row.column.code or "")


NUMBER_ROWS = [row for row in CONFIRMED.indicators if row.kind == "percent"]


@given(st.sampled_from(NUMBER_ROWS), st.sampled_from(REGIONS), percents, percents)
@settings(max_examples=200, deadline=None)
def test_a_better_figure_is_never_judged_worse(row: Indicator, region: str, a: Decimal, b: Decimal) -> None:
    low, high = sorted((a, b))
    worse, better = (high, low) if row.comparator.startswith("<") else (low, high)
    place = Classification(region)
    if judge_indicator(CONFIRMED, row, (Fact(value=worse),), place, as_of=ON).verdict is Verdict.MET:
        assert judge_indicator(CONFIRMED, row, (Fact(value=better),), place, as_of=ON).verdict is Verdict.MET


@given(st.sampled_from(NUMBER_ROWS), st.sampled_from(REGIONS), shares)
@settings(max_examples=200, deadline=None)
def test_a_share_is_compared_without_rounding(row: Indicator, region: str, share: tuple[int, int]) -> None:
    n, d = share
    one = judge_indicator(
        CONFIRMED,
        row,
        (Fact(numerator=Decimal(n), denominator=Decimal(d)),),
        Classification(region),
        as_of=ON,
    )
    limit = dict(row.thresholds or ())[region].value  # type: ignore[union-attr]
    # Whole numbers only: the limit in thousandths of a percent point.
    left, right = n * 100_000, int(limit * 1000) * d
    holds = left <= right if row.comparator == "<=" else left >= right
    assert one.verdict is (Verdict.MET if holds else Verdict.NOT_MET)


@pytest.mark.parametrize("row", NUMBER_ROWS, ids=[row.code for row in NUMBER_ROWS])
def test_zero_is_a_value_and_empty_is_none(row: Indicator) -> None:
    place = Classification("BTB")
    zero = judge_indicator(CONFIRMED, row, (Fact(value=Decimal(0)),), place, as_of=ON)
    empty = judge_indicator(CONFIRMED, row, (Fact(),), place, as_of=ON)
    assert zero.verdict in (Verdict.MET, Verdict.NOT_MET)
    assert empty.reason is Reason.NO_VALUE


M, F, N, U = Verdict.MET, Verdict.NOT_MET, Verdict.NOT_APPLICABLE, Verdict.UNDETERMINED
TRUTH = {
    (M,): M, (F,): F, (N,): N, (U,): U,
    (M, M): M, (M, F): F, (M, N): M, (M, U): U, (F, F): F, (F, N): F, (F, U): F,
    (N, N): N, (N, U): U, (U, U): U,
    (M, F, U): F, (M, N, U): U, (M, N, N): M, (F, N, U): F, (M, F, N): F, (N, N, N): N,
}  # fmt: skip


@pytest.mark.parametrize(("given_verdicts", "expected"), list(TRUTH.items()))
def test_the_rule_of_a_criterion(given_verdicts: tuple[Verdict, ...], expected: Verdict) -> None:
    for order in itertools.permutations(given_verdicts):
        assert roll_up(order) is expected


def test_nothing_to_judge_is_undetermined() -> None:
    assert roll_up(()) is U


def test_a_set_counts_not_applicable_only_where_it_says_so() -> None:
    from dataclasses import replace

    plain = national_or_invented("bo-minh-hoa")
    telling: SetVersion = replace(plain, not_applicable_counts=True)
    none = {"2.1": (Fact(applicable=False),)}
    place = Classification(group="nhom_2")
    on = date(2026, 6, 30)
    assert judge(plain, none, place, as_of=on).met == 0
    assert judge(telling, none, place, as_of=on).met == 1


def test_a_kind_nobody_registered_is_left_to_people() -> None:
    old = load_set("ntm-xa-2010-2015")
    place = Classification("BTB")
    on = date(2012, 6, 30)
    confirmed = with_confirmations(old, ["10"])
    one = judge_indicator(confirmed, "10", (Fact(value=Decimal(2)),), place, as_of=on)
    assert one.reason is Reason.KIND_NOT_SUPPORTED
    told = (Fact(value=Decimal(2), conclusion=Conclusion(Verdict.MET, "5/KL")),)
    assert judge_indicator(confirmed, "10", told, place, as_of=on).basis is Basis.CONCLUDED


def test_compiled_sets_are_kept() -> None:
    place = Classification("BTB")
    assert compile_set(SET, place, as_of=ON) is compile_set(SET, place, as_of=ON)
    assert compile_set(SET, place, as_of=ON) is not compile_set(SET, place, as_of=ON, trial=True)


def test_a_new_kind_needs_no_change_of_the_engine(monkeypatch: pytest.MonkeyPatch) -> None:
    class Grade(kinds.PassFailKind):
        concludes_only = False

        def prepare(self, row: object) -> object:
            return True

        def measure(self, row: object, facts: object) -> kinds.Measured:
            return kinds.Measured(Verdict.MET, None, ())

    place, on = Classification("BTB"), date(2012, 6, 30)
    confirmed = with_confirmations(load_set("ntm-xa-2010-2015"), ["10"])
    monkeypatch.setitem(kinds._KINDS, "ratio_to_province_average", Grade())
    one = judge_indicator(confirmed, "10", (Fact(value=Decimal(2)),), place, as_of=on)
    assert (one.verdict, one.basis) == (Verdict.MET, Basis.COMPUTED)
    with pytest.raises(ValueError, match="registered"):
        kinds.register("percent", Grade())


def test_the_sentence_is_told_from_the_trace_alone() -> None:
    one = judge_indicator(SET, "15.1", (Fact(value=Decimal(84)),), Classification("BTB"), as_of=ON)
    steps = tuple(
        TraceStep(step.step, {**step.data, "threshold": "12"}) if step.step == "compare" else step
        for step in one.trace
    )
    assert "cần ≥ 85%" in one.sentence
    assert "cần ≥ 12%" in sentence_of("15.1", steps)
    english = {"Chưa đạt": "Not met", "Chỉ tiêu": "Indicator"}
    assert sentence_of("15.1", one.trace, lambda text: english.get(text, text)).startswith(
        "Indicator 15.1: Not met"
    )
