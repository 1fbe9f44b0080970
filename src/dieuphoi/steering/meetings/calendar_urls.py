from __future__ import annotations

from django.urls import path

from dieuphoi.steering.meetings.views import calendar as views

app_name = "calendar"

urlpatterns = [
    path("", views.WeekPage.as_view(), name="week"),
    path("print/", views.WeekPrint.as_view(), name="print"),
    path("publish/", views.Publish.as_view(), name="publish"),
    path("list/", views.EntryList.as_view(), name="list"),
    path("new/", views.EntryNew.as_view(), name="new"),
    path("feeds/", views.Feeds.as_view(), name="feeds"),
    path("feeds/<int:feed_id>/revoke/", views.FeedRevoke.as_view(), name="feed_revoke"),
    path("feed/<str:secret>.ics", views.FeedText.as_view(), name="feed"),
    path("<int:entry_id>/", views.EntryRecord.as_view(), name="entry"),
    path("<int:entry_id>/correct/", views.EntryCorrect.as_view(), name="correct"),
    path("<int:entry_id>/result/", views.EntryResult.as_view(), name="result"),
    path("<int:entry_id>/act/<slug:move>/", views.EntryAct.as_view(), name="act"),
]
