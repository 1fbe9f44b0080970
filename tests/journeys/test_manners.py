"""Every main page, for a person of the office and one of a commune: fits a phone, reads without a script, is open
to everybody's aids, light, and asks nobody else."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.urls import NoReverseMatch, URLPattern, URLResolver, get_resolver, reverse
from playwright.sync_api import Error, expect

from tests.journeys.conftest import AXE, DESKTOP, PHONE, People
from tests.journeys.steering import put_steering_on
from tests.journeys.test_entry_grid import call

NOT_PAGES = {"pick", "set_language", "health", "token_new", "sessions_end", "palette"}
"""Answers that are no page for people (a list under the search box), and addresses that only take a form."""
WEIGHT = 200 * 1024
WCAG = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}
LAYOUT = {"runOnly": {"type": "rule", "values": ["target-size", "color-contrast", "scrollable-region-focusable"]}}
"""The rules whose answer changes with the width."""


def plain_pages() -> list[str]:
    """Every page of the route table that opens without an id."""
    return sorted(set(_walk(get_resolver("dieuphoi.config.urls").url_patterns, "")))


def _walk(patterns: list[Any], space: str) -> Any:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            if pattern.namespace != "api":
                yield from _walk(pattern.url_patterns, f"{space}{pattern.namespace}:" if pattern.namespace else space)
        elif isinstance(pattern, URLPattern) and pattern.name and pattern.name not in NOT_PAGES:
            kind = getattr(pattern.callback, "view_class", None)
            if kind is not None and not hasattr(kind, "get"):
                continue
            try:
                yield reverse(f"{space}{pattern.name}", urlconf="dieuphoi.config.urls")
            except NoReverseMatch:
                continue


def detail_pages(world: Any, who: str) -> list[str]:
    """Pages of one record, those that the person meets on the way."""
    sheet = world.open_sheets["thuong"]
    pages = [
        f"/rounds/{world.open_round}/",
        f"/rounds/{world.frozen_round}/",
        f"/rounds/sheets/{sheet}/",
        f"/rounds/sheets/{sheet}/act/submit/",
        f"/rounds/sheets/{world.frozen_sheets['thuong']}/",
        f"/rounds/results/{world.results['thuong']['2.1']}/",
        f"/board/?round={world.frozen_round}",
        f"/board/?round={world.open_round}&mark=Z",
        f"/board/communes/{world.units['thuong']}/",
        f"/board/communes/{world.units['thuong']}/?round={world.frozen_round}",
        f"/board/communes/{world.units['ha']}/?round={world.frozen_round}",
        f"/board/rounds/{world.frozen_round}/criteria/{world.criteria['3']}/",
        f"/board/?round={world.open_round}&view=map",
        f"/board/rounds/{world.open_round}/progress/",
        f"/board/rounds/{world.open_round}/slides/",
        f"/board/rounds/{world.open_round}/slides/?slide=3",
        f"/rounds/sheets/{sheet}/carry/",
        f"/rounds/sheets/{sheet}/carry/undo/",
        f"/imports/new/commune-workbook/?sheet={sheet}",
        f"/rounds/sheets/{world.frozen_sheets['thuong']}/editions/",
        f"/criteria/{world.version_id}/",
        f"/criteria/rows/{world.indicators['2.1']}/",
        f"/organisations/{world.orgs['UB-THUONG']}/",
        f"/organisations/people/{world.people['tuan']}/",
        "/guide/nhap-so-lieu/",
        "/guide/bang-dieu-hanh/",
        "/guide/khong-co-trang-nay/",
    ]
    if who == "lan":
        pages += [
            f"/imports/new/province-workbook/?round={world.open_round}",
            f"/criteria/rows/{world.indicators['2.1']}/confirm/",
            f"/rounds/results/{world.results['ha']['3.1']}/",
            f"/rounds/{world.open_round}/freeze/",
            f"/rounds/sheets/?round={world.open_round}&state=OPEN",
            "/rounds/sheets/?round=77",
            f"/rounds/carry-rules/{world.version_id}/",
            f"/rounds/carry-rules/{world.version_id}/{world.indicators['2.1']}/",
            f"/rounds/quality/?round={world.frozen_round}",
            f"/rounds/submissions/?round={world.open_round}",
            f"/rounds/{world.open_round}/urge/communes/",
            f"/rounds/{world.open_round}/urge/departments/",
            f"/rounds/{world.open_round}/compare/",
            f"/rounds/{world.frozen_round}/verify/",
            f"/rounds/{world.frozen_round}/paper/",
            f"/rounds/sheets/{world.frozen_sheets['ha']}/amend/",
            f"/rounds/sheets/{world.frozen_sheets['ha']}/amend/?rows={world.indicators['2.1']}",
            f"/reports/?round={world.frozen_round}",
            f"/reports/communes/?round={world.frozen_round}",
            f"/reports/moves/?round={world.open_round}",
            "/reports/forms/bieu-05/",
            "/reports/forms/bieu-06/",
            "/letters/tong-hop-dot/",
            "/letters/tong-hop-dot/new/",
            "/targets/pace/criteria/",
        ]
    return pages


SAME_FOR_ALL = ("/guide/", "/criteria/", "/territory/", "/organisations/", "/accounts/")
"""What looks the same whoever reads: visited by one person alone. The style page has its own tests (core/ui)."""


def pages_for(world: Any, who: str) -> list[str]:
    every = [path for path in (*plain_pages(), *detail_pages(world, who)) if path != "/style/"]
    return every if who == "lan" else [path for path in every if not path.startswith(SAME_FOR_ALL)]


def visit(page: Any, path: str) -> bool:
    """Open a page; ``False`` where the address is a file or leads to sign-in."""
    try:
        answer = page.goto(path, wait_until="load")
    except Error as error:
        if "Download is starting" not in error.message:
            raise
        return False
    return bool(answer and answer.headers.get("content-type", "").startswith("text/html"))


def test_the_route_table_holds_the_pages_that_people_start_from() -> None:
    assert {"/", "/board/", "/rounds/", "/rounds/queue/", "/rounds/sheets/", "/criteria/", "/style/"} <= set(
        plain_pages()
    )


def serious(page: Any, path: str, rules: dict[str, Any]) -> list[str]:
    """What axe calls serious or critical on the page as it stands."""
    found = page.evaluate(
        "([context, options]) => axe.run(context, {...options, resultTypes: ['violations']})",
        [{"include": [["html"]]}, rules],
    )
    return [
        f"{path}: {each['id']} ({each['impact']}) {len(each['nodes'])}× {[n['target'] for n in each['nodes']][:2]}"
        for each in found["violations"]
        if each["impact"] in ("serious", "critical")
    ]


PARTS = 2


def too_wide(page: Any, path: str) -> list[str]:
    """The page's width and what sticks out, when it must be pushed sideways."""
    width = page.evaluate("document.documentElement.scrollWidth")
    if width <= PHONE:
        return []
    culprits = page.evaluate(
        """width => [...document.querySelectorAll('main *, header *, footer *')]
             .filter(e => e.getBoundingClientRect().right > width + 1 && !e.closest('.table-scroll, .chart-scroll'))
             .slice(0, 3).map(e => e.tagName + '.' + e.className)""",
        PHONE,
    )
    return [f"{path}: {width} px wide at {PHONE} {culprits}"]


