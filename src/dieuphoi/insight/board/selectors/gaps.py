"""How far a figure is from its threshold, read from how the verdict came to be (its trace), never computed anew."""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterable, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext as _

from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.numbers import format_number
from dieuphoi.programme.assessments import selectors as assessments
from dieuphoi.programme.assessments.models import Sheet, SheetSnapshot
from dieuphoi.programme.criteria import selectors as criteria

Step = Mapping[str, Any]


def figure_of(step: Step) -> Decimal | None:
    """The figure of one comparison in the threshold's unit: a share as percent points, unrounded."""
    try:
        if step.get("numerator") is not None:
            under = Decimal(str(step["denominator"]))
            return Decimal(str(step["numerator"])) * int(step.get("scale", 1)) / under if under else None
        return None if step.get("value") is None else Decimal(str(step["value"]))
    except (InvalidOperation, KeyError, TypeError):
        return None


def gap_of(steps: Iterable[Step], unit: str = "") -> str:
    """What is missing, in words (``thiếu 4,5 %``, ``vượt 1,2 %``), of every comparison that did not hold; empty
    where nothing was compared with a number. A threshold that must not be passed is *vượt*.
    """
    found = []
    for step in steps:
        if step.get("step") != "compare" or step.get("holds") is not False:
            continue
        figure = figure_of(step)
        try:
            threshold = Decimal(str(step.get("threshold")))
        except InvalidOperation:
            continue
        if figure is None:
            continue
        shown = "%" if step.get("scale") == 100 else unit
        far = f"{format_number(abs(threshold - figure).quantize(Decimal('0.01')).normalize())} {shown}".strip()
        words = _("thiếu %(far)s") if figure < threshold else _("vượt %(far)s")
        part = f"{step['part']}: " if step.get("part") else ""
        found.append(part + words % {"far": far})
    return "; ".join(found)


def traces_of(actor: Actor, sheet: Sheet) -> dict[str, list[Step]]:
    """The trace of every indicator of a sheet that the actor reads, by the row's code; of a frozen one as frozen."""
    if sheet.unit_id not in actor.reads():
        return {}
    if sheet.state == "FROZEN":
        kept = SheetSnapshot.objects.visible_to(actor).filter(sheet_id=sheet.id).values_list("content", flat=True)
        content = kept.first()
        if content is None:
            return {}
        codes = {row.code: str(row.raw.get("code") or "") for row in criteria.indicators_of(sheet.round.version_id)}
        rows = json.loads(zlib.decompress(bytes(content)))["indicators"]
        return {codes.get(row["code"], row["code"]): row["trace"] for row in rows}
    return {
        judged.code: [step.as_dict() for step in judged.trace] for judged in assessments.judged_sheet(sheet).values()
    }
