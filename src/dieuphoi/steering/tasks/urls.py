from __future__ import annotations

from django.urls import path

from dieuphoi.steering.tasks import views
from dieuphoi.steering.tasks.views import boards

app_name = "tasks"

urlpatterns = [
    path("", views.TaskList.as_view(), name="list"),
    path("new/", views.TaskNew.as_view(), name="new"),
    path("urge/", views.TasksUrge.as_view(), name="urge_many"),
    # --- plans: other shapes of the list, work programmes
    path("board/", boards.TaskKanban.as_view(), name="kanban"),
    path("calendar/", boards.TaskCalendar.as_view(), name="calendar"),
    # --- end of plans
    path("rules/", views.RulesPage.as_view(), name="rules"),
    path("rules/<slug:measure>/", views.RuleSet.as_view(), name="rule_set"),
    path("<int:task_id>/", views.TaskRecord.as_view(), name="page"),
    path("<int:task_id>/correct/", views.TaskCorrect.as_view(), name="correct"),
    path("<int:task_id>/part/", views.TaskPart.as_view(), name="part"),
    path("<int:task_id>/reply/", views.TaskReply.as_view(), name="reply"),
    path("<int:task_id>/progress/", views.TaskProgress.as_view(), name="progress"),
    path("<int:task_id>/delay/", views.TaskDelay.as_view(), name="delay"),
    path("<int:task_id>/report/", views.TaskReportIn.as_view(), name="report"),
    path("<int:task_id>/confirm/", views.TaskConfirm.as_view(), name="confirm"),
    path("<int:task_id>/pause/", views.TaskPause.as_view(), name="pause"),
    path("<int:task_id>/hand-over/", views.TaskHandOver.as_view(), name="hand_over"),
    path("<int:task_id>/regive/", views.TaskRegive.as_view(), name="regive"),
    path("<int:task_id>/extension/", views.ExtensionAsk.as_view(), name="extension_ask"),
    path("<int:task_id>/urge/", views.TaskUrgeOne.as_view(), name="urge"),
    path("<int:task_id>/files/", views.TaskFileAdd.as_view(), name="file_add"),
    path("<int:task_id>/act/<slug:move>/", views.TaskAct.as_view(), name="act"),
    path("extensions/<int:extension_id>/grant/", views.ExtensionGrant.as_view(), name="extension_grant"),
    path("extensions/<int:extension_id>/act/<slug:move>/", views.ExtensionAct.as_view(), name="extension_act"),
    path("files/<int:file_id>/", views.TaskFileOut.as_view(), name="file"),
]
