from __future__ import annotations

from django.urls import path

from dieuphoi.steering.meetings.views import given, meetings, outcome, parts, requests, settings

app_name = "meetings"

urlpatterns = [
    path("", meetings.MeetingList.as_view(), name="list"),
    path("new/", meetings.MeetingNew.as_view(), name="new"),
    path("inputs/", meetings.InputList.as_view(), name="inputs"),
    path("inputs/<int:input_id>/", parts.InputRecord.as_view(), name="input"),
    path("inputs/<int:input_id>/answer/", parts.InputAnswer.as_view(), name="input_answer"),
    path("inputs/<int:input_id>/act/<slug:move>/", parts.InputAct.as_view(), name="input_act"),
    path("requests/", requests.RequestList.as_view(), name="requests"),
    path("requests/new/", requests.RequestNew.as_view(), name="request_new"),
    path("requests/<int:request_id>/", requests.RequestRecord.as_view(), name="request"),
    path("requests/<int:request_id>/agree/", requests.RequestAgree.as_view(), name="request_agree"),
    path("requests/<int:request_id>/answer/", requests.RequestAnswer.as_view(), name="request_answer"),
    path("requests/<int:request_id>/act/<slug:move>/", requests.RequestAct.as_view(), name="request_act"),
    path("settings/", settings.Settings.as_view(), name="settings"),
    path("settings/kinds/new/", settings.KindNew.as_view(), name="kind_new"),
    path("settings/rooms/new/", settings.RoomNew.as_view(), name="room_new"),
    path("settings/teams/", settings.RuleSet.as_view(), name="rule_set"),
    path("settings/<slug:what>/<int:row_id>/end/", settings.SettingEnd.as_view(), name="setting_end"),
    path("files/<int:file_id>/", parts.PaperDownload.as_view(), name="file"),
    path("points/<int:point_id>/", parts.PointEdit.as_view(), name="point"),
    path("points/<int:point_id>/papers/", parts.PointPaper.as_view(), name="point_paper"),
    path("agenda/<int:item_id>/", parts.AgendaEdit.as_view(), name="agenda"),
    path("parts/<slug:part>/<int:part_id>/end/", parts.PartEnd.as_view(), name="part_end"),
    path("minutes/<int:minutes_id>/approve/", outcome.MinutesApprove.as_view(), name="minutes_approve"),
    path("conclusions/<int:item_id>/", outcome.ConclusionEdit.as_view(), name="conclusion"),
    path("conclusions/<int:item_id>/end/", outcome.ConclusionEnd.as_view(), name="conclusion_end"),
    path("<int:meeting_id>/", meetings.MeetingRecord.as_view(), name="page"),
    path("<int:meeting_id>/correct/", meetings.MeetingCorrect.as_view(), name="correct"),
    path("<int:meeting_id>/postpone/", meetings.MeetingPostpone.as_view(), name="postpone"),
    path("<int:meeting_id>/conclude/", meetings.MeetingConclude.as_view(), name="conclude"),
    path("<int:meeting_id>/act/<slug:move>/", meetings.MeetingAct.as_view(), name="act"),
    path("<int:meeting_id>/call/", parts.Call.as_view(), name="call"),
    path("<int:meeting_id>/connect/", parts.Connect.as_view(), name="connect"),
    path("<int:meeting_id>/agenda/", parts.AgendaAdd.as_view(), name="agenda_add"),
    path("<int:meeting_id>/papers/", parts.PaperAdd.as_view(), name="paper_add"),
    path("<int:meeting_id>/inputs/", parts.InputAsk.as_view(), name="input_ask"),
    path("<int:meeting_id>/attendance/", outcome.Attendance.as_view(), name="attendance"),
    path("<int:meeting_id>/attended/", outcome.AttendanceTell.as_view(), name="attended"),
    path("<int:meeting_id>/minutes/", outcome.MinutesWrite.as_view(), name="minutes"),
    path("<int:meeting_id>/conclusions/", outcome.ConclusionAdd.as_view(), name="conclusion_add"),
    path("<int:meeting_id>/give/", given.Give.as_view(), name="give"),
    path("<int:meeting_id>/tasks/", given.MeetingTasks.as_view(), name="tasks"),
    path("<int:meeting_id>/number/", outcome.Number.as_view(), name="number"),
    path("<int:meeting_id>/notice/", outcome.NoticeLetter.as_view(), name="notice"),
    path("<int:meeting_id>/invitation/", outcome.InvitationLetter.as_view(), name="invitation"),
]
