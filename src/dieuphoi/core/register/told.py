"""What core is told from above, for its own forms: the words of role codes, and the names of organisations."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

RoleChoices = Callable[[], list[tuple[str, Any]]]
OrgNames = Callable[[Iterable[int]], dict[int, str]]

_roles: RoleChoices | None = None
_orgs: OrgNames | None = None


def set_words(*, roles: RoleChoices, orgs: OrgNames) -> None:
    """``config`` wires ``registry`` in here."""
    global _roles, _orgs
    _roles, _orgs = roles, orgs


def role_choices() -> list[tuple[str, Any]]:
    """``(code, words)`` of every role."""
    return _roles() if _roles is not None else []


def org_names(ids: Iterable[int]) -> dict[int, str]:
    """The names of organisations."""
    return _orgs(ids) if _orgs is not None else {each: str(each) for each in ids}
