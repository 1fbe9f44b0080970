"""“Bắt đầu”: how far the system is set up – province, people, set, past rounds, round – and what each step still lacks.

The numbers are of the whole office and not of one person's scope (the administrator reads no figures, yet must see
whether any are there); they are counts only, and the page is the office's and the administrator's.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from dieuphoi.core.exchange.importers import importers
from dieuphoi.core.kernel.actor import Actor, system_actor
from dieuphoi.core.kernel.errors import NotVisible
from dieuphoi.core.kernel.numbers import format_number
from dieuphoi.core.kernel.policy import Allowed, Answer, Refusal
from dieuphoi.programme.assessments import selectors as assessments
from dieuphoi.programme.criteria import selectors as criteria
from dieuphoi.registry.access.recipients import officers_of_orgs, officers_of_units
from dieuphoi.registry.access.roles import OFFICE, Role
from dieuphoi.registry.organisations.selectors import orgs_on, people_query
from dieuphoi.registry.territory.selectors import units_query


@dataclass(frozen=True, slots=True)
class Link:
    label: str
    href: str


@dataclass(slots=True)
class Step:
    """One step: what is there (words with a count and the list behind it), what is missing, where to do it.

    ``optional``: the programme works without it; missing, it is advised and not demanded.
    """

    key: str
    title: str
    why: str
    counts: list[Link] = field(default_factory=list)
    missing: list[Link] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)
    templates: list[Link] = field(default_factory=list)
    optional: bool = False

    @property
    def is_done(self) -> bool:
        return not self.missing

    @property
    def lacks(self) -> bool:
        return bool(self.missing) and not self.optional


def may_start(actor: Actor, record: object = None) -> Answer:
    """The office and the administrator set the system up."""
    if actor.has_role(*OFFICE, Role.ADMINISTRATOR):
        return Allowed()
    return Refusal("not_office", _("Trang này dành cho Văn phòng điều phối và quản trị hệ thống."))


def steps(actor: Actor, day: date) -> list[Step]:
    """All steps in their order, with today's counts."""
    makers: tuple[Callable[[Actor, Actor, date], Step], ...] = (_province, _people, _set, _past, _round)
    system = system_actor(day)
    return [make(actor, system, day) for make in makers]


def something_lacks(actor: Actor, day: date) -> bool:
    """Whether a step that the programme cannot do without is open."""
    return any(step.lacks for step in steps(actor, day))


def _n(count: int, words: str, href: str) -> Link:
    return Link(f"{format_number(count)} {words}", href)


def _templates(actor: Actor, *prefixes: str, target: dict[str, int] | None = None) -> list[Link]:
    """The imports of a step: each leads to the page with its template. Those that ask for a record get it."""
    found = []
    given = target or {}
    for importer in importers():
        key = importer.spec.key
        if not key.startswith(prefixes) or set(importer.target_keys) - set(given):
            continue
        wanted = {name: given[name] for name in importer.target_keys}
        if _may_import(importer, actor, wanted):
            href = reverse("exchange:new", args=[key], query=wanted or None)
            found.append(Link(str(importer.spec.title), href))
    return found


def _may_import(importer: Any, actor: Actor, target: dict[str, int]) -> bool:
    """The administrator does not see a round, and so imports nothing into it."""
    try:
        return isinstance(importer.may(actor, target), Allowed)
    except NotVisible:
        return False


def _province(actor: Actor, system: Actor, day: date) -> Step:
    units = units_query(system, day)
    href = reverse("territory:units")
    provinces = units.filter(kind="province").count()
    communes = units.filter(kind="commune").count()
    rural = units.filter(kind="commune", day_type="xa").count()
    step = Step("province", _("Địa bàn"), _("Đơn vị hành chính của ngày hôm nay, theo nghị quyết đã có hiệu lực."))
    step.counts = [
        _n(provinces, _("tỉnh"), reverse("territory:units", query={"kind": "province"})),
        _n(communes, _("xã, phường"), reverse("territory:units", query={"kind": "commune"})),
        _n(rural, _("xã"), reverse("territory:units", query={"type": "xa"})),
    ]
    if not provinces:
        step.missing.append(Link(_("Chưa có tỉnh nào: nạp danh sách đơn vị hành chính."), href))
    elif not rural:
        step.missing.append(Link(_("Chưa có xã nào trong tỉnh."), href))
    step.links = [Link(_("Địa bàn"), href)]
    step.templates = _templates(actor, "unit", "territory")
    return step


