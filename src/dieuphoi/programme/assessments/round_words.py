"""What a round says of itself above every page and file: its set with the decision, and whether its figures are
final."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from dieuphoi.core.kernel.dates import format_date, format_datetime
from dieuphoi.programme.assessments.amendments.papers import paper_beside
from dieuphoi.programme.assessments.amendments.selectors import editions_until, latest_edition
from dieuphoi.programme.assessments.models import AssessmentRound


def is_final(round_: AssessmentRound, at: datetime | None = None) -> bool:
    """Whether the figures of a round are final: now, or at an instant before."""
    if at is not None:
        return round_.frozen_at is not None and round_.frozen_at <= at
    return round_.state == "FROZEN"


def edition_words(round_: AssessmentRound, at: datetime | None = None) -> str:
    """Which edition of a frozen round is told – the newest, or the one that stood at an instant: the first one or an
    amended one, with its day; that a newer one was made since. Empty for a round that was not frozen then.
    """
    if not is_final(round_, at):
        return ""
    editions = list(editions_until(round_.pk))
    told = [row for row in editions if at is None or row.recorded_at <= at]
    if not told:
        return ""
    row = told[-1]
    if row.edition == 1:
        words = _("bản đầu, chốt ngày %(day)s") % {"day": format_date(row.recorded_at)}
    else:
        words = _("bản %(n)d, điều chỉnh ngày %(day)s") % {"n": row.edition, "day": format_date(row.recorded_at)}
    if editions[-1].edition > row.edition:
        words += "; " + _("nay đã có bản %(n)d") % {"n": editions[-1].edition}
    return words


def final_words(round_: AssessmentRound, at: datetime | None = None) -> str:
    """Whether the figures are final: time and hash of the freeze – or of the newest edition, by its number – and the
    signed paper beside it; or that they are not. ``at``: of the figures as they stood at that instant.
    """
    if not is_final(round_, at):
        if at is not None:
            return _("SỐ LIỆU CHƯA CHỐT của cuối ngày %(day)s, dựng lại từ những gì đã ghi đến lúc ấy") % {
                "day": format_date(at)
            }
        return _("SỐ LIỆU CHƯA CHỐT – còn có thể thay đổi")
    if at is not None:
        kept = latest_edition(round_.pk, at)
        return _("Số liệu đã chốt của cuối ngày %(day)s: %(edition)s; mã kiểm tra SHA-256: %(hash)s") % {
            "day": format_date(at),
            "edition": edition_words(round_, at),
            "hash": "" if kept is None else kept.sha256,
        }
    words = _("Số liệu đã chốt lúc %(at)s (bản đầu); mã kiểm tra SHA-256: %(hash)s") % {
        "at": format_datetime(round_.frozen_at),
        "hash": round_.frozen_hash,
    }
    newest = latest_edition(round_.pk)
    if newest is not None and newest.edition > 1:
        words = _("Bản %(n)d, điều chỉnh lúc %(at)s; chốt lúc %(frozen)s; mã kiểm tra SHA-256: %(hash)s") % {
            "n": newest.edition,
            "at": format_datetime(newest.recorded_at),
            "frozen": format_datetime(round_.frozen_at),
            "hash": newest.sha256,
        }
    paper = paper_beside(round_.pk)
    if paper is not None:
        words += "; " + _("%(kind)s %(number)s ngày %(day)s, %(signer)s ký") % {
            "kind": paper.get_kind_display(),
            "number": paper.number,
            "day": format_date(paper.signed_on),
            "signer": paper.signer,
        }
    return words


def set_words(round_: AssessmentRound) -> str:
    """The set and its decision: ``Bộ tiêu chí … (Quyết định 1980/QĐ-TTg ngày 17/10/2016)``."""
    version = round_.version
    decision = version.decision_number
    if version.decision_on:
        decision = _("%(number)s ngày %(day)s") % {"number": decision, "day": format_date(version.decision_on)}
    return _("%(set)s (Quyết định %(decision)s)") % {"set": version.set.name, "decision": decision}
