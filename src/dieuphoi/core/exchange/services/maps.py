"""The acts of heading maps: keep one, rename it, take it out of use. None is ever deleted."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from dieuphoi.core.exchange.importers import importer_for
from dieuphoi.core.exchange.mapping import Plan
from dieuphoi.core.exchange.models import HeadingMap
from dieuphoi.core.exchange.policies import is_in_use, may_import, may_keep_map
from dieuphoi.core.history.context import act
from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.errors import InputError, InputErrors, Refused
from dieuphoi.core.kernel.policy import require

LONGEST_NAME = 120


def map_save(*, actor: Actor, kind: str, target: dict[str, int], name: str, plan: Plan, now: datetime) -> HeadingMap:
    """Keep a heading map. One of the same name and kind that the actor may change is retired by it.

    Raises ``InputErrors`` for a faulty name or a plan that maps nothing, ``Refused`` without the right to import, or
    when somebody else's map has this name.
    """
    importer_for(kind)
    require(may_import(actor, kind, target))
    given = _clean(name)
    if not any(to for _key, _number, to in plan.columns):
        raise InputErrors([InputError(_("Hãy ghép ít nhất một cột."), field="name")])
    with act(actor, "map.save"):
        _free_name(actor, kind, given, now, replaces=True)
        return HeadingMap.objects.create(
            kind=kind,
            name=given,
            signature=plan.signature,
            content=plan.as_json(),
            created_by_id=actor.id,
            author_name=actor.name[:200],
            created_at=now,
        )


def map_rename(*, actor: Actor, map_id: int, name: str, now: datetime) -> HeadingMap:
    """Give a map in use another name. Raises ``InputErrors``, ``Refused``, ``NotVisible``."""
    given = _clean(name)
    with act(actor, "map.rename"):
        found = HeadingMap.objects.select_for_update(of=("self",)).one_visible_to(actor, id=map_id)
        require(may_keep_map(actor, found))
        require(is_in_use(actor, found))
        if given != found.name:
            _free_name(actor, found.kind, given, now, replaces=False)
            found.name = given
            found.save(update_fields=["name"])
    return found


def map_retire(*, actor: Actor, map_id: int, reason: str, now: datetime) -> HeadingMap:
    """Use a map no more for new files; imports that were read by it stay as they are."""
    with act(actor, "map.retire", reason=reason):
        found = HeadingMap.objects.select_for_update(of=("self",)).one_visible_to(actor, id=map_id)
        require(may_keep_map(actor, found))
        require(is_in_use(actor, found))
        found.retired_at = now
        found.save(update_fields=["retired_at"])
    return found


def _clean(name: str) -> str:
    given = " ".join(name.split())
    if not given:
        raise InputErrors([InputError(_("Hãy đặt tên cho bảng ghép cột."), field="name")])
    if len(given) > LONGEST_NAME:
        raise InputErrors(
            [InputError(_("Tên dài quá %(most)d ký tự.") % {"most": LONGEST_NAME}, field="name", value=given)]
        )
    return given


def _free_name(actor: Actor, kind: str, name: str, now: datetime, *, replaces: bool) -> None:
    taken = HeadingMap.objects.in_use().select_for_update(of=("self",)).filter(kind=kind, name=name).first()
    if taken is None:
        return
    if not replaces or not may_keep_map(actor, taken):
        raise Refused("name_taken", _("Đã có bảng ghép cột tên “%(name)s”. Hãy đặt tên khác.") % {"name": name})
    taken.retired_at = now
    taken.save(update_fields=["retired_at"])
