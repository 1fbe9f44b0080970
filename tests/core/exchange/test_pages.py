"""The pages of an import: scope and rights first, then the whole way of one file."""

from __future__ import annotations

import copy
import io
import re
from collections.abc import Iterator
from typing import Any

import openpyxl
import pytest
from django.conf import settings as django_settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.test import Client, override_settings

from dieuphoi.core.exchange.mapping import Plan
from dieuphoi.core.exchange.models import ImportRun
from dieuphoi.core.exchange.services import import_check, map_save
from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.jobs import run_jobs_inline, set_actor_builder
from dieuphoi.core.kernel.models import Job
from dieuphoi.core.kernel.policy import Refusal
from dieuphoi.registry.access.selectors import actor_for
from tests.core.exchange import site
from tests.core.exchange.conftest import OrgImporter, workbook
from tests.core.exchange.test_runs import HEAD, names

pytestmark = pytest.mark.usefixtures("importer")


@pytest.fixture(scope="module", autouse=True)
def _site() -> Iterator[None]:
    engines = copy.deepcopy(django_settings.TEMPLATES)
    engines[0]["OPTIONS"]["context_processors"] = ["django.contrib.messages.context_processors.messages"]
    with override_settings(
        ROOT_URLCONF="tests.core.exchange.site",
        MIDDLEWARE=[
            "django.contrib.sessions.middleware.SessionMiddleware",
            "django.middleware.csrf.CsrfViewMiddleware",
            "django.contrib.messages.middleware.MessageMiddleware",
            "tests.core.exchange.site.PutActor",
        ],
        LOGIN_URL="/login/",
        SESSION_ENGINE="django.contrib.sessions.backends.signed_cookies",
        UI_STRICT_OUTPUT=True,
        TEMPLATES=engines,
    ):
        yield
    site.PEOPLE.clear()


@pytest.fixture(autouse=True)
def _actors_of_jobs() -> Iterator[None]:
    yield
    set_actor_builder(actor_for)


def sign_in(actor: Actor) -> Client:
    site.PEOPLE[actor.name] = actor
    return Client(headers={"X-Person": actor.name})


def send(client: Client, rows: list[list[Any]], name: str = "Cơ quan.xlsx") -> Any:
    return client.post("/imports/new/test-orgs/", {"file": SimpleUploadedFile(name, workbook([HEAD, *rows]))})


