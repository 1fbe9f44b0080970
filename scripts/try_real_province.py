"""Try the whole thread on a real province beside the demo: ``dieuphoi manage shell < scripts/try_real_province.py``.

Loads Hà Tĩnh of 2025-07-01, opens a round on the national set 2016–2020 as it stands, fills the province workbook of
its 60 xã from a seed (once with 30 planted errors), brings it in, verifies, freezes, exports the summary, and prints
twelve verdicts with their rows so that a person can check them against the text. Needs the demo's people.
"""

import io
import random
from datetime import date, timedelta
from pathlib import Path

import openpyxl
from django.conf import settings
from django.utils import timezone

from dieuphoi.config.demo import names
from dieuphoi.core.exchange.services import import_apply, import_upload
from dieuphoi.core.kernel.actor import system_actor
from dieuphoi.core.kernel.dates import today
from dieuphoi.programme.assessments import selectors as assessments
from dieuphoi.programme.assessments.entries import inputs_of
from dieuphoi.programme.assessments.models import IndicatorResult, Value
from dieuphoi.programme.assessments.services import rounds, values, verification
from dieuphoi.programme.assessments.sheets import KIND, ProvinceWorkbook, column_code
from dieuphoi.programme.criteria import selectors as criteria
from dieuphoi.programme.criteria import services as criteria_acts
from dieuphoi.registry.access.models import RoleAssignment
from dieuphoi.registry.access.selectors import actor_for
from dieuphoi.registry.accounts.models import Account
from dieuphoi.registry.organisations.models import OrgUnit
from dieuphoi.registry.territory.selectors import find_province
from dieuphoi.registry.territory.services import territory_load

SEED = 2016
now = timezone.now()
day = today(now)


def person(username):
    return actor_for(Account.objects.get(username=username).pk, day)


report = territory_load(actor=system_actor(day), province="Hà Tĩnh", as_of=date(2025, 7, 1), now=now)
province = find_province("Hà Tĩnh", date(2025, 7, 1))
print("địa bàn:", report.created, report.present, "vùng:", report.regions)

version = criteria.version_by_code(person("lan"), "ntm-xa-2016-2020")
orgs = dict(OrgUnit.objects.filter(kind="department").values_list("code", "id"))
rows = criteria.indicators_of(version.id)
criteria_acts.owners_set(
    actor=person("lan"),
    version_id=version.id,
    owners={row.code: orgs[names.OWNERS[int(row.criterion.number)]] for row in rows},
    start=date(2025, 7, 1),
    now=now,
)
plan = rounds.RoundPlan(
    title="Thử Hà Tĩnh theo bộ 2016–2020",
    province_id=province.id,
    version_id=version.id,
    period="2020",
    territory_on=date(2025, 7, 1),
    entry_due_on=day,
    verify_due_on=day + timedelta(days=7),
    freeze_due_on=day + timedelta(days=14),
)
round_ = rounds.round_create(actor=person("lan"), plan=plan, now=now)
rounds.round_open(actor=person("hanh"), round_id=round_.id, now=now)
sheets = list(assessments.sheets(person("lan"), round_.id))
print("đợt:", round_.id, "số xã:", len(sheets))

engine = assessments.round_rules(round_).version
target = {"round": round_.id}
data, file_name = ProvinceWorkbook().template(person("nga"), target, now)


