from __future__ import annotations

from django.urls import path

from dieuphoi.programme.recognition import views

app_name = "recognition"

urlpatterns = [
    path("", views.RecognitionList.as_view(), name="list"),
    path("new/", views.RecognitionNew.as_view(), name="new"),
    path("<int:recognition_id>/", views.RecognitionRecord.as_view(), name="page"),
    path("<int:recognition_id>/correct/", views.RecognitionCorrect.as_view(), name="correct"),
    path("<int:recognition_id>/acknowledge/", views.RecognitionAcknowledge.as_view(), name="acknowledge"),
    path("<int:recognition_id>/revoke/", views.RecognitionRevoke.as_view(), name="revoke"),
    path("<int:recognition_id>/withdraw/", views.RecognitionWithdraw.as_view(), name="withdraw"),
    path("<int:recognition_id>/files/", views.RecognitionFileAdd.as_view(), name="file_add"),
    path(
        "<int:recognition_id>/<slug:kind>/<int:decision_id>/withdraw/",
        views.DecisionWithdraw.as_view(),
        name="decision_withdraw",
    ),
    path("files/<int:file_id>/", views.RecognitionFileOut.as_view(), name="file"),
]
