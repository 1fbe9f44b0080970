from __future__ import annotations

from datetime import datetime

import pytest

from dieuphoi.core.history import announcing
from dieuphoi.core.notify import services
from tests.support.world import World, build_world


@pytest.fixture
def world(db: None, now: datetime, monkeypatch: pytest.MonkeyPatch) -> World:
    """The small world with empty inboxes: what its own acts tell is proven by the tests of those acts."""
    with monkeypatch.context() as silence:
        silence.setattr(announcing, "_hearers", {})
        silence.setattr(services, "_write", lambda _actor, _pairs, _now: ([], False))
        silence.setattr(services, "bundles_write", lambda **_what: None)
        return build_world(now)
