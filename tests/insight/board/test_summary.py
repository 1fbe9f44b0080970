"""The summary of a round as XLSX and as Word."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from io import BytesIO
from pathlib import Path

import docx
import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from dieuphoi.insight.board.selectors import by_number_met
from dieuphoi.insight.board.sheets import bands, group_words
from dieuphoi.programme.assessments.selectors import WallRow
from tests.insight.builder import another_round, more_communes, sheets, table
from tests.support.world import World

SignIn = Callable[[str], Client]


def word_text(client: Client, round_id: int) -> str:
    answer = client.get(reverse("board:summary", args=[round_id]), {"format": "docx"})
    assert answer.status_code == 200
    document = docx.Document(BytesIO(answer.content))
    lines = [paragraph.text for paragraph in document.paragraphs]
    lines += [" | ".join(cell.text for cell in row.cells) for each in document.tables for row in each.rows]
    return "\n".join(lines)


def test_a_round_outside_and_an_unknown_form_are_refused(world: World, signed_in: SignIn) -> None:
    url = reverse("board:summary", args=[world.open_round])
    assert signed_in("quantri").get(url).status_code == 404
    assert signed_in("hanh").get(url, {"format": "pdf"}).status_code == 404


def own_template(folder: Path, text: str) -> None:
    (folder / "templates").mkdir()
    own = docx.Document()
    own.add_paragraph(text)
    own.save(str(folder / "templates" / "summary.docx"))


def test_a_template_that_is_no_word_file_is_named(
    world: World, signed_in: SignIn, settings: Settings, tmp_path: Path
) -> None:
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "summary.docx").write_bytes(b"not a Word file")
    settings.VAR = tmp_path
    answer = signed_in("hanh").get(reverse("board:summary", args=[world.open_round]), {"format": "docx"})
    assert answer.status_code == 409
    assert "summary.docx" in answer.content.decode()


@pytest.mark.parametrize(
    "text", ["{{ provinze }}", "{% for row in communes %}", "{{ ''.__class__.__mro__[1].__subclasses__() }}"]
)
def test_a_template_that_asks_for_what_is_not_there_is_named(
    world: World, signed_in: SignIn, settings: Settings, tmp_path: Path, text: str
) -> None:
    """A misspelt word, a loop that never ends, a template that wants to run a program."""
    own_template(tmp_path, text)
    settings.VAR = tmp_path
    answer = signed_in("hanh").get(reverse("board:summary", args=[world.open_round]), {"format": "docx"})
    assert answer.status_code == 409
    assert "summary.docx" in answer.content.decode()


def test_the_office_replaces_the_template(
    world: World, signed_in: SignIn, settings: Settings, tmp_path: Path
) -> None:
    own_template(tmp_path, "Mẫu riêng của {{ province }}: {{ n }} trên {{ of }} xã")
    settings.VAR = tmp_path
    assert "Mẫu riêng của Tỉnh Sơn Hà (giả định): 3 trên 3 xã" in word_text(
        signed_in("hanh"), world.open_round
    )


def test_an_open_round_says_that_it_is_not_final_and_a_frozen_one_shows_its_hash(
    world: World, signed_in: SignIn
) -> None:
    client = signed_in("hanh")
    assert "SỐ LIỆU CHƯA CHỐT" in word_text(client, world.open_round)
    text = word_text(client, world.frozen_round)
    assert "SỐ LIỆU CHƯA CHỐT" not in text
    assert "SHA-256" in text
    assert "01/2025/QĐ-UBND ngày 10/01/2025" in text
    assert "3 trên 3 xã của đợt; 1 xã đạt tất cả tiêu chí" in text


def test_the_tables_of_the_word_file_by_hand(world: World, signed_in: SignIn) -> None:
    text = word_text(signed_in("hanh"), world.frozen_round)
    assert "1 | 98003 | Xã Đông Sơn | C | Đ | – | 1/3" in text
    assert "2 | 98002 | Xã Hạ Sơn | Đ | C | C | 1/3" in text
    assert "3 | 98001 | Xã Thượng Sơn | Đ | Đ | Đ | 3/3" in text
    assert "2 | Giao thông | 2 | 1 | 0 | 0 | 0 | 66,7%" in text
    assert "3 tiêu chí | 1 | 33,3%" in text


def test_a_name_with_ampersand_and_less_than_loses_nothing(world: World, signed_in: SignIn) -> None:
    """Fault 28."""
    more_communes(world, ['A&B <C> "D"'])
    round_id = another_round(world, date(2026, 2, 1), title="Đợt <thử> & chốt")
    text = word_text(signed_in("hanh"), round_id)
    assert 'Xã A&B <C> "D"' in text
    assert "Đợt <thử> & chốt" in text
    answer = signed_in("hanh").get(reverse("board:summary", args=[round_id]))
    assert 'Xã A&B <C> "D"' in [row[1] for row in table(sheets(answer)["Theo xã"], "Mã")]


def test_the_three_sheets_hold_every_commune_criterion_and_group(world: World, signed_in: SignIn) -> None:
    answer = signed_in("hanh").get(reverse("board:summary", args=[world.frozen_round]), {"format": "xlsx"})
    found = sheets(answer)
    communes = table(found["Theo xã"], "Mã")
    assert [row[1] for row in communes] == [
        "Xã Đông Sơn",
        "Xã Hạ Sơn",
        "Xã Thượng Sơn",
        "Số xã đạt",
        "Số xã chưa đạt",
    ]
    assert communes[3][3:6] == [2, 2, 1]
    assert communes[4][3:6] == [1, 1, 1]
    assert [row[2:8] for row in table(found["Theo tiêu chí"], "Số")] == [
        [2, 1, 0, 0, 0, "66,7%"],
        [2, 1, 0, 0, 0, "66,7%"],
        [1, 1, 1, 0, 0, "33,3%"],
    ]
    assert table(found["Theo nhóm"], "Nhóm") == [
        ["3 tiêu chí", 1, "33,3%"],
        ["1 tiêu chí", 2, "66,7%"],
        ["Cộng", 3, None],
    ]


def _met(number: int) -> WallRow:
    return WallRow(1, 1, "Xã", "00001", "OPEN", "", "", number, 19, 0, 0, False)


def test_groups_follow_the_bands_of_the_data_file() -> None:
    rows = [_met(number) for number in (19, 18, 15, 14, 9, 4, 0)]
    groups = by_number_met(rows, bands(19))
    assert [(group_words(each), each.communes) for each in groups] == [
        ("19 tiêu chí", 1), ("15–18 tiêu chí", 2), ("10–14 tiêu chí", 1), ("5–9 tiêu chí", 1),
        ("dưới 5 tiêu chí", 2),
    ]  # fmt: skip


def test_a_set_without_bands_has_one_row_for_each_number() -> None:
    assert [(g.least, g.communes) for g in by_number_met([_met(2), _met(7), _met(2)], bands(3))] == [
        (7, 1),
        (2, 2),
    ]


def test_a_faulty_file_of_groups_is_named(settings: Settings, tmp_path: Path) -> None:
    from dieuphoi.core.kernel.errors import Refused

    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "groups.yaml").write_text("bands: [1, 2", encoding="utf-8")
    settings.VAR = tmp_path
    with pytest.raises(Refused, match=r"groups\.yaml"):
        bands(19)
