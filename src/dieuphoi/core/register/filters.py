"""Filters that read what people type, and one function that says in words what is filtered.

A wrong value is an error that is shown, never a filter that silently does nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

import django_filters
from django import forms
from django.db.models import Model, QuerySet
from django.http import QueryDict
from django.utils.encoding import force_str
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.dates import LOCAL_ZONE, format_date, parse_date
from dieuphoi.core.kernel.functions import Fold
from dieuphoi.core.kernel.matching import Sought
from dieuphoi.core.register.tables import plain_text


class DateField(forms.DateField):
    """A date as people write it (``dd/mm/yyyy``) or in ISO; ``01/02/2026`` is 1 February."""

    widget = forms.TextInput

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.widget.attrs.setdefault("placeholder", "dd/mm/yyyy")
        self.widget.attrs.setdefault("inputmode", "numeric")
        self.widget.attrs.setdefault("autocomplete", "off")

    def to_python(self, value: Any) -> date | None:
        if isinstance(value, datetime):
            return value.date()
        if isinstance(value, date):
            return value
        if value in self.empty_values or not str(value).strip():
            return None
        try:
            return parse_date(str(value))
        except ValueError as error:
            raise forms.ValidationError(str(error), code="invalid") from error

    def prepare_value(self, value: Any) -> Any:
        return format_date(value) if isinstance(value, date) else value


class DateFilter(django_filters.Filter):
    """One date; ``lookup_expr`` ``gte``, ``lte``, ``exact`` …"""

    field_class = DateField


class TextFilter(django_filters.Filter):
    """Every syllable of the typed text is in one of ``folded`` (generated columns) or ``raw`` columns, marks or not:
    whole, but for the last one, as a search finds them (:class:`Sought`).
    """

    field_class = forms.CharField

    def __init__(self, *, folded: Sequence[str] = (), raw: Sequence[str] = (), **options: Any) -> None:
        if not folded and not raw:
            raise ValueError("a text filter needs a column to look in")
        self.folded, self.raw = tuple(folded), tuple(raw)
        options.setdefault("max_length", 200)
        super().__init__(**options)

    def filter(self, qs: QuerySet[Any, Any], value: Any) -> QuerySet[Any, Any]:
        if not value:
            return qs
        columns = list(self.folded)
        for number, path in enumerate(self.raw):
            alias = f"folded_{number}_{path.replace('__', '_')}"
            qs = qs.alias(**{alias: Fold(path)})
            columns.append(alias)
        return qs.filter(Sought.of(value).fits(*columns))


class ChoicesFilter(django_filters.Filter):
    """Any of several choices, as checkboxes; ``choices`` are ``(value, label)`` pairs or a function giving
    them.
    """

    field_class = forms.MultipleChoiceField

    def __init__(self, **options: Any) -> None:
        options.setdefault("widget", forms.CheckboxSelectMultiple)
        options.setdefault("lookup_expr", "in")
        super().__init__(**options)

    def filter(self, qs: QuerySet[Any, Any], value: Any) -> QuerySet[Any, Any]:
        # Unlike django-filter's own, no DISTINCT: one IN over one column repeats no row.
        return super().filter(qs, value) if value else qs


class ChoiceFilter(django_filters.ChoiceFilter):
    """One of several choices, as a select box; the empty choice is "all"."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("empty_label", "—")
        super().__init__(**options)


class YesNoFilter(django_filters.Filter):
    """Yes, no, or all (``true`` and ``false`` in the URL; anything else is an error, not "all")."""

    field_class = forms.TypedChoiceField

    def __init__(self, **options: Any) -> None:
        options.setdefault(
            "choices", [("", "—"), ("true", gettext_lazy("Có")), ("false", gettext_lazy("Không"))]
        )
        options.setdefault("coerce", "true".__eq__)
        options.setdefault("empty_value", None)
        super().__init__(**options)


@dataclass(frozen=True, slots=True)
class FilterWords:
    """One filter that is on, in words: ``Loại: Xã, Phường``. ``names`` are its parameters in the URL."""

    name: str
    label: str
    words: str
    names: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.label}: {self.words}"


def filters_in_words(filterset: django_filters.FilterSet | None) -> list[FilterWords]:
    """What narrows the list, in words – the same on the page and inside the exports."""
    if filterset is None or not filterset.is_bound or not filterset.form.is_valid():
        return []
    found = []
    for name, each in filterset.filters.items():
        value = filterset.form.cleaned_data.get(name)
        if value is None or value == "" or (isinstance(value, Sequence | set) and not value):
            continue
        bound = filterset.form[name]
        words = _words(bound.field, value)
        found.append(FilterWords(name, force_str(each.label or bound.label), words, (name,)))
    return found


def _words(form_field: forms.Field, value: Any) -> str:
    values = value if isinstance(value, list | tuple | set | QuerySet) else [value]
    choices = getattr(form_field, "choices", None)
    labels = {} if choices is None or isinstance(value, Model | QuerySet) else _labels(choices)
    if isinstance(value, bool):
        return _("có") if value else _("không")
    return ", ".join(labels.get(str(each)) or plain_text(each) for each in values)


def _labels(choices: Iterable[Any]) -> dict[str, str]:
    found: dict[str, str] = {}
    for value, label in choices:
        if isinstance(label, list | tuple):
            found.update(_labels(label))
        else:
            found[str(value)] = force_str(label)
    return found


@dataclass(frozen=True, slots=True)
class Asker:
    """What a filter set may ask of its ``request`` where there is none (a job): who asks, and for what."""

    actor: Actor
    GET: QueryDict

    @property
    def as_of(self) -> date:
        """The day that is read where the query names none."""
        return self.actor.on

    @property
    def now(self) -> datetime:
        """An instant of that day."""
        return datetime.combine(self.actor.on, time(12), tzinfo=LOCAL_ZONE)


def unread_filters(filterset: django_filters.FilterSet | None, params: QueryDict) -> list[str]:
    """Labels of filters that were given a value and made nothing of it (yes or no, asked for ``maybe``)."""
    if filterset is None or not filterset.form.is_valid():
        return []
    return [
        force_str(each.label or name)
        for name, each in filterset.filters.items()
        if any(value.strip() for value in params.getlist(name))
        and filterset.form.cleaned_data.get(name) in (None, "", [], ())
    ]


def filter_errors(filterset: django_filters.FilterSet | None) -> list[tuple[str, str, str]]:
    """``(field id, label, message)`` of every filter whose value cannot be read."""
    if filterset is None or not filterset.is_bound:
        return []
    found = []
    for name, messages in filterset.form.errors.items():
        label, field_id = "", ""
        if name in filterset.form.fields:
            bound = filterset.form[name]
            label, field_id = force_str(bound.label), bound.id_for_label or bound.auto_id
        found += [(field_id, label, force_str(message)) for message in messages]
    return found
