"""The pages of templates of tasks."""

from dieuphoi.steering.tasks.views.templates.giving import TemplateGive, TemplateUsed
from dieuphoi.steering.tasks.views.templates.keeping import (
    TEMPLATES,
    ItemAdd,
    ItemCorrect,
    ItemEnd,
    ItemMove,
    TemplateCopy,
    TemplateCorrect,
    TemplateEnd,
    TemplateList,
    TemplateNew,
    TemplatePage,
)

__all__ = [
    "TEMPLATES",
    "ItemAdd",
    "ItemCorrect",
    "ItemEnd",
    "ItemMove",
    "TemplateCopy",
    "TemplateCorrect",
    "TemplateEnd",
    "TemplateGive",
    "TemplateList",
    "TemplateNew",
    "TemplatePage",
    "TemplateUsed",
]  # fmt: skip
