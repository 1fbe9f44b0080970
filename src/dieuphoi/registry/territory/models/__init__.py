"""The tables of territory: units in time, and the changes that made one unit out of another."""

from dieuphoi.registry.territory.models.changes import (
    ChangeBatch,
    ChangeKind,
    Edited,
    How,
    ShareOf,
    UnitChange,
    UnitChangeEdit,
    UnitChangeFrom,
    UnitChangeLink,
    UnitChangeTo,
)
from dieuphoi.registry.territory.models.comments import UnitChangeComment, UnitChangeCommentMark
from dieuphoi.registry.territory.models.units import (
    AdminUnit,
    Kind,
    PublicQuerySet,
    UnitBoundary,
    UnitClass,
    UnitCode,
    UnitName,
    UnitParent,
    UnitType,
)

__all__ = [
    "AdminUnit",
    "ChangeBatch",
    "ChangeKind",
    "Edited",
    "How",
    "Kind",
    "PublicQuerySet",
    "ShareOf",
    "UnitBoundary",
    "UnitChange",
    "UnitChangeComment",
    "UnitChangeCommentMark",
    "UnitChangeEdit",
    "UnitChangeFrom",
    "UnitChangeLink",
    "UnitChangeTo",
    "UnitClass",
    "UnitCode",
    "UnitName",
    "UnitParent",
    "UnitType",
]
