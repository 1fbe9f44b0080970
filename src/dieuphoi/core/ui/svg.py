# ruff: noqa: E501 - markup
"""Pictures drawn by the server: pure functions from numbers to SVG, coloured by CSS classes.

An unknown value (``None``) is a gap, never a zero and never a flat line; zero is drawn on the axis and labelled 0.
Every picture has a sentence for screen readers, and its page shows the table beside it (macro ``chart``).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from math import ceil, floor, log10
from typing import NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from markupsafe import Markup, escape

from dieuphoi.core.kernel.numbers import format_number

Number = int | float | Decimal


class Series(NamedTuple):
    """One line or one set of bars: ``values`` as many as labels, ``None`` where nothing is known."""

    name: str
    values: Sequence[Number | None]


def sparkline(
    values: Sequence[Number | None], label: str = "", *, width: int = 96, height: int = 24
) -> Markup:
    """A line without axes for a table cell; single known values between gaps are dots, the last known one is marked."""
    known = [float(value) for value in values if value is not None]
    said = escape(f"{label}: {_spoken(values)}" if label else _spoken(values))
    start = f'<svg class="spark" viewBox="0 0 {width} {height}" width="{width}" height="{height}" role="img" aria-label="{said}">'
    if not known:
        return Markup(f'{start}<path class="spark-none" d="M2 {height / 2:g}H{width - 2}"/></svg>')  # noqa: S704 - escaped
    low, high = min(known), max(known)
    step = (width - 8) / max(len(values) - 1, 1)

    def y(value: float) -> float:
        return height / 2 if high == low else height - 4 - (value - low) / (high - low) * (height - 8)

    points = [None if v is None else (4 + i * step, y(float(v))) for i, v in enumerate(values)]
    body = _paths(points, "spark-line", "spark-dot", 1.5)
    last = next(point for point in reversed(points) if point is not None)
    body += f'<circle class="spark-last" cx="{last[0]:.1f}" cy="{last[1]:.1f}" r="2.5"/>'
    return Markup(f"{start}{body}</svg>")  # noqa: S704 - escaped


def line_chart(
    labels: Sequence[str],
    series: Sequence[Series],
    title: str,
    *,
    width: int = 640,
    height: int = 240,
    percent: bool = False,
    aim: Number | None = None,
    aim_label: str = "",
) -> Markup:
    """Lines over ``labels``. ``percent`` fixes the axis to 0–100; ``aim`` is a dashed line (a threshold, a target)."""
    _check(labels, series)
    every = [float(v) for each in series for v in each.values if v is not None]
    ticks = _ticks([*every, *([float(aim)] if aim is not None else [])], percent=percent)
    left, right, top, bottom = 48, 16, 12, 28
    inner_w, inner_h = width - left - right, height - top - bottom
    y = _scale(ticks, top, inner_h)
    step = inner_w / max(len(labels) - 1, 1)
    out = [
        _open("line", width, height, title, series, labels),
        _axis(ticks, y, left, width - right, percent=percent),
    ]
    every_nth = max(1, ceil(len(labels) / max(inner_w / 64, 1)))
    for i, label in enumerate(labels):
        if i % every_nth == 0:
            anchor = "start" if i == 0 else "end" if i == len(labels) - 1 else "middle"
            out.append(
                f'<text class="tick" x="{left + i * step:.1f}" y="{height - 8}" text-anchor="{anchor}">{escape(label)}</text>'
            )
    for number, each in enumerate(series, start=1):
        points = [None if v is None else (left + i * step, y(float(v))) for i, v in enumerate(each.values)]
        out.append(f'<g class="series series-{(number - 1) % 4 + 1}">')
        out.append(_paths(points, "stroke", "dot", 3.5, dots=True, shape=(number - 1) % 4))
        out.append("</g>")
    if aim is not None:
        out.append(f'<path class="aim" d="M{left} {y(float(aim)):.1f}H{width - right}"/>')
        out.append(
            f'<text class="aim-label" x="{left + 6}" y="{y(float(aim)) - 6:.1f}">'
            f"{escape(aim_label or _('Mức cần đạt'))} {_figure(aim, percent)}</text>"
        )
    out.append("</svg>")
    out.append(_legend(series))
    return Markup("".join(out))  # noqa: S704 - every text went through escape()


class Bar(NamedTuple):
    """One bar: ``value`` ``None`` is shown as not known; ``tone`` is a verdict class (``met``, ``not-met`` …) or ``""``."""

    label: str
    value: Number | None
    tone: str = ""
    note: str = ""


def bar_chart(
    bars: Sequence[Bar], title: str, *, width: int = 640, percent: bool = False, maximum: Number | None = None
) -> Markup:
    """Horizontal bars, one a line, each with its figure; a bar of an unknown value says so and is not drawn."""
    known = [float(bar.value) for bar in bars if bar.value is not None]
    if any(value < 0 for value in known):
        raise ValueError("bars begin at zero and cannot show a negative value")
    top = float(maximum) if maximum is not None else 100.0 if percent else max([*known, 0.0])
    row, gap, label_w, figure_w = 20, 8, 200, 84
    height = max(len(bars) * (row + gap), row)
    room = width - label_w - figure_w
    said = "; ".join(f"{bar.label}: {_figure(bar.value, percent)}" for bar in bars)
    out = [
        f'<svg class="chart-svg bars" viewBox="0 0 {width} {height}" role="img" aria-label="{escape(title)}. {escape(said)}">'
    ]
    for i, bar in enumerate(bars):
        at = i * (row + gap)
        length = 0.0 if bar.value is None or not top else min(float(bar.value) / top, 1.0) * room
        short = bar.label if len(bar.label) <= 30 else bar.label[:29].rstrip() + "…"
        text = f'<text class="bar-label" x="{label_w - 8}" y="{at + 14}" text-anchor="end">{escape(short)}</text>'
        tone = f" bar-{escape(bar.tone)}" if bar.tone else ""
        shape = (
            ""
            if bar.value is None
            else (
                f'<rect class="bar{tone}" x="{label_w}" y="{at + 2}" width="{max(length, 1.5):.1f}" height="{row - 4}" rx="2"/>'
            )
        )
        value_class = "bar-value" if bar.value is not None else "bar-value is-unknown"
        value = f'<text class="{value_class}" x="{label_w + length + 6:.1f}" y="{at + 14}">{escape(_figure(bar.value, percent))}</text>'
        whole = f"<title>{escape(bar.label)}: {escape(_figure(bar.value, percent))}{escape(' · ' + bar.note if bar.note else '')}</title>"
        out.append(f"<g>{whole}{text}{shape}{value}</g>")
    out.append("</svg>")
    return Markup("".join(out))  # noqa: S704 - every text went through escape()


def stacked_bar(parts: Sequence[Bar], title: str, *, width: int = 320, height: int = 14) -> Markup:
    """One bar of parts of a whole (met, not met, not entered …), each with its count; nothing at all when all are zero."""
    total = sum(float(part.value or 0) for part in parts)
    said = "; ".join(f"{part.label}: {_figure(part.value, False)}" for part in parts)
    out = [
        f'<svg class="stack" viewBox="0 0 {width} {height}" preserveAspectRatio="none" role="img" '
        f'aria-label="{escape(title)}. {escape(said)}">'
    ]
    at = 0.0
    for part in parts:
        if not part.value or not total:
            continue
        length = float(part.value) / total * width
        out.append(
            f'<rect class="bar bar-{escape(part.tone)}" x="{at:.2f}" y="0" width="{max(length - 1, 0.5):.2f}" height="{height}">'
            f"<title>{escape(part.label)}: {escape(_figure(part.value, False))}</title></rect>"
        )
        at += length
    if not total:
        out.append(f'<rect class="bar bar-not-entered" x="0" y="0" width="{width}" height="{height}"/>')
    out.append("</svg>")
    return Markup("".join(out))  # noqa: S704 - every text went through escape()


def _figure(value: Number | None, percent: bool) -> str:
    if value is None:
        return _("chưa có số liệu")
    return format_number(value) + ("%" if percent else "")


def _spoken(values: Sequence[Number | None]) -> str:
    known = [value for value in values if value is not None]
    if not known:
        return _("chưa có số liệu")
    first, last = format_number(known[0]), format_number(known[-1])
    gaps = len(values) - len(known)
    text = _("từ %(first)s đến %(last)s") % {"first": first, "last": last}
    if gaps:
        text += ", " + ngettext("%(n)s kỳ chưa có số liệu", "%(n)s kỳ chưa có số liệu", gaps) % {"n": gaps}
    return text


def _paths(
    points: Sequence[tuple[float, float] | None],
    line_class: str,
    dot_class: str,
    radius: float,
    *,
    dots: bool = False,
    shape: int = 0,
) -> str:
    """The runs between gaps as paths; a run of one point (or every point, with ``dots``) as a mark."""
    runs: list[list[tuple[float, float]]] = [[]]
    for point in points:
        if point is None:
            runs.append([])
        else:
            runs[-1].append(point)
    out: list[str] = []
    for run in runs:
        if len(run) > 1:
            drawn = "L".join(f"{x:.1f} {y:.1f}" for x, y in run)
            out.append(f'<path class="{line_class}" d="M{drawn}"/>')
        if dots or len(run) == 1:
            out.extend(_mark(x, y, radius, dot_class, shape) for x, y in run)
    return "".join(out)


def _mark(x: float, y: float, r: float, css: str, shape: int) -> str:
    """Circle, square, triangle, diamond: series differ in shape as well as in colour."""
    if shape == 1:
        return f'<rect class="{css}" x="{x - r:.1f}" y="{y - r:.1f}" width="{2 * r:g}" height="{2 * r:g}"/>'
    if shape == 2:
        return f'<path class="{css}" d="M{x:.1f} {y - r:.1f}L{x + r:.1f} {y + r:.1f}H{x - r:.1f}z"/>'
    if shape == 3:
        return f'<path class="{css}" d="M{x:.1f} {y - r - 1:.1f}L{x + r + 1:.1f} {y:.1f}L{x:.1f} {y + r + 1:.1f}L{x - r - 1:.1f} {y:.1f}z"/>'
    return f'<circle class="{css}" cx="{x:.1f}" cy="{y:.1f}" r="{r:g}"/>'


def _ticks(values: Sequence[float], *, percent: bool) -> list[float]:
    if percent and all(0 <= value <= 100 for value in values):
        return [0, 25, 50, 75, 100]
    low, high = min([*values, 0.0]), max([*values, 0.0])
    if high == low:
        high = low + 1
    raw = (high - low) / 4
    size = 10 ** floor(log10(raw))
    step = next(size * m for m in (1, 2, 2.5, 5, 10) if size * m >= raw)
    first = floor(low / step)
    last = ceil(high / step)
    return [n * step for n in range(first, last + 1)]


def _scale(ticks: Sequence[float], top: int, inner: int) -> Callable[[float], float]:
    low, high = ticks[0], ticks[-1]
    return lambda value: top + inner - (value - low) / (high - low) * inner


def _axis(
    ticks: Sequence[float], y: Callable[[float], float], left: int, right: int, *, percent: bool
) -> str:
    out = []
    for tick in ticks:
        at = y(tick)
        css = "axis" if tick == 0 else "rule"
        out.append(f'<path class="{css}" d="M{left} {at:.1f}H{right}"/>')
        written = format_number(Decimal(repr(round(tick, 10))))
        out.append(
            f'<text class="tick" x="{left - 6}" y="{at + 4:.1f}" text-anchor="end">{written}{"%" if percent else ""}</text>'
        )
    return "".join(out)


def _open(
    kind: str, width: int, height: int, title: str, series: Sequence[Series], labels: Sequence[str]
) -> str:
    said = "; ".join(f"{each.name}: {_spoken(each.values)}" for each in series)
    return f'<svg class="chart-svg {kind}" viewBox="0 0 {width} {height}" role="img" aria-label="{escape(title)}. {escape(said)}">'


def _legend(series: Sequence[Series]) -> str:
    if len(series) < 2:
        return ""
    items = []
    for number, each in enumerate(series):
        mark = _mark(8, 8, 4, "dot", number % 4)
        items.append(
            f'<li class="series series-{number % 4 + 1}"><svg viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">'
            f"{mark}</svg>{escape(each.name)}</li>"
        )
    return f'<ul class="legend" aria-label="{escape(_("Chú giải"))}">{"".join(items)}</ul>'


def _check(labels: Sequence[str], series: Sequence[Series]) -> None:
    for each in series:
        if len(each.values) != len(labels):
            raise ValueError(f"{each.name}: {len(each.values)} values for {len(labels)} labels")
