"""What was urged: the letter in the prescribed form, one batch, the log with results. Serves S1-10, S3-71; fault 28."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse

from dieuphoi.core.kernel.errors import NotVisible, Refused
from dieuphoi.core.kernel.jobs import run_jobs_inline
from dieuphoi.core.kernel.models import Job
from dieuphoi.core.letters.checking import faults_of_bytes
from dieuphoi.core.letters.registry import letter_kind
from dieuphoi.core.letters.services import template_add
from dieuphoi.steering.tasks import letters, services
from dieuphoi.steering.tasks.models import Task
from dieuphoi.steering.tasks.selectors import urgings as reading
from dieuphoi.steering.tasks.services import Urged
from tests.core.letters.test_templates import text_of
from tests.steering.tasks.conftest import Give
from tests.support.soffice import CONVERTS, program
from tests.support.world import World, sign_in

pytestmark = pytest.mark.django_db

Late = Callable[..., Task]


@pytest.fixture
def late(give: Give) -> Late:
    """A task that was due on Friday 20 February 2026: by Monday 2 March six working days ago."""

    def one(org: str = "SNN", person: str = "thu", **more: Any) -> Task:
        values: dict[str, Any] = {"given_on": date(2026, 1, 5), "due_on": date(2026, 2, 20), **more}
        return give(org, person, **values)

    return one


def urge(world: World, *rows: Task, who: str = "lan", days: int = 0, **more: Any) -> Urged:
    now = world.now + timedelta(days=days)
    values = {"words": "cần gấp trước ngày 10/03/2026", **more}
    return services.tasks_urge(actor=world.actor(who), task_ids=[row.pk for row in rows], now=now, **values)


# ---------------------------------------------------------------------------------------------- the letter


def test_only_who_urged_and_the_office_take_the_letter(world: World, late: Late) -> None:
    done = urge(world, late(unit_ids=(world.units["thuong"],)))
    for who, refusal in (("minh", Refused), ("thu", Refused), ("tuan", Refused), ("vy", NotVisible),
                         ("hai", NotVisible), ("quantri", NotVisible)):  # fmt: skip
        with pytest.raises(refusal):
            letters.letter_of(world.actor(who), str(done.batch), world.orgs["SNN"])
    for who in ("lan", "hanh"):
        assert letters.letter_of(world.actor(who), str(done.batch), world.orgs["SNN"])
    with pytest.raises(NotVisible):
        letters.letter_of(world.actor("lan"), str(done.batch), world.orgs["SXD"])
    with pytest.raises(NotVisible):
        letters.letter_of(world.actor("lan"), "00000000-0000-4000-8000-000000000000", world.orgs["SNN"])


def test_the_letter_has_the_parts_of_the_decree_and_every_task(world: World, late: Late) -> None:
    """NĐ 30/2020: motto, body, number and symbol, subject under the number, day, addressee, signer, recipients."""
    first = late(title="Rà soát <A> & B", source_line="Thông báo 5/TB-VPDP, mục 2")
    second = late(title="Việc sắp đến hạn", due_on=date(2026, 3, 4))
    other = late("SXD", "hai")
    done = urge(world, first, second, other, letter="7/CV-VPĐP ngày 02/03/2026")
    data, name = letters.letter_of(world.actor("lan"), str(done.batch), world.orgs["SNN"])
    text = text_of(data)
    for said in (
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc", "VĂN PHÒNG ĐIỀU PHỐI TỈNH",
        "Số: 7/CV-VPĐP", "V/v đôn đốc thực hiện nhiệm vụ được giao", "ngày 02 tháng 3 năm 2026",
        "Kính gửi: Sở Nông nghiệp và Môi trường", "còn 2 nhiệm vụ cần đôn đốc, trong đó 1 nhiệm vụ đã quá hạn",
        "Rà soát <A> & B", "Thông báo 5/TB-VPDP, mục 2", "Phạm Thị Thu", "20/02/2026", "quá hạn 6 ngày làm việc",
        "còn 2 ngày làm việc", "cần gấp trước ngày 10/03/2026", "LÃNH ĐẠO VĂN PHÒNG", "- Như trên;", "- Lưu: VT.",
    ):  # fmt: skip
        assert said in text, said
    assert other.title not in text and "Sở Xây dựng" not in text
    assert name == "Công văn đôn đốc Sở Nông nghiệp và Môi trường 02-03-2026"
    bare = text_of(letters.letter_of(world.actor("lan"), str(urge(world, other).batch), world.orgs["SXD"])[0])
    assert "Số: \u00a0" in bare and "/VPĐP" in bare, "the number stays a gap until it is given"


def test_a_head_urges_in_the_name_of_their_own_body_and_signs(world: World, late: Late) -> None:
    row = late(who="minh")
    done = urge(world, row, who="minh")
    text = text_of(letters.letter_of(world.actor("minh"), str(done.batch), world.orgs["SNN"])[0])
    assert "SỞ NÔNG NGHIỆP VÀ MÔI TRƯỜNG" in text and "THỦ TRƯỞNG CƠ QUAN" in text and "Lê Văn Minh" in text


def test_the_office_replaces_the_template_from_a_day_on(world: World, late: Late) -> None:
    import docx

    own = docx.Document()
    own.add_paragraph("Mẫu riêng: {{ kinh_gui }} – {{ so_viec }}")
    out = BytesIO()
    own.save(out)
    template_add(
        actor=world.actor("lan"), kind=letters.URGING, place_id=world.units["tinh"], data=out.getvalue(),
        name="mẫu.docx", valid_from=date(2026, 3, 5), reason="mẫu của tỉnh", now=world.now,
    )  # fmt: skip
    row = late()
    before, after = urge(world, row), urge(world, row, days=3)
    texts = [
        text_of(letters.letter_of(world.actor("lan"), str(each.batch), world.orgs["SNN"])[0])
        for each in (before, after)
    ]
    assert "Kính gửi" in texts[0] and "Mẫu riêng: Sở Nông nghiệp và Môi trường – 1" in texts[1]


def test_the_shipped_template_passes_its_own_check() -> None:
    kind = letter_kind(letters.URGING)
    assert faults_of_bytes(kind, kind.shipped.read_bytes()) == []


def test_as_word_at_once_as_pdf_by_a_job(
    world: World, late: Late, tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    done = urge(world, late())
    at = reverse("tasks:urged_letter", args=[done.batch, world.orgs["SNN"]])
    lan = sign_in(world, "lan")
    word = lan.get(at)
    assert word["Content-Type"].endswith("wordprocessingml.document") and "docx" in word["Content-Disposition"]
    assert lan.post(at, {"format": "pdf"}).status_code == 409 and not Job.objects.exists()
    program(tmp_path, CONVERTS, settings)
    assert 'value="pdf"' in lan.get(at, {"format": "pdf"}).content.decode()
    assert sign_in(world, "thu").post(at, {"format": "pdf"}).status_code == 403
    with run_jobs_inline():
        assert lan.post(at, {"format": "pdf"}).status_code == 303
    assert Job.objects.get().state == "DONE"


# ---------------------------------------------------------------------------------------------- one batch


def test_urging_leads_to_the_batch_with_each_body_and_what_came_of_it(world: World, late: Late) -> None:
    row, other = late(title="Việc & một"), late("SXD", "hai")
    lan = sign_in(world, "lan")
    answer = lan.post(reverse("tasks:urge", args=[row.pk]), {"words": "gấp", "letter": ""})
    assert answer.url == reverse("tasks:urged", args=[row.urges.get().batch])
    done = urge(world, row, other)
    at = reverse("tasks:urged", args=[done.batch])
    page = lan.get(at).content.decode()
    assert "Việc &amp; một" in page and "quá hạn 6 ngày làm việc" in page and page.count("Tải công văn") == 2
    assert "vẫn quá hạn" in page
    seen = sign_in(world, "thu").get(at).content.decode()
    assert "Việc &amp; một" in seen and "Sở Xây dựng" not in seen and "Chưa làm được" in seen
    assert sign_in(world, "vy").get(at).status_code == 404


# ---------------------------------------------------------------------------------------------- the log


def test_the_log_tells_result_and_counts_by_body(world: World, late: Late) -> None:
    done, running, still = late(title="Xong"), late(title="Đang làm"), late(title="Còn chậm")
    gone, waiting = late("SXD", "hai", title="Đã rút"), late("SXD", "hai", title="Chờ xác nhận")
    urge(world, done, running, still, gone, waiting)
    urge(world, still, days=2)
    thu, hai, lan = world.actor("thu"), world.actor("hai"), world.actor("lan")
    for actor, row in ((thu, done), (hai, waiting), (thu, running)):
        services.task_accept(actor=actor, task_id=row.pk, now=world.now)
    for actor, row in ((thu, done), (hai, waiting)):
        services.task_report(actor=actor, task_id=row.pk, text="xong", document="1/BC", cause="PERSON",
                             now=world.now)  # fmt: skip
    services.task_confirm(actor=lan, task_id=done.pk, now=world.now)
    asked = services.extension_ask(
        actor=thu, task_id=running.pk, wanted_due=date(2026, 4, 1), reason="chờ", cause="MONEY", now=world.now
    )
    services.extension_grant(actor=lan, extension_id=asked.pk, now=world.now)
    services.task_withdraw(actor=lan, task_id=gone.pk, reason="thôi", now=world.now)
    later = world.today + timedelta(days=5)
    rows = reading.urgings(lan, later)
    assert {(row.task.title, row.result) for row in rows} == {
        ("Xong", "DONE"), ("Đang làm", "OPEN"), ("Còn chậm", "LATE"), ("Đã rút", "WITHDRAWN"),
        ("Chờ xác nhận", "REPORTED"),
    }  # fmt: skip
    told = [(b.name, b.urgings, b.tasks, b.done, b.reported, b.late) for b in reading.by_body(rows)]
    assert told == [("Sở Nông nghiệp và Môi trường", 4, 3, 1, 0, 1), ("Sở Xây dựng", 2, 2, 0, 1, 0)]
    assert reading.urgings(lan, world.today).count() == 5, "as of the day of the first"
    assert {row.task.title for row in reading.urgings(hai, later)} == {"Đã rút", "Chờ xác nhận"}
    assert not reading.urgings(world.actor("vy"), later)


def test_the_log_narrows_and_goes_out(world: World, late: Late) -> None:
    late_one = late(title="=1+1")
    urge(world, late_one, letter="7/VPDP")
    urge(world, late("SXD", "hai", title="Việc khác"), words="lời riêng")
    lan = sign_in(world, "lan")

    def shown(**query: Any) -> set[str]:
        answer = lan.get(reverse("tasks:urgings", query=query))
        assert answer.status_code == 200
        body = answer.content.decode().partition("<tbody>")[2].partition("</tbody>")[0]
        return {name for name in ("=1+1", "Việc khác") if name in body}

    assert shown() == {"=1+1", "Việc khác"}
    assert shown(org=world.orgs["SXD"]) == {"Việc khác"}
    assert shown(q="loi rieng") == {"Việc khác"}
    assert shown(q="7/VPDP") == {"=1+1"}
    assert shown(result="LATE", urged_from="02/03/2026", urged_to="02/03/2026") == {"=1+1", "Việc khác"}
    assert shown(urged_to="01/03/2026") == set()
    assert shown(urger="hanh") == set()
    body = b"".join(lan.get(reverse("tasks:urgings"), {"export": "csv"}).streaming_content).decode("utf-8-sig")
    assert "'=1+1" in body, "fault 26"
    page = lan.get(reverse("tasks:urgings")).content.decode()
    assert "Theo cơ quan" in page
