from __future__ import annotations

from django.urls import path

from dieuphoi.steering.tasks import views

app_name = "tasks"

urlpatterns = [
    path("", views.TaskList.as_view(), name="list"),
    path("new/", views.TaskNew.as_view(), name="new"),
    path("sheet.xlsx", views.TaskSheetOut.as_view(), name="sheet"),
    path("urge/", views.TasksUrge.as_view(), name="urge_many"),
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
    path("urgings/", views.UrgingList.as_view(), name="urgings"),
    path("urgings/<uuid:batch>/", views.Urged.as_view(), name="urged"),
    path("urgings/<uuid:batch>/<int:org_id>/letter/", views.UrgedLetter.as_view(), name="urged_letter"),
    path("templates/", views.TemplateList.as_view(), name="templates"),
    path("templates/new/", views.TemplateNew.as_view(), name="template_new"),
    path("templates/uses/<int:use_id>/", views.TemplateUsed.as_view(), name="template_use"),
    path("templates/items/<int:item_id>/correct/", views.ItemCorrect.as_view(), name="item_correct"),
    path("templates/items/<int:item_id>/end/", views.ItemEnd.as_view(), name="item_end"),
    path("templates/items/<int:item_id>/move/<slug:where>/", views.ItemMove.as_view(), name="item_move"),
    path("templates/<int:template_id>/correct/", views.TemplateCorrect.as_view(), name="template_correct"),
    path("templates/<int:template_id>/end/", views.TemplateEnd.as_view(), name="template_end"),
    path("templates/<int:template_id>/items/", views.ItemAdd.as_view(), name="item_add"),
    path("templates/<slug:ref>/", views.TemplatePage.as_view(), name="template"),
    path("templates/<slug:ref>/copy/", views.TemplateCopy.as_view(), name="template_copy"),
    path("templates/<slug:ref>/give/", views.TemplateGive.as_view(), name="template_give"),
    path("duties/", views.DutyList.as_view(), name="duties"),
    path("duties/new/", views.DutyNew.as_view(), name="duty_new"),
    path("duties/<int:duty_id>/", views.DutyPage.as_view(), name="duty"),
    path("duties/<int:duty_id>/correct/", views.DutyCorrect.as_view(), name="duty_correct"),
    path("duties/<int:duty_id>/act/<slug:move>/", views.DutyAct.as_view(), name="duty_act"),
    path("files/<int:file_id>/", views.TaskFileOut.as_view(), name="file"),
]
