"""Times and days as people type them, and the choices that the forms of this package share."""

from __future__ import annotations

import re
from datetime import date, datetime, time
from typing import Any, Final

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.dates import LOCAL_ZONE, local
from dieuphoi.core.register.filters import DateField
from dieuphoi.programme.assessments.past import UnitsThen
from dieuphoi.registry.organisations.selectors import orgs_on, people_choices
from dieuphoi.steering.meetings.selectors import settings as reading

_TIME: Final = re.compile(r"([0-9]{1,2})\s*(?:[:hHgG.]\s*([0-9]{2})?)?\Z")


def parse_time(text: str) -> time:
    """Read ``8h``, ``8h30``, ``08:30``, ``8.30``, ``8``. Raises ``ValueError`` with a Vietnamese message."""
    found = _TIME.match(text.strip())
    if found and int(found[1]) < 24 and int(found[2] or 0) < 60:
        return time(int(found[1]), int(found[2] or 0))
    raise ValueError(_now("Không đọc được giờ “%(typed)s”. Hãy ghi như 08:30 hoặc 8h30.") % {"typed": text.strip()})


class TimeField(forms.CharField):
    """A time of the day as people write it."""

    def __init__(self, **options: Any) -> None:
        super().__init__(max_length=10, **options)
        self.widget.attrs |= {"placeholder": "08:00", "autocomplete": "off", "inputmode": "text"}

    def to_python(self, value: Any) -> Any:
        if isinstance(value, time):
            return value
        if value in self.empty_values or not str(value).strip():
            return None
        try:
            return parse_time(str(value))
        except ValueError as error:
            raise forms.ValidationError(str(error), code="invalid") from error

    def prepare_value(self, value: Any) -> Any:
        return f"{value:%H:%M}" if isinstance(value, time) else value

    def run_validators(self, value: Any) -> None:
        """A time that was read is one; there is no text left to measure."""


class IdsField(forms.TypedMultipleChoiceField):
    """Several records out of a list, as checkboxes in columns."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("widget", forms.CheckboxSelectMultiple(attrs={"class": "many"}))
        super().__init__(coerce=int, **options)


class IdField(forms.TypedChoiceField):
    """One record out of a list, or none."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("required", False)
        super().__init__(coerce=int, empty_value=None, **options)


NOBODY: Final = ("", "—")


class ActorForm(forms.Form):
    """A form whose choices are what this person sees."""

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.actor = actor

    def offer(self, name: str, choices: Any, *, empty: bool = False) -> None:
        """Give a field its choices; ``empty`` puts "none" before them."""
        field = self.fields[name]
        if isinstance(field, forms.ChoiceField):
            field.choices = [NOBODY, *choices] if empty else list(choices)

    def people_options(self) -> list[tuple[str, str]]:
        return [(str(pk), words) for pk, words in people_choices(self.actor, self.actor.on)]

    def org_options(self, *kinds: str, without: tuple[str, ...] = ()) -> list[tuple[str, str]]:
        """The organisations of today by name, of these kinds (none: all)."""
        rows = orgs_on(self.actor, self.actor.on)
        return [
            (str(row.id), row.name) for row in rows if (not kinds or row.kind in kinds) and row.kind not in without
        ]


class WhenMixin(forms.Form):
    """Day, time from and to, last day where it lasts longer; cleaned to ``starts_at`` and ``ends_at``."""

    day = DateField(label=_("Ngày"))
    start_time = TimeField(label=_("Từ giờ"))
    end_time = TimeField(label=_("Đến giờ"))
    end_day = DateField(label=_("Đến ngày"), required=False, help_text=_("Chỉ ghi khi kéo dài nhiều ngày."))

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        day, start, end = data.get("day"), data.get("start_time"), data.get("end_time")
        if day is not None and start is not None and end is not None:
            data["starts_at"] = instant(day, start)
            data["ends_at"] = instant(data.get("end_day") or day, end)
        return data


class PlaceMixin(forms.Form):
    """Room, place in words, commune of that day (typed by code or name)."""

    room = IdField(label=_("Phòng họp"))
    venue = forms.CharField(label=_("Địa điểm"), max_length=300, required=False)
    place = forms.CharField(
        label=_("Tại xã"), max_length=140, required=False, help_text=_("Mã hoặc tên xã, khi làm việc tại cơ sở.")
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        typed, day = (data.get("place") or "").strip(), data.get("day")
        data["place_id"] = None
        if typed and day is not None:
            try:
                number = typed.isdigit()
                found = UnitsThen(self.actor).find(  # type: ignore[attr-defined]
                    typed if number else "", "" if number else typed, [day]
                )
                data["place_id"] = found.unit.id
            except ValueError as error:
                self.add_error("place", str(error))
        return data


def instant(day: date, at: time) -> datetime:
    """A local day and time as an instant."""
    return datetime.combine(day, at, LOCAL_ZONE)


def when_initial(row: Any) -> dict[str, Any]:
    """The fields of :class:`WhenMixin` of a meeting or an entry."""
    start, end = local(row.starts_at), local(row.ends_at)
    return {
        "day": start.date(),
        "start_time": start.time(),
        "end_time": end.time(),
        "end_day": None if start.date() == end.date() else end.date(),
    }


def room_options(actor: Actor) -> list[tuple[str, str]]:
    return reading.room_choices(actor, actor.on)
