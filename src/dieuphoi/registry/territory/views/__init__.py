"""Pages of territory."""

from dieuphoi.registry.territory.views.changes import (
    BatchAct,
    BatchPage,
    ChangeAct,
    ChangeList,
    ChangeNotes,
    ChangePage,
    UnitClassify,
    UnitList,
    UnitPage,
)
from dieuphoi.registry.territory.views.planning import ChangeEdit, ChangeNew, UnitPick

__all__ = [
    "BatchAct",
    "BatchPage",
    "ChangeAct",
    "ChangeEdit",
    "ChangeList",
    "ChangeNew",
    "ChangeNotes",
    "ChangePage",
    "UnitClassify",
    "UnitList",
    "UnitPage",
    "UnitPick",
]
