"""The register of documents by table, out and in: the office's present register comes in by its own headings.

One row a document. Nothing is removed by a sheet; a document is recognised by its issuer, number, symbol and year, one
without a number by issuer, day and summary. A row marked secret refuses the whole file: nothing of it is kept.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any, Final

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dieuphoi.core.exchange.columns import SheetColumn, SheetSpec, header_key
from dieuphoi.core.exchange.importers import NEW, SAME, Applied, Checked, Importer, Target
from dieuphoi.core.exchange.reader import Row, Table
from dieuphoi.core.exchange.selectors import import_run
from dieuphoi.core.exchange.undoing import NOT_TOLD, Named, restore, stays, touched
from dieuphoi.core.exchange.workbook import open_workbook
from dieuphoi.core.exchange.writer import write_sheet
from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.policy import Answer, Refusal
from dieuphoi.core.kernel.text import fold, nfc, tidy
from dieuphoi.registry.organisations.selectors import fields_on, holders_on
from dieuphoi.steering.directives import notices, policies, selectors
from dieuphoi.steering.directives.models import Addressee, Direction, Document, DocumentPlace, Handling, Urgency
from dieuphoi.steering.directives.numbers import kind_of_symbol, parse_number
from dieuphoi.steering.directives.secrecy import grade_typed, mark_typed, refuse_secret
from dieuphoi.steering.directives.selectors.alike import Sketch, alike_within, documents_alike
from dieuphoi.steering.directives.services import NewDocument, document_correct, documents_register
from dieuphoi.steering.directives.services.making import issuer_key
from dieuphoi.steering.directives.states import DocumentState
from dieuphoi.steering.tasks.bodies_then import Bodies

KIND: Final = "documents"

DOCUMENT_SHEET: Final = SheetSpec(
    key=KIND,
    title=gettext_lazy("Sổ văn bản"),
    columns=(
        SheetColumn(
            "direction", gettext_lazy("Sổ"), "choice", choices=Direction.choices, width=14,
            help=gettext_lazy("Để trống: văn bản đến."), aliases=("Loại sổ", "Đến/đi"),
        ),
        SheetColumn(
            "keeper", gettext_lazy("Mã cơ quan giữ sổ"), "code", max_length=40, width=14,
            help=gettext_lazy("Để trống: Văn phòng của người nhập."),
        ),
        SheetColumn("received_on", gettext_lazy("Ngày đến"), "date", width=13),
        SheetColumn(
            "arrival_number", gettext_lazy("Số đến"), "integer", minimum=1, maximum=9_999_999, width=9,
            help=gettext_lazy("Để trống: không có số đến."),
        ),
        SheetColumn(
            "issuer", gettext_lazy("Tác giả"), required=True, max_length=200, width=28,
            help=gettext_lazy("Cơ quan ban hành, theo tên vào ngày văn bản; cơ quan ngoài danh bạ ghi theo tên."),
            aliases=("Cơ quan ban hành", "Cơ quan", "Nơi ban hành", "Nơi gửi"),
        ),
        SheetColumn(
            "number", gettext_lazy("Số, ký hiệu văn bản"), "code", max_length=80, width=20,
            aliases=("Số ký hiệu", "Số/ký hiệu", "Số hiệu", "Số văn bản", "Số và ký hiệu"),
        ),
        SheetColumn(
            "issued_on", gettext_lazy("Ngày, tháng văn bản"), "date", required=True, width=13,
            aliases=("Ngày văn bản", "Ngày ban hành", "Ngày tháng", "Ngày VB", "Ngày ký"),
        ),
        SheetColumn(
            "kind", gettext_lazy("Loại văn bản"), max_length=60, width=16,
            help=gettext_lazy("Tên loại hoặc chữ viết tắt; để trống thì đọc từ ký hiệu, hoặc từ đầu trích yếu."),
            aliases=("Tên loại", "Hình thức", "Thể loại"),
        ),
        SheetColumn(
            "summary", gettext_lazy("Tên loại và trích yếu nội dung văn bản"), required=True, max_length=1000, width=60,
            aliases=("Trích yếu", "Trích yếu nội dung", "Nội dung", "Nội dung văn bản", "Về việc"),
        ),
        SheetColumn("urgency", gettext_lazy("Độ khẩn"), "choice", choices=Urgency.choices, width=12),
        SheetColumn(
            "secrecy", gettext_lazy("Độ mật"), max_length=40, width=10, aliases=("Mức độ mật", "Mật"),
            help=gettext_lazy("Văn bản có độ mật không được nhập: cả tệp bị từ chối."),
        ),
        SheetColumn("signer", gettext_lazy("Người ký"), max_length=120, width=20),
        SheetColumn("signer_post", gettext_lazy("Chức vụ người ký"), max_length=120, width=16),
        SheetColumn(
            "given_to", gettext_lazy("Đơn vị hoặc người nhận"), max_length=200, width=22,
            aliases=("Người nhận", "Đơn vị nhận", "Giao cho", "Người xử lý"),
        ),
        SheetColumn("given_on", gettext_lazy("Ngày chuyển"), "date", width=13, aliases=("Ngày giao",)),
        SheetColumn(
            "recipients", gettext_lazy("Nơi nhận văn bản"), max_length=1000, width=30, aliases=("Nơi nhận",)
        ),
        SheetColumn("field", gettext_lazy("Lĩnh vực"), max_length=160, width=18),
        SheetColumn("answer_due_on", gettext_lazy("Hạn trả lời"), "date", width=13, aliases=("Hạn xử lý",)),
        SheetColumn("effective_on", gettext_lazy("Có hiệu lực từ ngày"), "date", width=13),
        SheetColumn("expires_on", gettext_lazy("Hết hiệu lực từ ngày"), "date", width=13),
        SheetColumn(
            "archived_at", gettext_lazy("Đơn vị, người nhận bản lưu"), max_length=200, width=20, aliases=("Nơi lưu",)
        ),
        SheetColumn("copies", gettext_lazy("Số lượng bản"), "integer", minimum=1, maximum=999_999, width=9),
        SheetColumn("note", gettext_lazy("Ghi chú"), max_length=2000, width=24),
        SheetColumn("source", gettext_lazy("Nguồn"), max_length=300, width=18),
    ),
    notes=(
        gettext_lazy("Mỗi dòng một văn bản. Dòng không có trong tệp được giữ nguyên. Không nhập văn bản có độ mật."),
    ),
    sheet_name=gettext_lazy("Sổ văn bản"),
    file_name="so-van-ban.xlsx",
)  # fmt: skip
NAMES: Final = {column.key: column.header for column in DOCUMENT_SHEET.columns}
_TEXTS: Final = {
    "signer": "signer_name", "signer_post": "signer_post", "recipients": "recipients_text",
    "archived_at": "archived_at", "note": "note", "source": "source",
}  # fmt: skip
_DAYS: Final = ("answer_due_on", "effective_on", "expires_on")


@dataclass(slots=True)
class _Plan:
    new: list[NewDocument] = field(default_factory=list)
    changed: list[tuple[int, NewDocument]] = field(default_factory=list)


class DocumentImporter(Importer[Table]):
    """Documents by a sheet: new ones are registered, known ones corrected."""

    spec = DOCUMENT_SHEET
    writes = (Document, Addressee, DocumentPlace, Handling)
    can_undo = True
    has_template = True

    def may(self, actor: Actor, target: Target) -> Answer:
        return policies.may_import(actor)

    def back_url(self, target: Target) -> str:
        return reverse("directives:list")

    def refuse(self, actor: Actor, data: bytes, name: str) -> None:
        """A register with a secret document in it is not kept, not even as the file of an import that failed."""
        heads = {header_key(head) for column in self.spec.columns for head in column.known_as()}
        grades = {header_key(head) for head in self.spec.column("secrecy").known_as()}
        for sheet in open_workbook(data, name).sheets:
            at_grade: int | None = None
            for row in sheet.rows:
                texts = [nfc(cell) if isinstance(cell, str) else "" for cell in row]
                keys = [header_key(text) for text in texts]
                if sum(key in heads for key in keys if key) >= 3:
                    at_grade = next((at for at, key in enumerate(keys) if key in grades), None)
                    continue
                for at, text in enumerate(texts):
                    if text and at == at_grade:
                        refuse_secret(grade_typed(text))
                    elif "mật" in text.lower():
                        refuse_secret(mark_typed(text))

    def template(self, actor: Actor, target: Target, now: datetime) -> tuple[bytes, str]:
        return document_workbook(actor, actor.on, now), DOCUMENT_SHEET.file_name

    def check(self, actor: Actor, target: Target, table: Table, now: datetime) -> Checked:
        reading = _Reading(actor, table, Checked())
        found = [(row, new) for row in table.rows if (new := reading.read(row)) is not None]
        reading.compare(found)
        if not reading.checked.errors and not table.errors:
            reading.checked.payload = reading.plan
        return reading.checked

    def apply(self, actor: Actor, target: Target, checked: Checked, run_id: int, now: datetime) -> Applied:
        plan: _Plan = checked.payload
        made = documents_register(actor=actor, rows=plan.new, tell=False, now=now) if plan.new else []
        corrected = [
            document_correct(actor=actor, document_id=pk, new=new, reason=_("theo bảng đã nhập"), now=now)
            for pk, new in plan.changed
        ]
        if made or corrected:
            notices.brought_in(actor, run_id, [*made, *corrected], now)
        return Applied({"new": len(made), "changed": len(corrected)})

    def undo(self, actor: Actor, target: Target, run_id: int, now: datetime) -> Applied:
        run = import_run(actor, run_id)
        rows = list(Document.objects.filter(pk__in=list(touched(run, Document))))

        def end(made: list[Any]) -> None:
            """What the run registered was never registered."""
            ids = [row.pk for row in made]
            Document.objects.filter(pk__in=ids).update(
                state=DocumentState.VOID, ended_on=actor.on, end_reason=_("hoàn tác lần nhập")
            )

        def drop(made: list[Any]) -> None:
            """Their numbers of arrival are free again."""
            Addressee.objects.filter(pk__in=[row.pk for row in made]).update(dropped_on=actor.on)

        applied = restore(
            run, self.writes,
            end={Document: end, Addressee: drop, DocumentPlace: stays, Handling: stays},
            kinds={Document: "document"},
            named={Document: Named(), Addressee: NOT_TOLD, DocumentPlace: NOT_TOLD, Handling: NOT_TOLD},
        )  # fmt: skip
        notices.brought_in(actor, run_id, rows, now, undone=True)
        return applied


class _Reading:
    """One file against the register: what it would write, and what is wrong with it."""

    def __init__(self, actor: Actor, table: Table, checked: Checked) -> None:
        self.actor, self.table, self.checked = actor, table, checked
        self.plan = _Plan()
        self.bodies = Bodies(actor)
        kinds = selectors.kinds_on(actor, actor.on)
        self.kinds = {fold(name): row.pk for row in kinds for name in (row.name, row.short, row.code) if name}
        self.shorts = {row.short: row.pk for row in kinds if row.short or row.code == "CV"}
        self.names_of_kinds = sorted(((fold(row.name), row.pk) for row in kinds), key=lambda pair: -len(pair[0]))
        self.fields = {fold(row.name): row.pk for row in fields_on(actor, actor.on)}
        self.people: dict[str, set[int]] = {}
        for holder in holders_on(actor, actor.on):
            self.people.setdefault(fold(holder.full_name), set()).add(holder.person_id)
        mine = sorted(actor.orgs(*policies.KEEPERS))
        self.own = mine[0] if mine else None
        self.codes = {row.code: row.pk for row in self.bodies.rows.values()}
        self.seen: dict[tuple[Any, ...], int] = {}

    def fault(self, row: Row, key: str, message: str) -> None:
        self.checked.errors.append(self.table.error(row, key, message))

    def warn(self, row: Row, key: str, message: str) -> None:
        self.checked.warnings.append(self.table.error(row, key, message))

    def read(self, row: Row) -> NewDocument | None:
        grade = grade_typed(row.get("secrecy") or "")
        mark = grade or next(
            (found for key in ("summary", "number", "note", "kind") if (found := mark_typed(row.get(key) or ""))), ""
        )
        if mark:
            words = _("Có dấu độ mật (“%(mark)s”). Hãy bỏ dòng này khỏi tệp: văn bản mật không được đưa vào hệ thống.")
            self.fault(row, "secrecy" if grade else "summary", words % {"mark": mark})
            return None
        day = row.get("issued_on")
        if day is None or not row.get("summary") or not row.get("issuer") or row.faulty:
            return None
        keeper = self._keeper(row)
        issuer = self._issuer(row, day)
        if keeper is None or issuer is None:
            return None
        direction = row.get("direction") or Direction.IN
        kind, kind_text, summary = self._kind(row)
        person, org = self._given(row, direction)
        field_id = self._field(row)
        note = row.get("note") or ""
        return NewDocument(
            direction=direction, issued_on=day, summary=summary, number_text=row.get("number") or "",
            keeper_id=keeper, kind_id=kind, kind_text=kind_text, issuer_id=issuer[0], issuer_name=issuer[1],
            received_on=(row.get("received_on") or day) if direction == Direction.IN else None,
            arrival_number=(row.get("arrival_number") or 0) if direction == Direction.IN else None,
            urgency=row.get("urgency") or Urgency.NORMAL, field_id=field_id, copies=row.get("copies"),
            given_to_person_id=person, given_to_org_id=org,
            given_on=row.get("given_on") if person or org else None,
            signer_name=row.get("signer") or "", signer_post=row.get("signer_post") or "",
            recipients_text=row.get("recipients") or "", archived_at=row.get("archived_at") or "", note=note,
            source=row.get("source") or "", **{name: row.get(name) for name in _DAYS},
        )  # fmt: skip

    def compare(self, found: Iterable[tuple[Row, NewDocument]]) -> None:
        rows = list(found)
        fresh: list[tuple[Row, Sketch]] = []
        there = known_documents(self.actor, [new for _row, new in rows])
        for row, new in rows:
            key = sheet_key(new)
            first = self.seen.setdefault(key, row.number)
            if first != row.number:
                self.fault(row, "number", _("Trùng với dòng %(row)s. Mỗi dòng chỉ ghi một lần.") % {"row": first})
                continue
            provinces = self.bodies.provinces_of([new.keeper_id or 0], self.actor.on) if new.keeper_id else {}
            answer = policies.may_keep_register(
                self.actor, new.keeper_id or 0, provinces.get(new.keeper_id or 0)
            )
            if isinstance(answer, Refusal):
                self.fault(row, "keeper", answer.reason)
                continue
            known = there.get(key)
            if known is not None and known.state != DocumentState.REGISTERED:
                known = None
            if known is not None:
                new = _or_before(row, new, known)
            issuer = new.issuer_name or self.bodies.name_on(new.issuer_id or 0, new.issued_on)
            label = f"{new.number_text or new.summary[:40]} – {issuer}"
            after = {key: value for key, value in _said(row, new).items() if value not in (None, "")}
            before = None if known is None else _cells(known)
            kind = self.checked.difference.compare(label, row.number, before, after, NAMES)
            if kind == NEW:
                self.plan.new.append(new)
                fresh.append((row, self._sketch(new, issuer)))
            elif kind != SAME and known is not None:
                self.plan.changed.append((known.pk, new))
        self._tell_alike(fresh)

    def _sketch(self, new: NewDocument, issuer: str) -> Sketch:
        parsed = parse_number(new.number_text)
        return Sketch(
            frozenset({issuer_key(new.issuer_id, issuer), fold(issuer)}), new.issued_on, parsed.number, parsed.suffix,
            parsed.symbol_key, new.kind_id or fold(new.kind_text), new.summary, frozenset(new.places),
        )  # fmt: skip

    def _tell_alike(self, fresh: list[tuple[Row, Sketch]]) -> None:
        """Warn of new rows that may be documents on the register, or rows before them."""
        sketches = [sketch for _row, sketch in fresh]
        for (row, _sketch), found in zip(fresh, documents_alike(self.actor, sketches, self.actor.on), strict=True):
            for each in found[:3]:
                words = _("Có thể đã ghi rồi: %(title)s. %(why)s. Vẫn được ghi thành văn bản mới.")
                self.warn(row, "number", words % {"title": each.title, "why": each.why})
        for place, before, why in alike_within(sketches, self.actor.on):
            words = _("Có thể là một với dòng %(row)s: %(why)s. Vẫn được ghi thành văn bản mới.")
            self.warn(fresh[place][0], "number", words % {"row": fresh[before][0].number, "why": why})

    def _keeper(self, row: Row) -> int | None:
        code = row.get("keeper")
        if not code:
            if self.own is None:
                self.fault(row, "keeper", _("Hãy ghi mã cơ quan giữ sổ."))
            return self.own
        found = self.codes.get(code)
        if found is None:
            self.fault(row, "keeper", _("Không có cơ quan mã “%(code)s” trong danh bạ.") % {"code": code})
        return found

    def _issuer(self, row: Row, day: date) -> tuple[int | None, str] | None:
        typed = tidy(row["issuer"])
        try:
            found = self.bodies.find(typed, day)
        except ValueError as error:
            self.fault(row, "issuer", str(error))
            return None
        if found is None:
            self.warn(row, "issuer", _("Danh bạ không có cơ quan này: ghi theo tên trong tệp."))
            return None, typed
        return found, ""

    def _kind(self, row: Row) -> tuple[int | None, str, str]:
        """The kind by its own cell, by the symbol, or by how the summary begins; else as it is written."""
        summary = tidy(row["summary"])
        typed = row.get("kind")
        if typed:
            found = self.kinds.get(fold(typed))
            return found, "" if found else tidy(typed), summary
        begun = next(((name, pk) for name, pk in self.names_of_kinds if fold(summary).startswith(f"{name} ")), None)
        found = kind_of_symbol(parse_number(row.get("number") or ""), self.shorts)
        if begun is not None and (found is None or found == begun[1] or found == self.shorts.get("")):
            return begun[1], "", summary
        if found is not None:
            return found, "", summary
        return None, _("Văn bản khác"), summary

    def _given(self, row: Row, direction: str) -> tuple[int | None, int | None]:
        typed = row.get("given_to")
        if not typed or direction != Direction.IN:
            return None, None
        people = self.people.get(fold(typed), set())
        if len(people) == 1:
            return next(iter(people)), None
        try:
            org = self.bodies.find(typed, self.actor.on)
        except ValueError:
            org = None
        if org is None:
            self.warn(row, "given_to", _("Không nhận ra người hoặc đơn vị này: không ghi việc giao."))
        return None, org

    def _field(self, row: Row) -> int | None:
        typed = row.get("field")
        if not typed:
            return None
        found = self.fields.get(fold(typed))
        if found is None:
            self.fault(row, "field", _("Không có lĩnh vực “%(name)s”. Hãy thêm lĩnh vực trước.") % {"name": typed})
        return found


def sheet_key(new: NewDocument) -> tuple[Any, ...]:
    """By what a row is recognised."""
    parsed = parse_number(new.number_text)
    issuer = issuer_key(new.issuer_id, new.issuer_name)
    if parsed.number is None:
        return (issuer, new.issued_on, fold(new.summary))
    return (issuer, new.issued_on.year, parsed.number, parsed.suffix, parsed.symbol_key)


def known_documents(actor: Actor, rows: list[NewDocument]) -> dict[tuple[Any, ...], Any]:
    """The standing documents that rows of a sheet are about, by :func:`sheet_key`. Two queries."""
    found: dict[tuple[Any, ...], Any] = {}
    keys = [sheet_key(new) for new in rows]
    issuers = {key[0] for key in keys}
    there: Any = (
        Document.objects.visible_to(actor)
        .exclude(state=DocumentState.VOID)
        .filter(issuer_key__in=issuers, year__in={new.issued_on.year for new in rows})
        .select_related("kind", "keeper", "field", "issuer")
    )
    lines = {
        row.document_id: row
        for row in Addressee.objects.filter(document__in=there.values("pk"), dropped_on__isnull=True).select_related(
            "document"
        )
        if row.org_id == row.document.keeper_id
    }
    wanted = set(keys)
    for row in there:
        key: tuple[Any, ...] = (row.issuer_key, row.year, row.number, row.number_suffix, row.symbol_key)
        if row.number is None:
            key = (row.issuer_key, row.issued_on, fold(row.summary))
        if key in wanted:
            row.own = lines.get(row.pk)
            found[key] = row
    return found


def _or_before(row: Row, new: NewDocument, known: Any) -> NewDocument:
    """An absent column or an empty cell changes nothing; who it was given to is no matter of a correction."""
    own = known.own
    kept: dict[str, Any] = {
        name: getattr(known, name)
        for name in (*_TEXTS.values(), *_DAYS, "field_id", "copies", "programme_id", "programme_text", "signer_id",
                     "is_public", "is_restricted")
        if getattr(new, name) in (None, "", False)
    }  # fmt: skip
    if not row.get("urgency"):
        kept["urgency"] = known.urgency
    if not row.get("kind") and new.kind_id is None:
        kept |= {"kind_id": known.kind_id, "kind_text": known.kind_text}
    if not row.get("number"):
        kept["number_text"] = known.number_text
    if own is not None and not row.get("received_on"):
        kept["received_on"] = own.received_on
    if own is not None and not row.get("arrival_number"):
        kept["arrival_number"] = own.arrival_number or 0
    kept |= {
        "places": tuple(known.place_ids), "given_to_org_id": None, "given_to_person_id": None, "given_on": None,
        "keeper_id": known.keeper_id,
    }  # fmt: skip
    return replace(new, **kept)


def _cells(row: Any) -> dict[str, Any]:
    """A document as cells of the sheet."""
    own = getattr(row, "own", None)
    return {
        "direction": row.direction,
        "keeper": row.keeper.code,
        "received_on": None if own is None else own.received_on,
        "arrival_number": None if own is None else own.arrival_number,
        "issuer": row.issuer_name,
        "number": row.number_text,
        "issued_on": row.issued_on,
        "kind": row.kind_words,
        "summary": row.summary,
        "urgency": row.urgency,
        "field": row.field.name if row.field is not None else "",
        "given_to": "; ".join(getattr(row, "given_to", ()) or ()),
        "given_on": None if own is None else own.assigned_on,
        "copies": row.copies,
        **{key: getattr(row, name) for key, name in _TEXTS.items()},
        **{name: getattr(row, name) for name in _DAYS},
    }


def _said(row: Row, new: NewDocument) -> dict[str, Any]:
    """What a row of the file says, for the difference; whom it was given to only counts for a new one."""
    said: dict[str, Any] = {
        "received_on": new.received_on, "arrival_number": new.arrival_number or None, "number": new.number_text,
        "issued_on": new.issued_on, "summary": new.summary, "urgency": new.urgency, "copies": new.copies,
        **{key: getattr(new, name) for key, name in _TEXTS.items()},
        **{name: getattr(new, name) for name in _DAYS},
    }  # fmt: skip
    if row.get("kind"):
        said["kind"] = row["kind"]
    if row.get("field"):
        said["field"] = row["field"]
    return said


def sheet_rows(rows: Iterable[Any]) -> Iterator[dict[str, Any]]:
    """Documents as rows of the sheet."""
    for row in rows:
        yield _cells(row)


def document_workbook(actor: Actor, day: date, now: datetime) -> bytes:
    """The register of a day's year as the sheet that can be brought back."""
    rows = list(
        selectors.documents(actor, day)
        .filter(issued_on__year=day.year)
        .select_related("kind", "keeper", "field")
        .order_by("issued_on", "number", "pk")
    )
    ids = [row.pk for row in rows]
    lines = {
        line.document_id: line
        for line in Addressee.objects.filter(document_id__in=ids, dropped_on__isnull=True).select_related("document")
        if line.org_id == line.document.keeper_id
    }
    for row in rows:
        row.own = lines.get(row.pk)
    return write_sheet(DOCUMENT_SHEET, sheet_rows(rows), now=now, as_of=day, protect=False, blank_rows=50)
