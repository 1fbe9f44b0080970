"""Bulk acts: the same service as the form's, row by row, with a report of what was done and what was
refused.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from dieuphoi.core.history.context import act
from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.errors import DieuphoiError, Refused
from dieuphoi.core.kernel.numbers import format_number
from dieuphoi.core.kernel.policy import require
from dieuphoi.core.register.models import BulkStep
from dieuphoi.core.register.state import View, read_view
from dieuphoi.core.register.tables import BulkAct, Register

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class RowRefusal:
    """One row on which the act was not done, and why."""

    id: int
    label: str
    reason: str


@dataclass(slots=True)
class BulkReport:
    """What a bulk act did. ``broken`` is set when a fault of the system ended it early: the rest was not
    tried.
    """

    asked: int
    done: list[tuple[int, str]] = field(default_factory=list)
    refused: list[RowRefusal] = field(default_factory=list)
    not_tried: int = 0
    broken: bool = False

    @property
    def words(self) -> str:
        text = _("Đã làm %(done)s trên %(asked)s dòng.") % {
            "done": format_number(len(self.done)),
            "asked": format_number(self.asked),
        }
        if self.refused:
            text += " " + _("%(n)s dòng không làm được.") % {"n": format_number(len(self.refused))}
        if self.not_tried:
            text += " " + _("%(n)s dòng chưa làm tới.") % {"n": format_number(self.not_tried)}
        return text


@dataclass(frozen=True, slots=True)
class Selection:
    """Which rows are meant: these ids, or all ``expected`` that match the view."""

    ids: tuple[int, ...] = ()
    all_matching: bool = False
    expected: int = 0


def chosen_ids(view: View, selection: Selection) -> list[int]:
    """The ids to act on, in the view's order. For "all that match" the query is run again.

    Raises :class:`Refused` when nothing is chosen, when the view cannot be read, or when another number of
    rows matches than the person confirmed: nothing is done to rows that nobody has seen.
    """
    if view.faults:
        raise Refused("bad_view", " ".join(fault.message for fault in view.faults), status=422)
    if not selection.all_matching:
        if not selection.ids:
            raise Refused("nothing_chosen", _("Chưa chọn dòng nào."), status=422)
        return list(dict.fromkeys(selection.ids))
    ids = list(view.rows.values_list("pk", flat=True))
    if len(ids) != selection.expected:
        raise Refused(
            "count_changed",
            _("Số dòng khớp bộ lọc vừa đổi từ %(before)s thành %(now)s: chưa làm gì. Hãy xem lại danh sách.")
            % {"before": format_number(selection.expected), "now": format_number(len(ids))},
        )
    return ids


class Ledger:
    """What a job has done of a bulk act, written with each row (:class:`BulkStep`): a run that takes over from a killed
    one goes on behind it.
    """

    def __init__(self, actor: Actor, job_id: int, now: datetime) -> None:
        self._actor, self._job_id, self._now = actor, job_id, now
        steps = BulkStep.objects.visible_to(actor).filter(job_id=job_id)
        self.refusals: dict[int, str] = dict(steps.values_list("row_id", "refusal"))
        """The rows that were dealt with before this run, with why nothing was done (empty: it was done)."""

    @contextmanager
    def row(self, row_id: int, label: str) -> Iterator[None]:
        """Do the row inside: what is done and that it is done are written together."""
        with act(self._actor, "register.bulk"):
            yield
            self._write(row_id, label, "")

    def refuse(self, row_id: int, label: str, reason: str) -> None:
        with act(self._actor, "register.bulk"):
            self._write(row_id, label, reason)

    def _write(self, row_id: int, label: str, refusal: str) -> None:
        BulkStep.objects.create(
            job_id=self._job_id, row_id=row_id, label=label, refusal=refusal, recorded_at=self._now
        )


def bulk_run(
    *,
    actor: Actor,
    register: Register,
    bulk: BulkAct,
    view: View,
    ids: Sequence[int],
    reason: str,
    way: str = "",
    now: datetime,
    tell: Callable[[int, int], None] = lambda done, total: None,
    ledger: Ledger | None = None,
) -> BulkReport:
    """Call the act's service on each row. A refusal of one row is reported and the next one is tried.

    An id that is not among the actor's rows is refused like one that does not exist. ``tell(done, total)`` is
    called after each row and may raise to stop; the rows done before stay done. With a ``ledger`` each row is
    done once, however often the act is begun.
    """
    require(bulk.policy(actor, None))
    if lacking := bulk.lacks(way, reason):
        raise Refused("reason_missing", lacking, status=422)
    more: dict[str, Any] = {"reason": reason.strip()} if bulk.needs_reason or bulk.ways else {}
    more |= {"way": way} if bulk.ways else {}
    labels = labels_of(view, ids)
    report = BulkReport(asked=len(ids))
    settled = ledger.refusals if ledger is not None else {}
    for position, each in enumerate(ids):
        label = labels.get(each)
        if each in settled:
            if settled[each]:
                report.refused.append(RowRefusal(each, label or f"#{each}", settled[each]))
            else:
                report.done.append((each, label or f"#{each}"))
            continue
        if label is None:
            report.refused.append(
                RowRefusal(each, f"#{each}", _("Không tìm thấy, hoặc ngoài phạm vi của bạn."))
            )
        else:
            try:
                with ledger.row(each, label) if ledger is not None else nullcontext():
                    bulk.service(actor=actor, now=now, **{bulk.argument: each}, **more)
            except DieuphoiError as refusal:
                report.refused.append(RowRefusal(each, label, str(refusal)))
                if ledger is not None:
                    ledger.refuse(each, label, str(refusal))
            except Exception:
                logger.exception("bulk act %s of %s broke at row %s", bulk.name, register.name, each)
                report.refused.append(
                    RowRefusal(each, label, _("Có lỗi hệ thống; lỗi đã được ghi vào nhật ký."))
                )
                report.broken = True
                report.not_tried = len(ids) - position - 1
                break
            else:
                report.done.append((each, label))
        tell(position + 1, len(ids))
    return report


def labels_of(view: View, ids: Sequence[int]) -> dict[int, str]:
    """The rows within the actor's scope, by id, as they call themselves. Filters do not matter here: what the
    person ticked may have left the filter meanwhile, and the service decides."""
    register = view.register
    rows = register.selector(view.actor, view.as_of)
    found: dict[int, str] = {}
    for start in range(0, len(ids), 2_000):
        for row in rows.filter(pk__in=ids[start : start + 2_000]):
            found[row["pk"] if isinstance(row, dict) else row.pk] = register.label_of(row)
    return found


def view_of_query(register: Register, actor: Actor, query: str) -> View:
    """The view of a query string kept in a job."""
    return read_view(register, actor, QueryDict(query))
