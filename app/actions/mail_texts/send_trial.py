"""Send a text that somebody tries out to that person, and to nobody else."""

from __future__ import annotations

import datetime as dt
from email.utils import parseaddr

from flask import current_app
from flask_babel import gettext as _
from sqlalchemy import func, select

from app.access.actor import Actor
from app.actions.accounts.person import lock_own
from app.actions.deliveries.keep import Kept, keep_copy, sender_line
from app.actions.deliveries.letter import want_one
from app.actions.mail_texts.place import TextPlace, require_place
from app.core.clock import now
from app.core.errors import Refused
from app.models import Delivery
from app.models.delivery import DeliveryKind, DeliveryState
from app.queries.letter_sender import sender_to
from app.rules.placeholders import one_line
from app.work import transaction

MOST = 30  # an hour


def send_trial(place: TextPlace, *, subject: str, text: str, html: str, key: str, by: Actor) -> Delivery:
    """A mail with made-up values, as the caller wrote it; its subject says that it is a test. `key` of the form: pressed twice, it goes once."""
    with transaction(by=by) as work:
        location = require_place(work, place)
        if by.id is None:
            raise Refused(_("A test goes to whoever asks for it, and nobody is signed in."))
        person = lock_own(work, by.id)
        unique = f"{DeliveryKind.MAIL_TEST.value}-{person.id}-{key[:60]}"
        earlier = work.session.scalars(select(Delivery).where(Delivery.key == unique)).one_or_none()
        if earlier is not None:
            return earlier
        lately = (
            select(func.count())
            .select_from(Delivery)
            .where(
                Delivery.user_id == person.id, Delivery.kind == DeliveryKind.MAIL_TEST, Delivery.created_at > now() - dt.timedelta(hours=1)
            )
        )
        if (work.session.scalar(lately) or 0) >= MOST:
            raise Refused(_("That were %(count)d tests in an hour. Look at the preview, and try again later.", count=MOST))
        row = want_one(work, DeliveryKind.MAIL_TEST, unique, location, (person.email.lower(), DeliveryState.TODO, ""), user_id=person.id)
        signed = sender_to(work.session, row)
        house = parseaddr(current_app.extensions["settings"].mail_from)[1]
        keep_copy(
            work,
            row.id,
            Kept(
                sender_line(one_line(signed.location_name), one_line(signed.sender_email) or house),
                signed.sender_email[:320],
                _("Test: %(subject)s", subject=subject)[:250],
                text,
                html,
            ),
        )
        return row
