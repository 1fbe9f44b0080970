"""Rules that hold for every input, tried with invented inputs."""

from __future__ import annotations

import itertools
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dieuphoi.programme.criteria import kinds
from dieuphoi.programme.criteria.engine.judging import compile_set, judge, judge_indicator, roll_up
from dieuphoi.programme.criteria.engine.sentences import sentence_of
from dieuphoi.programme.criteria.engine.verdicts import Basis, Reason, TraceStep, Verdict
from dieuphoi.programme.criteria.facts import Choice, Classification, Conclusion, Fact, Origin
from dieuphoi.programme.criteria.sets import (
    Amendment,
    Indicator,
    SetVersion,
    content_hash,
    judging_hash,
    list_sets,
    load_set,
    missing_parts,
    needed_bases,
    with_bases,
    with_confirmations,
)
from tests.programme.criteria.golden_book import national_or_invented


def invented(set_id: str) -> SetVersion:
    """An invented set of the golden scenarios, with the sets it refers to."""
    version = national_or_invented(set_id)
    return with_bases(version, [national_or_invented(base) for base in needed_bases(version)])


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
@settings(max_examples=60)
def test_one_row_alone_is_judged_as_within_the_set(given_facts: dict, place: Classification, trial: bool) -> None:
    whole = judge(SET, given_facts, place, as_of=ON, trial=trial)
    for code in CODES:
        alone = judge_indicator(SET, code, given_facts.get(code, ()), place, as_of=ON, trial=trial)
        inside = whole.indicator(code)
        assert (alone.verdict, alone.basis, alone.reason) == (inside.verdict, inside.basis, inside.reason)
        assert alone.sentence == inside.sentence
        assert [step.as_dict() for step in alone.trace] == [step.as_dict() for step in inside.trace]


@given(st.sampled_from(CODES), st.lists(a_fact(), min_size=2, max_size=3), places)
@settings(max_examples=150)
def test_the_order_of_facts_does_not_matter(code: str, some: list[Fact], place: Classification) -> None:
    found = set()
    for order in itertools.permutations(some):
        one = judge_indicator(CONFIRMED, code, order, place, as_of=ON)
        found.add((one.verdict, one.basis, one.reason))
    assert len(found) == 1


@given(facts, places)
@settings(max_examples=60)
def test_undetermined_has_a_reason_and_every_other_verdict_a_basis(given_facts: dict, place: Classification) -> None:
    for one in judge(SET, given_facts, place, as_of=ON, trial=True).indicators:
        assert (one.verdict is Verdict.UNDETERMINED) == (one.reason is not None) == (one.basis is None)
        assert one.sentence.strip().endswith(".")


@given(facts, places)
@settings(max_examples=60)
def test_without_a_trial_nothing_remembered_is_computed(given_facts: dict, place: Classification) -> None:
    for one in judge(SET, given_facts, place, as_of=ON).indicators:
        assert one.basis is not Basis.TRIAL
        if one.basis is Basis.COMPUTED:
            assert one.row.indicator.trusts(one.row.column.code or "")


NUMBER_ROWS = [row for row in CONFIRMED.indicators if row.kind == "percent"]


@given(st.sampled_from(NUMBER_ROWS), st.sampled_from(REGIONS), percents, percents)
@settings(max_examples=200)
def test_a_better_figure_is_never_judged_worse(row: Indicator, region: str, a: Decimal, b: Decimal) -> None:
    low, high = sorted((a, b))
    worse, better = (high, low) if row.comparator.startswith("<") else (low, high)
    place = Classification(region)
    if judge_indicator(CONFIRMED, row, (Fact(value=worse),), place, as_of=ON).verdict is Verdict.MET:
        assert judge_indicator(CONFIRMED, row, (Fact(value=better),), place, as_of=ON).verdict is Verdict.MET


@given(st.sampled_from(NUMBER_ROWS), st.sampled_from(REGIONS), shares)
@settings(max_examples=200)
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
    plain = national_or_invented("bo-minh-hoa")
    telling: SetVersion = replace(plain, not_applicable_counts=True)
    none = {"2.1": (Fact(applicable=False),)}
    place = Classification(group="nhom_2")
    on = date(2026, 6, 30)
    assert judge(plain, none, place, as_of=on).met == 0
    assert judge(telling, none, place, as_of=on).met == 1


