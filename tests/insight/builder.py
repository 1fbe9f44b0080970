"""What the tests of insight need beyond the small world: more communes in a round, pages read as data."""

from __future__ import annotations

import re
from datetime import date, timedelta
from html import unescape
from io import BytesIO

from django.http import HttpResponse
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from dieuphoi.core.kernel.actor import system_actor
from dieuphoi.core.kernel.ranges import date_range
from dieuphoi.programme.assessments.services import rounds
from dieuphoi.registry.territory.services import NewUnit, units_create
from tests.support.world import World


def more_communes(world: World, names: list[str], *, since: date | None = None) -> dict[str, int]:
    """Further xã of the world's province, by name."""
    rows = [
        NewUnit(
            name,
            "commune",
            "xa",
            name,
            f"97{at:03d}",
            world.units["tinh"],
            "thử",
            exists=date_range(since, None),
        )
        for at, name in enumerate(names, start=len(world.units))
    ]
    made = units_create(actor=system_actor(world.today), rows=rows, now=world.now)
    world.units |= made
    return made


def another_round(
    world: World, on: date, *, title: str = "Đợt thử", opened: bool = True, period: str = "2026-H1"
) -> int:
    """A round of all xã of a day, in the small set; open unless asked otherwise."""
    actor = system_actor(world.today)
    round_ = rounds.round_create(
        actor=actor,
        plan=rounds.RoundPlan(
            title=title,
            province_id=world.units["tinh"],
            version_id=world.version_id,
            period=period,
            territory_on=on,
            entry_due_on=world.today + timedelta(days=10),
            verify_due_on=world.today + timedelta(days=20),
            freeze_due_on=world.today + timedelta(days=30),
        ),
        now=world.now,
    )
    if opened:
        rounds.round_open(actor=actor, round_id=round_.pk, now=world.now)
    return round_.pk


def html(answer: HttpResponse) -> str:
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


def wall_names(page: str) -> list[str]:
    """The communes of the wall of a board page, in its order."""
    body = re.search(r"<table class=\"table wall\".*?<tbody>(.*?)</tbody>", page, re.S)
    if body is None:
        return []
    return [unescape(name) for name in re.findall(r'<th scope="row"><a [^>]*>([^<]*)</a>', body[1])]


def wall_cells(page: str, name: str) -> list[str]:
    """The verdict class of each cell of a commune's row (``met``, ``not-met`` …)."""
    row = next(each for each in re.findall(r"<tr>.*?</tr>", page, re.S) if f">{name}</a></th>" in each)
    return re.findall(r'<td class="wc wc-([a-z-]+)', row)


def figure_links(page: str) -> dict[str, tuple[int, str]]:
    """``{label: (number, address)}`` of the figures and alert cards of a board page."""
    found = {}
    for label, href, number in re.findall(
        r'<p class="figure-label">([^<]*)</p>\s*<p class="figure-value"><a href="([^"]*)">([^<]*)</a>', page
    ):
        found[unescape(label)] = (int(number.replace(".", "")), unescape(href))
    for href, number, label in re.findall(
        r'<a class="alert-card[^"]*" href="([^"]*)".*?<span class="alert-count">([^<]*)</span>'
        r'<span class="alert-label">([^<]*)</span>',
        page,
        re.S,
    ):
        found[unescape(label)] = (int(number.replace(".", "")), unescape(href))
    return found


def sheets(answer: HttpResponse) -> dict[str, Worksheet]:
    assert answer.status_code == 200, answer.status_code
    book = load_workbook(BytesIO(answer.content))
    return {sheet.title: sheet for sheet in book.worksheets}


def table(sheet: Worksheet, first: str) -> list[list[object]]:
    """The rows below the head line that begins with ``first``."""
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    at = next(n for n, row in enumerate(rows) if row[0] == first)
    return rows[at + 1 :]
