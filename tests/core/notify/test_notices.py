"""Telling people: once, inside the act, to their own inbox; mail only where configured (house.md, mechanism 8)."""

from __future__ import annotations

import http.server
import json
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core import mail
from django.db import DatabaseError, transaction
from django.test import Client

from dieuphoi.config.mail import mail_settings
from dieuphoi.core.history.context import act
from dieuphoi.core.kernel.actor import system_actor
from dieuphoi.core.kernel.errors import InputErrors, NotVisible, Refused
from dieuphoi.core.notify import services
from dieuphoi.core.notify.delivery import deliveries_send
from dieuphoi.core.notify.digest import digests_write
from dieuphoi.core.notify.kinds import kinds
from dieuphoi.core.notify.models import Delivery, Notice, Webhook
from dieuphoi.core.notify.services import notify
from dieuphoi.registry.organisations.models import Person
from tests.support.world import World, sign_in

MENTION, ENTRY = "comment.mention", "round.entry_due"


def tell(world: World, *who: str, kind: str = ENTRY, once: str = "k1", **more: Any) -> int:
    options: dict[str, Any] = {"title": "Sắp hết hạn", "url": "/rounds/", "now": world.now, **more}
    accounts = [world.accounts[name] for name in who]
    return notify(actor=world.actor("lan"), to=accounts, kind=kind, once=once, **options)


@pytest.fixture
def mailing(settings: Any, world: World) -> World:
    settings.DIEUPHOI_MAIL = True
    settings.DIEUPHOI_URL = "https://dieuphoi.example"
    settings.DIEUPHOI_DIGEST_HOUR = 7
    with act(system_actor(world.today), "test"):
        for name in ("tuan", "thu", "hanh"):
            Person.objects.filter(pk=world.people[name]).update(email=f"{name}@example.vn")
    return world


# --- refusals


def test_an_unknown_kind_and_a_foreign_address_are_refused(world: World) -> None:
    with pytest.raises(LookupError):
        tell(world, "tuan", kind="no.such")
    for url in ("https://elsewhere.example/", "//elsewhere.example/", "javascript:x"):
        with pytest.raises(ValueError, match="not a path"):
            tell(world, "tuan", url=url)
    assert not Notice.objects.exists()


def test_nobody_reads_or_marks_the_notices_of_another(world: World) -> None:
    tell(world, "tuan")
    notice = Notice.objects.get()
    assert set(Notice.objects.visible_to(world.actor("hanh"))) == set()
    with pytest.raises(NotVisible):
        services.notice_read(actor=world.actor("hanh"), notice_id=notice.pk, now=world.now)
    assert services.notices_read(actor=world.actor("hanh"), ids=[notice.pk], now=world.now) == 0
    assert "Sắp hết hạn" not in sign_in(world, "vy").get("/inbox/").content.decode()
    notice.refresh_from_db()
    assert notice.read_at is None


def test_what_was_told_is_never_changed(world: World) -> None:
    tell(world, "tuan")
    for change in ({"title": "khác"}, {"account_id": world.accounts["vy"]}, {"created_at": world.now + timedelta(1)}):
        with pytest.raises(DatabaseError), transaction.atomic():
            Notice.objects.update(**change)
    with pytest.raises(DatabaseError), transaction.atomic():
        Notice.objects.all().delete()


@pytest.mark.parametrize(
    "url",
    [
        "http://10.0.0.1/hook", "http://example.vn/", "ftp://example.vn/", "https://", "https://a:b@example.vn/",
        "javascript:alert(1)", "http://127.0.0.1.example.vn/", "http://[::1", "file:///etc/passwd", "",
    ],
)  # fmt: skip
def test_a_webhook_is_https_or_this_very_machine(world: World, url: str) -> None:
    with pytest.raises(InputErrors):
        services.webhook_add(actor=world.actor("hanh"), name="x", url=url, kinds_wanted=[], now=world.now)
    assert not Webhook.objects.exists()


