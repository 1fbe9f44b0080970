"""Comments on changes of units, versions of sets and recognitions: refusals first, scope as sets, who is told."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from dieuphoi.core.history.context import act
from dieuphoi.core.kernel.actor import EVERYWHERE, Actor, Grant
from dieuphoi.core.kernel.errors import InputErrors, NotVisible, Refused
from dieuphoi.core.notify.models import Notice
from dieuphoi.core.register.comments import comment_add, comment_mark
from dieuphoi.programme.criteria import services as criteria
from dieuphoi.programme.criteria.models import SetVersionComment, SetVersionCommentMark
from dieuphoi.programme.recognition.models import RecognitionComment, RecognitionCommentMark
from dieuphoi.programme.recognition.services import (
    NewDecision,
    NewRecognition,
    recognition_correct,
    recognition_record,
    recognition_revoke,
    recognition_withdraw,
)
from dieuphoi.registry.territory.models import UnitChangeComment, UnitChangeCommentMark
from dieuphoi.registry.territory.services import (
    BatchSpec,
    PlannedChange,
    PlannedUnit,
    change_apply,
    change_cancel,
    change_undo,
    changes_plan,
)
from tests.support.world import World, sign_in

MODELS: dict[str, tuple[Any, Any]] = {
    "unit_change": (UnitChangeComment, UnitChangeCommentMark),
    "set_version": (SetVersionComment, SetVersionCommentMark),
    "recognition": (RecognitionComment, RecognitionCommentMark),
}


@pytest.fixture
def records(world: World) -> dict[str, int]:
    """A merger of Hạ Sơn and Đồng Sơn planned for 2027, the world's set and a draft of it, a recognition of Hạ Sơn."""
    planned = changes_plan(
        actor=world.actor("hanh"),
        batch=BatchSpec("Sắp xếp thử", "thử"),
        plans=[
            PlannedChange(
                date(2027, 1, 1),
                (world.units["ha"], world.units["dong"]),
                (PlannedUnit("m", "commune", "xa", "Hạ Đông", "98005", world.units["tinh"]),),
            )
        ],
        now=world.now,
    )
    draft = criteria.draft_start(
        actor=world.actor("lan"),
        base_id=world.version_id,
        relation="amends",
        head=criteria.Head("dự thảo", effective_from=date(2026, 7, 1), change_note="Nâng mức 2.1"),
        now=world.now,
    )
    recognised = recognition_record(
        actor=world.actor("lan"),
        new=NewRecognition(world.units["ha"], "commune_basic", 2020, "12/QĐ-UBND", date(2020, 12, 20)),
        now=world.now,
    )
    return {
        "unit_change": planned.changes[0].pk,
        "set_version": world.version_id,
        "draft": draft.pk,
        "recognition": recognised.root_id,
    }


def say(world: World, kind: str, record_id: int, who: str, text: str = "Cần xem lại", **options: Any) -> Any:
    return comment_add(
        actor=world.actor(who), kind=kind, record_id=record_id, text=text, now=world.now, **options
    )


# --- refusals


def test_what_is_over_is_only_read_and_says_why(world: World, records: dict[str, int]) -> None:
    lan, hanh = world.actor("lan"), world.actor("hanh")
    first = {kind: say(world, kind, records[kind], "lan") for kind in MODELS}
    change_cancel(actor=hanh, ids=[records["unit_change"]], reason="thôi", now=world.now)
    criteria.version_retire(actor=hanh, version_id=world.version_id, reason="đã thay", now=world.now)
    recognition_revoke(
        actor=lan,
        recognition_id=records["recognition"],
        new=NewDecision("9/QĐ-UBND", date(2025, 5, 5), reason="không giữ chuẩn"),
        now=world.now,
    )
    for kind, why in (("unit_change", "đã hủy"), ("set_version", "hết áp dụng"), ("recognition", "thu hồi")):
        with pytest.raises(Refused, match=why) as refused:
            say(world, kind, records[kind], "lan")
        assert refused.value.status == 409
        with pytest.raises(Refused, match="chỉ đọc"):
            comment_mark(actor=lan, kind=kind, comment_id=first[kind].pk, is_resolved=True, now=world.now)
    page = sign_in(world, "lan").get(f"/recognitions/{records['recognition']}/").content.decode()
    assert "Công nhận này đã bị thu hồi: chỉ đọc ý kiến." in page
    assert "Cần xem lại" in page


def test_a_recognition_taken_back_and_a_change_undone_are_only_read(world: World, records: dict[str, int]) -> None:
    hanh = world.actor("hanh")
    recognition_withdraw(
        actor=world.actor("lan"), recognition_id=records["recognition"], reason="nhầm xã", now=world.now
    )
    with pytest.raises(Refused, match="ghi nhầm"):
        say(world, "recognition", records["recognition"], "lan")
    change_apply(actor=hanh, ids=[records["unit_change"]], now=world.now)
    say(world, "unit_change", records["unit_change"], "tuan", "Đã nhận hồ sơ")
    change_undo(actor=hanh, ids=[records["unit_change"]], reason="nghị quyết lùi lại", now=world.now)
    with pytest.raises(Refused, match="hoàn tác"):
        say(world, "unit_change", records["unit_change"], "lan")


@pytest.mark.parametrize("kind", list(MODELS))
def test_who_only_checks_reads_and_says_nothing(world: World, records: dict[str, int], kind: str) -> None:
    inspector = Actor(
        id=world.accounts["phong"], name="Đoàn", on=world.today, grants=(Grant("inspector", read=EVERYWHERE),)
    )
    say(world, kind, records[kind], "lan")
    assert MODELS[kind][0].objects.visible_to(inspector).count() == 1
    with pytest.raises(Refused, match="chỉ đọc"):
        comment_add(actor=inspector, kind=kind, record_id=records[kind], text="x", now=world.now)


