"""The list of recognitions by table, out and in: one row a decision – recognised, acknowledged again, revoked."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Final

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dieuphoi.core.exchange.columns import SheetColumn, SheetSpec
from dieuphoi.core.exchange.importers import CHANGED, NEW, SAME, Applied, Change, Checked, Importer, Target
from dieuphoi.core.exchange.reader import Row, Table, show
from dieuphoi.core.exchange.writer import write_sheet
from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.policy import Answer, Refusal
from dieuphoi.core.kernel.text import fold, nfc
from dieuphoi.programme.assessments.past import UnitsThen, day_in
from dieuphoi.programme.recognition import notices, policies, selectors
from dieuphoi.programme.recognition.services import (
    NewDecision,
    NewRecognition,
    recognition_acknowledge,
    recognition_correct,
    recognition_revoke,
    recognitions_record,
    recognitions_undo,
    units_of_import,
)
from dieuphoi.registry.territory.selectors import UnitRow

KIND: Final = "recognitions"
RECOGNISE, ACKNOWLEDGE, REVOKE = "recognise", "acknowledge", "revoke"
EVENTS: Final = (
    (RECOGNISE, gettext_lazy("công nhận")),
    (ACKNOWLEDGE, gettext_lazy("thừa nhận lại")),
    (REVOKE, gettext_lazy("thu hồi")),
)
_EVENT_LABELS: Final = dict(EVENTS)

RECOGNITION_SHEET: Final = SheetSpec(
    key=KIND,
    title=gettext_lazy("Danh sách công nhận"),
    columns=(
        SheetColumn(
            "event",
            gettext_lazy("Việc"),
            "choice",
            choices=EVENTS,
            width=14,
            help=gettext_lazy("Để trống là công nhận."),
            aliases=("Loại quyết định", "Nội dung"),
        ),
        SheetColumn(
            "code",
            gettext_lazy("Mã đơn vị"),
            "code",
            max_length=12,
            width=10,
            aliases=("Mã", "Mã xã", "Mã ĐVHC", "Mã huyện"),
        ),
        SheetColumn(
            "name",
            gettext_lazy("Tên đơn vị"),
            max_length=140,
            width=26,
            help=gettext_lazy("Tên vào ngày ký quyết định."),
            aliases=("Đơn vị", "Xã", "Tên xã", "Xã, phường, thị trấn", "Địa phương", "Tên", "Tên huyện"),
        ),
        SheetColumn(
            "level",
            gettext_lazy("Mức công nhận"),
            max_length=120,
            width=30,
            help=gettext_lazy("Đạt chuẩn, nâng cao, kiểu mẫu. Để trống là đạt chuẩn."),
            aliases=("Mức", "Danh hiệu", "Mức độ", "Loại", "Tiêu chuẩn"),
        ),
        SheetColumn(
            "year",
            gettext_lazy("Năm"),
            "integer",
            minimum=1990,
            maximum=2100,
            width=7,
            help=gettext_lazy("Để trống là năm ký quyết định."),
            aliases=("Năm công nhận", "Năm đạt chuẩn", "Năm về đích"),
        ),
        SheetColumn(
            "decision_number",
            gettext_lazy("Số quyết định"),
            "code",
            required=True,
            max_length=120,
            width=22,
            aliases=("Quyết định", "Số QĐ", "Quyết định công nhận", "Số, ngày quyết định", "QĐ công nhận", "QĐ"),
        ),
        SheetColumn(
            "decision_on",
            gettext_lazy("Ngày quyết định"),
            "date",
            width=13,
            aliases=("Ngày", "Ngày ký", "Ngày QĐ", "Ngày ban hành"),
        ),
        SheetColumn("issuer", gettext_lazy("Cơ quan ký"), max_length=200, width=24, aliases=("Cơ quan ban hành",)),
        SheetColumn(
            "set",
            gettext_lazy("Bộ tiêu chí"),
            max_length=300,
            width=20,
            help=gettext_lazy("Mã, tên hoặc số quyết định của bộ tiêu chí, nếu biết."),
        ),
        SheetColumn(
            "base",
            gettext_lazy("Quyết định công nhận gốc"),
            "code",
            max_length=120,
            width=22,
            help=gettext_lazy("Khi thừa nhận lại hoặc thu hồi: số quyết định đã công nhận."),
            aliases=("Số quyết định gốc", "QĐ gốc"),
        ),
        SheetColumn(
            "former",
            gettext_lazy("Đơn vị đã được công nhận"),
            "code",
            max_length=140,
            width=24,
            help=gettext_lazy("Khi thừa nhận lại: mã hoặc tên đơn vị trước sắp xếp."),
            aliases=("Đơn vị trước sắp xếp", "Đơn vị cũ"),
        ),
        SheetColumn("reason", gettext_lazy("Lý do"), max_length=2000, width=24, help=gettext_lazy("Khi thu hồi.")),
        SheetColumn("source", gettext_lazy("Nguồn"), max_length=300, width=24),
        SheetColumn("note", gettext_lazy("Ghi chú"), max_length=2000, width=24),
    ),
    notes=(
        gettext_lazy("Mỗi dòng một quyết định. Đơn vị là đơn vị của ngày ký. Dòng không có trong tệp được giữ nguyên."),
    ),
    sheet_name=gettext_lazy("Công nhận"),
    file_name="danh-sach-cong-nhan.xlsx",
)
NAMES: Final = {column.key: column.header for column in RECOGNITION_SHEET.columns}


@dataclass(slots=True)
class _Planned:
    """One recognition of the file: ``root`` of the chain that it corrects, or that says it already."""

    row: int
    unit: UnitRow
    new: NewRecognition
    root: int | None = None
    writes: bool = True


@dataclass(slots=True)
class _Later:
    """An acknowledgement or revocation: of a chain that is there (``root``) or of a row of this file (``planned``)."""

    row: int
    event: str
    new: NewDecision
    root: int | None = None
    planned: _Planned | None = None
    writes: bool = True


@dataclass(slots=True)
class _Plan:
    recognitions: list[_Planned] = field(default_factory=list)
    later: list[_Later] = field(default_factory=list)


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
        reading = _Reading(actor, table, Checked())
        for row in table.rows:
            reading.read(row)
        checked = reading.checked
        if not checked.errors and not table.errors:
            checked.payload = reading.plan
        return checked

    def apply(self, actor: Actor, target: Target, checked: Checked, run_id: int, now: datetime) -> Applied:
        plan: _Plan = checked.payload
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


class _Reading:
    """One file against the register: what it would write, and what is wrong with it."""

    def __init__(self, actor: Actor, table: Table, checked: Checked) -> None:
        self.actor, self.table, self.checked = actor, table, checked
        self.plan = _Plan()
        self.units = UnitsThen(actor, kinds=("commune", "district", "province"))
        self.by_kind = {kind: UnitsThen(actor, kinds=(kind,)) for kind in ("commune", "district", "province")}
        self.sets = selectors.sets_by_words(actor)
        self.stands: dict[tuple[int, str, str], Any] = {
            (row.unit_id, row.level, row.number_folded): row
            for row in selectors.recognitions(actor, date.max).filter(
                number_folded__in={_key(each.get("decision_number")) for each in table.rows}
            )
        }
        self.bases: dict[str, list[Any]] = {}
        wanted = {_key(each.get("base")) for each in table.rows if each.get("base")}
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
        number = _number(row.get("decision_number"))
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
        if self._twice(row, unit.id, level, _key(number)):
            return
        there = self.stands.get((unit.id, level, _key(number)))
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
        planned = _Planned(row.number, unit, new, None if there is None else there.root)
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
        planned = found if isinstance(found, _Planned) else None
        root = found.root
        of_unit = found.unit.id if isinstance(found, _Planned) else found.unit_id
        province = found.unit.province_id if isinstance(found, _Planned) else found.province_id
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
        item = _Later(row.number, event, new, root, planned, writes=not same)
        self.plan.later.append(item)
        name = found.unit.full_name if isinstance(found, _Planned) else found.unit_name
        label = f"{name if unit is None else unit.full_name} – {_EVENT_LABELS[event]}"
        changes = [] if same else [Change(str(NAMES["decision_number"]), getattr(there, "decision_number", ""), number)]
        self.checked.difference.add(SAME if same else NEW if there is None else CHANGED, label, row.number, changes)

    def _base(self, row: Row, event: str) -> Any:
        """The recognition that a later decision is about: in the register, or above in this file."""
        key = _key(row["base"])
        named = row.get("former") if event == ACKNOWLEDGE else row.get("code") or row.get("name")
        candidates: list[Any] = [
            each for each in self.plan.recognitions if _key(each.new.decision_number) == key
        ]
        there = {each.root for each in candidates if each.root is not None}
        candidates += [each for each in self.bases.get(key, []) if each.root not in there]
        if row.get("level"):
            level = _level_of(row["level"], "")
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
        kind = _kind_of(row)
        try:
            units = self.by_kind.get(kind, self.units)
            return units.find(row.get("code") or "", row.get("name") or "", [day]).unit
        except ValueError as error:
            self.fault(row, "code" if row.get("code") else "name", str(error))
            return None

    def _level(self, row: Row, unit: UnitRow | None) -> str | None:
        if unit is None:
            return None
        level = _level_of(row.get("level") or "", unit.kind)
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


_AROUND: Final = re.compile(
    r"^(?:quyết\s+định|qđ)\s+(?:số\s*:?\s*)?|[,;]?\s*(?:ngày\s*)?\d{1,2}[/.-]\d{1,2}[/.-]\d{4}\s*$", re.IGNORECASE
)


def _number(typed: object) -> str:
    """A decision's number alone: ``Quyết định số 12/QĐ-UBND ngày 20/12/2019`` is ``12/QĐ-UBND``."""
    return _AROUND.sub("", " ".join(nfc(str(typed or "")).split())).strip()


