"""Bulk acts: the same service as the form, row by row, on what the person saw and confirmed."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest
from django.test import Client

from dieuphoi.core.kernel.jobs import run_jobs_inline
from dieuphoi.core.kernel.models import Job
from dieuphoi.registry.territory.models import UnitName
from tests.core.register.conftest import make

pytestmark = pytest.mark.django_db


def do(client: Client, query: str = "", **data: Any) -> Any:
    return client.post(f"/units/{query}", {"bulk": "rename", "reason": "theo nghị quyết", **data})


def names() -> list[str]:
    return list(UnitName.objects.order_by("pk").values_list("name", flat=True))


def text(response: Any) -> str:
    return unescape(re.sub(r"\s+", " ", response.content.decode()))


class TestRefusals:
    def test_who_may_not_is_refused_before_anything(self, guest: Client) -> None:
        (row,) = make(("xa", "Một"))
        for confirmed in ("", "1"):
            response = do(guest, ids=[row.pk], confirmed=confirmed)
            assert (response.status_code, response.content.decode()) == (403, "Chỉ văn phòng được đổi tên.")
        assert names() == ["Một"]

    def test_an_unknown_act_or_unreadable_ids_are_refused(self, lan: Client) -> None:
        assert lan.post("/units/", {"bulk": "drop"}).status_code == 404
        assert do(lan, ids=["1; DROP"], confirmed="1").status_code == 422
        assert do(lan, confirmed="1").status_code == 422

    def test_without_a_reason_it_asks_again_and_does_nothing(self, lan: Client) -> None:
        (row,) = make(("xa", "Một"))
        response = do(lan, ids=[row.pk], confirmed="1", reason="  ")
        assert response.status_code == 422
        assert "Hãy ghi lý do" in text(response)
        assert names() == ["Một"]

    def test_it_first_asks_and_writes_nothing(self, lan: Client) -> None:
        one, two = make(("xa", "Một"), ("xa", "Hai"))
        response = do(lan, ids=[one.pk, two.pk])
        assert response.status_code == 200
        assert "Việc này sẽ làm trên 2 dòng" in text(response)
        assert names() == ["Một", "Hai"]

    def test_it_names_the_rows_that_were_chosen_and_no_row_out_of_sight(self, lan: Client) -> None:
        one, two = make(("xa", "Một"), ("xa", "Hai"))
        asked = text(do(lan, ids=[two.pk, one.pk, one.pk + 999]))
        assert "Những dòng đã chọn (3)" in asked
        items = re.findall(r"<li>([^<]*)</li>", asked[asked.index("Những dòng đã chọn") :].split("</details>")[0])
        assert len(items) == 3
        assert ("Hai" in items[0], "Một" in items[1], items[2]) == (True, True, f"#{one.pk + 999}")

    def test_all_that_match_is_refused_when_another_number_matches_now(self, lan: Client) -> None:
        make(("xa", "Một"), ("xa", "Hai"))
        assert "Việc này sẽ làm trên 2 dòng" in text(do(lan, "?type=xa", all_matching="1", expected="1"))
        make(("xa", "Ba"))
        response = do(lan, "?type=xa", all_matching="1", expected="2", confirmed="1")
        assert response.status_code == 409
        assert "từ 2 thành 3" in text(response)
        assert names() == ["Một", "Hai", "Ba"]

    def test_a_faulty_address_changes_nothing(self, lan: Client) -> None:
        make(("xa", "Một"))
        assert do(lan, "?type=thanh", all_matching="1", expected="0", confirmed="1").status_code == 422
        assert names() == ["Một"]

    def test_an_id_out_of_sight_is_refused_like_one_that_does_not_exist(self, lan: Client) -> None:
        (row,) = make(("xa", "Một"))
        response = do(lan, ids=[row.pk, row.pk + 999], confirmed="1")
        assert f"#{row.pk + 999}" in text(response)
        assert "Đã làm 1 trên 2 dòng. 1 dòng không làm được." in text(response)


class TestDone:
    def test_rows_that_the_rule_refuses_are_reported_the_others_done(self, lan: Client) -> None:
        one, two, three = make(("xa", "Một"), ("phuong", "Hai"), ("xa", "Ba"))
        response = do(lan, ids=[one.pk, two.pk, three.pk], confirmed="1")
        assert names() == ["Một mới", "Hai", "Ba mới"]
        assert "Đã làm 2 trên 3 dòng. 1 dòng không làm được." in text(response)
        assert "Phường không đổi tên ở đây." in text(response)
        event = UnitName.pgh_event_model.objects.filter(pgh_obj_id=three.pk).latest("pgh_id")
        assert (event.pgh_actor_id, event.pgh_act, event.pgh_reason) == (77, "unit.rename", "theo nghị quyết")

    def test_all_that_match_means_the_filter_not_the_page(self, lan: Client) -> None:
        make(*[("xa", f"Xã {n}") for n in range(7)], ("phuong", "Phường"))
        response = do(lan, "?type=xa&size=5", all_matching="1", expected="7", confirmed="1")
        assert "Đã làm 7 trên 7 dòng." in text(response)
        assert [name.endswith("mới") for name in names()] == [True] * 7 + [False]

    def test_a_fault_of_the_system_stops_the_rest_and_is_shown(self, lan: Client) -> None:
        rows = make(("xa", "Một"), ("xa", "Xã hỏng"), ("xa", "Ba"))
        response = do(lan, ids=[row.pk for row in rows], confirmed="1")
        assert "Đã làm 1 trên 3 dòng. 1 dòng không làm được. 1 dòng chưa làm tới." in text(response)
        assert names() == ["Một mới", "Xã hỏng", "Ba"]

    def test_a_job_reads_the_same_filters_as_the_page(self, lan: Client) -> None:
        make(*[("xa", f"Xã {n}") for n in range(55)], ("phuong", "Phường"))
        with run_jobs_inline():
            do(lan, "?town=false", all_matching="1", expected="55", confirmed="1")
        assert Job.objects.get().message == "Đã làm 55 trên 55 dòng."

    def test_many_rows_become_a_job_with_the_same_report(self, lan: Client) -> None:
        make(*[("xa", f"Xã {n}") for n in range(60)], ("phuong", "Phường"))
        with run_jobs_inline():
            response = do(lan, "?type=xa&type=phuong&town=", all_matching="1", expected="61", confirmed="1")
            record = Job.objects.get()
            assert (response.status_code, response["Location"]) == (302, f"/jobs/{record.pk}/")
            assert not any(name.endswith("mới") for name in names())
        record.refresh_from_db()
        assert (record.state, record.done, record.total) == ("DONE", 61, 61)
        assert record.message == "Đã làm 60 trên 61 dòng. 1 dòng không làm được."
        page = text(lan.get(f"/jobs/{record.pk}/"))
        assert "Phường không đổi tên ở đây." in page
