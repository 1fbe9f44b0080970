"""The letters of a round as PDF: a POST queues the job that makes it, a GET converts nothing (S2-46, S3-57)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any, NoReturn

import docx
import pytest
from django.test import Client
from django.urls import reverse

from dieuphoi.core.kernel.jobs import JobContext, run_jobs_inline
from dieuphoi.core.kernel.models import Job
from dieuphoi.core.letters import rendering
from dieuphoi.core.notify.models import Notice
from dieuphoi.insight.reports.jobs import letter
from tests.insight.builder import another_round
from tests.support.soffice import CONVERTS, HEAD, program
from tests.support.world import World

pytestmark = pytest.mark.django_db
SignIn = Callable[[str], Client]
SUMMARY, FORM = ("reports:summary", ()), ("reports:form", ("bieu-05",))
LETTERS = [SUMMARY, FORM]
PDF = {"export": "pdf"}


@pytest.fixture(autouse=True)
def libreoffice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, settings: Any) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    program(tmp_path, CONVERTS, settings)


def url_of(page: tuple[str, tuple[str, ...]]) -> str:
    return reverse(page[0], args=page[1])


def text_of(data: bytes) -> list[str]:
    document = docx.Document(BytesIO(data))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return [paragraph.text for paragraph in document.paragraphs] + cells


def made(client: Client, url: str, **query: Any) -> Job:
    with run_jobs_inline() as queued:
        answer = client.post(url, PDF, query_params=query)
    assert answer.status_code == 303, answer.content.decode()[:500]
    assert answer["Location"] == reverse("jobs:page", args=queued)
    return Job.objects.get(pk=queued[0])


def fetched(client: Client, job: Job) -> bytes:
    answer = client.get(reverse("jobs:file", args=[job.pk]))
    assert answer["Content-Type"] == "application/pdf" and answer["Content-Disposition"].startswith("attachment")
    got = b"".join(answer.streaming_content)  # type: ignore[attr-defined]
    assert got.startswith(HEAD)
    return got[len(HEAD) :]


# ------------------------------------------------------------------------------------------------ refusals


@pytest.mark.parametrize("page", LETTERS, ids=lambda page: page[0])
def test_what_cannot_be_asked_for_is_not_queued(world: World, signed_in: SignIn, page: Any, settings: Any) -> None:
    url, there = url_of(page), {"round": world.frozen_round}
    hanh = signed_in("hanh")
    assert signed_in("quantri").post(url, PDF, query_params=there).status_code == 404
    assert hanh.post(url, PDF, query_params={"round": 999999}).status_code == 404
    assert hanh.post(url, PDF, query_params={**there, "against": 999999}).status_code == 404
    for faulty in ({"round": "x"}, {**there, "as_of": "32/01/2026"}, {**there, "khong": "1"}):
        assert hanh.post(url, PDF, query_params=faulty).status_code == 400
    for form in ("", "docx", "xlsx"):
        assert hanh.post(url, {"export": form}, query_params=there).status_code == 422
    too_early = hanh.post(url, PDF, query_params={"round": world.open_round, "as_of": "01/01/2020"})
    assert too_early.status_code == 409 and "chưa mở" in too_early.content.decode()
    settings.DIEUPHOI_LIBREOFFICE = ""
    answer = hanh.post(url, PDF, query_params=there)
    assert answer.status_code == 409 and "chỉ tải được bản Word" in answer.content.decode()
    assert Client().post(url, PDF, query_params=there)["Location"].startswith("/accounts/login/")
    assert not Job.objects.exists()


@pytest.mark.parametrize("name", ["reports:communes", "reports:moves", "reports:sector"])
def test_a_page_that_is_no_letter_takes_no_post(world: World, signed_in: SignIn, name: str) -> None:
    assert signed_in("hanh").post(reverse(name), PDF, query_params={"round": world.frozen_round}).status_code == 405


@pytest.mark.parametrize("page", LETTERS, ids=lambda page: page[0])
def test_a_get_converts_nothing_and_leads_to_the_button(
    world: World, signed_in: SignIn, page: Any, monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    def never(*_args: Any) -> NoReturn:
        raise AssertionError("a GET converts")

    monkeypatch.setattr(rendering, "_run", never)
    url, client = url_of(page), signed_in("hanh")
    query = {"round": world.frozen_round, "as_of": "01/03/2026"}
    answer = client.get(url, {**query, "export": "pdf"})
    said = answer.content.decode()
    address = f"?round={world.frozen_round}&amp;as_of=01%2F03%2F2026"
    assert answer.status_code == 200 and "ở phía sau" in said
    assert f'action="{url}{address}"' in said and 'name="export" value="pdf"' in said
    assert f'href="{url}{address}&amp;export=docx"' in said, "the Word file is one press away"
    assert client.get(url, {"round": 999999, "export": "pdf"}).status_code == 404
    page_itself = client.get(url, query).content.decode()
    assert f'action="{address}"' in page_itself and "Tạo PDF" in page_itself
    settings.DIEUPHOI_LIBREOFFICE = ""
    for params in (query, {**query, "export": "pdf"}):
        grey = client.get(url, params).content.decode()
        assert "chưa có LibreOffice" in grey and 'value="pdf"' not in grey
    assert not Job.objects.exists()


def test_nobody_else_fetches_it(world: World, signed_in: SignIn) -> None:
    job = made(signed_in("hanh"), url_of(SUMMARY), round=world.frozen_round)
    for who in ("lan", "vy", "quantri"):
        for page in ("jobs:page", "jobs:file"):
            assert signed_in(who).get(reverse(page, args=[job.pk])).status_code == 404, who


@pytest.mark.parametrize(("broken", "seconds", "said"), [
    ("exit 77", 20.0, "không chuyển được"), ("sleep 300", 0.2, "mãi chưa xong"),
])  # fmt: skip
def test_a_failed_conversion_says_the_way_out(
    world: World, signed_in: SignIn, tmp_path: Path, settings: Any, broken: str, seconds: float, said: str
) -> None:
    program(tmp_path, broken, settings, seconds)
    client = signed_in("hanh")
    job = made(client, url_of(SUMMARY), round=world.frozen_round)
    assert job.state == "FAILED" and said in job.message and "Hãy tải bản Word" in job.message
    assert "Hãy tải bản Word" in client.get(reverse("jobs:page", args=[job.pk])).content.decode()
    assert client.get(reverse("jobs:file", args=[job.pk])).status_code == 404
    assert not Notice.objects.filter(kind="export.finished").exists()


# ----------------------------------------------------------------------------------------------- what it is


@pytest.mark.parametrize("page", LETTERS, ids=lambda page: page[0])
@pytest.mark.parametrize("who", ["hanh", "tuan"])
def test_the_file_is_the_letter_of_that_address(world: World, signed_in: SignIn, page: Any, who: str) -> None:
    """Of the round, of the communes that the person sees, against what the address names, of its day."""
    other = another_round(world, world.today, title="Đợt để so")
    client = signed_in(who)
    for query in (
        {"round": world.open_round}, {"round": world.frozen_round, "against": other},
        {"round": world.open_round, "as_of": world.today.strftime("%d/%m/%Y")}, {"period": "2025"},
    ):  # fmt: skip
        job = made(client, url_of(page), **query)
        assert job.state == "DONE", job.message
        word = client.get(url_of(page), {**query, "export": "docx"})
        assert text_of(fetched(client, job)) == text_of(word.content), query
        assert job.result["file_name"].endswith(".pdf")


def test_whoever_asked_is_told_once_also_when_it_is_done_again(world: World, signed_in: SignIn) -> None:
    client = signed_in("hanh")
    job = made(client, url_of(SUMMARY), round=world.frozen_round)
    ctx = JobContext(job_id=job.pk, actor=world.actor("hanh"), now=world.now + timedelta(minutes=1), apart=False)
    assert letter(ctx, **job.args).file_name == job.result["file_name"]
    notice = Notice.objects.get(kind="export.finished")
    assert (notice.account_id, notice.url) == (world.accounts["hanh"], reverse("jobs:page", args=[job.pk]))
    assert job.result["file_name"] in notice.title
    assert reverse("jobs:file", args=[job.pk]) in client.get(notice.url).content.decode()
