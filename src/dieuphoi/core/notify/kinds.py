"""The kinds of notice that packages announce, each with its words and how it is mailed unless a person chose."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class NoticeKind:
    """``key`` is ``area.what``; ``mail`` one of ``off``, ``digest``, ``at_once`` (orders, mentions, overdue)."""

    key: str
    label: str | Promise
    mail: str = "digest"


_kinds: Final[dict[str, NoticeKind]] = {}


def register_kinds(*kinds: NoticeKind) -> None:
    """Make kinds known. Raises ``ValueError`` for two different ones under one key, or an unknown way of mailing."""
    for kind in kinds:
        if kind.mail not in ("off", "digest", "at_once"):
            raise ValueError(f"{kind.key}: no such way of mailing: {kind.mail!r}")
        if _kinds.get(kind.key) not in (None, kind):
            raise ValueError(f"two notice kinds {kind.key!r}")
        _kinds[kind.key] = kind


def kind_of(key: str) -> NoticeKind:
    """Raises ``LookupError`` for a kind that nobody registered."""
    try:
        return _kinds[key]
    except KeyError:
        raise LookupError(f"no notice kind {key!r}") from None


def kinds() -> list[NoticeKind]:
    """All kinds, in the order of registration."""
    return list(_kinds.values())


def label_of(key: str) -> str:
    """The words of a kind; a kind that is no longer registered is shown by its key."""
    kind = _kinds.get(key)
    return key if kind is None else str(kind.label)


MENTION: Final = NoticeKind("comment.mention", _("Có người nhắc tới bạn"), mail="at_once")
REPLY: Final = NoticeKind("comment.reply", _("Có người trả lời ý kiến của bạn"))
register_kinds(MENTION, REPLY)
