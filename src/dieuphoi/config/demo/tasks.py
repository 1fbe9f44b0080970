"""Invented tasks of three years: most done in time, some late, returned, extended, refused, paused, idle or overdue."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final

from dieuphoi.config.demo.clock import hours_ago
from dieuphoi.core.kernel.calendar import work_calendar
from dieuphoi.core.kernel.dates import LOCAL_ZONE
from dieuphoi.core.kernel.workdays import add_working_days, next_working_day
from dieuphoi.core.notify.services import notices_read_all
from dieuphoi.core.register.comments import comment_add
from dieuphoi.registry.access.selectors import actor_for
from dieuphoi.registry.organisations.selectors import person_of_account
from dieuphoi.steering.tasks import services
from dieuphoi.steering.tasks.models import Task
from dieuphoi.steering.tasks.services import NewTask

_A: Final = "(giả định)"


@dataclass(frozen=True, slots=True)
class _Matter:
    """What is ordered again and again: to whom, with which product, how many working days it takes."""

    title: str
    product: str
    lead: str
    days: int
    sharing: tuple[str, ...] = ()
    criterion: str = ""


_MATTERS: Final = (
    _Matter("Rà soát tiến độ cấp nước sạch nông thôn {when}", "Báo cáo của Sở", "SNNMT", 15, ("SYT",), "17"),
    _Matter("Tổng hợp khó khăn, vướng mắc về giải ngân vốn chương trình {when}", "Báo cáo tổng hợp", "STC", 10,
            ("SNNMT",)),
    _Matter("Hướng dẫn lập hồ sơ quy hoạch chung xây dựng xã {when}", "Văn bản hướng dẫn", "SXD", 12, (), "1"),
    _Matter("Kiểm tra chất lượng đường trục thôn đã cứng hóa {when}", "Báo cáo kiểm tra", "SXD", 20, (), "2"),
    _Matter("Thẩm định cơ sở vật chất văn hóa của các xã đăng ký về đích {when}", "Báo cáo thẩm định", "SVHTTDL", 15,
            (), "6"),
    _Matter("Rà soát trường học chưa đạt chuẩn cơ sở vật chất {when}", "Danh sách và phương án", "SGDDT", 15,
            ("STC",), "5"),
    _Matter("Rà soát tỷ lệ bao phủ bảo hiểm y tế theo xã {when}", "Bảng số liệu theo xã", "SYT", 10, (), "15"),
    _Matter("Đề xuất phương án điện nông thôn cho các thôn chưa đạt {when}", "Tờ trình", "SCT", 25, ("STC",), "4"),
    _Matter("Đánh giá tiêu chí hệ thống chính trị và tiếp cận pháp luật {when}", "Báo cáo đánh giá", "STP", 12,
            ("SNV",), "18"),
    _Matter("Kiểm tra quốc phòng và an ninh ở các xã đăng ký về đích {when}", "Báo cáo kết quả", "CA", 15,
            ("BCHQS",), "19"),
    _Matter("Đôn đốc số hóa hồ sơ và hạ tầng thông tin của xã {when}", "Báo cáo tiến độ", "SKHCN", 15, (), "8"),
    _Matter("Tham mưu kế hoạch vốn đối ứng cho các xã {when}", "Dự thảo kế hoạch", "STC", 20, ("SNNMT", "SXD")),
    _Matter("Tham mưu kế hoạch phát triển sản phẩm OCOP {when}", "Dự thảo kế hoạch", "SNNMT", 20, ("SCT",), "13"),
    _Matter("Rà soát hộ nghèo đa chiều và giải pháp hỗ trợ {when}", "Báo cáo và danh sách", "SNNMT", 15,
            ("SNV",), "11"),
    _Matter("Tổng hợp kết quả giúp đỡ xã của các cơ quan {when}", "Báo cáo tổng hợp", "SNV", 12, ()),
)  # fmt: skip
_OF_COMMUNES: Final = (
    ("Báo cáo tiến độ xây dựng nông thôn mới {when}", "Báo cáo của UBND xã", 8),
    ("Hoàn thiện hồ sơ minh chứng các tiêu chí chưa đạt {when}", "Hồ sơ minh chứng", 25),
    ("Tổ chức lấy ý kiến hài lòng của người dân {when}", "Biên bản tổng hợp", 30),
    ("Khắc phục tồn tại về môi trường sau kiểm tra {when}", "Báo cáo khắc phục, kèm ảnh", 20),
)
_CAUSES: Final = (
    ("DOCUMENT", "chờ văn bản hướng dẫn của Bộ"),
    ("OPINION", "chờ ý kiến của Sở Tài chính"),
    ("MONEY", "chưa được cấp kinh phí"),
    ("PERSON", "cán bộ phụ trách đi học"),
)


class _Story:
    """One invented run of tasks, each act at its own hour by the person who would do it."""

    def __init__(
        self, accounts: Mapping[str, int], orgs: Mapping[str, int], units: Mapping[str, int],
        criteria: Mapping[str, int], today: date,
    ) -> None:  # fmt: skip
        self.accounts, self.orgs, self.units, self.criteria, self.today = accounts, orgs, units, criteria, today
        self.random = random.Random(11)  # noqa: S311 - the same story every time
        self.calendar = work_calendar()
        self.people = {name: person_of_account(pk) or 0 for name, pk in accounts.items()}

    def at(self, day: date, hour: int = 9) -> datetime:
        return datetime.combine(day, time(hour, self.random.randrange(60)), LOCAL_ZONE)

    def later(self, day: date, days: int) -> date:
        return add_working_days(day, days, self.calendar)

    def give(self, day: date, new: NewTask, *, by: str = "lan") -> Task:
        return services.task_give(actor=actor_for(self.accounts[by], day), new=new, now=self.at(day))

    def do(self, name: str, who: str, row: Task, day: date, **more: object) -> None:
        """An act of that day; what would lie ahead of today does not happen."""
        if day > self.today:
            return
        act = getattr(services, name)
        act(actor=actor_for(self.accounts[who], day), task_id=row.pk, now=self.at(day, 14), **more)

    def run(self, row: Task, doer: str, due: date) -> None:
        """What becomes of it: the later it is given, the more is still open."""
        given = row.given_on
        took = self.later(given, self.random.choice((0, 1, 1, 2, 4)))
        fate = self.random.random()
        if fate < 0.03:
            self.do("task_refuse", doer, row, took, reason="Nội dung thuộc nhiệm vụ của cơ quan khác")
            return
        if took > self.today:
            return
        self.do("task_accept", doer, row, took)
        middle = min(given + (due - given) / 2, self.today)
        middle = next_working_day(middle, self.calendar)
        if took < middle <= self.today:
            self.do("task_progress", doer, row, middle, text="Đã có số liệu của phần lớn các xã", percent=50)
        late = self.random.choice((-6, -4, -3, -2, -1, -1, 0, 0, 2, 5, 9))
        if late > 0 and middle <= self.today:
            cause, text = self.random.choice(_CAUSES)
            self.do("task_delay", doer, row, middle, cause=cause, text=text)
        # What nobody named a cause for says it with its report, if that is late.
        late_by = dict(zip(("cause", "why"), _CAUSES[row.pk % len(_CAUSES)], strict=True))
        end = self.later(due, late)
        end = max(end, self.later(took, 1))
        if fate < 0.07 and due > self.today:
            self.do("task_pause", "lan", row, middle, reason="Chờ kế hoạch vốn được duyệt",
                    until=self.later(self.today, 15))  # fmt: skip
            return
        if fate < 0.12 and late > 2 and middle <= self.today:
            self._extended(row, doer, middle, self.later(due, late + 3))
        if fate > 0.94:
            return  # nobody touches it any more
        self.do("task_report", doer, row, end, text="Đã hoàn thành và gửi báo cáo", **late_by,
                document=f"{self.random.randrange(20, 900)}/BC ngày {end:%d/%m/%Y} {_A}")  # fmt: skip
        checked = self.later(end, self.random.choice((0, 1, 2, 3)))
        if self.random.random() < 0.12 and end <= self.today:
            self.do("task_return", "lan", row, checked, reason="Thiếu số liệu của một số xã, đề nghị bổ sung")
            end = self.later(checked, 3)
            if checked <= self.today:
                self.do("task_report", doer, row, end, text="Đã bổ sung số liệu", **late_by,
                        document=f"{self.random.randrange(20, 900)}/BC ngày {end:%d/%m/%Y} {_A}")  # fmt: skip
            checked = self.later(end, 1)
        if end <= self.today:
            self.do("task_confirm", "hanh" if self.random.random() < 0.3 else "lan", row, checked,
                    grade=self.random.choice(("GOOD", "FAIR", "FAIR", "")))  # fmt: skip

    def _extended(self, row: Task, doer: str, day: date, until: date) -> None:
        asked = services.extension_ask(
            actor=actor_for(self.accounts[doer], day), task_id=row.pk, wanted_due=until, cause="DOCUMENT",
            reason="Chưa đủ số liệu của các xã", now=self.at(day, 15),
        )  # fmt: skip
        answered = min(self.later(day, 1), self.today)
        if self.random.random() < 0.7:
            services.extension_grant(
                actor=actor_for(self.accounts["hanh"], answered), extension_id=asked.pk, now=self.at(answered, 16)
            )
        else:
            services.extension_refuse(
                actor=actor_for(self.accounts["hanh"], answered), extension_id=asked.pk,
                reason="Đề nghị thực hiện đúng hạn", now=self.at(answered, 16),
            )  # fmt: skip


def load_tasks(
    *, accounts: Mapping[str, int], orgs: Mapping[str, int], units: Mapping[str, int], criteria: Mapping[str, int],
    verifiers: Mapping[str, str], officers: Mapping[str, str], today: date, now: datetime,
) -> int:  # fmt: skip
    """Three years of tasks of departments and communes; the inbox of the past is read. Returns how many.

    ``criteria`` are the criteria of the province's set by number, ``verifiers`` and ``officers`` who does the work of a
    department and of a commune.
    """
    story = _Story(accounts, orgs, units, criteria, today)
    month, place, made = date(today.year - 2, 1, 1), 0, 0
    communes = [name for name in officers if name in units]
    while month <= today:
        when = f"tháng {month.month}/{month.year}"
        for number in range(5):
            day = next_working_day(month + timedelta(days=3 + 5 * number), story.calendar)
            if day > today - timedelta(days=1):
                break
            matter = _MATTERS[place % len(_MATTERS)]
            place += 1
            made += 1
            due = story.later(day, matter.days)
            doer = verifiers[matter.lead]
            leaders = number == 1
            row = story.give(
                day,
                NewTask(
                    title=matter.title.format(when=when), product=matter.product, lead_org_id=orgs[matter.lead],
                    responsible_id=story.people[doer], given_on=day, due_on=due,
                    coordinating=tuple(orgs[each] for each in matter.sharing),
                    criterion_ids=(criteria[matter.criterion],) if matter.criterion in criteria else (),
                    source_line=f"Thông báo {month.month + 20}/TB-VPDP {_A}, mục {number + 1}",
                    giver_org_id=orgs["BCD"] if leaders else None,
                    giver_id=story.people["phong"] if leaders else None,
                ),
            )  # fmt: skip
            story.run(row, doer, due)
        for number, (title, product, days) in enumerate(_OF_COMMUNES[: 2 + month.month % 3]):
            day = next_working_day(month + timedelta(days=6 + 5 * number), story.calendar)
            if day > today - timedelta(days=1):
                break
            name = ("Thượng Sơn", "Hạ Sơn", *communes)[(place + number) % (len(communes) + 2)]
            due, made = story.later(day, days), made + 1
            row = story.give(
                day,
                NewTask(
                    title=title.format(when=when), product=product, lead_org_id=orgs[name],
                    responsible_id=story.people[officers[name]], given_on=day, due_on=due, unit_ids=(units[name],),
                    source_line=f"Công văn {month.month * 7}/VPDP-NV {_A}",
                ),
            )  # fmt: skip
            story.run(row, officers[name], due)
        month = date(month.year + month.month // 12, month.month % 12 + 1, 1)
    _today(story, now)
    for name, account in accounts.items():
        if name != "quan":
            # What was told in those years was read long ago.
            notices_read_all(actor=actor_for(account, today), now=now)
    _news(story, now)
    return made


def _today(story: _Story, now: datetime) -> None:
    """What waits for the cast this week: overdue, near, a whole with parts, a standing duty, one to confirm."""
    day, orgs, people = story.today, story.orgs, story.people
    overdue = next_working_day(day - timedelta(days=24), story.calendar)
    late = story.give(
        overdue,
        NewTask(
            title="Báo cáo kết quả khắc phục sạt lở đường trục xã Thượng Sơn", product="Báo cáo của UBND xã, kèm ảnh",
            lead_org_id=orgs["Thượng Sơn"], responsible_id=people["tuan"], given_on=overdue,
            due_on=story.later(overdue, 8), unit_ids=(story.units["Thượng Sơn"],), urgency="URGENT",
            source_line=f"Công văn 88/VPDP-NV {_A}",
        ),
    )  # fmt: skip
    story.do("task_accept", "tuan", late, story.later(overdue, 1))
    services.task_urge(
        actor=actor_for(story.accounts["lan"], day), task_id=late.pk, reason="Đề nghị gửi báo cáo ngay trong tuần này",
        now=hours_ago(now, 3),
    )  # fmt: skip
    begun = next_working_day(day - timedelta(days=12), story.calendar)
    whole = story.give(
        begun,
        NewTask(
            title="Xây dựng kế hoạch nâng cao chất lượng tiêu chí môi trường năm tới",
            product="Dự thảo kế hoạch của UBND tỉnh",
            lead_org_id=orgs["SNNMT"], responsible_id=people["thu"], given_on=begun, due_on=story.later(day, 20),
            coordinating=(orgs["STC"], orgs["SXD"]), kind="KEY", giver_org_id=orgs["BCD"], giver_id=people["phong"],
            text="Giao Sở Nông nghiệp và Môi trường chủ trì, phối hợp với Sở Tài chính, Sở Xây dựng xây dựng kế hoạch "
                 "nâng cao chất lượng tiêu chí môi trường năm tới, trình Ban Chỉ đạo.",
            source_line=f"Thông báo kết luận 61/TB-BCD {_A}, mục 2",
        ),
    )  # fmt: skip
    story.do("task_accept", "thu", whole, begun)
    for title, lead, doer in (
        ("Dự toán kinh phí của kế hoạch môi trường", "STC", "cb.stc"),
        ("Danh mục bãi rác phải đóng cửa", "SXD", "cb.sxd"),
    ):
        part = services.task_give(
            actor=actor_for(story.accounts["thu"], day), now=now - timedelta(days=1),
            new=NewTask(
                title=title, product="Phụ lục của kế hoạch", lead_org_id=orgs[lead], responsible_id=people[doer],
                given_on=story.today - timedelta(days=1), due_on=story.later(day, 12), parent_id=whole.pk,
            ),
        )  # fmt: skip
        if lead == "STC":
            story.do("task_accept", doer, part, day)
    comment_add(
        actor=actor_for(story.accounts["cb.stc"], day), kind="task", record_id=whole.pk,
        text="Sở Tài chính cần danh mục bãi rác trước khi lập dự toán.", now=hours_ago(now, 5),
    )  # fmt: skip
    standing = story.give(
        date(day.year, 1, 5),
        NewTask(
            title="Theo dõi, đôn đốc các xã cập nhật minh chứng lên hệ thống", product="Ghi tiến độ hằng tháng",
            lead_org_id=orgs["VPDP"], responsible_id=people["lan"], given_on=date(day.year, 1, 5), kind="STANDING",
            every="month", no_due_reason="việc thường xuyên cả năm",
        ),
        by="hanh",
    )  # fmt: skip
    story.do("task_accept", "lan", standing, date(day.year, 1, 6))
    for month in range(1, day.month):
        told = next_working_day(date(day.year, month, 26), story.calendar)
        story.do("task_progress", "lan", standing, told, text=f"Đã đôn đốc các xã trong tháng {month}.")


def _news(story: _Story, now: datetime) -> None:
    """What is new this morning, and unread."""
    day, orgs, people = story.today, story.orgs, story.people
    hanh = actor_for(story.accounts["hanh"], day)
    for title, lead, doer, days in (
        ("Chuẩn bị số liệu cho buổi làm việc với đoàn kiểm tra của Trung ương", "SNNMT", "thu", 2),
        ("Rà soát danh sách hộ chưa có nhà tiêu hợp vệ sinh", "Thượng Sơn", "tuan", 10),
        ("Rà soát danh sách hộ chưa có nhà tiêu hợp vệ sinh", "Hạ Sơn", "vy", 10),
    ):
        services.task_give(
            actor=hanh, now=hours_ago(now, 2),
            new=NewTask(
                title=title, product="Danh sách theo mẫu", lead_org_id=orgs[lead], responsible_id=people[doer],
                given_on=day, due_on=story.later(day, days), urgency="URGENT" if days < 5 else "NORMAL",
                unit_ids=(story.units[lead],) if lead in story.units else (),
                source_line=f"Công văn 102/VPDP-TH {_A}",
            ),
        )  # fmt: skip
