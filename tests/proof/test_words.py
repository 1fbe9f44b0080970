"""The words people read: every Vietnamese text has its English, filled in alike; English pages are English."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from babel.messages.catalog import Catalog, Message
from django.test import Client
from django.urls import reverse
from django.utils import translation
from django.utils.translation import trans_real
from scripts import words

from dieuphoi.core.history.context import act
from dieuphoi.core.kernel.actor import Actor
from dieuphoi.insight.guide.pages import PAGES
from dieuphoi.registry.access.services import role_assign
from dieuphoi.registry.accounts.models import Account
from dieuphoi.registry.accounts.services import account_open
from dieuphoi.registry.organisations import services as organisations
from dieuphoi.registry.organisations.models import Person

VIETNAMESE = re.compile(r"[À-ÃÈ-ÊÌÍÒ-ÕÙÚÝà-ãè-êìíò-õùúýĂăĐđĨĩŨũƠơƯư\u1ea0-\u1ef9]")

PLAIN = {
    "%(column)s (ghi chung)", "  Sau: %(counts)s.", "Excel (XLSX)", "Ghi", "Giao", "Sau: %(set)s", "Thay cho", "Tin",
    "Webhook", "Xem", "https://…", "sai", "webhook",
    "Giao cho", "Giao cho %(name)s",
    "Sau", "Trang", "Trang %(page)s / %(last)s", "Trang web", "Xong", "chung", "ghi", "suy ra", "xong",
    "BC-%(office)s", "PostgreSQL %(version)s", "Sau: %(moment)s", "Trang %(n)s/%(of)s", "Trang sau",
    "trang %(n)s/%(of)s", "Xem deploy/dieuphoi.env.example.", "Xem docs/operations/failures.md.", "chia theo %(what)s",
    # meetings and the calendar
    "Giao ban", "Giao: %(orgs)s", "In (Word)", "Nay: %(new)s, %(where)s.", "Tham gia", "giao: %(orgs)s",
    # tasks and work programmes
    "CTr-%(office)s", "Mang sang", "Theo khung", "cho ra", "ghi xong", "theo khung", "xong %(day)s",
}  # fmt: skip
"""Vietnamese texts that happen to have no mark."""

KEPT = (
    "Điều Phối", "Tiếng Việt", "Hà Tĩnh", "QĐ-TTg",
    "Đạt / Không đạt", "“Không đạt”", "“Đạt”", "“Không”", "“Có”", "Có (some)", "Không (none)",
    "Đ or CĐ", "Từ 5 đến 9 tiêu chí", "Đủ 10 tiêu chí", "Tỉnh quy định", "Xã, Phường or Thôn", "Xã or Phường",
    "Đạt, Không, Có", "(Đạt, Không)", "(Đạt)", "word: Đạt", "nước sạch", "tập trung", "“hết”", "125/QĐ-UBND",
    "12/QĐ-UBND", "NĐ-CP", "“Phần”", "CV/ĐU",
    "million đồng", "“năm nay”", "“năm trước”", "“mốc so sánh”", "“bình quân của tỉnh”", "“ngoại lệ”", "or Có, Không",
    "(Khá …)", "Khá 65", "nhân lực 10/20", "“nếu …”", "“luôn: …”", "nếu số trường > 3: trường đạt mức 1 >= 70",
    "số trường đạt mức 1 >= 70", "ít nhất 2 trong: giao thông; y tế; văn hóa | bắt buộc: y tế",
    "Bộ Giáo dục và Đào tạo", "Đạt or Không đạt", "(không áp dụng)", "“không áp dụng”",
    # words of times that are typed, words that the reader looks for, symbols of papers
    "quý II/2027", "quý II", "thường xuyên", "“giao”", "“yêu cầu”", "“đề nghị”", "Có (yes)", "QĐ-VPĐP", "QĐ-UBND",
    "QĐ, KH", "tháng 3-6", "tháng 3", "6 tháng đầu năm", "trước 15/5", "cả năm", "hằng tháng", "xây dựng (draw up)",
    "trình (submit)", "gửi (send)", "báo cáo (report)", "1599/QĐ-UBND", "{kỳ}", "{xã}", "Mật, Tối mật or Tuyệt mật",
    "Thông báo 5/TB-VPDP", "hỏa tốc", "“từ … đến”", "“phối hợp với”", "“trước”", "“đầu năm”", "“giữa năm”", "đồng",
    'aria-hidden="true">Thử</span>',
)  # fmt: skip
"""Vietnamese inside English: our name, places and papers, words typed as they stand, the mark of a trial."""


@cache
def source() -> dict[words.Key, Message]:
    return words.entries(words.extracted())


@cache
def english() -> Catalog:
    return words.load(words.ENGLISH)


def without_kept(text: str) -> str:
    for each in KEPT:
        text = text.replace(each, "")
    return text


def test_the_check_finds_what_is_wrong() -> None:
    def found(text: Any, word: Any, *flags: str) -> list[str]:
        return [line.split(":")[0] for line in words.faults(Message(text, word, flags=flags))]

    assert found("Còn %(n)s xã.", "%(n)s communes left.") == []
    assert found("Còn %(n)s xã.", "%(m)s communes left.") == ["placeholders"]
    assert found("Còn %(n)s xã.", "%(n)s of %(n)s communes left.") == ["placeholders"]
    assert found("thiếu {missing}", "missing") == ["placeholders"]
    assert found("viết %%40", "write %40") == ["placeholders"]
    assert found("Tỷ lệ 100 %.", "Share of 100 %.") == []
    assert found(" Có phải?", "Is it?") == ["spaces at the ends"]
    assert found("Xã", "") == ["no translation"]
    assert found(("%(n)s xã", "%(n)s xã"), ("%(n)s commune", "")) == ["no translation"]
    assert found("Xã", "Commune", "fuzzy") == ["fuzzy"]


def test_texts_inside_f_strings_are_found_too(tmp_path: Path) -> None:
    written = tmp_path / "some.py"
    written.write_text("""x = f"{a} {_('một câu')} {len(_('câu hai'))} {other('không')}"\n""", encoding="utf-8")
    assert sorted(words.inside_f_strings(written)) == ["câu hai", "một câu"]


def test_a_text_is_asked_for_with_a_plural_everywhere_or_nowhere() -> None:
    assert words.used_both_ways([(None, ("%(n)s dòng", "%(n)s dòng")), (None, ("%(n)s dòng",)), (None, ("việc",))]) == [
        "%(n)s dòng"
    ]
    assert words.used_both_ways([("a", ("việc", "việc")), ("b", ("việc",))]) == []
    assert words.used_both_ways(words.marked()) == []


def test_the_english_catalogue_has_exactly_the_texts_of_the_source() -> None:
    there = set(words.entries(english()))
    assert len(source()) > 1000, "extraction found too little: is babel.cfg read?"
    advice = "python scripts/words.py extract"
    assert sorted(source().keys() - there, key=str) == [], f"texts without an entry; {advice}"
    assert sorted(there - source().keys(), key=str) == [], f"entries of texts that are gone; {advice}"
    assert not english().obsolete
    assert set(words.entries(words.load(words.TEMPLATE))) == there


@pytest.mark.parametrize("path", [words.ENGLISH, words.VIETNAMESE], ids=["en", "vi"])
def test_every_text_is_translated_and_filled_in_alike(path: Any) -> None:
    catalogue = words.load(path)
    forms = {"en": 2, "vi": 1}[path.parent.parent.name]
    wrong = []
    for message in words.entries(catalogue).values():
        wrong += list(words.faults(message))
        if isinstance(message.id, (tuple, list)) and len(words.forms(message.string)) != forms:
            wrong.append(f"{forms} plural forms: {message.id[0]!r}")
    assert wrong == []


def test_the_english_is_english() -> None:
    wrong = [
        word
        for message in words.entries(english()).values()
        for word in words.forms(message.string)
        if VIETNAMESE.search(without_kept(word))
    ]
    assert wrong == []


def test_the_source_is_vietnamese() -> None:
    plain = {text for _context, text in source() if not VIETNAMESE.search(text) and re.search("[a-z]{2}", text)}
    plain = {text for text in plain if re.search("[A-Za-z]{2}", re.sub(r"%\(\w+\)[a-z]|\{\w*\}", "", text))}
    assert plain - PLAIN == set(), "write it in Vietnamese, or list it in PLAIN if it is"


def test_templates_leave_no_text_outside_the_catalogue() -> None:
    """Vietnamese in a template stands inside ``_()``; the page of samples (/style/) is for developers."""
    quoted = r"""(?:"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')"""
    marked = re.compile(rf"(?:\b_|\bn?gettext)\(\s*{quoted}(?:\s*,\s*{quoted})?")
    left = Counter[str]()
    for path in words.SOURCE.glob("*/*/jinja2/**/*.html"):
        if path.name == "style.html":
            continue
        text = marked.sub("", re.sub(r"\{#.*?#\}", "", path.read_text(encoding="utf-8"), flags=re.DOTALL))
        left.update({f"{path.name}: {line.strip()}": 1 for line in text.splitlines() if VIETNAMESE.search(line)})
    assert left == Counter()


@pytest.fixture
def compiled() -> Any:
    """The catalogues as they are now, whether or not somebody compiled them before."""
    words.compile_all()
    trans_real._translations.clear()
    yield
    trans_real._translations.clear()


@pytest.fixture
def newcomer(compiled: None, db: None, now: datetime, system: Actor) -> Client:
    """A specialist in an office whose data has no Vietnamese letter, reading English. Nothing else exists."""
    orgs = organisations.orgs_create(
        actor=system, rows=[organisations.NewOrg("VPDP", "Coordination office", "office")], now=now
    )
    [person] = organisations.people_create(actor=system, people=[Person(full_name="Tran Thi Lan")], now=now)
    account = account_open(actor=system, person_id=person.pk, username="lan", password="river-2026-x", now=now)
    role_assign(
        actor=system, account_id=account.pk, role="office_specialist", start=date(2025, 1, 1), end=None,
        org_id=orgs["VPDP"], now=now,
    )  # fmt: skip
    with act(system, "account.first_sign_in"):
        Account.objects.filter(pk=account.pk).update(must_change_password=False)
    client = Client()
    client.force_login(
        Account.objects.get(pk=account.pk), backend="allauth.account.auth_backends.AuthenticationBackend"
    )
    client.cookies["dieuphoi_language"] = "en"
    return client


def seen(answer: Any) -> str:
    """What a page says: its text, and the words in its attributes."""
    page = re.sub(r"<(script|style)\b.*?</\1>", "", answer.content.decode(), flags=re.DOTALL)
    return without_kept(page)


def assert_english(answer: Any) -> None:
    assert answer.status_code == 200
    assert 'lang="en"' in answer.content.decode()
    lines = [line.strip() for line in seen(answer).splitlines() if VIETNAMESE.search(line)]
    assert lines == []


def test_the_sign_in_page_and_its_refusal_are_english(newcomer: Client) -> None:
    client = Client()
    client.cookies["dieuphoi_language"] = "en"
    at = reverse("account_login")
    assert_english(client.get(at))
    assert "Sign in" in client.get(at).content.decode()
    refused = client.post(at, {"login": "lan", "password": "wrong-password"})
    assert "The user name and password do not match" in refused.content.decode()
    assert_english(refused)


@pytest.mark.parametrize(
    "name",
    [
        "desk:home", "assessments:rounds", "board:board", "criteria:sets", "organisations:orgs",
        "organisations:people", "territory:units", "guide:index", "exchange:runs", "account_change_password",
    ],
)  # fmt: skip
def test_pages_without_data_are_english(newcomer: Client, name: str) -> None:
    assert_english(newcomer.get(reverse(name)))


@pytest.mark.parametrize("slug", [page.slug for page in PAGES])
def test_the_guide_is_english(newcomer: Client, slug: str) -> None:
    assert_english(newcomer.get(reverse("guide:page", args=[slug])))


def test_the_same_pages_are_vietnamese_for_who_reads_vietnamese(newcomer: Client) -> None:
    newcomer.cookies["dieuphoi_language"] = "vi"
    page = newcomer.get(reverse("assessments:rounds")).content.decode()
    assert 'lang="vi"' in page
    assert "Đợt rà soát" in page
    assert "Review rounds" not in page


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("This field is required.", "Mục này bắt buộc."),
        ("The username and/or password you specified are not correct.", "Tên đăng nhập và mật khẩu không khớp."),
        ("Too many failed login attempts. Try again later.", "Sai mật khẩu quá nhiều lần. Hãy thử lại sau."),
        ("You must type the same password each time.", "Hai lần gõ mật khẩu không giống nhau."),
    ],
)
def test_what_packages_say_in_english_is_said_in_vietnamese(compiled: None, text: str, word: str) -> None:
    with translation.override("vi"):
        assert translation.gettext(text) == word
    with translation.override("en"):
        assert translation.gettext(text) == text


