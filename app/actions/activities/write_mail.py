"""Write to a contact by mail, out of their lead: kept as an activity, sent once as every mail of the house."""

from __future__ import annotations

from flask_babel import gettext as _
from sqlalchemy import select

from app.access.actor import Actor
from app.actions.activities.subject import With, with_whom
from app.actions.activities.words import LONGEST_TEXT, said_of, subject_line
from app.actions.deliveries.letter import habits, want_one
from app.core.clock import now
from app.core.errors import Conflict, Refused
from app.models import Activity, Delivery
from app.models.activity import ActivityKind
from app.models.delivery import DeliveryKind
from app.queries.tasks.doers import does_tasks
from app.work import Work, transaction


def write_mail(
    contact_id: int, *, subject: str, text: str, key: str, lead_id: int | None = None, task_id: int | None = None, by: Actor
) -> Activity:
    """`key` is the form's: a second click sends nothing. Its Message-ID is fixed here, so that the archive's copy is known again.

    It is signed by who works on the lead and still works there, else by who writes. Raises Refused for somebody without an address or who wants no mail,
    Missing, Forbidden, and Conflict for a key that wrote to somebody else.
    """
    with transaction(by=by) as work:
        found = with_whom(work, contact_id, lead_id)
        delivery_key = f"{DeliveryKind.SALES_MAIL.value}-{by.id}-{key[:64]}"
        if (sent := _sent_before(work, delivery_key, found)) is not None:
            return sent
        if not found.contact.email:
            raise Refused(_("%(name)s has no mail address.", name=found.contact.name))
        if found.contact.do_not_contact_at is not None:
            raise Refused(_("%(name)s does not want to be contacted.", name=found.contact.name))
        owner_id = found.lead.owner_id if found.lead is not None else None
        if owner_id is not None and not does_tasks(work.session, owner_id, found.location.id):
            owner_id = None
        activity = work.add(
            Activity(
                location_id=found.location.id,
                contact_id=found.contact.id,
                lead_id=found.lead.id if found.lead is not None else None,
                task_id=task_id,
                kind=ActivityKind.EMAIL,
                at=now(),
                subject=subject_line(subject, needed=True),
                text=said_of(text, LONGEST_TEXT, "text", needed=True),
                host_id=owner_id or by.id,
                done_by=by.name,
            )
        )
        address = found.contact.email.lower()
        about = {"activity_id": activity.id, "activity_sequence": 0, "addressee": address}
        delivery = want_one(work, DeliveryKind.SALES_MAIL, delivery_key, found.location, habits(found.location, address), **about)
        activity.message_id = delivery.message_id
    return activity


def _sent_before(work: Work, key: str, found: With) -> Activity | None:
    activity = work.session.scalars(
        select(Activity).join(Delivery, Delivery.activity_id == Activity.id).where(Delivery.key == key)
    ).one_or_none()
    if activity is not None and activity.contact_id != found.contact.id:
        raise Conflict(_("This mail was sent to somebody else before. Open the page again."))
    return activity
