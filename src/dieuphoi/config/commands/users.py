"""Cán bộ và tài khoản: nạp từ bảng tính, liệt kê, in phiếu đăng nhập lần đầu."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from pathlib import Path

import click
from django.db import transaction
from django.utils import timezone

from dieuphoi.config.commands._load import load_file, map_option, print_run
from dieuphoi.config.console import _, emit_json, say
from dieuphoi.core.kernel.actor import Actor, system_actor
from dieuphoi.core.kernel.dates import today
from dieuphoi.core.kernel.ranges import day_after, first_day
from dieuphoi.registry.access.people import KnownPerson, holds, known_people
from dieuphoi.registry.access.services.resets import password_reset, second_step_reset
from dieuphoi.registry.access.sheets import PeopleImporter, people_workbook, slips_workbook
from dieuphoi.registry.accounts.selectors import account_named
from dieuphoi.registry.accounts.slips import slips_issue, unused_accounts

needs_database = True
FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
OUT = click.Path(dir_okay=False, path_type=Path)


@click.group(help=_("Cán bộ và tài khoản: nạp từ bảng tính, liệt kê, in phiếu đăng nhập lần đầu."))
def users() -> None:
    """People and accounts."""


@users.command(help=_("Nạp danh sách cán bộ, chức vụ, vai trò (XLSX, CSV); có lỗi thì không ghi gì."))
@click.argument("file", type=FILE)
@click.option("--trial", is_flag=True, help=_("Chỉ xem trước, không ghi."))
@click.option("--slips", type=OUT, help=_("Ghi phiếu đăng nhập của các tài khoản chưa có phiếu ra tệp XLSX này."))
@map_option
@click.option("--json", "as_json", is_flag=True, help=_("In JSON."))
def load(file: Path, trial: bool, slips: Path | None, map_name: str, as_json: bool) -> None:
    """Bring a sheet of people in."""
    run, actor, now = load_file(PeopleImporter(), file, target={}, trial=trial, map_name=map_name)
    issued = _write_slips(slips, actor, now) if slips is not None and not trial else 0
    print_run(run, trial=trial, as_json=as_json, slips=issued)


@users.command("export", help=_("Ghi danh sách cán bộ hôm nay ra tệp XLSX, cũng là mẫu để nạp."))
@click.option("--out", type=OUT, required=True, help=_("Tệp để ghi."))
def export(out: Path) -> None:
    """Write today's people as the sheet that can be brought back."""
    now = timezone.now()
    out.write_bytes(people_workbook(system_actor(today(now)), now))
    click.echo(str(out))


@users.command(
    help=_(
        "Cấp mật khẩu dùng một lần cho các tài khoản chưa có phiếu, ghi ra tệp XLSX để in. "
        "Phiếu đã phát vẫn dùng được, trừ khi có --renew hoặc --username."
    )
)
@click.option("--out", type=OUT, required=True, help=_("Tệp để ghi."))
@click.option(
    "--renew",
    is_flag=True,
    help=_("Cấp lại cho mọi tài khoản chưa đăng nhập lần nào; phiếu đã phát không còn dùng được."),
)
@click.option(
    "--username",
    "usernames",
    multiple=True,
    metavar="NAME",
    help=_("Chỉ cấp hoặc cấp lại cho tài khoản này, nếu chưa đăng nhập lần nào (ghi được nhiều lần)."),
)
def slips(out: Path, renew: bool, usernames: tuple[str, ...]) -> None:
    """One-time passwords for accounts that were never used."""
    if renew and usernames:
        raise click.UsageError(_("Chỉ dùng một trong hai: --renew hoặc --username."))
    now = timezone.now()
    if _write_slips(out, system_actor(today(now)), now, renew=renew, usernames=usernames):
        click.echo(str(out))


def _write_slips(
    out: Path, actor: Actor, now: datetime, *, renew: bool = False, usernames: Collection[str] = ()
) -> int:
    """Issue slips and write them; their number. Without any the file is left as it is."""
    # A file that cannot be written takes the new passwords back: nobody would know them.
    with transaction.atomic():
        issued = slips_issue(actor=actor, now=now, renew=renew, usernames=usernames or None)
        if issued:
            out.touch(mode=0o600)
            out.write_bytes(slips_workbook(issued, now))
    if issued:
        say(_("%(count)d phiếu đăng nhập. Hãy in, phát tận tay, rồi xóa tệp.") % {"count": len(issued)})
        return len(issued)
    say(_("Không có tài khoản nào chờ phiếu, không ghi tệp."))
    handed_out = unused_accounts(actor, renew=True).count()
    if handed_out:
        say(
            _("%(count)d tài khoản đã có phiếu mà chưa ai đăng nhập; cấp lại bằng `dieuphoi users slips --renew`.")
            % {"count": handed_out}
        )
    return 0


@users.command(
    help=_(
        "Cấp mật khẩu dùng một lần cho một tài khoản đang dùng, in ra màn hình; thêm --second-step để gỡ bước thứ hai. "
        "Dùng khi không còn ai đăng nhập được để làm trên trang."
    )
)
@click.argument("username")
@click.option("--reason", required=True, help=_("Lý do, ghi vào nhật ký."))
@click.option("--second-step", is_flag=True, help=_("Chỉ gỡ bước thứ hai, giữ mật khẩu."))
def reset(username: str, reason: str, second_step: bool) -> None:
    """Repair the sign-in of one account, from the machine itself."""
    now = timezone.now()
    actor = system_actor(today(now))
    account = account_named(actor, username)
    if second_step:
        second_step_reset(actor=actor, account_id=account.pk, reason=reason, now=now)
        say(_("Đã gỡ bước thứ hai của %(name)s.") % {"name": account.username})
        return
    slip = password_reset(actor=actor, account_id=account.pk, reason=reason, now=now)
    words = _("%(name)s (%(username)s): mật khẩu dùng một lần, phải đổi ngay khi đăng nhập.")
    say(words % {"name": slip.full_name, "username": slip.username})
    click.echo(slip.password)


@users.command("list", help=_("In các tài khoản với chức vụ và vai trò hôm nay."))
@click.option("--json", "as_json", is_flag=True, help=_("In JSON."))
def list_users(as_json: bool) -> None:
    """Accounts with posts and roles of today."""
    day = today(timezone.now())
    rows = [person for person in known_people(system_actor(day)).values() if person.account_id is not None]
    if as_json:
        emit_json([_user_json(person, day) for person in rows])
        return
    for person in rows:
        roles = ", ".join(role.role for role in person.roles if holds(role.valid, day))
        click.echo(f"{person.username:<20}{person.full_name}{f' – {roles}' if roles else ''}")


def _user_json(person: KnownPerson, day: date) -> dict[str, object]:
    return {
        "id": person.account_id,
        "username": person.username,
        "full_name": person.full_name,
        "phone": person.phone or None,
        "active": person.is_active,
        "posts": [{"org": post.org_code, "title": post.title} for post in person.posts if holds(post.valid, day)],
        "roles": [
            {
                "role": role.role,
                "org_id": role.org_id,
                "place_id": role.place_id,
                "from": first_day(role.valid),
                "to": day_after(role.valid),
                "coordinator": role.coordinator,
            }
            for role in person.roles
            if holds(role.valid, day)
        ],
    }
