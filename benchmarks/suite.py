"""All figures in their order: first a small database, then the full one, then what the growth cost.

Full: the province with 30 rounds, the country of 3,321 communes with 12, a place of 10,000 communes with one.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from benchmarks import importing, judging, load, merging, pages, reading, saving, tasks, weight
from benchmarks.country import (
    FILLED,
    Country,
    Place,
    add_place,
    add_round,
    add_rounds_by_sets,
    add_set,
    copy_figures,
    workbook,
)
from benchmarks.figures import Figure, at_most
from benchmarks.names import NAMES, READING

GROWTH_AIM = 1.5
"""What a page or a save may cost in the full database, over the same in the database of one round."""

@dataclass(frozen=True, slots=True)
class Size:
    """How much is built and how often each thing is timed."""

    communes: int = 124
    country: int = 3_321
    rounds: int = 12
    vast: int = 10_000
    long: int = 30
    imports: int = 5
    often: int = 60
    seldom: int = 7
    load_seconds: float = 8.0
    tasks: int = 100_000
    people: int = 2_000


def figures(
    now: datetime, size: Size, *, only: str = "", tell: Callable[[str], None] = lambda words: None
) -> Iterator[Figure]:
    """Build the data and give the figures one by one; ``only``: those whose name begins so. Needs an empty database.

    Names: see :data:`NAMES` (the walls are named after the sizes asked for by the issue).
    """

    def wanted(*names: str) -> bool:
        return any(name.startswith(only) for name in names)

    if wanted("judging"):
        tell("chấm điểm")
        yield judging.measure(size.country, times=size.seldom)
    if wanted(*READING):
        tell("đọc văn bản chỉ đạo")
        yield from (each for each in reading.figures(often=size.seldom) if wanted(each.name))
    if not wanted(*(name for name in NAMES[1:] if name not in READING)):
        return
    tell(f"tỉnh {size.communes} xã, một đợt")
    country = Country(now)
    add_set(country)
    place = add_place(country, "tỉnh đo", "98", size.communes)
    first = add_round(country, place)
    data, _cells = workbook(country, place, first)
    importing.bring_in(place, first, data)
    _settle()
    small_list = pages.list_of_100(place, "small", times=size.often)
    small_board = pages.board_seconds(place, times=size.often)
    saving.bare_tables([first])
    small_save = saving.measure(place, first, "small", times=size.often)

    tell(f"cả nước {size.country} xã, {size.rounds} đợt")
    nation = add_place(country, "cả nước đo", "90", size.country)
    add_rounds_by_sets(country, nation, first, size.rounds)
    tell(f"{size.vast} xã, một đợt; tỉnh {size.long} đợt")
    vast = add_place(country, "vùng đo", "50", size.vast)
    add_rounds_by_sets(country, vast, first, 1)
    empty = [(add_round(country, place), add_round(country, place)) for _pair in range(size.imports)]
    for _round in range(size.long - len(place.rounds)):
        copy_figures(country, add_round(country, place), first)
    _settle()
    if wanted("import_workbook", "import_preview") or size.imports:
        tell("nhập biểu toàn tỉnh")
        found = importing.measure(country, place, first, empty)
        yield from (each for each in found if wanted(each.name))
    _settle()
    yield from _at_full_size(country, place, nation, vast, size, wanted, tell, (small_list, small_board, small_save))


def _at_full_size(
    country: Country,
    place: Place,
    nation: Place,
    vast: Place,
    size: Size,
    wanted: Callable[..., bool],
    tell: Callable[[str], None],
    small: tuple[Figure, float, Figure],
) -> Iterator[Figure]:
    small_list, small_board, small_save = small
    if wanted("list_100", "growth_list"):
        tell("danh sách 100 dòng")
        listed = pages.list_of_100(place, "list_100", times=size.often)
        wide = pages.list_of_100(nation, "list_100_country", times=size.often)
        widest = pages.list_of_100(vast, "list_100_10000", times=size.often)
        grown = [
            at_most("growth_list", listed.value, "ms", limit=small_list.value, aim=GROWTH_AIM),
            at_most("growth_list_country", wide.value, "ms", limit=small_list.value, aim=GROWTH_AIM),
            at_most("growth_list_10000", widest.value, "ms", limit=small_list.value, aim=GROWTH_AIM),
        ]
        yield from (each for each in (listed, wide, *grown) if wanted(each.name))
    if wanted("list_as_of"):
        yield pages.list_as_of(nation, "list_as_of", times=size.often)
    if wanted("wall_124x19"):
        yield pages.wall(place, "wall_124x19", times=size.often)
    if wanted("wall_3321x19"):
        yield pages.wall(nation, "wall_3321x19", times=size.seldom)
    if wanted("board_head"):
        yield from (each for each in pages.board_head(nation, times=size.often) if wanted(each.name))
    if wanted("growth_board"):
        tell("bảng điều hành")
        of_place = pages.board_seconds(place, times=size.often)
        again, of_nation, of_vast = (
            pages.board_again_seconds(each, times=size.often) for each in (place, nation, vast)
        )
        grown = [
            at_most("growth_board", of_place * 1e3, "ms", limit=small_board * 1e3, aim=GROWTH_AIM),
            # The wall of the country is turned page by page: its board may cost what the province's costs.
            at_most("growth_board_country", of_nation * 1e3, "ms", limit=again * 1e3, aim=GROWTH_AIM),
            at_most("growth_board_10000", of_vast * 1e3, "ms", limit=again * 1e3, aim=GROWTH_AIM),
        ]
        yield from (each for each in grown if wanted(each.name))
    if wanted("merger_dry_run"):
        tell("chạy thử sắp xếp một tỉnh")
        yield merging.dry_run(country.now, "merger_dry_run", times=3)
    if wanted("save_cell", "save_cell_first", "save_cell_request", "growth_save"):
        tell("lưu một ô")
        saving.bare_tables([place.rounds[1], place.rounds[2], nation.rounds[1], vast.rounds[0]])
        saved = saving.measure(place, place.rounds[1], "save_cell", times=size.often * 3)
        # Of communes in which nothing was entered for them that day: at most as many as there are.
        first = saving.measure(
            place, place.rounds[2], "save_cell_first", times=min(size.often, place.communes // 2), scattered=True
        )
        asked = pages.cell_page(place, place.rounds[1], "save_cell_request", times=size.often)
        wide = saving.measure(nation, nation.rounds[1], "save_country", times=size.often)
        widest = saving.measure(vast, vast.rounds[0], "save_10000", times=size.often)
        # The bare save works on tables of the same size both times: what it has become slower by, the machine has.
        grown = [
            at_most(name, now.value, "ms", limit=small_save.value * now.limit / small_save.limit, aim=GROWTH_AIM)
            for name, now in (
                ("growth_save", saved), ("growth_save_country", wide), ("growth_save_10000", widest)
            )
        ]
        yield from (each for each in (saved, first, asked, *grown) if wanted(each.name))
    steering = None
    if wanted(*tasks.NAMES, *load.TASKS):
        tell(f"{size.tasks} nhiệm vụ, {size.people} người")
        steering = tasks.add_tasks(country, place, tasks=size.tasks, people=size.people)
    if steering and wanted(*tasks.NAMES):
        yield from (each for each in tasks.figures(steering, often=size.often) if wanted(each.name))
    if wanted("page_weight"):
        yield weight.heaviest(place, "page_weight")
    # The server is another process: it sees what is committed, so a test that rolls back measures no load.
    if size.load_seconds and not connection.in_atomic_block:
        url = os.environ["DATABASE_URL"]
        if wanted(*load.NAMES):
            tell("50 người cùng lúc, 4 tiến trình")
            measured = load.measure(country, place, url, seconds=size.load_seconds)
            yield from (each for each in measured if wanted(each.name))
        if steering and wanted(*load.TASKS):
            tell("50 người cùng làm nhiệm vụ, 4 tiến trình")
            measured = load.measure_tasks(country, steering, url, seconds=size.load_seconds)
            yield from (each for each in measured if wanted(each.name))


def _settle() -> None:
    """What autovacuum does in a quiet minute, so that no figure depends on when it comes round."""
    with connection.cursor() as cursor:
        if connection.in_atomic_block:  # a test
            cursor.execute(f"ANALYZE {', '.join(FILLED)}")
        else:
            cursor.execute(f"VACUUM (ANALYZE) {', '.join(FILLED)}")