def _people(actor: Actor, system: Actor, day: date) -> Step:
    step = Step("people", _("Cơ quan và con người"), _("Cơ quan, người giữ chức vụ, tài khoản và vai trò của họ."))
    orgs = orgs_on(system, day)
    departments = [org for org in orgs if org.kind == "department"]
    offices = [org for org in orgs if org.kind == "office"]
    communes = dict(units_query(system, day).filter(kind="commune", day_type="xa").values_list("pk", "day_name"))
    served = officers_of_units(communes, day)
    manned = officers_of_orgs([org.id for org in departments], day)
    alone = [unit for unit in communes if unit not in served]
    empty = [org for org in departments if org.id not in manned]
    org_href, people_href = reverse("organisations:orgs"), reverse("organisations:people")
    step.counts = [
        _n(len(orgs), _("cơ quan"), org_href),
        _n(people_query(system, day).count(), _("người đang giữ chức vụ"), people_href),
        _n(len(served), _("xã có cán bộ đăng nhập được"), people_href),
    ]
    if not offices:
        step.missing.append(Link(_("Chưa có Văn phòng điều phối."), org_href))
    if not departments:
        step.missing.append(Link(_("Chưa có sở, ngành nào."), org_href))
    if alone:
        step.missing.append(_n(len(alone), _("xã chưa có cán bộ nào có tài khoản và vai trò"), people_href))
    if empty:
        step.missing.append(_n(len(empty), _("sở, ngành chưa có cán bộ thẩm định"), org_href))
    step.links = [Link(_("Cơ quan"), org_href), Link(_("Cán bộ"), people_href)]
    if Role.ADMINISTRATOR in {grant.role for grant in actor.grants} or actor.has_role(Role.OFFICE_HEAD):
        step.links.append(Link(_("Phiếu đăng nhập lần đầu"), reverse("account_slips")))
    step.templates = _templates(actor, "organisation", "people", "post", "holding", "committee", "monitor")
    return step


def _set(actor: Actor, system: Actor, day: date) -> Step:
    step = Step("set", _("Bộ tiêu chí"), _("Bộ tiêu chí đã ban hành, từng dòng đã đọc trong quyết định."))
    sets_href = reverse("criteria:sets")
    usable = list(criteria.usable_versions(system))
    newest = assessments.newest_round(system)
    version_id = newest.version_id if newest is not None else usable[0].pk if usable else None
    step.counts = [_n(len(usable), _("bộ dùng được"), sets_href)]
    if version_id is None:
        step.missing.append(Link(_("Chưa có bộ tiêu chí nào đã ban hành và có dòng để nhập."), sets_href))
    else:
        numbers: Any = criteria.version_in_numbers(system, version_id)
        href = reverse("criteria:set", args=[version_id])
        sure = numbers.sourced + numbers.confirmed
        step.counts.append(_n(sure, _("dòng chấm được của bộ đang dùng"), href))
        if numbers.recalled + numbers.empty:
            step.missing.append(_n(numbers.recalled + numbers.empty, _("dòng chưa ai đọc trong quyết định"), href))
        without = len(criteria.indicators_of(version_id)) - len(criteria.owners_on(version_id, day))
        if without > 0:
            step.missing.append(_n(without, _("chỉ tiêu chưa có cơ quan thẩm định"), href))
        step.links.append(Link(_("Bộ đang dùng"), href))
        step.templates = _templates(
            actor, "indicator", "criteria", "rows", "confirmation", "provincial", target={"version": version_id}
        )
    step.links.append(Link(_("Các bộ tiêu chí"), sets_href))
    return step


def _past(actor: Actor, system: Actor, day: date) -> Step:
    step = Step(
        "past", _("Các đợt đã qua"), _("Kết quả và công nhận những năm trước, để so sánh."), optional=True
    )
    href = reverse("assessments:rounds", query={"state": "FROZEN"})
    frozen = assessments.rounds(system).filter(state="FROZEN").count()
    step.counts = [_n(frozen, _("đợt đã chốt"), href)]
    step.links = [Link(_("Đợt đã chốt"), href)]
    step.templates = _templates(actor, "past", "recognition", "verdict", "year")
    if not frozen:
        step.missing.append(Link(_("Chưa có kết quả năm nào trước đây."), reverse("assessments:rounds")))
    return step


def _round(actor: Actor, system: Actor, day: date) -> Step:
    step = Step("round", _("Đợt rà soát"), _("Đợt đang làm: các xã nhập, sở ngành thẩm định, Văn phòng tổng hợp."))
    href = reverse("assessments:rounds")
    found = list(assessments.rounds(system).filter(~Q(state="CANCELLED")).values_list("pk", "state"))
    opened = [pk for pk, state in found if state == "OPEN"]
    step.counts = [
        _n(len(opened), _("đợt đang mở"), reverse("assessments:rounds", query={"state": "OPEN"})),
        _n(sum(state == "DRAFT" for _pk, state in found), _("đợt đang chuẩn bị"), href),
    ]
    if not found:
        step.missing.append(Link(_("Chưa lập đợt rà soát nào."), reverse("assessments:round_new")))
    step.links = [Link(_("Các đợt rà soát"), href), Link(_("Quy tắc nhắc hạn"), reverse("notify:rules"))]
    if opened:
        step.templates = _templates(actor, "province-workbook", target={"round": opened[0]})
    return step
