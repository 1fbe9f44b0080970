"""A document in the making: asked for, drafted, agencies asked, submitted, signed, issued; returned, given up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import IO, Any

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from dieuphoi.core.files.services import blob_store
from dieuphoi.core.history.context import act
from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.dates import format_date, today
from dieuphoi.core.kernel.errors import InputError, InputErrors, Refused
from dieuphoi.core.kernel.numbers import format_number
from dieuphoi.core.kernel.policy import require
from dieuphoi.core.kernel.text import tidy
from dieuphoi.registry.organisations.models import OrgUnit, Person, WorkField
from dieuphoi.registry.organisations.selectors import person_of_account
from dieuphoi.steering.directives import notices, policies
from dieuphoi.steering.directives.models import (
    Document,
    DocumentFile,
    DocumentKind,
    Drafting,
    DraftingStep,
    DraftVersion,
    FileRole,
    Opinion,
    OpinionRequest,
    RelationKind,
    Urgency,
    Verdict,
)
from dieuphoi.steering.directives.secrecy import refuse_secret_words
from dieuphoi.steering.directives.services.files import read_upload, refuse_secret_file
from dieuphoi.steering.directives.services.new import NewDocument, Recipient
from dieuphoi.steering.directives.services.register import document_register
from dieuphoi.steering.directives.services.relate import relation_add
from dieuphoi.steering.directives.states import DRAFTING_LIFE, DraftingState
from dieuphoi.steering.tasks.bodies_then import Bodies


@dataclass(frozen=True, slots=True)
class NewDrafting:
    """What is asked for. ``drafter_org_id`` empty: the issuer drafts it itself."""

    title: str
    issuer_id: int
    kind_id: int | None = None
    kind_text: str = ""
    drafter_org_id: int | None = None
    drafter_id: int | None = None
    signer_id: int | None = None
    signer_name: str = ""
    signer_post: str = ""
    asked_by: str = ""
    asked_by_document_id: int | None = None
    asked_on: date | None = None
    due_on: date | None = None
    urgency: str = Urgency.NORMAL
    field_id: int | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Issue:
    """How a signed draft is issued. ``number_text``: a number that was given elsewhere, or a symbol alone – then the
    next number of the year is taken. Empty: number and symbol by rule.
    """

    issued_on: date | None = None
    number_text: str = ""
    recipients: tuple[Recipient, ...] = ()
    to_all_communes: bool = False
    recipients_text: str = ""
    effective_on: date | None = None
    answer_due_on: date | None = None
    places: tuple[int, ...] = ()
    is_public: bool = False
    is_restricted: bool = False


def drafting_ask(*, actor: Actor, new: NewDrafting, now: datetime) -> Drafting:
    """Begin: somebody is to draft this. Raises ``InputErrors`` with every fault, ``Refused`` (403, 422 ``secret``)."""
    refuse_secret_words((new.title, new.note, new.kind_text))
    require(policies.may_ask_draft(actor))
    with act(actor, "drafting.ask"):
        row = _row(actor, new, now)
        # Who may neither draft it nor issue it asks others: they and their bodies read what they asked for.
        row.reader_orgs = sorted({*row.reader_orgs, *actor.orgs(*policies.KEEPERS)})
        if (asker := person_of_account(actor.id)) is not None:
            row.reader_people = sorted({*row.reader_people, asker})
        row.save(force_insert=True)
        _step(actor, row, "", now, "")
        notices.draft_asked(actor, row, now)
    return row


def drafting_correct(*, actor: Actor, drafting_id: int, new: NewDrafting, reason: str, now: datetime) -> Drafting:
    """Say again what is asked, who drafts and signs it, until when. Not once it is issued or given up."""
    refuse_secret_words((new.title, new.note, new.kind_text))
    with act(actor, "drafting.correct", reason=reason):
        row = _locked(actor, drafting_id)
        require(policies.may_run_draft(actor, row))
        _refuse_ended(row)
        if not reason.strip():
            raise InputErrors([InputError(_("Hãy ghi lý do."), field="reason")])
        again = _row(actor, new, now)
        for name in (
            "title", "kind_id", "kind_text", "issuer_id", "province_id", "drafter_org_id", "drafter_id", "signer_id",
            "signer_name", "signer_post", "asked_by", "asked_by_document_id", "asked_on", "due_on", "urgency",
            "field_id", "note",
        ):  # fmt: skip
            setattr(row, name, getattr(again, name))
        row.reader_orgs = sorted({*row.reader_orgs, *again.reader_orgs})
        row.reader_people = sorted({*row.reader_people, *again.reader_people})
        _hold(row)
        row.save()
    return row


def drafting_move(
    *, actor: Actor, drafting_id: int, move: str, reason: str = "", now: datetime
) -> Drafting:
    """One of the plain moves: ``start``, ``resume``, ``submit``, ``return``, ``sign``, ``unsign``, ``withdraw``.

    Raises ``Refused`` by the table of moves. Asking for opinions and issuing have acts of their own.
    """
    if move not in PLAIN_MOVES:
        raise Refused("unknown_act", _("Không có việc này ở dự thảo."), status=404)
    with act(actor, f"drafting.{move}", reason=reason):
        row = _locked(actor, drafting_id)
        DRAFTING_LIFE.move(actor, row, move, reason=reason)
        if move == "withdraw":
            row.ended_on = today(now)
        _moved(actor, row, move, now, reason)
        notices.draft_moved(actor, row, move, reason, now)
    return row


PLAIN_MOVES = ("start", "resume", "submit", "return", "sign", "unsign", "withdraw")


def version_add(
    *, actor: Actor, drafting_id: int, data: IO[bytes] | bytes, name: str, note: str = "", now: datetime
) -> DraftVersion:
    """A further version of the text. Not once it is signed. Raises as :func:`document_file_add`."""
    content = read_upload(data)
    with act(actor, "drafting.version"):
        row = _locked(actor, drafting_id)
        require(policies.may_draft(actor, row))
        _refuse_ended(row)
        if row.state == DraftingState.SIGNED:
            raise Refused("signed", _("Dự thảo đã ký: không thay bản dự thảo nữa."))
        if len(note) > 300:
            raise InputErrors([InputError(_("Dài quá %(most)d ký tự.") % {"most": 300}, field="note")])
        if len(content) <= settings.DIEUPHOI_FILE_MAX_BYTES:
            refuse_secret_file(content, name, note)
        stored = blob_store(actor=actor, data=content, name=name, now=now)
        version = DraftVersion(
            drafting=row, number=DraftVersion.objects.filter(drafting=row).count() + 1, blob=stored.blob,
            name=stored.name, note=note.strip(), author_name=actor.name[:200], recorded_at=now,
        )  # fmt: skip
        version.save(force_insert=True)
    return version


def opinions_ask(
    *, actor: Actor, drafting_id: int, org_ids: Sequence[int], due_on: date | None, question: str = "", now: datetime
) -> list[OpinionRequest]:
    """Ask agencies for their opinion until a day; the draft waits for them. More may be asked while it waits."""
    refuse_secret_words((question,))
    with act(actor, "drafting.consult"):
        row = _locked(actor, drafting_id)
        fresh = row.state != DraftingState.OPINIONS
        if fresh:
            DRAFTING_LIFE.move(actor, row, "consult")
        else:
            require(policies.may_draft(actor, row))
        day = today(now)
        bodies = Bodies(actor)
        errors = []
        wanted = list(dict.fromkeys(org_ids))
        if not wanted:
            errors.append(InputError(_("Hãy chọn cơ quan lấy ý kiến."), field="orgs"))
        errors += [
            InputError(bodies.why_not_on(org, day), field="orgs") for org in wanted if not bodies.there_on(org, day)
        ]
        if due_on is None:
            errors.append(InputError(_("Hãy ghi hạn trả lời."), field="due_on"))
        elif due_on < day:
            errors.append(InputError(_("Hạn trả lời đã qua."), field="due_on"))
        if len(question) > 1000:
            errors.append(InputError(_("Dài quá %(most)d ký tự.") % {"most": 1000}, field="question"))
        open_ones = set(
            OpinionRequest.objects.filter(drafting=row, org_id__in=wanted, answers__isnull=True)
            .values_list("org_id", flat=True)
        )  # fmt: skip
        errors += [
            InputError(
                _("Đã hỏi %(name)s và chưa có trả lời.") % {"name": bodies.name_on(org, day)}, field="orgs"
            )
            for org in wanted
            if org in open_ones
        ]
        if errors or due_on is None:
            raise InputErrors(errors)
        made = OpinionRequest.objects.bulk_create(
            [
                OpinionRequest(
                    drafting=row, org_id=org, org_name=bodies.name_on(org, day), due_on=due_on,
                    question=question.strip(), author_name=actor.name[:200], recorded_at=now,
                )
                for org in wanted
            ]
        )  # fmt: skip
        row.reader_orgs = sorted({*row.reader_orgs, *bodies.with_bodies(wanted)})
        if fresh:
            _moved(actor, row, "consult", now, question)
        else:
            row.save(update_fields=["reader_orgs"])
        notices.opinions_asked(actor, row, made, now)
    return made


def opinion_give(
    *, actor: Actor, request_id: int, verdict: str, text: str = "", data: IO[bytes] | bytes | None = None,
    name: str = "", now: datetime,
) -> Opinion:
    """Answer for the agency that was asked. A later answer supersedes the earlier one; both stay. Not once it is
    signed.

    Raises ``InputErrors`` for no answer, or a disagreement without words.
    """  # fmt: skip
    refuse_secret_words((text,))
    with act(actor, "drafting.opinion"):
        request = OpinionRequest.objects.select_related("drafting").one_visible_to(actor, id=request_id)
        require(policies.may_answer_opinion(actor, request))
        row = _locked(actor, request.drafting_id)
        if row.state not in (DraftingState.DRAFTING, DraftingState.OPINIONS, DraftingState.SUBMITTED):
            raise Refused("too_late", _("Dự thảo đã ký hoặc đã kết thúc: không nhận ý kiến nữa."))
        errors = []
        if verdict not in Verdict.values:
            errors.append(InputError(_("Hãy chọn ý kiến."), field="verdict", value=verdict))
        elif verdict != Verdict.AGREES and not text.strip() and data is None:
            errors.append(InputError(_("Hãy ghi nội dung ý kiến, hoặc kèm tệp."), field="text"))
        if errors:
            raise InputErrors(errors)
        stored = None
        if data is not None:
            content = read_upload(data)
            if len(content) <= settings.DIEUPHOI_FILE_MAX_BYTES:
                refuse_secret_file(content, name)
            stored = blob_store(actor=actor, data=content, name=name, now=now)
        opinion = Opinion(
            drafting=row, request=request, verdict=verdict, text=text.strip(), author_name=actor.name[:200],
            blob=None if stored is None else stored.blob, name="" if stored is None else stored.name, recorded_at=now,
        )  # fmt: skip
        opinion.save(force_insert=True)
        if row.state == DraftingState.OPINIONS:
            _hold(row)  # one agency fewer to wait for
            row.save(update_fields=["holder_name"])
        notices.opinion_given(actor, row, request, opinion, now)
    return opinion


def drafting_issue(*, actor: Actor, drafting_id: int, issue: Issue, now: datetime) -> Document:
    """Give it its number and put it on the register as a document that goes out, with its newest version as its file.

    Two people at once: the second finds it issued (409). What it was asked for by, it answers or implements. Raises
    as ``document_register``.
    """
    with act(actor, "drafting.issue"):
        row = _locked(actor, drafting_id)
        DRAFTING_LIFE.move(actor, row, "issue")
        has_number = any(sign.isdigit() for sign in issue.number_text[:1])
        new = NewDocument(
            direction="OUT", issued_on=issue.issued_on or today(now), summary=row.title,
            number_text=issue.number_text, take_number=not has_number, kind_id=row.kind_id, kind_text=row.kind_text,
            issuer_id=row.issuer_id, signer_id=row.signer_id, signer_name=row.signer_name,
            signer_post=row.signer_post, urgency=row.urgency, field_id=row.field_id, recipients=issue.recipients,
            to_all_communes=issue.to_all_communes, recipients_text=issue.recipients_text,
            effective_on=issue.effective_on, answer_due_on=issue.answer_due_on, places=issue.places,
            is_public=issue.is_public, is_restricted=issue.is_restricted, drafting_id=row.pk,
        )  # fmt: skip
        document = document_register(actor=actor, new=new, now=now)
        version = DraftVersion.objects.filter(drafting=row).order_by("-number").first()
        if version is not None:
            DocumentFile(
                document=document, blob_id=version.blob_id, name=version.name, role=FileRole.MAIN, recorded_at=now
            ).save(force_insert=True)
        if row.asked_by_document_id is not None:
            asked = Document.objects.visible_to(actor).filter(pk=row.asked_by_document_id, state="REGISTERED").first()
            if asked is not None and asked.issued_on <= document.issued_on:
                wanted = asked.answer_due_on is not None
                relation_add(
                    actor=actor, document_id=document.pk, target_id=asked.pk, now=now,
                    kind=RelationKind.ANSWERS if wanted else RelationKind.IMPLEMENTS,
                )  # fmt: skip
        row.ended_on = document.issued_on
        _moved(actor, row, "issue", now, document.number_text)
        notices.draft_moved(actor, row, "issue", document.number_text, now)
    return document


# ------------------------------------------------------------------------------------------------ inside


def _row(actor: Actor, new: NewDrafting, now: datetime) -> Drafting:
    """The row of a draft, checked. Raises ``InputErrors``."""
    day = today(now)
    asked_on = new.asked_on or day
    bodies = Bodies(actor)
    errors = []
    if not tidy(new.title):
        errors.append(InputError(_("Hãy ghi trích yếu dự thảo."), field="title"))
    for name, most in (("title", 1000), ("kind_text", 60), ("signer_name", 120), ("signer_post", 120),
                       ("asked_by", 200)):  # fmt: skip
        if len(getattr(new, name)) > most:
            errors.append(InputError(_("Dài quá %(most)d ký tự.") % {"most": most}, field=name))
    drafter_org = new.drafter_org_id or new.issuer_id
    for org, name in ((new.issuer_id, "issuer"), (drafter_org, "drafter_org")):
        if not bodies.there_on(org, day):
            errors.append(InputError(bodies.why_not_on(org, day), field=name))
    if new.kind_id is None and not tidy(new.kind_text):
        errors.append(InputError(_("Hãy chọn loại văn bản, hoặc ghi loại khác."), field="kind"))
    kinds = DocumentKind.objects.visible_to(actor).filter(valid__contains=day)
    if new.kind_id is not None and not kinds.filter(pk=new.kind_id).exists():
        errors.append(InputError(_("Không có loại văn bản này."), field="kind"))
    if new.urgency not in Urgency.values:
        errors.append(InputError(_("Không có độ khẩn này."), field="urgency"))
    if asked_on > day:
        errors.append(InputError(_("Ngày yêu cầu chưa tới."), field="asked_on"))
    if new.due_on is not None and new.due_on < asked_on:
        words = {"day": format_date(asked_on)}
        errors.append(InputError(_("Hạn ban hành trước ngày yêu cầu %(day)s.") % words, field="due_on"))
    people = {each for each in (new.drafter_id, new.signer_id) if each is not None}
    named = dict(Person.objects.visible_to(actor).filter(pk__in=people).values_list("pk", "full_name"))
    for person, name in ((new.drafter_id, "drafter"), (new.signer_id, "signer")):
        if person is not None and person not in named:
            errors.append(InputError(_("Không có người này trong danh sách cán bộ."), field=name))
    if new.drafter_id is not None and new.drafter_id == new.signer_id:
        errors.append(InputError(_("Người soạn thảo không tự ký: hãy chọn hai người khác nhau."), field="signer"))
    fields = WorkField.objects.visible_to(actor)
    if new.field_id is not None and not fields.filter(pk=new.field_id).exists():
        errors.append(InputError(_("Không có lĩnh vực này."), field="field"))
    if new.asked_by_document_id is not None:
        seen = Document.objects.visible_to(actor).filter(pk=new.asked_by_document_id, state="REGISTERED")
        if not seen.exists():
            errors.append(InputError(_("Không tìm thấy văn bản yêu cầu."), field="asked_by_document"))
    if errors:
        raise InputErrors(errors)
    row = Drafting(
        title=tidy(new.title), kind_id=new.kind_id, kind_text="" if new.kind_id else tidy(new.kind_text),
        province_id=bodies.provinces_of([new.issuer_id], day)[new.issuer_id], issuer_id=new.issuer_id,
        signer_id=new.signer_id, signer_name=named.get(new.signer_id or 0, tidy(new.signer_name)),
        signer_post=tidy(new.signer_post), drafter_org_id=drafter_org, drafter_id=new.drafter_id,
        asked_by=tidy(new.asked_by), asked_by_document_id=new.asked_by_document_id, asked_on=asked_on,
        due_on=new.due_on, urgency=new.urgency, field_id=new.field_id, note=new.note.strip(), step_at=now,
        created_at=now,
        reader_orgs=sorted(bodies.with_bodies({new.issuer_id, drafter_org})),
        reader_people=sorted(people),
    )  # fmt: skip
    _hold(row)
    return row


def _hold(row: Drafting) -> None:
    """On whose desk it lies in its state."""
    drafter = (row.drafter_org_id, row.drafter_id)
    org, person = {
        DraftingState.ASKED: drafter,
        DraftingState.DRAFTING: drafter,
        DraftingState.OPINIONS: drafter,
        DraftingState.SUBMITTED: (row.issuer_id, row.signer_id),
        DraftingState.SIGNED: (row.issuer_id, None),
    }.get(DraftingState(row.state), (None, None))
    row.holder_org_id, row.holder_person_id = org, person
    if row.state == DraftingState.SUBMITTED and person is None and row.signer_name:
        row.holder_name = row.signer_name
    elif person is not None:
        row.holder_name = Person.objects.filter(pk=person).values_list("full_name", flat=True).get()
    elif org is not None:
        row.holder_name = _org_name(org)
    else:
        row.holder_name = ""
    if row.state == DraftingState.OPINIONS:
        waiting = OpinionRequest.objects.filter(drafting=row, answers__isnull=True).count()
        words = ngettext("%(n)s cơ quan góp ý", "%(n)s cơ quan góp ý", waiting) % {"n": format_number(waiting)}
        # When all have answered it lies with whoever drafts it.
        row.holder_name = words if waiting else row.holder_name


def _org_name(org_id: int) -> str:
    return OrgUnit.objects.filter(pk=org_id).values_list("name", flat=True).get()


def _locked(actor: Actor, drafting_id: int) -> Drafting:
    row: Any = Drafting.objects.locked().one_visible_to(actor, id=drafting_id)
    row.actor_person = person_of_account(actor.id)
    return row  # type: ignore[no-any-return]


def _refuse_ended(row: Drafting) -> None:
    if row.state in (DraftingState.ISSUED, DraftingState.WITHDRAWN):
        raise Refused("ended", _("Dự thảo này đã ban hành hoặc đã thôi: chỉ đọc."))


def _moved(actor: Actor, row: Drafting, move: str, now: datetime, note: str) -> None:
    row.step_at = now
    _hold(row)
    row.save()
    _step(actor, row, move, now, note)


def _step(actor: Actor, row: Drafting, move: str, now: datetime, note: str) -> None:
    DraftingStep(
        drafting=row, state=row.state, move=move, holder_name=row.holder_name, holder_person_id=row.holder_person_id,
        holder_org_id=row.holder_org_id, author_name=actor.name[:200], note=note.strip(), recorded_at=now,
    ).save(force_insert=True)  # fmt: skip
