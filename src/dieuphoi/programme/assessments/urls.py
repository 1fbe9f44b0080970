from __future__ import annotations

from django.urls import path

from dieuphoi.programme.assessments import carry_views, decided_views, figures_views, quality_views, views
from dieuphoi.programme.assessments.amendments import views as amended
from dieuphoi.programme.assessments.comparing import views as looked
from dieuphoi.programme.assessments.urging import urls as urging_urls

app_name = "assessments"

urlpatterns = [
    path("", views.RoundList.as_view(), name="rounds"),
    path("new/", views.RoundNew.as_view(), name="round_new"),
    path("<int:round_id>/", views.RoundPage.as_view(), name="round"),
    path("<int:round_id>/rejudge/", views.RoundRejudge.as_view(), name="round_rejudge"),
    path("<int:round_id>/verify/", looked.RoundVerify.as_view(), name="round_verify"),
    path("<int:round_id>/compare/", looked.RoundCompare.as_view(), name="round_compare"),
    path("<int:round_id>/paper/", amended.PaperRecord.as_view(), name="round_paper"),
    path("papers/<int:paper_id>/file/", amended.PaperFile.as_view(), name="paper_file"),
    path("amendments/", amended.AmendmentList.as_view(), name="amendments"),
    path("amendments/terms/", amended.TermSet.as_view(), name="amendment_terms"),
    path("amendments/<int:amendment_id>/", amended.AmendmentPage.as_view(), name="amendment"),
    path("amendments/<int:amendment_id>/<slug:move>/", amended.AmendmentAct.as_view(), name="amendment_act"),
    path("sheets/<int:sheet_id>/amend/", amended.AmendmentNew.as_view(), name="amendment_new"),
    path("sheets/<int:sheet_id>/editions/", amended.SheetEditions.as_view(), name="sheet_editions"),
    *urging_urls.urlpatterns,
    path("<int:round_id>/<slug:move>/", views.RoundAct.as_view(), name="round_act"),
    path("sheets/", views.SheetList.as_view(), name="sheets"),
    path("sheets/<int:sheet_id>/", views.SheetPage.as_view(), name="sheet"),
    path("sheets/<int:sheet_id>/cells/<int:indicator_id>/", views.CellSave.as_view(), name="cell"),
    path(
        "sheets/<int:sheet_id>/cells/<int:indicator_id>/evidence/", views.CellEvidence.as_view(), name="cell_evidence"
    ),
    path("sheets/<int:sheet_id>/act/<slug:move>/", views.SheetAct.as_view(), name="sheet_act"),
    path("sheets/<int:sheet_id>/carry/", carry_views.SheetCarry.as_view(), name="sheet_carry"),
    path("sheets/<int:sheet_id>/carry/undo/", carry_views.SheetCarryUndo.as_view(), name="sheet_carry_undo"),
    path("sheets/<int:sheet_id>/carry/confirm/", carry_views.SheetCarryConfirm.as_view(), name="sheet_carry_confirm"),
    path("carry-rules/<int:version_id>/", carry_views.CarryRules.as_view(), name="carry_rules"),
    path(
        "carry-rules/<int:version_id>/<int:indicator_id>/", carry_views.CarryRuleSet.as_view(), name="carry_rule_set"
    ),
    path("quality/", quality_views.QualityList.as_view(), name="quality"),
    path("quality/returns/", quality_views.ReturnList.as_view(), name="returns"),
    path("quality/late/", quality_views.LateReviewList.as_view(), name="late_reviews"),
    path("quality/ranking/", quality_views.PunctualityPage.as_view(), name="punctuality"),
    path("past/", decided_views.DecidedList.as_view(), name="decided_list"),
    path("past/import/", decided_views.DecidedImport.as_view(), name="decided_import"),
    path("past/<int:decided_id>/", decided_views.DecidedPage.as_view(), name="decided"),
    path("past/verdicts/<int:verdict_id>/correct/", decided_views.DecidedCorrect.as_view(), name="decided_correct"),
    path(
        "past/verdicts/<int:verdict_id>/withdraw/", decided_views.DecidedWithdraw.as_view(), name="decided_withdraw"
    ),
    path("queue/", views.Queue.as_view(), name="queue"),
    path("argued/", views.Argued.as_view(), name="argued"),
    path("results/<int:result_id>/", views.ResultPage.as_view(), name="result"),
    path("results/<int:result_id>/verify/<slug:decision>/", views.ResultVerify.as_view(), name="result_verify"),
    path("results/<int:result_id>/counter/", figures_views.ResultCounter.as_view(), name="result_counter"),
    path("results/<int:result_id>/council/", figures_views.ResultCouncil.as_view(), name="result_council"),
    path("results/<int:result_id>/argue/<slug:move>/", figures_views.ResultArgue.as_view(), name="result_argue"),
    path("results/<int:result_id>/evidence/", views.EvidenceAdd.as_view(), name="evidence_add"),
    path("evidence/<int:evidence_id>/", views.EvidenceFile.as_view(), name="evidence"),
]
