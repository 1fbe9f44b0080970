"""How lists of sets and rows narrow. One filter serves page, export and API."""

from __future__ import annotations

from typing import Any

import django_filters
from django.utils.translation import gettext_lazy as _

from dieuphoi.core.register.filters import ChoiceFilter, ChoicesFilter, TextFilter, YesNoFilter
from dieuphoi.programme.criteria import presenting, selectors
from dieuphoi.programme.criteria.states import VersionState
from dieuphoi.programme.criteria.words import PROVENANCE_WORDS


class SetFilter(django_filters.FilterSet):
    q = TextFilter(raw=("set__name", "decision_number", "issuer"), label=_("Tên, số quyết định, cơ quan"))
    level = ChoicesFilter(field_name="set__level", choices=presenting.LEVELS, label=_("Cấp"))
    state = ChoicesFilter(choices=VersionState.choices, label=_("Trạng thái"))


class RowOfSetFilter(django_filters.FilterSet):
    """Rows of one set."""

    q = TextFilter(raw=("code", "name", "criterion__name"), label=_("Mã, tên chỉ tiêu, tiêu chí"))
    provenance = ChoicesFilter(
        field_name="provenance_now", choices=list(PROVENANCE_WORDS.items()), label=_("Nguồn gốc")
    )
    owned = YesNoFilter(method="with_owner", label=_("Đã giao cơ quan thẩm định"))
    doubted = YesNoFilter(method="with_doubts", label=_("Dữ liệu ghi có phần cần kiểm lại"))

    def with_owner(self, rows: Any, name: str, value: bool) -> Any:
        """Rows with, or without, an owner department on the day of the list."""
        return rows.filter(owner_name__isnull=not value)

    def with_doubts(self, rows: Any, name: str, value: bool) -> Any:
        """Rows whose data names parts to be checked, unless somebody read the whole row since."""
        doubted = {"raw__has_any_keys": ["needs_check", "unverified_thresholds"], "read_whole": False}
        return rows.filter(**doubted) if value else rows.exclude(**doubted)


class RowFilter(RowOfSetFilter):
    """Rows of all sets."""

    version = ChoiceFilter(field_name="version_id", label=_("Bộ tiêu chí"))
    level = ChoicesFilter(field_name="version__set__level", choices=presenting.LEVELS, label=_("Cấp"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        actor = self.request.actor
        self.filters["version"].extra["choices"] = [
            (version.pk, str(version)) for version in selectors.version_choices(actor)
        ]


class QuestionFilter(django_filters.FilterSet):
    """Questions and whether they were answered."""

    q = TextFilter(raw=("text", "indicator__name", "indicator__code"), label=_("Lời hỏi, chỉ tiêu"))
    answered = YesNoFilter(method="with_answer", label=_("Đã trả lời"))
    version = ChoiceFilter(field_name="indicator__version_id", label=_("Bộ tiêu chí"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.filters["version"].extra["choices"] = [
            (version.pk, str(version)) for version in selectors.version_choices(self.request.actor)
        ]

    def with_answer(self, rows: Any, name: str, value: bool) -> Any:
        return rows.filter(answer_count__gt=0) if value else rows.filter(answer_count=0)
