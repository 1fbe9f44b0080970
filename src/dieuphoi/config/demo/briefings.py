"""Invented monthly briefings of half a year: called, inputs sent (one missing each time), held, minuted, concluded."""

from __future__ import annotations

import io
from datetime import date, datetime, time, timedelta
from typing import Final

from dieuphoi.config.demo.documents import Desk, word_file
from dieuphoi.config.demo.meetings import SERIES
from dieuphoi.core.kernel.calendar import work_calendar
from dieuphoi.core.kernel.dates import LOCAL_ZONE
from dieuphoi.core.kernel.workdays import next_working_day
from dieuphoi.steering.meetings import services
from dieuphoi.steering.meetings.selectors import meetings as reading
from dieuphoi.steering.meetings.selectors import settings
from dieuphoi.steering.meetings.selectors.calendar import monday_of
from dieuphoi.steering.meetings.services import (
    NewAgendaItem,
    NewConclusion,
    NewEntry,
    NewMeeting,
    NewNotice,
    NewPoint,
    NewRequest,
    Seen,
)

_A: Final = "(giả định)"
AGO: Final = (179, 149, 118, 88, 58)
"""Days since the briefings before the last one, the oldest first."""
_POINTS: Final = ("Thượng Sơn", "Hạ Sơn", "Đông Sơn", "Tây Sơn", "Nam Sơn", "Bắc Sơn")
_SAID: Final = (
    ("Rà soát, tháo gỡ vướng mắc giải phóng mặt bằng các tuyến đường trục thôn.", "SXD", 15, "Báo cáo của Sở",
     "Các điểm cầu nêu vướng mắc về mặt bằng, thiếu vốn đối ứng."),
    ("Hướng dẫn quyết toán vốn sự nghiệp năm trước, không để tồn đọng.", "STC", 20, "Văn bản hướng dẫn",
     "Nhiều xã chưa quyết toán xong vốn sự nghiệp năm trước."),
    ("Kiểm tra các mô hình xử lý rác thải tại nguồn, nhân rộng mô hình tốt.", "SNNMT", 25, "Báo cáo kiểm tra",
     "Tiêu chí môi trường còn là tiêu chí khó ở vùng cao."),
    ("Hoàn thành kế hoạch sửa chữa trường học trước năm học mới.", "SGDDT", 30, "Danh mục và tiến độ",
     "Cơ sở vật chất trường học ở các xã mới sáp nhập chưa đồng đều."),
    ("Rà soát tỷ lệ bao phủ bảo hiểm y tế của từng xã, có giải pháp cụ thể.", "SYT", 12, "Bảng số liệu theo xã",
     "Tỷ lệ bao phủ bảo hiểm y tế giảm ở các xã ra khỏi vùng khó khăn."),
)  # fmt: skip


def load_briefings(desk: Desk) -> None:
    """Comes before the meetings around today, which follow the last of these."""
    for place, ago in enumerate(AGO):
        _briefing(desk, next_working_day(desk.today - timedelta(days=ago), work_calendar()), place)


def _at(day: date, hour: int) -> datetime:
    return datetime.combine(day, time(hour), LOCAL_ZONE)


