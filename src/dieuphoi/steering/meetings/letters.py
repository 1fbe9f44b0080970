"""The letters of meetings: notice of conclusion, invitation, the week calendar; in the form of Nghị định 30/2020/NĐ-CP.

The shipped templates are made by ``scripts/make_meeting_letters.py``; the office replaces them.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.dates import format_date, format_datetime, local, url_date
from dieuphoi.core.kernel.dates import today as day_of
from dieuphoi.core.kernel.numbers import format_number
from dieuphoi.core.letters.heading import HEADING, Heading
from dieuphoi.core.letters.previews import Letter
from dieuphoi.core.letters.registry import LetterKind, Word, register_letter
from dieuphoi.core.letters.rendering import render
from dieuphoi.core.notify.services import house_language
from dieuphoi.registry.organisations.selectors import OrgRow, org_on
from dieuphoi.registry.territory.selectors import provinces_on
from dieuphoi.steering.meetings.notices import when_words, where_words
from dieuphoi.steering.meetings.selectors.calendar import KIND_LABELS, Week
from dieuphoi.steering.meetings.selectors.given import DROPPED, STANDINGS, ItemState, conclusions_standing, opens_with

NOTICE: Final = "thong-bao-ket-luan"
INVITATION: Final = "giay-moi-hop"
WEEK: Final = "lich-tuan"
_SHIPPED: Final = Path(__file__).parent / "templates_docx"
WEEKDAYS: Final = (
    gettext_lazy("Thứ Hai"), gettext_lazy("Thứ Ba"), gettext_lazy("Thứ Tư"), gettext_lazy("Thứ Năm"),
    gettext_lazy("Thứ Sáu"), gettext_lazy("Thứ Bảy"), gettext_lazy("Chủ Nhật"),
)  # fmt: skip
_MEETING: Final = (
    Word("ten_cuoc_hop", gettext_lazy("Tên cuộc họp"), "Giao ban công tác nông thôn mới tháng 02/2026"),
    Word("chu_tri", gettext_lazy("Người chủ trì và chức danh"), "đồng chí Ngô Quốc Phong, Phó Chủ tịch UBND tỉnh"),
    Word("thoi_gian", gettext_lazy("Thời gian"), "từ 08:00 đến 11:30 ngày 02/03/2026"),
    Word("noi_hop", gettext_lazy("Nơi họp"), "Hội trường A, trực tuyến"),
    Word("noi_nhan", gettext_lazy("Nơi nhận, mỗi dòng một nơi"), ("- Như thành phần dự họp;", "- Lưu: VT.")),
)
_NOTICE: Final = (
    *HEADING, *_MEETING,
    Word("ngay_hop", gettext_lazy("Ngày họp"), "02/03/2026"),
    Word("thanh_phan", gettext_lazy("Thành phần dự họp, một câu"), "Sở Xây dựng; UBND các xã & đại diện <thử>"),
    Word("noi_dung", gettext_lazy("Nội dung cuộc họp"), "đánh giá kết quả tháng 02"),
    Word("muc", gettext_lazy("Các mục kết luận"), rows=(
        Word("so", gettext_lazy("Số mục"), "1"),
        Word("noi_dung", gettext_lazy("Nguyên văn kết luận"), "Giao Sở Xây dựng rà soát tiêu chí Quy hoạch & <thử>."),
        Word("giao", gettext_lazy("Giao ai, hạn, sản phẩm; trống khi không giao"),
             "(Chủ trì: Sở Xây dựng; hạn: 15/03/2026; sản phẩm: báo cáo)"),
    )),
)  # fmt: skip
_INVITATION: Final = (
    *HEADING, *_MEETING,
    Word("kinh_moi", gettext_lazy("Thành phần được mời, mỗi dòng một nơi"), ("- Sở Xây dựng;", "- UBND các xã.")),
    Word("diem_cau", gettext_lazy("Các điểm cầu; trống khi không có"), "UBND xã Thượng Sơn; UBND xã Hạ Sơn"),
    Word("noi_dung", gettext_lazy("Nội dung"), "Đánh giá kết quả tháng 02 & nhiệm vụ <tháng 3>"),
    Word("cuoc_hop_truoc", gettext_lazy("Tên, ngày cuộc họp trước; trống khi không có kết luận nào"),
         "Giao ban tháng 01/2026, ngày 02/02/2026"),
    Word("ket_luan_truoc", gettext_lazy("Tình hình thực hiện kết luận của cuộc họp trước"), rows=(
        Word("so", gettext_lazy("Số mục"), "1"),
        Word("noi_dung", gettext_lazy("Nguyên văn kết luận"), "Giao Sở Xây dựng rà soát tiêu chí Quy hoạch & <thử>."),
        Word("tinh_trang", gettext_lazy("Đã xong, đang làm, quá hạn, chưa giao; ai làm, hạn"),
             "quá hạn: Đỗ Văn Hải, Sở Xây dựng, hạn 20/02/2026"),
    )),
    Word("chuong_trinh", gettext_lazy("Chương trình"), rows=(
        Word("so", gettext_lazy("Thứ tự"), "1"),
        Word("noi_dung", gettext_lazy("Nội dung"), "Báo cáo tiêu chí Quy hoạch & <thử>"),
        Word("trinh_bay", gettext_lazy("Người trình bày"), "Văn phòng điều phối"),
        Word("so_phut", gettext_lazy("Số phút"), "20"),
    )),
)  # fmt: skip
_WEEK: Final = (
    *HEADING,
    Word("tu_ngay", gettext_lazy("Thứ Hai"), "02/03/2026"), Word("den_ngay", gettext_lazy("Chủ Nhật"), "08/03/2026"),
    Word("ban", gettext_lazy("Bản công bố; “dự thảo” khi chưa công bố"), "Bản 1, công bố lúc 27/02/2026 16:00"),
    Word("loc", gettext_lazy("Bộ lọc; trống khi in cả lịch"), ""),
    Word("viec", gettext_lazy("Các việc, mỗi dòng một việc"), rows=(
        Word("ngay", gettext_lazy("Thứ, ngày; trống ở việc sau của cùng ngày"), "Thứ Hai 02/03/2026"),
        Word("gio", gettext_lazy("Giờ"), "08:00–11:30"),
        Word("noi_dung", gettext_lazy("Loại việc, nội dung; “HỦY” khi đã hủy"), "Kiểm tra: tiêu chí Quy hoạch & <thử>"),
        Word("thanh_phan", gettext_lazy("Người, đoàn tham gia"), "Nguyễn Thị Hạnh"),
        Word("noi", gettext_lazy("Địa điểm"), "Hội trường A"),
    )),
    Word("noi_nhan", gettext_lazy("Nơi nhận, mỗi dòng một nơi"), ("- Lãnh đạo Văn phòng;", "- Lưu: VT.")),
)  # fmt: skip


def register() -> None:
    """Make the letters of this package known; ``config`` calls it."""
    register_letter(
        LetterKind(
            key=NOTICE,
            title=gettext_lazy("Thông báo kết luận cuộc họp"),
            about=gettext_lazy("Kết luận của một cuộc họp, từng mục nguyên văn, kèm giao việc và hạn."),
            shipped=_SHIPPED / "notice.docx",
            words=_NOTICE,
            file_name="thong-bao-ket-luan",
        )
    )
    register_letter(
        LetterKind(
            key=INVITATION,
            title=gettext_lazy("Giấy mời họp"),
            about=gettext_lazy("Mời họp: thành phần, điểm cầu, thời gian, nơi họp, chương trình."),
            shipped=_SHIPPED / "invitation.docx",
            words=_INVITATION,
            file_name="giay-moi",
        )
    )
    register_letter(
        LetterKind(
            key=WEEK,
            title=gettext_lazy("Lịch công tác tuần"),
            about=gettext_lazy("Lịch tuần của một cơ quan, thứ Hai trước, mỗi dòng một việc."),
            shipped=_SHIPPED / "week.docx",
            words=_WEEK,
            file_name="lich-tuan",
        )
    )


# ------------------------------------------------------------------------------------------------ contexts


def symbol_of(org: OrgRow | None, kind: str) -> str:
    """``TB-VPĐP``: the kind of letter and how the agency signs."""
    return f"{kind}-{(org.document_symbol if org is not None else '') or 'VPĐP'}"


def _province(actor: Actor, org: OrgRow | None, on: date) -> tuple[int | None, str]:
    """The province whose templates count, and the place of the letter's date."""
    rows = provinces_on(actor, on)
    province = rows[0] if rows else None
    place = org.place_name if org is not None and org.kind == "commune" else province.name if province else ""
    return (province.id if province is not None else None), place