def test_a_draft_is_discussed_by_the_office_alone(world: World, records: dict[str, int]) -> None:
    comment = say(world, "set_version", records["draft"], "lan", anchor="2.1")
    mark = comment_mark(
        actor=world.actor("hanh"), kind="set_version", comment_id=comment.pk, is_resolved=True, now=world.now
    )
    for who in ("tuan", "vy", "thu", "phong", "quantri"):
        actor = world.actor(who)
        assert set(SetVersionComment.objects.visible_to(actor)) == set(), who
        assert set(SetVersionCommentMark.objects.visible_to(actor)) == set(), who
        with pytest.raises(NotVisible):
            say(world, "set_version", records["draft"], who)
        with pytest.raises(NotVisible):
            comment_mark(actor=actor, kind="set_version", comment_id=comment.pk, is_resolved=False, now=world.now)
    assert set(SetVersionComment.objects.visible_to(world.actor("hanh"))) == {comment}
    assert set(SetVersionCommentMark.objects.visible_to(world.actor("lan"))) == {mark}
    criteria.version_consult(actor=world.actor("lan"), version_id=records["draft"], now=world.now)
    assert set(SetVersionComment.objects.visible_to(world.actor("thu"))) == {comment}
    say(world, "set_version", records["draft"], "thu", "Sở thấy được", reply_to=comment.pk)


def test_only_readers_are_named(world: World, records: dict[str, int]) -> None:
    """Tuấn does not see the draft, and neither the merger nor the recognition of Hạ Sơn is his commune's."""
    for kind, record in (("set_version", "draft"), ("unit_change", "unit_change"), ("recognition", "recognition")):
        with pytest.raises(InputErrors, match="xem được"):
            say(world, kind, records[record], "lan", mentions=[world.accounts["tuan"]])
    assert not Notice.objects.filter(kind__startswith="comment.").exists()


@pytest.mark.parametrize("kind", list(MODELS))
def test_what_was_said_stays(world: World, records: dict[str, int], kind: str) -> None:
    comment = say(world, kind, records[kind], "lan")
    mark = comment_mark(
        actor=world.actor("lan"), kind=kind, comment_id=comment.pk, is_resolved=True, now=world.now
    )
    said, marks = MODELS[kind]
    for change in (
        lambda: said.objects.filter(pk=comment.pk).update(text="khác"),
        lambda: said.objects.filter(pk=comment.pk).delete(),
        lambda: marks.objects.filter(pk=mark.pk).update(is_resolved=False),
    ):
        with pytest.raises(DatabaseError), transaction.atomic(), act(world.actor("lan"), "test"):
            change()


# --- what is shown, who is told


@pytest.mark.parametrize(
    ("kind", "record", "url"),
    [
        ("unit_change", "unit_change", "/territory/changes/{}/"),
        ("set_version", "set_version", "/criteria/{}/"),
        ("recognition", "recognition", "/recognitions/{}/"),
    ],
)
def test_the_page_shows_what_was_said_and_tells_who_was_named_and_answered(
    world: World, records: dict[str, int], kind: str, record: str, url: str
) -> None:
    address = url.format(records[record])
    first = say(world, kind, records[record], "lan", "Ai giữ hồ sơ?", mentions=[world.accounts["hanh"]])
    say(world, kind, records[record], "thu", "Sở giữ một bản", reply_to=first.pk)
    comment_mark(actor=world.actor("lan"), kind=kind, comment_id=first.pk, is_resolved=True, now=world.now)
    client = sign_in(world, "tuan")
    page = client.get(address).content.decode()
    assert page.index("Ai giữ hồ sơ?") < page.index("Sở giữ một bản")
    assert "đã giải quyết" in page
    told = set(Notice.objects.filter(kind__startswith="comment.").values_list("account_id", "kind", "at_once", "url"))
    assert told == {
        (world.accounts["hanh"], "comment.mention", True, f"{address}#comment-{first.pk}"),
        (world.accounts["lan"], "comment.reply", False, f"{address}#comment-{first.pk}"),
    }
    form = client.get(f"/comments/{kind}/{records[record]}/")
    assert form.status_code == 200
    client.post(f"/comments/{kind}/{records[record]}/", {"text": "Xã đã nộp"})
    assert "Xã đã nộp" in client.get(address).content.decode()


def test_comments_stay_when_a_recognition_is_corrected(world: World, records: dict[str, int]) -> None:
    """They hang on the first row of the chain: the correction, and any id of the chain, leads to the same talk."""
    first = say(world, "recognition", records["recognition"], "lan", "Số quyết định sai")
    new = recognition_correct(
        actor=world.actor("lan"),
        recognition_id=records["recognition"],
        new=NewRecognition(world.units["ha"], "commune_basic", 2020, "21/QĐ-UBND", date(2020, 12, 20)),
        reason="đảo số",
        now=world.now,
    )
    assert new.pk != records["recognition"]
    say(world, "recognition", new.pk, "hanh", "Đã sửa", reply_to=first.pk)
    assert set(RecognitionComment.objects.values_list("recognition_id", flat=True)) == {records["recognition"]}
    page = sign_in(world, "vy").get(f"/recognitions/{new.pk}/").content.decode()
    assert "Số quyết định sai" in page
    assert "Đã sửa" in page
