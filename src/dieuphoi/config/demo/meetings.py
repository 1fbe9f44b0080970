"""Invented meetings and calendar of the demo province: one concluded with its notice, one ahead with inputs asked for,
one put off; a request answered; a published week with a clash that is kept."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime, time, timedelta
from typing import Final

from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.dates import LOCAL_ZONE
from dieuphoi.registry.organisations.selectors import person_of_account
from dieuphoi.steering.meetings import services
from dieuphoi.steering.meetings.selectors import given as giving
from dieuphoi.steering.meetings.selectors import meetings as reading
from dieuphoi.steering.meetings.selectors import settings
from dieuphoi.steering.meetings.selectors.calendar import monday_of
from dieuphoi.steering.meetings.services import (
    NewAgendaItem,
    NewConclusion,
    NewEntry,
    NewGiving,
    NewMeeting,
    NewNotice,
    NewPoint,
    NewRequest,
    Seen,
)

SERIES: Final = "Giao ban công tác nông thôn mới hằng tháng (giả định)"


def load_meetings(
    *,
    actor: Callable[[str], Actor],
    units: Mapping[str, int],
    orgs: Mapping[str, int],
    accounts: Mapping[str, int],
    today: date,
    now: datetime,
) -> None:
    """Meetings around today, all made by the people who would make them."""
    office, head, commune = actor("lan"), actor("hanh"), actor("tuan")
    kinds = {row.code: row.pk for row in settings.kinds_of(office, today)}
    person = {name: person_of_account(account) or 0 for name, account in accounts.items()}
    communes = [orgs[name] for name in ("Thượng Sơn", "Hạ Sơn", "Đông Sơn") if name in orgs]
    room = services.room_add(
        actor=office, name="Phòng họp số 1", org_id=orgs["VPDP"], address="Tầng 3", seats=40,
        now=now - timedelta(days=60),
    )  # fmt: skip

    def at(days: int, hour: int, minute: int = 0) -> datetime:
        return datetime.combine(today + timedelta(days=days), time(hour, minute), LOCAL_ZONE)

    def plan(title: str, code: str, days: int, hour: int, **more: object) -> int:
        new = NewMeeting(
            kind_id=kinds[code], title=title, host_id=orgs["VPDP"], starts_at=at(days, hour),
            ends_at=at(days, hour + 3), **{"room_id": room.pk, **more},  # type: ignore[arg-type]
        )  # fmt: skip
        return services.meeting_plan(actor=office, new=new, now=now).pk

    def call(meeting: int, *, points: bool = True) -> None:
        services.invitees_add(
            actor=office, meeting_id=meeting, orgs=[orgs["SNNMT"], orgs["SXD"], *communes],
            groups=["Đại biểu Hội đồng nhân dân tỉnh"], now=now,
        )  # fmt: skip
        if points:
            services.points_add(actor=office, meeting_id=meeting, points=[NewPoint(each) for each in communes], now=now)
        services.meeting_invite(actor=office, meeting_id=meeting, now=now)

    chair = {"chair_id": person["phong"], "chair_title": "Phó Chủ tịch UBND tỉnh"}
    last = plan("Giao ban công tác nông thôn mới tháng trước (giả định)", "giao-ban-thang", -28, 8, series=SERIES,
                about="đánh giá kết quả tháng và giao việc tháng sau", **chair)  # fmt: skip
    for number, (title, who, allotted) in enumerate(
        (("Báo cáo kết quả tháng", "Văn phòng điều phối", 20), ("Tham luận của các xã", "Các điểm cầu", 60),
         ("Kết luận", "Chủ trì", 20)), start=1,
    ):  # fmt: skip
        services.agenda_add(
            actor=office, meeting_id=last, new=NewAgendaItem(title, number, presenter=who, minutes=allotted), now=now
        )
    call(last)
    services.meeting_hold(actor=office, meeting_id=last, now=now)
    services.attendance_record(
        actor=office, meeting_id=last, now=now,
        rows=[
            *(Seen("PRESENT", point_id=row.pk, head_count=8 + row.pk % 5) for row in reading.points_of(office, last)),
            *(Seen("PRESENT", invitee_id=row.pk) for row in reading.invitees_of(office, last) if row.org_id),
        ],
    )  # fmt: skip
    minutes = services.minutes_write(
        actor=office, meeting_id=last, text="Các điểm cầu nêu khó khăn về vốn đối ứng và nước sạch tập trung.",
        consensus="Các đại biểu thống nhất cao với nhận định, đánh giá chung.", now=now,
    )  # fmt: skip
    services.minutes_approve(actor=head, minutes_id=minutes.pk, now=now)
    for text, lead, days, product in (
        ("Rà soát các tuyến đường thôn chưa cứng hóa, đề xuất phương án phân bổ vốn.", "SXD", 10, "báo cáo"),
        ("Hướng dẫn các xã hoàn thiện minh chứng tiêu chí thu nhập và môi trường.", "SNNMT", -5, "công văn hướng dẫn"),
    ):
        services.conclusion_add(
            actor=office, meeting_id=last, now=now,
            new=NewConclusion(
                text, lead_id=orgs[lead], addressees=tuple(communes), due_on=today + timedelta(days=days),
                product=product,
            ),
        )  # fmt: skip
    services.conclusion_add(
        actor=office, meeting_id=last, now=now,
        new=NewConclusion(
            "Các xã gửi danh mục đường thôn cần đầu tư về Văn phòng điều phối.", addressees=tuple(communes),
            due_on=today + timedelta(days=12), product="danh mục",
        ),
    )  # fmt: skip
    services.meeting_conclude(actor=head, meeting_id=last, now=now)
    services.notice_number(
        actor=office, meeting_id=last, now=now,
        new=NewNotice("TB-VPĐP", today, "Chánh Văn phòng", head.name, recipients="- Các xã;\n- Lưu: VT."),
    )  # fmt: skip

    # The department's items are given; that of the communes still waits.
    _day, offered = giving.offered_of(office, reading.meeting(office, last))
    services.conclusions_give(
        actor=office, meeting_id=last, now=now,
        items=[
            NewGiving(
                each.item.pk, each.title, each.item.product, ((each.lead_id, each.person.person_id),),
                due_on=each.item.due_on, coordinating=tuple(org for org, _name in each.coordinating),
            )
            for each in offered if each.lead_id is not None and each.person is not None
        ],
    )  # fmt: skip

    coming = plan("Giao ban công tác nông thôn mới tháng này (giả định)", "giao-ban-thang", 4, 8, series=SERIES,
                  about="kết quả tháng, khó khăn vướng mắc, nhiệm vụ thời gian tới", **chair)  # fmt: skip
    call(coming)
    asked = services.inputs_ask(
        actor=office, meeting_id=coming, topic="Kết quả tháng, khó khăn vướng mắc và kiến nghị",
        due_on=today + timedelta(days=2), orgs=communes, now=now,
    )  # fmt: skip
    for row in asked:
        if row.org_id == orgs.get("Hạ Sơn"):
            services.input_answer(
                actor=office, input_id=row.pk, text="Thiếu vốn đối ứng làm đường thôn (giả định).", now=now
            )
    late = plan("Họp Ban Chỉ đạo quý (giả định)", "ban-chi-dao", 6, 14, room_id=None, venue="Trụ sở UBND tỉnh", **chair)
    call(late, points=False)
    services.meeting_postpone(
        actor=office, meeting_id=late, reason="Trùng kỳ họp Hội đồng nhân dân (giả định)", starts_at=at(8, 14),
        ends_at=at(8, 17), now=now,
    )  # fmt: skip
    request = services.request_ask(
        actor=office, now=now,
        new=NewRequest(
            orgs["VPDP"], orgs["SXD"], "Thống nhất quy trình thẩm định đường thôn (giả định)",
            today - timedelta(days=6), document="45/CV-VPĐP", due_on=today + timedelta(days=3),
        ),
    )  # fmt: skip
    services.request_agree(
        actor=office, request_id=request.pk, starts_at=at(9, 8), ends_at=at(9, 10), venue="Sở Xây dựng", now=now
    )

    def entry(title: str, kind: str, days: int, hour: int, *names: str, **more: object) -> None:
        new = NewEntry(
            org_id=orgs["VPDP"], kind=kind, title=title, starts_at=at(days, hour), ends_at=at(days, hour + 2),
            people=tuple(person[name] for name in names), **more,  # type: ignore[arg-type]
        )  # fmt: skip
        services.entry_add(actor=office, new=new, now=now)

    monday = (monday_of(today) - today).days
    place = units["Thượng Sơn"]
    entry("Họp cơ quan đầu tuần", "OTHER", monday, 7, "hanh", venue="Phòng họp số 1")
    entry("Đi cơ sở nắm tiến độ đường thôn", "VISIT", monday + 1, 8, "quang", place_id=place)
    entry("Kiểm tra hồ sơ minh chứng", "INSPECTION", monday + 2, 8, "lan", place_id=place, teams=(orgs["SNNMT"],),
          clash_reason="Hai đoàn làm hai việc khác nhau, xã đã đồng ý")  # fmt: skip
    entry("Làm việc với Sở Xây dựng", "SESSION", monday + 3, 14, "hanh", "lan", venue="Sở Xây dựng")
    entry("Chuẩn bị nhân sự", "OTHER", monday + 4, 9, "hanh", venue="Phòng Chánh Văn phòng", is_internal=True)
    services.week_publish(actor=head, org_id=orgs["VPDP"], monday=monday_of(today), note="", now=now)
    local = NewMeeting(
        kinds["hop-thon"], "Họp thôn bàn góp công làm đường (giả định)", orgs["Thượng Sơn"], at(-2, 19), at(-2, 21),
        venue="Nhà văn hóa thôn Trung", place_id=place,
    )  # fmt: skip
    village = services.meeting_plan(actor=commune, new=local, now=now)
    services.invitees_add(actor=commune, meeting_id=village.pk, people=[person["quang"]], now=now)
    services.meeting_invite(actor=commune, meeting_id=village.pk, now=now)
    services.attendance_tell(
        actor=actor("quang"), meeting_id=village.pk, note="Thôn góp 20 ngày công (giả định)", now=now
    )
