"""The pages of the three figures: forms, faults at their fields, what each person is offered (M06)."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

from dieuphoi.programme.assessments.models import IndicatorResult, Verified
from dieuphoi.programme.assessments.services.figures import result_counter, result_dispute
from tests.support.world import World, sign_in


def path(world: World, code: str, sheet: str = "ha") -> str:
    result = IndicatorResult.objects.get(sheet_id=world.open_sheets[sheet], indicator_id=world.indicators[code])
    return f"/rounds/results/{result.pk}/"


def offered(page: Any) -> set[str]:
    """The acts that are links; a greyed one says why and is none."""
    return set(re.findall(r'href="[^"]*/results/\d+/(?:verify|argue)?/?(\w+)/"', page.content.decode()))


def test_faults_stand_at_the_field_and_what_was_typed_stays(world: World) -> None:
    hai = sign_in(world, "hai")
    page = hai.get(path(world, "2.1") + "counter/")
    assert "Xã: 82,5 %" in page.content.decode()
    answer = hai.post(path(world, "2.1") + "counter/", {"f0": "một trăm", "reason": "đo lại"})
    assert answer.status_code == 422
    text = answer.content.decode()
    assert 'href="#id_f0"' in text and "một trăm" in text
    [seen] = re.findall(r'name="revision" value="(\d+)"', page.content.decode())
    done = hai.post(path(world, "2.1") + "counter/", {"f0": "79", "reason": "đo lại", "revision": seen})
    assert done.status_code == 302
    late = hai.post(path(world, "2.1") + "counter/", {"f0": "78", "reason": "đo lại", "revision": seen})
    assert late.status_code == 409
    assert "vừa được người khác sửa" in late.content.decode()


def test_three_sides_stand_beside_each_other_and_each_person_is_offered_theirs(world: World) -> None:
    result = IndicatorResult.objects.get(sheet_id=world.open_sheets["ha"], indicator_id=world.indicators["2.1"])
    result_counter(
        actor=world.actor("hai"), result_id=result.pk, typed={"": "79"}, reason="đo lại", now=world.now
    )
    vy = sign_in(world, "vy").get(path(world, "2.1"))
    text = vy.content.decode()
    assert text.index("82,5 %") < text.index("79 %") < text.index("Chưa có quyết định.")
    assert "dispute" in offered(vy) and not offered(vy) & {"counter", "take_back", "council"}
    grid = sign_in(world, "vy").get(f"/rounds/sheets/{world.open_sheets['ha']}/").content.decode()
    assert "Sở, ngành: 79 %" in grid
    later = world.now + timedelta(days=3, hours=1)
    result_dispute(actor=world.actor("vy"), result_id=result.pk, reason="có biên bản", now=later)
    hai = sign_in(world, "hai").get(path(world, "2.1"))
    commune = hai.content.decode().split("có biên bản")[1].split("</p>", 2)
    assert "05/03/2026 10:00" in "".join(commune[:2]), "beside an objection stand its own person and hour"
    assert offered(hai) >= {"accept", "return", "counter", "take_back", "uphold"}
    queue = sign_in(world, "hai").get("/rounds/queue/?verification=DISPUTED").content.decode()
    assert "xã không đồng ý" in queue


def test_the_council_is_recorded_by_its_minutes(world: World) -> None:
    hanh = sign_in(world, "hanh")
    page = path(world, "1.1") + "council/"
    assert hanh.post(page, {"verdict": "MET", "document": "", "document_on": ""}).status_code == 422
    done = hanh.post(page, {"verdict": "MET", "document": "12/BB-HĐTĐ", "document_on": "01/03/2026", "comment": ""})
    assert done.status_code == 302
    assert Verified.objects.get(decision="council").document == "12/BB-HĐTĐ"
    assert "12/BB-HĐTĐ ngày 01/03/2026" in hanh.get(path(world, "1.1")).content.decode()


def test_every_act_on_an_indicator_stands_under_its_round_sheet_and_indicator(world: World) -> None:
    result = IndicatorResult.objects.select_related("sheet__round").get(
        sheet_id=world.open_sheets["ha"], indicator_id=world.indicators["2.1"]
    )
    way = [
        (f"/rounds/{result.sheet.round_id}/", result.sheet.round.title),
        (f"/rounds/sheets/{result.sheet_id}/", "Xã Hạ Sơn"),
        (path(world, "2.1"), "2.1"),
    ]
    for act in ("verify/accept/", "verify/return/", "counter/"):
        answer = sign_in(world, "hai").get(path(world, "2.1") + act)
        assert answer.status_code == 200
        found = re.findall(r'<nav[^>]*breadcrumb.*?</nav>', answer.content.decode(), re.S)
        assert re.findall(r'href="([^"]+)"[^>]*>([^<]+)<', found[0])[-3:] == way, act
