"""Many like things of one day in one notice: it grows while nobody has read it and no mail has carried it out.

What a person has read, or was mailed, never changes under them: the next thing begins a new notice. Every thing keeps
its own ``once`` (:class:`NoticeItem`), so that nothing is told twice, however often a job tries again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from django.contrib.postgres.aggregates import ArrayAgg
from django.db import connection
from django.db.models import Max, Q

from dieuphoi.core.kernel.dates import today
from dieuphoi.core.notify.models import Notice, NoticeItem

if TYPE_CHECKING:
    from dieuphoi.core.notify.services import Told

NAMED: Final = 12
"""So many of the things are named in the words of a notice; the rest is a count."""
_BATCH: Final = 2_000


class Words(NamedTuple):
    """What a notice says of several things together."""

    title: str
    text: str
    url: str


@dataclass(frozen=True, slots=True)
class Bundle:
    """Tell this together with its like: those of the same account, kind and ``key`` on the same local day.

    ``name`` is how this thing is listed, ``about`` the id of its record (told again of the same record, it is counted
    once). ``words(notice id, how many, the first names)`` says two and more; a single one is told in its own words.
    """

    key: str
    name: str
    words: Callable[[int, int, Sequence[str]], Words]
    about: int | None = None

    def on(self, now: datetime) -> str:
        """The key of the day's bundle."""
        return f"{self.key}:{today(now).isoformat()}"


def bundles_lock(items: Iterable[Told], now: datetime) -> None:
    """One writer at a time for each bundle, until the transaction ends: two acts at once grow the same notice."""
    keys = sorted({f"notify:{each.kind}:{each.bundle.on(now)}" for each in items if each.bundle is not None})
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended(k, 0)) FROM unnest(%s::text[]) WITH ORDINALITY AS t(k, n)"
            " ORDER BY n",
            [keys],
        )


@dataclass(slots=True)
class _Standing:
    """What an open notice holds until now."""

    count: int = 0
    names: Sequence[str] = ()
    abouts: Sequence[int] = ()


def bundles_write(*, actor_id: int, fresh: Sequence[tuple[int, Told]], now: datetime) -> None:
    """Let the open notices grow by these ``(account, thing)``, or begin them. The caller holds :func:`bundles_lock`.

    A fixed number of queries, however many things and accounts.
    """
    groups: dict[tuple[int, str, str], list[Told]] = {}
    for account, each in fresh:
        if each.bundle is not None:
            groups.setdefault((account, each.kind, each.bundle.on(now)), []).append(each)
    if not groups:
        return
    growing = {
        (notice.account_id, notice.kind, notice.bundle): notice
        for notice in Notice.objects.filter(
            account_id__in={account for account, _kind, _key in groups},
            kind__in={kind for _account, kind, _key in groups},
            bundle__in={key for _account, _kind, key in groups},
            read_at=None,
            mailed_at=None,
        ).locked()
    }
    standing = _standing(growing.values(), {each.bundle.about for _account, each in fresh if each.bundle is not None})
    ids = iter(_next_ids(len(groups.keys() - growing.keys())))
    begun: list[Notice] = []
    grown: list[Notice] = []
    items: list[NoticeItem] = []
    for place, listed in groups.items():
        account, kind, key = place
        notice = growing.get(place)
        if notice is not None:
            grown.append(notice)
        else:
            notice = Notice(
                pk=next(ids), account_id=account, actor_id=actor_id, kind=kind, bundle=key, once=listed[0].once[:200],
                held=0,
            )  # fmt: skip
            begun.append(notice)
        _grow(notice, listed, standing.get(notice.pk, _Standing()), items, actor_id, now)
    Notice.objects.bulk_create(begun, batch_size=_BATCH)
    Notice.objects.bulk_update(grown, ["title", "text", "url", "held", "created_at"], batch_size=_BATCH)
    NoticeItem.objects.bulk_create(items, batch_size=_BATCH)


def _grow(
    notice: Notice, listed: Sequence[Told], before: _Standing, items: list[NoticeItem], actor_id: int, now: datetime
) -> None:
    count, names, abouts = before.count, list(before.names), set(before.abouts)
    for each in listed:
        bundle = each.bundle
        assert bundle is not None
        is_again = bundle.about is not None and bundle.about in abouts
        if not is_again:
            count += 1
            names.append(bundle.name[:200])
            if bundle.about is not None:
                abouts.add(bundle.about)
        items.append(
            NoticeItem(
                notice_id=notice.pk,
                account_id=notice.account_id,
                actor_id=actor_id,
                once=each.once[:200],
                name=bundle.name[:200],
                about=bundle.about,
                place=None if is_again else count,
                recorded_at=now,
            )
        )
    last = listed[-1]
    assert last.bundle is not None
    said = Words(last.title, last.text, last.url)
    if count > 1:
        said = last.bundle.words(notice.pk, count, names[:NAMED])
    notice.title, notice.text, notice.url = said.title[:300], said.text, said.url
    notice.held += len(listed)
    notice.created_at = now


def _standing(notices: Iterable[Notice], abouts: Iterable[int | None]) -> dict[int, _Standing]:
    ids = [notice.pk for notice in notices]
    if not ids:
        return {}
    wanted = [about for about in abouts if about is not None]
    rows: Any = (
        NoticeItem.objects.filter(notice_id__in=ids)
        .values("notice_id")
        .annotate(
            count=Max("place"),
            names=ArrayAgg("name", filter=Q(place__lte=NAMED), order_by="place", default=[]),
            abouts=ArrayAgg("about", filter=Q(about__in=wanted), default=[]),
        )
        .order_by()
    )
    return {row["notice_id"]: _Standing(row["count"], row["names"], row["abouts"]) for row in rows}


def _next_ids(count: int) -> list[int]:
    """Keys of notices that are about to be written: their address may name them."""
    if not count:
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence('notify_notice', 'id')) FROM generate_series(1, %s)", [count]
        )
        return [row[0] for row in cursor.fetchall()]
