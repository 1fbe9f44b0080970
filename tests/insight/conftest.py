from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from tests.support.world import World


@pytest.fixture
def signed_in(world: World, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], Client]:
    """A browser signed in as one of the cast, at the world's present."""
    monkeypatch.setattr("dieuphoi.registry.access.middleware.timezone.now", lambda: world.now)

    def sign_in(name: str) -> Client:
        client = Client()
        client.force_login(world.account(name), backend="allauth.account.auth_backends.AuthenticationBackend")
        return client

    return sign_in
