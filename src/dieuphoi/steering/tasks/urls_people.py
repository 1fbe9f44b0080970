"""The pages of people and bodies: below ``/tasks/``, in the name space of ``urls``."""

from __future__ import annotations

from django.urls import path

from dieuphoi.steering.tasks.views import handing

urlpatterns = [
    path("hand-over/", handing.TasksHandOver.as_view(), name="hand_many"),
]