@pytest.mark.parametrize("part", range(PARTS))
@pytest.mark.parametrize("who", ["lan", "tuan"])
def test_every_page_fits_a_phone_and_axe_finds_nothing_serious(look: People, who: str, part: int) -> None:
    page = look(who)
    script = AXE.read_text(encoding="utf-8")
    wrong = []
    for path in pages_for(look.site.world, who)[part::PARTS]:
        page.set_viewport_size({"width": DESKTOP, "height": 900})
        if visit(page, path):
            page.evaluate(script)
            wrong += serious(page, f"{path} at {DESKTOP}", WCAG)
            page.set_viewport_size({"width": PHONE, "height": 740})
            wrong += too_wide(page, path)
            wrong += serious(page, f"{path} at {PHONE}", LAYOUT)
    assert not wrong, "\n".join(wrong)


def test_forms_of_departments_and_heads_and_what_they_made(browse: People) -> None:
    """The pages that only an argument, an amendment or a target brings about: as wide as a phone, nothing for axe."""
    world = browse.site.world
    site = browse.site
    argued, waiting = world.results["ha"]["3.1"], world.results["ha"]["2.1"]
    call(site, "thu", "POST", f"/results/{argued}/counter", {"typed": {"": "48,5"}, "reason": "theo niên giám"})
    call(site, "vy", "POST", f"/results/{argued}/dispute", {"reason": "niên giám tính cả hai thôn đã chuyển đi"})
    amendment = call(
        site, "lan", "POST", f"/amendments/of-sheet/{world.frozen_sheets['ha']}",
        {
            "reason": "Nhập nhầm số km", "document": "15/BB-VPDP", "document_on": "2026-02-20",
            "items": [{"indicator_id": world.indicators["2.1"], "typed": {"": "82"}}],
        },
    )["id"]  # fmt: skip
    target = call(
        site, "lan", "POST", "/targets",
        {
            "unit_id": world.units["ha"], "goal": "LEVEL", "level": "commune_basic", "year": 2027,
            "registered_on": "2026-01-10",
        },
    )["id"]  # fmt: skip
    visits = {
        "hai": [f"/rounds/results/{waiting}/counter/", f"/rounds/results/{waiting}/verify/return/"],
        "thu": [f"/rounds/results/{argued}/", f"/rounds/results/{argued}/argue/uphold/", "/reports/sector/"],
        "vy": [f"/rounds/results/{argued}/"],
        "hanh": [
            f"/rounds/results/{argued}/council/",
            f"/rounds/amendments/{amendment}/",
            f"/rounds/amendments/{amendment}/approve/",
            f"/rounds/amendments/{amendment}/reject/",
            "/rounds/amendments/terms/",
            f"/targets/{target}/",
            f"/targets/{target}/confirm/",
            f"/targets/{target}/move/",
            f"/targets/{target}/act/withdraw/",
        ],
    }
    script = AXE.read_text(encoding="utf-8")
    wrong = []
    for who, paths in visits.items():
        page = browse(who)
        for path in paths:
            page.set_viewport_size({"width": DESKTOP, "height": 900})
            answer = page.goto(path)
            assert answer.ok, f"{answer.status} {who} {path}"
            page.evaluate(script)
            wrong += serious(page, f"{path} at {DESKTOP}", WCAG)
            page.set_viewport_size({"width": PHONE, "height": 740})
            wrong += too_wide(page, path)
            wrong += serious(page, f"{path} at {PHONE}", LAYOUT)
    assert not wrong, "\n".join(wrong)


