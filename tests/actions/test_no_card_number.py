"""Whoever types a card number into a note is told so at the field, and nothing of it is kept; a phone number and an invoice's stay."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import text

from app.actions.activities.log import log_activity
from app.actions.comments.change import change_comment
from app.actions.comments.write import write_comment
from app.actions.dunning.write_note import promise_to_pay, write_note
from app.actions.tasks.add_about import add_task_about
from app.actions.tickets.answer import Way, answer_ticket
from app.actions.tickets.open import Asked, open_ticket
from app.actions.tracks.add_task import add_track_task
from app.actions.waiting_list.create import create_waiting_entry
from app.core.errors import Refused
from app.models.ticket import TicketCategory

CARD, OTHER = "Paid with 5555 5555 5555 4444, she says", "KLF-2026-000123, +27 82 555 0123, DE89 3704 0044 0532 0130 00"
DAY = dt.date(2030, 1, 7)


def comment(make, by, said):
    return write_comment("organisation", make.organisation().id, text=said, by=by)


def comment_again(make, by, said):
    return change_comment(write_comment("organisation", make.organisation().id, text="Hello", by=by).id, text=said, by=by)


def ticket(make, by, said):
    return open_ticket(Asked(make.location().id, TicketCategory.ROOM, said), by=by)


def ticket_note(make, by, said):
    return answer_ticket(make.ticket().id, said, Way.NOTE, by=by)


def call(make, by, said):
    return log_activity(make.lead().contact_id, kind="call", text=said, by=by)


def subject(make, by, said):
    return log_activity(make.lead().contact_id, kind="call", subject=said, by=by)


def debtor(make, by, said):
    return write_note(make.organisation().id, text=said, by=by)


def promise(make, by, said):
    return promise_to_pay(make.organisation().id, amount_cents=100, until=dt.date.today() + dt.timedelta(days=7), text=said, by=by)


def task(make, by, said):
    return add_task_about("organisation", make.organisation().id, title="Call", note=said, by=by)


def template(make, by, said):
    return add_track_task(make.track().id, title="Call", note=said, by=by)


def waiting(make, by, said):
    return create_waiting_entry(location_id=make.location().id, name="Ann", email="ann@other.example", starts_on=DAY, note=said, by=by)


KEEPERS = {
    comment: "text",
    comment_again: "text",
    ticket: "text",
    ticket_note: "text",
    call: "text",
    subject: "subject",
    debtor: "text",
    promise: "text",
    task: "note",
    template: "note",
    waiting: "note",
}


@pytest.mark.parametrize(("keep", "field"), KEEPERS.items(), ids=lambda each: getattr(each, "__name__", each))
def test_a_card_number_is_refused_at_its_field_and_other_numbers_are_kept(make, admin, session, keep, field):
    keep(make, admin, OTHER)
    with pytest.raises(Refused, match="looks like a card number") as told:
        keep(make, admin, CARD)
    assert told.value.field == field
    session.rollback()
    kept = "SELECT string_agg(t::text, ' ') FROM {} t"
    tables = (
        "comment",
        "ticket",
        "ticket_entry",
        "activity",
        "debtor_note",
        "task",
        "track_task",
        "waiting_entry",
        "audit_event",
        "notification",
        "outbox_message",
    )
    assert not any("5555 4444" in (session.scalar(text(kept.format(table))) or "") for table in tables)
