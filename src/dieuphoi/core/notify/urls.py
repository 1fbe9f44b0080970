"""The inbox (``config`` mounts it under ``/inbox/``)."""

from __future__ import annotations

from django.urls import path

from dieuphoi.core.notify import views

app_name = "notify"
urlpatterns = [
    path("", views.Inbox.as_view(), name="inbox"),
    path("seen/", views.InboxSeen.as_view(), name="seen"),
    path("read-all/", views.InboxReadAll.as_view(), name="read_all"),
    path("choices/", views.Choices.as_view(), name="choices"),
    path("rules/", views.RuleList.as_view(), name="rules"),
    path("rules/new/", views.RuleNew.as_view(), name="rule_new"),
    path("rules/<int:rule_id>/end/", views.RuleEnd.as_view(), name="rule_end"),
    path("webhooks/", views.WebhookList.as_view(), name="webhooks"),
    path("webhooks/new/", views.WebhookNew.as_view(), name="webhook_new"),
    path("webhooks/<int:webhook_id>/end/", views.WebhookEnd.as_view(), name="webhook_end"),
    path("deliveries/", views.DeliveryList.as_view(), name="deliveries"),
]
