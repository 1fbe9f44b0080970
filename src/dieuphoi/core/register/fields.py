"""Fields of forms that are required under a condition."""

from __future__ import annotations

from typing import Any, TypeVar

from django import forms

FieldT = TypeVar("FieldT", bound=forms.Field)


def required_when(words: Any, field: FieldT) -> FieldT:
    """``field``, beside whose label ``words`` stand in the place of "không bắt buộc": when something must be typed.

    For what the form as a whole demands: one of two fields, or a field of one choice of another. The form checks it;
    the field itself stays optional. Empty words: nothing is said (the form always demands it).
    """
    field.required_words = words  # type: ignore[attr-defined]
    return field
