"""Invented orders with their text, read by the product's own reader: clauses given as tasks, one dropped, some open."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Final

from dieuphoi.config.demo.documents import Desk
from dieuphoi.core.kernel.dates import format_date
from dieuphoi.steering.directives import services as acts
from dieuphoi.steering.directives.models import Directive, Document
from dieuphoi.steering.directives.selectors.clauses import Suggestion, suggestions_of, text_of
from dieuphoi.steering.directives.services import NewDuty
from dieuphoi.steering.tasks import services as tasks

_A: Final = "(giả định)"


def _conclusion(desk: Desk, issued: date) -> tuple[str, ...]:
    """The notice of a conclusion of the committee: three clauses are given, one is dropped, the rest is open."""
    first, second, third = (format_date(desk.later(desk.today, days)) for days in (6, 11, 16))
    return (
        "BAN CHỈ ĐẠO CHƯƠNG TRÌNH NÔNG THÔN MỚI TỈNH",
        "Số: 64/TB-BCĐ",
        f"Sơn Hà, ngày {issued:%d} tháng {issued.month} năm {issued.year}",
        "THÔNG BÁO",
        "Kết luận của đồng chí Phó Trưởng ban tại cuộc họp Ban Chỉ đạo về tiến độ xây dựng nông thôn mới",
        "Sau khi nghe Văn phòng Điều phối báo cáo và ý kiến của các thành viên, đồng chí Phó Trưởng ban kết luận:",
        "I. ĐÁNH GIÁ CHUNG",
        "Các cơ quan, địa phương đã có nhiều cố gắng; tuy vậy tiến độ giải ngân còn chậm, một số tiêu chí chưa vững.",
        "II. NHIỆM VỤ THỜI GIAN TỚI",
        "1. Sở Nông nghiệp và Môi trường chủ trì, phối hợp với Sở Y tế rà soát các công trình cấp nước sạch tập trung, "
        f"báo cáo Ban Chỉ đạo trước ngày {first}.",
        "2. Sở Xây dựng hướng dẫn các xã hoàn thiện hồ sơ nghiệm thu đường trục thôn, hoàn thành trước ngày "
        f"{second}.",
        "3. Sở Tài chính tham mưu phương án bố trí vốn đối ứng cho các xã đăng ký về đích, trình UBND tỉnh trước ngày "
        f"{third}.",
        "4. UBND xã Thượng Sơn khắc phục các tồn tại về thu gom rác thải, báo cáo kết quả trước ngày "
        f"{first}.",
        "5. Sở Văn hóa, Thể thao và Du lịch tiếp tục tuyên truyền về Chương trình trên các phương tiện thông tin.",
        "6. Văn phòng Điều phối nông thôn mới tỉnh theo dõi, đôn đốc việc thực hiện, tổng hợp báo cáo Ban Chỉ đạo "
        f"trước ngày {third}.",
        "Trên đây là kết luận của đồng chí Phó Trưởng ban, thông báo để các cơ quan, địa phương biết, thực hiện./.",
    )


def _directive(desk: Desk, issued: date) -> tuple[str, ...]:
    """A directive of the People's Committee: all of it is given, part of it is done."""
    month, quarter = (format_date(desk.later(desk.today, days)) for days in (-4, 20))
    return (
        "ỦY BAN NHÂN DÂN TỈNH SƠN HÀ",
        "Số: 14/CT-UBND",
        f"Sơn Hà, ngày {issued:%d} tháng {issued.month} năm {issued.year}",
        "CHỈ THỊ",
        "Về việc nâng cao chất lượng hồ sơ, minh chứng xét công nhận xã đạt chuẩn nông thôn mới",
        "Thời gian qua, việc lập hồ sơ ở một số xã còn chậm, minh chứng chưa đầy đủ. Để khắc phục, Chủ tịch UBND tỉnh "
        "chỉ thị:",
        "1. Sở Nông nghiệp và Môi trường",
        f"a) Xây dựng hướng dẫn minh chứng các tiêu chí môi trường và thu nhập, ban hành trước ngày {month};",
        f"b) Tổ chức tập huấn cho cán bộ các xã, hoàn thành trước ngày {quarter}.",
        "2. Sở Giáo dục và Đào tạo",
        f"Rà soát trường học chưa đạt chuẩn cơ sở vật chất của các xã, báo cáo UBND tỉnh trước ngày {month}.",
        "3. UBND xã Hạ Sơn",
        f"Hoàn thiện hồ sơ đề nghị xét công nhận xã đạt chuẩn, gửi Văn phòng Điều phối trước ngày {quarter}.",
        "4. Tổ chức thực hiện",
        "Thủ trưởng các cơ quan, Chủ tịch UBND các xã chịu trách nhiệm thực hiện nghiêm Chỉ thị này./.",
    )


