"""From the text of a directive to suggested duties: the one door of this package."""

from __future__ import annotations

from datetime import date
from typing import Final

from django.utils.translation import gettext as _

from dieuphoi.core.kernel.text import fold
from dieuphoi.core.kernel.workdays import WorkCalendar
from dieuphoi.steering.directives.reading.blocks import Block, blocks_of
from dieuphoi.steering.directives.reading.book import AgencyBook, PlaceBook
from dieuphoi.steering.directives.reading.due import Found
from dieuphoi.steering.directives.reading.findings import Read
from dieuphoi.steering.directives.reading.party import Party
from dieuphoi.steering.directives.reading.places import Named
from dieuphoi.steering.directives.reading.prepare import Prepared, prepare
from dieuphoi.steering.directives.reading.title import head_of
from dieuphoi.steering.directives.reading.values import (
    Clause,
    CriterionMention,
    Deadline,
    DeadlineKind,
    Duty,
    Mention,
    PlaceMention,
    Reading,
    ReadingWarning,
    Span,
    WarningCode,
)
from dieuphoi.steering.directives.reading.walk.walker import Walker

MOST_CHARACTERS: Final = 3_000_000
"""Longer texts are read so far and a warning says so: nobody pastes a library by intent."""


def read_text(
    text: str, *, on: date, registry: AgencyBook, places: PlaceBook, calendar: WorkCalendar | None = None
) -> Reading:
    """The duties that ``text`` seems to lay on somebody, its numbering, its title block, and what to look at.

    ``on`` is the document's day: names are looked for as of it, missing years are counted from it. ``calendar`` gives
    the working days. Every span counts characters of ``text`` as given. Never raises for any text; nothing is stored.
    """
    return _Reader(text, on, registry, places, calendar).read()


