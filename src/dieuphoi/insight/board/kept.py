"""What a process keeps of the board between requests: finished markup, and the state of everything it rests on."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable
from dataclasses import dataclass
from threading import Lock
from typing import Final

from dieuphoi.core.ui.pieces import Lasting
from dieuphoi.programme.assessments.models import AssessmentRound


@dataclass(frozen=True, slots=True)
class Board:
    """The parts of a page, of which round, and the stamp of that round when they were made: while it is the same (see
    :func:`selectors.board_stamp`) they are true, and who saw the round then sees it.
    """

    round: AssessmentRound
    stamp: tuple[str, ...]
    parts: tuple[Lasting, ...]

    def __len__(self) -> int:
        """Bytes."""
        return sum(map(len, self.parts))


class Kept:
    """Boards by what was asked for, the longest unused first out once there is more than ``most`` bytes of them.

    The key is whose rights, which day, language and address. Safe between threads; every process has its own, and a new
    process begins with nothing.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._size = 0
        self._lock = Lock()
        self._found: OrderedDict[Hashable, Board] = OrderedDict()

    def get(self, key: Hashable) -> Board | None:
        with self._lock:
            found = self._found.get(key)
            if found is not None:
                self._found.move_to_end(key)
            return found

    def put(self, key: Hashable, board: Board) -> None:
        """Keep ``board``; what alone is more than all may be is not kept."""
        with self._lock:
            if (old := self._found.pop(key, None)) is not None:
                self._size -= len(old)
            if len(board) > self._most:
                return
            self._found[key] = board
            self._size += len(board)
            while self._size > self._most:
                _key, old = self._found.popitem(last=False)
                self._size -= len(old)

    def clear(self) -> None:
        with self._lock:
            self._found.clear()
            self._size = 0

    def __len__(self) -> int:
        return len(self._found)


BOARDS: Final = Kept(16_000_000)
"""The boards of this process: about forty of a province."""