def test_a_kind_nobody_registered_is_left_to_people() -> None:
    place, on = Classification("TN"), date(2024, 6, 30)
    row = invented("bo-bien").indicator("b14")
    one = judge_indicator(invented("bo-bien"), row, (Fact(value=Decimal(2)),), place, as_of=on)
    assert one.reason is Reason.KIND_NOT_SUPPORTED
    told = (Fact(value=Decimal(2), conclusion=Conclusion(Verdict.MET, "5/KL")),)
    assert judge_indicator(invented("bo-bien"), row, told, place, as_of=on).basis is Basis.CONCLUDED


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

    place, on = Classification("TN"), date(2024, 6, 30)
    monkeypatch.setitem(kinds._KINDS, "dang-la", Grade())
    one = judge_indicator(invented("bo-bien"), "b14", (Fact(value=Decimal(2)),), place, as_of=on)
    assert (one.verdict, one.basis) == (Verdict.MET, Basis.COMPUTED)
    with pytest.raises(ValueError, match="registered"):
        kinds.register("percent", Grade())


def test_the_sentence_is_told_from_the_trace_alone() -> None:
    one = judge_indicator(SET, "15.1", (Fact(value=Decimal(84)),), Classification("BTB"), as_of=ON)
    steps = tuple(
        TraceStep(step.step, {**step.data, "threshold": "12"}) if step.step == "compare" else step for step in one.trace
    )
    assert "cần ≥ 85%" in one.sentence
    assert "cần ≥ 12%" in sentence_of("15.1", steps)
    english = {"Chưa đạt": "Not met", "Chỉ tiêu": "Indicator"}
    assert sentence_of("15.1", one.trace, lambda text: english.get(text, text)).startswith("Indicator 15.1: Not met")


# --- every kind, every set --------------------

EVERY = invented("bo-cac-dang")
EVERY_ON = date(2024, 6, 30)
TN = Classification("TN")
PARTS = sorted(
    {slot.part for row in EVERY.indicators for slot in kinds.kind_of(row).inputs(row)}
    | {"nam", "nữ", "lạ", "so_truong", "bình quân của tỉnh", "mốc so sánh"}
)
amounts = st.one_of(
    st.none(),
    st.sampled_from([Decimal(0), Decimal(1), Decimal("0.1"), Decimal(100), Decimal("1E+6"), Decimal(-1)]),
    st.decimals(min_value=-10, max_value=10**9, places=4, allow_nan=False),
)


@st.composite
def any_fact(draw: st.DrawFn) -> Fact:
    """Anything that the shape of a fact allows, sensible or not."""
    verdict = draw(st.sampled_from([None, Verdict.MET, Verdict.NOT_MET, Verdict.NOT_APPLICABLE]))
    origin = draw(st.sampled_from(list(Origin)))
    return Fact(
        value=draw(amounts),
        numerator=draw(amounts),
        denominator=draw(amounts),
        part=draw(st.sampled_from(PARTS)),
        year=draw(st.sampled_from([None, 2012, 2021, 2022, 2023, 2024, 2030])),
        standard=draw(st.sampled_from(["", "Chuẩn A", "chuan-2022-2025"])),
        applicable=draw(st.sampled_from([None, True, False])),
        choice=draw(st.sampled_from([None, *Choice])),
        conclusion=None if verdict is None else Conclusion(verdict, "1/KL", origin),
        grade=draw(st.sampled_from(["", "Khá", "Tốt", "loại IV", "lạ"])),
    )


JUDGEABLE = [
    invented(set_id)
    for set_id in (*list_sets(), "bo-cac-dang", "bo-bien", "bo-minh-hoa")
    if national_or_invented(set_id).indicators
]
everywhere = st.sampled_from(JUDGEABLE).flatmap(
    lambda version: (
        st.tuples(st.just(version), st.sampled_from([row.code for row in version.indicators if row.code]))
        if any(row.code for row in version.indicators)
        else st.just((EVERY, "1.1"))
    )
)