def steering_pages(made: dict[str, int], who: str) -> list[str]:
    """Pages of one task, document, draft, plan, result, meeting or line of the calendar, and the forms on them."""
    task, plan, document, meeting = (f"/{where}/{made[name]}/" for where, name in (
        ("tasks", "new"), ("tasks/plans", "plan"), ("documents", "document"), ("meetings", "meeting")
    ))  # fmt: skip
    if who == "thu":
        running = f"/tasks/{made['running']}/"
        acts = ("progress/", "delay/", "report/", "part/")
        opinion = f"/documents/drafts/opinions/{made['opinion']}/"
        return [task, running, *(running + act for act in acts), opinion, meeting]
    if who == "tuan":
        return [document, meeting, f"/meetings/inputs/{made['input']}/", f"{document}receive/"]
    week = date.fromordinal(made["week"]).isoformat()
    return [
        task, f"/tasks/{made['running']}/", f"/tasks/{made['reported']}/", f"/tasks/{made['late']}/",
        *(task + act for act in ("correct/", "hand-over/", "urge/", "pause/", "files/", "reply/", "mandates/")),
        f"/tasks/{made['reported']}/confirm/", f"/tasks/extensions/{made['extension']}/grant/",
        "/tasks/?whose=given&standing=REPORTED", "/tasks/board/?column=REPORTED", "/tasks/calendar/?show=week",
        plan, *(plan + act for act in ("correct/", "lines/new/", "groups/new/", "members/new/", "consult/", "review/")),
        f"/tasks/plans/lines/{made['line']}/", f"/tasks/plans/lines/{made['line']}/money/",
        f"/tasks/results/{made['published']}/", f"/tasks/results/{made['prepared']}/",
        document, *(document + act for act in ("correct/", "assign/", "send/", "relate/", "files/", "tasks/")),
        f"/documents/drafts/{made['draft']}/", "/documents/access/?by=addressee", "/documents/access/?by=issuer",
        meeting, *(meeting + act for act in ("correct/", "agenda/", "call/", "inputs/", "papers/", "postpone/")),
        f"/meetings/inputs/{made['input']}/", f"/calendar/{made['entry']}/", f"/calendar/{made['entry']}/correct/",
        f"/calendar/?week={week}", "/?work=1&kind=task",
    ]  # fmt: skip


@pytest.mark.parametrize("who", ["lan", "thu", "tuan"])
def test_pages_of_the_daily_steering_fit_a_phone_and_axe_finds_nothing_serious(browse: People, who: str) -> None:
    made = put_steering_on(browse.site)
    page = browse(who)
    script = AXE.read_text(encoding="utf-8")
    wrong = []
    for path in steering_pages(made, who):
        page.set_viewport_size({"width": DESKTOP, "height": 900})
        answer = page.goto(path)
        if not answer.ok:
            wrong.append(f"{answer.status} {who} {path}")
            continue
        page.evaluate(script)
        wrong += serious(page, f"{path} at {DESKTOP}", WCAG)
        page.set_viewport_size({"width": PHONE, "height": 740})
        wrong += too_wide(page, path)
        wrong += serious(page, f"{path} at {PHONE}", LAYOUT)
    assert not wrong, "\n".join(wrong)


