"""Bodies that no list holds, where somebody must be named."""

from __future__ import annotations

from collections.abc import Sequence

from dieuphoi.steering.directives.reading.lexicon import agencies, verb_at
from dieuphoi.steering.directives.reading.names import initials_at, past_short, place_end
from dieuphoi.steering.directives.reading.parties import MOST, scan_parties
from dieuphoi.steering.directives.reading.party import Party, Scanned, named, past_joint
from dieuphoi.steering.directives.reading.tokens import Token


def unlisted_parties(tokens: Sequence[Token], at: int, stop: int) -> Scanned | None:
    """Initials that no list holds ("TTKNQG, CCATTP tỉnh"), where somebody must be named; the registry may know them."""
    found: list[Party] = []
    end = at
    while at < stop and len(found) < MOST:
        some = scan_parties(tokens, at, stop) if found else None
        if some is not None:
            found += some[0]
            end = some[1]
        else:
            letters = initials_at(tokens, at, stop)
            if not letters or letters in agencies().not_initials or verb_at(tokens, at, stop):
                break
            end = past_short(tokens, at, stop)
            if level := agencies().levels.at(tokens, end, stop):
                end = place_end(tokens, level[0], stop)
            found.append(named(tokens, at, end))
        following = past_joint(tokens, end, stop)
        if following is None:
            break
        at = following
    return (found, end) if found else None
