"""Database functions of the kernel as Django expressions. Their SQL: migration ``0001_functions``.

``Fold``, ``VnKey``, ``GivenNameKey`` and ``CodeKey`` are immutable and fit generated columns and indexes;
``CurrentActor``, ``CurrentAct`` and ``CurrentReason`` read the transaction's settings and fit ``db_default``.
Python twins of the first four are in :mod:`dieuphoi.core.kernel.text`.
"""

from __future__ import annotations

from django.db.models import BigIntegerField, F, Func, GeneratedField, TextField


class Fold(Func):
    """The text without marks, in lower case, ``đ`` as ``d``, blanks squeezed: what a search compares."""

    function = "dieuphoi_fold"
    arity = 1
    output_field = TextField()


class _Key(Func):
    """A key that must be compared by code point, whatever the locale of the server is."""

    template = '(%(function)s(%(expressions)s) COLLATE "C")'
    arity = 1
    output_field = TextField(db_collation="C")


class VnKey(_Key):
    """Alphabetical order of Vietnamese: letters, then tones (ngang huyền hỏi ngã sắc nặng), then case."""

    function = "dieuphoi_vn_key"


class GivenNameKey(_Key):
    """Order of people: by given name (the last word), then by the rest of the name."""

    function = "dieuphoi_given_name_key"


class CodeKey(_Key):
    """Natural order of codes: ``1.10`` after ``1.9``, ``1.đ`` between ``1.d`` and ``1.e``."""

    function = "dieuphoi_code_key"


class CurrentActor(Func):
    """Id of the account that acts in this transaction. Without one the database raises."""

    function = "dieuphoi_actor"
    arity = 0
    output_field = BigIntegerField()


class CurrentAct(Func):
    """Name of the act of this transaction (``area.verb``). Without one the database raises."""

    function = "dieuphoi_act"
    arity = 0
    output_field = TextField()


class CurrentReason(Func):
    """The reason given for the act of this transaction, or the empty string."""

    function = "dieuphoi_reason"
    arity = 0
    output_field = TextField()


def folded(source: str) -> GeneratedField:
    """A generated column with the folded text of the column ``source``: searched with :func:`text.fold`."""
    return GeneratedField(expression=Fold(F(source)), output_field=TextField(), db_persist=True)


def vn_ordered(source: str) -> GeneratedField:
    """A generated column to order by: the Vietnamese alphabetical key of the column ``source``."""
    return GeneratedField(
        expression=VnKey(F(source)), output_field=TextField(db_collation="C"), db_persist=True
    )


def given_name_ordered(source: str) -> GeneratedField:
    """A generated column to order people by: the given-name key of the column ``source``."""
    return GeneratedField(
        expression=GivenNameKey(F(source)), output_field=TextField(db_collation="C"), db_persist=True
    )


def code_ordered(source: str) -> GeneratedField:
    """A generated column to order by: the natural key of the code in the column ``source``."""
    return GeneratedField(
        expression=CodeKey(F(source)), output_field=TextField(db_collation="C"), db_persist=True
    )
