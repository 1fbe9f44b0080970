"""The columns of the list of recognitions, and what a row may tell: recognised, acknowledged again, revoked."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy

from dieuphoi.core.exchange.columns import SheetColumn, SheetSpec

KIND: Final = "recognitions"
RECOGNISE, ACKNOWLEDGE, REVOKE = "recognise", "acknowledge", "revoke"
EVENTS: Final = (
    (RECOGNISE, gettext_lazy("công nhận")),
    (ACKNOWLEDGE, gettext_lazy("thừa nhận lại")),
    (REVOKE, gettext_lazy("thu hồi")),
)
EVENT_LABELS: Final = dict(EVENTS)

RECOGNITION_SHEET: Final = SheetSpec(
    key=KIND,
    title=gettext_lazy("Danh sách công nhận"),
    columns=(
        SheetColumn(
            "event",
            gettext_lazy("Việc"),
            "choice",
            choices=EVENTS,
            width=14,
            help=gettext_lazy("Để trống là công nhận."),
            aliases=("Loại quyết định", "Nội dung"),
        ),
        SheetColumn(
            "code",
            gettext_lazy("Mã đơn vị"),
            "code",
            max_length=12,
            width=10,
            aliases=("Mã", "Mã xã", "Mã ĐVHC", "Mã huyện"),
        ),
        SheetColumn(
            "name",
            gettext_lazy("Tên đơn vị"),
            max_length=140,
            width=26,
            help=gettext_lazy("Tên vào ngày ký quyết định."),
            aliases=("Đơn vị", "Xã", "Tên xã", "Xã, phường, thị trấn", "Địa phương", "Tên", "Tên huyện"),
        ),
        SheetColumn(
            "level",
            gettext_lazy("Mức công nhận"),
            max_length=120,
            width=30,
            help=gettext_lazy("Đạt chuẩn, nâng cao, kiểu mẫu. Để trống là đạt chuẩn."),
            aliases=("Mức", "Danh hiệu", "Mức độ", "Loại", "Tiêu chuẩn"),
        ),
        SheetColumn(
            "year",
            gettext_lazy("Năm"),
            "integer",
            minimum=1990,
            maximum=2100,
            width=7,
            help=gettext_lazy("Để trống là năm ký quyết định."),
            aliases=("Năm công nhận", "Năm đạt chuẩn", "Năm về đích"),
        ),
        SheetColumn(
            "decision_number",
            gettext_lazy("Số quyết định"),
            "code",
            required=True,
            max_length=120,
            width=22,
            aliases=("Quyết định", "Số QĐ", "Quyết định công nhận", "Số, ngày quyết định", "QĐ công nhận", "QĐ"),
        ),
        SheetColumn(
            "decision_on",
            gettext_lazy("Ngày quyết định"),
            "date",
            width=13,
            aliases=("Ngày", "Ngày ký", "Ngày QĐ", "Ngày ban hành"),
        ),
        SheetColumn("issuer", gettext_lazy("Cơ quan ký"), max_length=200, width=24, aliases=("Cơ quan ban hành",)),
        SheetColumn(
            "set",
            gettext_lazy("Bộ tiêu chí"),
            max_length=300,
            width=20,
            help=gettext_lazy("Mã, tên hoặc số quyết định của bộ tiêu chí, nếu biết."),
        ),
        SheetColumn(
            "base",
            gettext_lazy("Quyết định công nhận gốc"),
            "code",
            max_length=120,
            width=22,
            help=gettext_lazy("Khi thừa nhận lại hoặc thu hồi: số quyết định đã công nhận."),
            aliases=("Số quyết định gốc", "QĐ gốc"),
        ),
        SheetColumn(
            "former",
            gettext_lazy("Đơn vị đã được công nhận"),
            "code",
            max_length=140,
            width=24,
            help=gettext_lazy("Khi thừa nhận lại: mã hoặc tên đơn vị trước sắp xếp."),
            aliases=("Đơn vị trước sắp xếp", "Đơn vị cũ"),
        ),
        SheetColumn("reason", gettext_lazy("Lý do"), max_length=2000, width=24, help=gettext_lazy("Khi thu hồi.")),
        SheetColumn("source", gettext_lazy("Nguồn"), max_length=300, width=24),
        SheetColumn("note", gettext_lazy("Ghi chú"), max_length=2000, width=24),
    ),
    notes=(
        gettext_lazy("Mỗi dòng một quyết định. Đơn vị là đơn vị của ngày ký. Dòng không có trong tệp được giữ nguyên."),
    ),
    sheet_name=gettext_lazy("Công nhận"),
    file_name="danh-sach-cong-nhan.xlsx",
)
NAMES: Final = {column.key: column.header for column in RECOGNITION_SHEET.columns}
