"""The data of the figures: a province of 124 communes with 30 rounds, the country of 3,321 with 12, a place of 10,000
communes with one; 57 indicators.

One round of the province is filled by the product itself (its workbook, its judging, its roll-ups). Everything else is
that round again, written by sets: every commune of the country carries the figures, verdicts and roll-ups of one of the
province's communes, so that all of it holds together. Names are invented; nothing is random but a seed.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.db import connection

from dieuphoi.config.demo.criteria import demo_set
from dieuphoi.config.demo.figures import Profile, commune_profile, typed_values
from dieuphoi.core.exchange.writer import write_matrix
from dieuphoi.core.history.context import act
from dieuphoi.core.kernel.actor import Actor, system_actor
from dieuphoi.programme.assessments import selectors as assessments
from dieuphoi.programme.assessments.services import rounds
from dieuphoi.programme.assessments.services.results import roll_up
from dieuphoi.programme.assessments.sheets import ProvinceWorkbook
from dieuphoi.programme.criteria import selectors as criteria
from dieuphoi.programme.criteria import services as criteria_acts
from dieuphoi.registry.access.roles import Role
from dieuphoi.registry.access.selectors import actor_for
from dieuphoi.registry.access.services import role_assign
from dieuphoi.registry.accounts.models import Account
from dieuphoi.registry.accounts.services import account_open
from dieuphoi.registry.organisations import services as organisations
from dieuphoi.registry.territory.services import NewClass, NewUnit, units_create

SEED = 20260101
SOURCE = "giả định, để đo tốc độ"
YEAR = 2026
DAYS_AGO, DAYS_APART = 400, 13
"""When the first round of a place was, and how long after it the next: thirty of them lie before today."""


@dataclass(slots=True)
class Place:
    """One unit with its communes, its rounds, and the specialist of its office who signs in."""

    key: str
    unit_id: int
    communes: int
    account_id: int
    today: date
    rounds: list[int] = field(default_factory=list)

    def actor(self) -> Actor:
        """The specialist as the product sees them today."""
        return actor_for(self.account_id, self.today)


@dataclass(slots=True)
class Country:
    """Everything that was built."""

    now: datetime
    version_id: int = 0
    profiles: dict[str, Profile] = field(default_factory=dict)
    places: dict[str, Place] = field(default_factory=dict)

    @property
    def today(self) -> date:
        return self.now.date()

    @property
    def system(self) -> Actor:
        return system_actor(self.today)


def add_set(country: Country) -> None:
    """The set of 57 indicators, published, every row confirmed."""
    version = criteria_acts.version_bring_in(actor=country.system, source=demo_set(YEAR - 1), now=country.now)
    criteria_acts.version_publish(actor=country.system, version_id=version.pk, now=country.now)
    criteria_acts.rows_confirm(
        actor=country.system,
        version_id=version.pk,
        readings=[criteria_acts.Reading(row.code, SOURCE) for row in criteria.indicators_of(version.pk)],
        now=country.now,
    )
    country.version_id = version.pk


def add_place(country: Country, key: str, code: str, communes: int) -> Place:
    """A unit with so many communes, and the person of its office. ``code``: two digits that begin all codes."""
    rand = random.Random(f"{SEED}{key}")
    rows = [NewUnit(key, "province", "tinh", f"{key} (giả định)", code, None, SOURCE)]
    for number in range(1, communes + 1):
        name = f"Số {number}"
        profile = commune_profile(rand, number)
        commune_code = f"{int(code) * 1000 + number:05d}"
        country.profiles[commune_code] = profile
        rows.append(
            NewUnit(
                name, "commune", "xa", name, commune_code, key, SOURCE,
                classes=(NewClass("commune_group3", profile.group, SOURCE),),
            )
        )  # fmt: skip
    units = units_create(actor=country.system, rows=rows, now=country.now)
    [org] = organisations.orgs_create(
        actor=country.system,
        rows=[organisations.NewOrg(f"VP{code}", f"Văn phòng {key}", "office", place_id=units[key])],
        now=country.now,
    ).values()
    person = organisations.person_create(
        actor=country.system, full_name=f"Người đo {key}", phone=f"09000000{code}", now=country.now
    )
    account = account_open(
        actor=country.system, person_id=person.pk, username=f"do.{code}", password=None, now=country.now
    )
    role_assign(
        actor=country.system, account_id=account.pk, role=Role.OFFICE_SPECIALIST, start=date(YEAR - 3, 1, 1), end=None,
        org_id=org, place_id=units[key], now=country.now,
    )  # fmt: skip
    with act(country.system, "account.first_sign_in"):
        Account.objects.filter(pk=account.pk).update(must_change_password=False)
    place = Place(key, units[key], communes, account.pk, country.today)
    country.places[key] = place
    return place


def add_round(country: Country, place: Place) -> int:
    """A round of the place by the product's own act, opened, empty."""
    start = country.today
    round_ = rounds.round_create(
        actor=place.actor(),
        plan=rounds.RoundPlan(
            title=f"Đợt {len(place.rounds) + 1} của {place.key}",
            province_id=place.unit_id,
            version_id=country.version_id,
            period=str(YEAR),
            territory_on=start - timedelta(days=DAYS_AGO - DAYS_APART * len(place.rounds)),
            entry_due_on=start + timedelta(days=20),
            verify_due_on=start + timedelta(days=30),
            freeze_due_on=start + timedelta(days=40),
            previous_id=place.rounds[-1] if place.rounds else None,
        ),
        now=country.now,
    )
    rounds.round_open(actor=place.actor(), round_id=round_.pk, now=country.now)
    place.rounds.append(round_.pk)
    return round_.pk


