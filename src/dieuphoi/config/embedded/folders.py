"""The clone and its state folder."""

from __future__ import annotations

import os
from pathlib import Path

from dieuphoi.config.console import _
from dieuphoi.config.embedded.accounts import owner_name
from dieuphoi.config.embedded.complaints import DatabaseUnavailable, explain


def repository_root() -> Path:
    """The folder with ``pyproject.toml`` above this file: the clone."""
    for folder in Path(__file__).resolve().parents:
        if (folder / "pyproject.toml").is_file():
            return folder
    return Path.cwd()


def state_dir() -> Path:
    """``var/`` of the clone, or the folder of ``DIEUPHOI_VAR``."""
    chosen = os.environ.get("DIEUPHOI_VAR", "").strip()
    return Path(chosen).expanduser().resolve() if chosen else repository_root() / "var"


def make_state_dir(var: Path) -> None:
    """Create ``var`` (walkable, as the clone is). Raises DatabaseUnavailable where that is refused."""
    try:
        var.mkdir(parents=True, exist_ok=True)
        if not os.access(var, os.W_OK | os.X_OK):
            raise PermissionError(13, "Permission denied")
    except OSError as error:
        if error.errno in (13, 30):
            raise DatabaseUnavailable(
                _(
                    "Không ghi được vào thư mục %(var)s (thuộc tài khoản %(owner)s). "
                    "Hãy chạy bằng tài khoản đó, đổi chủ thư mục (chown -R), "
                    "hoặc đặt DIEUPHOI_VAR là thư mục khác."
                )
                % {"var": var, "owner": owner_name(var)}
            ) from error
        raise DatabaseUnavailable(explain(str(error), var)) from error
