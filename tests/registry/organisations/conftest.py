from __future__ import annotations

import pytest

from tests.registry.organisations.cast import Cast, cast_made


@pytest.fixture
def cast(db: None) -> Cast:
    return cast_made()
