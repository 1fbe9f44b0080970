"""A period as people type it into an address or a form."""

from __future__ import annotations

from typing import Any

import django_filters
from django import forms

from dieuphoi.core.kernel.period import parse_period


class PeriodField(forms.CharField):
    """``2026``, ``2026-Q1``, ``2026-H1`` … cleaned to the :class:`~dieuphoi.core.kernel.period.Period`. Its ``choices``
    are the period that was read, so that a filter is told by what people call it.
    """

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if not text:
            return None
        try:
            period = parse_period(text)
        except ValueError as fault:
            raise forms.ValidationError(str(fault), code="invalid") from fault
        self.choices = [(str(period), period.label)]
        return period


class PeriodFilter(django_filters.Filter):
    """A period; what it narrows is said by ``method``."""

    field_class = PeriodField
