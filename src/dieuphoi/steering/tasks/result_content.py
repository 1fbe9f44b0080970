"""What an edition of results holds, in texts, whole numbers and lists; its hash; and the tables that show it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, Final

from django.utils.translation import gettext as _

from dieuphoi.core.kernel.dates import url_date
from dieuphoi.core.letters.tables import Cell, Head, PaperTable
from dieuphoi.steering.tasks import score_paper
from dieuphoi.steering.tasks.plan_content import digest_of
from dieuphoi.steering.tasks.selectors.figures import BY_KEY, FIGURES
from dieuphoi.steering.tasks.selectors.rules import Number
from dieuphoi.steering.tasks.selectors.scores import Score, Scorecard, Step

FORMAT: Final = 1
COMPARED: Final = ("in_hand", "done", "late", "returned", "idle")
"""The figures that are set beside those of another edition."""


def _text(number: Decimal | None) -> str | None:
    return None if number is None else str(number)


def _number(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


def _plain_score(row: Score) -> dict[str, Any]:
    return {
        "id": row.org_id, "name": row.name, "heads": [str(each) for each in row.heads], "counts": dict(row.counts),
        "late_days": row.late_days, "median_late": _text(row.median_late), "rank": row.rank,
    }  # fmt: skip


def content_made(card: Scorecard, steps: Sequence[Step], *, title: str, province: str, as_of: Any) -> dict[str, Any]:
    """The content of an edition in the language of the house: figures, and every rule by which they were counted."""
    span = card.span
    return {
        "format": FORMAT, "title": title, "province": province, "period": str(span.period),
        "starts_on": url_date(span.start), "ends_on": url_date(span.until), "as_of": url_date(as_of),
        "figures": [{"key": each.key, "label": str(each.label), "rule": str(each.rule)} for each in FIGURES],
        "numbers": [
            {"measure": each.measure, "number": each.number, "source": each.source, "shipped": each.shipped}
            for each in score_paper.used(span.numbers)
        ],
        "bodies": [_plain_score(row) for row in card.rows],
        "total": _plain_score(card.total),
        "steps": [
            {
                "key": each.key, "label": str(each.label), "purpose": str(each.purpose), "n": each.n,
                "mean": _text(each.mean), "median": _text(each.median), "longest": each.longest,
            }
            for each in steps
        ],
    }  # fmt: skip


def holds(record: Any) -> bool:
    """Whether what is stored is what was prepared: content, its hash and the heading fit each other."""
    stored = record.content
    plain = stored.content
    return bool(
        digest_of(plain) == stored.digest == record.digest
        and (plain.get("period"), plain.get("title")) == (record.period, record.title)
        and len(plain.get("bodies", ())) == record.bodies
    )


def _score(plain: Mapping[str, Any]) -> Score:
    return Score(
        plain["id"], plain["name"], tuple(plain["heads"]), dict.fromkeys(BY_KEY, 0) | plain["counts"],
        plain["late_days"], _number(plain["median_late"]), plain["rank"],
    )  # fmt: skip


def tables_of(plain: Mapping[str, Any]) -> list[PaperTable]:
    """The frozen figures as tables: bodies, causes, steps, rules. No links: the tasks behind may have changed since."""
    rows, total = [_score(each) for each in plain["bodies"]], _score(plain["total"])
    numbers = {
        each["measure"]: Number(each["measure"], each["number"], each["source"], each["shipped"])
        for each in plain["numbers"]
    }
    steps = [
        Step(
            each["key"], each["label"], each["purpose"], each["n"], _number(each["mean"]), _number(each["median"]),
            each["longest"],
        )
        for each in plain["steps"]
    ]  # fmt: skip
    heads = (Head(_("Số liệu hoặc mức")), Head(_("Cách tính, căn cứ")))
    rules = [(Cell(each["label"]), Cell(each["rule"])) for each in plain["figures"]]
    rules += [
        (Cell(score_paper.number_label(each)), Cell(each.source)) for each in score_paper.used(numbers)
    ]
    return [
        score_paper.score_table(rows, total),
        score_paper.causes_table(rows, total),
        score_paper.steps_table(steps),
        PaperTable("rules", _("Cách tính"), (heads,), tuple(rules), (34, 100), sheet=_("Cách tính")),
    ]


def compared(plain: Mapping[str, Any], before: Mapping[str, Any]) -> PaperTable:
    """The figures of an edition beside another one, with what each rose or fell by; a body that is in one of them alone
    shows a gap in the other.
    """
    new = {each["id"]: _score(each) for each in plain["bodies"]}
    old = {each["id"]: _score(each) for each in before["bodies"]}
    first = [Head(_("Cơ quan"), rows=2), Head(score_paper.label_of(score_paper.SHARE), span=2)]
    first += [Head(score_paper.label_of(key), span=2) for key in COMPARED]
    second = [Head(_("bản này")), Head(_("bản trước"))]
    second += [Head(text) for _key in COMPARED for text in (_("bản này"), _("tăng, giảm"))]
    none = _("không có trong bản này hoặc bản trước")

    def line(name: str, now: Score | None, then: Score | None) -> tuple[Cell, ...]:
        cells = [Cell(name)]
        for row in (now, then):
            part = row.part("in_time") if row is not None else None
            cells.append(Cell(part if part and part[1] else None, note=none))
        for key in COMPARED:
            cells.append(Cell(now.counts[key] if now is not None else None, note=none))
            change = now.counts[key] - then.counts[key] if now is not None and then is not None else None
            cells.append(Cell(change, change=change, note=none))
        return tuple(cells)

    ids = [*new, *(pk for pk in old if pk not in new)]
    lines = [line((new.get(pk) or old[pk]).name, new.get(pk), old.get(pk)) for pk in ids]
    lines.append(line(_("Cộng"), _score(plain["total"]), _score(before["total"])))
    return PaperTable(
        "compared", _("So với bản trước"), (tuple(first), tuple(second)), tuple(lines),
        (34, *([10] * (2 + 2 * len(COMPARED)))), total=True, sheet=_("So với bản trước"),
    )  # fmt: skip
