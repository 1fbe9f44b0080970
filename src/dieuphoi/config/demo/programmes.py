"""Invented work programmes, templates, recurring duties and urgings: how the year's work is planned and pressed for."""

from __future__ import annotations

import uuid
from datetime import date, timedelta
from typing import Any, Final

from dieuphoi.config.demo.documents import Desk
from dieuphoi.core.kernel.actor import system_actor
from dieuphoi.core.kernel.calendar import work_calendar
from dieuphoi.core.kernel.workdays import next_working_day
from dieuphoi.registry.organisations import services as organisations
from dieuphoi.steering.tasks import services as acts
from dieuphoi.steering.tasks.models import DutyRun, PlanTask, Task, WorkPlan
from dieuphoi.steering.tasks.selectors.planning import Wanted
from dieuphoi.steering.tasks.services import plans
from dieuphoi.steering.tasks.services.mandates import task_mandates_set
from dieuphoi.steering.tasks.services.plans import LineGiven, Money, NewLine, NewPlan
from dieuphoi.steering.tasks.services.recurring import NewDuty, duty_make, duty_pause
from dieuphoi.steering.tasks.services.returning import duties_make
from dieuphoi.steering.tasks.services.templates import (
    NewItem,
    NewTemplate,
    item_add,
    template_copy,
    template_give,
    template_make,
)
from dieuphoi.steering.tasks.services.urging import tasks_urge
from dieuphoi.steering.tasks.states import DOING

_A: Final = "(giả định)"
_TOKEN: Final = uuid.UUID("5b0c7a52-0000-4000-8000-000000000028")
_GROUPS: Final[tuple[tuple[str, tuple[tuple[str, str, str, str, str, int], ...]], ...]] = (
    ("I. Tham mưu, ban hành văn bản", (
        ("Tham mưu kế hoạch xây dựng nông thôn mới của tỉnh", "Kế hoạch của UBND tỉnh", "VPDP", "lan", "quý I", 0),
        ("Xây dựng hướng dẫn minh chứng các tiêu chí môi trường", "Văn bản hướng dẫn", "SNNMT", "thu", "tháng 3-6", 0),
        ("Tham mưu định mức hỗ trợ vốn cho các xã đăng ký về đích", "Tờ trình", "STC", "cb.stc", "quý II", 0),
    )),
    ("II. Hướng dẫn, kiểm tra, giám sát", (
        ("Kiểm tra chất lượng đường trục thôn ở các xã đăng ký về đích", "Báo cáo kiểm tra", "SXD", "cb.sxd",
         "quý III", 180_000_000),
        ("Tập huấn cán bộ phụ trách nông thôn mới của các xã", "Báo cáo kết quả tập huấn", "VPDP", "nga",
         "6 tháng đầu năm", 420_000_000),
        ("Đôn đốc các xã cập nhật minh chứng lên hệ thống", "Bảng theo dõi", "VPDP", "lan", "hằng tháng", 0),
    )),
    ("III. Thông tin, tuyên truyền, tổng kết", (
        ("Tuyên truyền kết quả xây dựng nông thôn mới trên báo, đài", "Chuyên mục hằng tháng", "SVHTTDL", "cb.svhttdl",
         "thường xuyên", 250_000_000),
        ("Tổng kết Chương trình của năm, đề xuất nhiệm vụ năm sau", "Báo cáo tổng kết", "VPDP", "lan", "trước 20/12",
         0),
    )),
)  # fmt: skip


def load_programmes(desk: Desk) -> None:
    """Comes after the tasks: some of them are urged here."""
    year = (desk.today - timedelta(days=60)).year
    plan = _year_plan(desk, year)
    _given(desk, plan, year)
    _second_edition(desk, plan)
    _others(desk, year)
    _templates(desk)
    _duties(desk)
    _urged(desk)
    _functions(desk)


def _day(when: date) -> date:
    return next_working_day(when, work_calendar())


