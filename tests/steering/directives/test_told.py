"""Who is told of what: documents that are replaced, registers brought in, opinions asked and given, and what nobody did
in time (S0-28, S0-29, S0-34). The other kinds are proven where their acts are.
"""

from __future__ import annotations

from datetime import date, datetime, time
from io import BytesIO

import pytest
import xlsxwriter

from dieuphoi.core.exchange.services import import_apply, import_upload
from dieuphoi.core.kernel.actor import system_actor
from dieuphoi.core.kernel.dates import LOCAL_ZONE
from dieuphoi.core.notify.models import Notice
from dieuphoi.core.notify.reminders import reminders_tell, rules_ship
from dieuphoi.steering.directives import services
from tests.steering.directives.conftest import Register
from tests.support.world import World

pytestmark = pytest.mark.django_db


def told(world: World, kind: str) -> set[str]:
    names = {account: name for name, account in world.accounts.items()}
    return {names[pk] for pk in Notice.objects.filter(kind=kind).values_list("account_id", flat=True)}


def remind(world: World, day: date) -> None:
    reminders_tell(actor=system_actor(day), day=day, now=datetime.combine(day, time(8), LOCAL_ZONE))


def test_whoever_had_a_document_hears_that_it_is_replaced(world: World, went: Register) -> None:
    old, new = went(to=("UB-THUONG",)), went(to=("SXD",))
    services.relation_add(
        actor=world.actor("lan"), document_id=new.pk, kind="REPLACES", target_id=old.pk, effective_on=world.today,
        now=world.now,
    )  # fmt: skip
    assert "tuan" in told(world, "document.changed")
    assert "vy" not in told(world, "document.changed")


def test_an_import_tells_those_it_is_given_to_once(world: World) -> None:
    heads = (
        "Tác giả", "Số, ký hiệu văn bản", "Ngày, tháng văn bản", "Trích yếu", "Ngày đến", "Người nhận", "Ngày chuyển",
    )  # fmt: skip
    out = BytesIO()
    with xlsxwriter.Workbook(out) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, heads)
        for at, who in enumerate(("Nguyễn Thị Hạnh", "Nguyễn Thị Hạnh", "Trần Thị Lan"), start=1):
            cells = ("Sở Xây dựng", f"{at}/SXD-QH", "26/02/2026", "Về việc báo cáo", "27/02/2026", who, "27/02/2026")
            sheet.write_row(at, 0, cells)
    run = import_upload(
        actor=world.actor("lan"), kind="documents", target={}, data=out.getvalue(), name="so-di.xlsx", now=world.now
    )
    assert run.state == "CHECKED", run.errors
    import_apply(actor=world.actor("lan"), run_id=run.pk, now=world.now)
    assert told(world, "document.imported") == {"hanh"}
    assert Notice.objects.filter(kind="document.imported").count() == 1


def test_an_opinion_is_asked_for_and_its_answer_told(world: World, asked: Register) -> None:
    row = asked(to="DRAFTING")
    [request] = services.opinions_ask(
        actor=world.actor("lan"), drafting_id=row.pk, org_ids=[world.orgs["SNN"]], due_on=date(2026, 3, 6),
        question="Cho ý kiến mục 2", now=world.now,
    )  # fmt: skip
    assert {"thu", "minh"} <= told(world, "drafting.opinion_asked")
    services.opinion_give(actor=world.actor("thu"), request_id=request.pk, verdict="AGREES", now=world.now)
    assert told(world, "drafting.opinion_given") == {"lan"}


def test_what_nobody_did_in_time_is_told_to_whoever_can(world: World, came: Register, asked: Register) -> None:
    """Received on Monday 2 March, given to nobody by the due day, 3 March; unread by 6 March; an opinion due on the
    6th; a draft due on the 20th.
    """
    rules_ship(actor=system_actor(world.today), now=world.now)
    came(to=("UB-THUONG",))
    row = asked(to="DRAFTING")
    services.opinions_ask(
        actor=world.actor("lan"), drafting_id=row.pk, org_ids=[world.orgs["SNN"]], due_on=date(2026, 3, 6),
        question="Cho ý kiến", now=world.now,
    )  # fmt: skip
    kinds = ("document.unassigned", "document.unread", "drafting.opinion_due", "drafting.due")
    remind(world, date(2026, 3, 2))
    assert [told(world, kind) for kind in kinds] == [set()] * 4
    remind(world, date(2026, 3, 3))
    assert "hanh" in told(world, "document.unassigned")
    remind(world, date(2026, 3, 5))
    assert {"thu", "minh"} <= told(world, "drafting.opinion_due")
    remind(world, date(2026, 3, 9))
    assert "tuan" in told(world, "document.unread")
    remind(world, date(2026, 3, 18))
    assert told(world, "drafting.due") == {"lan"}
