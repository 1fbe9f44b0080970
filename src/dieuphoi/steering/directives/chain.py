"""What documents and drafts tell the chain: what rests on what, and how a document is found."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from dieuphoi.core.chain.registry import Edge, Hit, Kind, since
from dieuphoi.core.files.selectors import search_text
from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.dates import format_date
from dieuphoi.core.kernel.matching import Rank, Sought
from dieuphoi.steering.directives import selectors
from dieuphoi.steering.directives.models import Directive, Document, Drafting, RelationKind, StandingDocument
from dieuphoi.steering.directives.tables import document_url, drafting_url


def _title(row: Any) -> str:
    """``1599/QĐ-UBND – Về việc …``: what a panel needs to tell one document from another."""
    words = row.summary if len(row.summary) <= 90 else f"{row.summary[:89]}…"
    return f"{row.number_text} – {words}" if row.number_text else words


def find(actor: Actor, typed: str, day: date, limit: int) -> Sequence[Hit]:
    """Documents by number, then by all words of number, summary, issuer and signer, then by the text of their files;
    those issued by the day. A word that is only begun finds too.
    """
    sought = Sought.of(typed)
    if not sought:
        return []
    rows: Any = StandingDocument.objects.visible_to(actor).filter(issued_on__lte=day)
    hits: dict[int, Hit] = {}
    numbered = selectors.of_number(rows, typed) if any(sign.isdigit() for sign in typed[:9]) else rows.none()
    for row in numbered.order_by("-issued_on", "-pk")[:limit]:
        hits[row.pk] = Hit(_title(row), document_url(row), _note(row), Rank.EXACT)
    found = selectors.with_words(rows, typed)
    for row in found.order_by("-issued_on", "-pk")[:limit] if len(hits) < limit else ():
        rank = sought.rank(row.summary, row.summary_folded, row.number_text, row.issuer_name)
        hits.setdefault(row.pk, Hit(_title(row), document_url(row), _note(row), rank))
    if len(hits) < limit:
        contents = selectors.contents_within(actor, rows)
        for hit in search_text(contents, typed, limit=limit):
            for row in selectors.holding_content(rows, hit.blob_id)[:1]:
                hits.setdefault(row.pk, Hit(_title(row), document_url(row), hit.passage, Rank.IN_A_FILE))
    return sorted(hits.values(), key=lambda hit: hit.rank)[:limit]


def _note(row: Any) -> str:
    return f"{row.issuer_name}, {format_date(row.issued_on)}"


def find_drafting(actor: Actor, typed: str, day: date, limit: int) -> Sequence[Hit]:
    """Drafts by what they are about."""
    sought = Sought.of(typed)
    if not sought:
        return []
    rows: Any = Drafting.objects.visible_to(actor).filter(asked_on__lte=day)
    found = rows.filter(sought.fits("title_folded")).order_by("-asked_on", "-pk")[:limit]
    return [
        Hit(row.title, drafting_url(row), row.asked_by, sought.rank(row.title, row.title_folded)) for row in found
    ]


def _of(kind: str) -> Any:
    """Relations of one kind that stood on the day, of documents that stand."""

    def linked(on: date, _today: date) -> Q:
        return Q(relations__kind=kind, relations__ended_on__isnull=True, relations__effective_on__lte=on)

    return linked


def _here(on: date, _today: date) -> Q:
    return Q(places__ended_on__isnull=True)


_WORDS = {
    RelationKind.BASIS: (_("căn cứ"), _("là căn cứ của")),
    RelationKind.REPLACES: (_("thay thế"), _("bị thay thế bởi")),
    RelationKind.AMENDS: (_("sửa đổi, bổ sung"), _("được sửa đổi, bổ sung bởi")),
    RelationKind.ABOLISHES: (_("bãi bỏ"), _("bị bãi bỏ bởi")),
    RelationKind.ANSWERS: (_("trả lời"), _("được trả lời bởi")),
    RelationKind.IMPLEMENTS: (_("triển khai"), _("được triển khai bởi")),
}
_READS = ("number_text", "summary")
_ACTS = {
    "document.register": _("ghi văn bản vào sổ"),
    "document.correct": _("sửa văn bản"),
    "document.void": _("rút văn bản ghi nhầm"),
    "document.restore": _("khôi phục văn bản"),
    "drafting.issue": _("ban hành dự thảo"),
}

_CLAUSES = Kind(
    key="directive",
    label=_("Mục đã quyết định"),
    model=Directive,
    title=lambda row: f"{row.document.title}, {_('mục')} {row.clause}" if row.clause else str(row.document.title),
    url=lambda row: f"{reverse('directives:page', args=[row.document_id])}#directive-{row.pk}",
    reads=(
        "clause", "document_id", "document__number_text", "document__summary", "document__kind_text",
        "document__kind__name",
    ),
    history=True,
    labels={"decision": _("Quyết định"), "reason": _("Lý do")},
    acts={"directive.give": _("giao việc từ văn bản"), "directive.drop": _("không giao một mục của văn bản")},
)  # fmt: skip
_CLAUSE_EDGES = (
    Edge("directive", "document", "document_id", _("của văn bản"), _("mục đã quyết định"), rests=False,
         at=since("decided_on")),
    Edge("directive", "task", "links__task_id", _("đã giao thành"), _("giao từ"), rests=False,
         at=since("decided_on")),
)  # fmt: skip

KINDS = (
    _CLAUSES,
    Kind(
        key="document",
        label=_("Văn bản"),
        model=StandingDocument,
        title=_title,
        url=document_url,
        reads=_READS,
        find=find,
    ),
    # What changed: also of what was taken off as entered by mistake (fault 20).
    Kind(
        key="document_row",
        label=_("Các thay đổi của văn bản"),
        model=Document,
        title=_title,
        url=document_url,
        reads=_READS,
        history=True,
        labels={
            "state": _("Trạng thái"), "summary": _("Trích yếu"), "number_text": _("Số, ký hiệu"),
            "issued_on": _("Ngày ban hành"), "urgency": _("Độ khẩn"), "effective_on": _("Có hiệu lực từ ngày"),
            "expires_on": _("Hết hiệu lực từ ngày"), "end_reason": _("Lý do kết thúc"),
        },
        acts=_ACTS,
    ),
    Kind(
        key="drafting",
        label=_("Dự thảo văn bản"),
        model=Drafting,
        title=lambda row: str(row.title if len(row.title) <= 90 else f"{row.title[:89]}…"),
        url=drafting_url,
        reads=("title",),
        find=find_drafting,
        history=True,
        labels={
            "state": _("Trạng thái"), "title": _("Trích yếu dự thảo"), "due_on": _("Hạn ban hành"),
            "holder_name": _("Đang ở"), "signer_name": _("Người ký"),
        },
        acts={
            "drafting.ask": _("lập dự thảo"), "drafting.start": _("nhận soạn thảo"),
            "drafting.consult": _("lấy ý kiến"), "drafting.resume": _("tiếp thu, soạn tiếp"),
            "drafting.submit": _("trình ký"), "drafting.return": _("trả lại dự thảo"), "drafting.sign": _("ký"),
            "drafting.unsign": _("gỡ ký ghi nhầm"), "drafting.issue": _("ban hành dự thảo"),
            "drafting.withdraw": _("thôi soạn thảo"), "drafting.correct": _("sửa yêu cầu soạn thảo"),
        },
    ),
)  # fmt: skip
EDGES: tuple[Edge, ...] = (
    *_CLAUSE_EDGES,
    *(
        Edge(
            "document", "document", "relations__target_id", down, up, rests=False, at=since("issued_on"),
            linked=_of(kind),
        )
        for kind, (down, up) in _WORDS.items()
    ),
    Edge(
        "document", "unit", "places__unit_id", _("về đơn vị"), _("văn bản liên quan"),
        rows_url=lambda unit: reverse("directives:list", query={"unit": f"#{unit}"}), at=since("issued_on"),
        linked=_here,
    ),
    Edge(
        "document", "org", "issuer_id", _("của cơ quan"), _("văn bản đã ban hành"),
        rows_url=lambda org: reverse("directives:list", query={"issuer": org}), at=since("issued_on"),
    ),
    Edge(
        "document", "drafting", "drafting_id", _("từ dự thảo"), _("đã ban hành thành"), rests=False,
        at=since("issued_on"),
    ),
    Edge(
        "drafting", "document", "asked_by_document_id", _("theo văn bản"), _("dự thảo đang soạn theo văn bản này"),
        rests=False, at=since("asked_on"),
    ),
)  # fmt: skip