@pytest.mark.parametrize(
    "url", ["https://example.vn/hook?x=1", "http://localhost:9/", "http://127.0.0.1/", "http://[::1]:8/"]
)
def test_a_good_webhook_is_kept(world: World, url: str) -> None:
    assert services.webhook_add(actor=world.actor("hanh"), name="x", url=url, kinds_wanted=[], now=world.now).url == url


def test_rules_webhooks_and_deliveries_are_the_managers(world: World) -> None:
    lan = world.actor("lan")
    with pytest.raises(Refused):
        services.webhook_add(actor=lan, name="x", url="https://example.vn/", kinds_wanted=[], now=world.now)
    with pytest.raises(Refused):
        services.rule_add(actor=lan, kind=ENTRY, offset=-1, repeat=None, start=world.today, source="x", now=world.now)


@pytest.mark.parametrize("address", ["http://mail.example.vn", "smtp://", "mail.example.vn"])
def test_a_mail_address_that_is_none_ends_the_start(address: str) -> None:
    with pytest.raises(ValueError, match="DIEUPHOI_MAIL_URL"):
        mail_settings(address)


def test_the_mail_server_is_one_address() -> None:
    assert mail_settings("") is None
    server = mail_settings("smtp://a%40b:p%3Aw@mail.vn:2525/?tls=1")
    assert server is not None
    assert (server.host, server.port, server.user, server.password, server.starttls, server.ssl) == (
        "mail.vn", 2525, "a@b", "p:w", True, False,
    )  # fmt: skip
    secure = mail_settings("smtps://mail.vn")
    assert secure is not None
    assert (secure.port, secure.ssl, secure.starttls) == (465, True, False)


# --- once, in the act


def test_each_is_told_once_and_the_one_who_acts_never(world: World) -> None:
    assert tell(world, "tuan", "vy", "lan") == 2
    assert tell(world, "tuan", "vy", "binh") == 1
    assert tell(world, "tuan", once="k2") == 1
    told = sorted(Notice.objects.values_list("account__username", "once"))
    assert told == [("binh", "k1"), ("tuan", "k1"), ("tuan", "k2"), ("vy", "k1")]


def test_what_the_act_rolls_back_was_never_told(mailing: World) -> None:
    class Broken(Exception):
        pass

    with pytest.raises(Broken), act(mailing.actor("lan"), "test"):
        tell(mailing, "tuan", kind=MENTION)
        assert Delivery.objects.count() == 1
        raise Broken
    assert not Notice.objects.exists()
    assert not Delivery.objects.exists()


# --- the inbox


def test_looking_writes_nothing_and_the_report_of_the_page_marks_read(world: World) -> None:
    tell(world, "tuan", "vy")
    client = sign_in(world, "tuan")
    mine, others = (
        Notice.objects.get(account_id=world.accounts["tuan"]),
        Notice.objects.get(account_id=world.accounts["vy"]),
    )
    page = client.get("/inbox/").content.decode()
    assert f'data-seen-ids="{mine.pk} "' in page
    assert '<span class="inbox-count" data-unread>1</span>' in page
    mine.refresh_from_db()
    assert mine.read_at is None
    answer = client.post("/inbox/seen/", {"ids": [mine.pk, others.pk, "x"]})
    assert answer.json() == {"unread": 0}
    mine.refresh_from_db()
    others.refresh_from_db()
    assert (mine.read_at is None, others.read_at is None) == (False, True)
    assert "data-unread hidden" in client.get("/inbox/").content.decode()


def test_the_inbox_narrows_by_unread_and_kind_and_all_read_is_one_press(world: World) -> None:
    tell(world, "tuan", title="Tin một")
    tell(world, "tuan", once="k2", kind=MENTION, title="Tin hai")
    client = sign_in(world, "tuan")
    services.notice_read(actor=world.actor("tuan"), notice_id=Notice.objects.get(once="k1").pk, now=world.now)

    def shown(query: str) -> set[str]:
        body = client.get(f"/inbox/?{query}").content.decode()
        return {title for title in ("Tin một", "Tin hai") if title in body}

    assert shown("") == {"Tin một", "Tin hai"}
    assert shown("unread=true") == {"Tin hai"}
    assert shown("unread=false") == {"Tin một"}
    assert shown(f"kind={ENTRY}") == {"Tin một"}
    client.post("/inbox/read-all/")
    assert shown("unread=true") == set()