def text_of(response: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


@pytest.mark.django_db
def test_signed_out_leads_to_the_sign_in_page() -> None:
    for path in ("/imports/", "/imports/new/test-orgs/", "/imports/1/"):
        response = Client().get(path)
        assert response.status_code == 302
        assert "login" in response.url
    assert Client().post("/imports/1/apply/").status_code == 302


def test_without_the_right_the_upload_is_refused_with_the_reason(officer: Actor, importer: OrgImporter) -> None:
    client = sign_in(officer)
    refusal = Refusal("not_allowed", "Chỉ Văn phòng được nhập.")
    importer.may = lambda actor, target: refusal  # type: ignore[method-assign]
    for response in (client.get("/imports/new/test-orgs/"), send(client, [["A", "Sở A", "", ""]])):
        assert response.status_code == 403
        assert "Chỉ Văn phòng được nhập." in text_of(response)
    assert client.get("/imports/new/test-orgs/template.xlsx").status_code == 403
    assert not ImportRun.objects.exists()


def test_a_run_outside_the_scope_is_not_found(office: Actor, officer: Actor) -> None:
    response = send(sign_in(office), [["A", "Sở A", "", ""]])
    pk = response.url.split("/")[2]
    other = sign_in(officer)
    for path in ("", "file/", "errors.xlsx"):
        assert other.get(f"/imports/{pk}/{path}").status_code == 404
    for path in ("apply/", "discard/", "undo/", "difference.xlsx"):
        assert other.post(f"/imports/{pk}/{path}").status_code == 404
    assert other.get("/imports/new/no-such-kind/").status_code == 404
    assert "Cơ quan.xlsx" not in other.get("/imports/").content.decode()


def test_acts_are_no_gets(office: Actor) -> None:
    client = sign_in(office)
    pk = send(client, [["A", "Sở A", "", ""]]).url.split("/")[2]
    for path in ("apply/", "discard/", "undo/", "difference.xlsx"):
        assert client.get(f"/imports/{pk}/{path}").status_code == 405


def test_reading_pages_writes_nothing(office: Actor) -> None:
    client = sign_in(office)
    pk = send(client, [["A", "Sở A", "", ""]]).url.split("/")[2]
    for path in (
        "/imports/",
        f"/imports/{pk}/",
        f"/imports/{pk}/file/",
        f"/imports/{pk}/errors.xlsx",
        "/imports/new/test-orgs/",
        "/imports/new/test-orgs/template.xlsx",
    ):
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SAVEPOINT reading")
                cursor.execute("SET TRANSACTION READ ONLY")
            assert client.get(path).status_code == 200, path
            with connection.cursor() as cursor:
                cursor.execute("ROLLBACK TO SAVEPOINT reading")


def test_no_file_and_a_file_of_another_kind_are_told_on_the_form(office: Actor) -> None:
    client = sign_in(office)
    response = client.post("/imports/new/test-orgs/")
    assert response.status_code == 422
    assert "Hãy chọn một tệp." in text_of(response)
    response = client.post("/imports/new/test-orgs/", {"file": SimpleUploadedFile("a.pdf", b"%PDF-1.7 x")})
    assert response.status_code == 422
    assert "PDF" in text_of(response)


def test_all_errors_are_shown_and_can_be_taken_home(office: Actor) -> None:
    client = sign_in(office)
    response = send(client, [[f"A{n}", "Cấm", "", ""] for n in range(150)])
    page = client.get(response.url)
    assert page.status_code == 200
    assert "Tệp có 150 lỗi" in text_of(page)
    assert "dòng 2, cột “Tên cơ quan”" in text_of(page)
    assert "dòng 151," in text_of(client.get(response.url + "?page=2"))
    data = client.get(response.url + "errors.xlsx").content
    sheet = openpyxl.load_workbook(io.BytesIO(data)).worksheets[0]
    assert sum(1 for row in sheet.iter_rows() if row[4].value == "Cấm") == 150
    assert f"{response.url}apply/" not in page.content.decode()


def test_the_whole_way_of_a_file(office: Actor) -> None:
    client = sign_in(office)
    here = send(client, [["A", "Sở <A>", "", ""], ["B", "Sở B", "team", "0239"]]).url
    page = client.get(here)
    assert "Áp dụng 2 thay đổi" in text_of(page)
    assert "Sở &lt;A&gt;" in page.content.decode()
    assert "A" not in names()
    assert client.post(here + "apply/").status_code == 302
    assert names()["A"] == "Sở <A>"
    page = client.get(here)
    assert "Đã áp dụng" in text_of(page)
    assert client.get(here + "file/").getvalue()[:2] == b"PK"

    here = send(client, [["A", "Sở A mới", "department", ""], ["B", "Sở B", "team", "0239"]]).url
    page = text_of(client.get(here))
    assert "Sở <A>" in page or "Sở &lt;A&gt;" in page
    assert "Sở A mới" in page
    assert "Sở A mới" not in text_of(client.get(here + "?change=new"))
    assert "Sở A mới" in text_of(client.get(here + "?q=so+a+moi"))
    sheet = openpyxl.load_workbook(io.BytesIO(client.post(here + "difference.xlsx").content)).worksheets[0]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert [2, "Thay đổi", "A", "Tên cơ quan", "Sở <A>", "Sở A mới"] in rows
    client.post(here + "apply/")
    refused = client.post(here + "undo/", {"reason": ""})
    assert refused.status_code == 422
    assert client.post(here + "undo/", {"reason": "nhầm"}).status_code == 302
    assert names()["A"] == "Sở <A>"
    here = send(client, [["Z", "Sở Z", "", ""]]).url
    assert client.post(here + "discard/").status_code == 302
    assert "Đã bỏ" in text_of(client.get("/imports/"))


def test_the_list_costs_a_fixed_number_of_queries(office: Actor, django_assert_max_num_queries: Any) -> None:
    client = sign_in(office)
    for n in range(12):
        send(client, [[f"A{n}", "Sở", "", ""]])
    client.get("/imports/")
    with django_assert_max_num_queries(10):
        client.get("/imports/")


# --- large files, headings, marks, undo ------------------------------------------------------------------


def test_a_large_file_is_checked_and_written_by_jobs(office: Actor, settings: Any) -> None:
    set_actor_builder(lambda account_id, on: office)
    settings.DIEUPHOI_IMPORT_JOB_BYTES = 100
    settings.DIEUPHOI_IMPORT_JOB_ROWS = 1
    client = sign_in(office)
    with run_jobs_inline() as waiting:
        response = send(client, [["A", "Sở A", "", ""], ["B", "Sở B", "", ""]])
        assert response.url == f"/jobs/{waiting[0]}/"
        run = ImportRun.objects.get()
        assert run.state == "UPLOADED"
        assert "Đang chờ kiểm tra" in text_of(client.get(f"/imports/{run.pk}/"))
    run.refresh_from_db()
    job = Job.objects.get(pk=waiting[0])
    assert (run.state, run.row_count, job.state, job.result["url"]) == ("CHECKED", 2, "DONE", f"/imports/{run.pk}/")
    with run_jobs_inline() as waiting:
        assert client.post(f"/imports/{run.pk}/difference.xlsx").url == f"/jobs/{waiting[0]}/"
        assert client.post(f"/imports/{run.pk}/apply/").url == f"/jobs/{waiting[1]}/"
    assert Job.objects.get(pk=waiting[0]).result_blob_id is not None
    assert names() == {"A": "Sở A", "B": "Sở B"}
    assert client.post(f"/imports/{run.pk}/check/").status_code == 409


def test_a_large_file_that_is_no_table_becomes_faulty(office: Actor, settings: Any) -> None:
    set_actor_builder(lambda account_id, on: office)
    settings.DIEUPHOI_IMPORT_JOB_BYTES = 10
    with run_jobs_inline():
        sign_in(office).post(
            "/imports/new/test-orgs/", {"file": SimpleUploadedFile("a.txt", b"\n\nkhong co gi o day\n" * 5)}
        )
    run = ImportRun.objects.get()
    assert (run.state, run.error_count) == ("FAULTY", 1)


def test_a_job_that_was_stopped_leaves_the_file_waiting_and_can_be_started_again(
    office: Actor, settings: Any, importer: OrgImporter, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_actor_builder(lambda account_id, on: office)
    settings.DIEUPHOI_IMPORT_JOB_BYTES = 10
    client = sign_in(office)
    read = importer.read_book

    def stopped(*given: Any) -> Any:
        Job.objects.update(stop_requested=True)
        return read(*given)

    monkeypatch.setattr(importer, "read_book", stopped)
    with run_jobs_inline() as waiting:
        send(client, [["A", "Sở A", "", ""]])
    run = ImportRun.objects.get()
    assert (run.state, Job.objects.get(pk=waiting[0]).state) == ("UPLOADED", "STOPPED")
    monkeypatch.setattr(importer, "read_book", read)
    # The queue keeps one job of a run at a time; this test has no worker that ends the first, so it checks directly.
    import_check(actor=office, run_id=run.pk, now=site.NOW)
    run.refresh_from_db()
    assert run.state == "CHECKED"


STRANGE = [["DANH SÁCH"], ["Ký hiệu", "Đơn vị chủ quản", "Phân loại"], ["A", "Sở A", "TGV"], ["B", "Sở B", "Sở, ngành"]]


def strange(client: Client) -> str:
    file = SimpleUploadedFile("riêng.xlsx", workbook(STRANGE))
    return str(client.post("/imports/new/test-orgs/", {"file": file}).url)


def test_the_page_maps_the_headings_once_and_the_next_file_goes_in_by_itself(office: Actor) -> None:
    client = sign_in(office)
    here = strange(client)
    assert "Tiêu đề của tệp chưa khớp" in text_of(client.get(here))
    page = client.get(f"{here}map/")
    assert page.status_code == 200
    assert "Ký hiệu" in text_of(page)
    given = {"sheet": "Trang1", "header": "2", "depth": "1", "to-0": "code", "to-1": "name", "to-2": "kind"}
    look = client.post(f"{here}map/", {**given, "step": "look"})
    body = look.content.decode()
    assert look.status_code == 200
    assert 'name="word-0-0"' in body
    keys = dict(re.findall(r'name="(key-0-\d)" value="([^"]*)"', body))
    words = {f"word{name[3:]}": "team" if key == "tgv" else "=" for name, key in keys.items()}
    missing = client.post(f"{here}map/", {**given, "to-1": "", "name": "Bảng của Sở", "step": "save"})
    assert missing.status_code == 422
    assert "“Tên cơ quan”" in text_of(missing)
    assert client.post(f"{here}map/", {**given, **keys, **words, "name": " ", "step": "save"}).status_code == 422
    done = client.post(f"{here}map/", {**given, **keys, **words, "name": "Bảng của Sở", "step": "save"})
    assert (done.status_code, done.url) == (302, here)
    page_text = text_of(client.get(here))
    assert "Áp dụng 2 thay đổi" in page_text
    assert "Bảng của Sở" in page_text
    client.post(here + "apply/")
    assert names() == {"A": "Sở A", "B": "Sở B"}
    second = strange(client)
    assert "Bảng của Sở" in text_of(client.get(second))
    assert "Mọi dòng trong tệp giống" in text_of(client.get(second))
    assert client.post(second + "map/use/", {"map": ""}).status_code == 302
    assert "Tiêu đề của tệp chưa khớp" in text_of(client.get(second))
    assert "Bảng của Sở" in text_of(client.get("/imports/maps/"))
    pk = ImportRun.objects.exclude(map=None).values_list("map_id", flat=True)[0]
    assert "TGV" in client.get(f"/imports/maps/{pk}/").content.decode().upper()
    assert client.post(f"/imports/maps/{pk}/rename/", {"name": ""}).status_code == 422
    assert client.post(f"/imports/maps/{pk}/rename/", {"name": "Bảng mới"}).status_code == 302
    assert client.post(f"/imports/maps/{pk}/retire/", {"reason": "cũ"}).status_code == 302
    assert "Thôi dùng" in text_of(client.get(f"/imports/maps/{pk}/"))


def test_maps_of_others_are_not_found(office: Actor, officer: Actor, now: Any) -> None:
    plan = Plan((("kyhieu", 0, "code"),))
    pk = map_save(actor=office, kind="test-orgs", target={}, name="Của Văn phòng", plan=plan, now=now).pk
    other = sign_in(officer)
    assert other.get(f"/imports/maps/{pk}/").status_code == 404
    assert other.post(f"/imports/maps/{pk}/retire/").status_code == 404
    assert "Của Văn phòng" not in other.get("/imports/maps/").content.decode()
    here = strange(other)
    assert other.post(f"{here}map/use/", {"map": str(pk)}).status_code == 404


def test_undo_is_previewed_then_made_with_a_reason(office: Actor) -> None:
    client = sign_in(office)
    for rows in ([["A", "Sở A", "department", ""]], [["A", "Sở A2", "department", ""]]):
        here = send(client, rows).url
        client.post(here + "apply/")
    assert "Xem trước hoàn tác" in text_of(client.get(here))
    page = client.post(here + "undo/preview/")
    assert page.status_code == 200
    assert "Xem trước, chưa ghi gì" in text_of(page)
    assert names() == {"A": "Sở A2"}
    assert client.get(here + "undo/preview/").status_code == 405
    client.post(here + "undo/", {"reason": "nhầm"})
    assert names() == {"A": "Sở A"}


def test_the_marked_file_is_offered_and_downloaded(office: Actor) -> None:
    client = sign_in(office)
    here = send(client, [["A", "Cấm", "", ""]]).url
    assert "Tải tệp có đánh dấu chỗ sai" in text_of(client.get(here))
    answer = client.get(here + "marked.xlsx")
    assert openpyxl.load_workbook(io.BytesIO(answer.content)).worksheets[0]["B2"].comment is not None