@given(everywhere, st.lists(any_fact(), max_size=4), places, st.booleans(), st.booleans())
@settings(max_examples=400)
def test_no_facts_break_the_engine_and_every_answer_is_whole(
    where: tuple[SetVersion, str], some: list[Fact], place: Classification, trial: bool, confirmed: bool
) -> None:
    version, code = where
    if confirmed:
        version = with_confirmations(version, [code])
    one = judge_indicator(version, code, some, place, as_of=EVERY_ON, trial=trial)
    assert (one.verdict is Verdict.UNDETERMINED) == (one.reason is not None) == (one.basis is None)
    assert one.sentence.strip().endswith(".")
    assert one.as_dict()["trace"]
    assert not any(char in one.sentence for char in "{}")


@given(everywhere, st.lists(any_fact(), min_size=2, max_size=3), st.booleans())
@settings(max_examples=200)
def test_the_order_of_facts_does_not_matter_for_any_kind(
    where: tuple[SetVersion, str], some: list[Fact], trial: bool
) -> None:
    version, code = where
    found = {
        (one.verdict, one.basis, one.reason)
        for one in (
            judge_indicator(with_confirmations(version, [code]), code, order, TN, as_of=EVERY_ON, trial=trial)
            for order in itertools.permutations(some)
        )
    }
    assert len(found) == 1


def _facts(kind: str, amount: Decimal) -> tuple[Fact, ...]:
    """The facts of one kind in which ``amount`` is the figure that decides, the others fixed."""
    match kind:
        case "1.1":
            return (Fact(value=amount), Fact(value=Decimal(40), part="bình quân của tỉnh"))
        case "1.2":
            return (Fact(value=amount), Fact(value=Decimal(40), part="mốc so sánh"))
        case "1.4":
            return (Fact(value=amount, part="năm nay"), Fact(value=Decimal(50), part="năm trước"))
        case "4.2":
            return tuple(Fact(value=amount if year == 2023 else Decimal(0), year=year) for year in (2022, 2023, 2024))
        case "4.1":
            return (Fact(value=Decimal(0), year=2022), Fact(value=amount, year=2023))
        case "4.3":
            return (Fact(value=amount), Fact(value=Decimal(0), part="ngoại lệ"))
        case "3.3":
            return (Fact(value=min(amount, Decimal(40)), part="cơ sở"), Fact(value=Decimal(55), part="nhân lực"))
        case "2.1":
            return (Fact(value=min(amount, Decimal(4)).to_integral_value()),)
    return (Fact(value=amount, year=2024),)


RISING = ("1.1", "1.2", "1.3", "1.4", "2.1", "2.2", "3.1", "3.2", "3.3", "4.4")
FALLING = ("4.1", "4.2", "4.3")
LIMITS = {
    # The least (most) amount that meets, worked out from the rows by hand.
    "1.1": Decimal(52), "1.2": Decimal(60), "1.3": Decimal("59.4"), "1.4": Decimal(54), "2.1": Decimal(2),
    "2.2": Decimal(1), "3.1": Decimal(65), "3.2": Decimal(80), "3.3": Decimal(25), "4.4": Decimal(2),
    "4.1": Decimal(0), "4.2": Decimal(5), "4.3": Decimal(0),
}  # fmt: skip


@pytest.mark.parametrize("code", [*RISING, *FALLING])
@given(amount=st.decimals(min_value=0, max_value=100, places=3, allow_nan=False))
@settings(max_examples=60)
def test_every_kind_meets_on_one_side_of_its_bound(code: str, amount: Decimal) -> None:
    if code in ("2.1", "2.2"):
        amount = amount.to_integral_value()
    one = judge_indicator(EVERY, code, _facts(code, amount), TN, as_of=EVERY_ON, year=2024)
    met = amount <= LIMITS[code] if code in FALLING else amount >= LIMITS[code]
    assert one.verdict is (Verdict.MET if met else Verdict.NOT_MET), one.sentence


@pytest.mark.parametrize("code", [*RISING, *FALLING])
def test_nothing_entered_is_not_zero_for_any_kind(code: str) -> None:
    zero = judge_indicator(EVERY, code, _facts(code, Decimal(0)), TN, as_of=EVERY_ON, year=2024)
    empty = judge_indicator(EVERY, code, (Fact(),), TN, as_of=EVERY_ON, year=2024)
    assert zero.verdict in (Verdict.MET, Verdict.NOT_MET)
    assert empty.reason is Reason.NO_VALUE


