"""The columns of the sheet of people and of the sign-in slips, and how a last day is written in them."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from dieuphoi.core.exchange.columns import SheetColumn, SheetSpec
from dieuphoi.core.kernel.ranges import day_after
from dieuphoi.registry.access.roles import Role

PEOPLE_SHEET: Final = SheetSpec(
    key="people",
    title=_("Danh sách cán bộ và vai trò"),
    columns=(
        SheetColumn(
            "full_name", _("Họ và tên"), required=True, max_length=120, width=28, aliases=("Họ tên",)
        ),
        SheetColumn("phone", _("Điện thoại"), "code", max_length=40, width=16),
        SheetColumn("email", _("Thư điện tử"), max_length=200, width=26, aliases=("Email",)),
        SheetColumn("org", _("Mã cơ quan"), "code", required=True, max_length=40, width=16),
        SheetColumn("title", _("Chức vụ"), required=True, max_length=120, width=26),
        SheetColumn(
            "role",
            _("Vai trò"),
            "choice",
            choices=tuple(Role.choices),
            width=30,
            help=_("Việc được làm trong hệ thống. Để trống khi người này không đăng nhập."),
        ),
        SheetColumn(
            "place",
            _("Phạm vi (mã hoặc tên)"),
            "code",
            max_length=120,
            width=24,
            help=_("Xã, tỉnh mà vai trò có hiệu lực. Cán bộ xã để trống là xã của cơ quan."),
            aliases=("Phạm vi",),
        ),
        SheetColumn(
            "coordinator",
            _("Người điều phối"),
            "bool",
            width=14,
            help=_("Có: được cấp phiếu mới, đặt lại mật khẩu cho người của cơ quan. Để trống thì giữ nguyên."),
        ),
        SheetColumn("start", _("Từ ngày"), "date", width=12, help=_("Để trống: có từ trước.")),
        SheetColumn("end", _("Đến hết ngày"), "date", width=12, aliases=("Đến ngày",)),
        SheetColumn(
            "username",
            _("Tên đăng nhập"),
            "code",
            max_length=60,
            width=18,
            help=_("Ghi tên mới để mở tài khoản. Mật khẩu lần đầu in trên phiếu đăng nhập."),
        ),
    ),
    identity=("username", "full_name", "phone", "org", "title", "role", "place"),
    notes=(_("Mỗi dòng một chức vụ của một người. Người không có trong tệp được giữ nguyên."),),
    sheet_name=_("Cán bộ"),
    file_name="can-bo.xlsx",
)
NAMES: Final = {column.key: column.header for column in PEOPLE_SHEET.columns}
SLIP_SHEET: Final = SheetSpec(
    key="sign-in-slips",
    title=_("Phiếu đăng nhập lần đầu"),
    columns=(
        SheetColumn("full_name", _("Họ và tên"), width=28),
        SheetColumn("posts", _("Chức vụ"), width=44),
        SheetColumn("username", _("Tên đăng nhập"), width=20),
        SheetColumn("password", _("Mật khẩu dùng một lần"), width=24),
    ),
    notes=(_("Phát tận tay từng người. Mật khẩu phải đổi ngay lần đăng nhập đầu tiên."),),
    sheet_name=_("Phiếu đăng nhập"),
    file_name="phieu-dang-nhap.xlsx",
)


def last_day(valid: Any) -> date | None:
    """The last day *included*, as the sheet says it; ``None`` where the end is open."""
    end = day_after(valid)
    return None if end is None else end - timedelta(days=1)
