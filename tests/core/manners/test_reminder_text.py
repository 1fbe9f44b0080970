"""“Chép lời nhắc”: the text names whom it concerns, with telephones as far as one may see them, and the link."""

from __future__ import annotations

from dieuphoi.core.history.context import act
from dieuphoi.registry.organisations.models import Person
from tests.support.world import World, sign_in


def text_of(world: World, who: str, query: str = "") -> str:
    answer = sign_in(world, who).get(f"/rounds/sheets/?{query}export=reminder", headers={"Accept": "text/plain"})
    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    return str(answer.content.decode())


def test_a_register_without_a_reminder_refuses_the_form(world: World) -> None:
    assert sign_in(world, "lan").get("/territory/?export=reminder").status_code == 400


def test_it_names_those_who_have_not_handed_in_with_their_telephone(world: World) -> None:
    with act(world.actor("lan"), "test"):
        Person.objects.filter(pk=world.people["tuan"]).update(phone="0912 345 678")
    lines = text_of(world, "lan", f"round={world.open_round}&").splitlines()
    assert "Rà soát 6 tháng đầu năm 2026" in lines[0]
    assert "còn 1 xã chưa gửi phiếu" in lines[0]
    # Hạ Sơn and Đông Sơn have handed in; Thượng Sơn has not.
    assert lines[1:-1] == ["- Xã Thượng Sơn: Vũ Anh Tuấn 0912 345 678"]
    assert lines[-1] == f"http://testserver/rounds/sheets/?round={world.open_round}"


def test_of_others_it_tells_nothing(world: World) -> None:
    assert "Thượng Sơn" not in text_of(world, "vy")
    assert "Không còn xã nào" in text_of(world, "vy")


def test_without_a_script_the_text_stands_on_a_page(world: World) -> None:
    page = sign_in(world, "lan").get("/rounds/sheets/?export=reminder").content.decode()
    assert "Xã Thượng Sơn: Vũ Anh Tuấn" in page
    assert 'data-copy="reminder-text"' in page


def test_my_work_gives_each_line_its_text(world: World) -> None:
    page = sign_in(world, "tuan").get("/").content.decode()
    assert f"http://testserver/rounds/sheets/{world.open_sheets['thuong']}/" in page
    office = sign_in(world, "lan").get("/").content.decode()
    assert "export=reminder" in office
