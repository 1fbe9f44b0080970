"""What a verdict, its basis and a side of the argument are called."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Verdict(models.TextChoices):
    MET = "MET", _("đạt")
    NOT_MET = "NOT_MET", _("chưa đạt")
    NOT_APPLICABLE = "NOT_APPLICABLE", _("không áp dụng")
    UNDETERMINED = "UNDETERMINED", _("chưa xác định")


class Basis(models.TextChoices):
    COMPUTED = "COMPUTED", _("tính từ số liệu")
    CONCLUDED = "CONCLUDED", _("kết luận của sở, ngành")
    IMPORTED = "IMPORTED", _("theo kết quả đã công bố")
    MIXED = "MIXED", _("vừa tính, vừa kết luận")
    NONE = "", "–"


class JudgedBy(models.TextChoices):
    """What can decide a row for a commune: its figures, only a conclusion, or nothing until the row is confirmed."""

    FIGURES = "figures", _("số liệu")
    CONCLUSION = "conclusion", _("kết luận của sở, ngành")
    NOTHING = "nothing", _("chưa chấm được, có thể kết luận bằng văn bản")


class Side(models.TextChoices):
    COMMUNE = "commune", _("xã")
    DEPARTMENT = "department", _("sở, ngành")
    COUNCIL = "council", _("hội đồng")
