"""The sheets of territory: units, changes, classes – the same columns out and in."""

from dieuphoi.registry.territory.sheets.changes import CHANGE_SHEET, ChangeImporter, change_workbook
from dieuphoi.registry.territory.sheets.classes import CLASS_SHEET, ClassImporter, class_workbook
from dieuphoi.registry.territory.sheets.units import UNIT_SHEET, UnitImporter, unit_workbook

IMPORTERS = (UnitImporter, ChangeImporter, ClassImporter)

__all__ = [
    "CHANGE_SHEET",
    "CLASS_SHEET",
    "IMPORTERS",
    "UNIT_SHEET",
    "ChangeImporter",
    "ClassImporter",
    "UnitImporter",
    "change_workbook",
    "class_workbook",
    "unit_workbook",
]
