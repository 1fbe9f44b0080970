"""What a page weighs on the wire once the browser has styles, scripts and fonts: the compressed HTML, as it is sent.

What the first page weighs, with everything it brings, is measured by a browser (``tests/journeys/test_weight.py``).
"""

from __future__ import annotations

from django.urls import reverse

from benchmarks import pages, reference
from benchmarks.country import Place
from benchmarks.figures import Figure, at_most
from dieuphoi.programme.assessments import selectors as assessments


def heaviest(place: Place, name: str) -> Figure:
    """The heaviest of my work, board with its wall, commune sheet and list of 100. The limit is the aim itself."""
    client = pages.signed_in(place)
    [sheet, *_others] = assessments.sheets(place.actor(), place.rounds[-1])
    weights = []
    for url in (
        reverse("desk:home"),
        f"{reverse('board:board')}?round={place.rounds[-1]}",
        reverse("assessments:sheet", args=[sheet.pk]),
        f"{reverse('assessments:sheets')}?size=100",
    ):
        answer = client.get(url, headers={"accept-encoding": "gzip"}, follow=True)
        if answer.status_code != 200 or answer.headers.get("Content-Encoding") != "gzip":
            raise AssertionError(f"{url}: {answer.status_code}, {answer.headers.get('Content-Encoding')}")
        weights.append(len(answer.content) / 1000)
    return at_most(name, max(weights), "KB", limit=reference.WEIGHT_NEXT_KB, aim=1.0)
