"""How Django's forms are drawn: ``FORM_RENDERER = "dieuphoi.core.ui.renderers.FormRenderer"``.

Label, help, errors and input of a field by ``ui/forms/field.html``; a form begins with a summary of all its
errors, each linking to its field.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django import forms
from django.forms.renderers import BaseRenderer
from django.template.backends.base import BaseEngine
from django.template.backends.jinja2 import Jinja2
from django.utils.functional import cached_property


class FormRenderer(BaseRenderer):
    """Our templates first, Django's Jinja2 widget templates below them."""

    form_template_name = "ui/forms/form.html"
    field_template_name = "ui/forms/field.html"

    @cached_property
    def engine(self) -> BaseEngine:
        ours = Path(__file__).parent / "jinja2"
        django_own = Path(forms.__file__).parent / "jinja2"
        return Jinja2(
            {
                "APP_DIRS": False,
                "DIRS": [ours, django_own],
                "NAME": "dieuphoi-forms",
                "OPTIONS": {"environment": "dieuphoi.core.ui.jinja_env.form_environment"},
            }
        )

    def get_template(self, template_name: str) -> Any:
        return self.engine.get_template(template_name)
