"""What stands beside the programme: rooms, who follows what, a committee, a handover, figures, views, a comment.

Small and invented: every register has something to look at. Comes last and draws no random number.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal

from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.register.comments import comment_add
from dieuphoi.core.register.saved import view_save
from dieuphoi.registry.access.models import RoleAssignment
from dieuphoi.registry.access.services.delegations import delegation_give
from dieuphoi.registry.accounts.models import Account
from dieuphoi.registry.organisations import services as organisations
from dieuphoi.registry.profile import services as profile
from dieuphoi.registry.profile.models import Measure
from dieuphoi.registry.territory.models import UnitChange

_FOLLOWED = (
    "Thượng Sơn", "Hạ Sơn", "Đông Sơn", "Tây Sơn", "Nam Sơn", "Bắc Sơn", "Tân Sơn", "Phú Sơn", "An Sơn", "Bình Sơn",
)  # fmt: skip
_ASSUMED = "(giả định)"


def organisations_beside(
    *,
    system: Actor,
    units: Mapping[str, int],
    orgs: dict[str, int],
    accounts: Mapping[str, int],
    today: date,
    now: datetime,
) -> None:
    """Rooms with posts, an agency that moved and was renamed, fields, who follows them, a committee, a handover."""
    acts = organisations
    year = today.year
    since, decided = date(year - 1, 1, 1), acts.Decision(f"15/QĐ-UBND {_ASSUMED}", date(year - 1, 1, 1))
    persons = dict(Account.objects.filter(id__in=accounts.values()).values_list("username", "person_id"))
    orgs |= acts.orgs_create(
        actor=system,
        rows=[
            acts.NewOrg("VPDP-TH", "Phòng Tổng hợp - Hành chính", "room", "VPDP"),
            acts.NewOrg("VPDP-NV", "Phòng Nghiệp vụ", "room", "VPDP"),
        ],
        now=now,
    )
    acts.post_create(actor=system, org_id=orgs["VPDP"], title="Phó Chánh Văn phòng", seats=2, position=2, now=now)
    head = acts.post_create(
        actor=system, org_id=orgs["VPDP-NV"], title="Trưởng phòng", is_single=True, seats=1, position=1, now=now
    )
    acts.post_create(actor=system, org_id=orgs["VPDP-TH"], title="Chuyên viên", seats=3, position=5, now=now)
    acts.holding_start(actor=system, person_id=persons["nga"], post_id=head.pk, start=date(year - 1, 2, 1), now=now)
    moved = acts.Decision(f"08/NQ-HĐND {_ASSUMED}", date(year - 1, 2, 20))
    acts.org_move(
        actor=system, org_id=orgs["VPDP"], parent_id=orgs["SNNMT"], on=date(year - 1, 3, 1), decision=moved, now=now
    )
    acts.mandate_add(
        actor=system, org_id=orgs["VPDP"], number="1", start=None, decision=decided, now=now,
        text=f"Tham mưu, giúp Ban Chỉ đạo tỉnh tổ chức thực hiện Chương trình {_ASSUMED}.",
    )  # fmt: skip
    acts.programme_serve(
        actor=system, org_id=orgs["VPDP"], name="Xây dựng nông thôn mới", start=None, decision=decided, now=now
    )
    fields = {
        code: acts.field_set(actor=system, code=code, name=name, now=now).pk
        for code, name in (
            ("GT", "Giao thông nông thôn"), ("NO", "Nhà ở dân cư"), ("MT", "Môi trường"), ("YT", "Y tế")
        )
    }  # fmt: skip
    followed = [units[name] for name in _FOLLOWED]
    for person, code, places in (("lan", "GT", followed[:6]), ("nga", "MT", followed[3:9]), ("quan", "YT", [None])):
        acts.monitor_start(
            actor=system, person_id=persons[person], field_id=fields[code], unit_ids=places, start=since,
            decision=decided, now=now,
        )  # fmt: skip
    acts.monitor_start(
        actor=system, org_id=orgs["VPDP-NV"], unit_ids=followed[:1], start=since, decision=decided, now=now
    )
    committee = acts.committee_create(
        actor=system, name=f"Ban Chỉ đạo các Chương trình mục tiêu quốc gia tỉnh Sơn Hà {_ASSUMED}", level="province",
        start=since, decision=decided, now=now,
    )  # fmt: skip
    for person, function, title in (
        ("phong", "head", "Phó Chủ tịch UBND tỉnh"),
        ("hanh", "standing", "Chánh Văn phòng điều phối"),
        ("minh", "member", "Phó Giám đốc Sở"),
    ):
        areas = [] if function == "head" else [acts.Area(fields["GT"], followed[0])]
        acts.seat_start(
            actor=system, committee_id=committee.pk, person_id=persons[person], function=function, post_title=title,
            start=since, decision=decided, now=now, areas=areas,
        )  # fmt: skip
    handover = acts.handover_open(
        actor=system, giver_id=persons["quan"], receiver_id=persons["thu"], effective_on=today,
        reason=f"Chuyển công tác {_ASSUMED}", now=now,
    )  # fmt: skip
    for kind, title in (
        ("dossier", f"Hồ sơ rà soát năm {year - 1} của 12 xã"),
        ("asset", "Máy tính xách tay"),
        ("account", "Tài khoản thư công vụ"),
    ):
        acts.item_add(actor=system, handover_id=handover.pk, kind=kind, title=title, now=now)
    acts.handover_hand(actor=system, handover_id=handover.pk, now=now)
    _profile(system, followed, year, now)


_UNNAMED = ("Đông Châu", "Tây Châu", "Nam Châu")
"""Communes that have not named their programme officer yet: giving to every commune tells of them."""


def programme_officers(
    *, system: Actor, units: Mapping[str, int], officers: Mapping[str, str], accounts: Mapping[str, int], today: date,
    now: datetime,
) -> None:  # fmt: skip
    """Whom each commune named as the officer of the programme (``officers``: their accounts)."""
    persons = dict(Account.objects.filter(id__in=accounts.values()).values_list("username", "person_id"))
    decided = organisations.Decision(f"Văn bản cử cán bộ của UBND xã {_ASSUMED}", date(today.year - 1, 1, 1))
    for name, username in officers.items():
        if name not in _UNNAMED and name in units:
            organisations.monitor_start(
                actor=system, person_id=persons[username], unit_ids=[units[name]], function="officer",
                start=date(today.year - 1, 1, 1), decision=decided, now=now,
            )  # fmt: skip


def _profile(system: Actor, followed: list[int], year: int, now: datetime) -> None:
    """Figures of two years for ten communes; a planning document and a plan of the first."""
    measures = dict(Measure.objects.values_list("code", "id"))
    figures = [
        profile.NewFigure(unit, then, measures["dan_so"], Decimal(5000 + 100 * place + 50 * (then - year)))
        for place, unit in enumerate(followed)
        for then in (year - 2, year - 1)
    ]
    figures += [
        profile.NewFigure(unit, year - 1, measures["so_ho"], Decimal(1300 + 30 * place))
        for place, unit in enumerate(followed)
    ]
    profile.statistics_save(actor=system, figures=figures, now=now)
    profile.planning_save(
        actor=system, unit_id=followed[0], kind="general", title="Quy hoạch chung xây dựng xã đến năm 2030",
        state="approved", decision=f"120/QĐ-UBND {_ASSUMED}", now=now,
    )  # fmt: skip
    plan = profile.plan_create(
        actor=system, unit_id=followed[0], title="Kế hoạch phát triển kinh tế - xã hội 2021–2025", first_year=2021,
        last_year=2025, now=now,
    )  # fmt: skip
    profile.target_set(
        actor=system, plan_id=plan.pk, measure_id=measures["dan_so"], year=2025, number=Decimal(5300), now=now
    )


def manners_beside(
    *,
    head: Actor,
    commune: Actor,
    accounts: Mapping[str, int],
    sheet_id: int,
    today: date,
    now: datetime,
) -> None:
    """A view that all may use, a comment that names somebody, a role lent for a week."""
    view_save(
        actor=head, register="units", path="/territory/", name="Các xã (không kể phường)", query="type=xa",
        share="all", now=now,
    )  # fmt: skip
    comment_add(
        actor=commune, kind="sheet", record_id=sheet_id, anchor="2.2",
        text="Số km đường thôn lấy theo biên bản rà soát tháng trước. Nhờ chị Lan xem giúp.",
        mentions=[accounts["lan"]], now=now,
    )  # fmt: skip
    divided = UnitChange.objects.visible_to(head).exclude(note="").latest("id")
    asked = comment_add(
        actor=head, kind="unit_change", record_id=divided.pk,
        text=f"Xã Đức Hưng chia theo thôn nào? Chưa thấy phụ lục kèm nghị quyết {_ASSUMED}.",
        mentions=[accounts["lan"]], now=now,
    )  # fmt: skip
    comment_add(
        actor=commune, kind="unit_change", record_id=divided.pk, reply_to=asked.pk,
        text="Xã sẽ tìm biên bản bàn giao năm 2021 và gửi lên.", now=now,
    )
    [lent] = RoleAssignment.objects.visible_to(head).filter(account_id=head.id).values_list("id", flat=True)
    delegation_give(
        actor=head, assignment_id=lent, delegate_id=accounts["lan"], start=today + timedelta(days=30),
        end=today + timedelta(days=37), reason=f"Đi công tác {_ASSUMED}", now=now,
    )  # fmt: skip
