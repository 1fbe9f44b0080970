"""Invented documents of three years, in and out: the office, two departments, communes; how fast each was taken up."""

from __future__ import annotations

import io
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any, Final

from docx import Document as Paper

from dieuphoi.config.demo.clock import hours_ago
from dieuphoi.config.demo.names import SOURCE
from dieuphoi.core.files.services import text_read
from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.calendar import work_calendar
from dieuphoi.core.kernel.dates import LOCAL_ZONE
from dieuphoi.core.kernel.workdays import add_working_days, next_working_day
from dieuphoi.registry.access.selectors import actor_for
from dieuphoi.registry.organisations.selectors import person_of_account
from dieuphoi.steering.directives import selectors, services
from dieuphoi.steering.directives.models import Document, DocumentFile, Handling
from dieuphoi.steering.directives.services import NewDocument, Recipient

_A: Final = "(giả định)"
_NOTE: Final = "Văn bản giả định của bản trình diễn."
MINISTRY_MERGED: Final = date(2025, 3, 1)
"""From this day on the ministry is that of agriculture and environment."""


@dataclass(frozen=True, slots=True)
class _Kind:
    """What comes in again and again: from whom (a body on record, or a name), of which kind, how its number looks."""

    issuer: str
    kind: str
    number: str
    summary: str
    first: int
    step: int
    urgency: str = "NORMAL"
    to: tuple[str, ...] = ()
    answer: int = 0
    party: str = ""


_IN: Final = (
    _Kind("@bo", "CV", "{n}/{bo}-VPĐP", "Về việc báo cáo kết quả thực hiện Chương trình nông thôn mới {when}", 310, 97,
          answer=12),
    _Kind("UBND", "CV", "{n}/UBND-NLN", "Về việc đôn đốc giải ngân vốn Chương trình nông thôn mới {when}", 350, 368,
          "URGENT", ("SNNMT", "STC", "Thượng Sơn"), 8),
    _Kind("SNNMT", "BC", "{n}/BC-SNNMT", "Kết quả thực hiện các tiêu chí do Sở phụ trách {when}", 40, 41),
    _Kind("Thượng Sơn", "BC", "{n}/BC-UBND", "Tiến độ xây dựng nông thôn mới xã Thượng Sơn {when}", 9, 11),
    _Kind("UBND", "KH", "{n}/KH-UBND", "Kế hoạch triển khai nâng cao chất lượng tiêu chí môi trường {when}", 21, 19,
          to=("SNNMT", "SXD", "Hạ Sơn")),
    _Kind("Tỉnh ủy Sơn Hà (giả định)", "", "{n}-KL/TU", "Kết luận của Ban Thường vụ Tỉnh ủy về xây dựng nông thôn mới "
          "{when}", 52, 4, party="Kết luận"),
    _Kind("SXD", "CV", "{n}/SXD-HTKT", "Về việc thẩm định quy hoạch chung xây dựng các xã {when}", 180, 143, answer=7),
    _Kind("Hạ Sơn", "TTr", "{n}/TTr-UBND", "Đề nghị hỗ trợ vốn cứng hóa đường trục thôn xã Hạ Sơn {when}", 5, 7,
          answer=15),
    _Kind("Văn phòng Điều phối nông thôn mới Trung ương", "CV", "{n}/VPĐP-NV", "Về việc cung cấp số liệu các xã đạt "
          "chuẩn {when}", 88, 61, "URGENT", answer=5),
    _Kind("UBND", "QĐ", "{n}/QĐ-UBND", "Phân bổ kế hoạch vốn sự nghiệp Chương trình nông thôn mới {when}", 120, 153,
          to=("STC", "SNNMT", "Thượng Sơn", "Hạ Sơn")),
    _Kind("STC", "CV", "{n}/STC-NSX", "Về việc hướng dẫn quyết toán vốn chương trình {when}", 210, 187),
    _Kind("Ủy ban Mặt trận Tổ quốc Việt Nam tỉnh Sơn Hà (giả định)", "HD", "{n}/HD-MTTQ-BTT", "Lấy ý kiến sự hài lòng "
          "của người dân về kết quả xây dựng nông thôn mới {when}", 6, 2),
    _Kind("UBND", "CĐ", "{n}/CĐ-UBND", "Khắc phục thiệt hại hạ tầng nông thôn sau mưa lũ {when}", 3, 1, "AT_ONCE",
          ("SXD", "SNNMT", "Thượng Sơn", "Hạ Sơn"), 2),
)  # fmt: skip
_OUT: Final = (
    ("CV", "{n}/VPĐP-NV", "Đề nghị báo cáo tiến độ và cập nhật minh chứng {when}", ("Thượng Sơn", "Hạ Sơn", "SNNMT")),
    ("BC", "{n}/BC-VPĐP", "Kết quả thực hiện Chương trình nông thôn mới {when}", ("SNNMT", "STC")),
    ("HD", "{n}/HD-VPĐP", "Lập hồ sơ đề nghị xét công nhận xã đạt chuẩn nông thôn mới {when}",
     ("Thượng Sơn", "Hạ Sơn", "SXD")),
    ("GM", "{n}/GM-VPĐP", "Dự họp giao ban công tác nông thôn mới {when}", ("SNNMT", "SXD", "Thượng Sơn")),
    ("TB", "{n}/TB-VPĐP", "Lịch kiểm tra các xã đăng ký về đích {when}", ("Thượng Sơn", "Hạ Sơn")),
    ("TTr", "{n}/TTr-VPĐP", "Ban hành kế hoạch kiểm tra, giám sát Chương trình {when}", ("SNNMT",)),
)  # fmt: skip
_BESIDE: Final = (
    ("SNNMT", "CV", "{n}/SNNMT-PTNT", "Về việc rà soát tiêu chí môi trường và nước sạch {when}", ("VPDP", "Hạ Sơn")),
    ("SXD", "CV", "{n}/SXD-GT", "Về việc kiểm tra chất lượng đường trục thôn {when}", ("VPDP", "Thượng Sơn")),
    ("Thượng Sơn", "KH", "{n}/KH-UBND", "Chỉnh trang khu dân cư nông thôn mới {when}", ("VPDP",)),
    ("Hạ Sơn", "BC", "{n}/BC-UBND", "Kết quả huy động vốn đối ứng của xã Hạ Sơn {when}", ("VPDP", "STC")),
)  # fmt: skip
SIGNERS: Final = {"VPDP": ("hanh", "Chánh Văn phòng"), "UBND": ("phong", "Phó Chủ tịch"),
                  "BCD": ("phong", "Phó Trưởng ban"), "SNNMT": ("minh", "Phó Giám đốc")}  # fmt: skip