def _org(actor: Actor, org_id: int, on: date) -> OrgRow | None:
    from dieuphoi.core.kernel.errors import NotVisible

    try:
        return org_on(actor, org_id, on)
    except NotVisible:
        return None


def _heading(
    actor: Actor, org: OrgRow | None, name: str, on: date, *, symbol: str, number: str = "", title: str = "",
    signer: str = "",
) -> dict[str, str]:  # fmt: skip
    _id, place = _province(actor, org, on)
    return Heading(
        agency=org.name if org is not None else name, parent=org.parent_name if org is not None else "", place=place,
        on=on, number=number, symbol=symbol, signer_title=title, signer=signer,
    ).words()  # fmt: skip


def _chair(meeting: Any) -> str:
    name = meeting.chair.full_name if meeting.chair is not None else ""
    said = ", ".join(part for part in (name, meeting.chair_title) if part)
    return _("đồng chí %(who)s") % {"who": said} if said else ""


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def default_recipients(meeting: Any) -> str:
    """Where a notice goes unless somebody says otherwise."""
    lines = [_("- Như thành phần dự họp;"), _("- %(org)s;") % {"org": meeting.host.name}, _("- Lưu: VT.")]
    return "\n".join(lines)


def notice_initial(actor: Actor, meeting: Any) -> dict[str, Any]:
    """What the form of the number begins with."""
    return {
        "symbol": symbol_of(_org(actor, meeting.host_id, actor.on), "TB"),
        "issued_on": actor.on,
        "signer_title": _("Lãnh đạo Văn phòng"),
        "recipients": default_recipients(meeting),
    }


