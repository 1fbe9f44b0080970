"""Vietnamese text: folding for search, alphabetical order, codes, file names, text that is safe in a sheet.

``fold``, ``vn_key``, ``given_name_key`` and ``code_key`` are the Python twins of the database functions of
migration ``0001_functions``: the same text gives the same key, compared by code point on both sides.
"""

from __future__ import annotations

import re
import unicodedata
from pathlib import PurePosixPath
from typing import Final

_LETTERS: Final = "0123456789aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
_RANK: Final = {ord(letter): 0xE000 + position for position, letter in enumerate(_LETTERS)}
_TONE: Final = {ord(mark): str(rank) for rank, mark in enumerate("\u0300\u0309\u0303\u0301\u0323", start=2)}
_LOWER: Final = {code: code + 32 for code in range(ord("A"), ord("Z") + 1)}
"""ASCII alone, as ``lower`` does under the collation "C": on decomposed text only ``Đ`` is left over."""
# Old Vietnamese keyboards typed the Icelandic and the African letter, which look the same.
_CROSSED: Final = {ord(letter): "đ" for letter in "ĐðÐɖƉ"}
_UNCROSSED: Final = {ord(letter): "d" for letter in "đĐðÐɖƉ"}

_JUNK: Final = re.compile("[\u0001-\u0008\u000e-\u001f\u007f\u00ad\u200b-\u200d\u2060\ufeff]")
_BLANKS: Final = re.compile("[\u0009-\u000d \u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+")
_MARKS: Final = re.compile("[\u0300-\u036f]")
_NOT_OF_LETTERS: Final = re.compile("[\u0300\u0301\u0303-\u0305\u0307-\u031a\u031c-\u036f]")
_OF_LETTERS: Final = re.compile("[\u0302\u0306\u031b]")
_NOT_MARKS: Final = re.compile("[^\u0300-\u036f]")
_NOT_CAPITAL: Final = re.compile("[^A-ZĐÐƉ]")
_NOT_ONE: Final = re.compile("[^1]")
_DIGITS: Final = re.compile("([0-9]+)")
_PADDED: Final = re.compile("0*([0-9]{12,})")

_FORBIDDEN_IN_NAMES: Final = re.compile(
    "[\u0000-\u001f\u007f-\u009f/\\\\\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]"
)
_LONGEST_NAME: Final = 200
_LONGEST_NAME_BYTES: Final = 255
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n")


def nfc(text: str) -> str:
    """Composed form: the one in which text is stored and shown."""
    return unicodedata.normalize("NFC", text)


def tidy(text: str) -> str:
    """Composed form without invisible signs, blanks squeezed to one: what is compared where marks count."""
    return nfc(_plain(text))


def _plain(text: str) -> str:
    decomposed = unicodedata.normalize("NFD", text)
    return _BLANKS.sub(" ", _JUNK.sub("", decomposed)).strip(" ")


def fold(text: str) -> str:
    """What a search compares: no marks, lower case, ``đ`` as ``d``, blanks squeezed.

    ``fold("  Xã ĐẮK  Lắk ")`` is ``"xa dak lak"``, for composed and decomposed text alike.
    """
    return _MARKS.sub("", _plain(text)).translate(_LOWER).translate(_UNCROSSED)


def vn_key(text: str) -> str:
    """Key of the Vietnamese alphabetical order; compare keys by code point (Python's ``<``).

    Letters first (a ă â b c d đ e ê … o ô ơ … u ư …, with f j w z in their places), then tones from the
    left (ngang, huyền, hỏi, ngã, sắc, nặng), then lower before upper case. Signs come before digits, digits
    before letters. Foreign marks (``é``, ``ü``) order as the letter below them.
    """
    plain = _plain(text)
    small = plain.translate(_LOWER).translate(_CROSSED)
    letters = unicodedata.normalize("NFC", _NOT_OF_LETTERS.sub("", small)).translate(_RANK)
    letters = _MARKS.sub("", unicodedata.normalize("NFD", letters)).translate(_RANK)
    tones = _NOT_MARKS.sub("1", _OF_LETTERS.sub("", small)).translate(_TONE)
    tones = _MARKS.sub("7", tones).rstrip("1")
    capitals = _NOT_ONE.sub("2", _NOT_CAPITAL.sub("1", _MARKS.sub("", plain))).rstrip("1")
    return f"{letters}\x01{tones}\x01{capitals}"


def given_name_key(full_name: str) -> str:
    """Key to order people by: the given name (the last word) first, then the rest of the name."""
    rest, _blank, given = _plain(full_name).rpartition(" ")
    return f"{vn_key(given.translate(_LOWER).translate(_CROSSED))}\x01{vn_key(rest)}"


def code_key(text: str) -> str:
    """Natural order of codes: ``1.10`` after ``1.9``, ``1.đ`` between ``1.d`` and ``1.e``.

    Figures of up to 12 digits compare as numbers; ``1.09`` and ``1.9`` stay two codes, side by side.
    """
    plain = _plain(text)
    padded = _PADDED.sub(r"\1", _DIGITS.sub(r"000000000000\1", plain))
    return f"{vn_key(padded)}\x01{plain}"


def safe_filename(name: str) -> str:
    """A file name in NFC that keeps its marks; only what no system can hold is taken out.

    Control and direction characters go, ``/`` and ``\\`` become ``_`` (so no path survives), and
    at most 200 characters (255 bytes, the limit of Linux) are kept, the extension among them. A name of
    which nothing is left is ``tep``.
    """
    cleaned = nfc(name).replace("/", "_").replace("\\", "_")
    cleaned = _BLANKS.sub(" ", _FORBIDDEN_IN_NAMES.sub("", cleaned)).strip(" ")
    if not cleaned.strip(". "):
        return "tep"
    suffix = PurePosixPath(cleaned).suffix
    if len(suffix) > 20:
        suffix = ""
    stem = cleaned.removesuffix(suffix)
    stem = stem[: _LONGEST_NAME - len(suffix)]
    while len((stem + suffix).encode("utf-8", "replace")) > _LONGEST_NAME_BYTES:
        stem = stem[:-1]
    return stem.rstrip(" ") + suffix


def spreadsheet_safe(text: str) -> str:
    """Text for a CSV cell (or any writer that may guess): a leading ``= + - @`` or tab gets an apostrophe.

    A spreadsheet takes such text for a formula. XLSX writers must instead write the cell as a string
    (``write_string`` of xlsxwriter), which needs no apostrophe and keeps the text as it is.
    Typed numbers are not text: they never pass through here.
    """
    if text.lstrip(" \u00a0").startswith(_FORMULA) or text.startswith(_FORMULA):
        return f"'{text}"
    return text
