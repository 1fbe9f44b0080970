"""Rounds, sheets, values, verification and the province workbook by the API: the same acts as the pages."""

from dieuphoi.programme.assessments.api.results import results_router
from dieuphoi.programme.assessments.api.rounds import rounds_router
from dieuphoi.programme.assessments.api.sheets import sheets_router
from dieuphoi.programme.assessments.api.workbooks import ImportOut, import_out, imports_router

__all__ = [
    "ImportOut",
    "import_out",
    "imports_router",
    "results_router",
    "rounds_router",
    "sheets_router",
]