_FAST: Final = (0, 0, 0, 1, 1, 1, 2, 2, 3, 5)
"""Working days that a step takes, drawn from; the office grew faster over the years."""


@dataclass(slots=True)
class Desk:
    """Who acts, on which day, in the invented register."""

    accounts: Mapping[str, int]
    orgs: Mapping[str, int]
    units: Mapping[str, int]
    officers: Mapping[str, str]
    """The account that keeps the papers of a body, by the body's short name."""
    today: date
    now: datetime
    random: random.Random = field(default_factory=lambda: random.Random(28))  # noqa: S311 - the same every time
    kinds: dict[str, int] = field(default_factory=dict)
    people: dict[str, int] = field(default_factory=dict)
    known: dict[str, Document] = field(default_factory=dict)
    _actors: dict[tuple[str, date], Actor] = field(default_factory=dict)

    def __post_init__(self) -> None:
        lan = self.actor("lan", self.today)
        self.kinds = {row.code: row.pk for row in selectors.kinds_on(lan, self.today)}
        self.people = {name: person_of_account(pk) or 0 for name, pk in self.accounts.items()}

    def actor(self, name: str, day: date) -> Actor:
        if (name, day) not in self._actors:
            self._actors[name, day] = actor_for(self.accounts[name], day)
        return self._actors[name, day]

    def at(self, day: date, hour: int = 9) -> datetime:
        """An hour of a day, never ahead of now."""
        return min(datetime.combine(day, time(hour, 5), LOCAL_ZONE), self.now)

    def later(self, day: date, days: int) -> date:
        return add_working_days(day, days, work_calendar())

    def before(self, days: int) -> date:
        """A working day so many days ago (never today or later)."""
        day = next_working_day(self.today - timedelta(days=days), work_calendar())
        return min(day, self.today - timedelta(days=1))

    def new(self, direction: str, issuer: str, kind: str, number: str, summary: str, day: date, **more: Any
            ) -> NewDocument:  # fmt: skip
        """A document of a body on record (by its short name) or of another (by its name); with its usual signer."""
        who: dict[str, Any] = {"issuer_name": issuer} if issuer not in self.orgs else {"issuer_id": self.orgs[issuer]}
        if issuer in SIGNERS:
            name, post = SIGNERS[issuer]
            who |= {"signer_id": self.people[name], "signer_post": post}
        return NewDocument(
            direction, day, summary, number_text=number, kind_id=self.kinds.get(kind), source=SOURCE, note=_NOTE,
            **who, **more,
        )

    def to(self, *names: str) -> tuple[Recipient, ...]:
        return tuple(Recipient(org_id=self.orgs[name]) for name in names)

    def opened(self, document: Document, body: str, day: date, *, hand_on: str = "") -> None:
        """Somebody of a body opens it on a day (which notes the receipt), and gives it to ``hand_on``."""
        if day > self.today:
            return
        who = self.officers[body]
        services.document_read(actor=self.actor(who, day), document_id=document.pk, now=self.at(day, 10))
        if hand_on:
            services.document_assign(
                actor=self.actor(who, day), document_id=document.pk, to_person_id=self.people[hand_on],
                now=self.at(day, 15),
            )  # fmt: skip

    def relate(self, document: Document, kind: str, target: Document | None, text: str = "") -> None:
        services.relation_add(
            actor=self.actor("lan", self.today), document_id=document.pk, kind=kind,
            target_id=None if target is None else target.pk, target_text=text, now=self.now,
        )  # fmt: skip

    def filed(self, document: Document, name: str, lines: Sequence[str], day: date, *, by: str = "lan") -> None:
        """A Word file with these lines, its words read at once as the background worker would."""
        services.document_file_add(
            actor=self.actor(by, day), document_id=document.pk, data=word_file(lines), name=name, now=self.at(day, 16)
        )
        for file in DocumentFile.objects.filter(document=document).only("blob_id"):
            text_read(blob_id=file.blob_id, now=self.at(day, 16))


