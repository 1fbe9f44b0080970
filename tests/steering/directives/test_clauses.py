"""From text to tasks: what is read, given, dropped; who may; what is refused.

Serves S3-07 (one directive, different orders for different groups), S2-50 (items of a plan as tasks).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from concurrent.futures import Future
from datetime import date
from html.parser import HTMLParser
from typing import Any

import pytest
from django.db import transaction

from dieuphoi.core.kernel.errors import InputErrors, NotVisible, Refused
from dieuphoi.core.register.drafts import draft_save, draft_token
from dieuphoi.core.register.models import Draft
from dieuphoi.steering.directives import selectors
from dieuphoi.steering.directives.models import Directive, DirectiveTask, Document, DocumentKind
from dieuphoi.steering.directives.services import (
    NewDocument,
    NewDuty,
    Recipient,
    directive_drop,
    directive_give,
    document_register,
    document_void,
)
from dieuphoi.steering.tasks.models import Task
from tests.support.stories import NOW
from tests.support.waiting import beside
from tests.support.world import World, build_world, sign_in

TEXT = """VĂN PHÒNG ĐIỀU PHỐI TỈNH
Số: 5/TB-VPDP

THÔNG BÁO
Kết luận cuộc họp

1. Giao Sở Nông nghiệp và Môi trường chủ trì, phối hợp với Sở Xây dựng rà soát tiêu chí 2 trên địa bàn xã Thượng Sơn, \
báo cáo kết quả trước ngày 31/3/2026.
2. UBND các xã:
a) Rà soát số liệu tiêu chí quy hoạch, gửi báo cáo về Văn phòng điều phối tỉnh trước ngày 20/3/2026.
b) Thường xuyên tuyên truyền về chương trình nông thôn mới.
3. Sở Xây dựng hoàn thành hướng dẫn trong 05 ngày làm việc kể từ ngày nhận được văn bản này.
"""
FIRST = (
    "Giao Sở Nông nghiệp và Môi trường chủ trì, phối hợp với Sở Xây dựng rà soát tiêu chí 2 trên địa bàn xã"
    " Thượng Sơn, báo cáo kết quả trước ngày 31/3/2026"
)
EVERYBODY = "Rà soát số liệu tiêu chí quy hoạch, gửi báo cáo về Văn phòng điều phối tỉnh trước ngày 20/3/2026"
Make = Callable[..., Document]


def notice(world: World, who: str = "lan", **more: Any) -> Document:
    """Notice 5/TB-VPDP of the office of 26 February 2026, signed by Hạnh."""
    values: dict[str, Any] = {
        "direction": "OUT", "issued_on": date(2026, 2, 26), "summary": "Kết luận cuộc họp",
        "number_text": "5/TB-VPDP", "issuer_id": world.orgs["VPDP"],
        "kind_id": DocumentKind.objects.get(name="Thông báo").pk, "signer_id": world.people["hanh"], **more,
    }  # fmt: skip
    return document_register(actor=world.actor(who), new=NewDocument(**values), now=world.now)


def paste(world: World, row: Document, who: str = "lan", text: str = TEXT) -> None:
    token = draft_token(selectors.DRAFT_FORM, str(row.pk))
    draft_save(actor=world.actor(who), token=token, data={"text": [text]}, now=world.now)


def duty(world: World, quote: str = FIRST, org: str = "SNN", person: str = "thu", **more: Any) -> NewDuty:
    values: dict[str, Any] = {
        "quote": quote, "title": "Rà soát tiêu chí 2", "product": "Báo cáo kết quả",
        "doers": ((world.orgs[org], world.people[person]),), "due_on": date(2026, 3, 30), **more,
    }  # fmt: skip
    return NewDuty(**values)


def give(world: World, row: Document, *duties: NewDuty, who: str = "lan", text: str = TEXT) -> list[Directive]:
    return directive_give(
        actor=world.actor(who), document_id=row.pk, duties=duties or (duty(world),), text=text, now=world.now
    )


def faults(error: pytest.ExceptionInfo[InputErrors]) -> set[tuple[int | None, str]]:
    return {(fault.row, fault.field) for fault in error.value.errors}


# ------------------------------------------------------------------------------------------------ refusals


def test_whoever_does_not_see_the_document_cannot_read_it(world: World) -> None:
    row = notice(world)
    for who in ("vy", "tuan", "thu"):
        with pytest.raises(NotVisible):
            give(world, row, who=who)


def test_who_sees_it_but_gives_no_tasks_is_refused(world: World) -> None:
    row = notice(world, recipients=(Recipient(org_id=world.orgs["UB-THUONG"]),))
    with pytest.raises(Refused, match="Chỉ Văn phòng") as refusal:
        give(world, row, who="tuan")
    assert refusal.value.status == 403
    assert Directive.objects.count() == Task.objects.count() == 0


def test_a_forged_quote_is_refused(world: World) -> None:
    row = notice(world)
    with pytest.raises(InputErrors) as error:
        give(world, row, duty(world, FIRST.replace("31/3", "30/3")))
    assert faults(error) == {(1, "quote")}
    assert Directive.objects.count() == Task.objects.count() == 0


def test_the_same_clause_is_given_once(world: World) -> None:
    row = notice(world)
    give(world, row)
    with pytest.raises(InputErrors, match="đã được Trần Thị Lan giao") as error:
        give(world, row, duty(world, FIRST.replace(" rà soát", "\n rà soát")), who="hanh")
    assert faults(error) == {(1, "quote")}
    assert Task.objects.count() == 1


def test_the_same_clause_twice_in_one_act_is_refused(world: World) -> None:
    row = notice(world)
    with pytest.raises(InputErrors, match="hai lần"):
        give(world, row, duty(world), duty(world, person="minh"))
    assert Task.objects.count() == 0


def test_every_fault_of_every_row_comes_at_once_and_nothing_is_saved(world: World) -> None:
    row = notice(world)
    with pytest.raises(InputErrors) as error:
        give(
            world, row, duty(world),
            duty(world, EVERYBODY, due_on=None, product=""),
            duty(world, "Sở Xây dựng hoàn thành hướng dẫn", person="tuan"),
            duty(world, "không có trong văn bản"),
        )  # fmt: skip
    assert faults(error) == {(2, "due_on"), (2, "product"), (3, "responsible"), (4, "quote")}
    assert Directive.objects.count() == Task.objects.count() == DirectiveTask.objects.count() == 0


def test_a_text_that_changed_meanwhile_is_refused(world: World) -> None:
    row = notice(world)
    with pytest.raises(Refused, match="đã đổi"):
        directive_give(
            actor=world.actor("lan"), document_id=row.pk, duties=[duty(world)], text=TEXT, text_sha="0" * 64,
            now=world.now,
        )  # fmt: skip


def test_a_document_without_text_says_what_to_do(world: World) -> None:
    row = notice(world)
    with pytest.raises(Refused, match="Hãy kèm tệp"):
        give(world, row, text="")


def test_nothing_is_given_from_what_was_registered_by_mistake(world: World) -> None:
    row = notice(world)
    document_void(actor=world.actor("lan"), document_id=row.pk, reason="ghi nhầm", now=world.now)
    with pytest.raises(Refused, match="rút"):
        give(world, row)


def test_a_secret_text_is_refused(world: World) -> None:
    row = notice(world)
    with pytest.raises(Refused, match="độ mật"):
        give(world, row, text="TỐI MẬT\n" + TEXT)


def test_a_head_of_a_department_gives_only_inside(world: World) -> None:
    row = notice(world, issuer_id=world.orgs["SNN"], number_text="9/TB-SNN", signer_id=None, who="minh")
    with pytest.raises(Refused, match="Chỉ giao việc trong cơ quan mình"):
        give(world, row, duty(world, org="SXD", person="hai"), who="minh")
    [made] = give(world, row, who="minh")
    assert made.decided_by == "Lê Văn Minh"


# ------------------------------------------------------------------------------------------------ acts


def test_a_clause_becomes_a_task_that_says_where_it_comes_from(world: World) -> None:
    row = notice(world)
    [made] = give(
        world, row, duty(world, coordinating=(world.orgs["SXD"],), unit_ids=(world.units["thuong"],),
                         criterion_ids=(world.criteria["2"],)),
    )  # fmt: skip
    task = made.links.get().task
    assert (made.clause, made.quote, TEXT[made.start : made.end]) == ("1", FIRST, FIRST)
    assert task.source_line == "Thông báo 5/TB-VPDP ngày 26/02/2026, mục 1"
    assert (task.text, task.given_on, task.giver_id, task.giver_org_id) == (
        FIRST, date(2026, 2, 26), world.people["hanh"], world.orgs["VPDP"],
    )  # fmt: skip
    assert not task.restricted


def test_tasks_of_a_restricted_document_are_restricted(world: World) -> None:
    [made] = give(world, notice(world, is_restricted=True))
    assert made.links.get().task.restricted


def test_a_duty_of_many_bodies_becomes_a_task_for_each(world: World) -> None:
    row = notice(world)
    officers = (("UB-THUONG", "tuan"), ("UB-HA", "vy"), ("UB-DONG", "binh"))
    doers = tuple((world.orgs[org], world.people[who]) for org, who in officers)
    [made] = give(world, row, duty(world, EVERYBODY, doers=doers, due_on=date(2026, 3, 19)))
    assert {link.task.responsible_id for link in made.links.all()} == {person for _org, person in doers}
    assert made.clause == "2.a"


def test_what_was_dropped_may_be_given_later_but_not_the_other_way(world: World) -> None:
    row = notice(world)
    lan = world.actor("lan")
    drop: dict[str, Any] = {"document_id": row.pk, "quote": FIRST, "text": TEXT, "now": world.now}
    with pytest.raises(InputErrors, match="lý do"):
        directive_drop(actor=lan, reason=" ", **drop)
    dropped = directive_drop(actor=lan, reason="đã giao ở văn bản khác", **drop)
    with pytest.raises(Refused, match="không giao"):
        directive_drop(actor=lan, reason="lại", **drop)
    [made] = give(world, row, who="hanh")
    assert (made.pk, made.decision, made.reason) == (dropped.pk, "GIVEN", "")
    with pytest.raises(Refused, match="hãy rút nhiệm vụ"):
        directive_drop(actor=lan, reason="thôi", **drop)


def test_two_who_give_the_same_clause_at_once_give_it_once(committed: None) -> None:
    world = build_world(NOW)
    row = notice(world)
    with transaction.atomic():
        give(world, row)
        second: Future[object] = beside(lambda: give(world, row, who="hanh"))
    with pytest.raises(InputErrors, match="đã được"):
        second.result(timeout=30)
    assert Task.objects.count() == Directive.objects.count() == 1


# ------------------------------------------------------------------------------------------------ what is read


def test_reading_finds_duties_bodies_and_dates(world: World) -> None:
    row = notice(world)
    paste(world, row)
    lan = world.actor("lan")
    found = selectors.suggestions_of(lan, row, selectors.text_of(lan, row.pk))
    first, everybody, always, guide = found.suggestions
    assert (first.lead_id, first.due_on, [pk for pk, _name in first.coordinating]) == (
        world.orgs["SNN"], date(2026, 3, 30), [world.orgs["SXD"]],
    )  # fmt: skip
    assert {each.person_id for each in first.people} == {world.people[who] for who in ("minh", "thu")}
    assert [pk for pk, _name in first.units] == [world.units["thuong"]]
    assert [pk for pk, _number in first.criteria] == [world.criteria["2"]]
    assert everybody.give_each
    assert {(line.org_id, line.person.person_id if line.person else None) for line in everybody.each} == {
        (world.orgs["UB-THUONG"], world.people["tuan"]), (world.orgs["UB-HA"], world.people["vy"]),
        (world.orgs["UB-DONG"], world.people["binh"]),
    }  # fmt: skip
    assert (always.kind, always.every, always.due_on) == ("STANDING", "month", None)
    # Five working days after Thursday 26 February: 27 February, 2, 3, 4 and 5 March.
    assert guide.due_on == date(2026, 3, 5)


def test_reading_stores_nothing(world: World) -> None:
    row = notice(world)
    paste(world, row)
    client = sign_in(world, "lan")
    before = Draft.objects.count()
    page = client.get(f"/documents/{row.pk}/read/")
    assert page.status_code == 200
    words = page.content.decode()
    assert 'id="mark-1"' in words and 'id="duty-4"' in words and "Vì sao gợi ý" in words
    assert (Directive.objects.count(), Task.objects.count(), Draft.objects.count()) == (0, 0, before)


def test_a_pasted_text_is_seen_by_its_person_only(world: World) -> None:
    row = notice(world)
    paste(world, row)
    assert selectors.text_of(world.actor("hanh"), row.pk).text == ""


def test_who_sees_the_document_but_not_the_task_sees_no_link(world: World) -> None:
    row = notice(world, is_restricted=False)
    give(world, row)
    people = ("lan", "hanh", "phong", "vy", "thu")
    seen = {who: DirectiveTask.objects.visible_to(world.actor(who)).count() for who in people}
    assert seen == {"lan": 1, "hanh": 1, "phong": 1, "vy": 0, "thu": 0}
    assert Directive.objects.visible_to(world.actor("vy")).count() == 0


# ------------------------------------------------------------------------------------------------ pages


class _Fields(HTMLParser):
    """What a page's forms would send as they stand."""

    def __init__(self, page: Any) -> None:
        super().__init__()
        self.found: dict[str, Any] = {}
        self.select = self.area = ""
        self.feed(page.content.decode())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        of = dict(attrs)
        name = of.get("name") or ""
        if tag == "input" and (of.get("type") != "checkbox" or "checked" in of):
            self.found[name] = of.get("value") or ("on" if of.get("type") == "checkbox" else "")
        elif tag in ("select", "textarea"):
            self.select, self.area = (name, "") if tag == "select" else ("", name)
        elif tag == "option" and "selected" in of and self.select:
            self.found[self.select] = of.get("value") or ""

    def handle_data(self, data: str) -> None:
        if self.area:
            self.found[self.area], self.area = data.strip(), ""


