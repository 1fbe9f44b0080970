"""Decisions by a sheet: checked, written, taken back."""

from __future__ import annotations

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from dieuphoi.core.exchange.importers import Applied, Checked, Importer, Target
from dieuphoi.core.exchange.reader import Table
from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.policy import Answer
from dieuphoi.programme.recognition import notices, policies
from dieuphoi.programme.recognition.services import (
    recognition_acknowledge,
    recognition_correct,
    recognition_revoke,
    recognitions_record,
    recognitions_undo,
    units_of_import,
)
from dieuphoi.programme.recognition.sheets.columns import ACKNOWLEDGE, RECOGNITION_SHEET
from dieuphoi.programme.recognition.sheets.plan import Plan
from dieuphoi.programme.recognition.sheets.reading import Reading
from dieuphoi.programme.recognition.sheets.workbook import recognition_workbook


class RecognitionImporter(Importer[Table]):
    """Decisions by a sheet: new ones are recorded, known ones corrected by superseding, none is removed."""

    spec = RECOGNITION_SHEET
    can_undo = True
    has_template = True

    def may(self, actor: Actor, target: Target) -> Answer:
        return policies.may_record_some(actor)

    def back_url(self, target: Target) -> str:
        return reverse("recognition:list")

    def template(self, actor: Actor, target: Target, now: datetime) -> tuple[bytes, str]:
        return recognition_workbook(actor, actor.on, now), RECOGNITION_SHEET.file_name

    def check(self, actor: Actor, target: Target, table: Table, now: datetime) -> Checked:
        reading = Reading(actor, table, Checked())
        for row in table.rows:
            reading.read(row)
        checked = reading.checked
        if not checked.errors and not table.errors:
            checked.payload = reading.plan
        return checked

    def apply(self, actor: Actor, target: Target, checked: Checked, run_id: int, now: datetime) -> Applied:
        plan: Plan = checked.payload
        fresh = [each for each in plan.recognitions if each.root is None]
        made = recognitions_record(actor=actor, rows=[each.new for each in fresh], run_id=run_id, now=now)
        for each, row in zip(fresh, made, strict=True):
            each.root = row.root_id
        changed = 0
        for each in plan.recognitions:
            if each.writes and each not in fresh:
                recognition_correct(
                    actor=actor, recognition_id=each.root or 0, new=each.new, reason=_("theo bảng đã nhập"),
                    run_id=run_id, now=now,
                )  # fmt: skip
                changed += 1
        later = [each for each in plan.later if each.writes]
        for item in later:
            root = item.root if item.planned is None else item.planned.root
            serve = recognition_acknowledge if item.event == ACKNOWLEDGE else recognition_revoke
            serve(actor=actor, recognition_id=root or 0, new=item.new, run_id=run_id, now=now)
        if count := len(made) + len(later) + changed:
            notices.brought_in(actor, run_id, units_of_import(run_id), count, now)
        return Applied({"new": len(made) + len(later), "changed": changed})

    def undo(self, actor: Actor, target: Target, run_id: int, now: datetime) -> Applied:
        done = recognitions_undo(actor=actor, run_id=run_id, now=now)
        notices.taken_back(actor, run_id, units_of_import(run_id), now)
        return Applied(done)
