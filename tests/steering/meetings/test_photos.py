"""Photos of meetings carry a caption and stand on the page as a wall of pictures. Serves S2-59, S3-75."""

from __future__ import annotations

import struct
import zlib
from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction

from dieuphoi.core.history.context import act
from dieuphoi.core.kernel.errors import InputErrors, Refused
from dieuphoi.steering.meetings import services
from dieuphoi.steering.meetings.models import MeetingFile, MeetingPoint
from dieuphoi.steering.meetings.selectors import meetings as reading
from dieuphoi.steering.meetings.services import NewPoint
from tests.steering.meetings.conftest import Plan
from tests.support.route import PDF
from tests.support.world import World, sign_in

pytestmark = pytest.mark.django_db

CAPTION = "Toàn cảnh Hội nghị tại điểm cầu tỉnh"


def png() -> bytes:
    """One grey point, made by hand."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        body = kind + data
        return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))

    head = struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)
    pixels = zlib.compress(b"\x00\x80")
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")


def add(world: World, meeting: Any, who: str = "lan", data: bytes = b"", **more: Any) -> MeetingFile:
    values: dict[str, Any] = {"name": "toàn cảnh.png", "purpose": "PHOTO", "note": CAPTION, **more}
    return services.paper_add(
        actor=world.actor(who), meeting_id=meeting.pk, data=BytesIO(data or png()), now=world.now, **values
    )


def test_a_photo_without_a_caption_or_that_no_page_shows_is_refused(world: World, invited: Plan) -> None:
    meeting = invited()
    with pytest.raises(InputErrors) as faults:
        add(world, meeting, note="  ")
    assert {each.field for each in faults.value.errors} == {"note"}
    with pytest.raises(InputErrors, match="JPEG hoặc PNG"):
        add(world, meeting, data=PDF, name="ảnh quét.pdf")
    assert not MeetingFile.objects.exists()


def test_the_database_keeps_no_photo_without_words(world: World, invited: Plan) -> None:
    row = add(world, invited())
    row.pk, row.note = None, ""
    with pytest.raises(IntegrityError), transaction.atomic(), act(world.actor("lan"), "meeting.paper"):
        row.save(force_insert=True)


def test_a_guest_adds_none_but_a_point_adds_its_own(world: World, invited: Plan) -> None:
    meeting = invited()
    services.points_add(
        actor=world.actor("lan"), meeting_id=meeting.pk, points=[NewPoint(org_id=world.orgs["UB-THUONG"])],
        now=world.now,
    )  # fmt: skip
    point = MeetingPoint.objects.get()
    with pytest.raises(Refused):
        add(world, meeting, "tuan")
    row = add(world, meeting, "tuan", point_id=point.pk, note="Điểm cầu xã Thượng Sơn")
    assert (row.purpose, row.point_id) == ("PHOTO", point.pk)
    page = sign_in(world, "tuan").get(f"/meetings/{meeting.pk}/").content.decode()
    assert f'src="/meetings/files/{row.pk}/" alt="Điểm cầu xã Thượng Sơn"' in page


def test_the_page_shows_it_to_all_of_the_meeting_with_its_caption_and_not_among_the_papers(
    world: World, invited: Plan
) -> None:
    meeting = invited()
    row = add(world, meeting, note='Ông A & bà "B" <xem> mô hình')
    for who in ("lan", "tuan"):
        client = sign_in(world, who)
        page = client.get(f"/meetings/{meeting.pk}/").content.decode()
        assert page.count("toàn cảnh.png") == 0
        assert f'<img src="/meetings/files/{row.pk}/" alt="Ông A &amp; bà &#34;B&#34; &lt;xem&gt; mô hình"' in page
        assert client.get(f"/meetings/files/{row.pk}/").headers["Content-Type"] == "image/png"
    assert reading.files_of(world.actor("vy"), meeting.pk) == []
    assert sign_in(world, "vy").get(f"/meetings/files/{row.pk}/").status_code == 404


def test_the_form_and_the_api_take_a_photo(world: World, invited: Plan) -> None:
    meeting = invited()
    client = sign_in(world, "lan")

    def upload() -> SimpleUploadedFile:
        return SimpleUploadedFile("ảnh.png", png(), content_type="image/png")

    address = f"/meetings/{meeting.pk}/papers/"
    assert client.post(address, {"file": upload(), "purpose": "PHOTO", "note": ""}).status_code == 422
    assert client.post(address, {"file": upload(), "purpose": "PHOTO", "note": CAPTION}).status_code == 302
    made = client.post(f"/api/v1/meetings/{meeting.pk}/papers", {"file": upload(), "purpose": "PHOTO", "note": CAPTION})
    assert made.status_code == 201
    assert [(each["purpose"], each["note"]) for each in made.json()["files"]] == [("PHOTO", CAPTION)] * 2