def workbook(country: Country, place: Place, round_id: int) -> tuple[bytes, int]:
    """The province workbook of a round with every cell filled; and how many cells that are."""
    rand = random.Random(SEED)
    actor = place.actor()
    spec = ProvinceWorkbook().spec_for(actor, {"round": round_id})
    rows = {row.code: row for row in criteria.engine_set(country.version_id).indicators}
    ids = {row.pk: row.code for row in criteria.indicators_of(country.version_id)}
    sheets = list(assessments.sheets(actor, round_id))
    cells: dict[tuple[str, str], object] = {}
    for sheet in sheets:
        profile = country.profiles[sheet.unit_code]
        drawn = {
            f"{pk}:{part}": text
            for pk, code in ids.items()
            for part, text in typed_values(rand, rows[code], profile, 1, YEAR).items()
        }
        for column in spec.columns:
            if column.key in drawn:
                cells[sheet.unit_code, column.key] = drawn[column.key]
    data = write_matrix(
        spec, [{"code": s.unit_code, "name": s.unit_name} for s in sheets], cells, now=country.now, protect=False
    )
    return data, len(cells)


def copy_figures(country: Country, round_id: int, source_id: int) -> None:
    """Give the empty sheets of a round the values, verdicts and roll-ups of the source round's sheets, commune by
    commune in the order of their codes, over and over where there are more.
    """
    with act(country.system, "bench.copy"), connection.cursor() as cursor:
        cursor.execute(_TWINS, [source_id, round_id])
        cursor.execute(
            "INSERT INTO assessments_value (sheet_id, indicator_id, part, side, number, text, numerator, denominator,"
            " standard, applicable, explanation, cleared, on_behalf, recorded_at)"
            " SELECT t.sheet_id, v.indicator_id, v.part, v.side, v.number, v.text, v.numerator, v.denominator,"
            " v.standard, v.applicable, v.explanation, v.cleared, v.on_behalf, v.recorded_at"
            " FROM twin t JOIN assessments_value v ON v.sheet_id = t.source_id"
            " WHERE NOT EXISTS (SELECT FROM assessments_value w WHERE w.supersedes_id = v.id)"
            " AND NOT EXISTS (SELECT FROM assessments_value w WHERE w.sheet_id = t.sheet_id"
            " AND w.indicator_id = v.indicator_id AND w.part = v.part)"
        )
        cursor.execute(
            "UPDATE assessments_indicatorresult r SET verification = o.verification, verdict = o.verdict,"
            " basis = o.basis, reason = o.reason, entered_by = o.entered_by, revision = 1, changed_at = o.changed_at"
            " FROM twin t JOIN assessments_indicatorresult o ON o.sheet_id = t.source_id"
            " WHERE r.sheet_id = t.sheet_id AND r.indicator_id = o.indicator_id"
        )
        cursor.execute("SELECT sheet_id FROM twin")
        roll_up([row[0] for row in cursor.fetchall()])
        cursor.execute("DROP TABLE twin")


_TWINS = """
CREATE TEMP TABLE twin ON COMMIT DROP AS
WITH source AS (SELECT id, row_number() OVER (ORDER BY unit_code) - 1 AS place
                  FROM assessments_sheet WHERE round_id = %s),
     mine AS (SELECT id, row_number() OVER (ORDER BY unit_code) - 1 AS place
                FROM assessments_sheet WHERE round_id = %s)
SELECT mine.id AS sheet_id, source.id AS source_id
  FROM mine JOIN source ON source.place = mine.place %% (SELECT count(*) FROM source)
"""


