from __future__ import annotations

from django.urls import path

from dieuphoi.programme.criteria.views import beside, browse, drafts

app_name = "criteria"

urlpatterns = [
    path("", browse.SetList.as_view(), name="sets"),
    path("new/", drafts.SetNew.as_view(), name="set_new"),
    path("compare/", browse.Compare.as_view(), name="compare"),
    path("topics/", browse.TopicList.as_view(), name="topics"),
    path("topics/<slug:topic>/", browse.TopicPage.as_view(), name="topic"),
    path("documents/", browse.Documents.as_view(), name="documents"),
    path("<int:version_id>/", browse.SetPage.as_view(), name="set"),
    path("<int:version_id>/print/", browse.SetPrint.as_view(), name="set_print"),
    path("<int:version_id>/amend/", drafts.Amend.as_view(), name="set_amend"),
    path("<int:version_id>/replace/", drafts.Replace.as_view(), name="set_replace"),
    path("<int:version_id>/adapt/", drafts.Adapt.as_view(), name="set_adapt"),
    path("<int:version_id>/head/", drafts.HeadEdit.as_view(), name="set_head"),
    path("<int:version_id>/consult/", drafts.Consult.as_view(), name="set_consult"),
    path("<int:version_id>/revise/", drafts.Revise.as_view(), name="set_revise"),
    path("<int:version_id>/publish/", drafts.Publish.as_view(), name="set_publish"),
    path("<int:version_id>/retire/", drafts.Retire.as_view(), name="set_retire"),
    path("<int:version_id>/criteria/new/", drafts.CriterionNew.as_view(), name="criterion_new"),
    path("criteria/<int:criterion_id>/edit/", drafts.CriterionEdit.as_view(), name="criterion_edit"),
    path("criteria/<int:criterion_id>/remove/", drafts.CriterionRemove.as_view(), name="criterion_remove"),
    path("<int:version_id>/rows/new/", drafts.RowNew.as_view(), name="row_new"),
    path("<int:version_id>/owners/", beside.OwnersSet.as_view(), name="owners"),
    path("<int:version_id>/provincial/", beside.Provincial.as_view(), name="provincial"),
    path("<int:version_id>/provincial/set/", beside.ProvincialSet.as_view(), name="provincial_set"),
    path("<int:version_id>/ministry/", beside.Ministry.as_view(), name="ministry"),
    path("<int:version_id>/ministry/set/", beside.MinistrySet.as_view(), name="ministry_set"),
    path("<int:version_id>/bands/", beside.BandsSet.as_view(), name="bands"),
    path("rows/", browse.RowList.as_view(), name="rows"),
    path("rows/<int:indicator_id>/", browse.RowPage.as_view(), name="row"),
    path("rows/<int:indicator_id>/confirm/", browse.RowConfirm.as_view(), name="row_confirm"),
    path("rows/<int:indicator_id>/edit/", drafts.RowEdit.as_view(), name="row_edit"),
    path("rows/<int:indicator_id>/remove/", drafts.RowRemove.as_view(), name="row_remove"),
    path("rows/<int:indicator_id>/guide/", beside.GuidanceWrite.as_view(), name="guidance_write"),
    path("rows/<int:indicator_id>/ask/", beside.QuestionAsk.as_view(), name="question_ask"),
    path("guidance/files/<int:file_id>/", beside.GuidanceFile.as_view(), name="guidance_file"),
    path("questions/", beside.QuestionList.as_view(), name="questions"),
    path("questions/<int:question_id>/", beside.QuestionPage.as_view(), name="question"),
    path("questions/<int:question_id>/answer/", beside.QuestionAnswer.as_view(), name="question_answer"),
]
