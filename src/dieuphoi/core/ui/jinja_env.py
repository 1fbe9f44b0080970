"""The Jinja2 environment of every page: strict, escaped, translated; it prints no bare number or date."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, time
from decimal import Decimal
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.templatetags.static import static
from django.urls import NoReverseMatch, reverse
from django.utils import translation
from jinja2 import Environment, StrictUndefined, Undefined
from markupsafe import Markup

from dieuphoi.core.kernel import dates, numbers, text
from dieuphoi.core.ui import icons, query, states, svg, wall
from dieuphoi.core.ui.labelled import labelled


def environment(**options: Any) -> Environment:
    """The factory that ``TEMPLATES[…]["OPTIONS"]["environment"]`` names.

    A missing name raises; ``{{ value }}`` of a float, a Decimal, a date or a time raises under ``DEBUG`` or
    ``UI_STRICT_OUTPUT`` and is written the Vietnamese way otherwise; ``None`` prints nothing.
    """
    options["undefined"] = StrictUndefined
    options["finalize"] = finalize
    return _build(options)


def form_environment(**options: Any) -> Environment:
    """The same for form widgets: Django's own templates ask for names that may be missing, and localise."""
    options["undefined"] = Undefined
    return _build(options)


def _build(options: dict[str, Any]) -> Environment:
    options.setdefault("autoescape", True)
    options.setdefault("trim_blocks", True)
    options.setdefault("lstrip_blocks", True)
    options["extensions"] = [*options.get("extensions", ()), "jinja2.ext.i18n", "jinja2.ext.do"]
    env = Environment(**options)  # noqa: S701 - autoescape is set just above
    env.install_gettext_callables(  # type: ignore[attr-defined]
        gettext=translation.gettext,
        ngettext=translation.ngettext,
        pgettext=translation.pgettext,
        npgettext=translation.npgettext,
        newstyle=True,
    )
    env.globals.update(
        static=static,
        url=url,
        maybe_url=maybe_url,
        with_query=query.with_query,
        icon=icons.icon,
        icon_names=icons.NAMES,
        VERDICTS=states.VERDICTS,
        BASES=states.BASES,
        sparkline=svg.sparkline,
        line_chart=svg.line_chart,
        bar_chart=svg.bar_chart,
        stacked_bar=svg.stacked_bar,
        wall=wall.wall,
        current_language=translation.get_language,
        once=Once(env),
    )
    env.filters.update(
        number=numbers.format_number,
        percent=numbers.format_percent,
        money=numbers.format_money,
        date=dates.format_date,
        datetime=dates.format_datetime,
        vn_sorted=vn_sorted,
        labelled=labelled,
    )
    return env


class Once:
    """``once("ui/side.html", nav=nav)``: a template that rests on its arguments and the language alone is rendered
    once for each of them. Arguments that cannot be keys are rendered every time.
    """

    def __init__(self, env: Environment, most: int = 512) -> None:
        self._env = env
        self._kept = lru_cache(most)(self._rendered)

    def __call__(self, template: str, /, **arguments: Any) -> Markup:
        key = (template, translation.get_language(), tuple(arguments.items()))
        # While the program is written, templates change under its hands.
        return self._rendered(*key) if settings.DEBUG or not _can_be_key(key) else self._kept(*key)

    def _rendered(self, template: str, language: str | None, arguments: tuple[tuple[str, Any], ...]) -> Markup:
        return Markup(self._env.get_template(template).render(dict(arguments)))  # noqa: S704 - our own template


def _can_be_key(value: Any) -> bool:
    try:
        hash(value)
    except TypeError:
        return False
    return True


def url(
    name: str, /, *args: Any, _query: dict[str, Any] | None = None, _fragment: str | None = None, **kw: Any
) -> str:
    """``reverse(name)`` with positional or keyword parts. Raises ``NoReverseMatch`` for an unknown route."""
    if args:
        return reverse(name, args=args, query=_query, fragment=_fragment)
    return reverse(name, kwargs=kw, query=_query, fragment=_fragment)


def maybe_url(name: str, /) -> str:
    """``reverse(name)``, or ``""`` where this installation has no such route."""
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""


def vn_sorted(values: Iterable[Any], attribute: str | None = None, reverse: bool = False) -> list[Any]:
    """``values`` by the Vietnamese alphabet, on ``attribute`` (of an object or a mapping) if one is named."""

    def word(value: Any) -> str:
        if attribute is None:
            return str(value)
        return str(value[attribute] if isinstance(value, dict) else getattr(value, attribute))

    return sorted(values, key=lambda value: text.vn_key(word(value)), reverse=reverse)


class BareValue(TypeError):
    """A template printed a number or a date that no filter had written for people."""


def finalize(value: Any) -> Any:
    """What ``{{ value }}`` prints. Whole numbers pass as they are: counts go through ``|number``."""
    if value is None:
        return ""
    if isinstance(value, float | Decimal | date | time):
        if settings.DEBUG or getattr(settings, "UI_STRICT_OUTPUT", False):
            kind = type(value).__name__
            raise BareValue(f"bare {kind} in a template: {value!r}; use |number, |percent, |date, |datetime")
        return _written(value)
    return value


def _written(value: float | Decimal | date | time) -> str:
    if isinstance(value, float | Decimal):
        return numbers.format_number(value)
    if isinstance(value, time):
        return f"{value:%H:%M}"
    if hasattr(value, "hour"):
        return dates.format_datetime(value)  # type: ignore[arg-type]
    return dates.format_date(value)