def task_words(item: Any) -> str:
    """``(Chủ trì: …; hạn: …; sản phẩm: …)`` of an item; empty where it gives nobody anything."""
    parts = []
    if item.lead is not None:
        parts.append(_("Chủ trì: %(org)s") % {"org": item.lead.name})
    others = [name for name in item.to if item.lead is None or name != item.lead.name]
    if others:
        parts.append(_("giao: %(orgs)s") % {"orgs": ", ".join(others)})
    if item.due_on is not None:
        parts.append(_("hạn: %(day)s") % {"day": format_date(item.due_on)})
    if item.product:
        parts.append(_("sản phẩm: %(product)s") % {"product": item.product})
    return f"({'; '.join(parts)})" if parts and (item.lead is not None or others) else ""


def notice_letter(actor: Actor, meeting: Any, items: list[Any], *, now: datetime) -> Letter:
    """The notice of conclusion by the template in force, with its number where it has one.

    It goes out in the language of the house. Raises :class:`Refused` (``bad_template``).
    """
    from dieuphoi.steering.meetings.selectors.meetings import invitees_of

    notice = getattr(meeting, "notice", None)
    on = notice.issued_on if notice is not None else day_of(now)
    with house_language():
        org = _org(actor, meeting.host_id, on)
        called = "; ".join(str(row) for row in invitees_of(actor, meeting.pk))
        context = {
            **_heading(
                actor, org, meeting.host.name, on, symbol=notice.symbol if notice else symbol_of(org, "TB"),
                number=str(notice).partition("/")[0] if notice else "",
                title=notice.signer_title if notice else _("Lãnh đạo Văn phòng"),
                signer=notice.signer_name if notice else "",
            ),
            **_about(meeting),
            "ngay_hop": format_date(local(meeting.starts_at).date()),
            "thanh_phan": called,
            "noi_dung": meeting.about or meeting.title,
            "noi_nhan": _lines(notice.recipients) if notice and notice.recipients else _lines(
                default_recipients(meeting)
            ),
            "muc": [
                {"so": format_number(item.number), "noi_dung": item.text, "giao": task_words(item)} for item in items
            ],
        }  # fmt: skip
        place, _name = _province(actor, org, on)
        document = render(NOTICE, context, on=on, place_id=place)
        return Letter(document, f"{_('Thông báo kết luận')} {meeting.title} {url_date(on)}")


def _about(meeting: Any) -> dict[str, str]:
    return {
        "ten_cuoc_hop": meeting.title,
        "chu_tri": _chair(meeting),
        "thoi_gian": when_words(meeting),
        "noi_hop": where_words(meeting),
    }


def invitation_letter(
    actor: Actor, meeting: Any, invitees: list[Any], points: list[Any], agenda: list[Any], *, now: datetime
) -> Letter:
    """The invitation by the template in force; its number is filled in by hand."""
    on = day_of(now)
    with house_language():
        org = _org(actor, meeting.host_id, on)
        context = {
            **_heading(
                actor, org, meeting.host.name, on, symbol=symbol_of(org, "GM"), title=_("Lãnh đạo Văn phòng")
            ),
            **_about(meeting),
            "kinh_moi": [f"- {row};" for row in invitees] or ["…"],
            "diem_cau": "; ".join(str(row) for row in points),
            "noi_dung": meeting.about or meeting.title,
            "noi_nhan": [_("- Như trên;"), _("- Lưu: VT.")],
            **_previous(actor, meeting),
            "chuong_trinh": [
                {
                    "so": format_number(row.position),
                    "noi_dung": row.title,
                    "trinh_bay": ", ".join(
                        part for part in (row.presenter, row.presenter_org.name if row.presenter_org else "") if part
                    ),
                    "so_phut": format_number(row.minutes) if row.minutes is not None else "",
                }
                for row in agenda
            ],
        }
        place, _name = _province(actor, org, on)
        document = render(INVITATION, context, on=on, place_id=place)
        return Letter(document, f"{_('Giấy mời')} {meeting.title} {url_date(on)}")


