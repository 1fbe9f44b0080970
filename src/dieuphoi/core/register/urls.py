"""The pages of long work (``config`` mounts them under ``/jobs/``)."""

from __future__ import annotations

from django.urls import path

from dieuphoi.core.register.job_views import JobFile, JobList, JobPage, JobStop

app_name = "jobs"
urlpatterns = [
    path("", JobList.as_view(), name="list"),
    path("<int:job_id>/", JobPage.as_view(), name="page"),
    path("<int:job_id>/stop/", JobStop.as_view(), name="stop"),
    path("<int:job_id>/file/", JobFile.as_view(), name="file"),
]