def _key(number: object) -> str:
    return fold(_number(number))


def _level(candidate: Any) -> str:
    return str(candidate.new.level if isinstance(candidate, _Planned) else candidate.level)


def _is_called(candidate: Any, named: str) -> bool:
    if isinstance(candidate, _Planned):
        code, full = candidate.unit.code, candidate.unit.full_name
    else:
        code, full = candidate.unit_code, candidate.unit_name
    plain, whole = fold(named), fold(full)
    return named.strip() == code or plain == whole or plain == whole.partition(" ")[2] or whole.endswith(f" {plain}")


_TIERS: Final = (("hien dai", "modern_pilot"), ("kieu mau", "model"), ("nang cao", "advanced"))


def _kind_of(row: Row) -> str:
    """The kind of unit that a row speaks of, by its level and name; communes where neither tells."""
    words = f"{fold(str(row.get('level') or ''))} {fold(str(row.get('name') or ''))}"
    code = str(row.get("code") or "")
    if "huyen" in words.split() or "thi xa" in words or (code.isdigit() and len(code) == 3):
        return "district"
    if words.split()[:1] == ["tinh"] or fold(str(row.get("name") or "")).startswith("tinh "):
        return "province"
    return "commune"


def _level_of(words: str, kind: str) -> str | None:
    """The level that words name for a kind of unit: ``nâng cao`` of a commune is ``commune_advanced``."""
    if words in selectors.LEVEL_LABELS:
        return words
    text = fold(words)
    tier = next((tier for mark, tier in _TIERS if mark in text), None)
    if tier is None:
        plain = not text or any(
            each in text for each in ("dat chuan", "nong thon moi", "ntm", "hoan thanh", "chuan", "co ban", "basic")
        )
        tier = "basic" if plain else None
    level = f"{kind or 'commune'}_{tier}"
    return level if tier is not None and level in selectors.LEVEL_LABELS else None