def test_the_head_asks_once_for_the_number_of_unread(world: World, django_assert_max_num_queries: Any) -> None:
    from dieuphoi.core.notify.selectors import unread_count

    tuan = world.actor("tuan")
    with django_assert_max_num_queries(1):
        assert unread_count(tuan) == 0


# --- mail


def test_without_a_mail_server_nothing_leaves_the_house(world: World) -> None:
    tell(world, "tuan", kind=MENTION, at_once=True)
    assert digests_write(now=world.now) == 0
    assert not Delivery.objects.exists()


def test_a_mention_is_mailed_at_once_and_the_rest_waits_for_one_digest(mailing: World) -> None:
    world = mailing
    tell(world, "tuan", kind=MENTION, once="m", title="Nhắc bạn", text="Xem lại", url="/rounds/1/")
    tell(world, "tuan", "vy", once="a", title="Tin một")
    tell(world, "tuan", once="b", title="Tin hai")
    assert deliveries_send(now=world.now) == (1, 0)
    assert [message.to for message in mail.outbox] == [["tuan@example.vn"]]
    assert mail.outbox[0].subject == "Nhắc bạn"
    assert "https://dieuphoi.example/rounds/1/" in mail.outbox[0].body

    assert digests_write(now=world.now) == 1  # 9:00 in Hà Nội; Vy has no address
    assert digests_write(now=world.now) == 0
    deliveries_send(now=world.now)
    digest = mail.outbox[1]
    assert digest.subject == "Bản tin Điều Phối ngày 02/03/2026: 2 tin mới"
    assert "- Tin một" in digest.body
    assert "- Tin hai" in digest.body
    assert "Nhắc bạn" not in digest.body
    # My work stands above it, in the numbers of its page.
    assert "Việc của tôi (1):" in digest.body
    assert len(mail.outbox) == 2


def test_three_days_without_a_worker_make_one_mail(mailing: World) -> None:
    world = mailing
    tell(world, "tuan", once="first", title="Trước đó")
    assert digests_write(now=world.now) == 1
    for day in (1, 2, 3):
        at = world.now + timedelta(days=day)
        tell(world, "tuan", once=f"d{day}", title=f"Tin ngày {day}", now=at)
    assert digests_write(now=world.now + timedelta(days=3, hours=1)) == 1
    body = Delivery.objects.order_by("pk").last().body  # type: ignore[union-attr]
    assert all(f"Tin ngày {day}" in body for day in (1, 2, 3))
    assert "Trước đó" not in body


def test_the_digest_waits_for_the_hour_one_chose_and_what_is_off_stays_in_the_inbox(mailing: World) -> None:
    world = mailing
    services.choices_set(actor=world.actor("tuan"), hour=16, mails={MENTION: "off", ENTRY: "digest"}, now=world.now)
    tell(world, "tuan", kind=MENTION, once="m", at_once=True)
    tell(world, "tuan", once="e")
    assert not Delivery.objects.exists()
    assert digests_write(now=world.now) == 0
    assert digests_write(now=datetime(2026, 3, 2, 9, 5, tzinfo=UTC)) == 1  # 16:05 in Hà Nội
    assert "1 tin mới" in Delivery.objects.get().subject
    assert Notice.objects.filter(account_id=world.accounts["tuan"]).count() == 2


