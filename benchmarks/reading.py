"""How well and how fast directives are read: precision and recall of each part on each split, and the time it takes.

Labelled documents lie in the folders of ``benchmarks/labelled`` (:data:`benchmarks.names.SPLITS`). All but ``working``
were read once before anybody looked at their misses; those first figures stand in ``benchmarks/labelled/README.md``.
The reader has been mended by all of them since. Format and scoring: :mod:`benchmarks.reading_score`.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from django.conf import settings

from benchmarks import reference
from benchmarks.figures import Figure, at_least, at_most, best_of_core
from benchmarks.names import SPLITS
from benchmarks.reading_score import Labelled, Plain, Score, folded, load, plain_labels, score
from dieuphoi.core.kernel.workdays import WorkCalendar
from dieuphoi.steering.directives.reading import AgencyBook, PlaceBook, read_text

FOLDER = Path(__file__).parent / "labelled"
PAGE = 3_000
"""Characters of a page of a directive."""
AIMS = {"duties": (0.90, 0.85), "dates": (0.95, 0.95)}
"""Precision and recall asked for: of duties, and of explicit dates."""


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
    """A directive of so many pages: the working documents one after the other, without heads and feet."""
    parts = []
    for document in load(FOLDER / "working"):
        duties = plain_labels(document)
        if not duties:
            continue
        first, last = min(each.start for each in duties), max(each.end for each in duties)
        parts.append(document.text[document.text.rfind("\n", 0, first) + 1 : last])
    text = "\n\n".join(parts or [_WRITTEN])
    while len(text) < pages * PAGE:
        text += "\n\n" + text
    return text[: pages * PAGE]


def seconds(pages: int, *, times: int = 3) -> tuple[float, float]:
    """The least processor time of reading so many pages, and of the bare loop over the same text."""
    text = long_text(pages)

    def read() -> None:
        read_text(text, on=date(2026, 3, 12), registry=AgencyBook(), places=PlaceBook(), calendar=WorkCalendar())

    def bare() -> None:
        for word in text.split():
            unicodedata.normalize("NFD", word.lower())

    return best_of_core(read, bare, times=times)


def shares(split: str, found: Score) -> Iterator[Figure]:
    """Precision and recall of a split. They are shares of one, and do not depend on the machine."""
    for part, tally in (("duties", found.duties), ("dates", found.explicit_dates)):
        precision, recall = AIMS[part]
        yield at_least(f"reading_{split}_{part}_precision", tally.precision, "share", limit=1, aim=precision)
        yield at_least(f"reading_{split}_{part}_recall", tally.recall, "share", limit=1, aim=recall)


def figures(*, often: int = 5) -> Iterator[Figure]:
    """The figures of the bench: what is read right in each split, and how long 30 and 300 pages take."""
    for split in SPLITS:
        found = score_of(split)
        if found is not None:
            yield from shares(split, found)
    for pages, times in ((30, often), (300, 1)):
        mine, bare = seconds(pages, times=times)
        aim = reference.READ_PAGE_MS / reference.BARE_READ_PAGE_MS
        yield at_most(f"reading_{pages}_pages", mine * 1e3, "ms", limit=bare * 1e3, aim=aim)


_WRITTEN = """Chủ tịch UBND tỉnh yêu cầu:
1. Sở Nông nghiệp và Môi trường chủ trì, phối hợp với Sở Tài chính tham mưu kế hoạch, trình trước ngày 30/9/2026.
2. UBND các xã, phường rà soát từng tiêu chí, báo cáo kết quả trong quý III/2026.
"""


def main() -> None:
    """Print the tables and the times (``python -m benchmarks.reading``)."""
    for split in SPLITS:
        found = score_of(split)
        if found is not None:
            print("\n".join(lines(split, found)))
    print(f"30 trang: {seconds(30)[0]:.2f} s; 300 trang: {seconds(300, times=1)[0]:.2f} s")


if __name__ == "__main__":
    settings.configure(USE_I18N=False)
    main()
