"""What a process keeps of the board between requests: finished markup, by everything that it rests on."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable
from threading import Lock
from typing import Final

from dieuphoi.core.ui.pieces import Lasting


class Kept:
    """Pieces of pages by key, the longest unused first out once there is more than ``most`` bytes of them.

    It is right as long as the key is: see :func:`selectors.board_stamp`. Safe between threads; every process has its
    own, and a new process begins with nothing.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._size = 0
        self._lock = Lock()
        self._found: OrderedDict[Hashable, tuple[Lasting, ...]] = OrderedDict()

    def get(self, key: Hashable) -> tuple[Lasting, ...] | None:
        with self._lock:
            found = self._found.get(key)
            if found is not None:
                self._found.move_to_end(key)
            return found

    def put(self, key: Hashable, parts: tuple[Lasting, ...]) -> None:
        """Keep ``parts``; what alone is more than all may be is not kept."""
        size = sum(map(len, parts))
        if size > self._most:
            return
        with self._lock:
            self._size -= sum(map(len, self._found.pop(key, ())))
            self._found[key] = parts
            self._size += size
            while self._size > self._most:
                _key, old = self._found.popitem(last=False)
                self._size -= sum(map(len, old))

    def clear(self) -> None:
        with self._lock:
            self._found.clear()
            self._size = 0

    def __len__(self) -> int:
        return len(self._found)


BOARDS: Final = Kept(16_000_000)
"""The boards of this process: about forty of a province."""