def test_a_mail_that_fails_is_tried_later_and_in_the_end_shown_as_failed(mailing: World, settings: Any) -> None:
    world = mailing
    settings.EMAIL_BACKEND = "tests.core.notify.broken_mail.Broken"
    tell(world, "tuan", kind=MENTION)
    now = world.now
    assert deliveries_send(now=now) == (0, 1)
    assert deliveries_send(now=now) == (0, 0)  # not before a minute has gone
    for minutes in (1, 5, 30, 120, 720):
        now += timedelta(minutes=minutes)
        assert deliveries_send(now=now) == (0, 1)
    delivery = Delivery.objects.get()
    assert (delivery.state, delivery.tries) == ("FAILED", 6)
    assert "no route" in delivery.error
    page = sign_in(world, "hanh").get("/inbox/deliveries/").content.decode()
    assert "no route" in page
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    services.delivery_retry(actor=world.actor("hanh"), delivery_id=delivery.pk, now=now)
    assert deliveries_send(now=now) == (1, 0)
    with pytest.raises(Refused):
        services.delivery_retry(actor=world.actor("hanh"), delivery_id=delivery.pk, now=now)


# --- webhook


class Heard(http.server.BaseHTTPRequestHandler):
    said: list[Any] = []
    status = 200

    def do_POST(self) -> None:
        Heard.said.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
        self.send_response(Heard.status)
        self.send_header("Location", "http://10.0.0.1/")
        self.end_headers()

    def log_message(self, *args: Any) -> None:
        pass


@pytest.fixture
def hook() -> Iterator[str]:
    Heard.said, Heard.status = [], 200
    server = http.server.HTTPServer(("127.0.0.1", 0), Heard)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/hook"
    server.shutdown()
    server.server_close()


def test_a_webhook_hears_once_of_the_kinds_it_wants(world: World, hook: str) -> None:
    services.webhook_add(actor=world.actor("hanh"), name="x", url=hook, kinds_wanted=[ENTRY], now=world.now)
    tell(world, "tuan", "vy", title="Hạn & <b>")
    tell(world, "binh")
    tell(world, "tuan", kind=MENTION, once="m")
    assert deliveries_send(now=world.now) == (1, 0)
    [said] = Heard.said
    assert (said["kind"], said["title"]) == (ENTRY, "Hạn & <b>")


def test_a_redirect_is_a_failure_and_is_not_followed(world: World, hook: str) -> None:
    Heard.status = 302
    services.webhook_add(actor=world.actor("hanh"), name="x", url=hook, kinds_wanted=[], now=world.now)
    tell(world, "tuan")
    assert deliveries_send(now=world.now) == (0, 1)
    assert "302" in Delivery.objects.get().error


def test_an_ended_webhook_hears_nothing(world: World, hook: str) -> None:
    ended = services.webhook_add(actor=world.actor("hanh"), name="x", url=hook, kinds_wanted=[], now=world.now)
    services.webhook_end(actor=world.actor("hanh"), webhook_id=ended.pk, now=world.now)
    tell(world, "tuan")
    assert not Delivery.objects.exists()


# --- one's own choices


def test_choices_are_kept_by_the_form_and_faults_told(world: World) -> None:
    client: Client = sign_in(world, "tuan")
    page = client.get("/inbox/choices/").content.decode()
    assert "Máy chủ thư chưa được cấu hình" in page
    fields = {"hour": "6", f"kind:{MENTION}": "digest", "kind:comment.reply": "off"}
    assert client.post("/inbox/choices/", fields).status_code == 422  # the other kinds were not sent
    fields |= {f"kind:{each.key}": "digest" for each in kinds() if f"kind:{each.key}" not in fields}
    fields[f"kind:{ENTRY}"] = "at_once"
    assert client.post("/inbox/choices/", fields).status_code == 302
    from dieuphoi.core.notify.selectors import choices_of

    hour, ways = choices_of(world.actor("tuan"))
    assert (hour, ways[MENTION], ways["comment.reply"], ways[ENTRY]) == (6, "digest", "off", "at_once")
    with pytest.raises(InputErrors):
        services.choices_set(actor=world.actor("tuan"), hour=24, mails={"no.such": "off"}, now=world.now)
