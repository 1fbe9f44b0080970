"""Which acts of a record stand as buttons, and which wait in the menu. Refusals first."""

from __future__ import annotations

from dieuphoi.core.kernel.policy import Refusal
from dieuphoi.core.register.record import ActLink, RecordPage

NO_RIGHT = Refusal("right", "Chỉ lãnh đạo làm được việc này.")
NOT_YET = Refusal("state", "Còn 3 chỉ tiêu chưa nhập.", status=409)


def act(name: str, refusal: Refusal | None = None, kind: str = "secondary") -> ActLink:
    return ActLink(name, name.title(), f"/{name}/", refusal, kind)


def shown(page: RecordPage) -> tuple[list[str], list[str]]:
    return [each.name for each in page.buttons], [each.name for each in page.menu]


def test_what_a_person_has_no_right_to_waits_in_the_menu() -> None:
    acts = [act("close", NO_RIGHT, "primary"), act("move", NO_RIGHT), act("drop", NO_RIGHT)]
    assert shown(RecordPage("Việc", acts=acts)) == ([], ["close", "move", "drop"])
    acts = [act("close", NO_RIGHT), act("write"), act("read")]
    assert shown(RecordPage("Việc", acts=acts)) == (["close", "write", "read"], []), "a single one tells why by itself"


def test_what_only_waits_for_something_keeps_its_place() -> None:
    acts = [act("send", NOT_YET, "primary"), act("one"), act("two"), act("three"), act("four"), act("five")]
    buttons, menu = shown(RecordPage("Việc", acts=acts))
    assert buttons == ["send", "one", "two", "three"]
    assert menu == ["four", "five"]


def test_five_acts_stand_side_by_side_the_main_one_first() -> None:
    acts = [act("one"), act("two"), act("main", kind="primary"), act("four"), act("five")]
    assert shown(RecordPage("Việc", acts=acts)) == (["main", "one", "two", "four", "five"], [])


def test_of_many_acts_those_done_most_often_keep_a_button_and_none_is_lost() -> None:
    names = ["a", "b", "c", "d", "e", "f", "g"]
    acts = [*(act(name) for name in names), act("h", NO_RIGHT), act("main", kind="primary"), act("i", NOT_YET)]
    buttons, menu = shown(RecordPage("Việc", acts=acts, front=("f", "h", "b", "nothing")))
    assert buttons == ["main", "f", "b", "a"]
    assert menu == ["c", "d", "e", "g", "h", "i"], "what may be done stands before what may not"


def test_facts_that_say_nothing_are_left_out() -> None:
    page = RecordPage("Việc", header=[("Hạn", "05/03/2026"), ("Xã", ""), ("Ghi chú", None), ("Số", 0)])
    assert page.facts == [("Hạn", "05/03/2026"), ("Số", 0)]
