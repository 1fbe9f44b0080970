"""What the pages of criteria sets show. Every number is counted by hand in the data files."""

from __future__ import annotations

import io
import re
from collections import Counter
from collections.abc import Callable
from html import unescape
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries
from python_calamine import CalamineWorkbook

from dieuphoi.core.kernel.actor import Actor
from dieuphoi.programme.criteria import selectors, services
from dieuphoi.programme.criteria.models import RowConfirmation
from tests.programme.criteria.pages.conftest import row_of, version_of
from tests.support.world import World

At = Callable[[str], Client]
C2016, C2021, C2026 = "ntm-xa-2016-2020", "ntm-xa-2021-2025", "ntm-xa-2026-2030"


def text(answer: Any) -> str:
    """The page in words, one blank between them."""
    assert answer.status_code == 200, answer.status_code
    body = answer.content.decode().partition("<main")[2].partition("</main>")[0]
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", body.replace("<wbr>", ""))))


def rows_shown(answer: Any) -> int:
    return len(set(re.findall(r'href="/criteria/rows/(\d+)/"', answer.content.decode())))


def cells_of(answer: Any, address: str) -> list[str]:
    """The cells of the table row that links to ``address``, in words."""
    [line] = [row for row in answer.content.decode().split("<tr>") if f'href="{address}"' in row]
    cells = re.findall(r"<t[dh][^>]*>(.*?)</t[dh]>", line.partition("</tr>")[0], re.S)
    return [re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", cell))).strip() for cell in cells]


@pytest.mark.parametrize(
    ("code", "numbers"),
    [
        # criteria, rows, sourced, confirmed, recalled, empty
        (C2016, ["19/19", "49/49", "23/49", "0/49", "26/49", "0/49"]),
        (C2021, ["19/19", "57/57", "11/57", "0/57", "40/57", "6/57"]),
        ("ntm-xa-nang-cao-2021-2025", ["19/19", "75/75", "8/75", "0/75", "0/75", "67/75"]),
        (C2026, ["10/10", "6/47", "0/6", "0/6", "0/6", "6/6"]),
        ("ntm-xa-kieu-mau-2018-2020", ["4/4", "12/?", "12/12", "0/12", "0/12", "0/12"]),
        ("ntm-tinh-2026-2030", ["0/?", "3 điều kiện", "—", "—", "—", "—"]),
        ("son-ha-thu", ["3/3", "5/5", "0/5", "5/5", "0/5", "0/5"]),
    ],
)
def test_the_list_of_sets_tells_how_many_rows_are_there_and_how_far_known(
    at: At, code: str, numbers: list[str]
) -> None:
    page = at("tuan").get("/criteria/")
    assert cells_of(page, f"/criteria/{version_of(code).pk}/")[4:10] == numbers


def test_the_list_of_sets_narrows_and_writes_days_for_people(at: At) -> None:
    client = at("thu")
    assert "15 dòng" not in text(client.get("/criteria/"))
    assert "16 dòng" in text(client.get("/criteria/")), (
        "twelve that ship, three amendments of 2013 and 2024, and the one of the invented province"
    )
    assert "2 dòng" in text(client.get("/criteria/?level=district"))
    found = text(client.get("/criteria/?q=nang cao"))
    assert "2 dòng" in found, "the advanced set, and as amended in 2024"
    assert "318/QĐ-TTg ngày 08/03/2022" in found
    assert "08/03/2022 – 29/02/2024" in found
    assert "01/03/2024 – 14/02/2026 (suy ra)" in found


@pytest.mark.parametrize(
    ("code", "counts"),
    [
        (C2016, {"SOURCED": 23, "CONFIRMED": 0, "RECALLED": 26, "EMPTY": 0}),
        (C2021, {"SOURCED": 11, "CONFIRMED": 0, "RECALLED": 40, "EMPTY": 6}),
    ],
)
def test_the_legend_counts_what_its_filter_shows(at: At, code: str, counts: dict[str, int]) -> None:
    client, address = at("tuan"), f"/criteria/{version_of(code).pk}/"
    page = client.get(address)
    assert rows_shown(page) == sum(counts.values())
    for name, n in counts.items():
        link = f'<a href="?provenance={name}">{n}</a>'
        assert (link in page.content.decode()) == (n > 0), name
        assert rows_shown(client.get(f"{address}?provenance={name}")) == n, name


def test_a_confirmation_moves_the_row_in_legend_list_and_filter(world: World, at: At) -> None:
    row = row_of(C2016, "3.1")
    lan, address = at("lan"), f"/criteria/{row.version_id}/"
    done = lan.post(
        f"/criteria/rows/{row.pk}/confirm/", {"document": "1980/QĐ-TTg ngày 17/10/2016", "page": "trang 5"}
    )
    assert done["Location"] == f"/criteria/rows/{row.pk}/"
    assert cells_of(lan.get("/criteria/"), address)[6:10] == ["23/49", "1/49", "25/49", "0/49"]
    for name, n in {"SOURCED": 23, "CONFIRMED": 1, "RECALLED": 25}.items():
        assert rows_shown(lan.get(f"{address}?provenance={name}")) == n
    page = text(lan.get(f"/criteria/rows/{row.pk}/"))
    assert "Trần Thị Lan Đã đọc cả dòng – 1980/QĐ-TTg ngày 17/10/2016, trang 5" in page
    assert "Bạn đã xác nhận cả dòng này rồi." in page
    assert "đã xác nhận theo văn bản" in page
    reading = RowConfirmation.objects.get(indicator=row)
    assert (reading.actor_id, reading.act, reading.cells) == (world.accounts["lan"], "set.confirm_rows", [])


def test_a_doubted_cell_is_marked_until_that_cell_was_read(world: World, at: At) -> None:
    row = row_of(C2016, "14.3")
    lan, address = at("lan"), f"/criteria/{row.version_id}/"
    # Mã, chỉ tiêu, đơn vị, dạng; then chung, TDMNPB, DBSH, BTB, DHNTB, TN, DNB, DBSCL.
    levels = ["≥ 40 %", "≥ 25 %", "≥ 40 % cần kiểm lại", "≥ 40 %", "≥ 40 %", "≥ 25 %", "≥ 45 %", "≥ 25 %"]
    cells = cells_of(lan.get(address), f"/criteria/rows/{row.pk}/")
    assert cells[1] == "14.3"
    assert cells[5:13] == levels
    assert cells[13] == "có nguồn cần kiểm lại"
    assert (
        lan.post(
            f"/criteria/rows/{row.pk}/confirm/", {"document": "1980/QĐ-TTg", "cells": ["DBSH"]}
        ).status_code
        == 302
    )
    cells = cells_of(lan.get(address), f"/criteria/rows/{row.pk}/")
    assert cells[7] == "≥ 40 %"
    assert cells[13] == "có nguồn", "a cell is not the row"
    page = text(lan.get(f"/criteria/rows/{row.pk}/"))
    assert "Đã đọc các ô: Đồng bằng sông Hồng – 1980/QĐ-TTg" in page
    assert rows_shown(lan.get(f"{address}?provenance=CONFIRMED")) == 0


def test_what_holds_everywhere_is_said_once_across_the_columns(at: At) -> None:
    first, road = row_of(C2016, "1.1"), row_of(C2016, "2.1")
    page = at("tuan").get(f"/criteria/{first.version_id}/")
    assert cells_of(page, f"/criteria/rows/{first.pk}/")[4] == "Đạt"
    assert cells_of(page, f"/criteria/rows/{road.pk}/")[4] == "UBND cấp tỉnh quy định cụ thể"
    assert page.content.decode().count('<td colspan="8">') >= 2
    assert "Bộ Xây dựng nhớ lại, chưa kiểm chứng" in text(page)


def test_the_rows_stand_under_their_criteria(at: At) -> None:
    page = at("tuan").get(f"/criteria/{version_of(C2016).pk}/").content.decode()
    groups = re.findall(r'scope="rowgroup"[^>]*><strong>(\d+)\. ', page)
    assert groups == [str(n) for n in range(1, 20)]


def test_an_incomplete_set_says_why_it_does_not_judge(at: At) -> None:
    page = text(at("tuan").get(f"/criteria/{version_of(C2026).pk}/"))
    assert (
        "Bộ này chưa chấm được vì mới có 6/47 chỉ tiêu; tiêu chí chưa có chỉ tiêu nào: 1, 2, 4, 5, 7, 9, 10; "
        "6 chỉ tiêu chưa có mã." in page
    )
    assert "6/6 dòng chưa được chấm" in page
    assert page.count("chưa có mã") >= 6
    whole = text(at("tuan").get(f"/criteria/{version_of(C2016).pk}/"))
    assert "Bộ này chưa chấm được" not in whole
    assert "26/49 dòng chưa được chấm" in whole


def test_a_row_without_a_code_is_titled_by_its_name(at: At) -> None:
    rows = [row for row in selectors.indicators_of(version_of(C2026).pk) if not row.raw.get("code")]
    answer = at("tuan").get(f"/criteria/rows/{rows[0].pk}/")
    page = answer.content.decode()
    [title] = re.findall(r"<h1[^>]*>(.*?)</h1>", page, re.S)
    assert unescape(title).strip() == rows[0].name
    assert "chưa có mã" in text(answer), "the note stays at the code"
    assert "chưa có mã " + rows[0].name not in text(answer)
    listed = at("tuan").get(f"/criteria/{version_of(C2026).pk}/").content.decode()
    assert "chưa có mã " + rows[0].name not in unescape(listed)


def test_amendments_special_rules_and_conditions_are_said_in_words(at: At) -> None:
    page = text(at("tuan").get(f"/criteria/{version_of(C2021).pk}/"))
    assert "Sửa đổi theo 211/QĐ-TTg Từ 01/03/2024, các dòng sau thay dòng cùng mã." in page
    assert "Xã triển khai thực hiện sổ khám chữa bệnh điện tử" in page
    assert "áp dụng mức của cột Trung du miền núi phía Bắc, dù xã ở vùng nào." in page
    assert "Được sửa bởi 211/QĐ-TTg." in page
    conditions = text(at("tuan").get(f"/criteria/{version_of('ntm-xa-kieu-mau-2021-2025').pk}/"))
    assert "Có ít nhất một mô hình thôn thông minh (do UBND cấp tỉnh quy định)" in conditions
    assert conditions.count("Điều kiện ") >= 4


def test_the_page_of_a_row_tells_everything_that_is_known(at: At) -> None:
    page = text(at("tuan").get(f"/criteria/rows/{row_of(C2021, '10').pk}/"))
    assert "2021: ≥ 39; 2022: ≥ 42; 2023: ≥ 45; 2024: ≥ 48; 2025: ≥ 51 triệu đồng/người/năm" in page
    assert "Số khác đã gặp" in page
    assert "2021: ≥ 36; 2022: ≥ 39; 2023: ≥ 42; 2024: ≥ 45; 2025: ≥ 48" in page
    assert "Phần cần kiểm lại Đồng bằng sông Hồng, Bắc Trung Bộ" in page
    assert "Mức chắc chắn khi nhớ lại nhớ khá chắc" in page
    assert "https://danviet.vn/ban-hanh-bo-tieu-chi-quoc-gia-ve-xa-ntm" in page
    assert "Máy so số liệu với mức đạt của cột áp dụng cho xã: từ mức đạt trở lên là đạt." in page
    assert "Chưa ai của Văn phòng xác nhận dòng này." in page
    passfail = text(at("tuan").get(f"/criteria/rows/{row_of(C2016, '1.1').pk}/"))
    assert "Cơ quan phụ trách kết luận đạt hay không đạt bằng văn bản" in passfail


def test_the_owner_is_the_department_of_the_day(world: World, at: At) -> None:
    row = world.indicators["2.1"]
    address = f"/criteria/{world.version_id}/"
    assert "Sở Xây dựng" in text(at("tuan").get(f"/criteria/rows/{row}/"))
    assert "Sở Xây dựng" in cells_of(at("tuan").get(f"{address}?as_of=01/01/2025"), f"/criteria/rows/{row}/")
    assert "Sở Xây dựng" not in cells_of(
        at("tuan").get(f"{address}?as_of=31/12/2024"), f"/criteria/rows/{row}/"
    )


def test_the_export_is_the_table_that_is_seen(at: At) -> None:
    version = version_of(C2016)
    answer = at("tuan").get(f"/criteria/{version.pk}/?provenance=SOURCED&export=xlsx")
    book = CalamineWorkbook.from_filelike(io.BytesIO(b"".join(answer.streaming_content)))  # type: ignore[attr-defined]
    lines = book.get_sheet_by_index(0).to_python(skip_empty_area=False)
    at_head = next(n for n, line in enumerate(lines) if line[0] == "Mã")
    assert lines[at_head] == [
        "Mã", "Tiêu chí", "Chỉ tiêu", "Đơn vị", "Dạng", "Chỉ tiêu chung", "Trung du miền núi phía Bắc",
        "Đồng bằng sông Hồng", "Bắc Trung Bộ", "Duyên hải Nam Trung Bộ", "Tây Nguyên", "Đông Nam Bộ",
        "Đồng bằng sông Cửu Long", "Nguồn gốc", "Bộ, ngành phụ trách", "Cơ quan thẩm định", "Ghi chú",
    ]  # fmt: skip
    rows = lines[at_head + 1 :]
    assert len(rows) == 23
    assert "Bộ lọc: Nguồn gốc: có nguồn" in [line[0] for line in lines[:at_head]]
    [row] = [line for line in rows if line[0] == "14.3"]
    assert row[7] == "≥ 40 % (cần kiểm lại)"
    assert row[13] == "có nguồn; có ô cần kiểm lại"


def test_rows_of_all_sets_narrow_by_set_level_and_words_without_marks(at: At) -> None:
    client, version = at("tuan"), version_of(C2016)
    assert "464 dòng" in text(client.get("/criteria/rows/")), (
        "288 that ship, 39 + 57 + 75 as amended, and five of the invented province"
    )
    assert "49 dòng" in text(client.get(f"/criteria/rows/?version={version.pk}"))
    assert "50 dòng" in text(client.get("/criteria/rows/?level=district")), "36 + 14"
    assert "26 dòng" in text(client.get(f"/criteria/rows/?version={version.pk}&provenance=RECALLED"))
    assert "2 dòng" in text(client.get(f"/criteria/rows/?version={version.pk}&doubted=true")), "14.3 and 17.1"
    bare = rows_shown(client.get("/criteria/rows/?q=hop tac xa"))
    assert bare == rows_shown(client.get("/criteria/rows/?q=hợp tác xã")) > 0


def test_another_order_or_fewer_columns_show_the_same_rows(at: At) -> None:
    client, address = at("lan"), f"/criteria/{version_of(C2016).pk}/"
    by_name = client.get(f"{address}?sort=-name").content.decode()
    assert 'scope="rowgroup"' not in by_name, "no headings between rows that are not by criterion"
    assert "17. Môi trường" in by_name
    few = client.get(f"{address}?columns=code,name,provenance")
    assert rows_shown(few) == 49
    assert cells_of(few, f"/criteria/rows/{row_of(C2016, '14.3').pk}/")[1:] == [
        "14.3",
        "Tỷ lệ lao động có việc làm qua đào tạo",
        "có nguồn cần kiểm lại",
    ]


def test_the_database_says_the_same_of_every_row_as_the_engine(world: World, system: Actor) -> None:
    services.rows_confirm(
        actor=system,
        version_id=version_of(C2021).pk,
        readings=[
            services.Reading("1.1", "318/QĐ-TTg"),
            services.Reading("3.1", "318/QĐ-TTg"),
            services.Reading("10", "318/QĐ-TTg", cells=("DBSH",)),
        ],
        now=world.now,
    )
    for version in selectors.versions_in_numbers(system):
        engine = selectors.engine_set(version.pk)
        told = [
            row.provenance_now
            for row in selectors.rows_of_version(system, version.pk, system.on).order_by("position")
        ]
        assert told == [row.provenance.value for row in engine.indicators], version.set.code
        counted = Counter(told)
        assert (version.sourced, version.confirmed, version.recalled, version.empty) == tuple(
            counted[name] for name in ("SOURCED", "CONFIRMED", "RECALLED", "EMPTY")
        )
    assert Counter(
        selectors.rows_of_version(system, version_of(C2021).pk, system.on).values_list(
            "provenance_now", flat=True
        )
    ) == {"SOURCED": 10, "CONFIRMED": 2, "RECALLED": 39, "EMPTY": 6}


def test_no_page_links_to_or_loads_from_a_foreign_host(at: At) -> None:
    row = row_of(C2021, "15.3")
    for address in (
        "/criteria/",
        f"/criteria/{row.version_id}/",
        f"/criteria/rows/{row.pk}/",
        "/criteria/rows/",
    ):
        page = at("tuan").get(address).content.decode()
        assert not re.findall(r'(?:href|src|action)="(?:https?:)?//', page), address


SIGNED_IN = 4
"""Session, account, the actor's account, the actor's roles, the number of unread notices."""


@pytest.mark.parametrize(
    ("address", "queries"),
    [
        ("/criteria/", 3),  # saved views; count; rows
        # the version; its hash with the newest confirmation; count; rows; bands; the chain
        ("/criteria/{set}/", 7),
        ("/criteria/rows/", 4),  # saved views; choices of the filter; count; rows
        # the row; did I read it; its owner; the hash …; guidance, questions, readings (none, no names); the chain
        ("/criteria/rows/{row}/", 8),
    ],
)
def test_queries_of_each_page_are_pinned(
    at: At, django_assert_num_queries: DjangoAssertNumQueries, address: str, queries: int
) -> None:
    row = row_of(C2021, "1.1")
    lan = at("lan")
    address = address.format(set=row.version_id, row=row.pk)
    lan.get(address)  # the engine's value of the set is built once
    with django_assert_num_queries(SIGNED_IN + queries):
        lan.get(address)
