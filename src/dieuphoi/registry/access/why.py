"""Why may I not? The acts of the system as one person may do them, with the reasons, and who could.

Packages' policies are named by :func:`register_acts` (``config`` does that once); nothing is written down twice: who
could is asked of the very same policy with an actor that holds one role everywhere.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlsplit

from django.http import HttpRequest, QueryDict
from django.urls import Resolver404, resolve
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from dieuphoi.core.kernel.actor import EVERYWHERE, Actor, Grant
from dieuphoi.core.kernel.errors import DieuphoiError, NotVisible, Refused
from dieuphoi.core.kernel.policy import Allowed, Answer, Refusal
from dieuphoi.core.register.record import collect_acts
from dieuphoi.core.register.views import ActorView, ActView
from dieuphoi.registry.access.roles import READS_PROVINCE, WRITES_PLACE, Role, role_label

Words = str | Promise
Asked = Callable[[Actor], Answer]


@dataclass(frozen=True, slots=True)
class GenericAct:
    """An act that needs no record to be asked about."""

    area: Words
    label: Words
    policy: Asked


@dataclass(frozen=True, slots=True)
class Verdict:
    """One act as one person may do it. ``who`` are the roles that could, in words; empty where nobody was asked."""

    label: str
    answer: Answer
    who: tuple[str, ...] = ()
    area: str = ""
    href: str = ""

    @property
    def allowed(self) -> bool:
        return isinstance(self.answer, Allowed)

    @property
    def reason(self) -> str:
        return "" if isinstance(self.answer, Allowed) else self.answer.reason


_acts: Final[list[GenericAct]] = []


def register_acts(area: Words, acts: Sequence[tuple[Words, Asked]]) -> None:
    """Name acts of a package with their policies. Called once by ``config``."""
    known = {(str(each.area), str(each.label)) for each in _acts}
    _acts.extend(
        GenericAct(area, label, policy) for label, policy in acts if (str(area), str(label)) not in known
    )


def generic_acts(actor: Actor) -> list[Verdict]:
    """Every registered act as ``actor`` may do it."""
    found = []
    for each in _acts:
        answer = each.policy(actor)
        who = () if isinstance(answer, Allowed) else _roles_allowed(each.policy, actor)
        found.append(Verdict(str(each.label), answer, who, str(each.area)))
    return found


class _AnyOrg(frozenset[int]):
    """Every organisation: who could, were it theirs."""

    def __contains__(self, _org: object) -> bool:
        return True

    def __bool__(self) -> bool:
        return True


class _Probe(Actor):
    """Somebody who holds one role everywhere and in every organisation; nobody real (id 0 can write nothing)."""

    def orgs(self, *roles: str) -> frozenset[int]:
        return _AnyOrg() if not roles or self.has_role(*roles) else frozenset()


def _probes(actor: Actor) -> Iterator[tuple[str, Actor]]:
    for role in Role:
        read = EVERYWHERE if role in READS_PROVINCE | WRITES_PLACE | {Role.ASSIGNED_LEADER} else Grant(role).read
        write = EVERYWHERE if role in WRITES_PLACE else Grant(role).write
        grant = Grant(role=role, read=read, write=write)
        yield role, _Probe(id=0, name="", on=actor.on, grants=(grant,))


def _roles_allowed(policy: Asked, actor: Actor) -> tuple[str, ...]:
    return tuple(role_label(role) for role, probe in _probes(actor) if isinstance(policy(probe), Allowed))


@dataclass(frozen=True, slots=True)
class PageAnswer:
    """What a page of the system says to the person: may it be opened, and which acts it offers or greys."""

    path: str
    opened: Verdict
    acts: list[Verdict]


def page_acts(request: HttpRequest, address: str) -> PageAnswer:
    """Ask the page at ``address`` as the person of the request would see it, writing nothing.

    Raises :class:`NotVisible` for what is not a page of this system or lies outside the person's scope: both look
    the same.
    """
    parts = urlsplit(address)
    view, kwargs, asked = _view_at(request, parts.path, parts.query)
    label = _("Mở trang này")
    if isinstance(view, ActView):
        record = view.load(**kwargs)
        answer = _checked(view, record)
        who = () if isinstance(answer, Allowed) else who_could(request, address)
        return PageAnswer(parts.path, Verdict(str(view.title), answer, who), [])
    try:
        with collect_acts() as found:
            view.get(asked, **kwargs)
    except Refused as refusal:
        return PageAnswer(
            parts.path,
            Verdict(label, Refusal(refusal.code, refusal.reason, refusal.status), who_could(request, address)),
            [],
        )
    acts: dict[tuple[str, str], Verdict] = {}
    for link in found:
        refusal_ = link.refusal
        who = who_could(request, link.href) if refusal_ is not None else ()
        acts.setdefault(
            (link.name, link.label),
            Verdict(link.label, refusal_ if refusal_ is not None else Allowed(), who, href=link.href),
        )
    return PageAnswer(parts.path, Verdict(label, Allowed()), list(acts.values()))


def who_could(request: HttpRequest, address: str) -> tuple[str, ...]:
    """Which roles could do what the page at ``address`` asks for, in words; empty where it cannot be told.

    The record is loaded as the person of the request sees it, so nothing outside their scope is asked about.
    """
    parts = urlsplit(address)
    try:
        view, kwargs, asked = _view_at(request, parts.path, parts.query)
        record = view.load(**kwargs) if isinstance(view, ActView) else None
    except DieuphoiError:
        return ()
    return tuple(role_label(role) for role in _able(view, kwargs, asked, record))


_known: Final[dict[type, tuple[str, ...]]] = {}
"""Which roles open a page that is of no record: asked once in the life of a process, for it takes a page a role."""


def _able(view: Any, kwargs: dict[str, Any], asked: HttpRequest, record: Any) -> tuple[str, ...]:
    """The roles for which the page, or the act on the record, says yes."""
    of_no_record = not kwargs and not asked.GET and not isinstance(view, ActView)
    if of_no_record and type(view) in _known:
        return _known[type(view)]
    able = []
    for role, probe in _probes(view.actor):
        asked.actor = probe  # type: ignore[attr-defined]
        try:
            if isinstance(view, ActView):
                fits = isinstance(_checked(view, record), Allowed)
            else:
                view.get(asked, **kwargs)
                fits = True
        except Exception:
            # A probe is nobody real; a page that cannot answer it has not said yes.
            fits = False
        if fits:
            able.append(role)
    if of_no_record:
        _known[type(view)] = tuple(able)
    return tuple(able)


def _checked(view: ActView, record: Any) -> Answer:
    try:
        return view.check(record)
    except Refused as refusal:
        return Refusal(refusal.code, refusal.reason, refusal.status)


def _view_at(request: HttpRequest, path: str, query: str) -> tuple[Any, dict[str, Any], HttpRequest]:
    """The view of a path, ready to be asked by the person of the request with a copy of it that reads only."""
    nowhere = NotVisible(_("Địa chỉ này không có trang nào, hoặc ngoài phạm vi của bạn."))
    try:
        match = resolve(path)
    except Resolver404:
        raise nowhere from None
    view_class = getattr(match.func, "view_class", None)
    if view_class is None or not issubclass(view_class, ActorView) or not hasattr(view_class, "get"):
        raise nowhere
    asked = copy.copy(request)
    asked.method = "GET"
    asked.path = asked.path_info = path
    params = QueryDict(query, mutable=True)
    params.pop("export", None)
    asked.GET = params  # type: ignore[assignment]
    asked.POST = QueryDict()
    asked.resolver_match = match
    view = view_class(**getattr(match.func, "view_initkwargs", {}))
    view.setup(asked, *match.args, **match.kwargs)
    return view, dict(match.kwargs), asked
