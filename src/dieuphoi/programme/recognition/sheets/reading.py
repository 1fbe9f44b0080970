"""The rows of a file against the register: units, levels and decisions found, every fault told at once."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from dieuphoi.core.exchange.importers import CHANGED, NEW, SAME, Change, Checked
from dieuphoi.core.exchange.reader import Row, Table, show
from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.policy import Refusal
from dieuphoi.core.kernel.text import fold
from dieuphoi.programme.assessments.past import UnitsThen, day_in
from dieuphoi.programme.recognition import policies, selectors
from dieuphoi.programme.recognition.services import NewDecision, NewRecognition
from dieuphoi.programme.recognition.sheets import spellings
from dieuphoi.programme.recognition.sheets.columns import ACKNOWLEDGE, EVENT_LABELS, NAMES, RECOGNISE, REVOKE
from dieuphoi.programme.recognition.sheets.plan import Later, Plan, Planned
from dieuphoi.registry.territory.selectors import UnitRow


class Reading:
    """One file against the register: what it would write, and what is wrong with it."""

    def __init__(self, actor: Actor, table: Table, checked: Checked) -> None:
        self.actor, self.table, self.checked = actor, table, checked
        self.plan = Plan()
        self.units = UnitsThen(actor, kinds=("commune", "district", "province"))
        self.by_kind = {kind: UnitsThen(actor, kinds=(kind,)) for kind in ("commune", "district", "province")}
        self.sets = selectors.sets_by_words(actor)
        self.stands: dict[tuple[int, str, str], Any] = {
            (row.unit_id, row.level, row.number_folded): row
            for row in selectors.recognitions(actor, date.max).filter(
                number_folded__in={spellings.key(each.get("decision_number")) for each in table.rows}
            )
        }
        self.bases: dict[str, list[Any]] = {}
        wanted = {spellings.key(each.get("base")) for each in table.rows if each.get("base")}
        for row in selectors.recognitions(actor, date.max).filter(number_folded__in=wanted):
            self.bases.setdefault(row.number_folded, []).append(row)
        self.roots_with = self._later_facts()
        self.seen: dict[tuple[Any, ...], int] = {}

    def _later_facts(self) -> dict[tuple[str, int, int | None], Any]:
        rows = [row for rows in self.bases.values() for row in rows]
        given, taken = selectors.all_facts(rows, self.actor, date.max)
        found: dict[tuple[str, int, int | None], Any] = {
            (ACKNOWLEDGE, fact.recognition_id, fact.unit_id): fact for fact in given
        }
        return found | {(REVOKE, fact.recognition_id, None): fact for fact in taken}

    def fault(self, row: Row, key: str, message: str) -> None:
        self.checked.errors.append(self.table.error(row, key, message))

    def read(self, row: Row) -> None:
        event = row.get("event") or RECOGNISE
        number = spellings.number(row.get("decision_number"))
        day = row.get("decision_on") or day_in(str(row.get("decision_number") or ""))
        if day is None and "decision_on" not in row.faulty:
            self.fault(row, "decision_on", _("Chưa có ngày quyết định. Đơn vị được tìm theo ngày này."))
        if not row.get("code") and not row.get("name"):
            self.fault(row, "name", _("Dòng chưa có mã hoặc tên đơn vị."))
            return
        if day is None or not number:
            return
        if day > self.actor.on:
            self.fault(row, "decision_on", _("Ngày quyết định chưa tới."))
            return
        if event == RECOGNISE:
            self._recognise(row, number, day)
        else:
            self._later(row, event, number, day)

    def _recognise(self, row: Row, number: str, day: date) -> None:
        unit = self._unit(row, day)
        level = self._level(row, unit)
        set_id = self._set(row)
        if unit is None or level is None:
            return
        answer = policies.may_record(self.actor, unit.id, unit.province_id)
        if isinstance(answer, Refusal):
            self.fault(row, "name", answer.reason)
            return
        if self._twice(row, unit.id, level, spellings.key(number)):
            return
        there = self.stands.get((unit.id, level, spellings.key(number)))
        new = NewRecognition(
            unit_id=unit.id,
            level=level,
            year=row.get("year") or (day.year if there is None else there.year),
            decision_number=number,
            decision_on=day,
            issuer=self._or_before(row, "issuer", there),
            version_id=set_id if row.get("set") else (None if there is None else there.version_id),
            source=self._or_before(row, "source", there),
            note=self._or_before(row, "note", there),
        )
        planned = Planned(row.number, unit, new, None if there is None else there.root)
        label = f"{unit.full_name} – {selectors.LEVEL_LABELS[level]}"
        changes = self._changes(new, there)
        kind = NEW if there is None else CHANGED if changes else SAME
        planned.writes = kind != SAME
        self.plan.recognitions.append(planned)
        self.checked.difference.add(kind, label, row.number, changes)

    @staticmethod
    def _or_before(row: Row, key: str, there: Any) -> str:
        """An absent column or an empty cell changes nothing."""
        return str(row.get(key) or ("" if there is None else getattr(there, key)))

    @staticmethod
    def _changes(new: NewRecognition, there: Any) -> list[Change]:
        pairs = (
            ("decision_number", new.decision_number, getattr(there, "decision_number", "")),
            ("decision_on", new.decision_on, getattr(there, "decision_on", None)),
            ("year", str(new.year), str(getattr(there, "year", ""))),
            ("issuer", new.issuer, getattr(there, "issuer", "")),
            ("source", new.source, getattr(there, "source", "")),
            ("note", new.note, getattr(there, "note", "")),
        )
        changes = [
            Change(str(NAMES[key]), show(before), show(after))
            for key, after, before in pairs
            if (after or "") != (before or "")
        ]
        if new.version_id != getattr(there, "version_id", None):
            before = "" if there is None or there.version is None else str(there.version)
            changes.append(Change(str(NAMES["set"]), before, _("bộ ghi trong tệp")))
        return changes

    def _later(self, row: Row, event: str, number: str, day: date) -> None:
        if not row.get("base"):
            self.fault(row, "base", _("Hãy ghi số quyết định đã công nhận."))
            return
        if event == REVOKE and not row.get("reason"):
            self.fault(row, "reason", _("Hãy ghi lý do thu hồi."))
        unit = self._unit(row, day) if event == ACKNOWLEDGE else None
        if event == ACKNOWLEDGE and unit is None:
            return
        found = self._base(row, event)
        if found is None:
            return
        planned = found if isinstance(found, Planned) else None
        root = found.root
        of_unit = found.unit.id if isinstance(found, Planned) else found.unit_id
        province = found.unit.province_id if isinstance(found, Planned) else found.province_id
        if unit is not None and unit.id == of_unit:
            self.fault(row, "name", _("Đây chính là đơn vị đã được công nhận; hãy ghi đơn vị sau sắp xếp."))
            return
        answer = policies.may_record(self.actor, of_unit, province)
        if isinstance(answer, Refusal):
            self.fault(row, "name", answer.reason)
            return
        if self._twice(row, event, root or id(planned), None if unit is None else unit.id):
            return
        new = NewDecision(
            decision_number=number,
            decision_on=day,
            issuer=row.get("issuer") or "",
            source=row.get("source") or "",
            note=row.get("note") or "",
            unit_id=None if unit is None else unit.id,
            reason=row.get("reason") or "",
        )
        there = self.roots_with.get((event, root, new.unit_id)) if root is not None else None
        same = there is not None and (there.decision_number, there.decision_on) == (number, day)
        if there is not None and event == REVOKE:
            same = same and there.reason == new.reason
        item = Later(row.number, event, new, root, planned, writes=not same)
        self.plan.later.append(item)
        name = found.unit.full_name if isinstance(found, Planned) else found.unit_name
        label = f"{name if unit is None else unit.full_name} – {EVENT_LABELS[event]}"
        changes = [] if same else [Change(str(NAMES["decision_number"]), getattr(there, "decision_number", ""), number)]
        self.checked.difference.add(SAME if same else NEW if there is None else CHANGED, label, row.number, changes)

    def _base(self, row: Row, event: str) -> Any:
        """The recognition that a later decision is about: in the register, or above in this file."""
        key = spellings.key(row["base"])
        named = row.get("former") if event == ACKNOWLEDGE else row.get("code") or row.get("name")
        candidates: list[Any] = [
            each for each in self.plan.recognitions if spellings.key(each.new.decision_number) == key
        ]
        there = {each.root for each in candidates if each.root is not None}
        candidates += [each for each in self.bases.get(key, []) if each.root not in there]
        if row.get("level"):
            level = spellings.level_of(row["level"], "")
            tier = None if level is None else level.partition("_")[2]
            candidates = [each for each in candidates if tier is None or _level(each).endswith(tier)]
        if named:
            candidates = [each for each in candidates if _is_called(each, str(named))]
        if len(candidates) == 1:
            return candidates[0]
        if not candidates:
            self.fault(
                row,
                "base",
                _("Không có công nhận nào theo quyết định này cho đơn vị ấy. Hãy ghi dòng công nhận trước dòng này."),
            )
        else:
            self.fault(
                row,
                "former" if event == ACKNOWLEDGE else "level",
                _("Quyết định này công nhận %(n)s đơn vị, mức. Hãy ghi rõ đơn vị trước sắp xếp và mức.")
                % {"n": len(candidates)},
            )
        return None

    def _unit(self, row: Row, day: date) -> UnitRow | None:
        kind = spellings.kind_of(row)
        try:
            units = self.by_kind.get(kind, self.units)
            return units.find(row.get("code") or "", row.get("name") or "", [day]).unit
        except ValueError as error:
            self.fault(row, "code" if row.get("code") else "name", str(error))
            return None

    def _level(self, row: Row, unit: UnitRow | None) -> str | None:
        if unit is None:
            return None
        level = spellings.level_of(row.get("level") or "", unit.kind)
        if level is None:
            offered = ", ".join(
                str(label) for value, label in selectors.LEVEL_CHOICES if value.startswith(unit.kind)
            )
            self.fault(
                row,
                "level",
                _("Không đọc được mức công nhận của %(unit)s. Hãy ghi một trong: %(offered)s.")
                % {"unit": unit.full_name, "offered": offered or "–"},
            )
        return level

    def _set(self, row: Row) -> int | None:
        typed = row.get("set")
        if not typed:
            return None
        found = self.sets.get(fold(typed))
        if found is None:
            self.fault(row, "set", _("Không có bộ tiêu chí này. Hãy ghi mã, tên hoặc số quyết định, hoặc để trống."))
        return found

    def _twice(self, row: Row, *key: Any) -> bool:
        first = self.seen.setdefault(key, row.number)
        if first == row.number:
            return False
        self.fault(row, "decision_number", _("Trùng với dòng %(row)s. Mỗi dòng chỉ ghi một lần.") % {"row": first})
        return True


def _level(candidate: Any) -> str:
    return str(candidate.new.level if isinstance(candidate, Planned) else candidate.level)


def _is_called(candidate: Any, named: str) -> bool:
    if isinstance(candidate, Planned):
        code, full = candidate.unit.code, candidate.unit.full_name
    else:
        code, full = candidate.unit_code, candidate.unit_name
    plain, whole = fold(named), fold(full)
    return named.strip() == code or plain == whole or plain == whole.partition(" ")[2] or whole.endswith(f" {plain}")
