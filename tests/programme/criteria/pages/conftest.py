"""The sets that ship, in a real database, and people who open their pages."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from dieuphoi.programme.criteria.models import Indicator, SetVersion
from tests.support.world import World


@pytest.fixture(autouse=True)
def bare_refusals(settings: Any) -> None:
    """The house's errors as bare answers: the product's own pages for them are tested with config."""
    theirs, ours = "dieuphoi.config.errors.DieuphoiErrorMiddleware", "tests.core.register.refusals.Refusals"
    settings.MIDDLEWARE = [ours if name == theirs else name for name in settings.MIDDLEWARE]
    settings.UI_STRICT_OUTPUT = True


@pytest.fixture
def world(shipped_world: World) -> World:
    return shipped_world


@pytest.fixture
def at(world: World) -> Callable[[str], Client]:
    """A client signed in as one of the cast."""

    def client(name: str) -> Client:
        found = Client()
        found.force_login(world.account(name), backend="allauth.account.auth_backends.AuthenticationBackend")
        return found

    return client


def version_of(code: str) -> SetVersion:
    return SetVersion.objects.get(set__code=code, number=1)


def row_of(code: str, indicator: str) -> Indicator:
    return Indicator.objects.get(version__set__code=code, version__number=1, code=indicator)
