"""One file of tasks against the register: what it would give and mend, and everything that is wrong with it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any, Final

from django.utils.translation import gettext as _

from dieuphoi.core.exchange.importers import NEW, SAME, Checked
from dieuphoi.core.exchange.reader import Row, Table
from dieuphoi.core.exchange.reader.cells import text_typed
from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.errors import InputError
from dieuphoi.core.kernel.policy import Refusal
from dieuphoi.core.kernel.text import fold
from dieuphoi.registry.access.roles import OFFICE
from dieuphoi.registry.organisations.models import OrgUnit, Person
from dieuphoi.steering.tasks import policies
from dieuphoi.steering.tasks.models import Task, TaskKind, Urgency
from dieuphoi.steering.tasks.selectors.alike import tasks_alike
from dieuphoi.steering.tasks.services import NewTask, tasks_faults
from dieuphoi.steering.tasks.services.give import sketch_of
from dieuphoi.steering.tasks.sheets.cells import Books, Links, as_new, links_of_many
from dieuphoi.steering.tasks.sheets.columns import NAMES, TASK_SHEET
from dieuphoi.steering.tasks.sheets.finding import ids_of, several
from dieuphoi.steering.tasks.states import TaskState

_CODE: Final = re.compile(r"0*(\d{1,9})\s*/\s*(\d{4})\Z")
_LABELS: Final = {column.key: column for column in TASK_SHEET.columns if column.kind == "choice"}
_COLUMN_OF: Final = {
    "lead_org": "lead", "province": "lead", "units": "communes", "orgs": "coordinating", "reply_to": "code",
}  # fmt: skip
"""The column of a field that a service blames, where it is called otherwise."""
_PLAIN: Final = (
    "title", "product", "given_on", "kind", "every", "urgency", "source_line", "text", "restricted", "note",
)  # fmt: skip


@dataclass(slots=True)
class Plan:
    """What an accepted file will write. ``new``: wholes before their parts, each part by ``-n`` of its whole."""

    new: list[NewTask] = field(default_factory=list)
    changed: list[tuple[int, NewTask]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Mended:
    """One row that says a task again."""

    row: Row
    task: Task
    new: NewTask


@dataclass(slots=True)
class _Given:
    """One row that gives a new task, and the title of the whole that it names in the file (folded)."""

    row: Row
    new: NewTask
    whole: str = ""


class Reading:
    """See the head of the module. ``checked`` holds faults, warnings and the difference; ``plan`` is what to write."""

    def __init__(self, actor: Actor, table: Table, now: datetime) -> None:
        self.actor, self.table, self.now = actor, table, now
        self.checked, self.plan = Checked(), Plan()
        self.books = Books(actor)
        self.blamed: set[tuple[int, str]] = {(row.number, key) for row in table.rows for key in row.faulty}
        self.known: dict[int, Task] = {}
        self.by_code: dict[str, list[Task]] = {}
        self.alike: dict[tuple[str, date], list[Task]] = {}
        self.links: dict[int, Links] = {}
        self.rows_of: dict[int, int] = {}
        self.mended: list[_Mended] = []
        self.told: set[int] = set()

    def run(self) -> Checked:
        self._load()
        given = [each for row in self.table.rows if (each := self._read(row)) is not None]
        self._mend()
        self._give(given)
        if not self.checked.errors and not self.table.errors:
            self.checked.payload = self.plan
        return self.checked

    # ------------------------------------------------------------------------------------ what is there

    def _load(self) -> None:
        rows: Any = Task.objects.visible_to(self.actor).select_related(
            "responsible", "giver", "parent", "lead_org__parent", "giver_org__parent", "field"
        )
        codes: dict[int, set[int]] = {}
        titles: dict[date, set[str]] = {}
        for row in self.table.rows:
            for key in ("code", "parent"):
                if found := _CODE.match(row.get(key) or ""):
                    codes.setdefault(int(found[2]), set()).add(int(found[1]))
            if not row.get("code") and row.get("title"):
                titles.setdefault(self._day(row), set()).add(fold(row["title"]))
        for year, numbers in codes.items():
            for task in rows.filter(year=year, number__in=numbers):
                self.known[task.pk] = task
                self.by_code.setdefault(task.code, []).append(task)
        for day, words in titles.items():
            for task in rows.filter(given_on=day, title_folded__in=words).exclude(state=TaskState.WITHDRAWN):
                self.known[task.pk] = task
                self.alike.setdefault((fold(task.title), day), []).append(task)
        self.links = links_of_many(self.known)

    def _day(self, row: Row) -> date:
        day: date = row.get("given_on") or self.actor.on
        return day

    # ------------------------------------------------------------------------------------ one row

    def fault(self, row: Row, key: str, message: str) -> None:
        """Blame a cell, once."""
        if (row.number, key) not in self.blamed:
            self.blamed.add((row.number, key))
            self.checked.errors.append(self.table.error(row, key, message))

    def _read(self, row: Row) -> _Given | None:
        """Compare a row with the task that it means; a row of a new task is given back."""
        if "code" in row.faulty:
            return None
        if row.get("code"):
            task = self._named(row, "code")
            if task is not None:
                self._compare(row, task)
            return None
        task = self._recognised(row)
        if task is not None:
            self._compare(row, task)
            return None
        return self._new(row)

    def _named(self, row: Row, key: str) -> Task | None:
        typed = row[key]
        found = _CODE.match(typed)
        if found is None:
            self.fault(row, key, _("Số việc viết như 12/2026. Với việc mới hãy để trống ô này."))
            return None
        tasks = self.by_code.get(f"{int(found[1])}/{found[2]}", [])
        own = [task for task in tasks if task.province_id in self.actor.writes(*OFFICE)] or tasks
        if len(own) == 1:
            return own[0]
        if own:
            self.fault(row, key, _("Số việc này có ở nhiều tỉnh."))
        else:
            self.fault(
                row, key,
                _("Không có việc số %(code)s, hoặc ngoài phạm vi của bạn. Với việc mới hãy để trống ô này.")
                % {"code": typed},
            )  # fmt: skip
        return None

    def _recognised(self, row: Row) -> Task | None:
        """A task of the same day, title, body and person: the office's own file, brought in again. Of another person
        it is only told, for a title may well be given twice.
        """
        day = self._day(row)
        alike = self.alike.get((fold(row.get("title") or ""), day), [])
        lead = self._body_id(row.get("lead"), day)
        alike = [task for task in alike if task.lead_org_id == lead]
        same = [task for task in alike if fold(task.responsible.full_name) == fold(row.get("responsible") or "")]
        if len(same) == 1:
            return same[0]
        if alike:
            codes = ", ".join(task.code for task in alike[:5])
            words = _(
                "Cùng ngày đã giao việc cùng tên cho cơ quan này (%(codes)s). Dòng này được giao thành việc mới; nếu "
                "là một việc, hãy ghi số việc."
            )
            self.checked.warnings.append(self.table.error(row, "title", words % {"codes": codes}))
            self.told.add(row.number)
        return None

    def _body_id(self, typed: str | None, day: date) -> int | None:
        if not typed:
            return None
        try:
            return self.books.bodies.find(typed, day).pk
        except ValueError:
            return None

    # ------------------------------------------------------------------------------------ a task that is there

    def _compare(self, row: Row, task: Task) -> None:
        first = self.rows_of.setdefault(task.pk, row.number)
        if first != row.number:
            self.fault(row, "title", _("Trùng với dòng %(row)s. Mỗi dòng chỉ ghi một lần.") % {"row": first})
            return
        kept = as_new(task, self.links[task.pk])
        before = {
            **self.books.cells(kept, person=task.responsible, giver=task.giver),
            "parent": "" if task.parent is None else task.parent.code,
        }
        said = {
            key: value
            for key, value in row.values.items()
            if key in before and value not in (None, "") and key not in row.faulty and not _alike(before[key], value)
        }
        self._fixed(row, task, said)
        new = self._values(row, kept, said)
        after = self.books.cells(new, person=task.responsible, giver=task.giver)
        changed = {key: value for key, value in after.items() if not _alike(before[key], value)}
        if not changed:
            self.checked.difference.add(SAME)
            return
        if task.accepted_on is not None and (new.due_on, new.no_due_reason) != (kept.due_on, kept.no_due_reason):
            self.fault(row, "due_on", _("Việc đã nhận: hạn chỉ đổi bằng đề nghị gia hạn được đồng ý."))
        answer = policies.may_correct(self.actor, task)
        if isinstance(answer, Refusal):
            self.fault(row, "code" if row.get("code") else "title", answer.reason)
        self.mended.append(_Mended(row, task, new))
        label = f"{task.code} {task.title}"
        self.checked.difference.compare(label, row.number, _shown(before), _shown(changed), NAMES)
        self.plan.changed.append((task.pk, new))

    def _mend(self) -> None:
        """The rules of correcting, asked for all changed rows at once."""
        if self.mended:
            besides = {place: each.task for place, each in enumerate(self.mended, start=1)}
            rows = [each.new for each in self.mended]
            faults = tasks_faults(actor=self.actor, rows=rows, besides=besides, now=self.now)
            self._blame([each.row for each in self.mended], faults)

    def _fixed(self, row: Row, task: Task, said: dict[str, Any]) -> None:
        """What a sheet does not change on a task that is there – who, by whom, part of what – goes out of ``said``."""
        day = task.given_on
        words = {
            "lead": _("Đổi chủ trì bằng “Chuyển người” ở trang của việc, không bằng bảng."),
            "responsible": _("Đổi người chịu trách nhiệm bằng “Chuyển người” ở trang của việc, không bằng bảng."),
            "giver_org": _("Cơ quan giao của việc đã có không đổi bằng bảng."),
            "giver": _("Người giao của việc đã có không đổi bằng bảng."),
            "parent": _("Không đổi việc lớn hơn của một việc đã giao."),
        }
        said.pop("phone", None)
        for key, message in words.items():
            typed = said.pop(key, None)
            if typed is None:
                continue
            if key in ("lead", "giver_org"):
                same = self._body_id(typed, day) == (task.lead_org_id if key == "lead" else task.giver_org_id)
            elif key == "parent":
                same = task.parent is not None and fold(typed) == fold(task.parent.title)
            else:
                person = task.responsible if key == "responsible" else task.giver
                same = person is not None and fold(person.full_name) == fold(typed)
            if not same:
                self.fault(row, key, message)

    # ------------------------------------------------------------------------------------ a new task

    def _new(self, row: Row) -> _Given:
        day = self._day(row)
        books, lead, person, giver_org, giver = self.books, None, 0, None, None
        if row.get("lead"):
            lead = self._body(row, "lead", day)
        elif "lead" not in row.faulty:
            self.fault(row, "lead", _("Hãy ghi cơ quan chủ trì."))
        if row.get("responsible"):
            person = self._person(row, "responsible", row.get("phone") or "", lead, day)
        elif "responsible" not in row.faulty:
            self.fault(row, "responsible", _("Hãy ghi người chịu trách nhiệm: mỗi việc có đúng một người."))
        if row.get("giver_org"):
            giver_org = self._body(row, "giver_org", day)
        if row.get("giver"):
            body = giver_org or books.bodies.rows.get(next(iter(sorted(self.actor.orgs(*OFFICE))), 0))
            giver = self._person(row, "giver", "", body, day) or None
        empty = NewTask(
            title="", product="", lead_org_id=0 if lead is None else lead.pk, responsible_id=person, given_on=day,
            kind=TaskKind.ORDINARY.value, urgency=Urgency.NORMAL.value, giver_id=giver,
            giver_org_id=None if giver_org is None else giver_org.pk,
        )  # fmt: skip
        said = {key: value for key, value in row.values.items() if value not in (None, "")}
        new, whole = self._values(row, empty, said), ""
        if typed := row.get("parent"):
            if _CODE.match(typed):
                task = self._named(row, "parent")
                new = replace(new, parent_id=None if task is None else task.pk)
            else:
                whole = fold(typed)
        return _Given(row, new, whole)

    def _body(self, row: Row, key: str, day: date) -> OrgUnit | None:
        try:
            return self.books.bodies.find(row[key], day)
        except ValueError as fault:
            self.fault(row, key, str(fault))
            return None

    def _person(self, row: Row, key: str, phone: str, body: OrgUnit | None, day: date) -> int:
        try:
            return self.books.people.find(row[key], phone, body, day)
        except ValueError as fault:
            self.fault(row, key, str(fault))
            return 0

    def _values(self, row: Row, new: NewTask, said: dict[str, Any]) -> NewTask:
        """``new`` with what the cells say of the task itself. An absent column or an empty cell changes nothing."""
        changes: dict[str, Any] = {key: said[key] for key in _PLAIN if key in said}
        if "due_on" in said:
            changes |= {"due_on": said["due_on"], "no_due_reason": ""}
        elif "no_due_reason" in said:
            changes |= {"due_on": None, "no_due_reason": said["no_due_reason"]}
        if said.get("due_on") and said.get("no_due_reason"):
            self.fault(row, "no_due_reason", _("Đã ghi hạn thì để trống ô này."))
        day, books = changes.get("given_on", new.given_on), self.books
        for key, name, find in (
            ("coordinating", "coordinating", lambda word: books.bodies.find(word, day)),
            ("following", "following", lambda word: books.bodies.find(word, day)),
            ("communes", "unit_ids", lambda word: books.places.find(word, day)),
            ("criteria", "criterion_ids", lambda word: books.criteria.find(word, day)),
        ):
            if key in said:
                ids, faults = ids_of(several(said[key]), find)
                if faults:
                    self.fault(row, key, " ".join(faults))
                changes[name] = tuple(ids)
        if "field" in said:
            try:
                changes["field_id"] = books.fields.find(said["field"])
            except ValueError as fault:
                self.fault(row, "field", str(fault))
        for key in ("title", "product", "source_line", "no_due_reason"):
            if isinstance(changes.get(key), str):
                changes[key] = " ".join(changes[key].split())
        for name in _SETS:
            # The order in which bodies, communes and criteria are named says nothing.
            if name in changes and set(changes[name]) == set(getattr(new, name)):
                del changes[name]
        made = replace(new, **changes)
        return made if made.kind == TaskKind.STANDING or not made.every else replace(made, every="")

    # ------------------------------------------------------------------------------------ all new tasks

    def _give(self, given: list[_Given]) -> None:
        self._doubles(given)
        ordered = self._in_floors(given)
        rows = [each.new for each in ordered]
        faults = tasks_faults(actor=self.actor, rows=rows, now=self.now) if rows else []
        self._blame([each.row for each in ordered], faults)
        bad = {number for number, _key in self.blamed}
        people: dict[int, Person] = Person.objects.in_bulk(
            {pk for new in rows for pk in (new.responsible_id, new.giver_id) if pk}
        )
        for each in ordered:
            new = each.new
            if each.row.number in bad:
                continue
            cells = self.books.cells(new, person=people.get(new.responsible_id), giver=people.get(new.giver_id or 0))
            cells["parent"] = each.row.get("parent") or ""
            kind = self.checked.difference.compare(
                new.title, each.row.number, None, {key: value for key, value in _shown(cells).items() if value}, NAMES
            )
            assert kind == NEW
            self.plan.new.append(new)
        self._tell_alike([each for each in ordered if each.row.number not in bad])

    def _tell_alike(self, given: list[_Given]) -> None:
        """Warn of new tasks that may be open ones, where that was not told already."""
        sketches = [sketch_of(each.new, self.known.get(each.new.parent_id or 0)) for each in given]
        for each, found in zip(given, tasks_alike(self.actor, sketches, self.actor.on), strict=True):
            if found and each.row.number not in self.told:
                words = _("Có thể đã giao rồi: %(title)s. %(why)s. Dòng này vẫn được giao thành việc mới.")
                words %= {"title": found[0].title, "why": found[0].why}
                self.checked.warnings.append(self.table.error(each.row, "title", words))

    def _doubles(self, given: list[_Given]) -> None:
        seen: dict[tuple[Any, ...], int] = {}
        for each in given:
            new = each.new
            key = (fold(new.title), new.lead_org_id, new.responsible_id, new.given_on, new.parent_id, each.whole)
            first = seen.setdefault(key, each.row.number)
            if first != each.row.number and new.lead_org_id and new.responsible_id:
                self.fault(each.row, "title", _("Trùng với dòng %(row)s. Mỗi dòng chỉ ghi một lần.") % {"row": first})

    def _in_floors(self, given: list[_Given]) -> list[_Given]:
        """Wholes before their parts; a part points at the place of its whole in the list."""
        by_title: dict[str, list[_Given]] = {}
        for each in given:
            by_title.setdefault(fold(each.new.title), []).append(each)
        there = {fold(task.title): task for task in self.known.values() if task.pk in self.rows_of}
        ordered: list[_Given] = []
        place: dict[int, int] = {}
        waiting = list(given)
        while waiting:
            later = []
            for each in waiting:
                wholes = by_title.get(each.whole, []) if each.whole else []
                if not each.whole or (len(wholes) == 1 and wholes[0].row.number in place):
                    if each.whole:
                        each.new = replace(each.new, parent_id=-place[wholes[0].row.number])
                elif not wholes and each.whole in there:
                    each.new = replace(each.new, parent_id=there[each.whole].pk)
                elif len(wholes) == 1:
                    later.append(each)
                    continue
                else:
                    self.fault(
                        each.row, "parent",
                        _("Có nhiều việc tên này trong tệp. Hãy đổi tên cho khác nhau, hoặc ghi số việc.") if wholes
                        else _("Không có việc lớn hơn này trong tệp. Hãy ghi số việc như 12/2026, hoặc đúng tên việc."),
                    )  # fmt: skip
                ordered.append(each)
                place[each.row.number] = len(ordered)
            if len(later) == len(waiting):
                for each in later:
                    self.fault(each.row, "parent", _("Các việc này là phần của nhau thành vòng tròn."))
                break
            waiting = later
        return ordered

    def _blame(self, rows: list[Row], faults: list[InputError]) -> None:
        """Faults of the services as faults of cells; what is wrong with a cell already is not told again."""
        for fault in faults:
            key = _COLUMN_OF.get(fault.field, fault.field)
            row = rows[(fault.row or 1) - 1]
            self.fault(row, key if key in NAMES else "title", fault.message)


_SETS: Final = ("coordinating", "following", "unit_ids", "criterion_ids")


def _alike(before: Any, value: Any) -> bool:
    """The same for a person: no text is an empty one, blanks at the ends and how lines end do not count."""
    if isinstance(before, str) or isinstance(value, str):
        return text_typed(before or "") == text_typed(value or "")
    return bool(before == value)


def _shown(cells: dict[str, Any]) -> dict[str, Any]:
    """Cells in words for people: choices by their labels, dates and yes or no as they are."""
    found = dict(cells)
    for key, column in _LABELS.items():
        if found.get(key):
            found[key] = dict(column.pairs()).get(str(found[key]), found[key])
    if found.get("restricted") is False:
        del found["restricted"]
    return found