class _Reader:
    def __init__(
        self, text: str, on: date, registry: AgencyBook, places: PlaceBook, calendar: WorkCalendar | None
    ) -> None:
        self.on = on
        self.registry = registry
        self.places = places
        self.calendar = calendar
        self.warnings: dict[tuple[WarningCode, int, str], ReadingWarning] = {}
        self.cut = len(text) > MOST_CHARACTERS
        self.prepared: Prepared = prepare(text[:MOST_CHARACTERS] if self.cut else text)
        self.given = text

    def read(self) -> Reading:
        head = head_of(self.prepared)
        blocks = blocks_of(self.prepared, head.body)
        walker = Walker(self.prepared, blocks, head, self.on, self.calendar)
        duties = tuple(self._duty(read) for read in walker.run())
        for start, end in walker.unmet:
            words = " ".join(self.prepared.text[start:end].split()).rstrip(" .;:,")
            told = _("“%(words)s”: câu giao việc mà chưa nhận ra ai làm gì. Hãy tự thêm nhiệm vụ từ câu này.")
            self._warn(
                WarningCode.NO_ADDRESSEE, told % {"words": words[:80] + ("…" if len(words) > 80 else "")},
                self.prepared.span(start, end),
            )  # fmt: skip
        if self.cut:
            self._warn(
                WarningCode.TOO_LONG, _("Văn bản quá dài: chỉ đọc phần đầu."), Span(MOST_CHARACTERS, len(self.given))
            )
        warnings = tuple(sorted(self.warnings.values(), key=lambda each: (each.span.start, each.code)))
        return Reading(tuple(self._clauses(blocks)), duties, warnings, head.title)

    def _clauses(self, blocks: list[Block]) -> list[Clause]:
        found = []
        for block in blocks:
            if block.marker is None or not block.marker.label:
                continue
            end = _last_end(block)
            heading = " ".join(block.flat.split())
            found.append(Clause(block.path, self.prepared.span(block.head, end), heading[:200], len(block.parents)))
        return found

    def _duty(self, read: Read) -> Duty:
        span = self.prepared.span(read.start, read.end)
        addressees = tuple(self._mention(party) for party in read.parties)
        verb = self.prepared.words(*read.verb) if read.verb else None
        product = self.prepared.words(*read.product) if read.product else None
        for found in read.faults:
            if found.fault:
                self._warn(found.fault[0], found.fault[1], self.prepared.span(found.start, found.end))
        deadline = self._deadline(read.deadline) if read.deadline else None
        return Duty(
            clause=read.clause,
            quote=self.given[span.start : span.end],
            span=span,
            addressees=addressees,
            lead=addressees[0] if addressees else None,
            coordinating=tuple(self._mention(party) for party in read.coordinating),
            verb=verb,
            product=product,
            deadline=deadline,
            communes=tuple(self._place(named) for named in read.communes),
            criteria=tuple(self._criterion(code, named) for code, named in read.criteria),
            why=tuple(self._why(read, addressees, deadline)),
        )

    def _why(self, read: Read, addressees: tuple[Mention, ...], deadline: Deadline | None) -> list[str]:
        told = {
            "order": _("Câu giao việc: sau “giao”, “yêu cầu”, “đề nghị” là đơn vị thực hiện."),
            "subject": _("Đơn vị thực hiện đứng đầu câu, tiếp theo là việc phải làm."),
            "bare": _("Việc phải làm; đơn vị thực hiện nêu ở đề mục hoặc câu trên."),
            "unknown-verb": _("Mục nằm dưới tên đơn vị thực hiện."),
            "reversed": _("Đơn vị thực hiện đứng sau việc phải làm."),
            "passive": _("Sản phẩm phải gửi; đơn vị thực hiện nêu ở trên."),
            "table": _("Một dòng của bảng phân công."),
        }
        why = [told[read.how]]
        if read.coordinating:
            why.append(_("Đơn vị phối hợp: sau “phối hợp với” hoặc cột phối hợp."))
        if read.product:
            why.append(_("Sản phẩm: danh từ sau động từ xây dựng, trình, gửi, báo cáo."))
        if deadline is not None:
            why.append(_("Thời hạn “%(words)s”: %(why)s.") % {"words": deadline.words, "why": deadline.why})
        return why

    def _mention(self, party: Party) -> Mention:
        span = self.prepared.span(party.start, party.end)
        if party.group:
            return Mention(party.words, span, None, party.group, _("nhóm đơn vị hoặc cá nhân, không phải một cơ quan"))
        if party.loose:
            return Mention(party.words, span, None, "loose", _("gọi tắt một đơn vị đã nêu ở trên"))
        if party.place and self.places and fold(party.name or party.words) == fold(party.place):
            resolved = self.places.resolve(party.place, self.on)
            return Mention(party.words, span, None, "place", resolved.why)
        resolved = self.registry.resolve(party.name or party.words, self.on)
        if resolved.warning:
            self._warn(*resolved.warning, span)
        return Mention(party.words, span, resolved.id, "", resolved.why)

    def _place(self, named: Named) -> PlaceMention:
        span = self.prepared.span(named.start, named.end)
        resolved = self.places.resolve(named.words, self.on)
        if resolved.warning:
            self._warn(*resolved.warning, span)
        return PlaceMention(named.words, span, resolved.id, resolved.why)

    def _criterion(self, code: str, named: Named) -> CriterionMention:
        span = self.prepared.span(named.start, named.end)
        return CriterionMention(code, named.words, span, _("tiêu chí được nêu trong câu"))

    def _deadline(self, found: Found) -> Deadline:
        words = self.prepared.words(found.start, found.end)
        day = found.on if found.kind is DeadlineKind.DATE else None
        if day is not None and self.calendar is not None and not self.calendar.is_working_day(day):
            told = _("Ngày cuối của hạn “%(words)s” là ngày nghỉ.") % {"words": words.words}
            self._warn(WarningCode.DAY_OFF, told, words.span)
        return Deadline(
            found.kind, found.on, found.every, found.days, found.working, found.since, words.words, words.span,
            found.why,
        )  # fmt: skip

    def _warn(self, code: WarningCode, words: str, span: Span) -> None:
        self.warnings.setdefault((code, 0 if code in _ONCE else span.start, words), ReadingWarning(code, words, span))


_ONCE: Final = frozenset({
    WarningCode.UNKNOWN_AGENCY, WarningCode.OLD_NAME, WarningCode.ENDED_AGENCY, WarningCode.AMBIGUOUS_AGENCY,
    WarningCode.UNKNOWN_PLACE, WarningCode.ENDED_PLACE, WarningCode.AMBIGUOUS_PLACE,
})  # fmt: skip
"""Told once a document, not once a mention."""


def _last_end(block: Block) -> int:
    end = block.end
    for child in block.children:
        end = max(end, _last_end(child))
    return end