def filled(faults):
    """The workbook with figures from the seed and, on the way, ``faults`` cells that cannot be read."""
    draw = random.Random(SEED)
    book = openpyxl.load_workbook(io.BytesIO(data))
    page = book.worksheets[0]
    header = next(row for row in page.iter_rows() if any(cell.value == "Mã xã" for cell in row))
    places = {str(cell.value): cell.column for cell in header if cell.value is not None}
    cells = []
    for number in range(header[0].row + 1, header[0].row + 1 + len(sheets)):
        for row in engine.indicators:
            threshold = dict(row.thresholds or ()).get("BTB")
            goal = float(getattr(threshold, "value", 80) or 80)
            for slot in inputs_of(row):
                cell = page.cell(number, places[column_code(row, slot)])
                if slot.what == "passfail":
                    cell.value = "Đạt" if draw.random() < 0.9 else "Không đạt"
                elif slot.what == "presence":
                    cell.value = 0 if draw.random() < 0.8 else draw.randint(1, 9)
                elif slot.unit == "%":
                    cell.value = round(min(100.0, max(0.0, draw.gauss(min(goal + 4, 97), 7))), 1)
                else:
                    cell.value = round(max(1.0, draw.gauss(goal * 1.08, goal * 0.12)), 1)
                cells.append(cell)
    planted = draw.sample(cells, faults)
    for place, cell in enumerate(planted):
        cell.value = ("chưa rõ", -3, "12,3,4", 1.0e20, "bảy mươi")[place % 5]
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


before = Value.objects.count()
faulty = import_upload(actor=person("nga"), kind=KIND, target=target, data=filled(30), name="loi.xlsx", now=now)
print("30 lỗi gài:", faulty.state, len(faulty.errors), "lỗi; giá trị đã ghi:", Value.objects.count() - before)
run = import_upload(actor=person("nga"), kind=KIND, target=target, data=filled(0), name=file_name, now=now)
print("biểu đúng:", run.state, run.difference["counts"])
applied = import_apply(actor=person("nga"), run_id=run.id, now=now)
print("đã ghi:", applied.applied)

for sheet in sheets:
    values.sheet_submit(actor=person("nga"), sheet_id=sheet.id, now=now)
done = 0
for code, org in orgs.items():
    roles = RoleAssignment.objects.filter(org_id=org, role__startswith="department", account__is_active=True)
    officer = roles.order_by("id").first().account.username
    ids = list(IndicatorResult.objects.filter(sheet__round=round_, owner_id=org).values_list("id", flat=True))
    for decision, more in (
        ("accept", {}),
        ("conclude", {"verdict": verification.AS_CLAIMED, "document": f"HT/{code}"}),
    ):
        outcome = verification.results_verify(
            actor=person(officer), result_ids=ids, decision=decision, now=now, **more
        )
        done += len(outcome.done)
print("thẩm định:", done, "trên", IndicatorResult.objects.filter(sheet__round=round_).count())
outcome = verification.sheets_consolidate(actor=person("lan"), sheet_ids=[s.id for s in sheets], now=now)
print("tổng hợp:", len(outcome.done), outcome.refused[:1])
frozen = rounds.round_freeze(actor=person("hanh"), round_id=round_.id, now=now)
print("chốt:", frozen.frozen_hash)

CHOSEN = ("3.1", "4.2", "5", "8.1", "9.1", "10", "11", "13.1", "14.2", "15.1", "15.3", "17.1")
for place, code in enumerate(CHOSEN):
    sheet = assessments.sheet_by_id(person("lan"), sheets[place * 5 % len(sheets)].id)
    row = next(r for r in assessments.grid(sheet) if r.indicator.code == code)
    shown = "; ".join(f"{c.slot.part}={c.shown}" if c.slot.part else c.shown for c in row.cells)
    print(f"{sheet.unit_name} | {code} | {shown} | {row.result.verdict} {row.result.basis} {row.result.reason}")
    print("    ", row.judged.sentence)

from django.test import Client  # noqa: E402

client = Client()
client.force_login(Account.objects.get(username="hanh"), backend="allauth.account.auth_backends.AuthenticationBackend")
folder = Path(settings.VAR) / "try"
folder.mkdir(parents=True, exist_ok=True)
for form in ("xlsx", "docx"):
    answer = client.get(f"/board/rounds/{round_.id}/summary/?format={form}", headers={"host": "localhost"})
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    (folder / f"ha-tinh.{form}").write_bytes(content)
    print("xuất:", form, answer.status_code, len(content), "byte")
