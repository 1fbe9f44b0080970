"""One act on one record, its history in words, and the pages of long work."""

from __future__ import annotations

import datetime as dt
import re
from html import unescape
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from dieuphoi.core.history.context import act
from dieuphoi.core.history.selectors import history_of
from dieuphoi.core.kernel.actor import SYSTEM_ACCOUNT_ID, system_actor
from dieuphoi.core.kernel.jobs import job, job_defer, run_jobs_inline
from dieuphoi.core.kernel.models import Job
from dieuphoi.core.register.record import timeline
from dieuphoi.registry.territory.models import UnitName
from tests.core.register.conftest import make
from tests.core.register.pages import DAY, LAN

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 3, 5, 8, 30, tzinfo=dt.UTC)


@job("test.page")
def _page(ctx: Any) -> None:
    ctx.progress(3, 3)


def text(response: Any) -> str:
    return unescape(re.sub(r"\s+", " ", response.content.decode()))


class TestAct:
    def test_who_may_not_is_refused_with_the_reason(self, guest: Client) -> None:
        (row,) = make(("xa", "Một"))
        for response in (guest.get(f"/unit/{row.pk}/rename/"), guest.post(f"/unit/{row.pk}/rename/")):
            assert (response.status_code, response.content.decode()) == (403, "Chỉ văn phòng được đổi tên.")

    def test_what_is_not_there_is_not_found(self, lan: Client) -> None:
        assert lan.get("/unit/999999/rename/").status_code == 404

    def test_asking_writes_nothing(self, lan: Client, django_assert_num_queries: Any) -> None:
        (row,) = make(("xa", "Một"))
        with django_assert_num_queries(2):  # the record; an open draft of its form
            response = lan.get(f"/unit/{row.pk}/rename/")
        assert 'name="reason"' in text(response)

    def test_without_a_reason_it_asks_again(self, lan: Client) -> None:
        (row,) = make(("xa", "Một"))
        response = lan.post(f"/unit/{row.pk}/rename/", {"reason": " "})
        assert response.status_code == 422
        assert 'href="#act-reason"' in text(response)
        assert UnitName.objects.get().name == "Một"

    def test_a_refusal_keeps_what_was_typed(self, lan: Client) -> None:
        (row,) = make(("phuong", "Hai"))
        response = lan.post(f"/unit/{row.pk}/rename/", {"reason": "lời dài đã gõ"})
        assert response.status_code == 409
        assert "Phường không đổi tên ở đây." in text(response)
        assert "lời dài đã gõ" in text(response)

    def test_it_is_done_and_leads_back_but_never_to_a_foreign_site(self, lan: Client) -> None:
        (row,) = make(("xa", "Một"))
        url = f"/unit/{row.pk}/rename/"
        assert lan.post(url, {"reason": "a"})["Location"] == f"/unit/{row.pk}/"
        assert lan.post(url, {"reason": "a", "next": "/units/?page=2"})["Location"] == "/units/?page=2"
        assert lan.post(url, {"reason": "a", "next": "https://la.example/"})["Location"] == f"/unit/{row.pk}/"


class TestRecordPage:
    def test_acts_are_offered_or_greyed_with_the_reason(self, lan: Client, guest: Client) -> None:
        (row,) = make(("xa", "Một"))
        page = text(lan.get(f"/unit/{row.pk}/"))
        assert f'href="/unit/{row.pk}/urbanise/"' in page
        assert f'href="/unit/{row.pk}/special/"' not in page
        assert "Chưa đủ điều kiện." in page
        assert "Về xã" not in page, "a move that does not start here is not shown at all"
        refused = text(guest.get(f"/unit/{row.pk}/"))
        assert f'href="/unit/{row.pk}/urbanise/"' not in refused
        assert "Chỉ văn phòng được đổi tên." in refused

    def test_it_shows_state_owner_facts_and_history(self, lan: Client) -> None:
        (row,) = make(("xa", "Một"))
        lan.post(f"/unit/{row.pk}/rename/", {"reason": "Nghị quyết 12"})
        page = text(lan.get(f"/unit/{row.pk}/"))
        for words in ("Một mới</h1>", "Đang có", "Lan · 0912 000 111", "Nghị quyết 12", "Tên: Một → Một mới"):
            assert words in page
        assert 'href="/units/"' in page

    def test_looking_writes_nothing(self, lan: Client) -> None:
        (row,) = make(("xa", "Một"))
        with CaptureQueriesContext(connection) as queries:
            lan.get(f"/unit/{row.pk}/")
            lan.get("/units/")
        assert {query["sql"].split()[0] for query in queries} == {"SELECT"}


