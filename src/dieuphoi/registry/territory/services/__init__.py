"""Acts on territory."""

from dieuphoi.registry.territory.services.changes import (
    UndoReport,
    batch_dry_run,
    change_apply,
    change_cancel,
    change_dry_run,
    change_undo,
)
from dieuphoi.registry.territory.services.load import LoadReport, territory_load
from dieuphoi.registry.territory.services.mapping import MappingPlan, territory_change_load
from dieuphoi.registry.territory.services.plan import (
    BatchSpec,
    PlannedChange,
    PlannedLink,
    PlannedUnit,
    changes_plan,
)
from dieuphoi.registry.territory.services.report import ChangeReport
from dieuphoi.registry.territory.services.units import ALWAYS, NewClass, NewUnit, units_create

__all__ = [
    "ALWAYS",
    "BatchSpec",
    "ChangeReport",
    "LoadReport",
    "MappingPlan",
    "NewClass",
    "NewUnit",
    "PlannedChange",
    "PlannedLink",
    "PlannedUnit",
    "UndoReport",
    "batch_dry_run",
    "change_apply",
    "change_cancel",
    "change_dry_run",
    "change_undo",
    "changes_plan",
    "territory_change_load",
    "territory_load",
    "units_create",
]
