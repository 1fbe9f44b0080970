from __future__ import annotations

import copy
import datetime as dt
from collections.abc import Iterator

import pytest
from django.conf import settings as django_settings
from django.test import Client, override_settings
from psycopg.types.range import DateRange

from dieuphoi.core.history.context import act
from dieuphoi.core.kernel.actor import anonymous_actor, system_actor
from dieuphoi.core.kernel.jobs import run, set_actor_builder
from dieuphoi.registry.territory.models import AdminUnit, UnitName
from tests.core.register.pages import DAY, PEOPLE

ALWAYS = DateRange(dt.date(2025, 7, 1), None, "[)")


@pytest.fixture(scope="package", autouse=True)
def pages() -> Iterator[None]:
    """The pages of these tests: no accounts, no menu of the product, the real templates (compiled once)."""
    engines = copy.deepcopy(django_settings.TEMPLATES)
    engines[0]["OPTIONS"]["context_processors"] = ["django.contrib.messages.context_processors.messages"]
    with override_settings(
        ROOT_URLCONF="tests.core.register.pages",
        MIDDLEWARE=[
            "django.contrib.sessions.middleware.SessionMiddleware",
            "django.middleware.csrf.CsrfViewMiddleware",
            "django.contrib.messages.middleware.MessageMiddleware",
            "tests.core.register.pages.PutActor",
            "tests.core.register.refusals.Refusals",
        ],
        LOGIN_URL="/sign-in/",
        SESSION_ENGINE="django.contrib.sessions.backends.signed_cookies",
        UI_STRICT_OUTPUT=True,
        TEMPLATES=engines,
    ):
        yield


@pytest.fixture(autouse=True)
def people() -> Iterator[None]:
    before = run._actor_builder
    known = {person.id: person for person in PEOPLE.values()}
    set_actor_builder(lambda account_id, on: known.get(account_id, anonymous_actor(on)))
    yield
    set_actor_builder(before)


@pytest.fixture
def lan() -> Client:
    return Client(headers={"X-Person": "lan"})


@pytest.fixture
def guest() -> Client:
    return Client(headers={"X-Person": "guest"})


def make(*units: tuple[str, str], since: dt.date = dt.date(2025, 7, 1)) -> list[UnitName]:
    """Units of territory of these types and names."""
    with act(system_actor(DAY), "test.make"):
        made = AdminUnit.objects.bulk_create(
            AdminUnit(kind="commune", valid=ALWAYS, source="thử") for _ in units
        )
        UnitName.objects.bulk_create(
            UnitName(unit=unit, type=kind, name=name, valid=DateRange(since, None, "[)"))
            for unit, (kind, name) in zip(made, units, strict=True)
        )
    return list(UnitName.objects.filter(unit__in=made).order_by("pk"))
