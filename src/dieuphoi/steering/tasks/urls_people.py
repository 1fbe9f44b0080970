"""The pages of people and bodies: below ``/tasks/``, in the name space of ``urls``."""

from __future__ import annotations

from django.urls import path

from dieuphoi.steering.tasks.views import handing, people, results, scores

urlpatterns = [
    path("hand-over/", handing.TasksHandOver.as_view(), name="hand_many"),
    path("load/", people.LoadPage.as_view(), name="load"),
    path("scores/", scores.ScoresPage.as_view(), name="scores"),
    path("results/", results.ResultList.as_view(), name="results"),
    path("results/new/", results.ResultNew.as_view(), name="result_new"),
    path("results/<int:edition_id>/", results.ResultRecord.as_view(), name="result"),
    path("results/<int:edition_id>/sheet.xlsx", results.ResultSheet.as_view(), name="result_sheet"),
    path("results/<int:edition_id>/approve/", results.ResultApprove.as_view(), name="result_approve"),
    path("results/<int:edition_id>/drop/", results.ResultDrop.as_view(), name="result_drop"),
    path("results/<int:edition_id>/withdraw/", results.ResultWithdraw.as_view(), name="result_withdraw"),
    path("people/<int:person_id>/", people.DutiesPage.as_view(), name="duties"),
    path("<int:task_id>/mandates/", people.TaskMandates.as_view(), name="mandates"),
]
