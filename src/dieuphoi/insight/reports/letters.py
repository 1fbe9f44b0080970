"""The letters of the summaries: their words, their contexts, their registration (``core.letters``)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.dates import format_date, format_datetime
from dieuphoi.core.kernel.dates import today as day_of
from dieuphoi.core.kernel.numbers import format_number
from dieuphoi.core.kernel.period import parse_period
from dieuphoi.core.letters.heading import HEADING, Heading
from dieuphoi.core.letters.registry import LetterKind, Word, register_letter
from dieuphoi.core.letters.tables import PaperTable
from dieuphoi.insight.reports.selectors import Form, Reading, forms
from dieuphoi.insight.reports.tables import against_words
from dieuphoi.insight.reports.words import SIGNS, legend
from dieuphoi.programme.assessments.models import AssessmentRound
from dieuphoi.programme.assessments.round_words import final_words, set_words
from dieuphoi.registry.access.roles import OFFICE, Role
from dieuphoi.registry.organisations import selectors as organisations
from dieuphoi.registry.territory import selectors as territory

SUMMARY: Final = "tong-hop-dot"
_SHIPPED: Final = Path(__file__).parent / "templates_docx"
_ROUND: Final = (
    Word("ten_dot", gettext_lazy("Tên đợt rà soát"), "Rà soát tiêu chí năm 2025"),
    Word("tinh", gettext_lazy("Tên tỉnh"), "Tỉnh Sơn Hà (giả định)"),
    Word(
        "bo_tieu_chi",
        gettext_lazy("Bộ tiêu chí và quyết định ban hành"),
        "Bộ tiêu chí thử (Quyết định 01/2025/QĐ-UBND)",
    ),
    Word("ky", gettext_lazy("Kỳ của đợt"), "Năm 2025"),
    Word("ngay_dia_gioi", gettext_lazy("Ngày của địa giới"), "01/07/2025"),
    Word(
        "tinh_trang", gettext_lazy("Đã chốt với mã kiểm tra, hay chưa chốt"), "SỐ LIỆU CHƯA CHỐT – còn có thể thay đổi"
    ),
    Word("so_xa", gettext_lazy("Số xã có trong văn bản"), "92"),
    Word("tren_so_xa", gettext_lazy("Số xã của cả đợt"), "92"),
    Word("lap_luc", gettext_lazy("Lúc lập"), "02/03/2026 09:00"),
    Word("nguoi_lap", gettext_lazy("Người lập"), "Trần Thị Lan"),
)
_CRITERION: Final = (
    Word("so", gettext_lazy("Số của tiêu chí"), "1"), Word("ten", gettext_lazy("Tên tiêu chí"), "Quy hoạch & <thử>"),
    Word("dat", gettext_lazy("Số xã đạt"), "60"), Word("chua_dat", gettext_lazy("Số xã chưa đạt"), "20"),
    Word("chua_nhap", gettext_lazy("Số xã chưa nhập"), "5"),
    Word("chua_ket_luan", gettext_lazy("Số xã chưa thể kết luận"), "4"),
    Word("khong_ap_dung", gettext_lazy("Số xã không áp dụng"), "3"),
    Word("ty_le", gettext_lazy("Tỷ lệ xã đạt"), "65,2%"),
    Word("thu_tu", gettext_lazy("Thứ tự từ thấp lên"), "1"),
    Word("dat_them", gettext_lazy("Số xã đạt thêm so với kỳ so sánh; trống khi không so sánh"), "7"),
    Word("mat", gettext_lazy("Số xã mất so với kỳ so sánh; trống khi không so sánh"), "1"),
)  # fmt: skip
_COMMUNE: Final = (
    Word("stt", gettext_lazy("Số thứ tự"), "1"), Word("ma", gettext_lazy("Mã xã"), "98001"),
    Word("ten", gettext_lazy("Tên xã"), "Xã Thượng Sơn"),
    Word("ket_qua", gettext_lazy("Ký hiệu kết quả, mỗi tiêu chí một ô"), ("Đ", "C", "–")),
    Word("so_dat", gettext_lazy("Số tiêu chí đạt trên tổng số"), "1/3"),
    Word("tang_giam", gettext_lazy("Tăng, giảm so với kỳ so sánh"), "+1"),
)  # fmt: skip
_SUMMARY: Final = (
    *HEADING, *_ROUND,
    Word("dat_tat_ca", gettext_lazy("Số xã đạt tất cả tiêu chí"), "12"),
    Word("cong_nhan", gettext_lazy("Số xã đã được công nhận"), "40"),
    Word("ngay_cong_nhan", gettext_lazy("Ngày tính công nhận"), "02/03/2026"),
    Word("dot_so_sanh", gettext_lazy("Tên đợt so sánh; trống khi không so sánh"), "Rà soát tiêu chí năm 2024"),
    Word("khong_so_sanh", gettext_lazy("Vì sao không so sánh; trống khi so sánh được"), ""),
    Word("so_dong_thay_doi", gettext_lazy("Số xã có thay đổi"), "8"),
    Word("ky_hieu", gettext_lazy("Giải thích ký hiệu"), "Đ: đạt; C: chưa đạt"),
    Word("so_tieu_chi", gettext_lazy("Số của từng tiêu chí, cho đầu bảng"), ("1", "2", "3")),
    Word("tieu_chi", gettext_lazy("Bảng theo tiêu chí"), rows=_CRITERION),
    Word("nhom", gettext_lazy("Bảng theo số tiêu chí đạt"), rows=(
        Word("ten", gettext_lazy("Tên nhóm"), "15–18 tiêu chí"), Word("so_xa", gettext_lazy("Số xã"), "30"),
        Word("ty_le", gettext_lazy("Tỷ lệ"), "32,6%"),
        Word("ky_truoc", gettext_lazy("Số xã của kỳ so sánh; trống khi không so sánh"), "28"),
    )),
    Word("phan_loai", gettext_lazy("Bảng theo nhóm xã, vùng"), rows=(
        Word("ten", gettext_lazy("Tên nhóm, vùng"), "Nhóm xã: nhóm 1"), Word("so_xa", gettext_lazy("Số xã"), "30"),
        Word("dat_tat_ca", gettext_lazy("Số xã đạt tất cả tiêu chí"), "4"),
        Word("cong_nhan", gettext_lazy("Số xã đã được công nhận"), "9"),
    )),
    Word("thay_doi", gettext_lazy("Bảng xã có thay đổi"), rows=(
        Word("ten", gettext_lazy("Tên xã"), "Xã Thượng Sơn"), Word("truoc", gettext_lazy("Số đạt kỳ so sánh"), "15"),
        Word("nay", gettext_lazy("Số đạt kỳ này"), "16"),
        Word("dat_them", gettext_lazy("Tiêu chí đạt thêm"), "2. Giao thông"),
        Word("mat", gettext_lazy("Tiêu chí mất"), ""),
    )),
    Word("xa_moi", gettext_lazy("Bảng xã không so sánh được"), rows=(
        Word("ten", gettext_lazy("Tên xã"), "Xã Sơn Hà"),
        Word("vi_sao", gettext_lazy("Vì sao"), "lập sau sắp xếp từ Xã Thượng Hà, Xã Hạ Hà"),
    )),
    Word("xa", gettext_lazy("Bảng theo xã"), rows=_COMMUNE),
)  # fmt: skip
_FORM: Final = (
    *HEADING, *_ROUND,
    Word("ten_bieu", gettext_lazy("Số và tên biểu"), "Biểu 05. Kết quả thực hiện Bộ tiêu chí"),
    Word("mau_tham_khao", gettext_lazy("Ghi chú mẫu tham khảo"), "Mẫu tham khảo"),
    Word("don_vi_tinh", gettext_lazy("Đơn vị tính"), "Đơn vị tính: xã"),
    Word("nhom_xa", gettext_lazy("Đầu bảng, hàng trên: mỗi nhóm xã một ô gộp"), rows=(
        Word("ten", gettext_lazy("Tên nhóm xã"), "Nhóm 1"),
        Word("so_cot", gettext_lazy("Số cột của nhóm"), "3"),
    )),
    Word("cot", gettext_lazy("Đầu bảng, hàng dưới: mỗi kỳ một ô"),
         ("Kết quả đến 31/12/2025", "Thực hiện", "Kế hoạch") * 2),
    Word("dong", gettext_lazy("Các dòng của biểu"), rows=(
        Word("tt", gettext_lazy("Thứ tự"), "1"), Word("noi_dung", gettext_lazy("Nội dung"), "Quy hoạch & <thử>"),
        Word("o", gettext_lazy("Các ô của dòng; trống khi chưa có số liệu"), ("12", "14", "") * 2),
    )),
    Word("ghi_chu", gettext_lazy("Ghi chú dưới biểu, mỗi ghi chú một dòng"), ("Ô trống là chưa có số liệu",)),
)  # fmt: skip


def register() -> None:
    """Make the letters of this package known; ``config`` calls it."""
    register_letter(
        LetterKind(
            key=SUMMARY,
            title=gettext_lazy("Tổng hợp kết quả rà soát"),
            about=gettext_lazy(
                "Báo cáo tổng hợp một đợt rà soát: theo nhóm, theo tiêu chí, theo xã, thay đổi so với kỳ trước."
            ),
            shipped=_SHIPPED / "summary.docx",
            words=_SUMMARY,
            file_name="tong-hop",
        )
    )
    for form in forms():
        register_letter(
            LetterKind(
                key=form.key,
                title=f"{form.number}. {form.title}",
                about=form.about,
                shipped=_SHIPPED / "form.docx",
                words=_FORM,
                file_name=form.key,
                note=form.marked,
            )
        )


@dataclass(frozen=True, slots=True)
class Paper:
    """Who makes a letter, when, of which reading."""

    actor: Actor
    read: Reading
    now: datetime

    @property
    def round(self) -> AssessmentRound:
        return self.read.round

    def heading(self) -> dict[str, str]:
        """The heading by the register of organisations: the office of the province on the day, and what stands above
        it."""
        day = day_of(self.now)
        province = territory.unit_on(self.actor, self.round.province_id, self.round.territory_on)
        offices = organisations.orgs_on(self.actor, day, kind="office", place=self.round.province_id)
        office = offices[0] if offices else None
        own = office is not None and office.id in self.actor.orgs(*OFFICE)
        heads = own and self.actor.has_role(Role.OFFICE_HEAD)
        committee = _("Ủy ban nhân dân %(province)s") % {
            "province": province.full_name[:1].lower() + province.full_name[1:]
        }
        return Heading(
            agency=office.name if office is not None else _("Văn phòng điều phối nông thôn mới"),
            parent=office.parent_name if office is not None and office.parent_name else committee,
            place=province.name,
            on=day,
            symbol=_("BC-%(office)s") % {"office": (office.document_symbol if office else "") or "VPĐP"},
            signer_title=_("Lãnh đạo Văn phòng"),
            signer=self.actor.name if heads else "",
        ).words()

    def words(self) -> dict[str, Any]:
        """The context of the heading and of the round."""
        round_ = self.round
        province = territory.unit_on(self.actor, round_.province_id, round_.territory_on)
        try:
            period = parse_period(round_.period).label
        except ValueError:
            period = round_.period
        return {
            **self.heading(),
            "ten_dot": round_.title,
            "tinh": province.full_name,
            "bo_tieu_chi": set_words(round_),
            "ky": period,
            "ngay_dia_gioi": format_date(round_.territory_on),
            "tinh_trang": final_words(round_, self.read.at),
            "so_xa": format_number(len(self.read.rows)),
            "tren_so_xa": format_number(self.read.of),
            "lap_luc": format_datetime(self.now),
            "nguoi_lap": self.actor.name,
        }


def summary_context(paper: Paper, tables: dict[str, PaperTable], reason: str) -> dict[str, Any]:
    """The context of the summary, from the very tables that the page shows. ``reason``: why nothing is compared."""
    read = paper.read
    compared = not reason
    bands, criteria = tables["bands"].texts, tables["criteria"].texts
    moves = tables["moves"].texts if compared else []
    return {
        **paper.words(),
        "dat_tat_ca": format_number(sum(1 for row in read.rows if row.wall.qualifies)),
        "cong_nhan": format_number(sum(1 for row in read.rows if row.levels)),
        "ngay_cong_nhan": format_date(read.recognised_on),
        "dot_so_sanh": against_words(read) if compared else "",
        "khong_so_sanh": reason,
        "so_dong_thay_doi": format_number(len(moves)),
        "ky_hieu": legend(),
        "so_tieu_chi": [each.number for each in read.columns],
        "tieu_chi": [
            dict(
                zip(
                    (
                        "so", "ten", "dat", "chua_dat", "chua_nhap", "chua_ket_luan", "khong_ap_dung", "ty_le",
                        "thu_tu", "dat_them", "mat",
                    ),
                    [*row, "", ""],
                    strict=False,
                )
            )
            for row in criteria
        ],
        "nhom": [
            {"ten": row[0], "so_xa": row[1], "ty_le": row[2], "ky_truoc": row[3] if len(row) > 3 else ""}
            for row in bands
        ],
        "phan_loai": [
            {"ten": row[0], "so_xa": row[1], "dat_tat_ca": row[2], "cong_nhan": row[3]}
            for row in tables["classes"].texts
        ],
        "thay_doi": [
            {"ten": row[1], "truoc": row[2], "nay": row[3], "dat_them": row[5], "mat": row[6]} for row in moves
        ],
        "xa_moi": [{"ten": row[0], "vi_sao": row[2]} for row in tables["strangers"].texts] if compared else [],
        "xa": [
            {
                "stt": format_number(at),
                "ma": row.wall.code,
                "ten": row.wall.name,
                "ket_qua": [SIGNS[row.mark(n)] for n in range(read.total)],
                "so_dat": f"{row.met}/{row.wall.criteria_total}",
                "tang_giam": _signed(row.difference),
            }
            for at, row in enumerate(read.rows, start=1)
        ],
    }  # fmt: skip


def _signed(difference: int | None) -> str:
    if difference is None:
        return ""
    return f"+{difference}" if difference > 0 else format_number(difference)


def form_context(paper: Paper, form: Form, table: PaperTable) -> dict[str, Any]:
    """The context of a filled form, from the very table that the page shows."""
    top, below = table.heads
    return {
        **paper.words(),
        "ten_bieu": table.title,
        "mau_tham_khao": form.marked[:1].upper() + form.marked[1:],
        "don_vi_tinh": form.unit,
        "nhom_xa": [{"ten": head.text, "so_cot": str(head.span)} for head in top if head.span > 1],
        "cot": [head.text for head in below],
        "dong": [{"tt": row[0], "noi_dung": row[1], "o": row[2:]} for row in table.texts],
        "ghi_chu": list(table.notes),
    }