def test_a_short_password_is_refused_in_vietnamese(compiled: None) -> None:
    from django.contrib.auth.password_validation import validate_password
    from django.core.exceptions import ValidationError

    with translation.override("vi"), pytest.raises(ValidationError) as refused:
        validate_password("123")
    said = " ".join(refused.value.messages)
    assert "Mật khẩu quá ngắn. Mật khẩu phải có ít nhất 10 ký tự." in said
    assert not re.search(r"\b(password|must|too)\b", said)


def test_plurals_agree_in_english(compiled: None) -> None:
    with translation.override("en"):
        assert translation.ngettext("%(n)s dòng", "%(n)s dòng", 1) % {"n": "1"} == "1 row"
        assert translation.ngettext("%(n)s dòng", "%(n)s dòng", 12) % {"n": "12"} == "12 rows"
    with translation.override("vi"):
        assert translation.ngettext("%(n)s dòng", "%(n)s dòng", 1) % {"n": "1"} == "1 dòng"


def test_a_translating_function_has_a_name_that_the_extraction_knows() -> None:
    """Texts under an alias that nobody looks for would stay Vietnamese for good."""
    alias = re.compile(r"from django.utils.translation import \w+ as (\w+)")
    found = {
        name
        for path in Path(words.__file__).parents[1].joinpath("src").rglob("*.py")
        for name in alias.findall(path.read_text(encoding="utf-8"))
    }
    assert found >= {"_", "_now", "_lazy"}
    assert found - set(words.KEYWORDS) == set()