def _ticked(page: Any, *numbers: int, **more: str) -> dict[str, Any]:
    """What the page would send with these cards ticked."""
    return {**_Fields(page).found, **{f"d{number}-accept": "on" for number in numbers}, **more}


def _errors(page: Any) -> set[str]:
    """The fields with a fault, by their ids."""
    return set(re.findall(r'id="id_([\w-]+)_error"', page.content.decode()))


def test_one_press_gives_all_that_are_ticked(world: World) -> None:
    row = notice(world)
    paste(world, row)
    client = sign_in(world, "lan")
    page = client.get(f"/documents/{row.pk}/read/")
    done = client.post(f"/documents/{row.pk}/read/", _ticked(page, 1, 2, 3))
    assert done.status_code == 302, _errors(done)
    assert Task.objects.count() == 1 + 3 + 3
    page = client.get(f"/documents/{row.pk}/").content.decode()
    assert "Nhiệm vụ đã giao từ văn bản này" in page
    listed = client.get(f"/documents/{row.pk}/tasks/")
    assert listed.status_code == 200 and listed.content.decode().count('href="/tasks/') >= 7
    task = Task.objects.order_by("pk").first()
    assert task is not None
    assert "5/TB-VPDP, mục 1" in client.get(f"/tasks/{task.pk}/").content.decode()


