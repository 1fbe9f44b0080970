"""Take the pictures of the README from a running demo: ``python scripts/pictures.py http://localhost:8000``."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

FOLDER = Path(__file__).resolve().parents[1] / "docs" / "img"
PASSWORD = "nong-thon-moi"
DESK, PHONE = (1440, 900), (360, 740)
PICTURES = (
    # file, who, size, the links followed from the start page
    ("board", "hanh", DESK, "/board/"),
    ("wall-phone", "tuan", PHONE, "/board/communes/{own}/"),
    ("sheet", "tuan", DESK, "/rounds/sheets/{sheet}/"),
    ("queue", "thu", DESK, "/rounds/queue/?verification=ENTERED"),
    ("criteria", "lan", DESK, "/criteria/"),
    ("commune", "lan", DESK, "/board/communes/{own}/"),
)


def sign_in(page: Page, base: str, who: str) -> None:
    page.goto(f"{base}/accounts/login/")
    page.fill("input[name=login]", who)
    page.fill("input[name=password]", PASSWORD)
    page.click("main button[type=submit]")
    page.wait_for_load_state()


def ids(page: Page, base: str) -> dict[str, str]:
    """The newest sheet of Xã Thượng Sơn and its commune page, found by following links."""
    page.goto(f"{base}/rounds/sheets/?q=thuong+son&state=OPEN")
    sheet = page.locator("tbody th a").first.get_attribute("href") or ""
    page.goto(base + sheet)
    own = page.locator("a[href*='/board/communes/']").first.get_attribute("href") or ""
    return {"sheet": sheet.strip("/").split("/")[-1], "own": own.strip("/").split("/")[-1]}


def main(base: str) -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        known: dict[str, str] = {}
        for name, who, (width, height), path in PICTURES:
            page = browser.new_context(viewport={"width": width, "height": height}, locale="vi-VN").new_page()
            sign_in(page, base, who)
            known = known or ids(page, base)
            page.goto(base + path.format(**known))
            page.screenshot(path=FOLDER / f"{name}.png")
            page.context.close()
        browser.close()


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "http://localhost:8000")
