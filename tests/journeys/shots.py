"""Pictures of every main page, whole, at 1440 and 360 px, of a product that runs: for looking at, and the README.

    python tests/journeys/shots.py [--address http://127.0.0.1:8000] [--out var/shots] [--only board] [--readme]

Run it by hand beside ``make demo``; it signs in with the demo's own accounts and only reads. A page's own records
are found by following the links of the pages, so it works on any data. Prints what it took, how wide each page is,
and what its console said. With ``--readme`` it takes the pictures of the README into ``docs/img`` instead, each what
one screen shows (the brief needs ``pdftoppm``); make them smaller with ``pngquant`` before they are committed.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

WIDTHS = (1440, 360)
TALLEST = 6000
"""Pixels; a longer page is cut there (a list of three thousand rows is no picture)."""

Step = tuple[str, str, str, str]
"""A picture: its name, who looks, where it starts, and the links to follow from there (or ""): patterns of the address,
each with ``::`` and a piece of its words where the address is not enough, joined by ``>``."""

STEPS: tuple[Step, ...] = (
    ("01-sign-in", "", "/accounts/login/", ""),
    ("02-desk-office", "hanh", "/", ""),
    ("02-desk-specialist", "lan", "/", ""),
    ("02-desk-department", "thu", "/", ""),
    ("02-desk-commune", "tuan", "/", ""),
    ("03-board", "hanh", "/board/", ""),
    ("03-board-commune-officer", "vy", "/board/", ""),
    ("04-criterion", "hanh", "/board/", r"^/board/rounds/\d+/criteria/\d+/"),
    ("05-commune", "tuan", "/", r"^/rounds/sheets/\d+/$>^/board/communes/\d+/"),
    ("06-rounds", "lan", "/rounds/", ""),
    ("07-round", "lan", "/rounds/", r"^/rounds/\d+/$"),
    ("08-round-new", "lan", "/rounds/new/", ""),
    ("09-sheets", "lan", "/rounds/sheets/", ""),
    ("10-sheet-grid", "tuan", "/", r"^/rounds/sheets/\d+/$"),
    ("11-queue", "thu", "/rounds/queue/?verification=ENTERED", ""),
    ("12-indicator", "thu", "/rounds/queue/?verification=ENTERED", r"^/rounds/results/\d+/$"),
    ("13-return", "thu", "/rounds/queue/?verification=ENTERED", r"^/rounds/results/\d+/$>/verify/return/$"),
    ("14-workbook", "lan", "/rounds/?state=OPEN", r"^/rounds/\d+/$>^/imports/new/province-workbook/"),
    ("15-imports", "lan", "/imports/", ""),
    ("16-criteria-sets", "lan", "/criteria/", ""),
    ("17-criteria-set", "lan", "/criteria/", r"^/criteria/\d+/"),
    ("18-criteria-row", "lan", "/criteria/rows/", r"^/criteria/rows/\d+/"),
    ("19-territory", "lan", "/territory/", ""),
    ("20-organisations", "lan", "/organisations/", ""),
    ("21-organisation", "lan", "/organisations/", r"^/organisations/\d+/"),
    ("22-people", "lan", "/organisations/people/", ""),
    ("23-person", "lan", "/organisations/people/", r"^/organisations/people/\d+/"),
    ("24-account", "lan", "/account/", ""),
    ("25-guide", "tuan", "/guide/", ""),
    ("26-guide-grid", "tuan", "/guide/nhap-so-lieu/", ""),
    ("27-jobs", "lan", "/jobs/", ""),
    ("28-style", "lan", "/style/", ""),
    ("29-not-found", "lan", "/khong-co-trang-nay/", ""),
    ("30-unit", "lan", "/territory/", r"^/territory/units/\d+/"),
    ("31-unit-changes", "lan", "/territory/changes/", ""),
    ("32-unit-change", "lan", "/territory/changes/", r"^/territory/changes/\d+/$"),
    ("33-unit-change-new", "hanh", "/territory/changes/new/?kind=merge", ""),
    ("34-classify", "hanh", "/territory/", r"^/territory/units/\d+/>/classify/"),
    ("35-chart", "lan", "/organisations/", r"^/organisations/\d+/>/chart/"),
    ("36-committees", "lan", "/organisations/committees/", ""),
    ("37-committee", "lan", "/organisations/committees/", r"^/organisations/committees/\d+/"),
    ("38-monitors", "lan", "/organisations/monitors/", ""),
    ("39-matrix", "lan", "/organisations/monitors/matrix/", ""),
    ("40-handovers", "lan", "/organisations/handovers/", ""),
    ("41-handover", "lan", "/organisations/handovers/", r"^/organisations/handovers/\d+/"),
    ("42-contacts", "tuan", "/organisations/contacts/", ""),
    ("43-statistics", "lan", "/profile/statistics/", ""),
    ("44-plan", "lan", "/profile/plans/", r"^/profile/plans/\d+/"),
    ("45-compare", "lan", "/criteria/compare/", ""),
    ("46-topics", "lan", "/criteria/topics/", ""),
    ("47-topic", "lan", "/criteria/topics/", r"^/criteria/topics/[\w-]+/"),
    ("48-draft", "lan", "/criteria/?state=draft", r"^/criteria/\d+/"),
    ("49-draft-row-new", "lan", "/criteria/?state=draft", r"^/criteria/\d+/>/rows/new/"),
    ("51-provincial", "lan", "/criteria/?q=2021", r"^/criteria/\d+/>/provincial/"),
    ("52-questions", "lan", "/criteria/questions/", ""),
    ("53-past", "lan", "/board/past/", ""),
    ("54-compare-years", "lan", "/board/compare/", ""),
    ("55-decided-years", "lan", "/rounds/past/", ""),
    ("56-decided-year", "lan", "/rounds/past/", r"^/rounds/past/\d+/$"),
    ("57-recognitions", "lan", "/recognitions/", ""),
    ("58-recognition", "lan", "/recognitions/", r"^/recognitions/\d+/"),
    ("59-changes-since", "lan", "/changes/", ""),
    ("60-search", "lan", "/search/?q=thuong+son", ""),
    ("61-inbox", "tuan", "/inbox/", ""),
    ("62-publications", "hanh", "/publications/", ""),
    ("63-publication", "hanh", "/publications/", r"^/publications/\d+/"),
    ("64-public", "", "/public/", ""),
    ("65-public-list", "", "/public/", r"^/public/\d+/"),
    ("66-start", "tri", "/start/", ""),
    ("67-keeping", "tri", "/access/", ""),
    ("68-roles", "tri", "/access/roles/", ""),
    ("69-person-access", "tri", "/access/roles/", r"^/access/roles/\d+/$>^/access/people/\d+/"),
    ("70-journal", "tri", "/access/journal/", ""),
    ("71-why", "tuan", "/account/why/", ""),
    ("72-past-day", "lan", "/territory/?as_of=2024-06-30", ""),
    ("73-carry", "tuan", "/", r"^/rounds/sheets/\d+/$>/carry/$"),
    ("74-hand-in", "tuan", "/", r"^/rounds/sheets/\d+/$>/act/submit/$"),
    ("75-commune-workbook", "tuan", "/", r"^/rounds/sheets/\d+/$>^/imports/new/commune-workbook/\?"),
    ("76-quality", "lan", "/rounds/quality/", ""),
    ("77-returns", "lan", "/rounds/quality/returns/", ""),
    ("78-punctuality", "lan", "/rounds/quality/ranking/", ""),
    ("79-carry-rules", "lan", "/rounds/?state=OPEN", r"^/rounds/\d+/$>^/rounds/carry-rules/\d+/$"),
    ("80-counter", "thu", "/rounds/queue/?verification=ENTERED", r"^/rounds/results/\d+/$>/counter/$"),
    (
        "81-conclude",
        "thu",
        "/rounds/queue/?verification=ENTERED&indicator=3.2",
        r"^/rounds/results/\d+/$>/verify/conclude/$",
    ),
    ("82-disputed", "minh", "/rounds/queue/?verification=DISPUTED", r"^/rounds/results/\d+/$"),
    ("83-settled", "hanh", "/rounds/sheets/?state=VERIFYING", r"^/rounds/sheets/\d+/$>^/rounds/results/::hội đồng"),
    ("85-submissions", "lan", "/rounds/submissions/", ""),
    ("86-urge", "lan", "/rounds/submissions/", r"/urge/communes/$"),
    ("87-urge-pause", "hanh", "/rounds/submissions/pause/", ""),
    ("88-frozen-round", "hanh", "/rounds/?state=FROZEN", r"^/rounds/\d+/$"),
    ("89-paper", "lan", "/rounds/?state=FROZEN", r"^/rounds/\d+/$>/paper/$"),
    ("90-amendments", "hanh", "/rounds/amendments/", ""),
    ("91-amendment", "hanh", "/rounds/amendments/", r"^/rounds/amendments/\d+/$"),
    ("92-amendment-approve", "hanh", "/rounds/amendments/?state=REQUESTED", r"^/rounds/amendments/\d+/$>/approve/$"),
    ("93-amendment-new", "lan", "/rounds/sheets/?state=FROZEN", r"^/rounds/sheets/\d+/$>/amend/$"),
    (
        "94-editions",
        "lan",
        "/rounds/amendments/?state=APPLIED",
        r"^/rounds/amendments/\d+/$>^/rounds/sheets/>/editions/",
    ),
    ("95-terms", "hanh", "/rounds/amendments/terms/", ""),
    ("96-verify", "lan", "/rounds/?state=FROZEN", r"^/rounds/\d+/$>/verify/$"),
    ("97-moments", "lan", "/rounds/?state=OPEN", r"^/rounds/\d+/$>/compare/$"),
    ("98-targets", "lan", "/targets/", ""),
    ("99-target", "lan", "/targets/", r"^/targets/\d+/$"),
    ("a0-target-new", "tuan", "/targets/new/", ""),
    ("a1-targets-plan", "lan", "/targets/plan/", ""),
    ("a2-targets-pace", "lan", "/targets/pace/", ""),
    ("a3-letters", "hanh", "/letters/", ""),
    ("a4-letter-kind", "hanh", "/letters/", r"^/letters/[\w-]+/(\?|$)"),
    ("a5-summary", "lan", "/reports/", ""),
    ("a6-by-commune", "lan", "/reports/communes/", ""),
    ("a7-moves", "lan", "/reports/moves/", ""),
    ("a8-form-05", "lan", "/reports/forms/bieu-05/", ""),
    ("a9-form-06", "lan", "/reports/forms/bieu-06/", ""),
    ("b0-sector", "thu", "/reports/sector/", ""),
    ("b1-map", "phong", "/board/?view=map", ""),
    ("b3-slides", "phong", "/board/", r"^/board/rounds/\d+/slides/"),
    ("b4-slide-2", "phong", "/board/", r"^/board/rounds/\d+/slides/>slide=2"),
    ("b5-rights-changes", "tri", "/access/changes/", ""),
    ("b6-rules", "tri", "/access/rules/", ""),
    ("b7-reminder-rules", "hanh", "/inbox/rules/", ""),
    ("b8-import-maps", "lan", "/imports/maps/", ""),
    ("b9-desk-leader", "phong", "/", ""),
    ("c0-desk-head", "minh", "/", ""),
    ("c1-desk-assigned", "quang", "/", ""),
    ("c2-locked-grid", "tuan", "/rounds/sheets/?state=FROZEN", r"^/rounds/sheets/\d+/$"),
)


PICTURES: tuple[tuple[str, str, str, str, int, int], ...] = (
    ("board", "hanh", "/board/", "", 1440, 1150),
    ("wall-phone", "phong", "/board/#wall", "", 360, 740),
    ("sheet", "tuan", "/", r"^/rounds/sheets/\d+/$", 1440, 1000),
    ("queue", "thu", "/rounds/queue/?verification=ENTERED", "", 1440, 900),
    ("disputed", "minh", "/rounds/queue/?verification=DISPUTED", r"^/rounds/results/\d+/$", 1440, 960),
    ("commune", "phong", "/board/", r"^/board/communes/\d+/", 1440, 1150),
    ("amendment", "hanh", "/rounds/amendments/?state=REQUESTED", r"^/rounds/amendments/\d+/$", 1440, 800),
    ("moments", "lan", "/rounds/?state=OPEN", r"^/rounds/\d+/$>/compare/$", 1440, 1000),
    ("criteria", "lan", "/criteria/?q=36/2024", r"^/criteria/\d+/$", 1440, 1000),
    ("change", "lan", "/territory/changes/", r"^/territory/changes/\d+/$", 1440, 900),
    ("past", "lan", "/board/past/", "", 1440, 900),
)
"""The pictures of the README: name, who looks, where it starts, the links to follow, the screen in pixels."""


def chromium() -> str:
    for name in ("chromium", "chromium-browser", "google-chrome"):
        if path := shutil.which(name):
            return path
    sys.exit("no Chromium found (apt-get install chromium)")


def follow(page: Any, patterns: str) -> bool:
    """Follow the first link that fits each pattern in turn; ``False`` where there is none."""
    for pattern in filter(None, patterns.split(">")):
        address, _, words = pattern.partition("::")
        links = page.locator("main a[href]").evaluate_all("all => all.map(a => [a.getAttribute('href'), a.innerText])")
        fitting = [href for href, text in links if re.search(address, href) and words in text]
        if not fitting:
            return False
        page.goto(urljoin(page.url, fitting[0]))
    return True


def sign_in(context: Any, name: str, password: str) -> None:
    page = context.new_page()
    page.goto("/accounts/login/")
    page.fill("[name=login]", name)
    page.fill("[name=password]", password)
    with page.expect_navigation():
        page.keyboard.press("Enter")
    if "/accounts/" in page.url:
        sys.exit(f"{name} cannot sign in at {page.url}")
    page.close()


def main() -> None:
    from playwright.sync_api import sync_playwright

    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--address", default="http://127.0.0.1:8000")
    parser.add_argument("--out", type=Path, default=Path(__file__).resolve().parents[2] / "var" / "shots")
    parser.add_argument("--password", default="", help="of all the accounts; without it the demo's own")
    parser.add_argument("--readme", action="store_true", help="the pictures of the README, into docs/img")
    parser.add_argument("--only", default="", help="take the pictures whose names contain this")
    asked = parser.parse_args()
    password = asked.password or demo_password()
    if asked.readme:
        asked.out = Path(__file__).resolve().parents[2] / "docs" / "img"
    asked.out.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        arguments = ["--lang=vi"] + (["--no-sandbox"] if os.geteuid() == 0 else [])
        browser = playwright.chromium.launch(executable_path=chromium(), args=arguments)
        steps = [step for step in STEPS if asked.only in step[0] and not asked.readme]
        screens = [screen for screen in PICTURES if asked.only in screen[0] and asked.readme]
        states: dict[str, Any] = {}
        for name in sorted(({step[1] for step in steps} | {screen[1] for screen in screens}) - {""}):
            context = browser.new_context(base_url=asked.address, locale="vi-VN")
            sign_in(context, name, password)
            states[name] = context.storage_state()
            context.close()
        for name, who, start, links in steps:
            for width in WIDTHS:
                take(browser, asked, states.get(who), name, start, links, width)
        for name, who, start, links, width, height in screens:
            show(browser, asked, states.get(who), name, start, links, width, height)
            if name == "commune":
                brief(browser, asked, states.get(who), start, links)
        browser.close()


def take(browser: Any, asked: Any, state: Any, name: str, start: str, links: str, width: int) -> None:
    height = 900 if width > 600 else 740
    context = browser.new_context(
        base_url=asked.address, locale="vi-VN", storage_state=state, viewport={"width": width, "height": height}
    )
    page = context.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
    answer = page.goto(start)
    if not follow(page, links):
        print(f"{name:<28} {width:>5}  no link fits {links}")
        context.close()
        return
    page.evaluate("document.fonts.ready")
    wide, tall = page.evaluate("[document.documentElement.scrollWidth, document.documentElement.scrollHeight]")
    page.set_viewport_size({"width": width, "height": max(height, min(tall, TALLEST))})
    page.screenshot(path=str(asked.out / f"{name}-{width}.png"))
    note = f"  {wide} px WIDE" if wide > width else ""
    status = answer.status if answer else 0
    print(f"{name:<28} {width:>5}  {status} {page.url.removeprefix(asked.address)}{note} {said[:2] or ''}")
    context.close()


def show(browser: Any, asked: Any, state: Any, name: str, start: str, links: str, width: int, height: int) -> None:
    """A picture of the README: one screen, as it is; a phone's twice as fine."""
    context = browser.new_context(
        base_url=asked.address, locale="vi-VN", storage_state=state, viewport={"width": width, "height": height},
        device_scale_factor=2 if width < 600 else 1,
    )  # fmt: skip
    page = context.new_page()
    page.goto(start)
    if not follow(page, links):
        sys.exit(f"{name}: no link fits {links}")
    page.evaluate("document.fonts.ready")
    page.screenshot(path=str(asked.out / f"{name}.png"))
    print(f"{name:<28} {width:>5}  {page.url.removeprefix(asked.address)}")
    context.close()


def brief(browser: Any, asked: Any, state: Any, start: str, links: str) -> None:
    """The first page of the brief of the commune that :func:`show` showed."""
    pdftoppm = shutil.which("pdftoppm")
    if pdftoppm is None:
        print("brief: no pdftoppm here, its picture stays as it was")
        return
    context = browser.new_context(base_url=asked.address, locale="vi-VN", storage_state=state)
    page = context.new_page()
    page.goto(start)
    follow(page, links)
    href = page.locator("main a[href*='/brief/']").first.get_attribute("href")
    data = context.request.get(urljoin(page.url, href)).body()
    run = [pdftoppm, "-r", "100", "-f", "1", "-l", "1", "-singlefile", "-png", "-", str(asked.out / "brief")]
    subprocess.run(run, input=data, check=True)
    context.close()


def demo_password() -> str:
    sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "src"))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dieuphoi.config.settings")
    import django

    django.setup()
    from dieuphoi.config.demo.load import SIGN_INS

    return SIGN_INS[0][1]


if __name__ == "__main__":
    main()
