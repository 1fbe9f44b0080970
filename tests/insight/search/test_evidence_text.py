"""Words inside evidence are found by who reads the commune that gave it, and by nobody else."""

from __future__ import annotations

import io
from collections.abc import Callable

import docx
import pytest
from django.test import Client
from django.urls import reverse

from dieuphoi.core.files.services import text_read
from dieuphoi.programme.assessments.services import values
from tests.support.world import World

pytestmark = pytest.mark.django_db


@pytest.fixture
def file_of_tuan(world: World) -> int:
    document, data = docx.Document(), io.BytesIO()
    document.add_paragraph("Biên bản nghiệm thu tuyến đường Khe Lá dài ba ki lô mét, đã bê tông hóa toàn tuyến.")
    document.save(data)
    evidence = values.evidence_add(
        actor=world.actor("tuan"),
        sheet_id=world.open_sheets["thuong"],
        indicator_id=world.indicators["2.1"],
        data=data.getvalue(),
        name="biên bản.docx",
        now=world.now,
    )
    text_read(blob_id=evidence.blob_id, now=world.now)
    return evidence.pk


def test_the_passage_leads_to_the_file_on_its_indicator(
    world: World, signed_in: Callable[[str], Client], file_of_tuan: int
) -> None:
    place = reverse("assessments:result", args=[world.result(world.open_sheets["thuong"], "2.1")])
    for who, typed in (("lan", "nghiệm thu tuyến"), ("tuan", "nghiem thu tuyen duong khe la")):
        client = signed_in(who)
        html = client.get(reverse("search:search"), {"q": typed}).content.decode()
        assert f'href="{place}#file-{file_of_tuan}"' in html
        assert "nghiệm thu tuyến đường Khe Lá" in html
        assert f'id="file-{file_of_tuan}"' in client.get(place).content.decode()


def test_another_commune_finds_nothing_of_it(
    signed_in: Callable[[str], Client], file_of_tuan: int
) -> None:
    html = signed_in("vy").get(reverse("search:search"), {"q": "nghiệm thu tuyến"}).content.decode()
    assert "#file-" not in html
    assert "Khe Lá" not in html
