"""What is typed is found by whole syllables, in the database and in Python alike (fault 23)."""

from __future__ import annotations

import unicodedata

import pytest
from django.db.models import F, TextField, Value
from django.db.models.functions import Cast

from dieuphoi.core.kernel.functions import Fold
from dieuphoi.core.kernel.matching import MOST, Rank, Sought
from dieuphoi.registry.territory.models import AdminUnit
from tests.support.world import World

E, M, P, B, S = Rank.EXACT, Rank.MARKED, Rank.PLAIN, Rank.BEGUN, Rank.SCATTERED
FRONT = ("Xã", "Thị trấn", "Tỉnh")

TABLE: list[tuple[str, str, Rank | None]] = [
    # Whole syllables, in the typed order, next to each other.
    ("thượng sơn", "Thượng Sơn", E),
    ("THƯỢNG SƠN", "thượng sơn", E),
    ("thượng sơn", "Xã Thượng Sơn", E),
    ("xã thượng sơn", "Xã Thượng Sơn", E),
    ("thượng sơn", "Xã Thượng Sơn Đông", M),
    ("thượng sơn", "UBND xã Thượng Sơn", M),
    ("thuong son", "Xã Thượng Sơn", P),
    ("thuong son", "UBND xã Thượng Sơn", P),
    ("thượng sơn", "Thương Sơn", P),
    ("thượng son", "Thượng Sơn", P),
    # Never inside a syllable.
    ("son", "Sonla", B),
    ("an", "Thanh", None),
    ("an", "Lan", None),
    ("an", "Tân An", M),
    ("ương", "Thượng", None),
    ("thuong son", "Thượng Ason", None),
    ("thuong son", "Thường xuyên tại Mason", None),
    ("thuong son", "Thuongx Sơn", None),
    # The last syllable may be begun, no other one.
    ("thượng s", "Thượng Sơn", B),
    ("thuong so", "Xã Thượng Sơn", B),
    ("thượ", "Thượng Sơn", B),
    ("thuon son", "Thượng Sơn", None),
    ("t", "Thượng Sơn", B),
    ("t", "Cát", None),
    # Apart, or in another order: last.
    ("son thuong", "Thượng Sơn", S),
    ("thượng sơn", "Thượng Lâm, Sơn Hạ", S),
    ("thuong so", "Sơn Thượng", S),
    ("so thuong", "Sơn Thượng", None),
    # đ and Đ; composed and decomposed.
    ("đường", "ĐƯỜNG", E),
    ("duong", "Đường", P),
    ("đường", "Dương", P),
    (unicodedata.normalize("NFD", "thượng sơn"), "Thượng Sơn", E),
    ("thượng sơn", unicodedata.normalize("NFD", "Thượng Sơn"), E),
    # Numbers of documents and codes: from where they begin.
    ("4393/UBND", "4393/UBND-VPĐP", M),
    ("4393", "Văn bản 4393/UBND-VPĐP", M),
    ("393", "4393/UBND-VPĐP", None),
    ("4393/UB", "4393/UBND-VPĐP", B),
    ("ubnd", "4393/UBND-VPĐP", M),
    ("98001", "98001", E),
    ("980", "98001", B),
    ("8001", "98001", None),
    ("15.1", "15.1", E),
    ("15.1", "15.10", B),
    ("15.1", "5.1", None),
    # Signs only part syllables; those of SQL and of patterns are signs like others.
    ("thượng, sơn", "Thượng Sơn", E),
    ("thượng-sơn", "Xã “Thượng Sơn”", E),
    ("NN&PTNT", "Sở NN & PTNT", M),
    ("%", "Thượng Sơn", None),
    ("_____", "Thượng Sơn", None),
    ("\\", "Thượng Sơn", None),
    ("thượng%sơn", "Thượng và Sơn", S),
    ("th_ng", "Thượng", None),
    ("t.*", "Thượng", B),
    ("(", "Thượng (cũ)", None),
    ("[a-z]", "Thượng", None),
    ("phieu xa", "phieu_xa_son.xlsx", M),
    ("  ", "Thượng Sơn", None),
    ("", "Thượng Sơn", None),
    ("thư\u200bợng  sơn", "Thượng\u00a0Sơn", E),
]


@pytest.mark.parametrize(("typed", "text", "rank"), TABLE)
def test_of_texts(typed: str, text: str, rank: Rank | None) -> None:
    sought = Sought.of(typed, front=FRONT)
    assert sought.held_by(text) is (rank is not None)
    if rank is not None:
        assert sought.rank(text) is rank


def test_the_database_says_the_same(world: World) -> None:
    """Every line of the table as a query; the table itself says what must come out."""
    one = AdminUnit.objects.visible_to(world.actor("lan")).filter(pk=world.units["thuong"])
    for typed, text, rank in TABLE:
        sought = Sought.of(typed, front=FRONT)
        stored = unicodedata.normalize("NFC", text)
        rows = one.annotate(raw=Cast(Value(stored), TextField())).annotate(folded=Fold(F("raw")))
        found = list(rows.filter(sought.fits("folded")).annotate(near=sought.nearness(("folded",), ("raw",))))
        assert bool(found) is (rank is not None), (typed, text)
        if rank is not None:
            assert sought.step_rank(found[0].near) is rank, (typed, text)


def test_several_texts_hold_the_syllables_together() -> None:
    sought = Sought.of("thượng sơn 4393")
    assert sought.held_by("Xã Thượng Sơn", "4393/UBND")
    assert sought.rank("Xã Thượng Sơn", "4393/UBND") is S
    assert not sought.held_by("Xã Thượng Sơn", "4394/UBND")


def test_a_word_in_front_is_seen_with_more_after_it_only() -> None:
    assert Sought.of("xã sơn", front=FRONT).has_front
    assert Sought.of("thi tran me", front=FRONT).has_front
    assert not Sought.of("xã", front=FRONT).has_front
    assert not Sought.of("thị trấn", front=FRONT).has_front
    assert not Sought.of("xanh", front=FRONT).has_front
    assert not Sought.of("xã sơn").has_front


def test_too_many_syllables_are_cut() -> None:
    assert len(Sought.of("a " * 1000).plain) == MOST
