"""What a duty is made of: verb, product, deadline, helpers, communes and criteria."""

from __future__ import annotations

from dieuphoi.steering.directives.reading.clues import helpers_after
from dieuphoi.steering.directives.reading.demands.stretch import Demand
from dieuphoi.steering.directives.reading.due import shifted
from dieuphoi.steering.directives.reading.findings import Frame, Read
from dieuphoi.steering.directives.reading.lexicon import products
from dieuphoi.steering.directives.reading.outputs import product_of, report_in
from dieuphoi.steering.directives.reading.parties import scan_parties
from dieuphoi.steering.directives.reading.party import Party
from dieuphoi.steering.directives.reading.places import Named, communes_in, criteria_in
from dieuphoi.steering.directives.reading.sentences import Deadlines
from dieuphoi.steering.directives.reading.tokens import Token
from dieuphoi.steering.directives.reading.walk.matters import trimmed


def made(deadlines: Deadlines, frame: Frame, demand: Demand) -> Read:
    """The duty of a demand: who, what, by when, where."""
    block = deadlines.block
    tokens = block.tokens
    first, last = trimmed(tokens, demand.first, demand.last)
    context = min(first, demand.context)
    action = demand.action
    deadline = deadlines.best(context, demand.last)
    if deadline is not None:
        deadline = shifted(deadline, block.start)
    start, end = tokens[first].start, tokens[last - 1].end
    faults = [each for each in deadlines.within(context, last) if each.fault]
    verb = (tokens[action.verb].start, tokens[action.verb_end - 1].end) if action and action.has_verb else None
    product = _product(deadlines, demand, first, last, timed=deadline is not None or frame.deadline is not None)
    return Read(
        clause=block.path, start=start, end=end, parties=list(demand.parties),
        coordinating=_helpers(tokens, frame, demand, first, last), verb=verb,
        product=(tokens[product[0]].start, tokens[product[1] - 1].end) if product else None,
        deadline=deadline or frame.deadline, communes=_communes(tokens, frame, demand, context, last),
        criteria=_criteria(tokens, frame, context, last), how=demand.how,
        faults=[shifted(each, block.start) for each in faults],
    )  # fmt: skip


def _helpers(tokens: list[Token], frame: Frame, demand: Demand, first: int, last: int) -> list[Party]:
    action = demand.action
    found = list(action.coordinating) if action else []
    if not found and not demand.own:
        found = list(frame.coordinating)
    known = {each.words for each in found}
    after = action.verb_end if action else first
    return found + [each for each in helpers_after(tokens, after, last) if each.words not in known]


def _product(deadlines: Deadlines, demand: Demand, first: int, last: int, *, timed: bool) -> tuple[int, int] | None:
    action, times, tokens = demand.action, deadlines.times, deadlines.block.tokens
    if demand.how == "passive" and action is not None:
        return first, action.verb
    names_work = demand.how == "reversed" and action is not None and not action.has_verb
    if names_work and products().nouns.at(tokens, first, last):
        return first, next((at for at in range(first, last) if tokens[at].key in ("(", ":")), last)
    after = action.verb if action else first
    found = product_of(tokens, after, last, times)
    if found is None and action is not None and after > first and demand.how == "reversed":
        found = product_of(tokens, first, last, times)
    if found is None and (timed or _reports_up(tokens, after, last)):
        found = report_in(tokens, after, last, times)
    return found


def _communes(tokens: list[Token], frame: Frame, demand: Demand, first: int, last: int) -> list[Named]:
    found = communes_in(tokens, first, last)
    above = [Named(each.place, each.start, each.end) for each in demand.parties if each.place]
    known = {each.words for each in found}
    for each in [*above, *frame.communes]:
        if each.words not in known:
            known.add(each.words)
            found.append(each)
    return found


def _criteria(tokens: list[Token], frame: Frame, first: int, last: int) -> list[tuple[str, Named]]:
    found = criteria_in(tokens, first, last)
    known = {code for code, _named in found}
    return found + [each for each in frame.criteria if each[0] not in known]


def _reports_up(tokens: list[Token], first: int, last: int) -> bool:
    """Whether a report goes to somebody named, or it is the demand itself."""
    for at in range(first, last):
        report = products().reports.at(tokens, at, last)
        if report and (at == first or scan_parties(tokens, report[0], last)):
            return True
    return False