def _previous(actor: Actor, meeting: Any) -> dict[str, Any]:
    """What the meeting opens with; nothing where no conclusion of the last one is approved."""
    lines = previous_words(actor, meeting)
    before = opens_with(actor, meeting) if lines else None
    title = "" if before is None else _("%(title)s, ngày %(day)s") % {
        "title": before.title, "day": format_date(local(before.starts_at).date()),
    }  # fmt: skip
    return {"cuoc_hop_truoc": title, "ket_luan_truoc": lines}


def previous_words(actor: Actor, meeting: Any) -> list[dict[str, str]]:
    """How each conclusion of the meeting that this one opens with stands today: item, words, standing with who does
    it until when.
    """
    before = opens_with(actor, meeting)
    if before is None or before.state != "CONCLUDED":
        return []
    found = conclusions_standing(actor, [before.pk], actor.on).get(before.pk)
    return [
        {"so": format_number(each.item.number), "noi_dung": each.item.text, "tinh_trang": _stands(each)}
        for each in (found.items if found is not None else ())
    ]


def _stands(each: ItemState) -> str:
    said = str(dict(STANDINGS)[each.standing])
    if each.standing == DROPPED:
        return f"{said}: {each.item.dropped_reason}"
    who = "; ".join(
        ", ".join(
            part for part in (
                task.responsible.full_name, task.lead_org.name,
                _("hạn %(day)s") % {"day": format_date(task.due)} if task.due else "",
            ) if part
        )
        for task in each.tasks
    )  # fmt: skip
    return f"{said}: {who}" if who else said


def week_letter(actor: Actor, week: Week, org: OrgRow | None, filters: list[str], *, now: datetime) -> Letter:
    """A week as it is shown: a line for every entry of every day, Monday first."""
    monday = week.asked.monday
    with house_language():
        edition = next((row for row in week.editions if org is not None and row.org_id == org.id), None)
        version = (
            _("Bản %(n)s, công bố lúc %(at)s")
            % {"n": format_number(edition.version), "at": format_datetime(edition.recorded_at)}
            if edition is not None
            else _("Dự thảo, chưa công bố")
        )
        context = {
            **_heading(
                actor, org, _("Văn phòng điều phối nông thôn mới"), day_of(now), symbol=symbol_of(org, "LCT"),
                title=_("Lãnh đạo Văn phòng"),
            ),
            "tu_ngay": format_date(monday),
            "den_ngay": format_date(monday + timedelta(days=6)),
            "ban": version,
            "loc": "; ".join(filters),
            "viec": week_lines(week),
            "noi_nhan": [_("- Lãnh đạo, công chức cơ quan;"), _("- Lưu: VT.")],
        }  # fmt: skip
        place, _name = _province(actor, org, monday)
        document = render(WEEK, context, on=day_of(now), place_id=place)
        return Letter(document, f"{_('Lịch tuần')} {url_date(monday)}")


def week_lines(week: Week) -> list[dict[str, str]]:
    """The lines of a printed week; a day without anything says so."""
    lines = []
    for number, day in enumerate(week.days):
        said = f"{WEEKDAYS[number]} {format_date(day.on)}"
        if not day.entries:
            lines.append({"ngay": said, "gio": "", "noi_dung": "–", "thanh_phan": "", "noi": ""})
        for row in day.entries:
            who = [name for _id, name in row.people] + [name for _id, name in row.teams]
            cancelled = _("HỦY: ") if row.state == "CANCELLED" else ""
            lines.append(
                {
                    "ngay": said, "gio": hours_on(row, day.on),
                    "noi_dung": f"{cancelled}{KIND_LABELS[row.kind]}: {row.title}", "thanh_phan": "; ".join(who),
                    "noi": where_words(row),
                }
            )  # fmt: skip
            said = ""
    return lines


def hours_on(row: Any, on: date) -> str:
    """``08:00–11:30`` on that day; of an entry over several days only the end that lies in it, else "cả ngày"."""
    start, end = local(row.starts_at), local(row.ends_at)
    first, last = start.date() == on, end.date() == on
    if first and last:
        return f"{start:%H:%M}–{end:%H:%M}"
    if first:
        return _("từ %(at)s") % {"at": f"{start:%H:%M}"}
    if last:
        return _("đến %(at)s") % {"at": f"{end:%H:%M}"}
    return _("cả ngày")
