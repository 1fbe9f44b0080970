"""Comments on records, with answers and "settled": registered by each package, shared in everything else.

A package makes two tables (``Comment``, ``CommentMark`` of ``models.py``) and one :class:`CommentKind`::

    SHEET_COMMENTS = CommentKind(
        key="sheet", comment=SheetComment, mark=SheetCommentMark, record_field="sheet",
        load=selectors.sheet_by_id, url=lambda sheet: reverse("assessments:sheet", args=[sheet.pk]),
        may_comment=policies.may_comment_sheet, may_resolve=…, people=selectors.readers_of_sheet, announce=…,
    )

Its page asks :func:`thread_of` and prints ``register/comments.html``; form, answers and marks are the pages of this
package.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.urls import get_resolver
from django.utils.translation import gettext as _

from dieuphoi.core.history.context import act
from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.errors import InputError, InputErrors, NotVisible
from dieuphoi.core.kernel.policy import Allowed, Answer, Policy, Refusal, require
from dieuphoi.core.register.models import Comment, CommentMark

LONGEST: Final = 5000
"""Characters of one comment."""

Announce = Callable[[Actor, Any, Any, datetime], None]
"""``(actor, record, comment, now)``, inside the act: the package tells whom it concerns."""


@dataclass(frozen=True, slots=True)
class CommentKind:
    """Comments on one kind of record. ``key`` is a word for addresses.

    ``load(actor, id)`` gives the record within scope; ``may_comment`` also refuses where the record takes no more
    words (frozen: reading only). ``people(actor, record)`` are ``(account, name)`` who may be mentioned – those who
    can read the record. ``anchors(actor, record)`` are ``(key, words)`` of its places. ``key_of`` is the id under which
    comments are kept, where a record is read through another row than the one they hang on. ``title`` names the record.
    """

    key: str
    comment: type[Comment]
    mark: type[CommentMark]
    record_field: str
    load: Callable[[Actor, int], Any]
    url: Callable[[Any], str]
    may_comment: Policy
    people: Callable[[Actor, Any], Sequence[tuple[int, str]]] = lambda actor, record: ()
    anchors: Callable[[Actor, Any], Sequence[tuple[str, str]]] = lambda actor, record: ()
    announce: Announce | None = None
    key_of: Callable[[Any], int] = lambda record: int(record.pk)
    title: Callable[[Any], str] = str

    def __post_init__(self) -> None:
        _kinds[self.key] = self

    def rows(self, actor: Actor) -> Any:
        """The comments of this kind that the actor sees."""
        manager: Any = self.comment._default_manager
        return manager.visible_to(actor)


_kinds: dict[str, CommentKind] = {}


def comment_kinds() -> frozenset[str]:
    """The kinds of records that are talked about."""
    return frozenset(_kinds)


def comment_kind(key: str) -> CommentKind:
    """Raises ``NotVisible`` for a kind that nobody registered."""
    if key not in _kinds:
        # Packages register with their pages; a worker or a command has not loaded those yet.
        get_resolver().url_patterns  # noqa: B018 - the look loads them
    try:
        return _kinds[key]
    except KeyError:
        raise NotVisible(_("Không tìm thấy, hoặc ngoài phạm vi của bạn.")) from None


# ------------------------------------------------------------------------------------------------- reading


@dataclass(frozen=True, slots=True)
class Line:
    """One comment as it is shown, with its answers. ``resolved``: who settled it and when, or ``None``."""

    comment: Any
    anchor: str
    resolved: Any
    marks: tuple[Any, ...]
    replies: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Thread:
    """All comments of one record, the unsettled first, each oldest first."""

    kind: CommentKind
    record: Any
    lines: tuple[Line, ...]
    answer: Answer

    @property
    def record_id(self) -> int:
        """The id by which the pages of comments call the record."""
        return self.kind.key_of(self.record)

    @property
    def open_count(self) -> int:
        return sum(line.resolved is None for line in self.lines)

    @property
    def refusal(self) -> Refusal | None:
        return self.answer if isinstance(self.answer, Refusal) else None


def thread_of(actor: Actor, key: str, record: Any) -> Thread:
    """The comments of a record that the caller found within its scope, in two queries."""
    kind = comment_kind(key)
    of_record = {f"{kind.record_field}_id": kind.key_of(record)}
    rows = list(kind.rows(actor).filter(**of_record).order_by("recorded_at", "pk"))
    manager: Any = kind.mark._default_manager
    marks: dict[int, list[Any]] = {}
    if rows:
        for mark in manager.visible_to(actor).filter(comment_id__in=[row.pk for row in rows]).order_by("pk"):
            marks.setdefault(mark.comment_id, []).append(mark)
    words = dict(kind.anchors(actor, record)) if any(row.anchor for row in rows) else {}
    answers: dict[int, list[Any]] = {}
    for row in rows:
        if row.reply_to_id is not None:
            answers.setdefault(row.reply_to_id, []).append(row)

    def line(row: Any) -> Line:
        said = tuple(marks.get(row.pk, ()))
        settled = said[-1] if said and said[-1].is_resolved else None
        return Line(
            row, words.get(row.anchor, row.anchor), settled, said, tuple(line(each) for each in answers.get(row.pk, ()))
        )

    lines = [line(row) for row in rows if row.reply_to_id is None]
    lines.sort(key=lambda each: each.resolved is not None)
    return Thread(kind, record, tuple(lines), kind.may_comment(actor, record))


def comment_of(actor: Actor, kind: CommentKind, comment_id: int) -> tuple[Any, Any]:
    """A comment and its record, both within scope. Raises ``NotVisible``."""
    comment = kind.rows(actor).one_visible_to(actor, pk=comment_id)
    return comment, kind.load(actor, getattr(comment, f"{kind.record_field}_id"))


# ------------------------------------------------------------------------------------------------- acts


def comment_add(
    *,
    actor: Actor,
    kind: str,
    record_id: int,
    text: str,
    anchor: str = "",
    reply_to: int | None = None,
    mentions: Iterable[int] = (),
    now: datetime,
) -> Any:
    """Say something on a record. Raises ``NotVisible``, ``Refused``, ``InputErrors`` (all at once).

    Only people who can read the record may be mentioned; an answer goes to a comment of the same record, and an
    answer to an answer joins it.
    """
    the_kind = comment_kind(kind)
    record = the_kind.load(actor, record_id)
    require(the_kind.may_comment(actor, record))
    named = sorted(set(mentions))
    errors = []
    if not text.strip():
        errors.append(InputError(_("Hãy viết ý kiến."), field="text"))
    if len(text) > LONGEST:
        errors.append(InputError(_("Ý kiến dài quá 5.000 chữ."), field="text"))
    if anchor and anchor not in dict(the_kind.anchors(actor, record)):
        errors.append(InputError(_("Không có chỗ này trong bản ghi."), field="anchor"))
    if named and set(named) - {account for account, _name in the_kind.people(actor, record)}:
        errors.append(InputError(_("Chỉ nhắc được người xem được bản ghi này."), field="mentions"))
    parent = None
    if reply_to is not None:
        rows = the_kind.rows(actor).filter(**{f"{the_kind.record_field}_id": the_kind.key_of(record)})
        parent = rows.filter(pk=reply_to).first()
        if parent is None:
            errors.append(InputError(_("Ý kiến được trả lời không có ở bản ghi này."), field="reply_to"))
    if errors:
        raise InputErrors(errors)
    with act(actor, "comment.add"):
        manager: Any = the_kind.comment._default_manager
        comment = manager.create(
            **{f"{the_kind.record_field}_id": the_kind.key_of(record)},
            text=text.strip(),
            anchor=anchor if parent is None else parent.anchor,
            reply_to_id=None if parent is None else parent.reply_to_id or parent.pk,
            mentions=named,
            author_name=actor.name,
            recorded_at=now,
        )
        comment.refresh_from_db()
        if the_kind.announce is not None:
            the_kind.announce(actor, record, comment, now)
    return comment


def comment_mark(*, actor: Actor, kind: str, comment_id: int, is_resolved: bool, now: datetime) -> Any:
    """Settle a comment, or open it again. Raises ``NotVisible``, ``Refused``."""
    the_kind = comment_kind(kind)
    comment, record = comment_of(actor, the_kind, comment_id)
    require(the_kind.may_comment(actor, record))
    require(may_mark(comment, is_resolved))
    with act(actor, "comment.resolve" if is_resolved else "comment.reopen"):
        manager: Any = the_kind.mark._default_manager
        return manager.create(comment_id=comment.pk, is_resolved=is_resolved, marker_name=actor.name, recorded_at=now)


def may_mark(comment: Any, is_resolved: bool) -> Answer:
    """Only a first comment is settled, and only one that is not."""
    if comment.reply_to_id is not None:
        return Refusal("a_reply", _("Câu trả lời không đánh dấu riêng; hãy đánh dấu ý kiến đầu."), status=409)
    last = comment.marks.order_by("-pk").first()
    if (last is not None and last.is_resolved) == is_resolved:
        words = _("Ý kiến này đã được giải quyết.") if is_resolved else _("Ý kiến này đang mở.")
        return Refusal("wrong_state", words, status=409)
    return Allowed()


__all__ = ["CommentKind", "Line", "Thread", "comment_add", "comment_kind", "comment_mark", "comment_of", "thread_of"]
