"""Loads the invented province: units, agencies, people, sets, two frozen rounds and a running one. From a seed.

Everything goes through the product's own services, each act by the person who would do it.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.contrib.auth.hashers import make_password
from django.db import transaction

from dieuphoi.config.demo import boundaries, merger, names
from dieuphoi.config.demo import criteria as demo_criteria
from dieuphoi.config.demo.amending import after_the_freeze
from dieuphoi.config.demo.beside import manners_beside, organisations_beside, programme_officers
from dieuphoi.config.demo.briefings import load_agreements, load_briefings
from dieuphoi.config.demo.clauses import load_clauses
from dieuphoi.config.demo.documents import Desk, load_documents
from dieuphoi.config.demo.drafting import load_drafts
from dieuphoi.config.demo.figures import commune_profile, typed_values
from dieuphoi.config.demo.letters import office_template
from dieuphoi.config.demo.meetings import load_meetings
from dieuphoi.config.demo.past import load_past
from dieuphoi.config.demo.portal import public_lists
from dieuphoi.config.demo.programmes import load_programmes
from dieuphoi.config.demo.reminders import reminder_rules
from dieuphoi.config.demo.results import load_results
from dieuphoi.config.demo.running import Running, argued, returned, urged
from dieuphoi.config.demo.targets import load_targets
from dieuphoi.config.demo.tasks import load_tasks
from dieuphoi.core.history.context import act
from dieuphoi.core.kernel.actor import Actor, system_actor
from dieuphoi.core.kernel.bulk import refresh_statistics
from dieuphoi.core.kernel.dates import today as day_of
from dieuphoi.core.notify.services import notices_read_all
from dieuphoi.insight.board.services import day_keep
from dieuphoi.programme.assessments import selectors as assessments
from dieuphoi.programme.assessments.entries import read_entries
from dieuphoi.programme.assessments.models import IndicatorResult
from dieuphoi.programme.assessments.services import rounds, values, verification
from dieuphoi.programme.criteria import selectors as criteria
from dieuphoi.programme.criteria import services as criteria_acts
from dieuphoi.registry.access.roles import Role
from dieuphoi.registry.access.selectors import actor_for
from dieuphoi.registry.access.services import role_assign
from dieuphoi.registry.accounts.models import Account
from dieuphoi.registry.accounts.services import account_close, account_open
from dieuphoi.registry.organisations import services as organisations
from dieuphoi.registry.organisations.models import OrgUnit
from dieuphoi.registry.territory.services import NewClass, NewUnit, boundaries_import, units_create

SEED = 1980
XA, PHUONG = 80, 12
_WITHOUT_BOUNDARY = ("Hòa Lâm", "Thanh Khê", "Xuân Điền")
"""Nobody has drawn these yet: the map lists them beside itself."""
_STILL_ENTERING = "Thượng Sơn"
"""Has a third of its figures in the running round: empty cells for the figures of the round before."""
_RUNNING = 1
"""The step of the running round (the frozen ones are -1 and 0)."""
PASSWORD = "nong-thon-moi"  # noqa: S105 - printed at every start of the demo

CAST: tuple[tuple[str, str, str, str, str | None], ...] = (
    ("hanh", "Nguyễn Thị Hạnh", "Chánh Văn phòng", "VPDP", None),
    ("lan", "Trần Thị Lan", "Chuyên viên", "VPDP", None),
    ("nga", "Lý Thúy Nga", "Chuyên viên", "VPDP", None),
    ("minh", "Lê Văn Minh", "Phó Giám đốc", "SNNMT", None),
    ("thu", "Phạm Thị Thu", "Chuyên viên", "SNNMT", None),
    ("phong", "Ngô Quốc Phong", "Phó Chủ tịch UBND tỉnh", "BCD", None),
    ("quang", "Hoàng Văn Quang", "Lãnh đạo được phân công", "BCD", "Thượng Sơn"),
    ("tuan", "Vũ Anh Tuấn", "Công chức phụ trách nông thôn mới", "Thượng Sơn", "Thượng Sơn"),
    ("vy", "Đặng Khánh Vy", "Công chức phụ trách nông thôn mới", "Hạ Sơn", "Hạ Sơn"),
    ("quan", "Dương Minh Quân", "Chuyên viên", "SXD", None),
    ("tri", "Tạ Hữu Trí", "Quản trị hệ thống", "VPDP", None),
)
_ROLES = {
    "hanh": Role.OFFICE_HEAD, "lan": Role.OFFICE_SPECIALIST, "nga": Role.OFFICE_SPECIALIST,
    "minh": Role.DEPARTMENT_HEAD, "thu": Role.DEPARTMENT_OFFICER, "phong": Role.LEADER,
    "quang": Role.ASSIGNED_LEADER, "tuan": Role.COMMUNE_OFFICER, "vy": Role.COMMUNE_OFFICER,
    "quan": Role.DEPARTMENT_OFFICER, "tri": Role.ADMINISTRATOR,
}  # fmt: skip
SIGN_INS: list[tuple[str, str, str]] = [
    ("hanh", PASSWORD, "Chánh Văn phòng điều phối"),
    ("lan", PASSWORD, "chuyên viên Văn phòng"),
    ("minh", PASSWORD, "lãnh đạo Sở Nông nghiệp và Môi trường"),
    ("thu", PASSWORD, "chuyên viên Sở Nông nghiệp và Môi trường"),
    ("tuan", PASSWORD, "cán bộ Xã Thượng Sơn"),
    ("vy", PASSWORD, "cán bộ Xã Hạ Sơn"),
    ("quang", PASSWORD, "lãnh đạo được phân công giúp Xã Thượng Sơn"),
    ("phong", PASSWORD, "Phó Chủ tịch UBND tỉnh"),
    ("tri", PASSWORD, "quản trị hệ thống"),
]


@dataclass(slots=True)
class Demo:
    """What was made, by short names, while it is being made."""

    now: datetime
    random: random.Random
    tell: Callable[[str], None]
    units: dict[str, int] = field(default_factory=dict)
    orgs: dict[str, int] = field(default_factory=dict)
    accounts: dict[str, int] = field(default_factory=dict)
    verifiers: dict[str, str] = field(default_factory=dict)
    officers: dict[str, str] = field(default_factory=dict)
    profiles: dict[str, Any] = field(default_factory=dict)
    version_id: int = 0

    @property
    def today(self) -> date:
        return day_of(self.now)

    def actor(self, username: str) -> Actor:
        return actor_for(self.accounts[username], self.today)


def is_loaded() -> bool:
    """Whether the demo province is there (its office is)."""
    return OrgUnit.objects.filter(code="VPDP").exists()


def load_demo(*, now: datetime, tell: Callable[[str], None] = lambda words: None) -> bool:
    """Load the demo into an empty database; false when it is there already. All or nothing."""
    if is_loaded():
        return False
    # Not a secret: the same province must come out of the same seed.
    demo = Demo(now=now, random=random.Random(SEED), tell=tell)  # noqa: S311
    with transaction.atomic():
        tell("Bộ tiêu chí quốc gia")
        criteria_acts.shipped_sets_load(actor=system_actor(demo.today), now=now)
        tell("Địa bàn, cơ quan, cán bộ của tỉnh giả định")
        _territory(demo)
        _organisations(demo)
        _people(demo)
        tell("Bộ tiêu chí của tỉnh giả định")
        _criteria(demo)
        tell("Hai đợt rà soát của các năm trước (đã chốt)")
        earlier = _earlier_round(demo)
        frozen = _frozen_round(demo, demo.today.year - 1, 0, 0.97, earlier)
        tell("Văn bản ký chốt, điều chỉnh sau chốt (giả định)")
        after_the_freeze(
            head=demo.actor("hanh"),
            office=demo.actor("lan"),
            round_id=frozen,
            at=demo.now - timedelta(days=250),
            asked_now=demo.now - timedelta(days=3),
        )
        tell("Đợt rà soát đang chạy")
        running = _running_round(demo, frozen)
        tell("Kết quả các năm trước và danh sách công nhận (giả định)")
        load_past(demo.actor("lan"), demo.units, demo.profiles, now)
        tell("Đăng ký về đích và kế hoạch (giả định)")
        load_targets(
            office=demo.actor("lan"),
            units=demo.units,
            version_id=demo.version_id,
            follower_account=demo.accounts["nga"],
            today=demo.today,
            now=now,
        )
        tell("Mẫu văn bản của Văn phòng (giả định)")
        office_template(office=demo.actor("lan"), province_id=demo.units["tinh"], now=now)
        reminder_rules(system=system_actor(demo.today), head=demo.actor("hanh"), today=demo.today, now=now)
        public_lists(office=demo.actor("lan"), head=demo.actor("hanh"), province_id=demo.units["tinh"], now=now)
        tell("Phòng, phân công, Ban Chỉ đạo, bàn giao, ý kiến (giả định)")
        organisations_beside(
            system=system_actor(demo.today),
            units=demo.units,
            orgs=demo.orgs,
            accounts=demo.accounts,
            today=demo.today,
            now=now,
        )
        programme_officers(
            system=system_actor(demo.today),
            units=demo.units,
            officers=demo.officers,
            accounts=demo.accounts,
            today=demo.today,
            now=now,
        )
        manners_beside(
            head=demo.actor("hanh"),
            commune=demo.actor("tuan"),
            accounts=demo.accounts,
            sheet_id=running["Thượng Sơn"],
            today=demo.today,
            now=now,
        )
        tell("Nhiệm vụ của ba năm (giả định)")
        load_tasks(
            accounts=demo.accounts,
            orgs=demo.orgs,
            units=demo.units,
            criteria={row.criterion.number: row.criterion_id for row in criteria.indicators_of(demo.version_id)},
            verifiers=demo.verifiers,
            officers=demo.officers,
            today=demo.today,
            now=now,
        )
        tell("Văn bản đến, văn bản đi, dự thảo, nhiệm vụ từ văn bản (giả định)")
        desk = Desk(
            demo.accounts, demo.orgs, demo.units, {**demo.verifiers, **demo.officers, "VPDP": "lan"}, demo.today, now
        )
        load_documents(desk)
        load_drafts(desk)
        load_clauses(desk)
        tell("Chương trình công tác, mẫu nhiệm vụ, việc định kỳ (giả định)")
        load_programmes(desk)
        load_results(desk)
        tell("Cuộc họp và lịch công tác (giả định)")
        load_briefings(desk)
        load_meetings(
            actor=demo.actor, units=demo.units, orgs=demo.orgs, accounts=demo.accounts, today=demo.today, now=now
        )
        load_agreements(desk)
        for username, account in demo.accounts.items():
            if username != "quan":
                # What was told before this week was read; what is newer lies in the inbox.
                notices_read_all(actor=actor_for(account, demo.today), now=now - timedelta(days=3))
    return True


def _territory(demo: Demo) -> None:
    rows = [NewUnit("tinh", "province", "tinh", names.PROVINCE, names.PROVINCE_CODE, None, names.SOURCE)]
    for number, name in enumerate(names.commune_names(XA), start=1):
        demo.profiles[name] = profile = commune_profile(demo.random, number)
        classes = [NewClass("commune_group3", profile.group, names.SOURCE, "Quyết định phân nhóm xã (giả định)")]
        if profile.group == "nhom_3":
            classes.append(NewClass("flag", "khu_vuc_3" if profile.quality < 0.3 else "khu_vuc_2", names.SOURCE))
        rows.append(
            NewUnit(name, "commune", "xa", name, f"{names.PROVINCE_CODE}{number:03d}", "tinh", names.SOURCE,
                    classes=tuple(classes))
        )  # fmt: skip
    for number, name in enumerate(names.WARDS, start=XA + 1):
        rows.append(
            NewUnit(f"p-{name}", "commune", "phuong", name, f"{names.PROVINCE_CODE}{number:03d}", "tinh", names.SOURCE)
        )
    system = system_actor(demo.today)
    demo.units = units_create(actor=system, rows=rows, now=demo.now)
    demo.profiles |= merger.former_profiles()
    merger.rearrange(
        system=system,
        units=demo.units,
        codes={row.key: row.code for row in rows if row.key in merger.MADE},
        profiles=demo.profiles,
        now=demo.now,
    )
    codes = {row.key: row.code for row in rows}
    known = [code for key, code in codes.items() if key not in _WITHOUT_BOUNDARY]
    boundaries_import(
        actor=system,
        data=boundaries.collection(
            [codes[name] for name in names.commune_names(XA)], [codes[f"p-{name}"] for name in names.WARDS], known
        ),
        as_of=merger.ON,
        source=names.SOURCE,
        now=demo.now,
    )


def _organisations(demo: Demo) -> None:
    new = organisations.NewOrg
    rows = [
        new("VPDP", "Văn phòng điều phối nông thôn mới tỉnh Sơn Hà (giả định)", "office", place_id=demo.units["tinh"],
            phone="0299 380 1000", document_symbol="VPĐP"),
        new("BCD", "Ban Chỉ đạo Chương trình nông thôn mới tỉnh", "committee", place_id=demo.units["tinh"],
            document_symbol="BCĐ"),
        new("UBND", "Ủy ban nhân dân tỉnh Sơn Hà (giả định)", "people", place_id=demo.units["tinh"],
            document_symbol="UBND"),
    ]  # fmt: skip
    rows += [
        new(code, name, "department", phone=f"0299 380 {1100 + 10 * place}", document_symbol=code)
        for place, (code, name) in enumerate(names.DEPARTMENTS)
    ]
    rows += [
        new(name, f"Ủy ban nhân dân xã {name}", "commune", place_id=demo.units[name],
            phone=f"0299 381 {1000 + place:04d}", document_symbol="UBND")
        for place, name in enumerate(names.commune_names(XA))
    ]  # fmt: skip
    demo.orgs = organisations.orgs_create(actor=system_actor(demo.today), rows=rows, now=demo.now)


def _people(demo: Demo) -> None:
    system = system_actor(demo.today)
    started = date(_first_year(demo), 1, 1)
    for username, full_name, title, org, place in CAST:
        left = demo.today - timedelta(days=30) if username == "quan" else None
        _person(demo, username, full_name, title, org, _ROLES[username], place, started, left)
    account_close(actor=system, account_id=demo.accounts["quan"], reason="Chuyển công tác (giả định)", now=demo.now)
    for code, _name in names.DEPARTMENTS:
        if code == "SNNMT":
            demo.verifiers[code] = "thu"
            continue
        username = f"cb.{code.lower()}"
        _person(demo, username, _full_name(demo), "Chuyên viên", code, Role.DEPARTMENT_OFFICER, None, started, None)
        demo.verifiers[code] = username
    own = {"Thượng Sơn": "tuan", "Hạ Sơn": "vy"}
    for number, name in enumerate(names.commune_names(XA), start=1):
        username = own.get(name, "")
        if not username:
            username = f"xa.{number:03d}"
            _person(
                demo, username, _full_name(demo), "Công chức phụ trách nông thôn mới", name, Role.COMMUNE_OFFICER,
                name, started, None,
            )  # fmt: skip
        demo.officers[name] = username
    hashed = make_password(PASSWORD)
    with act(system, "demo.passwords"):
        signing_in = [demo.accounts[username] for username, _password, _who in SIGN_INS]
        Account.objects.filter(id__in=signing_in).update(password=hashed, must_change_password=False)


def _full_name(demo: Demo) -> str:
    pick = demo.random.choice
    return f"{pick(names.FAMILY)} {pick(names.MIDDLE)} {pick(names.GIVEN)}"


def _person(
    demo: Demo,
    username: str,
    full_name: str,
    title: str,
    org: str,
    role: str,
    place: str | None,
    start: date,
    end: date | None,
) -> None:
    """One person with post, account and role. A commune's officer is also the coordinator of its committee."""
    system = system_actor(demo.today)
    phone = f"09{demo.random.randrange(10_000_000, 99_999_999)}"
    person = organisations.person_create(actor=system, full_name=full_name, phone=phone, now=demo.now)
    post = organisations.post_create(actor=system, org_id=demo.orgs[org], title=title, now=demo.now)
    organisations.holding_start(actor=system, person_id=person.pk, post_id=post.pk, start=start, end=end, now=demo.now)
    account = account_open(actor=system, person_id=person.pk, username=username, password=None, now=demo.now)
    demo.accounts[username] = account.pk
    role_assign(
        actor=system,
        account_id=account.pk,
        role=role,
        start=start,
        end=end,
        org_id=demo.orgs[org],
        place_id=demo.units[place] if place else None,
        coordinator=role == Role.COMMUNE_OFFICER,
        now=demo.now,
    )