def _letter(desk: Desk, issued: date) -> tuple[str, ...]:
    """A letter of this week that nobody has read for tasks yet."""
    due = format_date(desk.later(desk.today, 8))
    return (
        "ỦY BAN NHÂN DÂN TỈNH SƠN HÀ",
        "Số: 4417/UBND-NLN",
        f"Sơn Hà, ngày {issued:%d} tháng {issued.month} năm {issued.year}",
        "Về việc chuẩn bị đánh giá kết quả Chương trình xây dựng nông thôn mới",
        "Kính gửi: Sở Nông nghiệp và Môi trường; Sở Tài chính; UBND các xã.",
        "Để chuẩn bị đánh giá kết quả thực hiện Chương trình, Chủ tịch UBND tỉnh yêu cầu:",
        f"1. Sở Tài chính tổng hợp kết quả giải ngân vốn đến hết tháng, gửi UBND tỉnh trước ngày {due}.",
        "2. UBND các xã rà soát, cập nhật đầy đủ minh chứng lên hệ thống trước ngày "
        f"{due}.",
        "3. Sở Nông nghiệp và Môi trường tổng hợp, xây dựng dự thảo báo cáo của UBND tỉnh trước ngày "
        f"{format_date(desk.later(desk.today, 15))}.",
    )


def load_clauses(desk: Desk) -> None:
    """Two orders given in part and in full, one that waits to be read."""
    issued = desk.before(14)
    notice = _order(desk, "BCD", "TB", "64/TB-BCĐ", "Kết luận của đồng chí Phó Trưởng ban tại cuộc họp Ban Chỉ đạo về "
                    "tiến độ xây dựng nông thôn mới", issued, _conclusion(desk, issued),
                    ("SNNMT", "SXD", "STC", "SVHTTDL", "Thượng Sơn"))  # fmt: skip
    found = _found(desk, notice)
    day = desk.later(issued, 2)
    given = _give(desk, notice, [found["II.1"], found["II.2"], found["II.4"]], day)
    _drop(desk, notice, found["II.5"], day, "Nội dung tuyên truyền thường xuyên, không có sản phẩm và thời hạn cụ thể")
    _go_on(desk, given[0], "thu", day, accept=1)
    _go_on(desk, given[2], "tuan", day, accept=2)

    issued = desk.before(35)
    order = _order(desk, "UBND", "CT", "14/CT-UBND", "Về việc nâng cao chất lượng hồ sơ, minh chứng xét công nhận xã "
                   "đạt chuẩn nông thôn mới", issued, _directive(desk, issued),
                   ("SNNMT", "SGDDT", "Hạ Sơn"))  # fmt: skip
    found = _found(desk, order)
    day = desk.later(issued, 1)
    given = _give(desk, order, [found[key] for key in ("1.a", "1.b", "2", "3")], day)
    _drop(desk, order, found["4"], day, "Câu kết của Chỉ thị, không giao việc cụ thể")
    _go_on(desk, given[0], "thu", day, accept=1, report=16, confirm=18)
    _go_on(desk, given[1], "thu", day, accept=1)
    _go_on(desk, given[2], "cb.sgddt", day, accept=3)
    _go_on(desk, given[3], "vy", day, accept=2)

    issued = desk.before(3)
    _order(desk, "UBND", "CV", "4417/UBND-NLN", "Về việc chuẩn bị đánh giá kết quả Chương trình xây dựng nông thôn mới",
           issued, _letter(desk, issued), ("SNNMT", "STC", "Thượng Sơn", "Hạ Sơn"))  # fmt: skip