def test_what_is_wide_stays_in_its_place_on_a_small_desk(browse: People) -> None:
    """At 1280 px: a card of the calendar in its day, the board in its frame, an amount on one line, a head of a table
    of at most three lines; on a phone the rules of access are a few lines.
    """
    made = put_steering_on(browse.site)
    page = browse("lan", 1280)
    page.goto(f"/calendar/?week={date.fromordinal(made['week']).isoformat()}")
    assert page.locator(".week-clash").count() == 2
    outside = page.evaluate(
        """[...document.querySelectorAll('.week-entry, .week-entry *')].filter(e =>
             e.getBoundingClientRect().right > e.closest('.week-day').getBoundingClientRect().right + 0.5).length"""
    )
    assert outside == 0
    page.goto("/tasks/board/")
    width, frame, inside = page.evaluate(
        "[document.documentElement.scrollWidth, ...(e => [e.clientWidth, e.scrollWidth])("
        "document.querySelector('.kanban'))]"
    )
    assert width <= 1280 < frame + 400
    assert inside > frame
    first = page.locator("#column-ACCEPTED").locator("xpath=..").locator(".task-card-title").all_inner_texts()
    assert first[-1].endswith("đợt 3")  # a hundred and fifty days late: last
    page.goto(f"/tasks/plans/{made['plan']}/")
    money = page.locator(".figure-number", has_text="1.234.750.000.000")
    box, tile = money.bounding_box(), money.locator("xpath=../..").bounding_box()
    assert box["height"] < 60
    assert box["x"] + box["width"] <= tile["x"] + tile["width"]
    for path in ("/documents/", "/tasks/"):
        page.goto(path)
        assert page.locator(".register thead").bounding_box()["height"] < 90, path
    phone = browse("lan", PHONE, "/documents/access/")
    assert phone.locator("#paces").bounding_box()["height"] < 500


def test_the_counts_below_the_wall_are_large_enough_to_hit(look: People) -> None:
    page = look("lan", path=f"/board/?round={look.site.world.frozen_round}")
    small = page.locator("table.wall tfoot a").evaluate_all(
        "all => all.map(e => e.getBoundingClientRect()).filter(r => r.height < 23.9 || r.width < 23.9).length"
    )
    assert page.locator("table.wall tfoot a").count() == 6
    assert small == 0


def test_the_story_of_a_round_is_told_in_words(look: People) -> None:
    page = look("lan", path=f"/rounds/{look.site.world.open_round}/")
    words = page.locator(".timeline").inner_text()
    assert "Mở đợt" in words
    for raw in ("state", "version", "province", "entry due", "2.026", "#"):
        assert raw not in words


def test_an_unknown_address_is_told_in_our_words(look: People) -> None:
    page = look("tuan", path="/khong-co-trang-nay/")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Không", timeout=500)
    expect(page.get_by_role("navigation", name="Danh mục chính")).to_be_visible(timeout=500)


def test_axe_finds_nothing_serious_before_sign_in(look: People) -> None:
    page = look(width=PHONE)
    wrong = []
    for path in ("/accounts/login/", "/accounts/password/reset/", "/accounts/inactive/"):
        page.goto(path)
        page.evaluate(AXE.read_text(encoding="utf-8"))
        wrong += serious(page, path, WCAG)
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE
    assert not wrong


def test_the_frozen_round_fits_a_phone(look: People) -> None:
    page = look("tuan", PHONE, f"/rounds/{look.site.world.frozen_round}/")
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE


@pytest.mark.parametrize("who", ["lan", "tuan"])
def test_pages_read_without_a_script(look: People, who: str) -> None:
    page = look(who, PHONE, java_script_enabled=False)
    bad = []
    for path in pages_for(look.site.world, who):
        if visit(page, path):
            heading = page.locator("h1")
            if heading.count() != 1 or not heading.inner_text().strip() or len(page.locator("main").inner_text()) < 20:
                bad.append(path)
    assert not bad
    world = look.site.world
    page.goto(
        f"/rounds/sheets/{world.open_sheets['thuong']}/" if who == "tuan" else f"/board/?round={world.open_round}"
    )
    assert "Thượng Sơn" in page.locator("main").inner_text()
    page.locator(".filter-bar summary, .menu-open").first.click()


