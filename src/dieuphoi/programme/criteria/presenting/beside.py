"""What stands beside the rows in words: thresholds of others, bands, documents, guidance, questions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dieuphoi.core.kernel.dates import format_date, format_datetime
from dieuphoi.core.kernel.numbers import format_number
from dieuphoi.core.kernel.text import fold as plain_fold
from dieuphoi.core.register.tables import Words
from dieuphoi.programme.criteria import sets
from dieuphoi.programme.criteria.engine.thresholds import parse_cell
from dieuphoi.programme.criteria.presenting.looks import PROVENANCE_LOOKS, joined
from dieuphoi.programme.criteria.presenting.rows import (
    code_words,
    criterion_words,
    territories_of,
    thresholds_in_one,
    thresholds_joined,
)
from dieuphoi.programme.criteria.words import threshold_in_words


def typed_words(row: Any, value: Any) -> str:
    """A threshold of a province for a row, in words."""
    comparator = str(row.raw.get("comparator") or "is")
    return threshold_in_words(parse_cell(value, comparator), comparator, row.unit or None)


def national_words(row: Any) -> str:
    """What the national row itself says of its threshold."""
    return thresholds_joined(sets.indicator_from_dict(row.raw), {})


def range_words(start: date | None, end: date | None) -> str:
    """``01/07/2025 – 31/12/2026`` from a range ``[from, to)``; open ends in words."""
    if end is not None:
        return f"{format_date(start) if start else '…'} – {format_date(end - timedelta(days=1))}"
    return _("từ %(day)s") % {"day": format_date(start)} if start else _("có từ trước")


def decision_and_day(number: str, day: date | None) -> str:
    return number if day is None else _("%(number)s ngày %(day)s") % {"number": number, "day": format_date(day)}


def answer_item(answer: Any, who: str) -> dict[str, str]:
    """An answer in the shape of ``ui.timeline``."""
    org = "" if answer.org is None else answer.org.name
    return {
        "when": format_datetime(answer.recorded_at),
        "who": f"{who} – {org}" if org else who,
        "text": answer.text,
        "note": _("Căn cứ: %(source)s") % {"source": answer.source} if answer.source else "",
        "tone": "good",
    }


def owner_label(day: date, today: date) -> str:
    """The words before the owner of a row: of today, or of the day that is read."""
    if day == today:
        return _("Cơ quan thẩm định hôm nay")
    return _("Cơ quan thẩm định ngày %(day)s") % {"day": format_date(day)}


def band_words(band: Any) -> str:
    """``từ 5 đến 9`` criteria met."""
    if band.most is None:
        return _("từ %(least)s tiêu chí trở lên") % {"least": format_number(band.least)}
    if band.most == band.least:
        return _("%(n)s tiêu chí") % {"n": format_number(band.least)}
    return _("từ %(least)s đến %(most)s tiêu chí") % {
        "least": format_number(band.least),
        "most": format_number(band.most),
    }


DOCUMENT_KINDS: tuple[tuple[str, Words], ...] = (
    ("criteria", gettext_lazy("bộ tiêu chí")),
    ("amendment", gettext_lazy("sửa đổi, bổ sung")),
    ("recognition", gettext_lazy("công nhận, thu hồi")),
    ("programme", gettext_lazy("chương trình")),
    ("guidance", gettext_lazy("hướng dẫn")),
    ("ministry_thresholds", gettext_lazy("mức đạt của bộ, ngành")),
    ("external_standard", gettext_lazy("chuẩn ngoài chương trình")),
    ("external_subset", gettext_lazy("bộ chỉ tiêu con")),
    ("transitional", gettext_lazy("chuyển tiếp")),
    ("territory_list", gettext_lazy("danh sách địa bàn")),
    ("administrative", gettext_lazy("đơn vị hành chính")),
)


@dataclass(frozen=True, slots=True)
class DocumentLine:
    """One document of the programme: what it is, when, about what, and where that was read."""

    number: str
    day: date | None
    date_words: str
    kind: str
    subject: str
    source: str
    says: tuple[str, ...]
    sets: tuple[tuple[str, int], ...]


def document_lines(kind: str, words: Sequence[str], versions: Mapping[str, int]) -> list[DocumentLine]:
    """The documents of a kind (``provincial``: of provinces; ``""``: all) that hold every word, newest first."""
    labels = dict(DOCUMENT_KINDS)
    found = []
    if kind != "provincial":
        for each in sets.legal_timeline():
            if kind and each["kind"] != kind:
                continue
            codes = [str(each["set"])] if each.get("set") else [str(code) for code in each.get("sets") or ()]
            says = [
                _("Sửa: %(what)s") % {"what": joined(each["amends"])} if each.get("amends") else "",
                _("Thay thế: %(what)s") % {"what": joined(each["replaces"])} if each.get("replaces") else "",
                _("Hiệu lực từ %(day)s") % {"day": joined(each["effective_from"])}
                if each.get("effective_from")
                else "",
                str(each.get("note") or ""),
                str(each.get("source_note") or ""),
            ]
            found.append(_document(each, str(labels.get(each["kind"], each["kind"])), says, codes, versions))
    if kind in ("", "provincial"):
        for each in sets.provincial_index():
            says = [_("Đã đọc: %(what)s") % {"what": each.get("read") or ""}, str(each.get("note") or "")]
            line = _document(each, _("văn bản của tỉnh"), says, [], versions)
            found.append(replace(line, subject=f"{each['province']}: {line.subject or _('chưa biết tên')}"))
    if words:
        found = [
            line for line in found
            if all(word in plain_fold(f"{line.number} {line.subject} {' '.join(line.says)}") for word in words)
        ]  # fmt: skip
    return sorted(found, key=lambda line: (line.day or date.min, line.number), reverse=True)


def _document(
    each: Mapping[str, Any], kind: str, says: Iterable[str], codes: Iterable[str], versions: Mapping[str, int]
) -> DocumentLine:
    text = str(each.get("date") or "")
    day = date.fromisoformat(text) if len(text) == 10 else None
    return DocumentLine(
        str(each["number"] or _("chưa biết số")),
        day or (date(int(text[:4]), 1, 1) if text[:4].isdigit() else None),
        format_date(day) if day else str(each.get("date_precision") or text or _("chưa biết ngày")),
        kind,
        str(each.get("subject") or ""),
        str(each.get("source") or ""),
        tuple(word for word in says if word),
        tuple((code, versions[code]) for code in codes if code in versions),
    )


def print_groups(rows: Iterable[Any]) -> list[tuple[str, list[Any]]]:
    """Rows by criterion for a print: ``(criterion, rows)`` in order."""
    groups: dict[int, tuple[str, list[Any]]] = {}
    for row in rows:
        groups.setdefault(row.criterion_id, (criterion_words(row), []))[1].append(
            (code_words(row), row.name, thresholds_in_one(row), str(PROVENANCE_LOOKS[row.provenance_now].label))
        )
    return list(groups.values())


def row_thresholds(row: Any, version: Any) -> str:
    """All thresholds of a row of a version, without today's confirmations."""
    return thresholds_joined(sets.indicator_from_dict(row.raw), territories_of(version))


def relation_words(version: Any, base: Any) -> str:
    """Where a version came from: ``sửa đổi, bổ sung 491/QĐ-TTg``."""
    return f"{version.get_relation_display()} {base.decision_number}".strip()


def guidance_items(found: Iterable[tuple[Any, str]]) -> list[dict[str, Any]]:
    """Guidance for the page of a row; the text that stands comes first."""
    return [
        {
            "text": each.text,
            "source": each.source,
            "who": who,
            "when": format_datetime(each.recorded_at),
            "files": [(file.pk, file.name) for file in each.files.all()],
            "current": not hasattr(each, "superseded_by"),
        }
        for each, who in found
    ]


def question_items(found: Iterable[Any]) -> list[tuple[Any, str, str]]:
    """Questions for the page of a row: the question, when and by whom, and how many answers."""
    items = []
    for each in found:
        org = "" if each.org is None else each.org.name
        answers = _("chưa trả lời")
        if each.answer_count:
            answers = _("%(n)s trả lời") % {"n": format_number(each.answer_count)}
        items.append((each, " – ".join(part for part in (format_datetime(each.recorded_at), org) if part), answers))
    return items
