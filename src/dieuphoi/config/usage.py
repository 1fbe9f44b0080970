"""A command called wrongly, in one sentence of our own: click's messages are English and spread over four lines."""

from __future__ import annotations

import re
from collections.abc import Callable

import click

from dieuphoi.config.console import _


def usage_words(error: click.UsageError) -> str:
    """What is wrong with the call, in words for people; which parameter is meant stands in front."""
    if isinstance(error, click.NoSuchOption):
        near = ", ".join(sorted(error.possibilities or ()))
        hint = _(" Có phải: %(names)s?") % {"names": near} if near else ""
        return _("Không có tham số %(name)s.%(hint)s") % {"name": error.option_name, "hint": hint}
    if isinstance(error, click.MissingParameter):
        return _("Thiếu %(name)s.") % {"name": _named(error)}
    if isinstance(error, click.BadOptionUsage):
        return _("Sau %(name)s phải có một giá trị.") % {"name": error.option_name}
    said = _reworded(error.message)
    if isinstance(error, click.BadParameter) and (name := _named(error)):
        return f"{name}: {said}"
    return said


def _named(error: click.BadParameter) -> str:
    """``--as-of``, or the word that the help shows for an argument (``FILE``)."""
    param = error.param
    if param is None:
        return str(error.param_hint or "").strip("'\"")
    if isinstance(param, click.Option):
        return max(param.opts, key=len)
    return param.make_metavar(error.ctx) if error.ctx is not None else (param.name or "")


def _choices(found: re.Match[str]) -> str:
    return _("không có “%(value)s”. Chọn một trong: %(choices)s.") % {
        "value": found[1],
        "choices": found[2].replace("'", ""),
    }


_WORDINGS: tuple[tuple[str, Callable[[re.Match[str]], str]], ...] = (
    (r"'(.*)' is not one of (.*)\.", _choices),
    (r"'(.*)' is not (?:a valid integer|a valid int.*)\.", lambda f: _("“%(value)s” không phải là số nguyên.") % {
        "value": f[1]}),
    (r"(\S+) is not in the range (\S+?)<=x.*", lambda f: _("%(value)s không dùng được; nhỏ nhất là %(least)s.") % {
        "value": f[1], "least": f[2]}),
    (r"(\S+) is not in the range x>=(\S+?)\.", lambda f: _("%(value)s không dùng được; nhỏ nhất là %(least)s.") % {
        "value": f[1], "least": f[2]}),
    (r"(?:File|Path|Directory) '(.*)' does not exist\.", lambda f: _("không có tệp “%(path)s”.") % {"path": f[1]}),
    (r"(?:File|Path) '(.*)' is a directory\.", lambda f: _("“%(path)s” là thư mục, không phải tệp.") % {"path": f[1]}),
    (r"(?:File|Path|Directory) '(.*)' is not (?:readable|writable)\.", lambda f: _("không mở được “%(path)s”.") % {
        "path": f[1]}),
    (r"Got unexpected extra arguments? \((.*)\)", lambda f: _("Thừa: %(what)s.") % {"what": f[1]}),
    (r"No such command '(.*)'\.", lambda f: _("Không có lệnh “%(name)s”.") % {"name": f[1]}),
    (r"Missing command\.", lambda f: _("Thiếu tên lệnh con.")),
)  # fmt: skip


def _reworded(message: str) -> str:
    """A message of click's in our words; one of our own stays as it is."""
    for pattern, words in _WORDINGS:
        if found := re.fullmatch(pattern, message, re.DOTALL):
            return words(found)
    return message