def _criteria(demo: Demo) -> None:
    office = demo.actor("lan")
    version = criteria_acts.version_bring_in(
        actor=office, source=demo_criteria.demo_set(_first_year(demo)), now=demo.now
    )
    criteria_acts.version_publish(actor=demo.actor("hanh"), version_id=version.pk, now=demo.now)
    demo.version_id = version.pk
    rows = criteria.indicators_of(version.pk)
    source = f"Quyết định {demo_criteria.decision(_first_year(demo))}"
    criteria_acts.rows_confirm(
        actor=office,
        version_id=version.pk,
        readings=[
            criteria_acts.Reading(row.code, source, page=str(2 + row.position // 12))
            for row in rows
        ],
        now=demo.now,
    )
    criteria_acts.owners_set(
        actor=office,
        version_id=version.pk,
        owners={
            row.code: demo.orgs[names.OWNERS_OF_ROWS.get(row.code, names.OWNERS[int(row.criterion.number)])]
            for row in rows
        },
        start=date(_first_year(demo), 1, 1),
        now=demo.now,
    )
    demo_criteria.beside(
        office=office,
        commune=demo.actor("tuan"),
        version_id=version.pk,
        province_id=demo.units["tinh"],
        today=demo.today,
        now=demo.now,
    )


GAPS = "Một số chỉ tiêu chưa có số liệu chính thức của cơ quan thống kê."


def _make_round(demo: Demo, title: str, period: str, on: date, at: datetime, previous: int | None) -> int:
    start = day_of(at)
    round_ = rounds.round_create(
        actor=demo.actor("lan"),
        plan=rounds.RoundPlan(
            title=title,
            province_id=demo.units["tinh"],
            version_id=demo.version_id,
            period=period,
            territory_on=on,
            entry_due_on=start + timedelta(days=20),
            verify_due_on=start + timedelta(days=35),
            freeze_due_on=start + timedelta(days=45),
            previous_id=previous,
        ),
        now=at,
    )
    rounds.round_open(actor=demo.actor("hanh"), round_id=round_.pk, now=at)
    return round_.pk


def _enter(demo: Demo, round_id: int, step: int, at: datetime, share: Callable[[Any], float]) -> dict[str, int]:
    """Each commune's officer enters what the commune has; ``share`` says how much of the sheet is filled."""
    version = assessments.round_rules(assessments.round_by_id(system_actor(demo.today), round_id)).version
    rows = {row.code: row.id for row in criteria.indicators_of(demo.version_id)}
    year = demo.today.year - 1 + step
    sheets: dict[str, int] = {}
    for sheet in assessments.sheets(system_actor(demo.today), round_id):
        name = sheet.unit_name.removeprefix("Xã ")
        sheets[name] = sheet.pk
        profile = demo.profiles[name]
        filled = share(profile)
        cells = []
        for place, row in enumerate(version.indicators):
            if demo.random.random() > filled:
                continue
            entries, errors = read_entries(row, typed_values(demo.random, row, profile, step, year))
            if errors:
                raise AssertionError(f"demo figures of {row.code}: {[str(error) for error in errors]}")
            if (name, step) == (_STILL_ENTERING, _RUNNING) and place % 3:
                continue
            cells.append(values.ImportedCell(sheet.pk, rows[row.code], tuple(entries)))
        if cells:
            officer = demo.actor(demo.officers[name])
            checked = values.CheckedCells(round_id, assessments.standing_of(officer, round_id)[1], cells)
            values.values_import(actor=officer, checked=checked, run_id=None, now=at)
    return sheets


def _verify(demo: Demo, round_id: int, at: datetime, share: float, document: str) -> None:
    """Each department accepts its figures and concludes its pass/fail rows as claimed."""
    for code, username in demo.verifiers.items():
        ids = list(
            IndicatorResult.objects.filter(
                sheet__round_id=round_id, owner_id=demo.orgs[code], verification="ENTERED",
                sheet__state__in=["SUBMITTED", "VERIFYING"],
            ).values_list("id", flat=True)
        )  # fmt: skip
        chosen = [each for each in ids if demo.random.random() < share]
        actor = demo.actor(username)
        verification.results_verify(actor=actor, result_ids=chosen, decision="accept", now=at)
        verification.results_verify(
            actor=actor,
            result_ids=chosen,
            decision="conclude",
            verdict=verification.AS_CLAIMED,
            document=f"{document}-{code}",
            now=at,
        )


def _first_year(demo: Demo) -> int:
    """The year of the first round."""
    return demo.today.year - 2


def _earlier_round(demo: Demo) -> int:
    """The round before the last, less complete and less met; from a seed of its own, so that the others stay."""
    later, demo.random = demo.random, random.Random(SEED - 1)  # noqa: S311
    try:
        return _frozen_round(demo, _first_year(demo), -1, 0.93, None)
    finally:
        demo.random = later


def _frozen_round(demo: Demo, year: int, step: int, share: float, previous: int | None) -> int:
    """The round of a year that is over, from entry to freeze; ``share`` of its cells are entered."""
    at = demo.now - timedelta(days=300 + 365 * (demo.today.year - 1 - year))
    round_id = _make_round(demo, f"Rà soát năm {year}", str(year), date(year, 12, 31), at, previous)
    sheets = _enter(demo, round_id, step, at + timedelta(days=9), lambda profile: share)
    refresh_statistics("assessments_value", "assessments_indicatorresult", rows=50 * len(sheets))
    for name, sheet in sheets.items():
        values.sheet_submit(
            actor=demo.actor(demo.officers[name]), sheet_id=sheet, now=at + timedelta(days=15), reason=GAPS
        )
    _verify(demo, round_id, at + timedelta(days=30), 1.0, f"{year}/BB")
    outcome = verification.sheets_consolidate(
        actor=demo.actor("lan"), sheet_ids=list(sheets.values()), now=at + timedelta(days=40)
    )
    if outcome.refused:
        raise AssertionError(f"demo: {outcome.refused[:3]}")
    rounds.round_freeze(actor=demo.actor("hanh"), round_id=round_id, now=at + timedelta(days=44))
    return round_id


def _running_round(demo: Demo, previous: int) -> dict[str, int]:
    """``{commune: its sheet}`` of the open round."""
    year = demo.today.year
    at = demo.now - timedelta(days=22)
    round_id = _make_round(demo, f"Rà soát năm {year}", str(year), demo.today - timedelta(days=22), at, previous)
    sheets = _enter(demo, round_id, _RUNNING, at + timedelta(days=8), lambda profile: profile.diligence)
    names_in_order = sorted(sheets)
    written = 50 * len(sheets)
    refresh_statistics("assessments_value", "assessments_verified", "assessments_indicatorresult", rows=written)
    # How the sheets stood before they were handed in: what "since last week" is counted from.
    day_keep(actor=system_actor(demo.today), now=at + timedelta(days=13))
    handed_in = [name for name in names_in_order if demo.profiles[name].diligence > 0.8 and name != _STILL_ENTERING]
    late = next(name for name in names_in_order if demo.profiles[name].diligence == 0.7 and name != _STILL_ENTERING)
    for name in [*handed_in, late]:
        values.sheet_submit(
            actor=demo.actor(demo.officers[name]),
            sheet_id=sheets[name],
            now=at + timedelta(days=21 if name == late else 14),
            reason="" if demo.profiles[name].diligence == 1.0 else GAPS,
        )
    _verify(demo, round_id, at + timedelta(days=18), 0.55, f"{year}/BB")
    goes_on = Running(
        round_id=round_id,
        orgs=demo.orgs,
        departments={code: demo.actor(username) for code, username in demo.verifiers.items()},
        communes={f"Xã {name}": demo.actor(demo.officers[name]) for name in handed_in},
        office=demo.actor("lan"),
        at=at,
    )
    returned(goes_on)
    argued(goes_on)
    behind = [name for name in names_in_order if demo.profiles[name].diligence < 0.5][:3]
    urged(goes_on, [demo.units[name] for name in behind])
    return sheets