def transferred(page: Any, path: str) -> tuple[int, list[str]]:
    """Bytes over the wire for a first visit, and the scripts that hold the page up."""
    client = page.context.new_cdp_session(page)
    client.send("Network.enable")
    client.send("Network.setCacheDisabled", {"cacheDisabled": True})
    sizes: list[int] = []
    client.on("Network.loadingFinished", lambda event: sizes.append(int(event["encodedDataLength"])))
    page.goto(path, wait_until="networkidle")
    blocking = page.evaluate(
        """[...document.scripts].filter(s => s.src && s.type !== 'module' && !s.defer && !s.async).map(s => s.src)
           .concat([...document.scripts].filter(s => !s.src && s.text.trim()).map(s => 'inline'))"""
    )
    assert sizes
    return sum(sizes), blocking


@pytest.mark.parametrize(
    ("who", "path"),
    [("", "/accounts/login/"), ("tuan", "/"), ("tuan", "sheet"), ("tuan", "/board/"), ("lan", "/board/")],
)
def test_the_first_page_is_light(look: People, who: str, path: str) -> None:
    sheet = look.site.world.open_sheets["thuong"]
    weight, blocking = transferred(look(who, PHONE), f"/rounds/sheets/{sheet}/" if path == "sheet" else path)
    assert blocking == []
    assert weight < WEIGHT, f"{path} weighs {weight:,} bytes"


def test_static_files_are_compressed_named_by_content_and_kept(look: People) -> None:
    page = look("tuan")
    kept = {}
    page.on("response", lambda answer: kept.update({answer.url: answer.headers}) if "/static/" in answer.url else None)
    page.goto("/", wait_until="networkidle")
    for url, headers in kept.items():
        assert "immutable" in headers.get("cache-control", "") or "max-age=31536" in headers.get("cache-control", ""), (
            url
        )
        if url.endswith((".css", ".js")):
            assert headers.get("content-encoding") in ("gzip", "br"), url
    assert any(url.endswith(".css") for url in kept)


@pytest.mark.parametrize("who", ["lan", "tuan"])
def test_the_keyboard_always_shows_where_it_is(look: People, who: str) -> None:
    """Tab through each page's start: what has the focus is in sight and looks different from before."""
    world = look.site.world
    page = look(who)
    paths = [
        "/",
        f"/board/?round={world.frozen_round}",
        f"/rounds/sheets/{world.open_sheets['thuong']}/",
        "/rounds/",
        "/criteria/",
    ]
    paths += ["/account/", f"/rounds/{world.open_round}/"]
    paths += ["/tasks/", "/tasks/board/", "/tasks/calendar/", "/tasks/plans/"]
    paths += ["/documents/", "/meetings/", "/calendar/"]
    hidden = []
    for path in paths:
        page.goto(path)
        for step in range(22):
            page.keyboard.press("Tab")
            seen = page.evaluate(
                """() => {
                  const e = document.activeElement;
                  if (!e || e === document.body) return null;
                  const box = e.getBoundingClientRect();
                  const look = getComputedStyle(e);
                  const parts = [look, getComputedStyle(e.parentElement)];
                  const marked = parts.some(s => (s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) > 0)
                                                 || s.boxShadow !== 'none');
                  return {what: e.outerHTML.slice(0, 90), marked, size: box.width * box.height,
                          inside: box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth};
                }"""
            )
            if seen and not (seen["marked"] and seen["inside"] and seen["size"] > 0):
                hidden.append(f"{path} Tab {step + 1}: {seen}")
    assert not hidden, "\n".join(hidden[:10])


def test_the_first_tab_leads_past_the_menu(look: People) -> None:
    page = look("lan", path="/board/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('main') !== null")


def test_the_wall_prints_on_one_a3_sheet(look: People) -> None:
    page = look("lan", path=f"/board/?round={look.site.world.frozen_round}")
    page.emulate_media(media="print")
    assert not page.locator("nav.side").is_visible()
    assert not page.locator(".filter-bar").is_visible()
    paper = page.pdf(prefer_css_page_size=True, print_background=True)
    assert paper.startswith(b"%PDF")


def test_english_is_offered_and_remembered(browse: People) -> None:
    page = browse("lan", path="/board/")
    assert page.locator("html").get_attribute("lang") == "vi"
    page.get_by_role("button", name="Tiếng Anh").click()
    page.wait_for_load_state()
    assert page.url.endswith("/board/")
    assert page.locator("html").get_attribute("lang") == "en"
    page.goto("/rounds/")
    assert page.locator("html").get_attribute("lang") == "en"
