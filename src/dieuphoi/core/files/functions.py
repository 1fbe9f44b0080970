"""Database functions of files as Django expressions."""

from __future__ import annotations

from django.contrib.postgres.search import SearchVectorField
from django.db.models import Func


class FoldedWords(Func):
    """The search vector of a text without marks: immutable, so that a generated column can hold it."""

    template = "to_tsvector('simple'::regconfig, dieuphoi_fold(%(expressions)s))"
    arity = 1
    output_field = SearchVectorField()
