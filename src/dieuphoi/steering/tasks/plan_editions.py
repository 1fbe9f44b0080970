"""What differs between two contents of a plan: lines that came, went and changed, field by field."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dieuphoi.core.kernel.numbers import format_money

_FIELDS: Final = (
    ("text", gettext_lazy("Nhiệm vụ, giải pháp")),
    ("product", gettext_lazy("Sản phẩm")),
    ("lead_name", gettext_lazy("Chủ trì")),
    ("coordinating_names", gettext_lazy("Phối hợp")),
    ("person_name", gettext_lazy("Người phụ trách")),
    ("timing", gettext_lazy("Thời gian")),
    ("is_key", gettext_lazy("Trọng tâm")),
    ("money", gettext_lazy("Kinh phí")),
    ("note", gettext_lazy("Ghi chú")),
)


@dataclass(frozen=True, slots=True)
class Changed:
    """One line of the first content beside the same line of the second: ``differences`` are label, first, second."""

    text: str
    differences: tuple[tuple[Any, str, str], ...]


@dataclass(frozen=True, slots=True)
class Compared:
    """``only_first`` and ``only_second`` are the texts of lines that stand in one content alone."""

    only_first: tuple[str, ...]
    only_second: tuple[str, ...]
    changed: tuple[Changed, ...]

    @property
    def same(self) -> bool:
        return not (self.only_first or self.only_second or self.changed)


def compared(first: Mapping[str, Any], second: Mapping[str, Any]) -> Compared:
    """Two contents of one plan, line by line."""
    here = {line["id"]: line for line in first["lines"]}
    there = {line["id"]: line for line in second["lines"]}
    headings = [{group["id"]: group["title"] for group in content["groups"]} for content in (first, second)]
    changed = []
    for pk, line in here.items():
        if pk not in there:
            continue
        found = [
            (label, one, other)
            for name, label in _FIELDS
            if (one := _words(line, name)) != (other := _words(there[pk], name))
        ]
        one, other = (titles.get(each["group"], "") for titles, each in zip(headings, (line, there[pk]), strict=True))
        if one != other:
            found.append((gettext_lazy("Nhóm"), one, other))
        if found:
            changed.append(Changed(line["text"], tuple(found)))
    return Compared(
        tuple(line["text"] for pk, line in here.items() if pk not in there),
        tuple(line["text"] for pk, line in there.items() if pk not in here),
        tuple(changed),
    )


def _words(line: Mapping[str, Any], name: str) -> str:
    value = line[name]
    if name == "money":
        return "; ".join(f"{each['source']} {each['year']}: {format_money(each['amount'])}" for each in value)
    if name == "coordinating_names":
        return "; ".join(sorted(value))
    if name == "is_key":
        return _("có") if value else _("không")
    return str(value)
