"""Documents in the making: who may, what is refused, time at each step, opinions, issuing.

Serves S0-29 (time at each step), S0-34 (from the asking to the result, the late with whom), S3-49 (a team prepares, the
head signs).
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from dieuphoi.core.history.context import act
from dieuphoi.core.kernel.actor import system_actor
from dieuphoi.core.kernel.errors import InputErrors, NotVisible, Refused
from dieuphoi.core.notify.models import Notice
from dieuphoi.registry.organisations import services as organisations
from dieuphoi.steering.directives import selectors, services
from dieuphoi.steering.directives.models import Drafting, Opinion
from dieuphoi.steering.directives.services import Issue, Recipient
from tests.steering.directives.conftest import Register, docx, kind
from tests.support.world import World, sign_in

pytestmark = pytest.mark.django_db


def move(world: World, row: Any, who: str, name: str, days: int = 0, reason: str = "") -> Any:
    return services.drafting_move(
        actor=world.actor(who), drafting_id=row.pk, move=name, reason=reason, now=world.now + timedelta(days=days)
    )


@pytest.mark.parametrize(
    ("faulty", "field"),
    [
        ({"title": " "}, "title"), ({"kind_id": None}, "kind"), ({"due_on": date(2026, 3, 1)}, "due_on"),
        ({"asked_on": date(2026, 3, 3)}, "asked_on"), ({"issuer_id": 999_999}, "issuer"),
        ({"signer_id": 999_999}, "signer"), ({"asked_by_document_id": 999_999}, "asked_by_document"),
    ],
)  # fmt: skip
def test_a_faulty_draft_is_told_by_field(world: World, asked: Register, faulty: dict[str, Any], field: str) -> None:
    with pytest.raises(InputErrors) as faults:
        asked(**faulty)
    assert field in {each.field for each in faults.value.errors} and not Drafting.objects.exists()


def test_nobody_drafts_and_signs_the_same(world: World, asked: Register) -> None:
    with pytest.raises(InputErrors, match="không tự ký"):
        asked(signer_id=world.people["lan"])


def test_a_secret_draft_is_refused(world: World, asked: Register) -> None:
    with pytest.raises(Refused, match="độ mật"):
        asked(title="Báo cáo (Tối mật)")
    row = asked(to="DRAFTING")
    with pytest.raises(Refused, match="độ mật"):
        services.version_add(
            actor=world.actor("lan"), drafting_id=row.pk, data=docx("MẬT", "Số:"), name="a.docx", now=world.now
        )


def test_the_steps_are_those_of_the_table_and_of_the_right_people(world: World, asked: Register) -> None:
    row = asked(drafter_org_id=world.orgs["SNN"], drafter_id=world.people["thu"])
    with pytest.raises(Refused) as refusal:
        move(world, row, "minh", "sign")
    assert refusal.value.status == 409
    with pytest.raises(NotVisible):
        move(world, row, "tuan", "start")
    move(world, row, "thu", "start")
    with pytest.raises(Refused, match="Chưa có bản dự thảo"):
        move(world, row, "thu", "submit")
    services.version_add(actor=world.actor("thu"), drafting_id=row.pk, data=docx("A"), name="a.docx", now=world.now)
    move(world, row, "thu", "submit")
    for name in ("sign", "return"):
        with pytest.raises(Refused) as refusal:
            move(world, row, "thu", name, reason="x")
        assert refusal.value.status == 403
    with pytest.raises(Refused, match="lý do"):
        move(world, row, "hanh", "return")
    with pytest.raises(DatabaseError), transaction.atomic(), act(system_actor(world.today), "test.jump"):
        Drafting.objects.filter(pk=row.pk).update(state="ISSUED", ended_on=world.today)


def test_a_helping_team_prepares_and_the_head_signs(world: World, asked: Register) -> None:
    """S3-49: the team drafts for the head of its department; nobody of the team signs."""
    [team] = organisations.orgs_create(
        actor=world.actor("hanh"), rows=[organisations.NewOrg("TGV", "Tổ giúp việc", "team", parent="SNN")],
        now=world.now,
    ).values()  # fmt: skip
    row = asked(
        issuer_id=world.orgs["SNN"], drafter_org_id=team, drafter_id=world.people["thu"],
        signer_id=world.people["minh"], signer_post="Giám đốc",
    )  # fmt: skip
    move(world, row, "thu", "start")
    services.version_add(actor=world.actor("thu"), drafting_id=row.pk, data=docx("A"), name="a.docx", now=world.now)
    move(world, row, "thu", "submit")
    assert Drafting.objects.get(pk=row.pk).holder_name == "Lê Văn Minh"
    with pytest.raises(Refused) as refusal:
        move(world, row, "thu", "sign")
    assert refusal.value.status == 403
    move(world, row, "minh", "sign", 1)
    done = Drafting.objects.get(pk=row.pk)
    assert (done.state, done.drafter_org_id) == ("SIGNED", team)


def test_who_has_it_since_when_and_how_long_each_step_took(world: World, asked: Register) -> None:
    """Asked Monday; taken up Tuesday, submitted Friday, returned Monday, submitted Tuesday, signed Wednesday."""
    row = asked()
    move(world, row, "lan", "start", 1)
    services.version_add(actor=world.actor("lan"), drafting_id=row.pk, data=docx("A"), name="a.docx", now=world.now)
    move(world, row, "lan", "submit", 4)
    assert Drafting.objects.get(pk=row.pk).holder_name == "Nguyễn Thị Hạnh"
    move(world, row, "hanh", "return", 7, "thiếu căn cứ")
    assert Drafting.objects.get(pk=row.pk).holder_name == "Trần Thị Lan"
    move(world, row, "lan", "submit", 8)
    move(world, row, "hanh", "sign", 9)
    steps = selectors.steps_of(world.actor("lan"), row.pk, world.now + timedelta(days=10))
    assert [(step.state, step.days) for step in steps] == [
        ("ASKED", 1), ("DRAFTING", 3), ("SUBMITTED", 1), ("DRAFTING", 1), ("SUBMITTED", 1), ("SIGNED", 1),
    ]  # fmt: skip
    assert steps[3].note == "thiếu căn cứ"
    means = {each.state: each for each in selectors.step_means(world.actor("lan"), date(2026, 3, 12), world.now)}
    assert (means["DRAFTING"].n, means["DRAFTING"].mean, means["DRAFTING"].longest) == (2, 2, 3)
    assert (means["SIGNED"].n, means["SIGNED"].mean, means["SIGNED"].now) == (0, None, 1)
    told = Notice.objects.filter(kind="drafting.moved", account_id=world.accounts["lan"])
    assert told.filter(text="thiếu căn cứ").count() == 1


def test_late_drafts_are_counted_with_whoever_has_them(world: World, asked: Register) -> None:
    asked(due_on=date(2026, 3, 10))
    asked(to="SUBMITTED")
    lines = {each.holder: (each.count, each.late) for each in selectors.holders(world.actor("lan"), date(2026, 3, 11))}
    assert lines == {"Trần Thị Lan": (1, 1), "Nguyễn Thị Hạnh": (1, 0)}
    rows = selectors.draftings(world.actor("lan"), date(2026, 3, 11))
    assert sorted(rows.values_list("timeliness", flat=True)) == ["IN_TIME", "LATE"]


def test_agencies_are_asked_until_a_day_and_answer_for_themselves(world: World, asked: Register) -> None:
    row = asked(to="DRAFTING")
    lan = world.actor("lan")
    with pytest.raises(InputErrors) as faults:
        services.opinions_ask(actor=lan, drafting_id=row.pk, org_ids=[], due_on=None, now=world.now)
    assert {each.field for each in faults.value.errors} == {"orgs", "due_on"}
    assert Drafting.objects.get(pk=row.pk).state == "DRAFTING"
    first, second = services.opinions_ask(
        actor=lan, drafting_id=row.pk, org_ids=[world.orgs["SNN"], world.orgs["SXD"]], due_on=date(2026, 3, 6),
        question="Cho ý kiến mục 2", now=world.now,
    )  # fmt: skip
    with pytest.raises(InputErrors, match="chưa có trả lời"):
        services.opinions_ask(
            actor=lan, drafting_id=row.pk, org_ids=[world.orgs["SNN"]], due_on=date(2026, 3, 6), now=world.now
        )
    with pytest.raises(Refused) as refusal:
        services.opinion_give(actor=world.actor("thu"), request_id=second.pk, verdict="AGREES", now=world.now)
    assert refusal.value.status == 403
    with pytest.raises(InputErrors, match="nội dung ý kiến"):
        services.opinion_give(actor=world.actor("thu"), request_id=first.pk, verdict="DISAGREES", now=world.now)
    assert Drafting.objects.get(pk=row.pk).holder_name == "2 cơ quan góp ý"
    services.opinion_give(actor=world.actor("thu"), request_id=first.pk, verdict="AGREES", now=world.now)
    assert Drafting.objects.get(pk=row.pk).holder_name == "1 cơ quan góp ý"
    services.opinion_give(
        actor=world.actor("minh"), request_id=first.pk, verdict="COMMENTS", text="Sửa mục 2", now=world.now
    )
    lines = selectors.opinions_of(lan, row.pk, date(2026, 3, 9))
    found = {each.request.org_name: (each.answer and each.answer.verdict, each.count, each.is_late) for each in lines}
    assert found == {"Sở Nông nghiệp và Môi trường": ("COMMENTS", 2, False), "Sở Xây dựng": (None, 0, True)}
    with pytest.raises(DatabaseError), transaction.atomic(), act(system_actor(world.today), "test.change"):
        Opinion.objects.update(text="khác")
    assert {each.pk for each in selectors.opinions_waiting(world.actor("hai"))} == {second.pk}
    move(world, row, "lan", "submit", 1)
    move(world, row, "hanh", "sign", 2)
    with pytest.raises(Refused, match="đã ký"):
        services.opinion_give(actor=world.actor("hai"), request_id=second.pk, verdict="AGREES", now=world.now)


def test_issuing_makes_the_document_with_number_file_recipients_and_what_it_answers(
    world: World, asked: Register, came: Register
) -> None:
    wants = came(answer_due_on=date(2026, 3, 20))
    row = asked(to="SIGNED", asked_by_document_id=wants.pk)
    with pytest.raises(NotVisible):
        services.drafting_issue(actor=world.actor("tuan"), drafting_id=row.pk, issue=Issue(), now=world.now)
    document = services.drafting_issue(
        actor=world.actor("lan"), drafting_id=row.pk, now=world.now,
        issue=Issue(number_text="KH-VPĐP", recipients=(Recipient(org_id=world.orgs["UB-THUONG"]),)),
    )  # fmt: skip
    read = selectors.document(world.actor("tuan"), document.pk, world.today)
    assert (read.number_text, read.direction, read.summary) == ("01/KH-VPĐP", "OUT", "Kế hoạch rà soát tiêu chí quý II")
    assert [each.file.name for each in selectors.files_of(world.actor("tuan"), document.pk)] == ["du-thao.docx"]
    assert selectors.document(world.actor("lan"), wants.pk, world.today).answered
    done = selectors.drafting(world.actor("lan"), row.pk, world.today)
    assert (done.state, done.timeliness, done.document.pk) == ("ISSUED", "DONE", document.pk)
    with pytest.raises(Refused):
        services.drafting_correct(
            actor=world.actor("lan"), drafting_id=row.pk, reason="x", now=world.now,
            new=services.NewDrafting("Khác", world.orgs["VPDP"], kind_id=kind("KH")),
        )  # fmt: skip


def test_a_faulty_issue_gives_no_number_away_and_leaves_the_draft_signed(world: World, asked: Register) -> None:
    row = asked(to="SIGNED")
    lan = world.actor("lan")
    with pytest.raises(InputErrors):
        services.drafting_issue(
            actor=lan, drafting_id=row.pk, issue=Issue(issued_on=date(2026, 4, 1)), now=world.now
        )
    assert Drafting.objects.get(pk=row.pk).state == "SIGNED"
    document = services.drafting_issue(actor=lan, drafting_id=row.pk, issue=Issue(), now=world.now)
    assert document.number == 1


def test_the_whole_way_through_the_pages(world: World, asked: Register) -> None:
    row = asked()
    lan, hanh = sign_in(world, "lan"), sign_in(world, "hanh")
    place = f"/documents/drafts/{row.pk}/"
    assert lan.post(f"{place}act/start/").status_code == 302
    from django.core.files.uploadedfile import SimpleUploadedFile

    upload = SimpleUploadedFile("bản 1.docx", docx("KẾ HOẠCH"))
    assert lan.post(f"{place}versions/", {"file": upload}).status_code == 302
    assert lan.post(f"{place}act/submit/").status_code == 302
    assert hanh.post(f"{place}act/return/", {"reason": ""}).status_code == 422
    assert hanh.post(f"{place}act/return/", {"reason": "thiếu số liệu"}).status_code == 302
    assert lan.post(f"{place}act/submit/").status_code == 302
    assert hanh.post(f"{place}act/sign/").status_code == 302
    answer = lan.post(f"{place}issue/", {"issued_on": "02/03/2026", "number_text": "KH-VPĐP"})
    assert answer.status_code == 302, answer.content.decode()[-3000:]
    page = lan.get(place).content.decode()
    assert "thiếu số liệu" in page and "Đã ban hành" in page and "Bản 1" in page


def test_only_who_writes_a_draft_is_offered_to_ask_one_more_body(world: World, asked: Register) -> None:
    """A body that is asked reads the draft: the button would only lead it to a refusal."""
    row = asked(to="DRAFTING")
    services.opinions_ask(
        actor=world.actor("lan"), drafting_id=row.pk, org_ids=[world.orgs["SNN"]], due_on=date(2026, 3, 6),
        now=world.now,
    )  # fmt: skip
    place = f"/documents/drafts/{row.pk}/"
    offered = f'href="{place}consult/"'
    assert sign_in(world, "thu").get(f"{place}consult/").status_code == 403
    assert offered not in sign_in(world, "thu").get(place).content.decode()
    assert offered in sign_in(world, "lan").get(place).content.decode()
