"""The form itself: its fields, how the page lays them out, what was typed into them, what the rules say of it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any, Final

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.errors import InputErrors
from dieuphoi.core.register.filters import DateField
from dieuphoi.registry.territory.forms.plan.fields import TYPE_WORDS, Side, number, unit_field
from dieuphoi.registry.territory.forms.plan.shape import Shape
from dieuphoi.registry.territory.forms.plan.typed import Typed, source
from dieuphoi.registry.territory.models import ChangeKind, How, ShareOf
from dieuphoi.registry.territory.names import full_name
from dieuphoi.registry.territory.selectors import UnitRow, units_on
from dieuphoi.registry.territory.services import PlannedChange, PlannedLink, PlannedUnit, ShareValue
from dieuphoi.registry.territory.services.annotate import share_fault
from dieuphoi.registry.territory.services.plan import check_plans, kind_of
from dieuphoi.registry.territory.services.units import LEVEL_OF

KEY: Final = "t%d"


class PlanForm(forms.Form):
    """One change: its day, its resolution, its predecessors and successors; valid, its cleaned data hold a ``plan``."""

    # All that is missing is told at once by the server; the browser would stop at the first field.
    use_required_attribute = False

    day = DateField(label=_("Có hiệu lực từ ngày"))
    resolution_number = forms.CharField(label=_("Số nghị quyết"), max_length=80, required=False)
    resolution_on = DateField(label=_("Ngày nghị quyết"), required=False)
    resolution_by = forms.CharField(label=_("Cơ quan ban hành"), max_length=200, required=False)
    note = forms.CharField(label=_("Ghi chú"), max_length=400, required=False, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, *args: Any, actor: Actor, shape: Shape, ignore: int | None = None, **kwargs: Any) -> None:
        """``ignore`` is the planned change that this form edits: its units are free for it."""
        super().__init__(*args, **kwargs)
        self.actor, self.shape, self.ignore = actor, shape, ignore
        asks = shape.asks
        for row in range(1, shape.olds + 1):
            label = _("Đơn vị cũ") if shape.olds == 1 else _("Đơn vị cũ %(n)d") % {"n": row}
            self.fields[f"old_{row}"] = unit_field(label, required=row <= asks.olds)
        for row in range(1, shape.news + 1):
            self._successor(row)
        if asks.divides:
            self.fields["share_of"] = forms.ChoiceField(
                label=_("Tỷ lệ chia tính theo"), choices=(("", "—"), *ShareOf.choices), required=False,
                help_text=_("Chỉ khi biết tỷ lệ chia. Không biết thì để trống: không đoán."),
            )  # fmt: skip
            for old in range(1, shape.olds + 1):
                self._shares(old)

    def _successor(self, row: int) -> None:
        asks, kind = self.shape.asks, self.shape.kind
        several = self.shape.news > 1
        stays = _("Để trống: giữ nguyên.") if asks.goes_on else ""
        named = not asks.goes_on or kind == ChangeKind.RENAME
        if named:
            self.fields[f"new_{row}_type"] = forms.ChoiceField(
                label=_("Loại"), choices=(("", "—"), *TYPE_WORDS), required=False, help_text=stays
            )
            self.fields[f"new_{row}_name"] = forms.CharField(
                label=_("Tên"), max_length=120, required=False,
                help_text=stays or _("Không ghi chữ Xã, Phường phía trước."),
            )  # fmt: skip
        if kind != ChangeKind.MOVE:
            self.fields[f"new_{row}_code"] = forms.CharField(
                label=_("Mã"), max_length=12, required=kind == ChangeKind.RECODE,
                help_text=stays if kind == ChangeKind.RENAME else "",
            )  # fmt: skip
            self.fields[f"new_{row}_code"].widget.attrs |= {"inputmode": "numeric", "autocomplete": "off"}
        self.fields[f"new_{row}_parent"] = unit_field(
            _("Thuộc"), required=kind == ChangeKind.MOVE,
            help_text="" if kind == ChangeKind.MOVE else stays or _("Để trống: thuộc nơi các đơn vị cũ đang thuộc."),
        )  # fmt: skip
        if not asks.goes_on:
            self.fields[f"new_{row}_unit"] = unit_field(
                _("Hoặc đơn vị đã có sẵn") if not several else _("Hoặc đơn vị %(n)d đã có sẵn") % {"n": row},
                help_text=_("Chỉ khi đơn vị mới đã được nạp từ trước, có từ ngày hiệu lực; khi đó bỏ trống các ô kia."),
            )

    def _shares(self, old: int) -> None:
        given = self.shape.kind == ChangeKind.REGROUP
        for new in range(1, self.shape.news + 1):
            words = {"old": old, "new": new}
            if given:
                self.fields[f"link_{old}_{new}"] = forms.BooleanField(
                    label=_("Đơn vị cũ %(old)d vào đơn vị mới %(new)d") % words, required=False
                )
            self.fields[f"part_{old}_{new}"] = number(
                _("Phần của đơn vị cũ %(old)d vào đơn vị mới %(new)d") % words
                if given
                else _("Phần vào đơn vị mới %(new)d") % words
            )
        self.fields[f"whole_{old}"] = number(
            _("Toàn bộ của đơn vị cũ %(old)d") % {"old": old} if given else _("Toàn bộ của đơn vị cũ")
        )

    # --- how the page lays it out

    def kind_label(self) -> str:
        return str(ChangeKind(self.shape.kind).label)

    def head(self) -> list[Any]:
        return [self[name] for name in ("day", "resolution_number", "resolution_on", "resolution_by", "note")]

    def old_fields(self) -> list[Any]:
        return [self[f"old_{row}"] for row in range(1, self.shape.olds + 1)]

    def news(self) -> list[Side]:
        sides = []
        for row in range(1, self.shape.news + 1):
            title = gettext("Sau thay đổi") if self.shape.asks.goes_on else gettext("Đơn vị mới")
            if self.shape.news > 1:
                title = gettext("Đơn vị mới %(n)d") % {"n": row}
            names = [f"new_{row}_{each}" for each in ("type", "name", "code", "parent")]
            more = [f"new_{row}_unit"]
            if not self.shape.asks.goes_on and row <= self.shape.asks.news:
                # Told as wanted; a unit that is there already says both.
                self.fields[names[0]].required = self.fields[names[1]].required = True
            sides.append(
                Side(title, [self[n] for n in names if n in self.fields], [self[n] for n in more if n in self.fields])
            )
        return sides

    def share_fields(self) -> list[tuple[str, list[Any]]]:
        """The fields of shares, by predecessor."""
        if "share_of" not in self.fields:
            return []
        groups = []
        for old in range(1, self.shape.olds + 1):
            names = []
            for new in range(1, self.shape.news + 1):
                names += [n for n in (f"link_{old}_{new}", f"part_{old}_{new}") if n in self.fields]
            title = gettext("Đơn vị cũ %(n)d") % {"n": old} if self.shape.olds > 1 else gettext("Đơn vị cũ")
            groups.append((title, [self[name] for name in (*names, f"whole_{old}")]))
        return groups

    # --- what was typed

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        day = data.get("day")
        if day is None:
            return data
        eve = Typed(self.actor, day - timedelta(days=1))
        olds = self._olds(data, eve)
        plan = self._read(data, day, eve, olds)
        self._check(plan, {row: old.id for row, old in olds.items()}, eve)
        if not self.errors:
            data["plan"] = plan
        return data

    def _olds(self, data: dict[str, Any], eve: Typed) -> dict[int, UnitRow]:
        found: dict[int, UnitRow] = {}
        for row in range(1, self.shape.olds + 1):
            unit = self._unit(f"old_{row}", data, eve)
            if unit is None:
                continue
            if unit.id in {each.id for each in found.values()}:
                self.add_error(f"old_{row}", gettext("%(unit)s đã ghi ở trên.") % {"unit": unit.full_name})
                continue
            found[row] = unit
        return found

    def _unit(self, name: str, data: dict[str, Any], units: Typed) -> UnitRow | None:
        text = data.get(name) or ""
        if not text:
            return None
        try:
            return units.find(text)
        except ValueError as error:
            self.add_error(name, str(error))
            return None

    def _read(self, data: dict[str, Any], day: date, eve: Typed, olds: dict[int, UnitRow]) -> PlannedChange:
        news = {row: to for row in range(1, self.shape.news + 1) if (to := self._new(row, data, day, eve, olds))}
        return PlannedChange(
            effective_on=day,
            predecessors=tuple(each.id for each in olds.values()),
            successors=tuple(news.values()),
            links=tuple(self._links(data, olds, news)) if self.shape.asks.divides else (),
            resolution_number=data.get("resolution_number") or "",
            resolution_on=data.get("resolution_on"),
            resolution_by=data.get("resolution_by") or "",
            source=source(data),
            note=data.get("note") or "",
        )

    def _new(
        self, row: int, data: dict[str, Any], day: date, eve: Typed, olds: dict[int, UnitRow]
    ) -> PlannedUnit | None:
        def typed(name: str) -> str:
            return str(data.get(f"new_{row}_{name}") or "").strip()

        names = ("type", "name", "code", "parent")
        if self.shape.asks.goes_on:
            return self._going_on(row, data, eve, olds)
        if typed("unit"):
            if any(typed(name) for name in names):
                message = gettext("Đã ghi đơn vị có sẵn thì bỏ trống loại, tên, mã và nơi thuộc.")
                self.add_error(f"new_{row}_unit", message)
                return None
            return self._adopted(row, data, day)
        if not any(typed(name) for name in names) and row > self.shape.asks.news:
            return None  # a row nobody needed
        for name in ("type", "name"):
            if not typed(name) and f"new_{row}_{name}" not in self.errors:
                self.add_error(f"new_{row}_{name}", gettext("Đơn vị mới phải ghi cả loại và tên."))
        kind = typed("type")
        if not kind or not typed("name"):
            return None
        levels = {old.kind for old in olds.values()}
        if levels and LEVEL_OF[kind] not in levels | ({"commune"} if "district" in levels else set()):
            self.add_error(f"new_{row}_type", gettext("Loại này không cùng cấp với đơn vị cũ."))
            return None
        parent: int | None = None
        if typed("parent"):
            above = self._unit(f"new_{row}_parent", data, eve)
            parent = above.id if above else None
            if above is None:
                return None
        elif LEVEL_OF[kind] != "province":
            parents = {old.parent_id for old in olds.values() if old.kind == LEVEL_OF[kind]}
            parent = parents.pop() if len(parents) == 1 else None
            if parent is None and olds:
                self.add_error(f"new_{row}_parent", gettext("Hãy ghi đơn vị mới thuộc đơn vị nào."))
            if parent is None:
                return None
        return PlannedUnit(KEY % row, LEVEL_OF[kind], kind, typed("name"), typed("code"), parent)

    def _adopted(self, row: int, data: dict[str, Any], day: date) -> PlannedUnit | None:
        unit = self._unit(f"new_{row}_unit", data, Typed(self.actor, day))
        if unit is None:
            return None
        if units_on(self.actor, day - timedelta(days=1), ids=[unit.id]):
            message = gettext("%(unit)s đã có trước ngày này. Đơn vị nhận thêm hoặc tách bớt là đơn vị mới.")
            self.add_error(f"new_{row}_unit", message % {"unit": unit.full_name})
            return None
        return PlannedUnit(
            KEY % row, unit.kind, unit.type, unit.name, unit.code, unit.parent_id, how=How.ADOPT, unit=unit.id
        )

    def _going_on(self, row: int, data: dict[str, Any], eve: Typed, olds: dict[int, UnitRow]) -> PlannedUnit | None:
        old = next(iter(olds.values()), None)
        parent = self._unit(f"new_{row}_parent", data, eve)
        if old is None:
            return None
        kind = data.get(f"new_{row}_type") or old.type
        name = data.get(f"new_{row}_name") or old.name
        code = data.get(f"new_{row}_code") or old.code
        above = parent.id if parent is not None else old.parent_id
        if f"new_{row}_parent" in self.errors or f"new_{row}_code" in self.errors:
            return None
        same = {
            ChangeKind.RENAME: ("name", (kind, name) == (old.type, old.name)),
            ChangeKind.RECODE: ("code", code == old.code),
            ChangeKind.MOVE: ("parent", above == old.parent_id),
        }
        field, unchanged = same[ChangeKind(self.shape.kind)]
        if unchanged:
            self.add_error(f"new_{row}_{field}", gettext("Giống như hiện nay: không có gì thay đổi."))
            return None
        if LEVEL_OF[kind] != old.kind:
            self.add_error(f"new_{row}_type", gettext("Loại này không cùng cấp với đơn vị cũ."))
            return None
        return PlannedUnit(KEY % row, old.kind, kind, name.strip(), code, above, how=How.SAME, unit=old.id)

    def _links(
        self, data: dict[str, Any], olds: dict[int, UnitRow], news: dict[int, PlannedUnit]
    ) -> Iterator[PlannedLink]:
        share_of = data.get("share_of") or ""
        given = self.shape.kind == ChangeKind.REGROUP
        for row, old in olds.items():
            whole = data.get(f"whole_{row}")
            into = [new for new in news if not given or data.get(f"link_{row}_{new}")]
            if given and not into and not self.errors:
                message = gettext("Hãy đánh dấu %(unit)s vào đơn vị mới nào.") % {"unit": old.full_name}
                self.add_error(f"link_{row}_1", message)
            for new in into:
                part = data.get(f"part_{row}_{new}")
                known = part is not None or (whole is not None and len(into) > 1)
                if known and len(into) == 1:
                    message = gettext("%(unit)s vào một nơi duy nhất: không có phần chia.") % {"unit": old.full_name}
                    self.add_error(f"part_{row}_{new}", message)
                    continue
                share = ShareValue(part, whole, share_of) if known else ShareValue()
                if message := share_fault(share):
                    field = "share_of" if known and not share_of and part is not None and whole is not None else ""
                    self.add_error(field or f"part_{row}_{new}", message)
                yield PlannedLink(old.id, news[new].key, share.numerator, share.denominator, share.share_of)
            for new in news:
                if new not in into and data.get(f"part_{row}_{new}") is not None:
                    message = gettext("Ghi phần chia nhưng chưa đánh dấu đơn vị cũ vào đơn vị mới này.")
                    self.add_error(f"part_{row}_{new}", message)

    # --- what the rules say

    def _check(self, plan: PlannedChange, rows: dict[int, int], eve: Typed) -> None:
        """The very rules of the service, put at the fields they speak of, beside what the reading itself found."""
        if not plan.predecessors or (not plan.successors and self.shape.kind != ChangeKind.END):
            return
        try:
            check_plans(self.actor, [plan], ignore=self.ignore)
        except InputErrors as faults:
            said = any(name.startswith(("part_", "share_of")) for name in self.errors)
            for fault in faults.errors:
                if fault.field == "share" and said:
                    continue  # said at its own field, with what to do
                field = self._place(fault.field, fault.value, plan, rows, eve)
                if field is None or fault.message not in self.errors.get(field, []):
                    self.add_error(field, fault.message)
        if self.errors:
            return
        is_kind = kind_of(plan, {(unit.id, plan.effective_on): unit for unit in eve.rows})
        if is_kind != self.shape.kind:
            message = gettext("Các đơn vị đã ghi làm nên loại “%(is)s”, không phải “%(said)s”. Hãy chọn lại loại.")
            self.add_error(None, message % {"is": ChangeKind(is_kind).label, "said": ChangeKind(self.shape.kind).label})

    def _place(self, field: str, value: str, plan: PlannedChange, rows: dict[int, int], eve: Typed) -> str | None:
        """The field of the form for a fault of the service, by the unit that it names."""
        if field == "predecessors":
            by_code = {unit.id: unit.code for unit in eve.rows}
            hit = [row for row, unit in rows.items() if value and value in (by_code.get(unit), f"#{unit}")]
            return f"old_{hit[0]}" if hit else "old_1"
        suffix = {"code": "code", "name": "name", "type": "type", "parent": "parent", "successors": "name"}.get(field)
        if suffix is not None:
            for to in plan.successors:
                name = f"new_{to.key.removeprefix('t')}_{suffix}"
                if value in (full_name(to.type, to.name), to.key, "") and name in self.fields:
                    return name
        if field == "share" and "share_of" in self.fields:
            return "share_of"
        return None
