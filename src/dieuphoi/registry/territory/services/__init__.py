"""Acts on territory."""

from dieuphoi.registry.territory.services.annotate import ChangeNotes, ShareValue, changes_annotate, share_fault
from dieuphoi.registry.territory.services.boundaries import BoundaryReport, boundaries_import
from dieuphoi.registry.territory.services.changes import (
    UndoReport,
    batch_dry_run,
    change_apply,
    change_cancel,
    change_dry_run,
    change_replan,
    change_undo,
)
from dieuphoi.registry.territory.services.classes import ClassFrom, classes_set
from dieuphoi.registry.territory.services.load import LoadReport, territory_load
from dieuphoi.registry.territory.services.mapping import MappingPlan, territory_change_load
from dieuphoi.registry.territory.services.plan import (
    BatchSpec,
    PlannedChange,
    PlannedLink,
    PlannedUnit,
    change_plan,
    changes_plan,
)
from dieuphoi.registry.territory.services.report import ChangeReport, touches
from dieuphoi.registry.territory.services.units import ALWAYS, LEVEL_OF, NewClass, NewUnit, units_create

__all__ = [
    "ALWAYS",
    "LEVEL_OF",
    "BatchSpec",
    "BoundaryReport",
    "ChangeNotes",
    "ChangeReport",
    "ClassFrom",
    "LoadReport",
    "MappingPlan",
    "NewClass",
    "NewUnit",
    "PlannedChange",
    "PlannedLink",
    "PlannedUnit",
    "ShareValue",
    "UndoReport",
    "batch_dry_run",
    "boundaries_import",
    "change_apply",
    "change_cancel",
    "change_dry_run",
    "change_plan",
    "change_replan",
    "change_undo",
    "changes_annotate",
    "changes_plan",
    "classes_set",
    "share_fault",
    "territory_change_load",
    "territory_load",
    "touches",
    "units_create",
]
