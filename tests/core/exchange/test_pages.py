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

from dieuphoi.core.exchange.models import ImportRun
from dieuphoi.core.kernel.actor import Actor
from dieuphoi.core.kernel.policy import Refusal
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
