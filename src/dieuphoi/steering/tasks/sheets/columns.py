"""The columns of the sheet of tasks: the same out and in, known by the headings that offices use."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy as _

from dieuphoi.core.exchange.columns import SheetColumn, SheetSpec
from dieuphoi.steering.tasks import selectors
from dieuphoi.steering.tasks.states import TaskState

KIND: Final = "tasks"

TASK_SHEET: Final = SheetSpec(
    key=KIND,
    title=_("Danh sách nhiệm vụ"),
    columns=(
        SheetColumn(
            "code", _("Số việc"), "code", max_length=14, width=10,
            help=_("Số và năm, ví dụ 12/2026, của việc đã có. Để trống: việc mới."), aliases=("Mã việc", "Số nhiệm vụ"),
        ),
        SheetColumn(
            "title", _("Tên việc"), required=True, max_length=300, width=44,
            help=_("Ngắn gọn, bắt đầu bằng động từ."),
            aliases=("Nhiệm vụ", "Nội dung nhiệm vụ", "Nhiệm vụ được giao", "Tên nhiệm vụ", "Nội dung công việc",
                     "Công việc"),
        ),
        SheetColumn(
            "product", _("Sản phẩm"), max_length=300, width=26,
            help=_("Phải có gì trong tay khi xong. Bắt buộc với việc mới."),
            aliases=("Sản phẩm yêu cầu", "Kết quả cần đạt", "Sản phẩm, kết quả"),
        ),
        SheetColumn(
            "lead", _("Chủ trì"), "code", max_length=200, width=28,
            help=_("Mã, tên hoặc tên viết tắt của cơ quan, vào ngày giao. Bắt buộc với việc mới."),
            aliases=("Cơ quan chủ trì", "Đơn vị chủ trì", "Cơ quan, đơn vị chủ trì"),
        ),
        SheetColumn(
            "responsible", _("Người chịu trách nhiệm"), max_length=120, width=24,
            help=_("Đúng một người của cơ quan chủ trì. Bắt buộc với việc mới."),
            aliases=("Người thực hiện", "Cán bộ thực hiện", "Người được giao", "Cán bộ phụ trách"),
        ),
        SheetColumn(
            "phone", _("Điện thoại"), "code", max_length=40, width=14, help=_("Để phân biệt người trùng tên."),
            aliases=("Số điện thoại",),
        ),
        SheetColumn(
            "giver_org", _("Cơ quan giao"), "code", max_length=200, width=24,
            help=_("Khi ghi lệnh của lãnh đạo. Để trống: cơ quan của bạn."), aliases=("Đơn vị giao",),
        ),
        SheetColumn(
            "giver", _("Người giao"), max_length=120, width=22, help=_("Để trống: chính bạn."),
            aliases=("Lãnh đạo giao", "Người giao việc"),
        ),
        SheetColumn(
            "given_on", _("Ngày giao"), "date", width=12,
            help=_("Để trống: hôm nay. Cơ quan và xã được tìm theo ngày này."), aliases=("Ngày giao việc",),
        ),
        SheetColumn(
            "due_on", _("Hạn"), "date", width=12,
            aliases=("Thời hạn", "Hạn hoàn thành", "Thời hạn hoàn thành", "Thời gian hoàn thành", "Hạn xử lý"),
        ),
        SheetColumn(
            "no_due_reason", _("Vì sao không có hạn"), max_length=300, width=22,
            help=_("Chỉ ghi khi không có hạn, ví dụ: thường xuyên."),
        ),
        SheetColumn(
            "kind", _("Loại"), "choice", choices=selectors.KIND_CHOICES, width=18, help=_("Để trống: nhiệm vụ."),
            aliases=("Loại nhiệm vụ",),
        ),
        SheetColumn(
            "every", _("Báo cáo tiến độ"), "choice", choices=selectors.EVERY_CHOICES, width=14,
            help=_("Chỉ của việc thường xuyên."), aliases=("Kỳ báo cáo",),
        ),
        SheetColumn(
            "urgency", _("Độ khẩn"), "choice", choices=selectors.URGENCY_CHOICES, width=12,
            help=_("Để trống: thường."), aliases=("Mức độ khẩn",),
        ),
        SheetColumn(
            "source_line", _("Căn cứ giao"), max_length=400, width=32,
            help=_("Văn bản và mục, ví dụ: Thông báo 5/TB-VPDP ngày 12/03/2026, mục 2."),
            aliases=("Căn cứ", "Văn bản giao", "Văn bản giao nhiệm vụ", "Văn bản chỉ đạo", "Số văn bản"),
        ),
        SheetColumn(
            "text", _("Nguyên văn chỉ đạo"), max_length=20_000, width=44, aliases=("Nguyên văn", "Nội dung chỉ đạo"),
        ),
        SheetColumn(
            "coordinating", _("Phối hợp"), "code", max_length=4000, width=30,
            help=_("Nhiều cơ quan cách nhau bằng dấu chấm phẩy."),
            aliases=("Cơ quan phối hợp", "Đơn vị phối hợp"),
        ),
        SheetColumn(
            "following", _("Theo dõi, đôn đốc"), "code", max_length=4000, width=24,
            help=_("Nhiều cơ quan cách nhau bằng dấu chấm phẩy."), aliases=("Cơ quan theo dõi", "Đơn vị theo dõi"),
        ),
        SheetColumn(
            "communes", _("Xã liên quan"), "code", max_length=8000, width=26,
            help=_("Mã hoặc tên vào ngày giao; nhiều xã cách nhau bằng dấu chấm phẩy."),
            aliases=("Xã", "Địa bàn", "Địa phương"),
        ),
        SheetColumn(
            "criteria", _("Tiêu chí liên quan"), "code", max_length=4000, width=20,
            help=_("Mã bộ tiêu chí, dấu cách, số tiêu chí; nhiều tiêu chí cách nhau bằng dấu chấm phẩy."),
            aliases=("Tiêu chí",),
        ),
        SheetColumn("field", _("Lĩnh vực"), max_length=160, width=20, help=_("Mã hoặc tên lĩnh vực.")),
        SheetColumn(
            "parent", _("Thuộc việc"), max_length=300, width=14,
            help=_("Số của việc lớn hơn; hoặc tên của việc lớn hơn trong cùng tệp này."), aliases=("Việc lớn hơn",),
        ),
        SheetColumn(
            "restricted", _("Hạn chế"), "bool", width=10,
            help=_("Có: xã liên quan không thấy việc này nếu không được giao."),
        ),
        SheetColumn(
            "state", _("Trạng thái"), "choice", choices=TaskState.choices, width=18, locked=True,
            help=_("Chỉ để xem: nhận, báo cáo, xác nhận làm ở trang của việc."),
        ),
        SheetColumn("note", _("Ghi chú"), max_length=2000, width=24),
    ),
    identity=("code",),
    notes=(
        _("Mỗi dòng một việc. Việc không có trong tệp và ô để trống được giữ nguyên."),
        _(
            "Việc đã có chỉ sửa được nội dung; chuyển người, gia hạn, xác nhận làm ở trang của việc. "
            "Việc mới được báo cho người chịu trách nhiệm một lần cho cả tệp."
        ),
    ),
    sheet_name=_("Nhiệm vụ"),
    file_name="nhiem-vu.xlsx",
)  # fmt: skip
NAMES: Final = {column.key: column.header for column in TASK_SHEET.columns}
