"""The wall on A3 and the two-page brief: what is shown is what is printed, within rights, two pages at most."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from io import BytesIO

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from dieuphoi.insight.board import prints
from tests.insight.builder import more_communes
from tests.support.world import World

SignIn = Callable[[str], Client]


def paper(answer: HttpResponse) -> PdfReader:
    assert answer.status_code == 200, answer.content[:500]
    assert answer["Content-Type"] == "application/pdf"
    return PdfReader(BytesIO(answer.content))


def words(pdf: PdfReader) -> str:
    return " ".join(" ".join(page.extract_text() for page in pdf.pages).split())


def wall(client: Client, **query: object) -> PdfReader:
    return paper(client.get(reverse("board:board"), {**query, "export": "pdf"}))


def brief(client: Client, unit: int, **query: object) -> PdfReader:
    return paper(client.get(reverse("board:brief", args=[unit]), query))


# ------------------------------------------------------------------------------------------------- refusals


def test_the_printed_wall_of_a_commune_officer_holds_its_own_commune_alone(world: World, signed_in: SignIn) -> None:
    told = words(wall(signed_in("vy"), round=world.open_round))
    assert "Hạ Sơn" in told
    assert "Thượng Sơn" not in told
    assert "1 trên 3 xã của đợt" in told


def test_figures_and_telephones_are_not_in_the_brief_of_who_may_not_read_them(
    world: World, signed_in: SignIn
) -> None:
    """Tuấn of Thượng Sơn sees the frozen verdicts of Hạ Sơn (79 % of 80, 6,25 % where 5 are allowed), not how far
    it is; Hạnh sees both."""
    unit = world.units["ha"]
    whole = words(brief(signed_in("hanh"), unit, round=world.frozen_round))
    told = words(brief(signed_in("tuan"), unit, round=world.frozen_round))
    for gap in ("thiếu 1 %", "vượt 1,25 %"):
        assert gap in whole
        assert gap not in told
    assert "79" in whole
    assert "Chưa đạt" in told
    assert "Số liệu chỉ người trong phạm vi xem được." in told
    assert signed_in("tuan").get(reverse("board:brief", args=[unit]), {"round": world.open_round}).status_code == 404


def test_a_commune_that_nobody_may_see_has_no_brief(world: World, signed_in: SignIn) -> None:
    assert signed_in("hanh").get(reverse("board:brief", args=[999_999])).status_code == 404
    assert Client().get(reverse("board:brief", args=[world.units["thuong"]])).status_code == 302


def test_a_faulty_address_prints_no_wall(world: World, signed_in: SignIn) -> None:
    answer = signed_in("hanh").get(reverse("board:board"), {"show": "all", "export": "pdf"})
    assert answer["Content-Type"].startswith("text/html")


# ------------------------------------------------------------------------------------------------- the wall


def test_the_wall_is_one_a3_page_with_what_filters_day_and_who(world: World, signed_in: SignIn) -> None:
    pdf = wall(signed_in("hanh"), round=world.open_round, state="OPEN", as_of="02/03/2026")
    told = words(pdf)
    box = pdf.pages[0].mediabox
    assert (round(float(box.width)), round(float(box.height))) == (1191, 842), "A3, landscape"
    assert len(pdf.pages) == 1
    assert "Bộ lọc: Phiếu: xã đang nhập" in told
    assert "Tính đến ngày 02/03/2026" in told
    assert "SỐ LIỆU CHƯA CHỐT" in told
    assert "trang 1/1" in told
    assert "Thượng Sơn" in told
    assert "Hạ Sơn" not in told
    assert "đạt (" in told, "the legend says what the shapes mean, and how many there are"


def test_124_communes_are_one_page_and_more_repeat_the_head(world: World) -> None:
    from dieuphoi.programme.assessments import selectors as assessments
    from dieuphoi.programme.criteria import selectors as criteria

    actor = world.actor("hanh")
    round_ = assessments.round_by_id(actor, world.open_round)
    columns = criteria.criteria_of(round_.version_id)
    one = assessments.wall_rows(assessments.wall(actor, round_.pk))[0]

    def made(count: int) -> PdfReader:
        data = prints.wall_pdf(
            round_, columns, [one] * count, {}, compared_with="", of=count, who="Hạnh", now=world.now,
            as_of=date(2026, 3, 2),
        )  # fmt: skip
        return PdfReader(BytesIO(data))

    assert len(made(124).pages) == 1
    pages = made(125).pages
    assert len(pages) == 2
    for page in pages:
        text = page.extract_text()
        assert "Quy hoạch" in text.replace("\n", " ")
        assert "Bức tường tiêu chí" in text
    assert sum(page.extract_text().count(one.name) for page in pages) == 125


# ------------------------------------------------------------------------------------------------- the brief


def test_the_brief_by_hand(world: World, signed_in: SignIn) -> None:
    """Đông Sơn in the open round: what is in the way with figure, threshold and gap; whom to call; two pages."""
    pdf = brief(signed_in("hanh"), world.units["dong"], round=world.open_round)
    told = words(pdf)
    assert len(pdf.pages) <= 2
    assert "Tóm tắt về Xã Đông Sơn" in told
    assert "Chỉ tiêu còn vướng" in told
    assert "trang 1/" in told
    assert "59,9" in told
    assert "thiếu 0,1 %" in told, "59,9 of 60: the gap to the threshold"


def test_an_empty_commune_has_a_brief_too(world: World, signed_in: SignIn) -> None:
    unit = more_communes(world, ["Trống"])["Trống"]
    pdf = brief(signed_in("hanh"), unit)
    assert len(pdf.pages) == 1
    assert "Xã chưa có trong đợt rà soát nào." in words(pdf)


@pytest.mark.parametrize("rows", [3, 60, 400])
def test_the_brief_is_never_longer_than_two_pages(world: World, rows: int) -> None:
    long = "Tên rất dài của một chỉ tiêu về môi trường & cảnh quan <sạch> " * 6
    part = {
        "title": "Chỉ tiêu còn vướng", "heads": ["Số", "Chỉ tiêu", "Số liệu"], "rows": [["1.1", long, "1/2"]] * rows,
        "nothing": "", "widths": [1, 6, 2], "main": True,
    }  # fmt: skip
    told = {"title": "Xã thử", "lines": [], "facts": [["Ra đời từ", long * 20]], "parts": [part] * 4}
    pdf = prints.brief_pdf(told, who="Hạnh", now=world.now, as_of=world.today)
    assert prints.pages_of(pdf) <= 2
    text = words(PdfReader(BytesIO(pdf)))
    assert ("dòng nữa" in text) == (rows > 3), "what is left out is counted"
