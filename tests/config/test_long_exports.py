"""A long list is exported by a job and arrives in the inbox; a short one as ever (house.md §3, mechanisms 4 and 8)."""

from __future__ import annotations

import csv
import io
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from dieuphoi.core.kernel.jobs import job_run, run_jobs_inline
from dieuphoi.core.kernel.models import Job
from dieuphoi.core.notify.models import Notice
from dieuphoi.registry.access.models import RoleAssignment
from dieuphoi.registry.access.services import role_end
from tests.support.world import World, build_world, sign_in

pytestmark = pytest.mark.django_db

LIST = "organisations:people"


@pytest.fixture
def world(db: None, now: Any) -> World:
    return build_world(now)


def rows(content: bytes) -> list[tuple[str, ...]]:
    """The rows of a CSV export, without what stands above them (when, by whom)."""
    lines = list(csv.reader(io.StringIO(content.decode("utf-8-sig")), delimiter=";"))
    return sorted(tuple(line) for line in lines[lines.index([]) + 1 :])


def at_once(client: Client, **query: str) -> list[tuple[str, ...]]:
    answer = client.get(reverse(LIST), {**query, "export": "csv"})
    assert answer["Content-Type"].startswith("text/csv"), answer.content.decode()[:500]
    return rows(b"".join(answer.streaming_content))  # type: ignore[attr-defined]


def queue(client: Client, form: str = "csv", query: str = "") -> Job:
    answer = client.post(f"{reverse(LIST)}{query}", {"export": form})
    assert answer.status_code == 302, answer.content.decode()[:500]
    return Job.objects.get(pk=int(answer["Location"].rstrip("/").rsplit("/", 1)[-1]))


def fetched(client: Client, job: Job) -> bytes:
    answer = client.get(reverse("jobs:file", args=[job.pk]))
    assert answer.status_code == 200
    return b"".join(answer.streaming_content)  # type: ignore[attr-defined]


def test_nobody_else_fetches_the_file(world: World) -> None:
    with run_jobs_inline():
        job = queue(sign_in(world, "lan"))
    for who in ("vy", "hanh", "quantri"):
        client = sign_in(world, who)
        for page in ("jobs:file", "jobs:page"):
            assert client.get(reverse(page, args=[job.pk])).status_code == 404, who
    assert Client().get(reverse("jobs:file", args=[job.pk])).status_code == 302


@pytest.mark.parametrize(("form", "query"), [("pdf", ""), ("csv", "?as_of=32/13/2026"), ("csv", "?khong=1")])
def test_what_cannot_be_exported_is_not_queued(world: World, form: str, query: str) -> None:
    answer = sign_in(world, "lan").post(f"{reverse(LIST)}{query}", {"export": form})
    assert answer.status_code == 422
    assert not Job.objects.exists()


def test_a_short_list_comes_at_once_and_a_look_at_a_long_one_writes_nothing(world: World, settings: Any) -> None:
    client = sign_in(world, "lan")
    there = len(at_once(client)) - 1
    settings.DIEUPHOI_EXPORT_JOB_ROWS = there
    assert len(at_once(client)) == there + 1
    settings.DIEUPHOI_EXPORT_JOB_ROWS = there - 1
    answer = client.get(reverse(LIST), {"export": "xlsx"})
    page = answer.content.decode()
    assert answer.status_code == 200 and "phía sau" in page and 'name="export" value="xlsx"' in page
    assert not Job.objects.exists()


@pytest.mark.parametrize("who", ["lan", "tuan", "vy", "minh"])
def test_the_file_holds_what_the_person_sees_and_the_inbox_leads_to_it(world: World, who: str, settings: Any) -> None:
    client = sign_in(world, who)
    seen = at_once(client, q="thi")
    settings.DIEUPHOI_EXPORT_JOB_ROWS = 0
    with run_jobs_inline():
        job = queue(client, query="?q=thi")
    job.refresh_from_db()
    assert job.state == "DONE", job.message
    assert rows(fetched(client, job)) == seen
    notice = Notice.objects.get(kind="export.finished")
    assert (notice.account_id, notice.url) == (world.accounts[who], reverse("jobs:page", args=[job.pk]))
    assert reverse("jobs:file", args=[job.pk]) in client.get(notice.url).content.decode()
    assert notice.url in client.get(reverse("notify:inbox")).content.decode()


def test_the_scope_is_that_of_the_moment_it_runs(world: World) -> None:
    client = sign_in(world, "tuan")
    before = at_once(client)
    job = queue(client)
    for role in RoleAssignment.objects.filter(account_id=world.accounts["tuan"]):
        role_end(actor=world.actor("hanh"), assignment_id=role.pk, on=world.today - timedelta(days=1), reason="chuyển",
                 now=world.now)  # fmt: skip
    job_run(job.pk, apart=False)
    job.refresh_from_db()
    after = at_once(client)
    assert job.state == "DONE" and rows(fetched(client, job)) == after
    assert len(after) < len(before)


def test_a_workbook_too(world: World) -> None:
    client = sign_in(world, "lan")
    with run_jobs_inline():
        job = queue(client, form="xlsx")
    job.refresh_from_db()
    assert job.result["file_name"].endswith(".xlsx") and fetched(client, job)[:2] == b"PK"
