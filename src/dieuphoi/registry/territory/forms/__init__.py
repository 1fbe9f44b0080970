"""Forms of territory."""

from dieuphoi.registry.territory.forms.notes import ClassForm, NotesForm
from dieuphoi.registry.territory.forms.plan import FORM_KINDS, MOST, PlanForm, Shape, plan_initial, shape_of

__all__ = ["FORM_KINDS", "MOST", "ClassForm", "NotesForm", "PlanForm", "Shape", "plan_initial", "shape_of"]
