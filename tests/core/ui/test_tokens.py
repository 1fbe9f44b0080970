"""Contrast of each pair of colours that carries text (4.5 : 1) or a shape (3 : 1); letters of the font."""

from __future__ import annotations

import re
import string
from pathlib import Path

import pytest

import dieuphoi

CSS = Path(dieuphoi.__file__).parents[2] / "frontend" / "src" / "css"
TOKENS = dict(
    re.findall(r"--([a-z0-9-]+):\s*(#[0-9a-f]{6});", (CSS / "tokens.css").read_text(encoding="utf-8"))
)

TEXT = [
    *((ink, ground) for ink in ("ink", "ink-soft", "accent", "accent-strong")
      for ground in ("paper", "ground", "sunk", "accent-soft")),
    ("on-accent", "accent"), ("on-accent", "accent-strong"), ("on-accent", "not-met"),
    *((state, ground) for state in ("met", "not-met", "not-entered", "undetermined", "not-applicable")
      for ground in ("paper", f"{state}-soft")),
    ("ink", "met-soft"), ("ink", "not-met-soft"), ("ink", "undetermined-soft"),
]  # fmt: skip
SHAPES = [
    ("focus", "paper"), ("focus", "ground"), ("focus", "accent-soft"),
    ("line-strong", "paper"), ("line-strong", "ground"),
    ("paper", "met"), *((f"series-{n}", "paper") for n in range(1, 5)),
]  # fmt: skip


def luminance(colour: str) -> float:
    """Relative luminance of WCAG 2.2 of ``#rrggbb``."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def ratio(one: str, other: str) -> float:
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def test_the_measure_itself() -> None:
    # From the WCAG text: black on white is 21, #767676 on white just passes 4.5.
    assert ratio("#000000", "#ffffff") == pytest.approx(21)
    assert ratio("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)


@pytest.mark.parametrize(("ink", "ground"), TEXT, ids="-on-".join)
def test_text_can_be_read(ink: str, ground: str) -> None:
    assert ratio(TOKENS[ink], TOKENS[ground]) >= 4.5


@pytest.mark.parametrize(("shape", "ground"), SHAPES, ids="-on-".join)
def test_shapes_and_edges_can_be_seen(shape: str, ground: str) -> None:
    assert ratio(TOKENS[shape], TOKENS[ground]) >= 3


def test_the_font_files_cover_every_vietnamese_letter() -> None:
    letters = "aăâbcdđeêghiklmnoôơpqrstuưvxy" + "àáảãạằắẳẵặầấẩẫậèéẻẽẹềếểễệìíỉĩịòóỏõọồốổỗộờớởỡợùúủũụừứửữựỳýỷỹỵ"
    wanted = set(letters + letters.upper() + string.digits + ".,%₫–“”")
    assert len(wanted) > 180
    faces = re.findall(
        r"font-weight: (\d+);.*?unicode-range: ([^;]+);",
        (CSS / "fonts.css").read_text(encoding="utf-8"),
        re.DOTALL,
    )
    for weight in ("400", "500", "600", "700"):
        ranges = [part.strip() for w, spec in faces if w == weight for part in spec.split(",")]
        covered = set()
        for each in ranges:
            first, _, last = each.removeprefix("U+").partition("-")
            covered |= {chr(n) for n in range(int(first, 16), int(last or first, 16) + 1)}
        assert wanted - covered == set()


def test_lines_are_at_least_one_and_a_half_high() -> None:
    for path in CSS.glob("*.css"):
        for value in re.findall(r"(?:line-height|--leading):\s*([\d.]+);", path.read_text(encoding="utf-8")):
            # Big figures and the one-letter basis mark are single lines.
            assert float(value) >= 1.5 or float(value) in (1, 1.4), path.name
