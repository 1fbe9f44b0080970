"""Meetings, requests and the calendar: each route × the cast (see ``tests/support/matrix.py`` for the letters)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from io import BytesIO
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from dieuphoi.core.kernel.dates import LOCAL_ZONE
from dieuphoi.steering.meetings import services
from dieuphoi.steering.meetings.selectors import meetings as reading
from dieuphoi.steering.meetings.selectors import settings
from dieuphoi.steering.meetings.services import (
    NewAgendaItem,
    NewConclusion,
    NewEntry,
    NewMeeting,
    NewPoint,
    NewRequest,
)
from tests.support.route import PDF, Row, Stage

FAR = datetime(2090, 3, 1, 8, tzinfo=LOCAL_ZONE)
"""Ahead, whatever the clock of the machine says: Wednesday 1 March 2090."""


def put_on(stage: Stage) -> None:
    """A meeting ahead to which Thượng Sơn and the department of agriculture are called, one that nobody hears of yet,
    one held, one concluded; a request of that department to another; a draft and a published line of the calendar."""
    world, things = stage.world, stage.things
    lan, hanh, now = world.actor("lan"), world.actor("hanh"), world.now
    kind = settings.kinds_of(lan, world.today)[0].pk
    things["meetings.kind"] = kind

    def plan(title: str, start: datetime, *orgs: str) -> int:
        new = NewMeeting(kind, title, world.orgs["VPDP"], start, start + timedelta(hours=3), venue="Hội trường A")
        pk = services.meeting_plan(actor=lan, new=new, now=now).pk
        if orgs:
            services.invitees_add(actor=lan, meeting_id=pk, orgs=[world.orgs[each] for each in orgs], now=now)
        return pk

    ahead = plan("Giao ban sắp tới", FAR, "UB-THUONG", "SNN")
    services.points_add(actor=lan, meeting_id=ahead, points=[NewPoint(world.orgs["UB-THUONG"])], now=now)
    services.agenda_add(actor=lan, meeting_id=ahead, new=NewAgendaItem("Báo cáo tháng", minutes=20), now=now)
    services.meeting_invite(actor=lan, meeting_id=ahead, now=now)
    [asked] = services.inputs_ask(
        actor=lan, meeting_id=ahead, topic="Khó khăn, vướng mắc", due_on=date(2090, 2, 20),
        orgs=[world.orgs["UB-THUONG"]], now=now,
    )  # fmt: skip
    file = services.paper_add(actor=lan, meeting_id=ahead, data=BytesIO(PDF), name="báo cáo.pdf", now=now)
    things |= {
        "meetings.ahead": ahead, "meetings.input": asked.pk, "meetings.file": file.pk,
        "meetings.point": reading.points_of(lan, ahead)[0].pk, "meetings.agenda": reading.agenda_of(lan, ahead)[0].pk,
        "meetings.draft": plan("Họp dự kiến", FAR + timedelta(days=1)),
    }  # fmt: skip
    past = datetime(2026, 3, 1, 8, tzinfo=LOCAL_ZONE)
    for name, start in (("held", past), ("concluded", past + timedelta(hours=6))):
        pk = things[f"meetings.{name}"] = plan(f"Giao ban ({name})", start, "UB-THUONG")
        services.meeting_invite(actor=lan, meeting_id=pk, now=now)
        services.meeting_hold(actor=lan, meeting_id=pk, now=now)
        item = services.conclusion_add(
            actor=lan, meeting_id=pk, now=now,
            new=NewConclusion("Rà soát đường thôn.", lead_id=world.orgs["SXD"], due_on=date(2026, 3, 20)),
        )  # fmt: skip
        if name == "concluded":
            dropped = services.conclusion_add(
                actor=lan, meeting_id=pk, now=now,
                new=NewConclusion("Các cơ quan theo dõi.", no_due_reason="thường xuyên"),
            )  # fmt: skip
            things["meetings.dropped_item"] = dropped.pk
        minutes = services.minutes_write(actor=lan, meeting_id=pk, text="Các ý kiến thống nhất.", now=now)
        things |= {f"meetings.{name}_item": item.pk, f"meetings.{name}_minutes": minutes.pk}
    services.meeting_conclude(actor=hanh, meeting_id=things["meetings.concluded"], now=now)
    services.conclusion_drop(actor=lan, item_id=things["meetings.dropped_item"], reason="lời nhắc chung", now=now)
    things["meetings.request"] = services.request_ask(
        actor=world.actor("thu"), now=now,
        new=NewRequest(world.orgs["SNN"], world.orgs["SXD"], "Phối hợp thẩm định đường thôn", date(2026, 3, 1)),
    ).pk  # fmt: skip
    things["meetings.room"] = services.room_add(
        actor=lan, name="Phòng 201", org_id=world.orgs["VPDP"], now=now - timedelta(days=10)
    ).pk

    def entry(title: str, start: datetime) -> int:
        new = NewEntry(world.orgs["VPDP"], "VISIT", title, start, start + timedelta(hours=2), venue="thôn Trung")
        return services.entry_add(actor=lan, new=new, now=now).pk

    things["meetings.entry"] = entry("Đi cơ sở", FAR + timedelta(hours=6))
    things["meetings.published"] = entry("Kiểm tra cuối năm", FAR - timedelta(days=20))
    day = (FAR - timedelta(days=20)).date()
    services.week_publish(
        actor=hanh, org_id=world.orgs["VPDP"], monday=day - timedelta(days=day.weekday()), now=now
    )
    things["meetings.feed"] = services.feed_create(actor=lan, name="điện thoại", now=now)[0].pk


At = Callable[[Stage], dict[str, Any]]


def _of(key: str, name: str, **more: Any) -> At:
    """``{key: the thing "meetings.<name>"}`` and what else the address holds."""
    return lambda s: {key: s.things[f"meetings.{name}"], **more}


def _with(**data: Any) -> At:
    return lambda s: data


def _meeting_in(s: Stage) -> dict[str, Any]:
    return {
        "kind_id": s.things["meetings.kind"], "title": "Họp chuyên đề", "host_id": s.world.orgs["VPDP"],
        "starts_at": "2091-01-03T08:00:00+07:00", "ends_at": "2091-01-03T10:00:00+07:00", "venue": "Hội trường B",
    }  # fmt: skip


def _entry_in(s: Stage) -> dict[str, Any]:
    return {
        "org_id": s.world.orgs["VPDP"], "kind": "VISIT", "title": "Đi xã", "venue": "xã",
        "starts_at": "2091-02-03T08:00:00+07:00", "ends_at": "2091-02-03T10:00:00+07:00",
    }  # fmt: skip


def _givings(s: Stage) -> dict[str, Any]:
    return {
        "items": [
            {"item_id": s.things["meetings.concluded_item"], "title": "Rà soát đường thôn", "product": "Báo cáo",
             "doers": [{"org_id": s.world.orgs["SXD"], "person_id": s.world.people["hai"]}], "due_on": "2026-03-20"}
        ]
    }  # fmt: skip


def _pdf() -> SimpleUploadedFile:
    return SimpleUploadedFile("báo cáo.pdf", PDF, content_type="application/pdf")


_REASON = _with(reason="đổi kế hoạch")
_CONCLUSION = _with(text="Kết luận thêm.", no_due_reason="việc thường xuyên")
_TIMES = {"starts_at": "2091-01-03T08:00:00+07:00", "ends_at": "2091-01-03T10:00:00+07:00"}

PAGES: tuple[Row, ...] = (
    Row("GET", "meetings:list", "OOOOOOOOLOL"),
    Row("POST", "meetings:list", "NNNNNNNNLNL", data=_with()),
    Row("POST", "meetings:list", "OOOOFOOFLFL", data=lambda s: {"bulk": "cancel", "ids": [s.things["meetings.draft"]]},
        note="asks before it is done"),
    Row("GET", "meetings:new", "OOOOFOOFLFL"),
    Row("POST", "meetings:new", "IIIIFIIFLFL", data=_with()),
    Row("GET", "meetings:page", "OOOONONOLNL", at=_of("meeting_id", "ahead")),
    Row("GET", "meetings:page", "OONNNNNOLNL", at=_of("meeting_id", "draft"), note="nobody is called yet"),
    Row("GET", "meetings:page", "OONNNONOLNL", at=_of("meeting_id", "held")),
    Row("GET", "meetings:page", "OONNNONOLNL", at=_of("meeting_id", "concluded")),
    Row("GET", "meetings:correct", "OOFFNFNFLNL", at=_of("meeting_id", "ahead")),
    Row("POST", "meetings:correct", "IIFFNFNFLNL", at=_of("meeting_id", "ahead"), data=_with()),
    Row("GET", "meetings:correct", "KKNNNFNFLNL", at=_of("meeting_id", "held"), note="it is over"),
    Row("GET", "meetings:postpone", "OOFFNFNFLNL", at=_of("meeting_id", "ahead")),
    Row("POST", "meetings:postpone", "RRFFNFNFLNL", at=_of("meeting_id", "ahead"), data=_REASON),
    Row("GET", "meetings:conclude", "OFNNNFNFLNL", at=_of("meeting_id", "held")),
    Row("POST", "meetings:conclude", "RFNNNFNFLNL", at=_of("meeting_id", "held"), data=_with()),
    Row("GET", "meetings:act", "OOFFNFNFLNL", at=_of("meeting_id", "ahead", move="cancel")),
    Row("POST", "meetings:act", "RRFFNFNFLNL", at=_of("meeting_id", "ahead", move="cancel"), data=_REASON),
    Row("GET", "meetings:act", "KKNNNNNFLNL", at=_of("meeting_id", "draft", move="invite"), note="nobody to invite"),
    Row("GET", "meetings:act", "KKFFNFNFLNL", at=_of("meeting_id", "ahead", move="hold"), note="not begun"),
    Row("GET", "meetings:act", "NNNNNNNNLNL", at=_of("meeting_id", "ahead", move="burn")),
    Row("GET", "meetings:call", "OOFFNFNFLNL", at=_of("meeting_id", "ahead")),
    Row("POST", "meetings:call", "IIFFNFNFLNL", at=_of("meeting_id", "ahead"), data=_with()),
    Row("GET", "meetings:connect", "OOFFNFNFLNL", at=_of("meeting_id", "ahead")),
    Row("POST", "meetings:connect", "IIFFNFNFLNL", at=_of("meeting_id", "ahead"), data=_with()),
    Row("GET", "meetings:point", "OOFFNONFLNL", at=_of("point_id", "point")),
    Row("POST", "meetings:point", "RRFFNRNFLNL", at=_of("point_id", "point"), data=_with(contact_name="A")),
    Row("GET", "meetings:point_paper", "OOFFNONFLNL", at=_of("point_id", "point")),
    Row("POST", "meetings:point_paper", "IIFFNINFLNL", at=_of("point_id", "point"), data=_with()),
    Row("GET", "meetings:agenda_add", "OOFFNFNFLNL", at=_of("meeting_id", "ahead")),
    Row("POST", "meetings:agenda_add", "IIFFNFNFLNL", at=_of("meeting_id", "ahead"), data=_with()),
    Row("GET", "meetings:agenda", "OOFFNFNFLNL", at=_of("item_id", "agenda")),
    Row("POST", "meetings:agenda", "IIFFNFNFLNL", at=_of("item_id", "agenda"), data=_with()),
    Row("GET", "meetings:part_end", "OOFFNFNFLNL", at=_of("part_id", "agenda", part="agenda")),
    Row("POST", "meetings:part_end", "RRFFNFNFLNL", at=_of("part_id", "point", part="point"), data=_REASON),
    Row("GET", "meetings:part_end", "NNNNNNNNLNL", at=_of("part_id", "agenda", part="room")),
    Row("GET", "meetings:paper_add", "OOFFNFNFLNL", at=_of("meeting_id", "ahead")),
    Row("POST", "meetings:paper_add", "IIFFNFNFLNL", at=_of("meeting_id", "ahead"), data=_with()),
    Row("GET", "meetings:file", "OOOONONOLNL", at=_of("file_id", "file")),
    Row("GET", "meetings:inputs", "OOOOOOOOLOL"),
    Row("POST", "meetings:inputs", "NNNNNNNNLNL", data=_with()),
    Row("POST", "meetings:inputs", "OOOOFOOFLFL",
        data=lambda s: {"bulk": "withdraw", "ids": [s.things["meetings.input"]]}, note="asks before it is done"),
    Row("GET", "meetings:input_ask", "OOFFNFNFLNL", at=_of("meeting_id", "ahead")),
    Row("POST", "meetings:input_ask", "IIFFNFNFLNL", at=_of("meeting_id", "ahead"), data=_with()),
    Row("GET", "meetings:input", "OONNNONOLNL", at=_of("input_id", "input"), note="not shared among those called"),
    Row("GET", "meetings:input_answer", "OONNNONFLNL", at=_of("input_id", "input")),
    Row("POST", "meetings:input_answer", "IINNNINFLNL", at=_of("input_id", "input"), data=_with()),
    Row("GET", "meetings:input_act", "OONNNFNFLNL", at=_of("input_id", "input", move="withdraw")),
    Row("POST", "meetings:input_act", "RRNNNFNFLNL", at=_of("input_id", "input", move="withdraw"), data=_REASON),
    Row("GET", "meetings:input_act", "NNNNNNNNLNL", at=_of("input_id", "input", move="burn")),
    Row("GET", "meetings:attendance", "OONNNFNFLNL", at=_of("meeting_id", "held")),
    Row("POST", "meetings:attendance", "RRNNNFNFLNL", at=_of("meeting_id", "held"), data=_with(others="Khách mời")),
    Row("GET", "meetings:attended", "FFNNNFNFLNL", at=_of("meeting_id", "held"), note="nobody was called by name"),
    Row("POST", "meetings:attended", "FFNNNFNFLNL", at=_of("meeting_id", "held"), data=_with()),
    Row("GET", "meetings:minutes", "OONNNFNFLNL", at=_of("meeting_id", "held")),
    Row("POST", "meetings:minutes", "IINNNFNFLNL", at=_of("meeting_id", "held"), data=_with()),
    Row("GET", "meetings:minutes_approve", "OFNNNNNFLNL", at=_of("minutes_id", "held_minutes")),
    Row("POST", "meetings:minutes_approve", "RFNNNNNFLNL", at=_of("minutes_id", "held_minutes"), data=_with()),
    Row("GET", "meetings:conclusion_add", "OONNNFNFLNL", at=_of("meeting_id", "held")),
    Row("POST", "meetings:conclusion_add", "IINNNFNFLNL", at=_of("meeting_id", "held"), data=_with()),
    Row("GET", "meetings:conclusion", "OONNNNNFLNL", at=_of("item_id", "held_item"), note="a draft"),
    Row("POST", "meetings:conclusion", "IINNNNNFLNL", at=_of("item_id", "held_item"), data=_with()),
    Row("GET", "meetings:conclusion_end", "OONNNNNFLNL", at=_of("item_id", "held_item")),
    Row("POST", "meetings:conclusion_end", "RRNNNNNFLNL", at=_of("item_id", "held_item"), data=_REASON),
    Row("GET", "meetings:conclusion_drop", "OONNNFNFLNL", at=_of("item_id", "concluded_item")),
    Row("POST", "meetings:conclusion_drop", "RRNNNFNFLNL", at=_of("item_id", "concluded_item"), data=_REASON),
    Row("POST", "meetings:conclusion_drop", "IINNNFNFLNL", at=_of("item_id", "concluded_item"), data=_with(),
        note="without a reason"),
    Row("GET", "meetings:conclusion_drop", "KKNNNFNFLNL", at=_of("item_id", "dropped_item"), note="dropped already"),
    Row("GET", "meetings:conclusion_restore", "OONNNFNFLNL", at=_of("item_id", "dropped_item")),
    Row("POST", "meetings:conclusion_restore", "RRNNNFNFLNL", at=_of("item_id", "dropped_item"), data=_REASON),
    Row("GET", "meetings:conclusion_restore", "KKNNNFNFLNL", at=_of("item_id", "concluded_item"), note="not dropped"),
    Row("GET", "meetings:give", "OONNNFNFLNL", at=_of("meeting_id", "concluded"), note="Phong is not its chair"),
    Row("GET", "meetings:give", "KKNNNFNFLNL", at=_of("meeting_id", "held"), note="not approved"),
    Row("POST", "meetings:give", "IINNNFNFLNL", at=_of("meeting_id", "concluded"), data=_with(), note="nothing ticked"),
    Row("GET", "meetings:tasks", "OONNNONOLNL", at=_of("meeting_id", "concluded")),
    Row("POST", "meetings:tasks", "NNNNNNNNLNL", at=_of("meeting_id", "concluded"), data=_with(),
        note="no acts on many rows here"),
    Row("GET", "meetings:number", "OONNNFNFLNL", at=_of("meeting_id", "concluded")),
    Row("POST", "meetings:number", "IINNNFNFLNL", at=_of("meeting_id", "concluded"), data=_with()),
    Row("GET", "meetings:notice", "OONNNONOLNL", at=_of("meeting_id", "concluded")),
    Row("GET", "meetings:notice", "OONNNKNOLNL", at=_of("meeting_id", "held"), note="a draft is not the guests'"),
    Row("GET", "meetings:invitation", "OOOONONOLNL", at=_of("meeting_id", "ahead")),
    Row("GET", "meetings:requests", "OOOOOOOOLOL"),
    Row("POST", "meetings:requests", "NNNNNNNNLNL", data=_with()),
    Row("GET", "meetings:request_new", "OOOOFOOFLFL"),
    Row("POST", "meetings:request_new", "IIIIFIIFLFL", data=_with()),
    Row("GET", "meetings:request", "OOOONNNOLNL", at=_of("request_id", "request")),
    Row("GET", "meetings:request_agree", "OOOONNNFLNL", at=_of("request_id", "request")),
    Row("POST", "meetings:request_agree", "IIIINNNFLNL", at=_of("request_id", "request"), data=_with()),
    Row("GET", "meetings:request_answer", "OOOONNNFLNL", at=_of("request_id", "request")),
    Row("POST", "meetings:request_answer", "IIIINNNFLNL", at=_of("request_id", "request"), data=_with()),
    Row("GET", "meetings:request_refer", "OOOONNNFLNL", at=_of("request_id", "request")),
    Row("POST", "meetings:request_refer", "IIIINNNFLNL", at=_of("request_id", "request"), data=_with()),
    Row("GET", "meetings:request_act", "OOOONNNFLNL", at=_of("request_id", "request", move="refuse")),
    Row("POST", "meetings:request_act", "RRRRNNNFLNL", at=_of("request_id", "request", move="refuse"), data=_REASON),
    Row("GET", "meetings:request_act", "KKKKNNNKLNL", at=_of("request_id", "request", move="retract")),
    Row("GET", "meetings:request_act", "NNNNNNNNLNL", at=_of("request_id", "request", move="burn")),
    Row("GET", "meetings:settings", "OOOOOOOOLOL"),
    Row("GET", "meetings:kind_new", "OFFFFFFFLFL"),
    Row("POST", "meetings:kind_new", "IFFFFFFFLFL", data=_with()),
    Row("GET", "meetings:room_new", "OOFFFFFFLFL"),
    Row("POST", "meetings:room_new", "IIFFFFFFLFL", data=_with()),
    Row("GET", "meetings:rule_set", "OFFFFFFFLFL"),
    Row("POST", "meetings:rule_set", "IFFFFFFFLFL", data=_with()),
    Row("GET", "meetings:setting_end", "OOFFFFFFLNL", at=_of("row_id", "room", what="room")),
    Row("POST", "meetings:setting_end", "RRFFFFFFLNL", at=_of("row_id", "room", what="room"), data=_REASON),
    Row("GET", "meetings:setting_end", "OFFFFFFFLNL", at=_of("row_id", "kind", what="kind")),
    Row("GET", "meetings:setting_end", "NNNNNNNNLNL", at=_of("row_id", "kind", what="wall")),
    Row("GET", "calendar:week", "OOOOOOOOLOL"),
    Row("GET", "calendar:week", "BBBBBBBBLBL", query=_with(week="31/31/2026"), note="a day that there is not"),
    Row("GET", "calendar:print", "OOOOOOOOLOL"),
    Row("GET", "calendar:publish", "OFOFFFFFLFL"),
    Row("POST", "calendar:publish", "IFIFFFFFLFL", data=_with()),
    Row("GET", "calendar:list", "OOOOOOOOLOL"),
    Row("POST", "calendar:list", "NNNNNNNNLNL", data=_with()),
    Row("POST", "calendar:list", "OOOOFOOFLFL", data=lambda s: {"bulk": "cancel", "ids": [s.things["meetings.entry"]]},
        note="asks before it is done"),
    Row("GET", "calendar:new", "OOOOFOOFLFL"),
    Row("POST", "calendar:new", "IIIIFIIFLFL", data=_with()),
    Row("GET", "calendar:feeds", "OOOOOOOOLFL"),
    Row("POST", "calendar:feeds", "IIIIIIIILFL", data=_with()),
    Row("POST", "calendar:feed_revoke", "NRNNNNNNLNL", at=_of("feed_id", "feed"), data=_with()),
    Row("GET", "calendar:feed", "NNNNNNNNNNN", at=_with(secret="x" * 43), note="nobody knows such a secret"),
    Row("GET", "calendar:entry", "OONNNNNOLNL", at=_of("entry_id", "entry"), note="a draft"),
    Row("GET", "calendar:entry", "OOOOOOOOLNL", at=_of("entry_id", "published")),
    Row("GET", "calendar:correct", "OONNNNNFLNL", at=_of("entry_id", "entry")),
    Row("POST", "calendar:correct", "IINNNNNFLNL", at=_of("entry_id", "entry"), data=_with()),
    Row("GET", "calendar:result", "KKNNNNNFLNL", at=_of("entry_id", "entry"), note="not begun"),
    Row("POST", "calendar:result", "KKNNNNNFLNL", at=_of("entry_id", "entry"), data=_with(result="xong")),
    Row("GET", "calendar:act", "OONNNNNFLNL", at=_of("entry_id", "entry", move="cancel")),
    Row("POST", "calendar:act", "RRNNNNNFLNL", at=_of("entry_id", "entry", move="void"), data=_REASON),
    Row("POST", "calendar:act", "KKFFFFFFLNL", at=_of("entry_id", "published", move="void"), data=_REASON),
    Row("GET", "calendar:act", "NNNNNNNNLNL", at=_of("entry_id", "entry", move="burn")),
)  # fmt: skip

API: tuple[Row, ...] = (
    Row("GET", "meetings_list", "OOOOOOOOUOU"),
    Row("GET", "meeting_kinds", "OOOOOOOOUOU"),
    Row("GET", "meeting_rooms", "OOOOOOOOUOU"),
    Row("GET", "meeting_read", "OOOONONOUNU", at=_of("meeting_id", "ahead")),
    Row("POST", "meeting_plan", "CCFFFFFFUFU", data=_meeting_in),
    Row("POST", "meeting_correct", "OOFFNFNFUNU", at=_of("meeting_id", "ahead"),
        data=lambda s: {**_meeting_in(s), "reason": "đổi nội dung"}),
    Row("POST", "meeting_invite", "KKNNNNNFUNU", at=_of("meeting_id", "draft")),
    Row("POST", "meeting_postpone", "OOFFNFNFUNU", at=_of("meeting_id", "ahead"),
        data=_with(reason="bão", **_TIMES)),
    Row("POST", "meeting_cancel", "OOFFNFNFUNU", at=_of("meeting_id", "ahead"), data=_REASON),
    Row("POST", "meeting_cancel", "IIFFNFNFUNU", at=_of("meeting_id", "ahead"), data=_with(), note="without a reason"),
    Row("POST", "meeting_hold", "KKFFNFNFUNU", at=_of("meeting_id", "ahead")),
    Row("POST", "meeting_unhold", "KKNNNFNFUNU", at=_of("meeting_id", "held"), data=_REASON, note="written up"),
    Row("POST", "meeting_call", "OOFFNFNFUNU", at=_of("meeting_id", "ahead"),
        data=lambda s: {"orgs": [s.world.orgs["UB-DONG"]], "groups": ["Đại biểu HĐND tỉnh"]}),
    Row("POST", "meeting_connect", "OOFFNFNFUNU", at=_of("meeting_id", "ahead"),
        data=lambda s: {"points": [{"org_id": s.world.orgs["UB-HA"]}]}),
    Row("POST", "meeting_agenda_add", "OOFFNFNFUNU", at=_of("meeting_id", "ahead"), data=_with(title="Thảo luận")),
    Row("POST", "meeting_agenda_correct", "OOFFNFNFUNU",
        at=lambda s: {"meeting_id": s.things["meetings.ahead"], "item_id": s.things["meetings.agenda"]},
        data=_with(title="Thảo luận")),
    Row("POST", "meeting_point_correct", "OOFFNONFUNU",
        at=lambda s: {"meeting_id": s.things["meetings.ahead"], "point_id": s.things["meetings.point"]},
        data=_with(contact_name="Chị Hoa")),
    Row("POST", "meeting_attended", "FFNNNFNFUNU", at=_of("meeting_id", "held"), data=_with(),
        note="nobody was called by name"),
    Row("POST", "meeting_part_end", "OOFFNFNFUNU",
        at=lambda s: {"meeting_id": s.things["meetings.ahead"], "part": "agenda",
                      "part_id": s.things["meetings.agenda"]}, data=_REASON),
    Row("POST", "meeting_inputs_ask", "OOFFNFNFUNU", at=_of("meeting_id", "ahead"),
        data=lambda s: {"topic": "Vốn", "due_on": "2090-02-20", "orgs": [s.world.orgs["SNN"]]}),
    Row("GET", "meeting_inputs_list", "OOOOOOOOUOU"),
    Row("GET", "meeting_input_read", "OONNNONOUNU", at=_of("input_id", "input")),
    Row("POST", "meeting_input_answer", "OONNNONFUNU", at=_of("input_id", "input"), data=_with(text="Báo cáo")),
    Row("POST", "meeting_input_return", "KKNNNKNKUNU", at=_of("input_id", "input"), data=_REASON, note="not sent yet"),
    Row("POST", "meeting_input_withdraw", "OONNNFNFUNU", at=_of("input_id", "input"), data=_REASON),
    Row("POST", "meeting_attendance", "OONNNFNFUNU", at=_of("meeting_id", "held"),
        data=_with(rows=[{"presence": "PRESENT", "name": "Khách mời"}])),
    Row("POST", "meeting_minutes", "OONNNFNFUNU", at=_of("meeting_id", "held"), data=_with(text="Bản 2")),
    Row("POST", "meeting_minutes_approve", "OFNNNNNFUNU",
        at=lambda s: {"meeting_id": s.things["meetings.held"], "minutes_id": s.things["meetings.held_minutes"]}),
    Row("POST", "meeting_conclusion_add", "CCNNNFNFUNU", at=_of("meeting_id", "held"), data=_CONCLUSION),
    Row("POST", "meeting_conclusion_correct", "OONNNNNFUNU",
        at=lambda s: {"meeting_id": s.things["meetings.held"], "item_id": s.things["meetings.held_item"]},
        data=_CONCLUSION),
    Row("POST", "meeting_conclusion_end", "OONNNNNFUNU",
        at=lambda s: {"meeting_id": s.things["meetings.held"], "item_id": s.things["meetings.held_item"]},
        data=_REASON),
    Row("POST", "meeting_conclude", "OFNNNFNFUNU", at=_of("meeting_id", "held"), data=_with()),
    Row("POST", "meeting_reopen", "OFNNNFNFUNU", at=_of("meeting_id", "concluded"), data=_REASON),
    Row("GET", "meeting_conclusions", "OONNNONOUNU", at=_of("meeting_id", "concluded")),
    Row("POST", "meeting_conclusions_give", "CCNNNFNFUNU", at=_of("meeting_id", "concluded"), data=_givings,
        note="Phong is not its chair"),
    Row("POST", "meeting_conclusion_drop", "OONNNFNFUNU",
        at=lambda s: {"meeting_id": s.things["meetings.concluded"], "item_id": s.things["meetings.concluded_item"]},
        data=_REASON),
    Row("POST", "meeting_conclusion_restore", "OONNNFNFUNU",
        at=lambda s: {"meeting_id": s.things["meetings.concluded"], "item_id": s.things["meetings.dropped_item"]},
        data=_REASON),
    Row("POST", "meeting_paper_add", "CCFFNFNFUNU", at=_of("meeting_id", "ahead"),
        data=lambda s: {"file": _pdf(), "purpose": "AGENDA", "note": "bản 1"}),
    Row("POST", "meeting_paper_add", "IIFFNFNFUNU", at=_of("meeting_id", "ahead"),
        data=lambda s: {"file": SimpleUploadedFile("báo cáo.pdf", b"no such kind")}, note="not what its name says"),
    Row("POST", "meeting_point_paper_add", "CCFFNCNFUNU",
        at=lambda s: {"meeting_id": s.things["meetings.ahead"], "point_id": s.things["meetings.point"]},
        data=lambda s: {"file": _pdf()}),
    Row("POST", "meeting_input_answer_file", "OONNNONFUNU", at=_of("input_id", "input"),
        data=lambda s: {"file": _pdf(), "text": "Báo cáo kèm tệp"}),
    Row("POST", "meeting_notice", "OONNNFNFUNU", at=_of("meeting_id", "concluded"),
        data=_with(symbol="TB-VPĐP", issued_on="2026-03-02", signer_title="Chánh Văn phòng", signer_name="Hạnh")),
    Row("GET", "meeting_requests_list", "OOOOOOOOUOU"),
    Row("GET", "meeting_request_read", "OOOONNNOUNU", at=_of("request_id", "request")),
    Row("POST", "meeting_request_ask", "CCCCFFFFUFU",
        data=lambda s: {"asker_id": s.world.orgs["SNN"], "to_org_id": s.world.orgs["SXD"], "subject": "Làm việc",
                        "asked_on": "2026-03-01"}),
    Row("POST", "meeting_request_agree", "OOOONNNFUNU", at=_of("request_id", "request"), data=_with(**_TIMES)),
    Row("POST", "meeting_request_answer", "OOOONNNFUNU", at=_of("request_id", "request"), data=_with(answer="Đã rõ")),
    Row("POST", "meeting_request_refer", "IIIINNNFUNU", at=_of("request_id", "request"), data=_with()),
    Row("POST", "meeting_request_refuse", "OOOONNNFUNU", at=_of("request_id", "request"), data=_REASON),
    Row("POST", "meeting_request_withdraw", "OOOONNNFUNU", at=_of("request_id", "request"), data=_REASON),
    Row("POST", "meeting_request_retract", "KKKKNNNKUNU", at=_of("request_id", "request"), data=_REASON),
    Row("GET", "calendar_list", "OOOOOOOOUOU"),
    Row("GET", "calendar_week", "OOOOOOOOUOU"),
    Row("GET", "calendar_read", "OONNNNNOUNU", at=_of("entry_id", "entry")),
    Row("POST", "calendar_add", "CCFFFFFFUFU", data=_entry_in),
    Row("POST", "calendar_publish", "OFFFFFFFUFU",
        data=lambda s: {"org_id": s.world.orgs["VPDP"], "monday": "2090-02-27"}),
    Row("POST", "calendar_correct", "OONNNNNFUNU", at=_of("entry_id", "entry"),
        data=lambda s: {**_entry_in(s), "reason": "đổi giờ"}),
    Row("POST", "calendar_result", "KKNNNNNFUNU", at=_of("entry_id", "entry"), data=_with(result="xong"),
        note="not begun"),
    Row("POST", "calendar_cancel", "OONNNNNFUNU", at=_of("entry_id", "entry"), data=_REASON),
    Row("POST", "calendar_restore", "KKNNNNNKUNU", at=_of("entry_id", "entry"), data=_REASON, note="not cancelled"),
    Row("POST", "calendar_void", "OONNNNNFUNU", at=_of("entry_id", "entry"), data=_REASON),
)  # fmt: skip
