"""Tasks by workbook, out and in."""

from dieuphoi.steering.tasks.sheets.tasks import KIND, TASK_SHEET, TaskImporter, task_workbook

__all__ = ["KIND", "TASK_SHEET", "TaskImporter", "task_workbook"]
