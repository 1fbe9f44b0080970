"""What a round says of itself above every page and file: its set with the decision, and whether its figures are
final."""

from __future__ import annotations

from django.utils.translation import gettext as _

from dieuphoi.core.kernel.dates import format_date, format_datetime
from dieuphoi.programme.assessments.amendments.papers import paper_beside
from dieuphoi.programme.assessments.amendments.selectors import latest_edition
from dieuphoi.programme.assessments.models import AssessmentRound


def is_final(round_: AssessmentRound) -> bool:
    return round_.state == "FROZEN"


def final_words(round_: AssessmentRound) -> str:
    """Whether the figures are final: time and hash of the freeze – or of the newest edition, by its number – and the
    signed paper beside it; or that they are not.
    """
    if not is_final(round_):
        return _("SỐ LIỆU CHƯA CHỐT – còn có thể thay đổi")
    words = _("Số liệu đã chốt lúc %(at)s; mã kiểm tra SHA-256: %(hash)s") % {
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
