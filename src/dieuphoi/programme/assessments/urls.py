from __future__ import annotations

from django.urls import path

from dieuphoi.programme.assessments import decided_views, views
from dieuphoi.programme.assessments.urging import urls as urging_urls

app_name = "assessments"

urlpatterns = [
    path("", views.RoundList.as_view(), name="rounds"),
    path("new/", views.RoundNew.as_view(), name="round_new"),
    path("<int:round_id>/", views.RoundPage.as_view(), name="round"),
    path("<int:round_id>/rejudge/", views.RoundRejudge.as_view(), name="round_rejudge"),
    *urging_urls.urlpatterns,
    path("<int:round_id>/<slug:move>/", views.RoundAct.as_view(), name="round_act"),
    path("sheets/", views.SheetList.as_view(), name="sheets"),
    path("sheets/<int:sheet_id>/", views.SheetPage.as_view(), name="sheet"),
    path("sheets/<int:sheet_id>/cells/<int:indicator_id>/", views.CellSave.as_view(), name="cell"),
    path("sheets/<int:sheet_id>/act/<slug:move>/", views.SheetAct.as_view(), name="sheet_act"),
    path("past/", decided_views.DecidedList.as_view(), name="decided_list"),
    path("past/import/", decided_views.DecidedImport.as_view(), name="decided_import"),
    path("past/<int:decided_id>/", decided_views.DecidedPage.as_view(), name="decided"),
    path("past/verdicts/<int:verdict_id>/correct/", decided_views.DecidedCorrect.as_view(), name="decided_correct"),
    path(
        "past/verdicts/<int:verdict_id>/withdraw/", decided_views.DecidedWithdraw.as_view(), name="decided_withdraw"
    ),
    path("queue/", views.Queue.as_view(), name="queue"),
    path("results/<int:result_id>/", views.ResultPage.as_view(), name="result"),
    path("results/<int:result_id>/verify/<slug:decision>/", views.ResultVerify.as_view(), name="result_verify"),
    path("results/<int:result_id>/evidence/", views.EvidenceAdd.as_view(), name="evidence_add"),
    path("evidence/<int:evidence_id>/", views.EvidenceFile.as_view(), name="evidence"),
]