@contextmanager
def bare_tables_while_filling() -> Iterator[None]:
    """Put foreign keys and plain indexes of the filled tables aside, and make them again afterwards, checked.

    Millions of rows go in at a third of the cost; what stands at the end is the same. Outside of transactions only
    (inside, as in a test, nothing is put aside).
    """
    if connection.in_atomic_block:
        yield
        return
    with connection.cursor() as cursor:
        tables = list(_COPIED)
        cursor.execute(
            "SELECT format('ALTER TABLE %%s DROP CONSTRAINT %%I', conrelid::regclass, conname),"
            " format('ALTER TABLE %%s ADD CONSTRAINT %%I %%s', conrelid::regclass, conname, pg_get_constraintdef(oid))"
            " FROM pg_constraint WHERE contype = 'f' AND conrelid = ANY (%s::regclass[])",
            [tables],
        )
        keys = cursor.fetchall()
        cursor.execute(
            "SELECT format('DROP INDEX %%s', i.indexrelid::regclass), pg_get_indexdef(i.indexrelid) FROM pg_index i"
            " WHERE NOT i.indisunique AND i.indrelid = ANY (%s::regclass[])",
            [tables],
        )
        indexes = cursor.fetchall()
        for drop, _make in (*keys, *indexes):
            cursor.execute(drop)
        yield
        # The first round's sheets are read by sheet while filling: the unique keys serve that.
        for _drop, make in (*indexes, *keys):
            cursor.execute(make)


def add_rounds_by_sets(country: Country, place: Place, source_id: int, number: int) -> None:
    """Rounds of the place as copies of a filled round of another place, in a few statements each."""
    with bare_tables_while_filling():
        _add_rounds(country, place, source_id, number)


def _add_rounds(country: Country, place: Place, source_id: int, number: int) -> None:
    for _round in range(number):
        with act(country.system, "bench.round"), connection.cursor() as cursor:
            at = len(place.rounds)
            cursor.execute(
                "INSERT INTO assessments_assessmentround (title, province_id, version_id, previous_id, period, year,"
                " territory_on, state, entry_due_on, verify_due_on, freeze_due_on, opened_at, frozen_hash)"
                " SELECT %s, %s, version_id, %s, period, year, %s, state, entry_due_on, verify_due_on, freeze_due_on,"
                " opened_at, '' FROM assessments_assessmentround WHERE id = %s RETURNING id",
                [
                    f"Đợt {at + 1} của {place.key}", place.unit_id, place.rounds[-1] if place.rounds else None,
                    country.today - timedelta(days=DAYS_AGO - DAYS_APART * at), source_id,
                ],
            )  # fmt: skip
            round_id = cursor.fetchone()[0]
            place.rounds.append(round_id)
            _copy_round(cursor, country, place, source_id, round_id)


def _copy_round(cursor: object, country: Country, place: Place, source_id: int, round_id: int) -> None:
    run = cursor.execute  # type: ignore[attr-defined]
    run(_SHEETS, {"place": place.unit_id, "source": source_id, "round": round_id})
    run(_TWINS, [source_id, round_id])
    run("CREATE INDEX ON twin (source_id)")
    run("ANALYZE twin")
    for table, columns in _COPIED.items():
        fresh = ", ".join(f"%s::bigint AS {column}" if column == "round_id" else f"o.{column}" for column in columns)
        run(
            f"INSERT INTO {table} (sheet_id, {', '.join(columns)}) SELECT t.sheet_id, {fresh}"
            f" FROM twin t JOIN {table} o ON o.sheet_id = t.source_id{_CURRENT if 'value' in table else ''}",
            [round_id] if "round_id" in columns else [],
        )
    run("DROP TABLE twin")


_CURRENT = " WHERE NOT EXISTS (SELECT FROM assessments_value w WHERE w.supersedes_id = o.id)"
_SHEETS = """
WITH source AS (SELECT classification, state, submitted_at, row_number() OVER (ORDER BY unit_code) - 1 AS place
                  FROM assessments_sheet WHERE round_id = %(source)s),
     unit AS (SELECT p.unit_id, 'Xã ' || n.name AS full_name, c.code, n.name_key AS key,
                     row_number() OVER (ORDER BY c.code) - 1 AS place
                FROM territory_unitparent p JOIN territory_unitname n ON n.unit_id = p.unit_id
                JOIN territory_unitcode c ON c.unit_id = p.unit_id WHERE p.parent_id = %(place)s)
INSERT INTO assessments_sheet (round_id, unit_id, unit_name, unit_code, unit_key, classification, state, submitted_at)
SELECT %(round)s, unit.unit_id, unit.full_name, unit.code, unit.key, source.classification, source.state,
       source.submitted_at
  FROM unit JOIN source ON source.place = unit.place %% (SELECT count(*) FROM source)
"""
_COPIED = {
    "assessments_value": (
        "indicator_id", "part", "side", "number", "text", "numerator", "denominator", "standard", "applicable",
        "explanation", "cleared", "on_behalf", "recorded_at",
    ),
    "assessments_indicatorresult": (
        "indicator_id", "criterion_id", "owner_id", "judged_by", "verification", "verdict", "basis", "reason",
        "entered_by", "revision", "changed_at",
    ),
    "assessments_criterionresult": ("criterion_id", "verdict", "basis", "not_entered", "met", "total"),
    "assessments_sheetrollup": (
        "round_id", "marks", "bases", "entered", "waiting", "returned", "verified", "total", "criteria_met",
        "criteria_not_met", "criteria_total", "qualifies",
    ),
}  # fmt: skip
FILLED = ("assessments_assessmentround", "assessments_sheet", *_COPIED)