def _year_plan(desk: Desk, year: int) -> WorkPlan:
    """The programme of the office for the year: written, asked about, signed, approved before the year began."""
    start, asked, sent = _day(date(year - 1, 11, 16)), _day(date(year - 1, 11, 30)), _day(date(year - 1, 12, 14))
    approved = _day(date(year - 1, 12, 24))
    lan = desk.actor("lan", start)
    plan = plans.plan_start(
        actor=lan, now=desk.at(start),
        new=NewPlan(
            desk.orgs["VPDP"], "PROGRAMME", f"Chương trình công tác năm {year} của Văn phòng điều phối {_A}", str(year),
            source_line=f"Kế hoạch 210/KH-UBND {_A}", with_steps=False,
            text="Bám sát kế hoạch năm của UBND tỉnh; mỗi nhiệm vụ có một cơ quan chủ trì, một sản phẩm, một thời hạn.",
        ),
    )  # fmt: skip
    plans.member_add(actor=lan, plan_id=plan.pk, person_id=desk.people["nga"], duty="Tổng hợp", now=desk.at(start))
    for title, due, done in (
        ("Các phòng gửi đăng ký nhiệm vụ", _day(date(year - 1, 11, 23)), True),
        ("Lấy ý kiến các sở", asked, True),
        ("Trình Chánh Văn phòng phê duyệt", sent, True),
        ("Sơ kết 6 tháng, điều chỉnh nếu cần", _day(date(year, 7, 10)), date(year, 7, 10) < desk.today),
    ):
        step = plans.milestone_add(actor=lan, plan_id=plan.pk, title=title, due_on=due, now=desk.at(start))
        if done:
            plans.milestone_done(
                actor=desk.actor("lan", desk.today), milestone_id=step.pk, done_on=due, now=desk.now
            )
    for title, lines in _GROUPS:
        group = plans.group_add(actor=lan, plan_id=plan.pk, title=title, now=desk.at(start))
        made = plans.lines_add(
            actor=lan, plan_id=plan.pk, now=desk.at(start, 11),
            rows=[
                NewLine(text, product, group.pk, desk.orgs[lead], person_id=desk.people[who], timing=timing,
                        coordinating=(desk.orgs["SNNMT"],) if lead == "SXD" else (),
                        is_key=lead == "VPDP" and "kế hoạch" in text)
                for text, product, lead, who, timing, _money in lines
            ],
        )  # fmt: skip
        for line, (*_rest, money) in zip(made, lines, strict=True):
            if money:
                plans.budget_set(
                    actor=lan, line_id=line.pk, revision=0, now=desk.at(start, 14),
                    rows=[Money("Ngân sách tỉnh", money, year), Money("Nguồn lồng ghép", money // 4, year)],
                )  # fmt: skip
    consults = plans.plan_consult(
        actor=desk.actor("lan", asked), plan_id=plan.pk, org_ids=[desk.orgs[each] for each in ("SNNMT", "STC", "SXD")],
        due_on=desk.later(asked, 7), now=desk.at(asked),
    )  # fmt: skip
    said = {"SNNMT": ("thu", 2, "AGREE", ""), "SXD": ("cb.sxd", 5, "REMARKS", "Đề nghị kiểm tra đường trong quý III, "
            "sau mùa mưa bão.")}  # fmt: skip
    for consult in consults:
        for body, (who, days, stance, text) in said.items():
            if consult.org_id == desk.orgs[body]:
                day = desk.later(asked, days)
                plans.consult_answer(
                    actor=desk.actor(who, day), consult_id=consult.pk, stance=stance, text=text, now=desk.at(day)
                )
    plans.plan_sign(actor=desk.actor("nga", sent), plan_id=plan.pk, text="Đã tiếp thu ý kiến các sở", now=desk.at(sent))
    plans.plan_submit(actor=desk.actor("lan", sent), plan_id=plan.pk, now=desk.at(sent, 15))
    plans.plan_approve(
        actor=desk.actor("hanh", approved), plan_id=plan.pk, decision_number=f"38/QĐ-VPĐP {_A}", decision_on=approved,
        now=desk.at(approved),
    )  # fmt: skip
    return plan


def _given(desk: Desk, plan: WorkPlan, year: int) -> None:
    """Lines of the programme are tasks since January; what was due is done, once late."""
    day = _day(date(year, 1, 6))
    lines = list(plan.lines.filter(ended_at=None, due_on__isnull=False).order_by("group_id", "position"))
    plans.plan_give(
        actor=desk.actor("lan", day), plan_id=plan.pk, given_on=day, now=desk.at(day),
        rows=[LineGiven(line.pk, line.person_id or 0, due_on=line.due_on) for line in lines],
    )  # fmt: skip
    names = {person: name for name, person in desk.people.items()}
    for place, link in enumerate(PlanTask.objects.filter(line__plan=plan).select_related("task").order_by("pk")):
        task = link.task
        taken = desk.later(day, 1 + place % 2)
        _finish(desk, task, names[task.responsible_id], taken=taken, late=(0, -4, 3)[place % 3])


def _finish(desk: Desk, task: Task, who: str, *, taken: date, late: int) -> None:
    """Taken on a day, reported so many working days after it was due, confirmed on the next: as far as today."""
    if taken > desk.today:
        return
    acts.task_accept(actor=desk.actor(who, taken), task_id=task.pk, now=desk.at(taken, 10))
    if task.due_on is None or (done := max(desk.later(task.due_on, late), taken)) >= desk.today:
        return
    acts.task_report(
        actor=desk.actor(who, done), task_id=task.pk, text="Đã hoàn thành theo kế hoạch", now=desk.at(done, 14),
        cause="DOCUMENT", document=f"{100 + task.pk % 800}/BC ngày {done:%d/%m/%Y} {_A}",
    )  # fmt: skip
    seen = desk.later(done, 1)
    giver = "hanh" if who == "lan" else "lan"
    if seen <= desk.today:
        acts.task_confirm(actor=desk.actor(giver, seen), task_id=task.pk, grade="FAIR", now=desk.at(seen, 9))


def _second_edition(desk: Desk, plan: WorkPlan) -> None:
    """The programme is being amended: one line more, one said again, one left out; the approved edition stands."""
    day = desk.before(6)
    lan = desk.actor("lan", day)
    plans.plan_amend(
        actor=lan, plan_id=plan.pk, reason="Bổ sung nhiệm vụ theo kết luận của Ban Chỉ đạo", now=desk.at(day)
    )
    lines = {line.text: line for line in plan.lines.filter(ended_at=None)}
    last = lines["Tổng kết Chương trình của năm, đề xuất nhiệm vụ năm sau"]
    plans.line_add(
        actor=lan, plan_id=plan.pk, now=desk.at(day, 10),
        new=NewLine("Chuẩn bị hội nghị tổng kết giai đoạn, khen thưởng các xã đạt chuẩn", "Kế hoạch tổ chức hội nghị",
                    last.group_id, desk.orgs["VPDP"], person_id=desk.people["nga"], timing="trước 15/12", is_key=True),
    )  # fmt: skip
    plans.line_end(
        actor=lan, line_id=lines["Tuyên truyền kết quả xây dựng nông thôn mới trên báo, đài"].pk, now=desk.at(day, 11),
        reason="Chuyển sang kế hoạch truyền thông của Sở Văn hóa, Thể thao và Du lịch",
    )  # fmt: skip
    plans.plan_save(actor=lan, plan_id=plan.pk, reason="Bản điều chỉnh lần 1", now=desk.at(day, 15))


def _others(desk: Desk, year: int) -> None:
    """The committee's key tasks wait for a leader; next year's programme is begun; a department has its own."""
    day = desk.before(20)
    lan = desk.actor("lan", day)

    def lines(plan: WorkPlan, who: str, on: date, *rows: tuple[str, str, str, str]) -> None:
        plans.lines_add(
            actor=desk.actor(who, on), plan_id=plan.pk, now=desk.at(on, 11),
            rows=[NewLine(text, product, None, desk.orgs[lead], timing=timing, is_key=lead == "SNNMT")
                  for text, product, lead, timing in rows],
        )  # fmt: skip

    key = plans.plan_start(
        actor=lan, now=desk.at(day),
        new=NewPlan(desk.orgs["BCD"], "KEY", f"Nhiệm vụ trọng tâm năm {year + 1} của Ban Chỉ đạo {_A}", str(year + 1)),
    )
    lines(key, "lan", day,
          ("Hoàn thành cấp nước sạch tập trung cho các xã đăng ký về đích", "Báo cáo của Sở", "SNNMT", "quý III"),
          ("Cứng hóa toàn bộ đường trục thôn của 20 xã", "Báo cáo của Sở", "SXD", "quý IV"),
          ("Cân đối đủ vốn đối ứng cho các xã", "Quyết định của UBND tỉnh", "STC", "quý II"))  # fmt: skip
    sent = desk.before(8)
    plans.plan_submit(actor=desk.actor("lan", sent), plan_id=key.pk, text="Kính trình đồng chí Phó Trưởng ban",
                      now=desk.at(sent))  # fmt: skip
    draft = plans.plan_start(
        actor=desk.actor("nga", sent), now=desk.at(sent, 11),
        new=NewPlan(desk.orgs["VPDP"], "PROGRAMME",
                    f"Chương trình công tác năm {year + 1} của Văn phòng điều phối {_A}", str(year + 1),
                    with_steps=True),
    )  # fmt: skip
    lines(draft, "nga", sent,
          ("Tham mưu kế hoạch năm của UBND tỉnh", "Kế hoạch", "VPDP", "quý I"),
          ("Rà soát bộ tiêu chí của tỉnh sau sắp xếp", "Báo cáo đề xuất", "VPDP", "quý II"))  # fmt: skip
    own = plans.plan_start(
        actor=desk.actor("thu", day), now=desk.at(day),
        new=NewPlan(desk.orgs["SNNMT"], "PROGRAMME",
                    f"Chương trình công tác về nông thôn mới năm {year + 1} của Sở {_A}", str(year + 1)),
    )  # fmt: skip
    lines(own, "thu", day, ("Quan trắc môi trường nông thôn", "Báo cáo quan trắc", "SNNMT", "hằng quý"))
    plans.plan_consult(
        actor=desk.actor("thu", sent), plan_id=own.pk, org_ids=[desk.orgs["VPDP"], desk.orgs["Thượng Sơn"]],
        due_on=desk.later(desk.today, 4), now=desk.at(sent),
    )  # fmt: skip


def _templates(desk: Desk) -> None:
    """Two templates of the office; one was given to three communes."""
    day = desk.before(10)
    hanh = desk.actor("hanh", day)
    source = f"Quy trình nội bộ 03/QT-VPĐP {_A}"
    own = template_make(
        actor=hanh, now=desk.at(day),
        new=NewTemplate(desk.orgs["VPDP"], "Thẩm tra hồ sơ xã đạt chuẩn", source,
                        "Dùng khi một xã gửi hồ sơ đề nghị xét công nhận.", valid_from=day),
    )  # fmt: skip
    whole = item_add(
        actor=hanh, template_id=own.pk, now=desk.at(day, 10),
        new=NewItem("Thẩm tra hồ sơ xã đạt chuẩn", "Báo cáo thẩm tra", days=20),
    )
    for title, product, lead, body, days in (
        ("Kiểm tra thành phần hồ sơ", "Phiếu kiểm tra", "GIVER", None, 3),
        ("Thẩm định tiêu chí môi trường và nước sạch", "Văn bản thẩm định", "ORG", "SNNMT", 10),
        ("Thẩm định tiêu chí giao thông", "Văn bản thẩm định", "ORG", "SXD", 10),
        ("Giải trình, bổ sung hồ sơ", "Văn bản giải trình của UBND xã", "COMMUNE", None, 15),
    ):
        item_add(
            actor=hanh, template_id=own.pk, now=desk.at(day, 10),
            new=NewItem(title, product, lead, desk.orgs[body] if body else None, days=days, parent_id=whole.pk),
        )  # fmt: skip
    copied = template_copy(
        actor=hanh, ref="bao-cao-xa", now=desk.at(day, 11),
        new=NewTemplate(desk.orgs["VPDP"], "Báo cáo nhanh của xã sau thiên tai", source, "Trong 5 ngày làm việc.",
                        valid_from=day),
    )  # fmt: skip
    given = desk.before(4)
    use = template_give(
        actor=desk.actor("lan", given), ref=str(copied.pk), token=_TOKEN, now=desk.at(given, 11),
        wanted=Wanted(
            start_on=given, source_line=f"Công điện 15/CĐ-UBND {_A}",
            unit_ids=tuple(desk.units[each] for each in ("Thượng Sơn", "Hạ Sơn", "Đông Sơn")),
            text="Báo cáo thiệt hại hạ tầng thôn, kết quả khắc phục và kiến nghị.",
        ),
    )  # fmt: skip
    names = {person: name for name, person in desk.people.items()}
    for task in Task.objects.filter(pk__in=use.task_ids).order_by("pk")[1:]:
        acts.task_accept(
            actor=desk.actor(names[task.responsible_id], desk.today), task_id=task.pk, now=desk.now
        )


def _duties(desk: Desk) -> None:
    """Three duties that return, kept for half a year: their past periods are done; one rests."""
    first = _day(date(*_months_before(desk.today, 6), 1))
    hanh = desk.actor("hanh", first)
    shared: dict[str, Any] = {"valid_from": first, "source": f"Quy chế làm việc của Văn phòng điều phối {_A}"}
    duty_make(
        actor=hanh, now=desk.at(first),
        new=NewDuty("Báo cáo giải ngân vốn chương trình {kỳ}", "Báo cáo của Sở", rhythm="month", due_rule="DAY_AFTER",
                    due_number=10, ahead=12, lead_org_id=desk.orgs["STC"], responsible_id=desk.people["cb.stc"],
                    **shared),
    )  # fmt: skip
    duty_make(
        actor=hanh, now=desk.at(first),
        new=NewDuty("Báo cáo tiến độ xây dựng nông thôn mới {kỳ} của {xã}", "Báo cáo của UBND xã", rhythm="quarter",
                    due_rule="AFTER_END", due_number=5, ahead=10, lead="COMMUNES",
                    unit_ids=(desk.units["Thượng Sơn"], desk.units["Hạ Sơn"]), **shared),
    )  # fmt: skip
    rests = duty_make(
        actor=hanh, now=desk.at(first),
        new=NewDuty("Tổng hợp tin tuyên truyền {kỳ}", "Bản tin", rhythm="month", due_rule="BEFORE_END", due_number=2,
                    ahead=5, lead_org_id=desk.orgs["VPDP"], responsible_id=desk.people["nga"], **shared),
    )  # fmt: skip
    month = first
    for _turn in range(6):
        month = date(month.year + month.month // 12, month.month % 12 + 1, 1)
        run = _day(month + timedelta(days=1))
        if run < desk.today:
            duties_make(actor=system_actor(run), now=desk.at(run, 6))
    duty_pause(
        actor=desk.actor("hanh", desk.before(15)), duty_id=rests.pk, now=desk.at(desk.before(15)),
        reason="Chờ kế hoạch truyền thông mới",
    )  # fmt: skip
    duties_make(actor=system_actor(desk.today), now=desk.now)
    names = {person: name for name, person in desk.people.items()}
    for place, run_ in enumerate(DutyRun.objects.select_related("task").order_by("planned_on", "pk")):
        task = run_.task
        if task.due_on is not None and task.due_on < desk.today:
            taken = max(desk.later(run_.recorded_at.date(), 1), task.given_on)
            _finish(desk, task, names[task.responsible_id], taken=taken, late=(0, -1, 2, -2)[place % 4])


def _months_before(day: date, months: int) -> tuple[int, int]:
    whole = day.year * 12 + day.month - 1 - months
    return whole // 12, whole % 12 + 1


def _urged(desk: Desk) -> None:
    """The office urges what is overdue, twice: of each batch a letter can be written."""
    late = list(
        Task.objects.visible_to(desk.actor("lan", desk.today))
        .filter(state__in=DOING, due_on__lt=desk.today)
        .order_by("due_on", "pk").values_list("pk", flat=True)
    )  # fmt: skip
    for ago, rows, letter, words in (
        (6, late[:4], f"412/VPĐP-NV {_A}", "Đề nghị báo cáo kết quả, nêu rõ nguyên nhân chậm trước cuối tuần này."),
        (1, late[-5:], "", "Đề nghị cập nhật tiến độ trên hệ thống trong ngày mai."),
    ):
        day = desk.before(ago)
        if rows:
            tasks_urge(actor=desk.actor("lan", day), task_ids=rows, words=words, letter=letter, now=desk.at(day, 15))


def _functions(desk: Desk) -> None:
    """Functions of two bodies, and tasks that serve them."""
    year = desk.today.year
    decided = organisations.Decision(f"22/QĐ-UBND {_A}", date(year - 1, 1, 10))
    system = system_actor(desk.today)
    for body, number, text in (
        ("VPDP", "2", "Theo dõi, đôn đốc, tổng hợp kết quả thực hiện Chương trình của các cơ quan, địa phương"),
        ("SNNMT", "7", "Quản lý nhà nước về môi trường nông thôn, nước sạch và phát triển nông thôn"),
    ):
        mandate = organisations.mandate_add(
            actor=system, org_id=desk.orgs[body], number=number, start=None, decision=decided, now=desk.now,
            text=f"{text} {_A}.",
        )  # fmt: skip
        open_ones = Task.objects.visible_to(desk.actor("hanh", desk.today)).filter(
            lead_org_id=desk.orgs[body], state__in=DOING
        )
        for pk in open_ones.order_by("pk").values_list("pk", flat=True)[:6]:
            task_mandates_set(
                actor=desk.actor("hanh", desk.today), task_id=pk, mandate_ids=[mandate.pk], now=desk.now
            )