def word_file(lines: Sequence[str]) -> bytes:
    """A Word document of these paragraphs."""
    paper = Paper()
    for line in lines:
        paper.add_paragraph(line)
    made = io.BytesIO()
    paper.save(made)
    return made.getvalue()


def load_documents(desk: Desk) -> int:
    """The register of three years and what waits today; returns how many documents there are."""
    month, place, made = date(desk.today.year - 2, 1, 1), 0, 0
    while month <= desk.today:
        made += _month(desk, month, place)
        place += 1
        month = date(month.year + month.month // 12, month.month % 12 + 1, 1)
    made += _named(desk)
    return made + _waiting(desk)


def _month(desk: Desk, month: date, place: int) -> int:
    """Three or four that came in, one that went out, now and then one of another body."""
    when = f"tháng {month.month}/{month.year}"
    ministry = "BNNMT" if month >= MINISTRY_MERGED else "BNN"
    ministry_name = "Bộ Nông nghiệp và " + ("Môi trường" if month >= MINISTRY_MERGED else "Phát triển nông thôn")
    nth = month.month - 1
    edge = desk.today - timedelta(days=12)  # what is newer is told by name
    incoming, reached = [], []
    for number in range(4 if place % 3 == 0 else 3):
        each = _IN[(place * 3 + number) % len(_IN)]
        issued = next_working_day(month + timedelta(days=2 + 7 * number), work_calendar())
        took = desk.random.choice(_FAST)
        received = desk.later(issued, took + (1 if each.issuer == "@bo" else 0))
        given = desk.later(received, desk.random.choice((0, 0, 0, 1, 1, 2) if place > 12 else (0, 1, 1, 2, 3, 4)))
        if given > edge:
            continue
        to = tuple(name for name in each.to if name in desk.orgs)
        new = desk.new(
            "IN", ministry_name if each.issuer == "@bo" else each.issuer, each.kind,
            each.number.format(n=each.first + each.step * nth + number, bo=ministry), each.summary.format(when=when),
            issued, keeper_id=desk.orgs["VPDP"], received_on=received, urgency=each.urgency, kind_text=each.party,
            recipients=desk.to(*to), given_to_person_id=desk.people[("lan", "nga", "hanh")[(place + number) % 3]],
            given_on=given, answer_due_on=desk.later(issued, each.answer) if each.answer else None,
        )  # fmt: skip
        incoming.append(new)
        reached.append((to, each))
    last = max((row.given_on or row.issued_on for row in incoming), default=month)
    rows = services.documents_register(
        actor=desk.actor("lan", last), rows=incoming, tell=False, now=desk.at(last, 17)
    ) if incoming else []  # fmt: skip
    outgoing: list[NewDocument] = []
    keepers: list[tuple[str, tuple[str, ...]]] = []
    kind, number_text, summary, to = _OUT[place % len(_OUT)]
    issued = next_working_day(month + timedelta(days=16), work_calendar())
    if desk.later(issued, 8) <= edge:
        outgoing.append(
            desk.new("OUT", "VPDP", kind, number_text.format(n=4 + 5 * nth), summary.format(when=when), issued,
                     recipients=desk.to(*to), recipients_text="Lưu: VT.")
        )  # fmt: skip
        keepers.append(("lan", to))
        body, kind, number_text, summary, to = _BESIDE[place % len(_BESIDE)]
        if place % 2 == 0:
            outgoing.append(
                desk.new("OUT", body, kind, number_text.format(n=30 + 17 * nth), summary.format(when=when), issued,
                         recipients=desk.to(*to))
            )  # fmt: skip
            keepers.append((desk.officers[body], to))
    for new, (keeper, addressed) in zip(outgoing, keepers, strict=True):
        [row] = services.documents_register(
            actor=desk.actor(keeper, issued), rows=[new], tell=False, now=desk.at(issued, 11)
        )
        _reach(desk, row, addressed, issued)
    for row, (reached_by, _each) in zip(rows, reached, strict=True):
        _reach(desk, row, reached_by, last)
        _handled(desk, row)
    _answers(desk, rows)
    return len(rows) + len(outgoing)


def _reach(desk: Desk, document: Document, bodies: Sequence[str], sent: date) -> None:
    """Each body opens it after its own days; of the last weeks some lie unread; departments mostly hand on."""
    hand = {"SNNMT": "minh", "SXD": "cb.sxd", "VPDP": "nga"}
    old = sent < desk.today - timedelta(days=60)
    for body in bodies:
        if body not in desk.officers or (desk.random.random() < 0.2 and not old):
            continue
        day = desk.later(sent, desk.random.choice(_FAST) + (1 if body in desk.units else 0))
        desk.opened(document, body, day, hand_on=hand.get(body, "") if old or desk.random.random() < 0.6 else "")


def _handled(desk: Desk, document: Document) -> None:
    """Whoever of the office was given it opened it that day; what is older than two months lies on no desk any more."""
    names = {person: name for name, person in desk.people.items()}
    for handling in Handling.objects.filter(document=document, addressee__org_id=desk.orgs["VPDP"], ended_on=None):
        day = handling.given_on
        who = desk.actor(names[handling.to_person_id or 0], day)
        services.document_read(actor=who, document_id=document.pk, now=desk.at(day, 17))
        done = desk.later(day, 5)
        if done < desk.today - timedelta(days=60):
            services.handling_end(
                actor=desk.actor("lan", done), handling_id=handling.pk, reason="Đã xử lý xong", now=desk.at(done, 16)
            )


def _answers(desk: Desk, rows: Sequence[Document]) -> None:
    """Every other letter that wants an answer was answered by the office, some after its date."""
    for row in rows:
        if row.answer_due_on is None or row.issuer_id is None or desk.random.random() < 0.5:
            continue
        day = min(desk.later(row.answer_due_on, desk.random.choice((-2, -1, 0, 0, 3))), desk.today)
        if day <= row.issued_on:
            continue
        [answer] = services.documents_register(
            actor=desk.actor("lan", day), tell=False, now=desk.at(day, 11),
            rows=[
                desk.new("OUT", "VPDP", "CV", "VPĐP-NV", f"Trả lời văn bản {row.number_text}: {row.summary}"[:900], day,
                         take_number=True, recipients=(Recipient(org_id=row.issuer_id),))
            ],
        )  # fmt: skip
        desk.known.setdefault("answer", answer)
        services.relation_add(
            actor=desk.actor("lan", day), document_id=answer.pk, kind="ANSWERS", target_id=row.pk, now=desk.at(day, 12)
        )


def _named(desk: Desk) -> int:
    """A family of documents that rest on each other, over the years: basis, replaced, amended, implemented."""
    year = desk.today.year
    told: tuple[tuple[str, str, str, str, str, date, dict[str, Any]], ...] = (
        ("rules", "UBND", "QĐ", "1599/QĐ-UBND", "Ban hành Quy chế phối hợp thực hiện Chương trình nông thôn mới",
         date(year - 2, 3, 18), {"effective_on": date(year - 2, 4, 1)}),
        ("resolution", "Hội đồng nhân dân tỉnh Sơn Hà (giả định)", "NQ", "08/NQ-HĐND",
         "Quy định nguyên tắc phân bổ vốn Chương trình nông thôn mới", date(year - 2, 7, 10), {}),
        ("plan", "UBND", "KH", "44/KH-UBND", f"Kế hoạch xây dựng nông thôn mới năm {year - 1}",
         date(year - 1, 1, 20), {"is_public": True, "places": tuple(desk.units[each] for each in
                                                                  ("Thượng Sơn", "Hạ Sơn"))}),
        ("rules again", "UBND", "QĐ", "2210/QĐ-UBND", "Ban hành Quy chế phối hợp thực hiện Chương trình nông thôn mới "
         "(thay thế)", date(year - 1, 6, 12), {"effective_on": date(year - 1, 7, 1)}),
        ("amended", "UBND", "QĐ", "2875/QĐ-UBND", "Sửa đổi, bổ sung một số điều của Quy chế phối hợp",
         date(year - 1, 11, 14), {}),
        ("party", "Tỉnh ủy Sơn Hà (giả định)", "", "71-KL/TU",
         "Kết luận về tiếp tục đẩy mạnh xây dựng nông thôn mới sau sắp xếp đơn vị hành chính", date(year - 1, 9, 22),
         {"kind_text": "Kết luận"}),
        ("plan again", "UBND", "KH", "52/KH-UBND", f"Kế hoạch xây dựng nông thôn mới năm {year}", date(year, 1, 16),
         {}),
    )  # fmt: skip
    made = 0
    for key, issuer, kind, number, summary, day, more in told:
        day = next_working_day(day, work_calendar())
        received = desk.later(day, 2)
        if received > desk.today:
            continue
        [row] = services.documents_register(
            actor=desk.actor("lan", received), tell=False, now=desk.at(received, 11),
            rows=[
                desk.new("IN", issuer, kind, number, f"{summary} {_A}", day, keeper_id=desk.orgs["VPDP"],
                         received_on=received, recipients=desk.to("SNNMT", "SXD", "Thượng Sơn", "Hạ Sơn"),
                         given_to_person_id=desk.people["lan"], given_on=received, **more)
            ],
        )  # fmt: skip
        desk.known[key] = row
        _reach(desk, row, ("SNNMT", "SXD", "Thượng Sơn", "Hạ Sơn"), received)
        _handled(desk, row)
        made += 1
    for document, kind, target in (
        ("plan", "BASIS", "resolution"), ("plan", "IMPLEMENTS", "rules"), ("rules again", "REPLACES", "rules"),
        ("amended", "AMENDS", "rules again"), ("plan again", "IMPLEMENTS", "party"), ("plan again", "BASIS",
                                                                                    "resolution"),
    ):  # fmt: skip
        if document in desk.known and target in desk.known:
            desk.relate(desk.known[document], kind, desk.known[target])
    if "party" in desk.known:
        desk.relate(desk.known["party"], "BASIS", None, "Nghị quyết số 19-NQ/TW ngày 16/6/2022")
    if "rules again" in desk.known:
        desk.filed(
            desk.known["rules again"], "Quy che phoi hop.docx",
            ("QUY CHẾ PHỐI HỢP", f"Thực hiện Chương trình xây dựng nông thôn mới {_A}",
             "Điều 4. Văn phòng Điều phối làm đầu mối tổng hợp, đôn đốc các cơ quan thực hiện.",
             "Điều 7. Cơ quan được lấy ý kiến trả lời trong thời hạn 05 ngày làm việc."), desk.today,
        )  # fmt: skip
    return made


def _waiting(desk: Desk) -> int:
    """The last days: some unread, some not yet given to anybody, answers that are due, one restricted."""
    office = desk.orgs["VPDP"]
    lan, nga = desk.people["lan"], desk.people["nga"]
    rows: tuple[tuple[int, str, str, str, str, dict[str, Any]], ...] = (
        (9, "UBND", "CV", "4393/UBND-NLN", "Về việc rà soát, bổ sung danh sách xã đăng ký về đích",
         {"urgency": "URGENT", "recipients": desk.to("SNNMT", "SXD", "Thượng Sơn"), "answer": 7, "give": (lan, 1)}),
        (8, "STC", "CV", "2618/STC-NSX", "Về việc đề xuất danh mục dự án sử dụng vốn đối ứng",
         {"answer": 4, "give": (nga, 2)}),
        (6, "Bộ Nông nghiệp và Môi trường", "CV", "7741/BNNMT-VPĐP",
         "Về việc góp ý dự thảo hướng dẫn thẩm định hồ sơ công nhận xã đạt chuẩn", {"answer": 9, "give": (lan, 1)}),
        (4, "Hạ Sơn", "TTr", "96/TTr-UBND", "Đề nghị thẩm tra hồ sơ xã Hạ Sơn đạt chuẩn nông thôn mới",
         {"answer": 15, "give": (nga, 0)}),
        (3, "UBND", "CĐ", "15/CĐ-UBND", "Chủ động phòng, chống rét cho cây trồng, vật nuôi và khắc phục hạ tầng thôn",
         {"urgency": "AT_ONCE", "recipients": desk.to("SNNMT", "SXD", "Thượng Sơn", "Hạ Sơn"), "answer": 3}),
        (2, "SXD", "CV", "3120/SXD-HTKT", "Về việc thống nhất quy trình thẩm định đường trục thôn", {"answer": 6}),
        (2, "Tỉnh ủy Sơn Hà (giả định)", "", "86-KL/TU",
         "Kết luận của Thường trực Tỉnh ủy về nhiệm vụ trọng tâm cuối năm", {"kind_text": "Kết luận",
                                                                            "is_restricted": True}),
        (1, "SNV", "CV", "1877/SNV-XDCQ", "Về việc đánh giá tiêu chí hệ thống chính trị của các xã", {}),
    )  # fmt: skip
    for ago, issuer, kind, number, summary, more in rows:
        issued = desk.before(ago)
        received = min(desk.later(issued, 1), desk.today)
        person, took = more.pop("give", (None, 0))
        answer = more.pop("answer", 0)
        given = min(desk.later(received, took), desk.today) if person else None
        desk.known[number] = services.document_register(
            actor=desk.actor("lan", desk.today), now=hours_ago(desk.now, 4),
            new=desk.new("IN", issuer, kind, number, f"{summary} {_A}", issued, keeper_id=office, received_on=received,
                         given_to_person_id=person, given_on=given,
                         answer_due_on=desk.later(issued, answer) if answer else None, **more),
        )  # fmt: skip
    sent = desk.before(5)
    asked = services.document_register(
        actor=desk.actor("lan", sent), now=desk.at(sent, 10),
        new=desk.new("OUT", "VPDP", "CV", "VPĐP-TH", f"Đề nghị gửi số liệu phục vụ báo cáo năm {desk.today.year} {_A}",
                     sent, take_number=True, urgency="URGENT", answer_due_on=desk.later(sent, 6),
                     recipients=desk.to("SNNMT", "SXD", "Hạ Sơn"), to_all_communes=True,
                     recipients_text="Lưu: VT, TH."),
    )  # fmt: skip
    desk.filed(
        asked, "De nghi gui so lieu.docx",
        ("VĂN PHÒNG ĐIỀU PHỐI", "Kính gửi: Ủy ban nhân dân các xã; Sở Nông nghiệp và Môi trường; Sở Xây dựng.",
         "Đề nghị các cơ quan, địa phương gửi biểu số liệu thu nhập bình quân, tỷ lệ hộ dùng nước sạch tập trung và "
         f"chiều dài đường trục thôn đã cứng hóa {_A}."), sent,
    )  # fmt: skip
    for body, days in (("Thượng Sơn", 1), ("SNNMT", 3)):
        desk.opened(asked, body, desk.later(sent, days))
    return len(rows) + 1
