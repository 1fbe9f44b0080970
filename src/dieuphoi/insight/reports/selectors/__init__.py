"""What the summaries of rounds read. Nothing here writes."""

from dieuphoi.insight.reports.selectors.choosing import (
    Choice,
    Chosen,
    choose,
    period_choices,
    provinces_with_rounds,
    rounds_to_choose,
)
from dieuphoi.insight.reports.selectors.forms import Form, form_of, form_table, forms, groups_of_form
from dieuphoi.insight.reports.selectors.moves import Moves, NotComparable, moves_of
from dieuphoi.insight.reports.selectors.rows import Narrow, Reading, ReportRow, reading
from dieuphoi.insight.reports.selectors.sector import Sector, sector, sector_choices
from dieuphoi.insight.reports.selectors.summing import (
    Band,
    ClassLine,
    CriterionLine,
    bands_of,
    class_lines,
    criterion_lines,
)

__all__ = [
    "Band",
    "Choice",
    "Chosen",
    "ClassLine",
    "CriterionLine",
    "Form",
    "Moves",
    "Narrow",
    "NotComparable",
    "Reading",
    "ReportRow",
    "Sector",
    "bands_of",
    "choose",
    "class_lines",
    "criterion_lines",
    "form_of",
    "form_table",
    "forms",
    "groups_of_form",
    "moves_of",
    "period_choices",
    "provinces_with_rounds",
    "reading",
    "rounds_to_choose",
    "sector",
    "sector_choices",
]
