"""The labelled documents are sound in themselves: checked without the reader and without the database.

Whatever is measured on these files is worth no more than they are. Read beside ``benchmarks/labelled/README.md``.
"""

from __future__ import annotations

import calendar
import re
import unicodedata
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml

FOLDER = Path(__file__).resolve().parents[4] / "benchmarks" / "labelled"
FILES = sorted(FOLDER.glob("*/*.yaml"))
KINDS = {"CT", "TB", "KH", "CV", "QĐ", "CTr", "KL", "NQ", "GM", "CĐ", "HD", "BC"}
SOURCES = {f"S{number}" for number in range(5)}
DOCUMENT = {"id", "kind", "number", "issued_on", "issuer", "source", "text", "duties"}
DUTY = {
    "clause", "quote", "addressees", "lead", "coordinating", "verb", "product", "deadline", "communes", "criteria",
}
OF_KIND = {
    "DATE": {"on"}, "PERIODIC": {"every"}, "STANDING": set(), "RELATIVE": {"days", "working", "from"},
    "UNREADABLE": set(),
}
# What a time of return must say for its label to be believed.
SAYS = {
    "WEEK": r"tuần", "MONTH": r"tháng", "QUARTER": r"quý|qúy", "HALF": r"6 tháng|20/6", "NINE_MONTHS": r"9 tháng",
    "YEAR": r"năm",
}
LAST_OF_QUARTER = {"I": 3, "II": 6, "III": 9, "IV": 12}


def read(path: Path) -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return loaded


DOCUMENTS = {path: read(path) for path in FILES}
DUTIES = [
    pytest.param(document, duty, id=f"{path.stem}-{place}")
    for path, document in DOCUMENTS.items()
    for place, duty in enumerate(document["duties"], 1)
]
DEADLINES = [
    pytest.param(document, duty["deadline"], id=f"{path.stem}-{place}")
    for path, document in DOCUMENTS.items()
    for place, duty in enumerate(document["duties"], 1)
    if duty["deadline"]
]


def flat(text: str) -> str:
    """``text`` in one line and without case, as names broken over two lines are compared."""
    return " ".join(text.split()).casefold()


def strings(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value]
    if isinstance(value, dict):
        return [found for inner in value.values() for found in strings(inner)]
    if isinstance(value, list):
        return [found for inner in value for found in strings(inner)]
    return []


def each_document(argument: str = "path") -> pytest.MarkDecorator:
    return pytest.mark.parametrize(argument, FILES, ids=[path.stem for path in FILES])


def test_the_set_holds_what_it_is_said_to_hold() -> None:
    ids = [document["id"] for document in DOCUMENTS.values()]
    assert len(ids) == len(set(ids))
    working = [read(path) for path in FILES if path.parent.name == "working"]
    assert len(working) >= 36
    assert {document["kind"] for document in working} >= KINDS, "a kind is missing"
    assert {document["source"] for document in working} >= SOURCES
    assert sum(not document["duties"] for document in working) >= 3
    kinds = {duty["deadline"]["kind"] for document in working for duty in document["duties"] if duty["deadline"]}
    assert kinds == set(OF_KIND)


@each_document()
def test_a_document_is_of_the_form(path: Path) -> None:
    document = DOCUMENTS[path]
    assert set(document) == DOCUMENT
    assert document["id"] == path.stem
    assert type(document["issued_on"]) is date
    assert document["issuer"] and document["text"].strip()
    if document["source"] in SOURCES:
        assert document["id"] == document["source"]
    else:
        assert document["source"] == "viết cho bộ thử"
        assert document["kind"] in KINDS
        assert "giả định" in document["issuer"]
        assert document["number"]
    for text in strings(document):
        assert unicodedata.is_normalized("NFC", text), text


@each_document()
def test_the_duties_stand_in_the_text_in_their_order_and_apart(path: Path) -> None:
    text = DOCUMENTS[path]["text"]
    end = 0
    for duty in DOCUMENTS[path]["duties"]:
        quote = duty["quote"]
        assert quote == quote.strip()
        assert text.count(quote) == 1, f"not the only one: {quote}"
        assert text.index(quote) >= end, f"out of order or overlapping: {quote}"
        end = text.index(quote) + len(quote)


@pytest.mark.parametrize(("document", "duty"), DUTIES)
def test_a_duty_is_of_the_form(document: dict[str, Any], duty: dict[str, Any]) -> None:
    whole, quote = flat(document["text"]), flat(duty["quote"])
    assert set(duty) == DUTY
    assert isinstance(duty["clause"], str) and not re.search(r"[.\s)-]$|^[.\s(-]", duty["clause"])
    assert duty["addressees"] and duty["addressees"][0] == duty["lead"]
    for names in (duty["addressees"], duty["coordinating"], duty["communes"], duty["criteria"]):
        assert len(names) == len(set(names))
        for name in names:
            assert isinstance(name, str) and name == name.strip() and "\n" not in name
            # A head said once for several ("UBND các xã A, B") is repeated in the label: then each of its words
            # stands in the text, though not side by side.
            assert flat(name) in whole or all(word in whole for word in flat(name).split()), name
    assert not set(duty["addressees"]) & set(duty["coordinating"]) or document["source"] in SOURCES
    if duty["verb"] is not None:
        assert flat(duty["verb"]) in quote
    else:
        assert duty["product"] or document["kind"] == "CTr", "without a verb only what is named as a work or paper"
    if duty["product"] is not None:
        assert flat(duty["product"]) in whole


