"""Tasks as a workbook that can be filled in and brought back: exactly the rows of the list."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from dieuphoi.core.kernel.errors import InputError, InputErrors
from dieuphoi.core.kernel.policy import require
from dieuphoi.core.letters.answers import XLSX_MIME, attached
from dieuphoi.core.register.state import read_view
from dieuphoi.core.register.views import ActorView
from dieuphoi.steering.tasks import policies, tables
from dieuphoi.steering.tasks.sheets import TASK_SHEET, task_workbook


class TaskSheetOut(ActorView):
    """The rows of a view of the list (its filters in the address), as they are today."""

    def get(self, request: HttpRequest) -> HttpResponse:
        require(policies.may_import(self.actor))
        params = request.GET.copy()
        params.pop("as_of", None)
        view = read_view(tables.TASKS, self.actor, params, request)
        if view.faults:
            raise InputErrors([InputError(fault.message) for fault in view.faults])
        words = "; ".join(str(each) for each in view.words)
        return attached(
            task_workbook(self.actor, view.rows, self.now, filters_in_words=words), TASK_SHEET.file_name, XLSX_MIME
        )
