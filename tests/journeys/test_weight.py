"""What a browser loads: the first page at most 200 KB as it is sent, each page after it at most 40 KB."""

from __future__ import annotations

from typing import Any

from tests.journeys.conftest import People

FIRST, NEXT = 200_000, 40_000


def weighed(page: Any, path: str) -> int:
    """Bytes over the wire, heads and bodies as compressed, for one page and all it brings."""
    line = page.context.new_cdp_session(page)
    line.send("Network.enable")
    bytes_of: list[float] = []
    line.on("Network.loadingFinished", lambda told: bytes_of.append(told["encodedDataLength"]))
    page.goto(path)
    page.wait_for_load_state("networkidle")
    line.detach()
    assert bytes_of
    return round(sum(bytes_of))


def test_the_first_page_and_each_page_after_it(look: People) -> None:
    world = look.site.world
    pages = {
        "my work": "/",
        "board": f"/board/?round={world.open_round}",
        "wall": f"/board/?round={world.frozen_round}",
        "grid": f"/rounds/sheets/{world.open_sheets['thuong']}/",
    }
    for name, path in pages.items():
        fresh = look("tuan" if name == "grid" else "lan", width=360)
        first = weighed(fresh, path)
        assert first <= FIRST, (name, first)
        again = weighed(fresh, path)
        assert again <= NEXT, (name, again)
        print(f"{name}: first {first} B, then {again} B")
