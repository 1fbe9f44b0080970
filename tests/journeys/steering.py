"""Put a little of the daily steering into the live database of a journey and tell its ids as JSON.

A process of its own (``python -m tests.journeys.steering``, the ids of the world on its input): nothing touches
Django in the process of the tests. All is by today's clock, for the server has no other.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import datetime, timedelta
from typing import Any

from tests.journeys.conftest import ROOT, Site, _environment, with_database


def put_steering_on(site: Site) -> dict[str, int]:
    """Documents, drafts, tasks, plans, results, meetings, a week with a clash. The ids by name."""
    told = {**vars(site.world)}
    done = subprocess.run(
        [sys.executable, "-m", "tests.journeys.steering"], input=json.dumps(told),
        env=_environment(with_database(site.maintenance, site.live), site.log.parent),
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-4000:]
    found: dict[str, int] = json.loads(done.stdout)
    return found


def main() -> None:
    import django

    django.setup()
    told = json.load(sys.stdin)
    from tests.support.world import World

    known = {name: told[name] for name in World.__dataclass_fields__ if name in told and name != "now"}
    world = World(now=datetime.fromisoformat(told["now"]), **known)
    found = {**documents(world), **tasks(world), **plans(world), **meetings(world)}
    sys.stdout.write(json.dumps(found))


def documents(world: Any) -> dict[str, int]:
    from dieuphoi.steering.directives.models import DocumentKind, OpinionRequest
    from dieuphoi.steering.directives.services import (
        NewDocument,
        NewDrafting,
        Recipient,
        document_assign,
        document_register,
        drafting_ask,
        drafting_move,
        opinions_ask,
        version_add,
    )
    from tests.support.routes.directives import _docx

    lan, hanh, now = world.actor("lan"), world.actor("hanh"), world.now
    kind = DocumentKind.objects.get(short="KH").pk
    came = document_register(
        actor=lan, now=now,
        new=NewDocument(
            "IN", world.today - timedelta(days=9), "Về việc rà soát, báo cáo các tiêu chí chưa đạt của từng xã",
            "12/SNN-KH", keeper_id=world.orgs["VPDP"], issuer_id=world.orgs["SNN"], kind_id=kind,
            recipients=(Recipient(org_id=world.orgs["UB-THUONG"]),),
        ),
    )  # fmt: skip
    document_assign(actor=hanh, document_id=came.pk, to_person_id=world.people["lan"], now=now)
    draft = drafting_ask(
        actor=hanh, now=now,
        new=NewDrafting(
            "Kế hoạch rà soát", world.orgs["VPDP"], kind_id=kind, drafter_id=world.people["lan"],
            signer_id=world.people["hanh"], asked_by_document_id=came.pk,
        ),
    )  # fmt: skip
    drafting_move(actor=lan, drafting_id=draft.pk, move="start", now=now)
    version_add(actor=lan, drafting_id=draft.pk, data=_docx(), name="du-thao.docx", now=now)
    opinions_ask(
        actor=lan, drafting_id=draft.pk, org_ids=[world.orgs["SNN"]], due_on=world.today + timedelta(days=8), now=now
    )
    request = OpinionRequest.objects.get(org_id=world.orgs["SNN"])
    return {"document": came.pk, "draft": draft.pk, "opinion": request.pk}


def tasks(world: Any) -> dict[str, int]:
    from dieuphoi.core.kernel.period import Period
    from dieuphoi.steering.tasks import services
    from dieuphoi.steering.tasks.services import NewTask
    from dieuphoi.steering.tasks.services.results import result_approve, results_prepare

    lan, thu, now = world.actor("lan"), world.actor("thu"), world.now

    def give(title: str, given: int, due: int) -> int:
        new = NewTask(
            title=title, product="Báo cáo của Sở gửi Văn phòng điều phối", lead_org_id=world.orgs["SNN"],
            responsible_id=world.people["thu"], given_on=world.today - timedelta(days=given),
            due_on=world.today + timedelta(days=due), coordinating=(world.orgs["SXD"],),
            unit_ids=(world.units["thuong"],),
        )  # fmt: skip
        return int(services.task_give(actor=lan, new=new, now=now).pk)

    found = {"new": give("Báo cáo tiến độ cấp nước sạch nông thôn của các xã đăng ký về đích", 0, 20)}
    for name, given, due in (("running", 30, 5), ("reported", 40, -3), ("late", 200, -150)):
        found[name] = give(f"Rà soát đường trục thôn chưa được cứng hóa, đợt {len(found)}", given, due)
        services.task_accept(actor=thu, task_id=found[name], now=now)
    services.task_report(actor=thu, task_id=found["reported"], text="đã gửi", document="15/BC-SNN",
                         cause="OPINION", now=now)  # fmt: skip
    found["extension"] = services.extension_ask(
        actor=thu, task_id=found["running"], wanted_due=world.today + timedelta(days=30), reason="chờ số liệu",
        cause="DOCUMENT", now=now,
    ).pk  # fmt: skip
    this = Period.of_day("quarter", world.today)
    before = this.previous()
    for period, name in ((before.previous(), "published"), (before, "prepared")):
        give("Việc của kỳ trước", (world.today - period.start).days, 10)
        found[name] = results_prepare(
            actor=lan, province_id=world.units["tinh"], period=str(period), now=now
        ).pk
    result_approve(actor=world.actor("hanh"), edition_id=found["published"], now=now)
    return found


def plans(world: Any) -> dict[str, int]:
    from dieuphoi.steering.tasks.services import plans

    lan, now, year = world.actor("lan"), world.now, str(world.today.year)
    plan = plans.plan_start(
        actor=lan, new=plans.NewPlan(world.orgs["VPDP"], "PROGRAMME", "Chương trình công tác của Văn phòng", year),
        now=now,
    ).pk  # fmt: skip
    group = plans.group_add(actor=lan, plan_id=plan, title="Hướng dẫn, kiểm tra, giám sát", now=now).pk
    line = plans.line_add(
        actor=lan, plan_id=plan, now=now,
        new=plans.NewLine(
            "Kiểm tra chất lượng đường trục thôn", product="Báo cáo", lead_org_id=world.orgs["SNN"], timing="quý IV",
            group_id=group, is_key=True,
        ),
    )  # fmt: skip
    money = [plans.Money("Ngân sách tỉnh", 1_234_750_000_000, world.today.year)]
    plans.budget_set(actor=lan, line_id=line.pk, rows=money, revision=line.money_revision, now=now)
    return {"plan": plan, "group": group, "line": line.pk}


def meetings(world: Any) -> dict[str, int]:
    from dieuphoi.core.kernel.dates import LOCAL_ZONE
    from dieuphoi.steering.meetings import services
    from dieuphoi.steering.meetings.selectors import settings
    from dieuphoi.steering.meetings.services import NewAgendaItem, NewEntry, NewMeeting

    lan, now = world.actor("lan"), world.now
    kind = settings.kinds_of(lan, world.today)[0].pk
    monday = world.today - timedelta(days=world.today.weekday()) + timedelta(days=7)
    start = datetime(monday.year, monday.month, monday.day, 8, tzinfo=LOCAL_ZONE)
    hours = timedelta(hours=2)
    row = services.meeting_plan(
        actor=lan, now=now,
        new=NewMeeting(kind, "Giao ban công tác tháng", world.orgs["VPDP"], start, start + hours, venue="Hội trường A"),
    )  # fmt: skip
    services.invitees_add(
        actor=lan, meeting_id=row.pk, orgs=[world.orgs[each] for each in ("UB-THUONG", "SNN")], now=now
    )
    services.agenda_add(actor=lan, meeting_id=row.pk, new=NewAgendaItem("Báo cáo tháng", minutes=20), now=now)
    services.meeting_invite(actor=lan, meeting_id=row.pk, now=now)
    asked = services.inputs_ask(
        actor=lan, meeting_id=row.pk, topic="Khó khăn, vướng mắc", due_on=world.today + timedelta(days=1),
        orgs=[world.orgs["UB-THUONG"]], now=now,
    )[0]  # fmt: skip
    found = {"meeting": row.pk, "input": asked.pk}
    for name, title, why in (
        ("entry", "Đi cơ sở nắm tiến độ đường thôn", ""),
        ("clash", "Nghe báo cáo về dự thảo kế hoạch vốn", "Chánh Văn phòng dự một phần buổi"),
    ):
        at = start + timedelta(days=2)
        new = NewEntry(
            world.orgs["VPDP"], "VISIT", title, at, at + hours, people=(world.people["hanh"],), venue="thôn Trung",
            is_internal=True, clash_reason=why,
        )  # fmt: skip
        found[name] = services.entry_add(actor=lan, new=new, now=now).pk
    found["week"] = monday.toordinal()
    return found


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dieuphoi.config.settings")
    main()
