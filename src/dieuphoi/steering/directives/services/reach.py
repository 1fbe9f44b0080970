"""How a document goes on: to further addressees, received, given to somebody, opened."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from dieuphoi.core.history.context import act
from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.dates import format_date, today
from dieuphoi.core.kernel.errors import InputError, InputErrors, NotVisible, Refused
from dieuphoi.core.kernel.policy import require
from dieuphoi.core.kernel.text import tidy
from dieuphoi.registry.organisations.models import OrgUnit, Person
from dieuphoi.registry.organisations.selectors import person_of_account
from dieuphoi.steering.directives import notices, policies, selectors
from dieuphoi.steering.directives.models import (
    Addressee,
    Document,
    DocumentReceipt,
    Duty,
    Handling,
    HandlingRole,
    Measure,
)
from dieuphoi.steering.directives.selectors.rules import AccessRules
from dieuphoi.steering.directives.services.known import known_for
from dieuphoi.steering.directives.services.making import BATCH, addressee, working_days
from dieuphoi.steering.directives.services.new import NewDocument, Recipient
from dieuphoi.steering.directives.services.register import readers_keep
from dieuphoi.steering.tasks.bodies_then import Bodies


def addressees_add(
    *,
    actor: Actor,
    document_id: int,
    recipients: Sequence[Recipient],
    to_all_communes: bool = False,
    now: datetime,
) -> list[Addressee]:
    """Send it to further addressees ("chuyển tiếp"); who has it already is passed over. Whoever keeps the register.

    Raises ``InputErrors`` for nobody new, a body that does not exist today, somebody unknown.
    """
    with act(actor, "document.send"):
        row = Document.objects.select_related("kind").locked().one_visible_to(actor, id=document_id)
        require(policies.may_correct(actor, row))
        day = today(now)
        asked = NewDocument(row.direction, row.issued_on, row.summary, recipients=tuple(recipients))
        known = known_for(actor, [asked])
        wanted = list(recipients)
        if to_all_communes:
            wanted += [Recipient(org_id=org) for org in known.all_communes(actor, row.province_id)]
        errors = []
        for one in wanted:
            if (one.org_id is None) == (one.person_id is None) or one.duty not in Duty.values:
                errors.append(InputError(_("Mỗi nơi nhận là một cơ quan hoặc một người."), field="recipients"))
            elif one.org_id is not None and not known.bodies.there_on(one.org_id, day):
                errors.append(InputError(known.bodies.why_not_on(one.org_id, day), field="recipients"))
            elif one.person_id is not None and one.person_id not in known.people:
                errors.append(InputError(_("Không có người này trong danh sách cán bộ."), field="recipients"))
        if errors:
            raise InputErrors(errors)
        there: set[tuple[int | None, int | None]] = set(
            Addressee.objects.filter(document=row, dropped_on__isnull=True).values_list("org_id", "person_id")
        )
        fresh = []
        for one in wanted:
            if (one.org_id, one.person_id) not in there:
                there.add((one.org_id, one.person_id))
                fresh.append(addressee(one, row, known.bodies, known.rules, known.people, day))
        if not fresh:
            raise InputErrors([InputError(_("Những nơi này đã có trong nơi nhận."), field="recipients")])
        for each in fresh:
            each.document = row
        Addressee.objects.bulk_create(fresh, batch_size=BATCH)
        readers_keep(actor, [row.pk], known.bodies)
        notices.registered(actor, [(row, fresh)], now)
    return fresh


def addressee_drop(*, actor: Actor, addressee_id: int, reason: str, now: datetime) -> Addressee:
    """It was addressed to them by mistake: they see it no more. Refused once they gave it to somebody."""
    with act(actor, "document.unsend", reason=reason):
        row = Addressee.objects.locked().one_visible_to(actor, id=addressee_id)
        document = Document.objects.locked().one_visible_to(actor, id=row.document_id)
        require(policies.may_correct(actor, document))
        if not reason.strip():
            raise InputErrors([InputError(_("Hãy ghi lý do."), field="reason")])
        if row.dropped_on is not None:
            raise Refused("dropped", _("Nơi nhận này đã được gỡ."))
        if row.org_id == document.keeper_id and document.direction == "IN":
            raise Refused("keeper", _("Không gỡ được cơ quan giữ sổ: hãy rút văn bản nếu ghi nhầm."))
        if row.assigned_on is not None:
            raise Refused("assigned", _("Nơi nhận này đã giao xử lý văn bản nên không gỡ được."))
        row.dropped_on = today(now)
        row.save(update_fields=["dropped_on"])
        readers_keep(actor, [document.pk])
    return row


def document_receive(
    *, actor: Actor, document_id: int, on: date | None = None, arrival_number: int | None = None, now: datetime
) -> list[Addressee]:
    """We have received it, on a day, under our number of arrival. For all lines that the actor speaks for.

    Raises ``Refused`` (403) for whoever it is not addressed to, (409) where it was noted already; ``InputErrors`` for a
    day before it was issued or still to come, a number of arrival that is used.
    """
    with act(actor, "document.receive"):
        document, rows = _own_rows(actor, document_id)
        waiting = [row for row in rows if row.received_on is None or (arrival_number and row.arrival_number is None)]
        if not waiting:
            raise Refused("received", _("Đã ghi nhận văn bản này từ trước."))
        day = on or today(now)
        errors = []
        if day > today(now):
            errors.append(InputError(_("Ngày đến chưa tới."), field="on"))
        elif day < document.issued_on:
            words = {"day": format_date(document.issued_on)}
            errors.append(InputError(_("Ngày đến trước ngày ban hành %(day)s.") % words, field="on"))
        if arrival_number is not None:
            errors += _number_faults(waiting, arrival_number, day)
        if errors:
            raise InputErrors(errors)
        rules = AccessRules.read()
        for row in waiting:
            if row.received_on is None:
                _received(row, document, day, rules)
            if arrival_number is not None and row.org_id is not None:
                row.arrival_number, row.arrival_year = arrival_number, (row.received_on or day).year
            row.save()
    return waiting


def document_assign(
    *,
    actor: Actor,
    document_id: int,
    to_person_id: int | None = None,
    to_org_id: int | None = None,
    role: str = HandlingRole.LEAD,
    instruction: str = "",
    due_on: date | None = None,
    now: datetime,
) -> Handling:
    """Give it to a person or unit of ours to deal with. A further one of the same role takes the place of the former
    (chủ trì is one at a time); the first one stops the clock.

    Raises ``Refused`` (403) for whoever it is not addressed to; ``InputErrors`` for nobody, two, somebody who does not
    work here, a due day that is past.
    """
    with act(actor, "document.assign"):
        document, rows = _own_rows(actor, document_id)
        mine = [row for row in rows if row.org_id is not None] or rows
        row = next((each for each in mine if each.assigned_on is None), mine[0])
        day = today(now)
        name = _handler(actor, row, to_person_id, to_org_id, day, errors := [])
        if role not in HandlingRole.values:
            errors.append(InputError(_("Không có vai trò này."), field="role"))
        if due_on is not None and due_on < day:
            errors.append(InputError(_("Hạn xử lý đã qua."), field="due_on"))
        if len(instruction) > 1000:
            errors.append(InputError(_("Dài quá %(most)d ký tự.") % {"most": 1000}, field="instruction"))
        there = Handling.objects.select_for_update().filter(addressee=row, ended_on__isnull=True)
        if not errors and there.filter(to_person_id=to_person_id, to_org_id=to_org_id, role=role).exists():
            errors.append(InputError(_("Đã giao cho nơi này từ trước."), field="to"))
        if errors:
            raise InputErrors(errors)
        if role == HandlingRole.LEAD:
            for former in there.filter(role=HandlingRole.LEAD):
                former.ended_on, former.end_reason = day, _("giao lại cho %(name)s") % {"name": name}
                former.save(update_fields=["ended_on", "end_reason"])
        handling = Handling(
            document=document, addressee=row, to_org_id=to_org_id, to_person_id=to_person_id, name=name[:200],
            role=role, instruction=instruction.strip(), due_on=due_on, given_on=day, given_at=now,
            given_by=actor.name[:120],
        )  # fmt: skip
        handling.save(force_insert=True)
        rules = AccessRules.read()
        if row.received_on is None:
            _received(row, document, day, rules)
        if row.assigned_on is None and role != HandlingRole.INFO:
            row.assigned_on = max(day, row.received_on or day)
            row.days_to_assign = working_days(row.received_on or day, row.assigned_on)
        row.save()
        readers_keep(actor, [document.pk])
        notices.assigned(actor, document, handling, now)
    return handling


def document_assign_to(*, actor: Actor, document_id: int, reason: str, now: datetime) -> Handling:
    """As :func:`document_assign`, to whom by name (``Trần Thị Lan``, ``Phòng Kế hoạch``): the bulk act."""
    person, org = selectors.handler_named(actor, document_id, reason, today(now))
    return document_assign(actor=actor, document_id=document_id, to_person_id=person, to_org_id=org, now=now)


def handling_end(*, actor: Actor, handling_id: int, reason: str, now: datetime) -> Handling:
    """It no longer lies on that desk: given by mistake. What was dealt with is finished (:mod:`.finishing`)."""
    with act(actor, "document.unassign", reason=reason):
        row = Handling.objects.select_related("addressee__document", "addressee__org").locked().one_visible_to(
            actor, id=handling_id
        )  # fmt: skip
        require(policies.may_assign(actor, row.addressee, person_of_account(actor.id)))
        if row.ended_on is not None:
            raise Refused("ended", _("Việc giao này đã kết thúc."))
        if not reason.strip():
            raise InputErrors([InputError(_("Hãy ghi lý do."), field="reason")])
        row.ended_on, row.end_reason = today(now), reason.strip()[:300]
        row.save(update_fields=["ended_on", "end_reason"])
    return row


def document_read(*, actor: Actor, document_id: int, now: datetime) -> DocumentReceipt | None:
    """It was on the actor's screen: the first time is kept, and stops the clock of their line of "nơi nhận".

    Only those to whom it is addressed or given write receipts: raises ``Refused`` (403, ``not_addressee``) for others
    who may read it. Read again it is harmless: ``None``.
    """
    document = Document.objects.one_visible_to(actor, id=document_id)
    person = person_of_account(actor.id)
    rows, given = _reader_of(actor, document.pk, person)
    if not rows and not given:
        raise Refused(
            "not_addressee", _("Chỉ nơi nhận hoặc người được giao mới ghi nhận đã đọc văn bản này."), status=403
        )
    if DocumentReceipt.objects.filter(document=document, actor_id=actor.id).exists():
        return None
    day = today(now)
    with act(actor, "document.read"):
        made = DocumentReceipt.objects.bulk_create(
            [DocumentReceipt(document=document, person_id=person, reader_name=actor.name[:200], recorded_at=now)],
            ignore_conflicts=True,
        )
        rules: AccessRules | None = None
        for row in Addressee.objects.select_related("org").locked().filter(pk__in=[each.pk for each in rows]):
            if row.read_on is not None:
                continue
            rules = rules or AccessRules.read()
            row.read_on, row.read_by = max(day, row.sent_on), actor.name[:120]
            row.days_to_read = working_days(row.sent_on, row.read_on)
            if row.received_on is None:
                _received(row, document, max(day, document.issued_on), rules)
            row.save()
        for each in Handling.objects.locked().filter(pk__in=[one.pk for one in given], read_on__isnull=True):
            each.read_on = day
            each.save(update_fields=["read_on"])
    return made[0]


# ------------------------------------------------------------------------------------------------ inside


def _own_rows(actor: Actor, document_id: int) -> tuple[Document, list[Addressee]]:
    """The document and the lines of "nơi nhận" that the actor speaks for, locked. Raises ``NotVisible``, ``Refused``.
    """
    document = Document.objects.one_visible_to(actor, id=document_id)
    if document.state != "REGISTERED":
        raise Refused("void", _("Văn bản này đã rút vì ghi nhầm: chỉ đọc."))
    person = person_of_account(actor.id)
    rows = [
        row
        for row in Addressee.objects.select_related("org", "document").locked().filter(
            document=document, dropped_on__isnull=True
        )
        if policies.is_addressee(actor, row, person)
    ]  # fmt: skip
    if not rows:
        raise Refused("not_addressee", _("Văn bản này không gửi đến cơ quan của bạn."), status=403)
    return document, rows


def _reader_of(actor: Actor, document_id: int, person: int | None) -> tuple[list[Addressee], list[Handling]]:
    reached = Addressee.objects.select_related("org").filter(document_id=document_id, dropped_on__isnull=True)
    given = Handling.objects.select_related("to_org").filter(document_id=document_id, ended_on__isnull=True)
    return (
        [row for row in reached if policies.is_addressee(actor, row, person)],
        [row for row in given if policies.is_handler(actor, row, person)],
    )


def _received(row: Addressee, document: Document, day: date, rules: AccessRules) -> None:
    row.received_on = day
    row.days_to_receive = working_days(document.issued_on, day)
    if row.org is not None and row.duty == Duty.MAIN and row.assigned_on is None:
        row.assign_due_on = rules.due(Measure.ASSIGN, document.urgency, day, row.org.kind)


def _number_faults(rows: Iterable[Addressee], number: int, day: date) -> list[InputError]:
    if not 0 < number < 10_000_000:
        return [InputError(_("Số đến phải từ 1."), field="arrival_number", value=str(number))]
    orgs = [row.org_id for row in rows if row.org_id is not None]
    year = next((row.received_on.year for row in rows if row.received_on is not None), day.year)
    same: Any = Addressee.objects.filter(
        org_id__in=orgs, arrival_year=year, arrival_number=number, dropped_on__isnull=True
    )
    if same.exists():
        words = {"n": number, "year": year}
        return [InputError(_("Số đến %(n)d năm %(year)d đã dùng cho văn bản khác.") % words, field="arrival_number")]
    return []


def _handler(
    actor: Actor, row: Addressee, person_id: int | None, org_id: int | None, day: date, errors: list[InputError]
) -> str:
    """The name of whom it is given to; adds what is wrong to ``errors``."""
    if person_id is None and org_id is None:
        errors.append(InputError(_("Hãy chọn người hoặc đơn vị được giao."), field="to"))
        return ""
    names = []
    within = selectors.handler_orgs(actor, row.org_id, day) if row.org_id is not None else None
    if person_id is not None:
        try:
            person = Person.objects.one_visible_to(actor, id=person_id)
        except NotVisible:
            errors.append(InputError(_("Không có người này trong danh sách cán bộ."), field="to_person"))
            return ""
        names.append(person.full_name)
        if within is not None and not selectors.works_in(person_id, within, day):
            errors.append(
                InputError(
                    _("%(name)s không thuộc cơ quan nhận. Muốn chuyển cho cơ quan khác, hãy thêm nơi nhận.")
                    % {"name": person.full_name}, field="to_person",
                )
            )  # fmt: skip
    if org_id is not None:
        org = OrgUnit.objects.filter(pk=org_id).first()
        if org is None:
            errors.append(InputError(_("Không có cơ quan này trong danh bạ."), field="to_org"))
            return ""
        names.append(Bodies(actor).name_on(org_id, day))
        if within is not None and org_id not in within:
            errors.append(
                InputError(
                    _("%(name)s không thuộc cơ quan nhận. Muốn chuyển cho cơ quan khác, hãy thêm nơi nhận.")
                    % {"name": org.name}, field="to_org",
                )
            )  # fmt: skip
    return tidy(" – ".join(names))
