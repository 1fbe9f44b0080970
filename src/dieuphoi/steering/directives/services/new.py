"""What is registered: a document with its addressees, as the services take it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from dieuphoi.steering.directives.models import Duty, Urgency

EARLIEST: Final = date(1945, 9, 2)
"""No document of this state is older."""
MOST_RECIPIENTS: Final = 2_000
LENGTHS: Final = {
    "kind_text": 60, "number_text": 80, "issuer_name": 200, "signer_name": 120, "signer_post": 120, "summary": 1000,
    "programme_text": 200, "recipients_text": 1000, "archived_at": 200, "source": 300,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Recipient:
    """One line of "nơi nhận": an organisation or a person, to act on it or to know of it."""

    org_id: int | None = None
    person_id: int | None = None
    duty: str = Duty.MAIN


@dataclass(frozen=True, slots=True)
class NewDocument:
    """What is registered.

    IN: ``keeper_id`` received it on ``received_on`` (empty: today), under ``arrival_number`` (empty: the next one of
    its year; 0: none, for registers of former years). OUT: its issuer keeps it; with ``take_number`` it gets the next
    number of the year and ``number_text`` is its symbol. ``issuer_id`` is a body on record, or ``issuer_name`` one that
    is not. ``to_all_communes``: to the People's Committee of each xã of the province as well. ``secrecy`` is what a
    sheet says under "độ mật": anything but "không" is refused. ``given_*``: it was given to somebody already.
    """

    direction: str
    issued_on: date
    summary: str
    number_text: str = ""
    keeper_id: int | None = None
    kind_id: int | None = None
    kind_text: str = ""
    issuer_id: int | None = None
    issuer_name: str = ""
    received_on: date | None = None
    arrival_number: int | None = None
    take_number: bool = False
    signer_id: int | None = None
    signer_name: str = ""
    signer_post: str = ""
    urgency: str = Urgency.NORMAL
    field_id: int | None = None
    programme_id: int | None = None
    programme_text: str = ""
    effective_on: date | None = None
    expires_on: date | None = None
    answer_due_on: date | None = None
    places: tuple[int, ...] = ()
    recipients: tuple[Recipient, ...] = ()
    to_all_communes: bool = False
    recipients_text: str = ""
    is_public: bool = False
    is_restricted: bool = False
    copies: int | None = None
    archived_at: str = ""
    note: str = ""
    source: str = ""
    secrecy: str = ""
    drafting_id: int | None = None
    given_to_org_id: int | None = None
    given_to_person_id: int | None = None
    given_on: date | None = None
