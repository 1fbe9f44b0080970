"""Comments with answers and marks, on sheets and rounds: refusals first, scope as sets, who is told."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, transaction

from dieuphoi.core.history.context import act
from dieuphoi.core.kernel.errors import InputErrors, NotVisible, Refused
from dieuphoi.core.notify.models import Notice
from dieuphoi.core.register.comments import comment_add, comment_mark, thread_of
from dieuphoi.programme.assessments import selectors
from dieuphoi.programme.assessments.models import SheetComment, SheetCommentMark
from tests.support.world import World, sign_in


def say(world: World, who: str, text: str = "Số hộ chưa khớp", key: str = "thuong", **options: object) -> SheetComment:
    comment: SheetComment = comment_add(
        actor=world.actor(who), kind="sheet", record_id=world.open_sheets[key], text=text, now=world.now, **options
    )
    return comment


# --- refusals


def test_a_neighbour_neither_reads_nor_says_anything(world: World) -> None:
    comment = say(world, "tuan")
    with pytest.raises(NotVisible):
        say(world, "vy")
    with pytest.raises(NotVisible):
        comment_mark(actor=world.actor("vy"), kind="sheet", comment_id=comment.pk, is_resolved=True, now=world.now)
    assert set(SheetComment.objects.visible_to(world.actor("vy"))) == set()
    assert set(SheetComment.objects.visible_to(world.actor("tuan"))) == {comment}
    assert set(SheetComment.objects.visible_to(world.actor("thu"))) == {comment}


def test_a_frozen_sheet_is_only_read_and_the_database_says_so_too(world: World) -> None:
    frozen = world.frozen_sheets["thuong"]
    with pytest.raises(Refused, match="chỉ đọc"):
        comment_add(actor=world.actor("tuan"), kind="sheet", record_id=frozen, text="x", now=world.now)
    tuan = world.actor("tuan")
    with pytest.raises(DatabaseError, match="frozen"), transaction.atomic(), act(tuan, "test"):
        SheetComment.objects.create(sheet_id=frozen, text="x", author_name="T", recorded_at=world.now)


def test_all_that_is_wrong_is_told_at_once(world: World) -> None:
    other = say(world, "lan", key="ha")
    with pytest.raises(InputErrors) as caught:
        say(world, "tuan", " ", anchor="9.9", reply_to=other.pk, mentions=[world.accounts["vy"]])
    assert [error.field for error in caught.value.errors] == ["text", "anchor", "mentions", "reply_to"]


def test_what_was_said_stays(world: World) -> None:
    comment = say(world, "tuan")
    with pytest.raises(DatabaseError), transaction.atomic(), act(world.actor("tuan"), "test"):
        SheetComment.objects.filter(pk=comment.pk).update(text="khác")
    with pytest.raises(DatabaseError), transaction.atomic(), act(world.actor("tuan"), "test"):
        SheetComment.objects.filter(pk=comment.pk).delete()


def test_a_mark_goes_forth_and_back_and_never_twice(world: World) -> None:
    comment, tuan = say(world, "thu"), world.actor("tuan")
    with pytest.raises(Refused, match="đang mở"):
        comment_mark(actor=tuan, kind="sheet", comment_id=comment.pk, is_resolved=False, now=world.now)
    comment_mark(actor=tuan, kind="sheet", comment_id=comment.pk, is_resolved=True, now=world.now)
    with pytest.raises(Refused, match="đã được giải quyết"):
        comment_mark(actor=tuan, kind="sheet", comment_id=comment.pk, is_resolved=True, now=world.now)
    comment_mark(actor=world.actor("thu"), kind="sheet", comment_id=comment.pk, is_resolved=False, now=world.now)
    marks = list(SheetCommentMark.objects.order_by("pk").values_list("is_resolved", "marker_name"))
    assert marks == [(True, "Vũ Anh Tuấn"), (False, "Phạm Thị Thu")]


def test_an_answer_is_not_marked(world: World) -> None:
    answer = say(world, "tuan", reply_to=say(world, "thu").pk)
    with pytest.raises(Refused, match="Câu trả lời"):
        comment_mark(actor=world.actor("tuan"), kind="sheet", comment_id=answer.pk, is_resolved=True, now=world.now)


# --- what is shown, who is told


def test_the_unsettled_come_first_and_answers_stand_below(world: World) -> None:
    first = say(world, "thu", "một", anchor="2.1")
    second = say(world, "lan", "hai")
    reply = say(world, "tuan", "trả lời một", reply_to=first.pk)
    deeper = say(world, "thu", "trả lời của trả lời", reply_to=reply.pk)
    comment_mark(actor=world.actor("tuan"), kind="sheet", comment_id=first.pk, is_resolved=True, now=world.now)
    tuan = world.actor("tuan")
    thread = thread_of(tuan, "sheet", selectors.sheet_by_id(tuan, world.open_sheets["thuong"]))
    assert [line.comment.pk for line in thread.lines] == [second.pk, first.pk]
    assert [line.comment.pk for line in thread.lines[1].replies] == [reply.pk, deeper.pk]
    assert thread.lines[1].anchor.startswith("2.1 ")
    assert thread.open_count == 1
    page = sign_in(world, "tuan").get(f"/rounds/sheets/{world.open_sheets['thuong']}/").content.decode()
    assert page.index("hai</p>") < page.index("một</p>") < page.index("trả lời một</p>")
    assert "đã giải quyết" in page


def test_who_is_named_is_told_at_once_and_who_is_answered_by_the_digest(world: World) -> None:
    first = say(world, "thu", mentions=[world.accounts["tuan"], world.accounts["lan"]])
    assert set(Notice.objects.filter(kind__startswith="comment.").values_list("account_id", "kind", "at_once")) == {
        (world.accounts["tuan"], "comment.mention", True),
        (world.accounts["lan"], "comment.mention", True),
    }
    say(world, "tuan", "đã sửa", reply_to=first.pk)
    told = Notice.objects.get(kind="comment.reply")
    assert (told.account_id, told.kind, told.at_once) == (world.accounts["thu"], "comment.reply", False)
    assert told.url == f"/rounds/sheets/{world.open_sheets['thuong']}/#comment-{first.pk}"


def test_a_refused_comment_tells_nobody(world: World) -> None:
    with pytest.raises(InputErrors):
        say(world, "thu", " ", mentions=[world.accounts["tuan"]])
    assert not Notice.objects.filter(kind__startswith="comment.").exists()


def test_a_round_is_talked_about_by_all_who_see_it(world: World) -> None:
    comment_add(actor=world.actor("vy"), kind="round", record_id=world.open_round, text="Hạn gửi?", now=world.now)
    assert "Hạn gửi?" in sign_in(world, "tuan").get(f"/rounds/{world.open_round}/").content.decode()
    with pytest.raises(Refused):
        comment_add(actor=world.actor("lan"), kind="round", record_id=world.frozen_round, text="x", now=world.now)
    with pytest.raises(NotVisible):
        comment_add(actor=world.actor("quantri"), kind="round", record_id=world.open_round, text="x", now=world.now)
