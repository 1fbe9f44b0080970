"""Every fault of a task as it is given: what, when, who, as a part of what."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from dieuphoi.core.kernel.dates import format_date, today
from dieuphoi.core.kernel.errors import InputError
from dieuphoi.registry.organisations.models import OrgUnit
from dieuphoi.steering.tasks.models import (
    Every,
    Task,
    TaskKind,
    Urgency,
)
from dieuphoi.steering.tasks.services.give.known import Known, works_there
from dieuphoi.steering.tasks.services.give.new import DEEPEST, NewTask, line_of
from dieuphoi.steering.tasks.states import ENDED


def what_faults(new: NewTask, known: Known) -> list[InputError]:
    errors = []
    if not line_of(new.title):
        errors.append(InputError(_("Hãy ghi tên việc."), field="title"))
    elif len(line_of(new.title)) > 300:
        errors.append(
            InputError(_("Tên việc dài quá 300 ký tự: hãy rút gọn, nguyên văn ghi ở ô Nguyên văn."), field="title")
        )
    if not line_of(new.product):
        errors.append(InputError(_("Hãy ghi sản phẩm phải có: văn bản, báo cáo, kết quả nào."), field="product"))
    for name, value, choices in (
        ("kind", new.kind, TaskKind.values), ("urgency", new.urgency, Urgency.values),
    ):  # fmt: skip
        if value not in choices:
            errors.append(InputError(_("Hãy chọn một giá trị có trong danh sách."), field=name, value=value))
    if new.field_id and new.field_id not in known.fields:
        errors.append(InputError(_("Không có lĩnh vực này."), field="field"))
    if set(new.criterion_ids) - known.criteria:
        errors.append(InputError(_("Không có tiêu chí này trong bộ đã công bố."), field="criteria"))
    if set(new.unit_ids) - known.units.get(new.given_on, set()):
        errors.append(
            InputError(
                _("Ngày %(day)s không có đơn vị này. Hãy chọn đơn vị của ngày giao việc.")
                % {"day": format_date(new.given_on)},
                field="units",
            )
        )
    return errors


def day_faults(new: NewTask, now: datetime) -> list[InputError]:
    errors = []
    if new.given_on > today(now):
        errors.append(
            InputError(_("Ngày giao %(day)s chưa tới.") % {"day": format_date(new.given_on)}, field="given_on")
        )
    if new.kind == TaskKind.STANDING:
        if new.due_on is not None:
            errors.append(
                InputError(_("Việc thường xuyên không có hạn kết thúc; hãy chọn kỳ báo cáo tiến độ."), field="due_on")
            )
        if new.every not in Every.values:
            errors.append(InputError(_("Hãy chọn kỳ báo cáo tiến độ của việc thường xuyên."), field="every"))
    if new.due_on is None and not line_of(new.no_due_reason):
        errors.append(
            InputError(_("Hãy ghi hạn; nếu không có hạn, hãy ghi vì sao."), field="due_on")
        )
    if new.due_on is not None and new.due_on < new.given_on:
        errors.append(
            InputError(
                _("Hạn %(due)s ở trước ngày giao %(given)s.")
                % {"due": format_date(new.due_on), "given": format_date(new.given_on)},
                field="due_on",
            )
        )
    if new.due_on is not None and (new.due_on - new.given_on).days > 366 * 20:
        errors.append(InputError(_("Hạn quá xa: hãy xem lại năm."), field="due_on"))
    return errors


def who_faults(new: NewTask, lead: OrgUnit, known: Known, besides: Task | None) -> list[InputError]:
    errors = []
    day = {"day": format_date(new.given_on)}
    # Who leads and answers for a task that is there may have taken it over since the day of giving.
    stays = besides is not None and (besides.lead_org_id, besides.responsible_id) == (lead.pk, new.responsible_id)
    leads = () if stays else ((lead, "lead_org"),)
    for org, name in (*leads, *((known.orgs.get(pk), "orgs") for pk, _part in new.parts())):
        if org is None:
            errors.append(InputError(_("Không có cơ quan này trong danh sách."), field=name))
        elif new.given_on not in org.valid:
            errors.append(
                InputError(
                    _("Ngày %(day)s không có %(org)s. Hãy chọn cơ quan của ngày ấy.") % {**day, "org": org.name},
                    field=name,
                )
            )
    person = known.people.get(new.responsible_id)
    if stays:
        return errors
    if person is None:
        errors.append(
            InputError(_("Hãy chọn một người chịu trách nhiệm: mỗi việc có đúng một người."), field="responsible")
        )
    elif not works_there(known, person.pk, lead, new.given_on):
        errors.append(
            InputError(
                _("Ngày %(day)s %(name)s không giữ chức vụ nào ở %(org)s. Hãy chọn người của cơ quan chủ trì.")
                % {**day, "name": person.full_name, "org": lead.name},
                field="responsible",
            )
        )
    return errors


def whole_faults(new: NewTask, whole: Task | None, known: Known, besides: Task | None) -> list[InputError]:
    errors = []
    if besides is not None:
        if new.parent_id != besides.parent_id:
            errors.append(InputError(_("Không đổi việc lớn hơn của một việc đã giao."), field="parent"))
        return errors
    if new.parent_id and whole is None:
        errors.append(InputError(_("Không có việc lớn hơn này, hoặc ngoài phạm vi của bạn."), field="parent"))
    if new.reply_to_id and new.reply_to_id not in known.wholes:
        errors.append(InputError(_("Không có việc được trả lời, hoặc ngoài phạm vi của bạn."), field="reply_to"))
    if whole is not None:
        if whole.state in ENDED:
            errors.append(InputError(_("Việc lớn hơn đã kết thúc: không thêm việc thành phần."), field="parent"))
        if whole.depth >= DEEPEST:
            errors.append(InputError(_("Việc thành phần chỉ chia đến ba cấp."), field="parent"))
        if whole.due_on is not None and new.due_on is not None and new.due_on > whole.due_on:
            errors.append(
                InputError(
                    _("Hạn của việc thành phần sau hạn %(due)s của cả việc.") % {"due": format_date(whole.due_on)},
                    field="due_on",
                )
            )
    return errors
