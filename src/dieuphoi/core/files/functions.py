"""Database functions of files as Django expressions."""

from __future__ import annotations

from django.contrib.postgres.search import SearchVectorField
from django.db.models import Func


class FoldedWords(Func):
    """The search vector of a text without marks: immutable, so that a generated column can hold it."""

    # Signs go first: PostgreSQL's own parser would take <word> for a tag and 12/QD-UBND for a path.
    template = (
        "to_tsvector('simple'::regconfig, regexp_replace(dieuphoi_fold(%(expressions)s), '[^[:alnum:]]+', ' ', 'g'))"
    )
    arity = 1
    output_field = SearchVectorField()
