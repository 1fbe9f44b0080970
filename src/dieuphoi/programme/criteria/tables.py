"""The registers of this package: set versions, the rows of all sets, and the table of one set."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime
from functools import partial
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.errors import InputError, InputErrors
from dieuphoi.core.kernel.policy import Answer, Refusal, require
from dieuphoi.core.register.tables import BulkAct, Column, Register
from dieuphoi.programme.criteria import policies, presenting, selectors, services
from dieuphoi.programme.criteria.filters import QuestionFilter, RowFilter, RowOfSetFilter, SetFilter
from dieuphoi.programme.criteria.forms import DOCUMENT_LENGTH
from dieuphoi.programme.criteria.states import UNPUBLISHED


def may_confirm(actor: Actor, _nothing: object) -> Answer:
    return policies.may_confirm_rows(actor)


def may_confirm_row(actor: Actor, row: Any) -> Answer:
    """May this person say that they read this row? Without a code or a threshold there is nothing to read."""
    answer = policies.may_confirm_rows(actor)
    if isinstance(answer, Refusal):
        return answer
    if row.version.state in UNPUBLISHED:
        return Refusal("draft", _now("Bộ này còn là dự thảo; hãy xác nhận sau khi ban hành."), 409)
    if not presenting.has_code(row):
        return Refusal("no_code", _now("Dòng này chưa có mã theo quyết định; hãy bổ sung bộ trước."), 409)
    if row.provenance == "EMPTY":
        return Refusal("no_threshold", _now("Dòng này chưa có mức đạt nên không có gì để xác nhận."), 409)
    if selectors.has_read(actor, row.pk):
        return Refusal("already_read", _now("Bạn đã xác nhận cả dòng này rồi."), 409)
    return answer


def row_confirm(*, actor: Actor, indicator_id: int, reason: str, now: datetime) -> int:
    """The bulk form of the act: the whole row was read in the document that ``reason`` names."""
    row = selectors.row(actor, indicator_id, actor.on)
    require(may_confirm_row(actor, row))
    if len(reason) > DOCUMENT_LENGTH:
        raise InputErrors(
            [InputError(_now("Tên văn bản dài quá %(n)s ký tự.") % {"n": DOCUMENT_LENGTH}, field="document")]
        )
    return services.rows_confirm(
        actor=actor, version_id=row.version_id, readings=[services.Reading(row.code, reason)], now=now
    )


def _versions(actor: Actor, as_of: date) -> Any:
    return selectors.versions_in_numbers(actor)


def _n_of_rows(name: str, label: Any) -> Column:
    """How many rows of this provenance, of all rows there: ``23/49``; the export writes the number."""

    def shown(version: Any) -> Any:
        there = version.rows_there
        return presenting.there_of(getattr(version, name), there) if there else "—"

    return Column(name, label, sort=(name,), html=shown)


SETS = Register(
    name="criteria.sets",
    title=_("Bộ tiêu chí"),
    lead=_(
        "Chỉ dòng có nguồn hoặc đã xác nhận theo văn bản mới được chấm. Tiêu chí, chỉ tiêu: số đã có trên "
        "số mà quyết định nêu (dấu ? là chưa biết); nguồn gốc: số dòng trên số dòng đã có."
    ),
    selector=_versions,
    filterset=SetFilter,
    dated=False,
    columns=(
        Column("name", _("Bộ"), value="set.name", sort=("set__name", "number"), sticky=True),
        Column("decision", _("Quyết định"), value=presenting.decision_words,
               sort=("decision_on", "decision_number")),
        Column("level", _("Cấp và bậc"), value=presenting.level_words, sort=("set__level", "set__tier")),
        Column("effective", _("Hiệu lực"), value=presenting.effective_words, sort=("effective",)),
        Column("criteria", _("Tiêu chí"), sort=("criteria_there",),
               value=lambda row: presenting.there_of(row.criteria_there, row.expected_criteria)),
        Column("rows", _("Chỉ tiêu"), sort=("rows_there",),
               value=presenting.rows_words),
        _n_of_rows("sourced", _("Có nguồn")),
        _n_of_rows("confirmed", _("Đã xác nhận")),
        _n_of_rows("recalled", _("Chưa kiểm chứng")),
        _n_of_rows("empty", _("Chưa có ngưỡng")),
        Column("state", _("Trạng thái"), kind="state", states=presenting.STATE_LOOKS, sort=("state",)),
        Column("issuer", _("Cơ quan ban hành"), sort=("issuer",), shown=False),
    ),
    default_sort=("-decision", "level"),
    row_url=lambda row: reverse("criteria:set", args=[row.pk]),
    export_name="bo-tieu-chi",
    new_url=lambda: reverse("criteria:set_new"),
    new_label=_("Lập bộ mới"),
    new_policy=lambda actor, _nothing: policies.may_edit_sets(actor),
    empty=_("Chưa có bộ tiêu chí nào"),
)  # fmt: skip

CONFIRM = BulkAct(
    "confirm",
    _("Xác nhận đã đọc cả dòng (ghi số, ngày văn bản)"),
    row_confirm,
    may_confirm,
    argument="indicator_id",
    needs_reason=True,
    at_once=500,
)

_CODE = Column("code", _("Mã"), value=presenting.code_words, sort=("code_key", "position"), sticky=True)
_CRITERION = Column(
    "criterion", _("Tiêu chí"), value=presenting.criterion_words, sort=("criterion__position",)
)
_NAME = Column("name", _("Chỉ tiêu"), sort=("name",), wide=True)
_UNIT = Column("unit", _("Đơn vị"))
_KIND = Column("kind", _("Dạng"), value=lambda row: presenting.kind_words(row.kind), sort=("kind",))
_PROVENANCE = Column(
    "provenance",
    _("Nguồn gốc"),
    value=presenting.provenance_text,
    html=presenting.provenance_html,
    sort=("provenance_now",),
)
_RESPONSIBLE = Column(
    "responsible",
    _("Bộ, ngành phụ trách"),
    value=presenting.responsible_words,
    html=presenting.responsible_html,
)
_OWNER = Column("owner", _("Cơ quan thẩm định"), value="owner_name", sort=("owner_name",))
_NOTE = Column("note", _("Ghi chú"), value=presenting.note_words, wide=True)


def _row_url(row: Any) -> str:
    return reverse("criteria:row", args=[row.pk])


def _label(row: Any) -> str:
    return presenting.title_words(row)


def _home() -> list[tuple[Any, str]]:
    return [(SETS.title, reverse("criteria:sets"))]


ROWS = Register(
    name="criteria.rows",
    title=_("Chỉ tiêu của các bộ"),
    lead=_("Mọi dòng của mọi bộ. Mã chỉ có nghĩa trong bộ của nó."),
    selector=selectors.rows,
    filterset=RowFilter,
    columns=(
        _CODE,
        _NAME,
        Column("set", _("Bộ"), value="version.decision_number",
               sort=("version__decision_on", "version__set__code", "version__number")),
        replace(_CRITERION, shown=False),
        replace(_UNIT, shown=False),
        replace(_KIND, shown=False),
        Column("thresholds", _("Mức đạt"), value=presenting.thresholds_in_one),
        _PROVENANCE,
        _RESPONSIBLE,
        _OWNER,
        replace(_NOTE, shown=False),
    ),
    default_sort=("-set", "code"),
    row_url=_row_url,
    label_of=_label,
    export_name="chi-tieu",
    bulk_acts=(CONFIRM,),
    empty=_("Không có chỉ tiêu nào"),
    breadcrumbs=_home,
)  # fmt: skip


QUESTIONS = Register(
    name="criteria.questions",
    title=_("Hỏi – đáp về tiêu chí"),
    lead=_("Câu hỏi của cơ sở và trả lời của cơ quan thẩm định, ai cũng đọc được. Đặt câu hỏi ở trang của chỉ tiêu."),
    selector=selectors.questions,
    filterset=QuestionFilter,
    columns=(
        Column("text", _("Câu hỏi"), sticky=True, wide=True),
        Column("code", _("Chỉ tiêu"), value=lambda q: presenting.title_words(q.indicator),
               sort=("indicator__code_key",), wide=True),
        Column("set", _("Bộ"), value="indicator.version.decision_number"),
        Column("org", _("Cơ quan hỏi"), value="org.name", sort=("org__name",)),
        Column("at", _("Hỏi lúc"), value="recorded_at", kind="datetime", sort=("recorded_at",)),
        Column("owner", _("Cơ quan thẩm định"), value="owner_name", sort=("owner_name",)),
        Column("answers", _("Trả lời"), value="answer_count", kind="number", sort=("answer_count",)),
    ),
    default_sort=("-at",),
    row_url=lambda row: reverse("criteria:question", args=[row.pk]),
    export_name="hoi-dap",
    empty=_("Chưa có câu hỏi nào"),
    breadcrumbs=_home,
)  # fmt: skip


_THRESHOLD = "t-"


def threshold_names(columns: Iterable[Column]) -> list[str]:
    """The names of the threshold columns among ``columns`` of a set's table."""
    names = (column.name for column in columns)
    return [name.removeprefix(_THRESHOLD) for name in names if name.startswith(_THRESHOLD)]


def set_register(version: Any, columns: Iterable[str]) -> Register:
    """The table of one set, with a threshold column for each of ``columns``, in their order."""
    territories = presenting.territories_of(version)
    thresholds = tuple(
        Column(
            _THRESHOLD + name,
            presenting.column_name(name, territories),
            value=partial(presenting.cell_text_of, column=name),
            html=partial(presenting.cell_html_of, column=name),
        )
        for name in columns
    )
    return Register(
        name=f"criteria.set.{version.pk}",
        title=str(version),
        selector=lambda actor, on: selectors.rows_of_version(actor, version.pk, on),
        filterset=RowOfSetFilter,
        columns=(
            Column("code", _("Mã"), value=presenting.code_words, sort=("position",), sticky=True),
            _CRITERION,
            _NAME,
            _UNIT,
            _KIND,
            *thresholds,
            _PROVENANCE,
            _RESPONSIBLE,
            _OWNER,
            _NOTE,
        ),
        default_sort=("code",),
        page_size=500,
        row_url=_row_url,
        label_of=_label,
        export_name=f"{version.set.code}-{version.number}",
        bulk_acts=(CONFIRM,),
        empty=_("Bộ này chưa có chỉ tiêu nào"),
        breadcrumbs=_home,
    )
