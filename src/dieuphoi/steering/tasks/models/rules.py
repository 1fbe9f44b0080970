"""Numbers by which tasks are judged: data with validity."""

from __future__ import annotations

from django.contrib.postgres.fields import DateRangeField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from dieuphoi.core.history.models import tracked
from dieuphoi.registry.territory.models import PublicQuerySet


class Measure(models.TextChoices):
    NEAR = "NEAR", _("sắp đến hạn: còn không quá số ngày làm việc")
    IDLE = "IDLE", _("im ắng: không ai động tới trong số ngày làm việc")
    ACCEPT = "ACCEPT", _("chậm nhận việc: chưa nhận sau số ngày làm việc")
    CONFIRM = "CONFIRM", _("chậm xác nhận: báo cáo chờ quá số ngày làm việc")
    LOAD = "LOAD", _("quá tải: số việc đang mở của một người từ")
    RANK = "RANK", _("xếp hạng: cơ quan có số việc đã kết luận đúng hay quá hạn từ")


@tracked()
class TaskRule(models.Model):
    """One number of a measure, for a while. The newest that holds on a day counts; before the first one the shipped
    ``data/rules.yaml`` does.
    """

    measure = models.CharField(_("Mức"), max_length=8, choices=Measure.choices)
    number = models.PositiveSmallIntegerField(_("Số"))
    valid = DateRangeField(_("Thời gian"))
    source = models.TextField(_("Căn cứ"))

    objects = PublicQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="task_rule_in_bounds", condition=Q(number__gte=1, number__lte=260)),
            models.CheckConstraint(name="task_rule_has_source", condition=~Q(source="")),
        ]

    def __str__(self) -> str:
        return f"{self.measure} {self.number}"
