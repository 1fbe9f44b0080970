"""The generic pages: a list, a record, an act – one set for every register."""

from __future__ import annotations

from dieuphoi.core.register.views.actor import ActorView
from dieuphoi.core.register.views.acts import ActView
from dieuphoi.core.register.views.lists import RegisterListView
from dieuphoi.core.register.views.records import RecordView

__all__ = ["ActView", "ActorView", "RecordView", "RegisterListView"]
