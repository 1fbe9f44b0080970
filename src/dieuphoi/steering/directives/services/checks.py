"""What may be wrong with a document, each fault with its field; all of them are told at once."""

from __future__ import annotations

from datetime import timedelta

from django.utils.translation import gettext as _

from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.dates import format_date
from dieuphoi.core.kernel.errors import InputError
from dieuphoi.core.kernel.text import tidy
from dieuphoi.steering.directives.models import Direction, Duty, Urgency
from dieuphoi.steering.directives.services.known import Known
from dieuphoi.steering.directives.services.new import EARLIEST, LENGTHS, MOST_RECIPIENTS, NewDocument


def text_faults(new: NewDocument) -> list[InputError]:
    errors = []
    if not tidy(new.summary):
        errors.append(InputError(_("Hãy ghi trích yếu."), field="summary"))
    for name, most in LENGTHS.items():
        if len(getattr(new, name)) > most:
            errors.append(
                InputError(_("Dài quá %(most)d ký tự.") % {"most": most}, field=name, value=getattr(new, name)[:60])
            )
    if new.urgency not in Urgency.values:
        errors.append(InputError(_("Không có độ khẩn này."), field="urgency", value=new.urgency))
    if new.is_public and new.is_restricted:
        errors.append(InputError(_("Văn bản hạn chế không mở cho xã liên quan xem được."), field="is_public"))
    if new.is_public and not new.places:
        errors.append(InputError(_("Hãy chọn xã liên quan để mở cho xã xem."), field="places"))
    return errors


def day_faults(actor: Actor, new: NewDocument) -> list[InputError]:
    errors = []
    if new.issued_on > actor.on:
        words = {"day": format_date(new.issued_on)}
        errors.append(InputError(_("Ngày ban hành %(day)s chưa tới.") % words, field="issued_on"))
    elif new.issued_on < EARLIEST:
        errors.append(InputError(_("Ngày ban hành này không thể có. Hãy xem lại năm."), field="issued_on"))
    for name, label in (("received_on", _("Ngày đến")), ("given_on", _("Ngày chuyển"))):
        day = getattr(new, name)
        if day is None:
            continue
        if day > actor.on:
            errors.append(InputError(_("%(what)s chưa tới.") % {"what": label}, field=name, value=format_date(day)))
        elif day < new.issued_on:
            errors.append(
                InputError(
                    _("%(what)s %(day)s trước ngày ban hành %(issued)s.")
                    % {"what": label, "day": format_date(day), "issued": format_date(new.issued_on)},
                    field=name,
                )
            )
    if new.given_on is not None and new.received_on is not None and new.given_on < new.received_on:
        errors.append(InputError(_("Ngày chuyển trước ngày đến."), field="given_on"))
    if new.expires_on is not None and new.expires_on <= (new.effective_on or new.issued_on):
        errors.append(InputError(_("Ngày hết hiệu lực phải sau ngày có hiệu lực."), field="expires_on"))
    if new.effective_on is not None and new.effective_on < EARLIEST:
        errors.append(InputError(_("Ngày có hiệu lực này không thể có."), field="effective_on"))
    if new.answer_due_on is not None and new.answer_due_on < new.issued_on:
        errors.append(InputError(_("Hạn trả lời trước ngày ban hành."), field="answer_due_on"))
    for name in ("effective_on", "expires_on", "answer_due_on"):
        day = getattr(new, name)
        if day is not None and day > actor.on + timedelta(days=36_525):
            errors.append(InputError(_("Ngày này không thể có. Hãy xem lại năm."), field=name))
    return errors


def kind_faults(new: NewDocument, known: Known) -> list[InputError]:
    if new.kind_id is None:
        if tidy(new.kind_text):
            return []
        return [InputError(_("Hãy chọn loại văn bản, hoặc ghi loại khác."), field="kind")]
    row = known.kinds.get(new.kind_id)
    if row is None:
        return [InputError(_("Không có loại văn bản này."), field="kind", value=str(new.kind_id))]
    # Documents older than the decree bear the names of their time, which are the same words.
    if row.valid.upper is not None and new.issued_on >= row.valid.upper:
        words = {"kind": row.name, "day": format_date(new.issued_on)}
        return [InputError(_("Ngày %(day)s không còn loại “%(kind)s”.") % words, field="kind")]
    return []


def body_faults(new: NewDocument, known: Known, keeper: int) -> list[InputError]:
    errors = []
    if new.issuer_id is None:
        if not tidy(new.issuer_name):
            errors.append(InputError(_("Hãy ghi cơ quan ban hành."), field="issuer"))
    elif not known.bodies.there_on(new.issuer_id, new.issued_on):
        errors.append(InputError(known.bodies.why_not_on(new.issuer_id, new.issued_on), field="issuer"))
    if new.direction == Direction.IN:
        if new.issuer_id == keeper:
            errors.append(
                InputError(_("Văn bản của chính cơ quan giữ sổ thì ghi vào sổ văn bản đi."), field="issuer")
            )
        if not known.bodies.there_on(keeper, new.received_on or new.issued_on):
            errors.append(
                InputError(known.bodies.why_not_on(keeper, new.received_on or new.issued_on), field="keeper")
            )
    elif new.issuer_id != keeper:
        errors.append(InputError(_("Văn bản đi được ghi vào sổ của cơ quan ban hành."), field="issuer"))
    return errors


def other_faults(new: NewDocument, known: Known) -> list[InputError]:
    errors = []
    if new.field_id is not None and new.field_id not in known.fields:
        errors.append(InputError(_("Không có lĩnh vực này."), field="field"))
    if new.programme_id is not None and new.programme_id not in known.programmes:
        errors.append(InputError(_("Không có chương trình này."), field="programme"))
    if new.signer_id is not None and new.signer_id not in known.people:
        errors.append(InputError(_("Không có người này trong danh sách cán bộ."), field="signer"))
    if any(unit not in known.units for unit in new.places):
        errors.append(InputError(_("Có đơn vị hành chính không còn vào hôm nay. Hãy chọn lại."), field="places"))
    if len(new.recipients) > MOST_RECIPIENTS:
        errors.append(InputError(_("Quá nhiều nơi nhận trong một văn bản."), field="recipients"))
    for one in new.recipients:
        if (one.org_id is None) == (one.person_id is None) or one.duty not in Duty.values:
            errors.append(InputError(_("Mỗi nơi nhận là một cơ quan hoặc một người."), field="recipients"))
        elif one.org_id is not None and not known.bodies.there_on(one.org_id, max(new.issued_on, EARLIEST)):
            errors.append(InputError(known.bodies.why_not_on(one.org_id, new.issued_on), field="recipients"))
        elif one.person_id is not None and one.person_id not in known.people:
            errors.append(InputError(_("Không có người này trong danh sách cán bộ."), field="recipients"))
    if new.given_to_person_id is not None and new.given_to_person_id not in known.people:
        errors.append(InputError(_("Không có người này trong danh sách cán bộ."), field="given_to"))
    if new.given_to_org_id is not None and new.given_to_org_id not in known.bodies.rows:
        errors.append(InputError(_("Không có cơ quan này trong danh bạ."), field="given_to"))
    if new.copies is not None and not 0 < new.copies < 1_000_000:
        errors.append(InputError(_("Số lượng bản phải từ 1."), field="copies"))
    if new.arrival_number is not None and not 0 <= new.arrival_number < 10_000_000:
        errors.append(InputError(_("Số đến phải từ 1."), field="arrival_number"))
    return errors
