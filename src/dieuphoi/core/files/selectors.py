"""Reading contents back. The caller has already found the record that holds the file within the actor's
scope.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, BinaryIO, Final, cast

from django.contrib.postgres.search import SearchQuery, SearchRank
from django.core.files.storage import default_storage
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from dieuphoi.core.files.models import Blob, BlobText
from dieuphoi.core.kernel.errors import NotVisible
from dieuphoi.core.kernel.text import fold, nfc

_WORDS: Final = re.compile(r"[^\W_]+")


def blob_of(blob_id: int) -> Blob:
    """The content with this id, for a record already found within the actor's scope. Raises
    ``NotVisible``.
    """
    blob = Blob.objects.filter(pk=blob_id).first()
    if blob is None:
        raise NotVisible(_("Không tìm thấy tệp."))
    return blob


@dataclass(frozen=True, slots=True)
class TextHit:
    """A content in which the words stand: the passage around the first of them, ``exact`` with its marks as typed."""

    blob_id: int
    passage: str
    exact: bool


def text_matches(typed: str, *, path: str = "blob_id") -> Q:
    """The condition under which a row of a package's own table of files holds the words: for its scoped queryset.

    ``Evidence.objects.visible_to(actor).filter(text_matches(typed))``. All words must be there, with or without marks;
    the last one may be a beginning. ``path`` leads to the content's id.
    """
    query = words_query(typed)
    if query is None:
        return Q(pk__in=[])
    return Q(**{f"{path}__in": BlobText.objects.filter(words=query).values("blob_id")})


def search_text(ids_or_query: Iterable[int] | QuerySet[Any], typed: str, *, limit: int = 20) -> list[TextHit]:
    """The contents among these that hold the typed words; those with the exact marks first, then by how often.

    ``ids_or_query`` are ids of contents that the caller has found within the actor's scope, or a queryset of them (one
    column): the scope stays with the package. Two queries.
    """
    query = words_query(typed)
    if query is None:
        return []
    ids = ids_or_query if isinstance(ids_or_query, QuerySet) else list(ids_or_query)
    rows = (
        BlobText.objects.filter(blob_id__in=ids, words=query)
        .annotate(rank=SearchRank("words", query))
        .order_by("-rank", "-blob_id")
        .values_list("blob_id", "text")[: limit * 5]
    )
    wanted = nfc(" ".join(typed.split())).casefold()
    hits = [TextHit(pk, _passage(text, typed), wanted in " ".join(text.split()).casefold()) for pk, text in rows]
    return sorted(hits, key=lambda hit: not hit.exact)[:limit]


def text_state(blob_id: int) -> tuple[str, str]:
    """``(state, why)`` of the words of a content; two empty texts where nobody has tried."""
    found = BlobText.objects.filter(pk=blob_id).values_list("state", "why").first()
    return found or ("", "")


def words_query(typed: str) -> SearchQuery | None:
    """The full-text query for a vector of folded words (:class:`~dieuphoi.core.files.functions.FoldedWords`): all words
    must be there, with or without marks, the last one may be a beginning. ``None`` where nothing is sought.
    """
    words = _WORDS.findall(fold(typed))[:12]
    if not words:
        return None
    return SearchQuery(" & ".join([*words[:-1], f"{words[-1]}:*"]), config="simple", search_type="raw")


def _passage(text: str, typed: str) -> str:
    """Some words before and after the first of the typed ones."""
    pieces = text.split()
    first = _WORDS.findall(fold(typed))[0]
    place = next((n for n, piece in enumerate(pieces) if first in fold(piece)), 0)
    start = max(0, place - 8)
    passage = " ".join(pieces[start : place + 16])
    return f"{'… ' if start else ''}{passage}{' …' if place + 16 < len(pieces) else ''}"[:300]


def blob_open(blob: Blob) -> BinaryIO:
    """The content as a stream; the caller closes it. Raises ``FileNotFoundError`` when the storage lost
    it.
    """
    return cast(BinaryIO, default_storage.open(blob.path, "rb"))


def blob_bytes(blob: Blob) -> bytes:
    """The whole content. Raises ``OSError`` when what lies in the storage is no longer what was stored."""
    with blob_open(blob) as stream:
        content = stream.read()
    if hashlib.sha256(content).hexdigest() != blob.sha256:
        raise OSError(f"blob {blob.pk}: the storage holds another content than the digest says")
    return content
