"""The pages of people and bodies: below ``/tasks/``, in the name space of ``urls``."""

from __future__ import annotations

from django.urls import path

from dieuphoi.steering.tasks.views import handing, people, scores

urlpatterns = [
    path("hand-over/", handing.TasksHandOver.as_view(), name="hand_many"),
    path("load/", people.LoadPage.as_view(), name="load"),
    path("scores/", scores.ScoresPage.as_view(), name="scores"),
    path("people/<int:person_id>/", people.DutiesPage.as_view(), name="duties"),
    path("<int:task_id>/mandates/", people.TaskMandates.as_view(), name="mandates"),
]
