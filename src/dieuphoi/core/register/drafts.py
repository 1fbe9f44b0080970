"""Drafts of forms, kept on the server: saved while one types, back after a lost session, closed by the act."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from django import forms
from django.core import signing
from django.db import IntegrityError, transaction
from django.http import QueryDict
from django.utils.translation import gettext as _

from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.errors import InputError, InputErrors, Refused
from dieuphoi.core.register.models import Draft, DraftEnd

LARGEST: Final = 100_000
"""Bytes of one draft."""
MOST: Final = 200
"""Open drafts of one person; beyond it the oldest are closed as dropped."""
_SALT: Final = "dieuphoi.draft"
UNTYPED: Final = ("csrfmiddlewaretoken", "next")


def draft_token(form: str, record: str) -> str:
    """What the page sends along with a draft: it names the form, and only the server can write it."""
    return signing.dumps([form[:120], record[:500]], salt=_SALT)


def read_token(token: str) -> tuple[str, str]:
    """The form and record of a token. Raises ``Refused`` for one that is not ours."""
    try:
        form, record = signing.loads(token, salt=_SALT)
    except (signing.BadSignature, ValueError) as error:
        raise Refused("bad_draft", _("Bản nháp này không thuộc biểu mẫu nào."), status=422) from error
    return str(form), str(record)


def draft_open(actor: Actor, form: str, record: str) -> Draft | None:
    """The actor's open draft of a form, if any."""
    return (
        Draft.objects.visible_to(actor)
        .filter(owner_id=actor.id, form=form[:120], record=record[:500], ended_at=None)
        .first()
    )


def draft_save(*, actor: Actor, token: str, data: Any, now: datetime, largest: int = LARGEST) -> Draft:
    """Keep what was typed so far. Raises ``Refused`` for a foreign token, ``InputErrors`` for what is no draft.

    Scratch paper: it is written without history, and only ever by and for its owner. ``largest``: so many bytes, for a
    form whose text is longer than others.
    """
    form, record = read_token(token)
    clean = _clean(data, largest)
    if not actor.id:
        raise Refused("signed_out", _("Phiên làm việc đã hết. Hãy đăng nhập lại."), status=403)
    with transaction.atomic():
        changed = Draft.objects.filter(owner_id=actor.id, form=form, record=record, ended_at=None).update(
            data=clean, saved_at=now
        )
        if not changed:
            try:
                with transaction.atomic():
                    Draft.objects.create(owner_id=actor.id, form=form, record=record, data=clean, saved_at=now)
            except IntegrityError:
                # Two windows began the same draft at once; the later text stands.
                Draft.objects.filter(owner_id=actor.id, form=form, record=record, ended_at=None).update(
                    data=clean, saved_at=now
                )
            surplus = (
                Draft.objects.filter(owner_id=actor.id, ended_at=None).order_by("-saved_at", "-pk").values("pk")[MOST:]
            )
            Draft.objects.filter(pk__in=list(surplus.values_list("pk", flat=True))).update(
                ended_at=now, end=DraftEnd.DROPPED
            )
        return Draft.objects.get(owner_id=actor.id, form=form, record=record, ended_at=None)


def draft_close(*, actor: Actor, form: str, record: str, how: str = DraftEnd.SENT, now: datetime) -> int:
    """The act succeeded (or the person dropped it): the draft is over."""
    return Draft.objects.filter(owner_id=actor.id, form=form[:120], record=record[:500], ended_at=None).update(
        ended_at=now, end=how
    )


def _clean(data: Any, largest: int) -> dict[str, list[str]]:
    fits = isinstance(data, Mapping) and all(
        isinstance(name, str) and isinstance(values, list) and all(isinstance(each, str) for each in values)
        for name, values in data.items()
    )
    if not fits:
        raise InputErrors([InputError(_("Bản nháp không đọc được."))])
    clean = {name: list(values) for name, values in data.items() if name not in UNTYPED}
    if len(json.dumps(clean, ensure_ascii=False).encode()) > largest:
        words = _("Bản nháp dài quá %(most)d KB, không lưu được. Hãy gửi sớm hoặc chép ra ngoài.")
        raise InputErrors([InputError(words % {"most": largest // 1000})])
    # PostgreSQL keeps no NUL in a JSON text.
    return {name: [value.replace("\x00", "") for value in values] for name, values in clean.items()}


# ------------------------------------------------------------------------------------------------- forms


def has_text(form: forms.Form | None) -> bool:
    """Whether a person types text into the form: only then a draft is worth keeping."""
    if form is None:
        return False
    return any(
        isinstance(field.widget, forms.TextInput | forms.Textarea) and not isinstance(field.widget, forms.PasswordInput)
        for field in form.fields.values()
    )


def restored(form: forms.Form, draft: Draft) -> dict[str, Any]:
    """The initial values of a form as its draft has them. Files and passwords are never drafted."""
    typed = QueryDict(mutable=True)
    for name, values in draft.data.items():
        typed.setlist(name, values)
    found = {}
    for name, field in form.fields.items():
        if isinstance(field.widget, forms.FileInput | forms.PasswordInput | forms.HiddenInput):
            continue
        key = form.add_prefix(name)
        if field.widget.value_omitted_from_data(typed, {}, key) and not isinstance(
            field.widget, forms.CheckboxInput | forms.CheckboxSelectMultiple | forms.SelectMultiple
        ):
            continue
        found[name] = field.widget.value_from_datadict(typed, {}, key)
    return found
