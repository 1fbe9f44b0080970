"""The preview of a template as PDF: a POST queues the job that makes it, a GET converts nothing (S3-57)."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn

import pytest
from django.test import Client
from django.urls import reverse

from dieuphoi.core.kernel.jobs import run_jobs_inline
from dieuphoi.core.kernel.models import Job
from dieuphoi.core.letters import rendering
from tests.core.letters.test_templates import KIND, add, text_of
from tests.support.soffice import CONVERTS, HEAD, program
from tests.support.world import World

pytestmark = pytest.mark.django_db
SignIn = Callable[[str], Client]


@pytest.fixture(autouse=True)
def own_places(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))


def test_who_may_not_see_the_templates_queues_nothing(
    world: World, signed_in: SignIn, tmp_path: Path, settings: Any
) -> None:
    program(tmp_path, "exit 77", settings)
    row = add(world)
    for url in (reverse("letters:preview", args=[row.pk]), reverse("letters:shipped_preview", args=[KIND])):
        assert signed_in("tuan").post(url, {"format": "pdf"}).status_code == 403
        for form in ("", "docx", "odt"):
            assert signed_in("lan").post(url, {"format": form}).status_code == 422
    assert signed_in("lan").post(reverse("letters:preview", args=[row.pk + 1]), {"format": "pdf"}).status_code == 404
    assert not Job.objects.exists()


def test_without_libreoffice_nothing_is_queued(world: World, signed_in: SignIn) -> None:
    answer = signed_in("lan").post(reverse("letters:shipped_preview", args=[KIND]), {"format": "pdf"})
    assert answer.status_code == 409 and "chỉ tải được bản Word" in answer.content.decode()
    assert not Job.objects.exists()


def test_an_old_link_converts_nothing_and_leads_to_the_button(
    world: World, signed_in: SignIn, tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def never(*_args: Any) -> NoReturn:
        raise AssertionError("a GET converts")

    program(tmp_path, "exit 77", settings)
    monkeypatch.setattr(rendering, "_run", never)
    url = reverse("letters:shipped_preview", args=[KIND])
    page = signed_in("lan").get(url, {"format": "pdf"}).content.decode()
    assert "ở phía sau" in page and 'name="format" value="pdf"' in page and f'action="{url}?"' in page
    assert f'href="{url}?format=docx"' in page
    assert not Job.objects.exists()


def test_who_presses_twice_is_led_to_the_job_under_way(
    world: World, signed_in: SignIn, tmp_path: Path, settings: Any
) -> None:
    program(tmp_path, CONVERTS, settings)
    row = add(world, text="Mẫu riêng {{ tinh }}")
    own, shipped = reverse("letters:preview", args=[row.pk]), reverse("letters:shipped_preview", args=[KIND])
    with run_jobs_inline() as queued:
        first, again = (signed_in("lan").post(own, {"format": "pdf"})["Location"] for _turn in range(2))
        other = signed_in("lan").post(shipped, {"format": "pdf"})["Location"]
        [somebody] = [signed_in("hanh").post(own, {"format": "pdf"})["Location"]]
        assert Job.objects.filter(state="QUEUED").count() == 3
    assert first == again and len({first, other, somebody}) == 3
    assert len(queued) == 3
    with run_jobs_inline():
        assert signed_in("lan").post(own, {"format": "pdf"})["Location"] not in {first, other, somebody}


def test_the_job_makes_the_preview_of_that_template(
    world: World, signed_in: SignIn, tmp_path: Path, settings: Any
) -> None:
    program(tmp_path, CONVERTS, settings)
    row = add(world, text="Mẫu riêng {{ tinh }}")
    client = signed_in("lan")
    for url in (reverse("letters:preview", args=[row.pk]), reverse("letters:shipped_preview", args=[KIND])):
        with run_jobs_inline() as queued:
            answer = client.post(url, {"format": "pdf"})
        assert (answer.status_code, answer["Location"]) == (303, reverse("jobs:page", args=queued))
        job = Job.objects.get(pk=queued[0])
        assert job.state == "DONE", job.message
        assert job.result["file_name"].endswith("(số liệu giả định).pdf")
        got = b"".join(client.get(reverse("jobs:file", args=queued)).streaming_content)  # type: ignore[attr-defined]
        assert got.startswith(HEAD)
        assert text_of(got[len(HEAD) :]) == text_of(client.get(url).content)