class TestHistory:
    def test_a_model_without_history_is_a_fault_of_the_program(self) -> None:
        with pytest.raises(TypeError):
            history_of(Job(pk=1))

    def test_it_tells_who_what_and_why(self, lan: Client, django_assert_num_queries: Any) -> None:
        (row,) = make(("xa", "Một"))
        lan.post(f"/unit/{row.pk}/rename/", {"reason": "Nghị quyết 12"})
        with act(system_actor(DAY), "unit.retype"):
            UnitName.objects.filter(pk=row.pk).update(type="phuong")
        with django_assert_num_queries(3):  # events, people, units pointed to
            changes = history_of(row, actor=LAN, labels={"name": "Tên", "type": "Loại"})
        assert [(c.act, c.actor_id, c.kind, c.reason) for c in changes] == [
            ("unit.retype", SYSTEM_ACCOUNT_ID, "update", ""),
            ("unit.rename", 77, "update", "Nghị quyết 12"),
            ("test.make", SYSTEM_ACCOUNT_ID, "insert", ""),
        ]
        assert [(d.label, d.before, d.after) for d in changes[0].differences] == [("Loại", "Xã", "Phường")]
        assert [(d.label, d.before, d.after) for d in changes[1].differences] == [("Tên", "Một", "Một mới")]
        created = {d.field: d.after for d in changes[2].differences}
        assert created["valid"] == "từ 01/07/2025"
        assert created["unit"] == "Phường Một mới"
        assert "name_folded" not in created
        assert changes[1].actor_name == "#77"
        lines = timeline(changes)
        assert lines[0]["note"] == "Loại: Xã → Phường"
        assert lines[1]["reason"] == "Nghị quyết 12"


class TestJobPages:
    def make(self) -> Job:
        return job_defer(actor=LAN, kind="test.page", label="Xuất <bảng>", args={}, now=NOW)

    def test_somebody_elses_job_is_not_found(self, guest: Client) -> None:
        record = self.make()
        assert guest.get(f"/jobs/{record.pk}/").status_code == 404
        assert guest.get(f"/jobs/{record.pk}/file/").status_code == 404
        assert guest.post(f"/jobs/{record.pk}/stop/").status_code == 404
        assert "Xuất" not in text(guest.get("/jobs/"))

    def test_stop_is_a_post(self, lan: Client) -> None:
        record = self.make()
        assert lan.get(f"/jobs/{record.pk}/stop/").status_code == 405
        assert lan.post(f"/jobs/{record.pk}/stop/")["Location"] == f"/jobs/{record.pk}/"
        record.refresh_from_db()
        assert record.state == "STOPPED"
        assert lan.post(f"/jobs/{record.pk}/stop/").status_code == 409

    def test_it_asks_for_itself_while_it_waits_and_no_longer(self, lan: Client) -> None:
        with run_jobs_inline():
            record = self.make()
            waiting = text(lan.get(f"/jobs/{record.pk}/?fragment=1"))
            assert f'hx-get="/jobs/{record.pk}/?fragment=1"' in waiting
            assert "<html" not in waiting
            assert "Dừng" in waiting
        done = text(lan.get(f"/jobs/{record.pk}/?fragment=1"))
        assert 'id="job-times" hx-swap-oob="true"' in done, "when it ended is told with it"
        assert "hx-get" not in done
        assert "3 / 3 dòng" in done
        assert "<bảng>" not in lan.get(f"/jobs/{record.pk}/").content.decode()
        assert "Xuất <bảng>" in text(lan.get("/jobs/"))

    def test_signed_out_htmx_sends_the_whole_page_to_sign_in(self) -> None:
        response = Client(headers={"HX-Request": "true"}).get("/jobs/1/?fragment=1")
        assert response["HX-Redirect"].startswith("/sign-in/?next=")
