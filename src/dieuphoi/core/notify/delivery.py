"""Sending what waits: mails over the configured server, calls to webhooks; with retries, later and later."""

from __future__ import annotations

import http.client
import logging
import ssl
from datetime import datetime, timedelta
from typing import Final
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.utils.translation import gettext as _

from dieuphoi.core.notify.models import Channel, Delivery, DeliveryState
from dieuphoi.core.notify.services import webhook_address_fault

logger = logging.getLogger(__name__)

WAITS: Final = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 30, 120, 720))
"""How long to wait after the first, second … failed try; after the last one it stays failed, for a person to see."""
AT_ONCE: Final = 100
"""So many leave in one go; the rest half a minute later."""
PATIENCE: Final = 10.0
"""Seconds that another server has to answer."""


def deliveries_send(*, now: datetime) -> tuple[int, int]:
    """Send what is due; returns how many went out and how many failed this time.

    Each in a transaction of its own, its row locked: two workers never send the same one.
    """
    sent = failed = 0
    for pk in list(
        Delivery.objects.filter(state=DeliveryState.QUEUED, next_at__lte=now)
        .order_by("next_at", "pk")
        .values_list("pk", flat=True)[:AT_ONCE]
    ):
        with transaction.atomic():
            delivery = (
                Delivery.objects.select_for_update(skip_locked=True).filter(pk=pk, state=DeliveryState.QUEUED).first()
            )
            if delivery is None:
                continue
            if _try(delivery, now):
                sent += 1
            else:
                failed += 1
    return sent, failed


def _try(delivery: Delivery, now: datetime) -> bool:
    delivery.tries += 1
    try:
        (_mail if delivery.channel == Channel.MAIL else _call)(delivery)
    except Exception as error:
        logger.warning("delivery %s (%s) failed: %s", delivery.pk, delivery.channel, error)
        delivery.error = f"{type(error).__name__}: {error}"[:2000]
        if delivery.tries > len(WAITS):
            delivery.state = DeliveryState.FAILED
        else:
            delivery.next_at = now + WAITS[delivery.tries - 1]
        delivery.save(update_fields=["state", "tries", "next_at", "error"])
        return False
    delivery.state, delivery.sent_at, delivery.error = DeliveryState.SENT, now, ""
    delivery.save(update_fields=["state", "tries", "sent_at", "error"])
    return True


def _mail(delivery: Delivery) -> None:
    if not settings.DIEUPHOI_MAIL:
        raise RuntimeError(_("Chưa cấu hình máy chủ thư (DIEUPHOI_MAIL_URL)."))
    subject = " ".join(delivery.subject.split())
    EmailMessage(subject, delivery.body, settings.DEFAULT_FROM_EMAIL, [delivery.target]).send()


def _call(delivery: Delivery) -> None:
    # The address was checked when it was typed; checked again, for the row may be older than the rule.
    if fault := webhook_address_fault(delivery.target):
        raise ValueError(fault)
    parts = urlsplit(delivery.target)
    host = parts.hostname or ""
    connection: http.client.HTTPConnection
    if parts.scheme == "https":
        connection = http.client.HTTPSConnection(
            host, parts.port, timeout=PATIENCE, context=ssl.create_default_context()
        )
    else:
        connection = http.client.HTTPConnection(host, parts.port, timeout=PATIENCE)
    try:
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        headers = {"Content-Type": "application/json; charset=utf-8", "User-Agent": "dieuphoi"}
        connection.request("POST", path, delivery.body.encode(), headers)
        status = connection.getresponse().status
    finally:
        connection.close()
    # A redirect is not followed: it would lead past the check of the address.
    if not 200 <= status < 300:
        raise RuntimeError(_("Máy nhận trả lời %(status)s.") % {"status": status})
