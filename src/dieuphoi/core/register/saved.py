"""Saved views of lists: saving, sharing, ending them, and which one a list opens with."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from django.db.models import BooleanField, ExpressionWrapper, Q, QuerySet
from django.http import HttpRequest, QueryDict
from django.urls import Resolver404, resolve
from django.utils.translation import gettext as _

from dieuphoi.core.history.context import act
from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.errors import InputError, InputErrors
from dieuphoi.core.kernel.policy import require
from dieuphoi.core.register.models import SavedView, Share
from dieuphoi.core.register.policies import manages, may_change_view, may_share_view
from dieuphoi.core.register.state import read_view
from dieuphoi.core.register.tables import Register, register_named

NEVER_SAVED: Final = frozenset({"page", "export", "view", "as_of"})
LONGEST: Final = 4000
"""Characters of a saved query."""
MOST: Final = 100
"""Views that one person keeps of one list."""
PLAIN: Final = "all"
"""``?view=all``: the list as it is, whatever the default view says."""


# ------------------------------------------------------------------------------------------------- reading


def views_of(actor: Actor, register: str) -> list[SavedView]:
    """The living views of a list that the actor may open: the own ones first, each group by name."""
    found = list(SavedView.objects.visible_to(actor).filter(register=register, ended_at=None).order_by("name", "pk"))
    return sorted(found, key=lambda view: (view.owner_id != actor.id, view.share))


def all_views(actor: Actor, as_of: date) -> QuerySet[SavedView]:
    """Every view the actor may open, also ended ones of their own; ``may_change``: ``policies.may_change_view``."""
    own = Q(owner_id=actor.id)
    if manages(actor):
        own |= Q(share__in=("all", "role"))
    changed = Q(ended_at=None) & own
    return SavedView.objects.visible_to(actor).annotate(may_change=ExpressionWrapper(changed, BooleanField()))


def view_by_id(actor: Actor, view_id: int) -> SavedView:
    """Raises ``NotVisible``."""
    return SavedView.objects.all().one_visible_to(actor, pk=view_id)


def default_of(actor: Actor, views: Sequence[SavedView]) -> SavedView | None:
    """The view a bare list opens with: one's own default, else that of one's role."""
    own = [v for v in views if v.is_default and v.owner_id == actor.id and v.share != Share.ROLE]
    role = [v for v in views if v.is_default and v.share == Share.ROLE]
    return next(iter(own or role), None)


def kept_query(params: QueryDict, *, with_day: bool = False) -> str:
    """The part of a URL that a view keeps, always spelled the same way."""
    kept = QueryDict(mutable=True)
    for name in sorted(params):
        if name in NEVER_SAVED and not (name == "as_of" and with_day):
            continue
        values = [value for value in params.getlist(name) if value]
        if values:
            kept.setlist(name, values)
    return kept.urlencode()


@dataclass(frozen=True, slots=True)
class Rest:
    """What of a query can still be read: the parameters that are known, and those that are not any more."""

    query: str
    lost: tuple[str, ...]


def readable_rest(register: Register, actor: Actor, params: QueryDict, request: HttpRequest | None = None) -> Rest:
    """Which parameters of a faulty query still say something, each tried by itself."""
    kept, lost = QueryDict(mutable=True), []
    for name in params:
        if name in ("view", "page", "export"):
            continue
        one = QueryDict(mutable=True)
        one.setlist(name, params.getlist(name))
        if read_view(register, actor, one, request).faults:
            lost.append(name)
        else:
            kept.setlist(name, params.getlist(name))
    return Rest(kept.urlencode(), tuple(lost))


def shows(path: str, register: str) -> bool:
    """Whether an address of this site shows the list."""
    try:
        found = resolve(path).func
    except Resolver404:
        return False
    shown = getattr(found, "view_initkwargs", {}).get("register") or getattr(
        getattr(found, "view_class", None), "register", None
    )
    return isinstance(shown, Register) and shown.name == register


# ------------------------------------------------------------------------------------------------- acts


def view_save(
    *,
    actor: Actor,
    register: str,
    path: str,
    name: str,
    query: str,
    share: str = Share.ME,
    org_id: int | None = None,
    role: str = "",
    is_default: bool = False,
    now: datetime,
) -> SavedView:
    """Keep a view of a list. Raises ``Refused``, ``InputErrors``, ``LookupError`` for a list that is not there."""
    # Looking at the address first also loads the routes, and with them the registers.
    fits = shows(path, register)
    the_register = register_named(register)
    errors = _errors(actor, name, share, org_id, role)
    if not fits:
        errors.append(InputError(_("Địa chỉ này không phải của danh sách."), field="query"))
    if len(query) > LONGEST:
        errors.append(InputError(_("Khung nhìn này dài quá, không lưu được."), field="query"))
    elif read_view(the_register, actor, QueryDict(query)).faults:
        errors.append(InputError(_("Địa chỉ này có chỗ không đọc được; hãy sửa bộ lọc rồi lưu."), field="query"))
    mine = SavedView.objects.filter(owner_id=actor.id, register=register, ended_at=None)
    if mine.filter(name=name.strip()).exists():
        errors.append(InputError(_("Bạn đã có khung nhìn tên này ở danh sách này."), field="name"))
    if mine.count() >= MOST:
        errors.append(InputError(_("Bạn đã lưu quá nhiều khung nhìn; hãy thôi dùng bớt."), field="name"))
    if errors:
        raise InputErrors(errors)
    require(may_share_view(actor, share))
    with act(actor, "view.save"):
        if is_default:
            _clear_default(actor.id, register, share, role)
        return SavedView.objects.create(
            register=register,
            path=path,
            name=name.strip(),
            query=kept_query(QueryDict(query), with_day=True),
            owner_id=actor.id,
            owner_name=actor.name,
            share=share,
            org_id=org_id if share == Share.UNIT else None,
            role=role if share == Share.ROLE else "",
            is_default=is_default,
            created_at=now,
        )


def view_edit(
    *,
    actor: Actor,
    view_id: int,
    name: str,
    share: str,
    org_id: int | None = None,
    role: str = "",
    is_default: bool = False,
    now: datetime,
) -> SavedView:
    """Rename, share, make it the default. Raises ``NotVisible``, ``Refused``, ``InputErrors``."""
    with act(actor, "view.edit"):
        view = SavedView.objects.select_for_update().one_visible_to(actor, pk=view_id, ended_at=None)
        require(may_change_view(actor, view))
        errors = _errors(actor, name, share, org_id, role)
        twins = SavedView.objects.filter(owner_id=view.owner_id, register=view.register, ended_at=None)
        if twins.filter(name=name.strip()).exclude(pk=view.pk).exists():
            errors.append(InputError(_("Bạn đã có khung nhìn tên này ở danh sách này."), field="name"))
        if errors:
            raise InputErrors(errors)
        require(may_share_view(actor, share))
        if is_default:
            _clear_default(view.owner_id, view.register, share, role, but=view.pk)
        view.name, view.share, view.is_default = name.strip(), share, is_default
        view.org_id = org_id if share == Share.UNIT else None
        view.role = role if share == Share.ROLE else ""
        view.save(update_fields=["name", "share", "is_default", "org_id", "role"])
    return view


def view_replace(*, actor: Actor, view_id: int, query: str, now: datetime) -> SavedView:
    """The view shows from now on what ``query`` shows. Raises ``NotVisible``, ``Refused``, ``InputErrors``."""
    with act(actor, "view.replace"):
        view = SavedView.objects.select_for_update().one_visible_to(actor, pk=view_id, ended_at=None)
        require(may_change_view(actor, view))
        params = QueryDict(query)
        if len(query) > LONGEST or read_view(register_named(view.register), actor, params).faults:
            raise InputErrors([InputError(_("Địa chỉ này có chỗ không đọc được; hãy sửa bộ lọc rồi lưu."))])
        view.query = kept_query(params, with_day="as_of" in QueryDict(view.query))
        view.save(update_fields=["query"])
    return view


def view_end(*, actor: Actor, view_id: int, now: datetime) -> SavedView:
    """Nobody is offered the view any more; copied links go on working. Raises ``NotVisible``, ``Refused``."""
    with act(actor, "view.end"):
        view = SavedView.objects.select_for_update().one_visible_to(actor, pk=view_id)
        require(may_change_view(actor, view))
        if view.ended_at is None:
            view.ended_at, view.is_default = now, False
            view.save(update_fields=["ended_at", "is_default"])
    return view


def _errors(actor: Actor, name: str, share: str, org_id: int | None, role: str) -> list[InputError]:
    errors = []
    if not name.strip() or len(name.strip()) > 80:
        errors.append(InputError(_("Hãy đặt tên, dài không quá 80 chữ."), field="name"))
    if share not in Share.values:
        errors.append(InputError(_("Không có cách chia sẻ này."), field="share"))
    if share == Share.UNIT and org_id not in actor.orgs():
        errors.append(InputError(_("Chỉ chia sẻ được cho cơ quan bạn đang giữ vai trò."), field="org_id"))
    if share == Share.ROLE and not role:
        errors.append(InputError(_("Hãy chọn vai trò."), field="role"))
    return errors


def _clear_default(owner_id: int, register: str, share: str, role: str, *, but: int = 0) -> None:
    """One list opens with one view: the former default steps back."""
    living = SavedView.objects.filter(register=register, ended_at=None, is_default=True).exclude(pk=but)
    if share == Share.ROLE:
        living.filter(share=Share.ROLE, role=role).update(is_default=False)
    else:
        living.filter(owner_id=owner_id).exclude(share=Share.ROLE).update(is_default=False)
