"""PostgreSQL's backend with one difference: connecting says what to do instead of ``connection refused``.

Settings name it when neither ``DATABASE_URL`` nor a running embedded server is there. So a check that
needs no database (``makemigrations --check``, types, help) works with nothing running.
"""

from __future__ import annotations

from typing import Any, NoReturn

from django.db.backends.postgresql import base
from django.db.utils import OperationalError

from dieuphoi.config.console import _


class DatabaseWrapper(base.DatabaseWrapper):
    """Every other answer (features, SQL, types) is PostgreSQL's own."""

    def get_new_connection(self, conn_params: dict[str, Any]) -> NoReturn:
        """Raises OperationalError: there is no server to connect to."""
        raise OperationalError(
            _(
                "Chưa có cơ sở dữ liệu nào đang chạy. Hãy chạy qua lệnh `dieuphoi …` "
                "(lệnh này tự khởi động PostgreSQL kèm theo), hoặc đặt DATABASE_URL."
            )
        )
