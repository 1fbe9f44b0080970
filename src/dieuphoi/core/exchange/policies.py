"""Who may do what with an import: what its importer says for its target, and only on runs one sees."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from dieuphoi.core.exchange.importers import Target, importer_for
from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.policy import Allowed, Answer, Refusal

if TYPE_CHECKING:
    from dieuphoi.core.exchange.models import HeadingMap, ImportRun

SEES_ALL_RUNS = ("office_head", "office_specialist")
"""The office sees every import; anybody else their own. Roles are names to core, no more."""


def may_import(actor: Actor, kind: str, target: Target) -> Answer:
    """May the actor bring in a file of this kind for this target? An unknown kind is ``NotVisible``."""
    if not actor.is_authenticated:
        return Refusal("signed_out", _("Hãy đăng nhập."))
    return importer_for(kind).may(actor, target)


def may_handle(actor: Actor, run: ImportRun) -> Answer:
    """Apply, discard: whoever may bring in such a file for this target today."""
    return may_import(actor, run.kind, run.target)


def may_discard(actor: Actor, run: ImportRun) -> Answer:
    """One's own file may always be put aside, another's by whoever may bring it in."""
    if run.created_by_id == actor.id:
        return Allowed()
    return may_handle(actor, run)


def can_be_undone(actor: Actor, run: ImportRun) -> Answer:
    """Only imports whose package knows the way back."""
    if importer_for(run.kind).can_undo:
        return Allowed()
    return Refusal("no_undo", _("Loại nhập này không hoàn tác được. Hãy nhập tệp sửa đổi."), status=409)


def can_be_mapped(actor: Actor, run: ImportRun) -> Answer:
    """Another heading map is for a file that waits: not for one that was applied or put aside."""
    if run.state in ("UPLOADED", "CHECKED", "FAULTY"):
        return Allowed()
    return Refusal("wrong_state", _("Chỉ ghép lại cột khi tệp chưa được áp dụng hay bỏ."), status=409)


def may_keep_map(actor: Actor, found: HeadingMap) -> Answer:
    """Rename and retire: its author, and the office."""
    if found.created_by_id == actor.id or actor.is_system or actor.has_role(*SEES_ALL_RUNS):
        return Allowed()
    return Refusal("not_yours", _("Chỉ người lập bảng ghép cột này, hoặc Văn phòng, được sửa."))


def is_in_use(actor: Actor, found: HeadingMap) -> Answer:
    if found.retired_at is None:
        return Allowed()
    return Refusal("retired", _("Bảng ghép cột này đã thôi dùng."), status=409)


def has_no_errors(actor: Actor, run: ImportRun) -> Answer:
    if run.error_count:
        return Refusal("has_errors", _("Tệp còn lỗi. Hãy sửa tệp rồi tải lên lại."), status=409)
    return Allowed()