def _briefing(desk: Desk, day: date, place: int) -> None:
    asked = next_working_day(day - timedelta(days=9), work_calendar())
    lan, hanh = desk.actor("lan", asked), desk.actor("hanh", asked)
    kinds = {row.code: row.pk for row in settings.kinds_of(lan, asked)}
    title = f"Giao ban công tác nông thôn mới tháng {day.month}/{day.year} {_A}"
    meeting = services.meeting_plan(
        actor=lan, now=_at(asked, 8),
        new=NewMeeting(
            kinds["giao-ban-thang"], title, desk.orgs["VPDP"], _at(day, 8), _at(day, 11), series=SERIES,
            chair_id=desk.people["phong"], chair_title="Phó Chủ tịch UBND tỉnh", venue="Trụ sở UBND tỉnh",
            about="đánh giá kết quả tháng và giao việc tháng sau",
        ),
    ).pk  # fmt: skip
    communes = [desk.orgs[name] for name in _POINTS]
    services.invitees_add(
        actor=lan, meeting_id=meeting, now=_at(asked, 8),
        orgs=[desk.orgs[each] for each in ("SNNMT", "SXD", "STC")] + communes[:2],
    )  # fmt: skip
    services.points_add(
        actor=lan, meeting_id=meeting, points=[NewPoint(each) for each in communes], now=_at(asked, 9)
    )
    items = [
        services.agenda_add(
            actor=lan, meeting_id=meeting, now=_at(asked, 9),
            new=NewAgendaItem(words, number, presenter=who, minutes=minutes),
        )
        for number, (words, who, minutes) in enumerate(
            (("Báo cáo kết quả tháng", "Văn phòng điều phối", 20), ("Tham luận của các điểm cầu", "Các xã", 70),
             ("Kết luận", "Chủ trì", 20)), start=1,
        )
    ]  # fmt: skip
    services.paper_add(
        actor=lan, meeting_id=meeting, agenda_item_id=items[0].pk, name="Bao cao thang.docx", now=_at(asked, 10),
        data=io.BytesIO(word_file((title, f"Báo cáo kết quả tháng {day.month}. {_SAID[place][4]}"))),
    )  # fmt: skip
    services.meeting_invite(actor=lan, meeting_id=meeting, now=_at(asked, 14))
    inputs = services.inputs_ask(
        actor=lan, meeting_id=meeting, topic="Kết quả tháng, khó khăn vướng mắc và kiến nghị", now=_at(asked, 14),
        due_on=day - timedelta(days=2), orgs=[desk.orgs["SNNMT"], *communes[:2]],
    )  # fmt: skip
    # One of the three sends nothing, each month another one.
    for number, row in enumerate(inputs):
        body = next(name for name in ("SNNMT", "Thượng Sơn", "Hạ Sơn") if desk.orgs[name] == row.org_id)
        if number != place % 3:
            sent = day - timedelta(days=3 - number)
            services.input_answer(
                actor=desk.actor(desk.officers[body], sent), input_id=row.pk, now=_at(sent, 16),
                text="Giải ngân đạt kế hoạch tháng; còn vướng mặt bằng hai tuyến đường thôn (giả định).",
            )  # fmt: skip
    lan, hanh = desk.actor("lan", day), desk.actor("hanh", day)
    services.meeting_hold(actor=lan, meeting_id=meeting, now=_at(day, 11))
    points = reading.points_of(lan, meeting)
    services.attendance_record(
        actor=lan, meeting_id=meeting, now=_at(day, 11),
        rows=[
            *(Seen("PRESENT" if (number + place) % 6 else "ABSENT", point_id=row.pk,
                   head_count=9 + number if (number + place) % 6 else None) for number, row in enumerate(points)),
            *(Seen("PRESENT", invitee_id=row.pk) for row in reading.invitees_of(lan, meeting) if row.org_id),
        ],
    )  # fmt: skip
    minutes = services.minutes_write(
        actor=lan, meeting_id=meeting, text=_SAID[place][4], now=_at(day, 16),
        consensus="Các đại biểu thống nhất cao với nhận định, đánh giá chung.",
    )  # fmt: skip
    services.minutes_approve(actor=hanh, minutes_id=minutes.pk, now=_at(day, 17))
    text, lead, days, product, _about = _SAID[place]
    for new in (
        NewConclusion(text, lead_id=desk.orgs[lead], addressees=(desk.orgs[lead],),
                      due_on=desk.later(day, days), product=product),
        NewConclusion("Các xã báo cáo kết quả thực hiện kết luận tại kỳ giao ban sau.", addressees=tuple(communes),
                      no_due_reason="báo cáo tại kỳ giao ban sau", product="Báo cáo tại cuộc họp"),
    ):
        services.conclusion_add(actor=lan, meeting_id=meeting, new=new, now=_at(day, 17))
    services.meeting_conclude(actor=hanh, meeting_id=meeting, now=_at(day, 17))
    told = min(desk.later(day, 2), desk.today)
    services.notice_number(
        actor=desk.actor("lan", told), meeting_id=meeting, now=_at(told, 9),
        new=NewNotice("TB-VPĐP", told, "Chánh Văn phòng", hanh.name, recipients="- Các xã;\n- Lưu: VT."),
    )  # fmt: skip


def load_agreements(desk: Desk) -> None:
    """A request that was answered in writing, one that waits; the committee's week, with a clash that is kept."""
    asked = desk.before(12)
    request = services.request_ask(
        actor=desk.actor("lan", asked), now=_at(asked, 9),
        new=NewRequest(
            desk.orgs["VPDP"], desk.orgs["SNNMT"], f"Thống nhất cách tính tỷ lệ hộ dùng nước sạch tập trung {_A}",
            asked, document=f"398/VPĐP-NV {_A}", due_on=desk.later(asked, 6),
        ),
    )  # fmt: skip
    answered = desk.before(5)
    services.request_answer(
        actor=desk.actor("thu", answered), request_id=request.pk, answered_on=answered, now=_at(answered, 15),
        answer="Thống nhất tính theo số hộ có đồng hồ đấu nối; Sở sẽ gửi hướng dẫn.",
        answer_document=f"2911/SNNMT-TL {_A}",
    )  # fmt: skip
    services.request_ask(
        actor=desk.actor("thu", desk.today), now=desk.now,
        new=NewRequest(
            desk.orgs["SNNMT"], desk.orgs["VPDP"], f"Rà soát danh mục xã thực hiện mô hình thôn thông minh {_A}",
            desk.today - timedelta(days=1), due_on=desk.later(desk.today, 5),
        ),
    )  # fmt: skip
    monday, phong, hanh = monday_of(desk.today), desk.people["phong"], desk.people["hanh"]
    lan = desk.actor("lan", desk.today)

    def entry(title: str, kind: str, days: int, hour: int, *people: int, clash: str = "", venue: str = "") -> None:
        day = monday + timedelta(days=days)
        services.entry_add(
            actor=lan, now=desk.now,
            new=NewEntry(desk.orgs["BCD"], kind, title, _at(day, hour), _at(day, hour + 2), people=people, venue=venue,
                         clash_reason=clash),
        )  # fmt: skip

    entry("Phó Trưởng ban làm việc với Sở Tài chính về vốn đối ứng", "SESSION", 1, 14, phong, venue="Sở Tài chính")
    entry("Phó Trưởng ban tiếp xúc cử tri xã Hạ Sơn", "VISIT", 2, 8, phong, venue="Xã Hạ Sơn")
    # The head of the office is at the Department of Construction at that hour (the office's own week).
    entry("Nghe báo cáo về dự thảo kế hoạch vốn", "SESSION", 3, 15, phong, hanh, venue="Trụ sở UBND tỉnh",
          clash="Chánh Văn phòng dự một phần buổi, Phó Chánh Văn phòng dự thay sau đó")  # fmt: skip
