from __future__ import annotations

from django.urls import path, re_path

from dieuphoi.steering.directives.views import clauses, documents, drafting, reach, rules, stats

app_name = "directives"

urlpatterns = [
    path("", documents.DocumentList.as_view(), name="list"),
    path("new/in/", documents.NewIn.as_view(), name="new_in"),
    path("new/out/", documents.NewOut.as_view(), name="new_out"),
    path("seen/", documents.Seen.as_view(), name="seen"),
    path("access/", stats.AccessPage.as_view(), name="access"),
    path("counts/", stats.CountsPage.as_view(), name="counts"),
    re_path(r"^books/(?P<direction>in|out)/$", stats.BookPage.as_view(), name="book"),
    path("rules/", rules.RulesPage.as_view(), name="rules"),
    path("rules/numbering/", rules.NumberingSet.as_view(), name="numbering_set"),
    path("rules/kinds/", rules.KindAdd.as_view(), name="kind_add"),
    path("rules/<slug:measure>/<slug:urgency>/", rules.AccessRuleSet.as_view(), name="access_rule_set"),
    path("drafts/", drafting.DraftingList.as_view(), name="draftings"),
    path("drafts/new/", drafting.DraftingNew.as_view(), name="drafting_new"),
    path("drafts/<int:drafting_id>/", drafting.DraftingPage.as_view(), name="drafting"),
    path("drafts/<int:drafting_id>/correct/", drafting.DraftingCorrect.as_view(), name="drafting_correct"),
    path("drafts/<int:drafting_id>/versions/", drafting.VersionAdd.as_view(), name="version_add"),
    path("drafts/<int:drafting_id>/consult/", drafting.Consult.as_view(), name="drafting_consult"),
    path("drafts/<int:drafting_id>/issue/", drafting.DraftingIssue.as_view(), name="drafting_issue"),
    path("drafts/<int:drafting_id>/act/<slug:move>/", drafting.DraftingAct.as_view(), name="drafting_act"),
    path("drafts/versions/<int:version_id>/", drafting.VersionDownload.as_view(), name="version"),
    path("drafts/opinions/<int:request_id>/", drafting.OpinionGive.as_view(), name="opinion_give"),
    path("drafts/opinions/files/<int:opinion_id>/", drafting.OpinionDownload.as_view(), name="opinion_file"),
    path("files/<int:file_id>/", documents.FileDownload.as_view(), name="file"),
    path("files/<int:file_id>/withdraw/", documents.FileWithdraw.as_view(), name="file_withdraw"),
    path("relations/<int:relation_id>/end/", documents.RelationEnd.as_view(), name="relation_end"),
    path("handlings/<int:handling_id>/end/", reach.HandlingEnd.as_view(), name="handling_end"),
    path("handlings/<int:handling_id>/finish/", reach.HandlingFinish.as_view(), name="handling_finish"),
    path("handlings/<int:handling_id>/reopen/", reach.HandlingReopen.as_view(), name="handling_reopen"),
    path("addressees/<int:addressee_id>/drop/", reach.Drop.as_view(), name="drop"),
    path("<int:document_id>/", documents.DocumentPage.as_view(), name="page"),
    path("<int:document_id>/correct/", documents.Correct.as_view(), name="correct"),
    path("<int:document_id>/files/", documents.FileAdd.as_view(), name="file_add"),
    path("<int:document_id>/relate/", documents.Relate.as_view(), name="relate"),
    path("<int:document_id>/receive/", reach.Receive.as_view(), name="receive"),
    path("<int:document_id>/assign/", reach.Assign.as_view(), name="assign"),
    path("<int:document_id>/send/", reach.Send.as_view(), name="send"),
    path("<int:document_id>/act/<slug:move>/", documents.Act.as_view(), name="act"),
    # clauses
    path("<int:document_id>/read/", clauses.ReadPage.as_view(), name="read"),
    path("<int:document_id>/read/text/", clauses.PasteText.as_view(), name="read_text"),
    path("<int:document_id>/read/drop/", clauses.DutyDrop.as_view(), name="duty_drop"),
    path("<int:document_id>/tasks/", clauses.DocumentTasks.as_view(), name="tasks"),
]
