"""Imports in the chain: one can be found by the name of its file, its kind, what it was for, who brought it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db.models import F, Q, Value
from django.db.models.functions import Concat
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from dieuphoi.core.chain.registry import Edge, Hit, Kind
from dieuphoi.core.exchange.models import ImportRun
from dieuphoi.core.exchange.selectors import import_runs, state_label
from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.dates import format_datetime
from dieuphoi.core.kernel.functions import Fold
from dieuphoi.core.kernel.text import fold, nfc


def run_title(run: ImportRun) -> str:
    return run.file_name


def run_url(run: ImportRun) -> str:
    return reverse("exchange:run", args=[run.pk])


def find_runs(actor: Actor, typed: str, day: date, limit: int) -> Sequence[Hit]:
    """Imports whose file, kind, target or author holds all the typed words, with or without marks."""
    words = fold(typed).split()
    if not words:
        return []
    between = Value(" ")
    about = Concat(F("file_name"), between, F("label"), between, F("target_label"), between, F("author_name"))
    holds = Q()
    for word in words:
        holds &= Q(about__contains=word)
    rows: Any = import_runs(actor).annotate(about=Fold(about)).filter(holds)[: limit * 3]
    hits = [
        Hit(run.file_name, run_url(run), f"{run.label} · {format_datetime(run.created_at)} · {state_label(run)}",
            _rank(run.file_name, typed))
        for run in rows
    ]  # fmt: skip
    return sorted(hits, key=lambda hit: hit.rank)[:limit]


def _rank(name: str, typed: str) -> int:
    title, wanted = name.casefold(), nfc(" ".join(typed.split())).casefold()
    if title in (wanted, f"{wanted}.xlsx"):
        return 0
    if title.startswith(wanted):
        return 1
    return 2 if fold(name).startswith(fold(typed)) else 3


KINDS = (
    Kind(
        "import_run",
        _("Lần nhập liệu"),
        ImportRun,
        run_title,
        run_url,
        reads=("file_name",),
        find=find_runs,
        history=True,
    ),
)
EDGES: tuple[Edge, ...] = ()