def test_faults_stand_beside_their_fields_and_what_was_typed_is_kept(world: World) -> None:
    row = notice(world)
    paste(world, row)
    client = sign_in(world, "lan")
    page = client.get(f"/documents/{row.pk}/read/")
    sent = _ticked(page, 1, 4, **{
        "d1-title": "Rà soát theo lời tôi", "d1-coordinating": "Sở Không Có", "d4-due_on": "", "d4-no_due_reason": "",
    })  # fmt: skip
    done = client.post(f"/documents/{row.pk}/read/", sent)
    assert done.status_code == 422 and "Rà soát theo lời tôi" in done.content.decode()
    assert _errors(done) == {"d1-coordinating"}
    done = client.post(f"/documents/{row.pk}/read/", {**sent, "d1-coordinating": ""})
    assert _errors(done) == {"d4-due_on"}
    assert Task.objects.count() == 0


def test_a_duty_the_reader_did_not_see_can_be_added(world: World) -> None:
    row = notice(world)
    paste(world, row)
    client = sign_in(world, "lan")
    page = client.get(f"/documents/{row.pk}/read/")
    done = client.post(f"/documents/{row.pk}/read/", {
        "text_sha": _Fields(page).found["text_sha"], "x-accept": "on", "x-title": "Họp lại",
        "x-quote": "Kết luận cuộc họp",
        "x-product": "Biên bản", "x-other": "Phạm Thị Thu", "x-due_on": "20/03/2026", "x-kind": "ORDINARY",
    })  # fmt: skip
    assert done.status_code == 302
    assert Task.objects.get().text == "Kết luận cuộc họp"


