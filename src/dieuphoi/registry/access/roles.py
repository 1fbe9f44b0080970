"""The roles of domain.md §1, and how far each one reads and writes."""

from __future__ import annotations

from typing import Final

from django.db import models
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    OFFICE_HEAD = "office_head", _("Lãnh đạo Văn phòng điều phối")
    OFFICE_SPECIALIST = "office_specialist", _("Chuyên viên Văn phòng điều phối")
    LEADER = "leader", _("Lãnh đạo tỉnh, Ban Chỉ đạo")
    DEPARTMENT_HEAD = "department_head", _("Lãnh đạo sở, ngành")
    DEPARTMENT_OFFICER = "department_officer", _("Cán bộ sở, ngành")
    ASSIGNED_LEADER = "assigned_leader", _("Lãnh đạo được phân công, Tổ giúp việc")
    COMMUNE_CHAIR = "commune_chair", _("Chủ tịch UBND xã")
    COMMUNE_OFFICER = "commune_officer", _("Cán bộ xã")
    INSPECTOR = "inspector", _("Hội đồng nhân dân, thanh tra")
    ADMINISTRATOR = "administrator", _("Quản trị hệ thống")


OFFICE = (Role.OFFICE_HEAD, Role.OFFICE_SPECIALIST)
DEPARTMENT = (Role.DEPARTMENT_HEAD, Role.DEPARTMENT_OFFICER)
COMMUNE = (Role.COMMUNE_CHAIR, Role.COMMUNE_OFFICER)
HEADS = (Role.OFFICE_HEAD, Role.DEPARTMENT_HEAD, Role.COMMUNE_CHAIR)
"""Who speaks for a body: assigns and judges inside it, and answers for it."""

READS_PROVINCE = frozenset({*OFFICE, *DEPARTMENT, Role.LEADER, Role.INSPECTOR})
"""Read the whole province (its place when one is set). The administrator does not: accounts only."""
WRITES_PLACE = frozenset({*OFFICE, *COMMUNE})
"""Write on the units of the assignment: the office on its province, a commune on itself."""

COORDINATOR: Final = "coordinator"
"""The grant that a marked assignment adds: no role by itself, it opens no unit."""
LENT_IN_PARTS: Final = frozenset({Role.LEADER, Role.INSPECTOR, Role.ASSIGNED_LEADER, *COMMUNE})
"""Roles all of whose rights lie on places: only these can be lent on some of them. The office's and the departments'
rights do not ask for a place, so a part of the places would lend the whole."""
NEVER_LENT: Final = frozenset({Role.ADMINISTRATOR})
"""Who opens accounts is named, not lent."""


def role_label(role: str) -> str:
    """A role, or the mark of a coordinator, in words."""
    return _now("Người điều phối của cơ quan") if role == COORDINATOR else str(Role(role).label)