@pytest.mark.parametrize(("document", "deadline"), DEADLINES)
def test_a_deadline_is_of_the_form(document: dict[str, Any], deadline: dict[str, Any]) -> None:
    assert deadline["words"] in document["text"]
    assert set(deadline) == {"words", "kind"} | OF_KIND[deadline["kind"]]
    words = flat(deadline["words"])
    match deadline["kind"]:
        case "DATE":
            assert type(deadline["on"]) is date
            assert deadline["on"] >= document["issued_on"]
        case "PERIODIC":
            assert deadline["every"] and len(deadline["every"]) == len(set(deadline["every"]))
            for every in deadline["every"]:
                assert re.search(SAYS[every], words), (every, words)
        case "STANDING":
            assert words == "thường xuyên"
        case "RELATIVE":
            assert re.search(rf"\b0?{deadline['days']}\b", words)
            assert deadline["working"] is ("làm việc" in words)
            assert deadline["from"] in {"RECEIPT", "ISSUE", "EVENT"}
        case "UNREADABLE":
            assert day_said(words, document["issued_on"]) == "no such day"


def day_said(words: str, issued: date) -> date | str | None:
    """The last day in time, where ``words`` are one of the plain forms; ``None`` where they are not.

    Written for the test from the convention alone; a day named with an hour is itself still in time.
    """
    words = flat(words).replace("qúy", "quý")
    before = "trước" in words and not re.search(r"\d\s*(giờ|h)\b|\dh\d\d|\d{1,2}h ", words)
    days = re.findall(r"\b(\d{1,2})(?:[/-]| tháng )(\d{1,2})(?:(?:[/-]| năm )(\d{4}))?\b", words)
    if len(days) == 1 and not re.search(r"từ |tuần", words):
        day, month = int(days[0][0]), int(days[0][1])
        if month > 12 or re.search(r"quý|tháng \d{1,2} ?[,-]", words):
            return None
        year = int(days[0][2] or 0)
        years = [year] if year else [issued.year, issued.year + 1]
        for each in years:
            if day > calendar.monthrange(each, month)[1]:
                return "no such day"
            found = date(each, month, day) - timedelta(days=before)
            if year or found >= issued:
                return found
    elif not days and not before:
        opening = r"(?:vào |trong |đến |chậm nhất )*"
        last = re.fullmatch(opening + r"(?:cuối )?tháng (\d{1,2})(?:(?:/| năm )(\d{4}))?(?: tới)?", words)
        quarter = re.fullmatch(opening + r"quý (iv|i{1,3})(?:(?:/| năm )(\d{4}))?(?: năm nay)?", words)
        if last or quarter:
            month = int(last[1]) if last else LAST_OF_QUARTER[quarter[1].upper()] if quarter else 0
            given = (last or quarter or [None, None, None])[2]
            year = int(given) if given else issued.year + (month < issued.month)
            return date(year, month, calendar.monthrange(year, month)[1])
    return None


def test_the_plain_forms_of_a_day_are_read_as_agreed() -> None:
    issued = date(2026, 3, 12)
    assert day_said("trước ngày 30/9/2026", issued) == date(2026, 9, 29)
    assert day_said("chậm nhất ngày 30/9", issued) == date(2026, 9, 30)
    assert day_said("trước 15/3", issued) == date(2026, 3, 14)
    assert day_said("chậm nhất ngày 05/01", issued) == date(2027, 1, 5)
    assert day_said("trước 16 giờ ngày 17/4/2026", issued) == date(2026, 4, 17)
    assert day_said("trước ngày 31/9/2026", issued) == "no such day"
    assert day_said("trong quý III/2026", issued) == date(2026, 9, 30)
    assert day_said("trong tháng 01/2027", issued) == date(2027, 1, 31)
    assert day_said("hằng quý", issued) is None


@pytest.mark.parametrize(
    ("document", "deadline"), [param for param in DEADLINES if param.values[1]["kind"] == "DATE"]  # type: ignore[index]
)
def test_a_day_is_the_one_its_words_say(document: dict[str, Any], deadline: dict[str, Any]) -> None:
    said = day_said(deadline["words"], document["issued_on"])
    assert said in (None, deadline["on"])


def test_most_days_are_of_a_form_that_is_checked() -> None:
    days = [
        (document, duty["deadline"])
        for document in DOCUMENTS.values()
        for duty in document["duties"]
        if duty["deadline"] and duty["deadline"]["kind"] == "DATE"
    ]
    checked = [day for document, day in days if day_said(day["words"], document["issued_on"])]
    assert len(checked) >= 0.8 * len(days)
