"""Note what was said with a debtor: a word, a promise to pay, or that a person looked at the access."""

from __future__ import annotations

import datetime as dt

from flask_babel import gettext as _
from sqlalchemy import update

from app.access.actor import Actor, require
from app.access.permissions import Permission
from app.actions.dunning.debtor import debtor
from app.actions.no_card_number import without_card_number
from app.core.clock import now, today
from app.core.errors import Refused
from app.core.money import LARGEST_CENTS
from app.models import DebtorNote, Location, Organisation
from app.models.debtor_note import NoteKind
from app.work import Work, transaction

FURTHEST = dt.timedelta(days=366)


def note_debtor(
    organisation_id: int = 0,
    *,
    kind: str = NoteKind.NOTE.value,
    text: str = "",
    amount_cents: int | None = None,
    currency: str = "",
    until: dt.date | None = None,
    by: Actor,
) -> DebtorNote:
    """Whichever of the three `kind` names. Raises Refused at the field that is wrong."""
    if not organisation_id:
        raise Refused(_("Please fill this in."), field="organisation_id")
    if kind == NoteKind.PROMISE:
        return promise_to_pay(organisation_id, amount_cents=amount_cents, until=until, text=text, currency=currency, by=by)
    if kind == NoteKind.REVIEW:
        return review_access(organisation_id, text=text, until=until, by=by)
    if kind != NoteKind.NOTE:
        raise Refused(_("Please choose one of the list."), field="kind")
    return write_note(organisation_id, text=text, by=by)


def write_note(organisation_id: int, *, text: str, by: Actor) -> DebtorNote:
    """A word for the colleagues; it changes nothing. Raises Refused for nothing said."""
    with transaction(by=by) as work:
        day = _begun(work, organisation_id)
        return _noted(work, organisation_id, NoteKind.NOTE, day, _said(text))


def promise_to_pay(
    organisation_id: int, *, amount_cents: int | None, until: dt.date | None, text: str = "", currency: str = "", by: Actor
) -> DebtorNote:
    """Until the end of that day nobody is reminded or blocked. It replaces the promise before it. Raises Refused at the field that is wrong."""
    with transaction(by=by) as work:
        day = _begun(work, organisation_id)
        if amount_cents is None or not 0 < amount_cents <= LARGEST_CENTS:
            raise Refused(_("Say how much: an amount above 0."), field="amount_cents")
        _replace(work, organisation_id, NoteKind.PROMISE)
        currency = currency or debtor(work, organisation_id).currency
        return _noted(
            work, organisation_id, NoteKind.PROMISE, day, _kept(text), amount_cents=amount_cents, currency=currency, until=_end(until, day)
        )


def review_access(organisation_id: int, *, text: str, until: dt.date | None, by: Actor) -> DebtorNote:
    """Somebody looked, the access stays as it is, and nobody is asked again until after that day. Raises Refused at the field that is wrong."""
    with transaction(by=by) as work:
        day = _begun(work, organisation_id)
        work.get(Organisation, organisation_id)  # who only bills them there says nothing about their access
        _replace(work, organisation_id, NoteKind.REVIEW)
        return _noted(work, organisation_id, NoteKind.REVIEW, day, _said(text), until=_end(until, day))


def withdraw_note(note_id: int, *, by: Actor) -> DebtorNote:
    """A promise or a review counts no more; it stays to be read."""
    with transaction(by=by) as work:
        require(by, Permission.DEBTOR_WRITE)
        note = work.lock(DebtorNote, note_id)
        if note.noted_by != by.name:
            work.get(Organisation, note.organisation_id)  # what was agreed where they are known ends there
        if note.kind is NoteKind.NOTE or note.withdrawn_at is not None:
            raise Refused(_("There is nothing to withdraw."))
        note.withdrawn_at = now()
    return note


def _begun(work: Work, organisation_id: int) -> dt.date:
    """Today, where the organisation is at home."""
    require(work.by, Permission.DEBTOR_WRITE)
    organisation = debtor(work, organisation_id, lock=True)
    return today(work.session.get_one(Location, organisation.location_id).zone)


def _said(text: str) -> str:
    if not text.strip():
        raise Refused(_("Please fill this in."), field="text")
    return _kept(text)


def _kept(text: str) -> str:
    """Raises Refused at `text` for a card number."""
    return without_card_number(text.strip()[:1000], "text")


def _end(until: dt.date | None, day: dt.date) -> dt.date:
    if until is None or not day <= until <= day + FURTHEST:
        raise Refused(_("Name a day from today on, within a year."), field="until")
    return until


def _replace(work: Work, organisation_id: int, kind: NoteKind) -> None:
    """What was said last counts. In bulk: the audit has the new one, which says the same."""
    of = (DebtorNote.organisation_id == organisation_id, DebtorNote.kind == kind, DebtorNote.withdrawn_at.is_(None))
    work.session.execute(update(DebtorNote).where(*of).values(withdrawn_at=now()))


def _noted(work: Work, organisation_id: int, kind: NoteKind, day: dt.date, text: str, **more: object) -> DebtorNote:
    return work.add(DebtorNote(organisation_id=organisation_id, kind=kind, noted_on=day, text=text, noted_by=work.by.name, **more))
