"""What a line of the table of routes is made of, for the tables of all packages (``matrix.py`` joins them).

One letter a person, in the order of :data:`WHO`. Two faces of refusal: outside my scope is N (404), in scope without
the right is F (403 with the reason), signed out leads to the sign-in page (L; the API: U).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from tests.support.world import World

WHO = ("hanh", "lan", "minh", "thu", "quang", "tuan", "vy", "phong", "quan", "quantri", "")
"""Head of office, specialist, department head, its officer, leader of Thượng Sơn, officer of Thượng Sơn, officer of
Hạ Sơn, vice-chairman, who left last month, administrator, signed out."""

STATUS = {
    "O": 200, "C": 201, "E": 204, "R": 302, "L": 302, "U": 401, "F": 403, "N": 404, "M": 405, "K": 409, "I": 422,
    "B": 400, "S": 503,
}  # fmt: skip
"""L and R are both 302; L leads to the sign-in page, R anywhere else. S: no worker runs in the tests."""

PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


@dataclass(slots=True)
class Stage:
    """The world plus one thing of each further kind, all made by Lan (evidence by Tuấn)."""

    world: World
    draft_round: int = 0
    run: int = 0
    heading_map: int = 0
    job: int = 0
    evidence: int = 0
    recognition: int = 0
    acknowledgement: int = 0
    recognition_file: int = 0
    targets: dict[str, int] = field(default_factory=dict)
    target_file: int = 0
    letter_template: int = 0
    waiting_list: int = 0
    public_list: int = 0
    amendment: int = 0
    paper: int = 0
    decided: int = 0
    decided_verdict: int = 0
    token: int = 0
    notice: int = 0
    rule: int = 0
    webhook: int = 0
    comment: int = 0
    views: dict[str, int] = field(default_factory=dict)
    session: int = 0
    delegation: int = 0
    lock: int = 0
    step_rule: int = 0
    roles: dict[str, int] = field(default_factory=dict)
    change: int = 0
    batch: int = 0
    draft_set: int = 0
    draft_row: int = 0
    draft_criterion: int = 0
    question: int = 0
    guidance_file: int = 0
    results: dict[str, int] = field(default_factory=dict)
    duties: dict[str, int] = field(default_factory=dict)
    things: dict[str, int] = field(default_factory=dict)
    """Of the packages with a table of their own (``tests/support/routes``), by ``package.what``."""


@dataclass(frozen=True, slots=True)
class Row:
    """One route asked by everybody: ``at`` gives its parts and what is sent, from the stage."""

    method: str
    name: str
    expected: str
    at: Callable[[Stage], dict[str, Any]] = lambda s: {}
    data: Callable[[Stage], dict[str, Any]] | None = None
    query: Callable[[Stage], dict[str, Any]] | None = None
    note: str = ""


