"""Organisations in time, the people in their posts, who follows what, and what is handed over."""

from __future__ import annotations

from dieuphoi.registry.organisations.models.duties import (
    CommitteeFunction,
    CommitteeMember,
    FieldMonitor,
    Mandate,
    MemberArea,
    MonitorFunction,
    ServedProgramme,
    SteeringCommittee,
    WorkField,
)
from dieuphoi.registry.organisations.models.handover import (
    Handover,
    HandoverItem,
    ItemKind,
    ItemState,
    PersonnelCheck,
)
from dieuphoi.registry.organisations.models.orgs import (
    KNOWN_TO_ALL,
    ChangeKind,
    OrgChange,
    OrgChangePart,
    OrgKind,
    OrgLevel,
    OrgName,
    OrgParent,
    OrgUnit,
)
from dieuphoi.registry.organisations.models.people import Holding, Person, PersonQuerySet, Post

__all__ = [
    "KNOWN_TO_ALL",
    "ChangeKind",
    "CommitteeFunction",
    "CommitteeMember",
    "FieldMonitor",
    "Handover",
    "HandoverItem",
    "Holding",
    "ItemKind",
    "ItemState",
    "Mandate",
    "MemberArea",
    "MonitorFunction",
    "OrgChange",
    "OrgChangePart",
    "OrgKind",
    "OrgLevel",
    "OrgName",
    "OrgParent",
    "OrgUnit",
    "Person",
    "PersonQuerySet",
    "PersonnelCheck",
    "Post",
    "ServedProgramme",
    "SteeringCommittee",
    "WorkField",
]
