"""Invented drafts, one at each step on the way to a document, with the days that each step took."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, Final

from dieuphoi.config.demo.documents import Desk, word_file
from dieuphoi.steering.directives import services as acts
from dieuphoi.steering.directives.models import Drafting, OpinionRequest
from dieuphoi.steering.directives.services import Issue, NewDrafting

_A: Final = "(giả định)"


def load_drafts(desk: Desk) -> int:
    """Ten drafts; returns how many. Comes after the documents: one of them answers a letter that is there."""
    year = desk.today.year
    made = 0

    def draft(title: str, issuer: str, kind: str, asked: int, due: int, steps: tuple[tuple[Any, ...], ...],
              **more: Any) -> None:  # fmt: skip
        nonlocal made
        made += 1
        who = more.pop("by", "lan")
        people: dict[str, Any] = {
            f"{name}_id": desk.people[more.pop(name)] for name in ("drafter", "signer") if name in more
        }
        if "drafter_org" in more:
            people["drafter_org_id"] = desk.orgs[more.pop("drafter_org")]
        day = desk.before(asked)
        row = acts.drafting_ask(
            actor=desk.actor(who, day), now=desk.at(day, 8),
            new=NewDrafting(f"{title} {_A}", desk.orgs[issuer], desk.kinds[kind], asked_on=day,
                            due_on=desk.later(day, due), **people, **more),
        )  # fmt: skip
        for step in steps:
            _step(desk, row, *step)

    draft(f"Báo cáo kết quả thực hiện Chương trình nông thôn mới năm {year}", "VPDP", "BC", 3, 20, (),
          by="hanh", drafter="nga", signer="hanh", signer_post="Chánh Văn phòng",
          asked_by="Chánh Văn phòng giao tại họp cơ quan")  # fmt: skip
    draft("Hướng dẫn minh chứng tiêu chí môi trường và an toàn thực phẩm", "VPDP", "HD", 16, 15,
          ((14, "start", "lan"), (9, "version", "lan", "Dự thảo lần 1")),
          by="hanh", drafter="lan", signer="hanh", signer_post="Chánh Văn phòng", urgency="URGENT")  # fmt: skip
    draft(f"Kế hoạch kiểm tra, giám sát Chương trình năm {year + 1}", "UBND", "KH", 30, 30,
          ((28, "start", "nga"), (20, "version", "nga", "Dự thảo lần 1"),
           (13, "consult", "nga", ("SNNMT", "STC", "SXD"), 6),
           (9, "opinion", "thu", "SNNMT", "AGREES", ""),
           (8, "opinion", "cb.sxd", "SXD", "COMMENTS", "Đề nghị ghi rõ số đoàn kiểm tra về hạ tầng và thời gian.")),
          drafter_org="VPDP", drafter="nga", signer="phong", signer_post="Phó Chủ tịch")  # fmt: skip
    draft("Quyết định công nhận xã đạt chuẩn nông thôn mới đợt 2", "UBND", "QĐ", 26, 22,
          ((25, "start", "lan"), (19, "version", "lan", "Dự thảo lần 1"), (17, "consult", "lan", ("SNNMT", "SNV"), 5),
           (14, "opinion", "thu", "SNNMT", "AGREES", ""), (13, "opinion", "cb.snv", "SNV", "AGREES", ""),
           (11, "resume", "lan"), (10, "version", "lan", "Đã tiếp thu ý kiến"), (7, "submit", "lan")),
          drafter_org="VPDP", drafter="lan", signer="phong", signer_post="Phó Chủ tịch", urgency="URGENT")  # fmt: skip
    draft("Báo cáo tình hình nợ đọng xây dựng cơ bản ở các xã", "VPDP", "BC", 21, 12,
          ((20, "start", "nga"), (15, "version", "nga", "Dự thảo lần 1"), (12, "submit", "nga"),
           (9, "return", "hanh", "Thiếu số liệu của 5 xã, cần đối chiếu với Sở Tài chính trước khi ký")),
          by="hanh", drafter="nga", signer="hanh", signer_post="Chánh Văn phòng")  # fmt: skip
    draft("Giấy mời họp Ban Chỉ đạo quý IV", "BCD", "GM", 12, 8,
          ((11, "start", "lan"), (8, "version", "lan", "Dự thảo lần 1"), (6, "submit", "lan"), (3, "sign", "phong")),
          drafter_org="VPDP", drafter="lan", signer="phong", signer_post="Phó Trưởng ban")  # fmt: skip
    asked = desk.known.get("7741/BNNMT-VPĐP")
    draft("Góp ý dự thảo hướng dẫn thẩm định hồ sơ công nhận xã đạt chuẩn", "VPDP", "CV", 5, 6,
          ((5, "start", "lan"), (4, "version", "lan", "Dự thảo lần 1"), (4, "submit", "lan"), (2, "sign", "hanh"),
           (1, "issue", "lan", ("SNNMT",))),
          drafter="lan", signer="hanh", signer_post="Chánh Văn phòng",
          asked_by="Bộ Nông nghiệp và Môi trường",
          asked_by_document_id=asked.pk if asked is not None else None)  # fmt: skip
    draft("Tờ trình ban hành định mức hỗ trợ cấp nước sạch tập trung", "SNNMT", "TTr", 24, 25,
          ((22, "start", "thu"), (15, "version", "thu", "Dự thảo lần 1"),
           (10, "consult", "thu", ("VPDP", "STC", "Thượng Sơn"), 8),
           (6, "opinion", "tuan", "Thượng Sơn", "COMMENTS", "Đề nghị nâng mức hỗ trợ cho thôn đặc biệt khó khăn."),
           (5, "opinion", "lan", "VPDP", "DISAGREES", "Mức đề xuất vượt khả năng cân đối của Chương trình.")),
          by="thu", drafter="thu", signer="minh", signer_post="Phó Giám đốc")  # fmt: skip
    draft("Kế hoạch huy động ngày công làm đường thôn", "Thượng Sơn", "KH", 9, 10,
          ((8, "start", "tuan"), (4, "version", "tuan", "Dự thảo lần 1")),
          by="tuan", drafter="tuan", signer_name="Bùi Văn Khải", signer_post="Chủ tịch UBND xã")  # fmt: skip
    draft("Công văn đôn đốc báo cáo 9 tháng", "VPDP", "CV", 50, 5,
          ((49, "start", "nga"), (45, "withdraw", "hanh", "Đã đôn đốc trực tiếp trên hệ thống")),
          drafter="nga", signer="hanh", signer_post="Chánh Văn phòng")  # fmt: skip
    return made


def _step(desk: Desk, row: Drafting, ago: int, move: str, who: str, *more: Any) -> None:
    day = desk.before(ago)
    actor, now = desk.actor(who, day), desk.at(day, 10 + (move in ("submit", "sign", "issue")))
    match move:
        case "version":
            acts.version_add(
                actor=actor, drafting_id=row.pk, data=word_file((row.title, f"{more[0]}.")), name="Du thao.docx",
                note=more[0], now=now,
            )  # fmt: skip
        case "consult":
            acts.opinions_ask(
                actor=actor, drafting_id=row.pk, org_ids=[desk.orgs[body] for body in more[0]],
                due_on=desk.later(day, more[1]), question="Đề nghị cho ý kiến về nội dung và phân công.", now=now,
            )  # fmt: skip
        case "opinion":
            asked = OpinionRequest.objects.get(drafting=row, org_id=desk.orgs[more[0]])
            acts.opinion_give(actor=actor, request_id=asked.pk, verdict=more[1], text=more[2], now=now)
        case "issue":
            acts.drafting_issue(
                actor=actor, drafting_id=row.pk, now=now + timedelta(minutes=30),
                issue=Issue(issued_on=day, recipients=desk.to(*more[0]), recipients_text="Lưu: VT."),
            )  # fmt: skip
        case _:
            acts.drafting_move(
                actor=actor, drafting_id=row.pk, move=move, reason=more[0] if more else "", now=now
            )