def _shown(number: Decimal) -> str:
    from dieuphoi.core.kernel.numbers import format_number

    return format_number(number.normalize())


@pytest.mark.parametrize(("code", "threshold"), [
    ("1.1", "1,3"), ("1.2", "1,5"), ("1.3", "59,4"), ("1.4", "8"), ("2.1", "2"), ("2.2", "1"), ("3.2", "80"),
    ("3.3", "80"), ("4.2", "5"), ("4.4", "2"), ("4.1", "(0)"), ("4.3", "(0)"),
])  # fmt: skip
@given(amount=st.decimals(min_value=1, max_value=99, places=2, allow_nan=False))
@settings(max_examples=25)
def test_every_sentence_mentions_the_value_and_the_threshold(code: str, threshold: str, amount: Decimal) -> None:
    if code in ("2.1", "2.2"):
        amount = amount.to_integral_value()
    one = judge_indicator(EVERY, code, _facts(code, amount), TN, as_of=EVERY_ON, year=2024)
    figure = min(amount, {"2.1": Decimal(4), "3.3": Decimal(40)}.get(code, amount))
    assert _shown(figure) in one.sentence
    assert threshold in one.sentence


@given(st.sampled_from(NUMBER_ROWS), st.sampled_from(REGIONS), percents)
@settings(max_examples=100)
def test_every_sentence_of_the_national_set_mentions_both(row: Indicator, region: str, value: Decimal) -> None:
    one = judge_indicator(CONFIRMED, row, (Fact(value=value),), Classification(region), as_of=ON)
    limit = dict(row.thresholds or ())[region].value  # type: ignore[union-attr]
    assert _shown(value) in one.sentence
    assert _shown(limit) in one.sentence


@given(st.sampled_from(NUMBER_ROWS), st.sampled_from(REGIONS), shares, st.integers(0, 4), st.booleans())
@settings(max_examples=200)
def test_the_parts_decide_and_never_the_rate_beside_them(
    row: Indicator, region: str, share: tuple[int, int], places_kept: int, cut: bool
) -> None:
    n, d = Decimal(share[0]), Decimal(share[1])
    step = Decimal(1).scaleb(-places_kept)
    rate = (n * 100 / d).quantize(step, rounding="ROUND_DOWN" if cut else "ROUND_HALF_UP")
    place = Classification(region)
    bare = judge_indicator(CONFIRMED, row, (Fact(numerator=n, denominator=d),), place, as_of=ON)
    beside = judge_indicator(CONFIRMED, row, (Fact(value=rate, numerator=n, denominator=d),), place, as_of=ON)
    assert (bare.verdict, bare.reason) == (beside.verdict, beside.reason)


@given(facts, places)
@settings(max_examples=30)
def test_publishing_a_new_version_changes_no_old_verdict(given_facts: dict, place: Classification) -> None:
    def told(version: SetVersion) -> list[dict[str, Any]]:
        return [one.as_dict() for one in judge(version, given_facts, place, as_of=ON).indicators]

    before, hashes = told(SET), (content_hash(SET), judging_hash(SET))
    harder = replace(
        SET,
        id="ntm-xa-2016-2020-moi",
        criteria=tuple(
            replace(criterion, indicators=tuple(replace(row, comparator="=") for row in criterion.indicators))
            for criterion in SET.criteria
        ),
    )
    told(harder)
    assert told(SET) == before
    later = Amendment("9/QĐ-TTg", date(2020, 1, 1), harder.criteria)
    amended = replace(SET, amendments=(*SET.amendments, later))
    assert told(amended) == before, "an amendment judges from its own day on"
    assert told(with_bases(SET, [harder])) == before
    assert (content_hash(SET), judging_hash(SET)) == hashes


def test_what_a_version_refers_to_is_part_of_what_judging_reads() -> None:
    bare = national_or_invented("bo-cac-dang")
    assert needed_bases(bare) == ("bo-goc",)
    assert content_hash(EVERY) == content_hash(bare)
    assert judging_hash(EVERY) != judging_hash(bare)
    assert missing_parts(EVERY) == ()
