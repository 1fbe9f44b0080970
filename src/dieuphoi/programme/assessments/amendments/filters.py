"""How the register of amendments narrows."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from dieuphoi.core.register.filters import ChoiceFilter, ChoicesFilter, TextFilter
from dieuphoi.programme.assessments.amendments.states import AmendmentState
from dieuphoi.programme.assessments.filters import OfRound

STANDINGS = [choice for choice in AmendmentState.choices if choice[0] != "APPROVED"]
"""The states that a reader meets: approved and applied are one act."""


class AmendmentFilter(OfRound):
    round = ChoiceFilter(field_name="sheet__round_id", label=_("Đợt"))
    q = TextFilter(raw=("sheet__unit_name", "sheet__unit_code", "reason", "document"), label=_("Xã, lý do, văn bản"))
    state = ChoicesFilter(field_name="standing", choices=STANDINGS, label=_("Trạng thái"))
