"""Imports in the chain: one can be found by the name of its file, its kind, what it was for, who brought it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db.models import F, Value
from django.db.models.functions import Concat
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from dieuphoi.core.chain.registry import Edge, Hit, Kind
from dieuphoi.core.chain.search import nearest
from dieuphoi.core.exchange.models import ImportRun
from dieuphoi.core.exchange.selectors import import_runs, state_label
from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.dates import format_datetime
from dieuphoi.core.kernel.functions import Fold
from dieuphoi.core.kernel.matching import Sought


def run_title(run: ImportRun) -> str:
    return run.file_name


def run_url(run: ImportRun) -> str:
    return reverse("exchange:run", args=[run.pk])


def find_runs(actor: Actor, typed: str, day: date, limit: int) -> Sequence[Hit]:
    """Imports by the name of their file, their kind, their target or who brought them."""
    sought = Sought.of(typed)
    if not sought:
        return []
    between = Value(" – ")
    about = Concat(F("file_name"), between, F("label"), between, F("target_label"), between, F("author_name"))
    rows: Any = import_runs(actor).annotate(about=Fold(about))
    rows = nearest(rows, sought, folded=("about",), raw=("file_name",), order=("-created_at", "-pk"))
    hits = [
        Hit(run.file_name, run_url(run), f"{run.label} · {format_datetime(run.created_at)} · {state_label(run)}",
            sought.rank(run.file_name.removesuffix(".xlsx"), run.label, run.target_label, run.author_name))
        for run in rows[:limit]
    ]  # fmt: skip
    return sorted(hits, key=lambda hit: hit.rank)


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
