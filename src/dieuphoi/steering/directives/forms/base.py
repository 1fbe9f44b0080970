"""What the forms of documents and drafts share: choices of the day, bodies typed by name."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.errors import InputError, InputErrors
from dieuphoi.registry.organisations import selectors as organisations
from dieuphoi.registry.territory.selectors import units_on
from dieuphoi.steering.directives import policies, selectors
from dieuphoi.steering.tasks.bodies_then import Bodies


def pick(label: Any, *, required: bool = False, help_text: Any = "") -> forms.TypedChoiceField:
    """A select box of ids; the empty choice is ``None``."""
    return forms.TypedChoiceField(label=label, coerce=int, empty_value=None, required=required, help_text=help_text)


def several(label: Any, *, help_text: Any = "", size: int = 8) -> forms.TypedMultipleChoiceField:
    """Several ids of a long list."""
    return forms.TypedMultipleChoiceField(
        label=label, coerce=int, required=False, help_text=help_text, widget=forms.SelectMultiple({"size": size})
    )


class DocumentField(forms.CharField):
    """One document of the register, as people name it: its number (with the year where there are several) or ``#`` and
    its key. Cleaned to the key, or ``None``; the form says with :meth:`of` among whose documents it is looked for. A
    page offers the newest ones by ``directives/_offered.html``.
    """

    OFFERED: ClassVar = "documents-offered"

    def __init__(self, **options: Any) -> None:
        words = _("Số, ký hiệu của văn bản có trong sổ, ví dụ 1599/QĐ-UBND; thêm năm nếu trùng: 1599/QĐ-UBND 2024.")
        options.setdefault("help_text", words)
        options.setdefault("widget", forms.TextInput({"list": self.OFFERED, "autocomplete": "off"}))
        super().__init__(max_length=120, **options)
        self.actor: Actor | None = None

    def of(self, actor: Actor) -> None:
        """Look among the documents that this person sees."""
        self.actor = actor

    def clean(self, value: Any) -> Any:
        typed = super().clean(value).strip()
        if not typed or self.actor is None:
            return None
        try:
            return selectors.document_named(self.actor, typed, self.actor.on).pk
        except ValueError as error:
            raise forms.ValidationError(str(error), code="invalid") from error


class UploadField(forms.FileField):
    """One file, with our own words where there is none."""

    def __init__(self, **options: Any) -> None:
        options.setdefault(
            "error_messages",
            {"required": _("Hãy chọn một tệp."), "empty": _("Tệp rỗng. Hãy chọn lại tệp.")},
        )
        options.setdefault("max_length", 200)
        super().__init__(**options)


class ChoosingForm(forms.Form):
    """Knows who asks; offers what ``offer_<field>`` gives."""

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.actor = actor
        self.day: date = actor.on
        self._bodies: Bodies | None = None
        for name in list(self.fields):
            offer = getattr(self, f"offer_{name}", None)
            if offer is not None:
                self.offer(name, offer())

    def offer(self, name: str, choices: Iterable[tuple[Any, Any]]) -> None:
        field = self.fields[name]
        if isinstance(field, forms.ChoiceField):
            field.choices = list(choices)

    @property
    def bodies(self) -> Bodies:
        if self._bodies is None:
            self._bodies = Bodies(self.actor)
        return self._bodies

    def own_bodies(self) -> list[tuple[str, str]]:
        """The bodies whose register the actor keeps."""
        mine = self.actor.orgs(*policies.KEEPERS)
        return [(str(row.id), row.name) for row in organisations.orgs_on(self.actor, self.day, ids=mine)]

    def all_bodies(self) -> list[tuple[str, str]]:
        """Every body of the day, by the alphabet."""
        return [(str(row.id), row.name) for row in organisations.orgs_on(self.actor, self.day)]

    def people(self) -> list[tuple[str, str]]:
        return [(str(pk), words) for pk, words in organisations.people_choices(self.actor, self.day)]

    def communes(self) -> list[tuple[str, str]]:
        """The communes of the provinces in which the actor's bodies work."""
        mine = self.actor.orgs(*policies.KEEPERS)
        provinces = {each for each in self.bodies.provinces_of(mine, self.day).values() if each is not None}
        found = []
        for province in sorted(provinces):
            rows = units_on(self.actor, self.day, kind="commune", province=province)
            found += [(str(row.id), row.full_name) for row in rows]
        return found

    def kinds(self) -> list[tuple[str, str]]:
        return [("", "—"), *selectors.kind_choices(self.actor, self.day)]

    def work_fields(self) -> list[tuple[str, str]]:
        return [("", "—"), *((str(row.pk), row.name) for row in organisations.fields_on(self.actor, self.day))]

    def find_body(self, name: str, typed: str, day: date) -> int | None:
        """The body typed by name, short name or code, as of a day; the field's error where it is not of that day."""
        try:
            return self.bodies.find(typed, day)
        except ValueError as error:
            self.add_error(name, str(error))
            return None


def fault(field: str, message: str) -> InputErrors:
    """A fault of one field that only the whole form shows."""
    return InputErrors([InputError(message, field=field)])
