"""Who may not, and what cannot be confirmed (domain.md §4; manners: a greyed act says why)."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from dieuphoi.programme.criteria.models import RowConfirmation
from tests.programme.criteria.pages.conftest import row_of, version_of
from tests.support.world import World

At = Callable[[str], Client]
COMMUNE_2016 = "ntm-xa-2016-2020"


def pages() -> list[str]:
    row = row_of(COMMUNE_2016, "1.1")
    return [
        "/criteria/",
        f"/criteria/{row.version_id}/",
        "/criteria/rows/",
        f"/criteria/rows/{row.pk}/",
        f"/criteria/rows/{row.pk}/confirm/",
    ]


def test_signed_out_people_are_led_to_sign_in(world: World) -> None:
    for page in pages():
        answer = Client().get(page)
        assert answer.status_code == 302, page
        assert answer["Location"].startswith("/accounts/login/"), page


@pytest.mark.parametrize(
    "page", ["/criteria/99999999/", "/criteria/rows/99999999/", "/criteria/rows/99999999/confirm/"]
)
def test_what_is_not_there_is_404(at: At, page: str) -> None:
    assert at("lan").get(page).status_code == 404


@pytest.mark.parametrize("who", ["thu", "tuan", "phong", "quang", "quantri"])
def test_only_the_office_confirms_and_others_read_why_not(at: At, who: str) -> None:
    row = row_of(COMMUNE_2016, "3.1")
    address = f"/criteria/rows/{row.pk}/"
    client = at(who)
    page = client.get(address)
    assert page.status_code == 200
    assert "Chỉ người của Văn phòng điều phối được xác nhận" in page.content.decode()
    assert f'href="{address}confirm/"' not in page.content.decode()
    before = RowConfirmation.objects.count()
    assert client.get(f"{address}confirm/").status_code == 403
    assert client.post(f"{address}confirm/", {"document": "1980/QĐ-TTg"}).status_code == 403
    bulk = {"bulk": "confirm", "ids": [row.pk], "reason": "1980/QĐ-TTg", "confirmed": "1"}
    assert client.post("/criteria/rows/", bulk).status_code == 403
    assert client.post(f"/criteria/{row.version_id}/", bulk).status_code == 403
    assert RowConfirmation.objects.count() == before


def test_others_are_offered_no_bulk_act(at: At) -> None:
    version = version_of(COMMUNE_2016)
    assert 'name="bulk"' not in at("tuan").get(f"/criteria/{version.pk}/").content.decode()
    assert 'name="bulk"' in at("lan").get(f"/criteria/{version.pk}/").content.decode()


def test_a_row_without_a_code_cannot_be_confirmed(world: World, at: At) -> None:
    """Its place in the database is no code: confirmed, it would name a row that the set does not know."""
    row = version_of("ntm-xa-2026-2030").indicators.first()
    assert row is not None
    answer = at("lan").post(f"/criteria/rows/{row.pk}/confirm/", {"document": "51/2025/QĐ-TTg"})
    assert answer.status_code == 409
    assert not RowConfirmation.objects.filter(indicator=row).exists()
    assert at("lan").get(f"/criteria/{row.version_id}/").status_code == 200


def test_a_row_without_a_threshold_cannot_be_confirmed(world: World, at: At) -> None:
    row = version_of("ntm-xa-2021-2025").indicators.filter(provenance="EMPTY").first()
    assert row is not None
    page = at("lan").get(f"/criteria/rows/{row.pk}/").content.decode()
    assert "Dòng này chưa có mức đạt nên không có gì để xác nhận." in page
    assert at("lan").post(f"/criteria/rows/{row.pk}/confirm/", {"document": "318"}).status_code == 409
    assert not RowConfirmation.objects.filter(indicator=row).exists()


def test_a_confirmation_names_its_document_and_only_cells_of_the_row(world: World, at: At) -> None:
    row = row_of(COMMUNE_2016, "14.3")
    address = f"/criteria/rows/{row.pk}/confirm/"
    for typed in (
        {"document": " "},
        {"document": "x" * 201},
        {"document": "1980/QĐ-TTg", "page": "y" * 41},
        {"document": "1980/QĐ-TTg", "cells": ["SAO_HOA"]},
    ):
        answer = at("lan").post(address, typed)
        assert answer.status_code == 422, typed
        assert "error-summary" in answer.content.decode()
    assert not RowConfirmation.objects.filter(indicator=row).exists()


def test_a_bulk_confirmation_needs_its_document_and_reports_row_by_row(world: World, at: At) -> None:
    version = version_of("ntm-xa-2021-2025")
    good = row_of("ntm-xa-2021-2025", "1.1")
    empty = version.indicators.filter(provenance="EMPTY").first()
    assert empty is not None
    address = f"/criteria/{version.pk}/"
    form = {"bulk": "confirm", "ids": [good.pk, empty.pk], "confirmed": "1"}
    assert at("lan").post(address, {**form, "reason": "  "}).status_code == 422
    assert not RowConfirmation.objects.filter(indicator__version=version).exists()
    report = at("lan").post(address, {**form, "reason": "318/QĐ-TTg ngày 08/03/2022"})
    assert "Đã làm 1 trên 2 dòng." in report.content.decode()
    assert "Dòng này chưa có mức đạt nên không có gì để xác nhận." in report.content.decode()
    [reading] = RowConfirmation.objects.filter(indicator__version=version)
    assert (reading.indicator_id, reading.document) == (good.pk, "318/QĐ-TTg ngày 08/03/2022")


def test_a_document_that_is_too_long_is_refused_in_bulk_too(world: World, at: At) -> None:
    row = row_of(COMMUNE_2016, "1.1")
    form = {"bulk": "confirm", "ids": [row.pk], "confirmed": "1", "reason": "x" * 201}
    report = at("lan").post("/criteria/rows/", form)
    assert "Tên văn bản dài quá 200 ký tự." in report.content.decode()
    assert not RowConfirmation.objects.filter(indicator=row).exists()


def test_the_same_person_does_not_confirm_twice_but_a_second_reader_may(world: World, at: At) -> None:
    row = row_of(COMMUNE_2016, "3.1")
    address = f"/criteria/rows/{row.pk}/confirm/"
    assert at("lan").post(address, {"document": "1980/QĐ-TTg"}).status_code == 302
    assert at("lan").post(address, {"document": "1980/QĐ-TTg"}).status_code == 409
    assert at("hanh").post(address, {"document": "1980/QĐ-TTg"}).status_code == 302
    assert RowConfirmation.objects.filter(indicator=row).count() == 2


@pytest.mark.parametrize("query", ["provenance=GUESSED", "doubted=maybe", "mau=do", "level=village"])
def test_an_address_that_cannot_be_read_shows_no_row(at: At, query: str) -> None:
    answer = at("lan").get(f"/criteria/rows/?{query}")
    assert answer.status_code == 400
    assert 'href="/criteria/rows/' not in answer.content.decode().partition('class="error-summary"')[2]
