from __future__ import annotations

from datetime import datetime

import pytest

from dieuphoi.core.history import announcing
from dieuphoi.core.notify import services
from tests.support.world import World, build_world


@pytest.fixture
def world(db: None, now: datetime, monkeypatch: pytest.MonkeyPatch) -> World:
    """The small world with empty inboxes: what its own acts tell is proven by the tests of those acts."""
    real = services.Notice.objects.bulk_create
    held = services.NoticeItem.objects.bulk_create
    with monkeypatch.context() as silence:
        silence.setattr(announcing, "_hearers", {})
        silence.setattr(services.Notice.objects, "bulk_create", lambda rows, **options: real([], **options))
        silence.setattr(services.NoticeItem.objects, "bulk_create", lambda rows, **options: held([], **options))
        return build_world(now)
