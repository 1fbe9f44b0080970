"""The form that plans one change by hand. It reads what was typed; the rules are those of ``changes_plan``.

Units are typed as people name them – code, name with or without its word – and the page offers what fits while one
types. How many rows there are is said by the page (:class:`Shape`), so that it works without a script.
"""

from __future__ import annotations

from dieuphoi.registry.territory.forms.plan.form import PlanForm
from dieuphoi.registry.territory.forms.plan.initial import plan_initial
from dieuphoi.registry.territory.forms.plan.shape import FORM_KINDS, MOST, Shape, shape_of

__all__ = ["FORM_KINDS", "MOST", "PlanForm", "Shape", "plan_initial", "shape_of"]