def test_a_page_without_text_offers_to_paste_it(world: World) -> None:
    row = notice(world)
    client = sign_in(world, "lan")
    page = client.get(f"/documents/{row.pk}/read/").content.decode()
    assert "Văn bản chưa có tệp nào" in page
    assert client.post(f"/documents/{row.pk}/read/text/", {"text": TEXT}).status_code == 302
    assert 'id="duty-1"' in client.get(f"/documents/{row.pk}/read/").content.decode()
    too_long = client.post(f"/documents/{row.pk}/read/text/", {"text": "dài " * 250_001})
    assert too_long.status_code == 422 and "1.000.000 ký tự" in too_long.content.decode()
    client.post(f"/documents/{row.pk}/read/text/", {"drop": "1"})
    assert "chưa có tệp" in client.get(f"/documents/{row.pk}/read/").content.decode()


def test_a_duty_is_dropped_on_its_own_page(world: World) -> None:
    row = notice(world)
    paste(world, row)
    client = sign_in(world, "lan")
    start = TEXT.index(FIRST)
    where = f"/documents/{row.pk}/read/drop/?start={start}"
    assert client.get(where).status_code == 200
    assert client.post(where, {"reason": ""}).status_code == 422
    assert client.post(where, {"reason": "việc của quý trước"}).status_code == 302
    assert Directive.objects.get().decision == "DROPPED"
    assert "việc của quý trước" in client.get(f"/documents/{row.pk}/read/").content.decode()


def test_a_text_without_any_duty_says_so(world: World) -> None:
    row = notice(world)
    paste(world, row, text="Kính gửi các đồng chí.\nChúc mừng năm mới.")
    page = sign_in(world, "lan").get(f"/documents/{row.pk}/read/").content.decode()
    assert "Không thấy nhiệm vụ nào" in page
