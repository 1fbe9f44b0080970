"""How far an API token reaches: reading or writing, everywhere or in one area of the API.

``read`` and ``write`` mean all areas, as they always did; ``criteria:write`` one. Writing does not include reading.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Final

from django.utils.translation import gettext_lazy as _

AREAS: Final = {
    "territory": _("Địa bàn"),
    "organisations": _("Cơ quan"),
    "criteria": _("Bộ tiêu chí"),
    "assessments": _("Rà soát"),
    "recognition": _("Công nhận"),
    "targets": _("Đăng ký về đích"),
    "tasks": _("Nhiệm vụ"),
    "documents": _("Văn bản"),
    "letters": _("Mẫu văn bản"),
    "meetings": _("Họp và lịch"),
    "publications": _("Công bố công khai"),
    "access": _("Tài khoản và quyền"),
}
"""Areas of the API by their name in a scope."""
_SEGMENTS: Final = {
    "units": "territory", "unit-changes": "territory", "profile": "organisations", "organisations": "organisations",
    "people": "organisations",
    "sets": "criteria", "rounds": "assessments", "sheets": "assessments", "results": "assessments",
    "imports": "assessments", "recognitions": "recognition", "tokens": "access",
    "board": "assessments", "amendments": "assessments", "decided": "assessments", "targets": "targets",
    "tasks": "tasks", "comments/task": "tasks", "comments/plan": "tasks", "plans": "tasks", "task-templates": "tasks",
    "task-duties": "tasks", "task-urgings": "tasks", "documents": "documents", "comments/document": "documents",
    "letters": "letters", "roles": "access", "delegations": "access",
    "publications": "publications",
    "comments/sheet": "assessments", "comments/round": "assessments", "comments/unit_change": "territory",
    "comments/set_version": "criteria", "comments/recognition": "recognition",
    "meetings": "meetings", "meeting-inputs": "meetings", "meeting-requests": "meetings", "calendar": "meetings",
    "comments/meeting": "meetings",
    "comments/amendment": "assessments", "comments/target": "targets",
}  # fmt: skip
"""The first part of an address below ``/api/v1/`` (of comments the first two: they are of that kind of record) → its
area. What is not here opens to ``read``/``write`` alone.
"""
WANTED: Final = ("read", "write")
ALL: Final[tuple[str, ...]] = (*WANTED, *(f"{area}:{wanted}" for area in AREAS for wanted in WANTED))


def area_of(path: str) -> str:
    """The area of an address of the API; empty where it belongs to none."""
    parts = path.strip("/").split("/")
    if parts[:2] != ["api", "v1"] or len(parts) < 3:
        return ""
    return _SEGMENTS.get("/".join(parts[2:4]) if parts[2] == "comments" else parts[2], "")


def allows(scopes: Collection[str], area: str, wanted: str) -> bool:
    """Whether one of ``scopes`` reaches ``wanted`` in ``area``."""
    return wanted in scopes or (bool(area) and f"{area}:{wanted}" in scopes)


def choices() -> Iterable[tuple[str, object]]:
    """``(scope, words)`` for the form."""
    words = {"read": _("đọc"), "write": _("ghi")}
    yield from ((wanted, _("%(what)s mọi phần") % {"what": words[wanted]}) for wanted in WANTED)
    for area, name in AREAS.items():
        yield from ((f"{area}:{wanted}", f"{name}: {words[wanted]}") for wanted in WANTED)


def scope_words(scope: str) -> str:
    """A scope in words."""
    return str(dict(choices()).get(scope, scope))