def _order(
    desk: Desk, issuer: str, kind: str, number: str, summary: str, issued: date, lines: Sequence[str],
    bodies: Sequence[str],
) -> Document:  # fmt: skip
    received = min(desk.later(issued, 1), desk.today)
    row = acts.document_register(
        actor=desk.actor("lan", received), now=desk.at(received, 8),
        new=desk.new("IN", issuer, kind, number, f"{summary} {_A}", issued, keeper_id=desk.orgs["VPDP"],
                     received_on=received, given_to_person_id=desk.people["lan"], given_on=received,
                     recipients=desk.to(*bodies)),
    )  # fmt: skip
    desk.filed(row, f"{number.replace('/', ' ')}.docx", lines, received)
    for body in bodies[:2]:
        desk.opened(row, body, desk.later(received, 1))
    return row


def _found(desk: Desk, row: Document) -> dict[str, Suggestion]:
    """What the reader finds in the document, by clause."""
    lan = desk.actor("lan", desk.today)
    return {each.duty.clause: each for each in suggestions_of(lan, row, text_of(lan, row.pk)).suggestions}


def _give(desk: Desk, row: Document, found: Sequence[Suggestion], day: date) -> list[int]:
    """These clauses become tasks, as a specialist would take them over from the page; returns their tasks."""
    duties = []
    doers = {desk.orgs[body]: desk.people[name] for body, name in desk.officers.items()}
    for each in found:
        assert each.lead_id is not None, each.duty.quote
        duties.append(
            NewDuty(
                quote=each.duty.quote, start=each.duty.span.start, title=each.title,
                product=each.product or "Báo cáo kết quả thực hiện", doers=((each.lead_id, doers[each.lead_id]),),
                due_on=each.due_on, no_due_reason="" if each.due_on else "văn bản không nêu thời hạn",
                coordinating=tuple(org for org, _name in each.coordinating),
                unit_ids=tuple(unit for unit, _name in each.units),
            )
        )  # fmt: skip
    made: list[Directive] = acts.directive_give(
        actor=desk.actor("lan", day), document_id=row.pk, duties=duties, now=desk.at(day, 14)
    )
    return [link.task_id for each in made for link in each.links.all()]


def _drop(desk: Desk, row: Document, found: Suggestion, day: date, reason: str) -> None:
    acts.directive_drop(
        actor=desk.actor("lan", day), document_id=row.pk, quote=found.duty.quote, start=found.duty.span.start,
        reason=reason, now=desk.at(day, 15),
    )  # fmt: skip


def _go_on(desk: Desk, task: int, who: str, given: date, *, accept: int, report: int = 0, confirm: int = 0) -> None:
    """What became of a task, so many working days after it was given."""
    day = min(desk.later(given, accept), desk.today)
    tasks.task_accept(actor=desk.actor(who, day), task_id=task, now=desk.at(day, 10))
    if not report:
        return
    day = min(desk.later(given, report), desk.today - timedelta(days=1))
    tasks.task_report(
        actor=desk.actor(who, day), task_id=task, text="Đã ban hành văn bản hướng dẫn", now=desk.at(day, 11),
        cause="OPINION", document=f"1502/SNNMT-PTNT ngày {format_date(day)} {_A}",
    )  # fmt: skip
    day = min(desk.later(given, confirm), desk.today)
    tasks.task_confirm(actor=desk.actor("lan", day), task_id=task, grade="GOOD", now=desk.at(day, 9))
