import json, random, subprocess, os
from datetime import date, timedelta
import pytest
from django.test import Client
from django.utils import timezone
from dieuphoi.core.kernel.actor import system_actor
from dieuphoi.core.kernel.errors import InputErrors
from tests.support.world import build_world
from tests.insight.builder import more_communes

@pytest.mark.django_db(transaction=True)
def test_shots(live_server, settings):
    from dieuphoi.programme.criteria import services as ca, sets, selectors as cs
    from dieuphoi.programme.assessments.services import rounds, values
    from dieuphoi.programme.assessments import selectors as asel
    from dieuphoi.programme.assessments.entries import inputs_of
    now = timezone.now()
    w = build_world(now)
    names = ["Thạch Hà","Cẩm Xuyên","Đức Thọ","Hương Khê","Kỳ Anh","Lộc Hà","Can Lộc","Nghi Xuân","Vũ Quang","Hương Sơn","Bình An","Ích Hậu","Ân Phú","Áo Lụa","Đồng Môn","Yên Hòa","Quang Vĩnh","Tùng Lộc","Gia Hanh","Phú Phong","Hà Linh","Mai Phụ","Sơn Tiến","Toàn Lưu"]
    more_communes(w, names)
    sysa = system_actor(w.today)
    v = ca.version_bring_in(actor=sysa, source=sets.load_set("ntm-xa-2016-2020"), now=now)
    ca.version_publish(actor=sysa, version_id=v.pk, now=now)
    inds = cs.indicators_of(v.pk)
    ca.owners_set(actor=sysa, version_id=v.pk, owners={i.code: w.orgs["SNN"] if n % 2 else w.orgs["SXD"] for n, i in enumerate(inds)}, start=date(2020,1,1), now=now)
    rnd = random.Random(7)
    prev = None
    for title, on, ent in (("Rà soát năm 2025 (bộ 2016–2020)", date(2025,6,1), .95), ("Rà soát 6 tháng đầu năm 2026", date(2026,7,1), .7)):
        r = rounds.round_create(actor=w.actor("lan"), plan=rounds.RoundPlan(title=title, province_id=w.units["tinh"], version_id=v.pk, period="2020", territory_on=on, entry_due_on=w.today+timedelta(days=-2 if prev else 5), verify_due_on=w.today+timedelta(days=12), freeze_due_on=w.today+timedelta(days=20), previous_id=prev), now=now)
        rounds.round_open(actor=w.actor("lan"), round_id=r.pk, now=now)
        rows = {row.code: row for row in cs.engine_set(v.pk).indicators}
        for sheet in asel.sheets(sysa, r.pk):
            good = rnd.random()
            for i in inds:
                if rnd.random() > ent: continue
                row = rows[i.raw["code"]]
                typed = {}
                for slot in inputs_of(row):
                    if slot.what == "passfail": typed[slot.part] = "Đạt" if rnd.random() < .8 else "Không đạt"
                    elif slot.what == "presence": typed[slot.part] = "Không"
                    else: typed[slot.part] = "100" if rnd.random() < .4+good*.55 else "40,5"
                try: values.value_save(actor=w.actor("lan"), sheet_id=sheet.pk, indicator_id=i.pk, typed=typed, now=now)
                except InputErrors: pass
            if rnd.random() < .5: values.sheet_submit(actor=w.actor("lan"), sheet_id=sheet.pk, now=now)
        prev = r.pk
    crit = {c.number: c.pk for c in cs.criteria_of(v.pk)}
    sess = {}
    for who in ("hanh", "thu", "tuan", "vy"):
        c = Client(); c.force_login(w.account(who), backend="allauth.account.auth_backends.AuthenticationBackend"); sess[who] = c.cookies["sessionid"].value
    job = {"base": live_server.url, "sessions": sess, "pages": [
        ["board", f"/board/?round={prev}", "hanh"], ["board-filter", f"/board/?round={prev}&criterion=5&mark=N", "hanh"], ["board-frozen", f"/board/?round={w.frozen_round}", "vy"],
        ["commune", f"/board/communes/{w.units['thuong']}/?round={prev}#tc-5", "hanh"], ["commune-top", f"/board/communes/{w.units['thuong']}/?round={w.frozen_round}", "tuan"], ["commune-other", f"/board/communes/{w.units['thuong']}/?round={w.frozen_round}", "vy"],
        ["criterion", f"/board/rounds/{prev}/criteria/{crit['5']}/", "hanh"], ["criterion-small", f"/board/rounds/{w.open_round}/criteria/{w.criteria['3']}/", "thu"],
        ["desk-hanh", "/", "hanh"], ["desk-thu", "/", "thu"], ["desk-tuan", "/", "tuan"], ["guide", "/guide/", "hanh"], ["guide-page", "/guide/nhap-so-lieu/", "hanh"], ["guide-wall", "/guide/bang-dieu-hanh/", "hanh"], ["guide-terms", "/guide/thuat-ngu/", "hanh"]]}
    json.dump(job, open("/tmp/work/shots/job.json", "w"))
    c = Client(); c.force_login(w.account("hanh"), backend="allauth.account.auth_backends.AuthenticationBackend")
    open("/tmp/work/shots/summary.docx","wb").write(c.get(f"/board/rounds/{prev}/summary/?format=docx").content)
    open("/tmp/work/shots/summary.xlsx","wb").write(c.get(f"/board/rounds/{prev}/summary/?format=xlsx").content)
    print(subprocess.run([".venv/bin/python", "/tmp/work/shots/browse.py", "/tmp/work/shots/job.json"], capture_output=True, text=True))
