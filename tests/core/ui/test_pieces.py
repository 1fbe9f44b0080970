"""Pieces that go out again and again: compressed once, they stand in any stream; fragments rendered once."""

from __future__ import annotations

import zlib

import pytest
from django.template import engines
from django.test import RequestFactory
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from dieuphoi.config.compress import compressed, opened
from dieuphoi.core.ui.pieces import Lasting, Piece, bytes_of, deflated, pieced

TEXTS = st.text(alphabet="abcdefgh<>ếữ", max_size=400).map(lambda text: text * 5)


@given(st.lists(st.one_of(TEXTS.map(str.encode), TEXTS.map(Lasting)), max_size=6))
def test_pieces_in_any_order_unpack_to_what_they_say(pieces: list[Piece]) -> None:
    whole = b"".join(map(bytes_of, pieces))
    assert zlib.decompress(deflated(pieces), -zlib.MAX_WBITS) == whole
    assert opened(compressed(pieces)) == whole


def test_a_lasting_piece_is_packed_once_and_unpacks_after_anything() -> None:
    piece = Lasting("<td>Đạt</td>" * 500)
    assert piece.packed is piece.packed
    for before in (b"", b"<table>", b"<td>" * 900):
        assert opened(compressed([before, piece, piece, before])) == before + piece.data * 2 + before
    assert len(compressed([piece])) < len(piece) / 20


def test_the_frame_is_made_around_the_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    template = engines["jinja2"].from_string("<p>{{ who }}</p>{{ wall }}<b>{{ said }}</b>{{ foot }}")
    monkeypatch.setattr(
        "dieuphoi.core.ui.pieces.render_to_string", lambda name, context, request: template.render(context)
    )
    wall, foot = Lasting("<table>1</table>"), Lasting("<i>hết</i>")
    words = {"who": "<Lan>", "said": "<!--wall-->"}
    answer = pieced(RequestFactory().get("/"), "x", words, {"foot": foot, "wall": wall})
    assert answer.content.decode() == "<p>&lt;Lan&gt;</p><table>1</table><b>&lt;!--wall--&gt;</b><i>hết</i>"
    assert [piece for piece in answer.pieces if isinstance(piece, Lasting)] == [wall, foot]
    assert answer.status_code == 200 and answer["Content-Type"].startswith("text/html")


def test_a_fragment_is_rendered_once_for_each_language_and_argument() -> None:
    once = engines["jinja2"].env.globals["once"]
    with translation.override("vi"):
        vietnamese = once("ui/keys.html")
        assert once("ui/keys.html") is vietnamese
    with translation.override("en"):
        assert once("ui/keys.html") != vietnamese
    nav = ({"label": "Một", "url": "/1", "icon": "inbox", "group": ""},)
    side = once("ui/side.html", nav=nav, density="compact", guide_url="/guide/")
    assert 'href="/1"' in side and 'href="/guide/"' in side, "what cannot be a key is rendered every time"
