"""How well and how fast directives are read: precision and recall of each part on each split, and the time it takes.

Labelled documents lie in ``benchmarks/labelled/working`` and ``benchmarks/labelled/kept`` (the split that neither the
rules nor their author have seen). Their format and how they are scored: :mod:`benchmarks.reading_score`.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from time import process_time

from benchmarks.figures import Figure, at_least, at_most
from benchmarks.reading_score import Labelled, Plain, Score, folded, load, plain_labels, score
from dieuphoi.core.kernel.workdays import WorkCalendar
from dieuphoi.steering.directives.reading import AgencyBook, PlaceBook, read_text

FOLDER = Path(__file__).parent / "labelled"
SPLITS = ("working", "kept")
PAGE = 3_000
"""Characters of a page of a directive."""
SECONDS_OF_30_PAGES = 1.5

AIMS = {"duties": (0.90, 0.85), "dates": (0.95, 0.95)}
"""Precision and recall asked for: of duties, and of explicit dates."""
NAMES = tuple(
    f"reading_{split}_{part}_{side}" for split in SPLITS for part in ("duties", "dates") for side in ("precision", "recall")
) + ("reading_30_pages", "reading_300_pages")  # fmt: skip


def predicted(document: Labelled) -> list[Plain]:
    """The reader's duties of a document as they are scored."""
    reading = read_text(
        document.text, on=document.issued_on, registry=AgencyBook(), places=PlaceBook(), calendar=WorkCalendar()
    )
    return [
        Plain(
            duty.span.start, duty.span.end, folded(duty.lead.words) if duty.lead else "",
            frozenset(folded(each.words) for each in duty.addressees),
            frozenset(folded(each.words) for each in duty.coordinating),
            folded(duty.verb.words) if duty.verb else "", folded(duty.product.words) if duty.product else "",
            duty.deadline.kind.value if duty.deadline else "",
            duty.deadline.on if duty.deadline and duty.deadline.kind == "DATE" else None,
        )
        for duty in reading.duties
    ]  # fmt: skip


def score_of(split: str, folder: Path = FOLDER) -> Score | None:
    """The score of a split; ``None`` where its folder is not there."""
    documents = load(folder / split)
    if not documents:
        return None
    return score((plain_labels(document), predicted(document)) for document in documents)


def lines(split: str, found: Score) -> Iterator[str]:
    """The table of one split, for people."""
    yield f"{split:10} {'phần':14} {'đúng':>6} {'đọc ra':>7} {'có':>6} {'precision':>10} {'recall':>8}"
    parts = {"duties": found.duties, **found.fields, "explicit dates": found.explicit_dates}
    for name, tally in parts.items():
        yield (
            f"{'':10} {name:14} {tally.right:6} {tally.predicted:7} {tally.labelled:6} "
            f"{tally.precision:10.3f} {tally.recall:8.3f}"
        )


def long_text(pages: int) -> str:
    """A directive of so many pages: the working documents one after the other, or a written one where there are none."""
    documents = load(FOLDER / "working")
    parts = [document.text for document in documents] or [_WRITTEN]
    text = "\n\n".join(parts)
    while len(text) < pages * PAGE:
        text += "\n\n" + text
    return text[: pages * PAGE]


def seconds(pages: int, *, times: int = 3) -> float:
    """The least processor time that reading so many pages took."""
    text = long_text(pages)
    least = float("inf")
    for _turn in range(times):
        start = process_time()
        read_text(text, on=date(2026, 3, 12), registry=AgencyBook(), places=PlaceBook(), calendar=WorkCalendar())
        least = min(least, process_time() - start)
    return least


def figures() -> Iterator[Figure]:
    """The figures of the bench: aims judged as they stand, for they do not depend on the machine, but for the times."""
    for split in SPLITS:
        found = score_of(split)
        if found is None:
            continue
        for part, tally in (("duties", found.duties), ("dates", found.explicit_dates)):
            precision, recall = AIMS[part]
            yield at_least(f"reading_{split}_{part}_precision", tally.precision, "share", limit=1, aim=precision)
            yield at_least(f"reading_{split}_{part}_recall", tally.recall, "share", limit=1, aim=recall)
    yield at_most("reading_30_pages", seconds(30) * 1e3, "ms", limit=SECONDS_OF_30_PAGES * 1e3, aim=1)
    yield at_most("reading_300_pages", seconds(300, times=1) * 1e3, "ms", limit=SECONDS_OF_30_PAGES * 1e4, aim=1)


_WRITTEN = """Chủ tịch UBND tỉnh yêu cầu:
1. Sở Nông nghiệp và Môi trường chủ trì, phối hợp với Sở Tài chính tham mưu kế hoạch, trình UBND tỉnh trước ngày 30/9/2026.
2. UBND các xã, phường rà soát từng tiêu chí, báo cáo kết quả trong quý III/2026.
"""


def main() -> None:
    """Print the tables and the times (``python -m benchmarks.reading``)."""
    for split in SPLITS:
        found = score_of(split)
        if found is not None:
            print("\n".join(lines(split, found)))
    print(f"30 trang: {seconds(30):.2f} s; 300 trang: {seconds(300, times=1):.2f} s")


if __name__ == "__main__":
    main()