def sheet_rows(actor: Actor, day: date, rows: Iterable[Any]) -> Iterator[dict[str, Any]]:
    """Recognitions with what became of them, as rows of the sheet."""
    listed = list(rows)
    given, taken = selectors.all_facts(listed, actor, day)
    by_root = {row.root: row for row in listed}
    for row in listed:
        yield {
            "event": RECOGNISE,
            "code": row.unit_code,
            "name": row.unit_name,
            "level": str(selectors.LEVEL_LABELS[row.level]),
            "year": row.year,
            "set": "" if row.version is None else row.version.set.code,
            **_decision_cells(row),
        }
    for fact in given:
        base = by_root[fact.recognition_id]
        yield {
            "event": ACKNOWLEDGE,
            "name": fact.unit_name,
            "level": str(selectors.LEVEL_LABELS[base.level]),
            "base": base.decision_number,
            "former": base.unit_code or base.unit_name,
            **_decision_cells(fact),
        }
    for away in taken:
        base = by_root[away.recognition_id]
        yield {
            "event": REVOKE,
            "code": base.unit_code,
            "name": base.unit_name,
            "level": str(selectors.LEVEL_LABELS[base.level]),
            "base": base.decision_number,
            "reason": away.reason,
            **_decision_cells(away),
        }


def _decision_cells(row: Any) -> dict[str, Any]:
    names = ("decision_number", "decision_on", "issuer", "source", "note")
    return {name: getattr(row, name) for name in names}


def recognition_workbook(actor: Actor, day: date, now: datetime) -> bytes:
    """The register of a day as the sheet that can be brought back."""
    rows = selectors.recognitions(actor, day).order_by("decision_on", "unit_key", "pk")
    return write_sheet(
        RECOGNITION_SHEET, sheet_rows(actor, day, rows), now=now, as_of=day, protect=False, blank_rows=50
    )
