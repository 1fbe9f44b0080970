"""What may be typed about a conclusion that becomes a task."""

from __future__ import annotations

from typing import Any

from dieuphoi.steering.meetings.selectors.given import Offered
from dieuphoi.steering.meetings.services import NewGiving
from dieuphoi.steering.tasks.forms_giving import GivingForm
from dieuphoi.steering.tasks.selectors.day import Day


class GiveForm(GivingForm):
    """The card of one item."""

    def __init__(self, *args: Any, day: Day, offered: Offered, **kwargs: Any) -> None:
        super().__init__(*args, day=day, offer=offered, **kwargs)
        self.offered = offered

    def new(self) -> NewGiving:
        """The checked card as what the service takes."""
        return NewGiving(item_id=self.offered.item.pk, **self.given())
