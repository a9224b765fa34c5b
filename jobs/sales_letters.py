"""Letters of the sales team: invitations to meetings and mails out of a lead; what stands in them, and whether they may still go."""

from __future__ import annotations

from flask_babel import gettext as _

from app.access.unsubscribe_links import unsubscribe_link
from app.core import clock
from app.core.entity import db
from app.integrations.mail import Invitation
from app.models import Activity, Delivery
from app.models.delivery import DeliveryKind
from app.queries.contacts.meeting_told import MeetingTold, meeting_told, why_untrue
from app.queries.contacts.quiet import is_quiet
from app.queries.letter_sender import sender_to
from app.rendering.ical import Method, Occasion, Person, invitation
from app.rendering.mail import MailContent
from app.rendering.sales_mail import meeting_cancel_mail, meeting_invite_mail, sales_mail
from jobs.booking_letters import Sender

WHY = {
    "changed": lambda: _("The meeting has changed since; a newer mail says how."),
    "untold": lambda: _("They had not been told of the meeting."),
}


def why_no_sales_letter(row: Delivery) -> str:
    """Why it must not go any more, in words; empty when it may."""
    if row.kind is DeliveryKind.SALES_MAIL:
        return _("They asked not to be contacted before the mail went.") if is_quiet(db.session(), row.addressee) else ""
    why = why_untrue(db.session(), row)
    return WHY[why]() if why else ""


def meeting_letter(row: Delivery, sender: Sender) -> tuple[MailContent, Invitation]:
    """`sender` says whose name and address stand in From: the invitation's ORGANIZER has to be the same."""
    meeting, signed = meeting_told(db.session(), row), sender_to(db.session(), row)
    is_cancel = row.kind is DeliveryKind.MEETING_CANCEL
    words = (meeting_cancel_mail if is_cancel else meeting_invite_mail)(signed, meeting)
    method = Method.CANCEL if is_cancel else Method.REQUEST
    name, address = sender(words)
    everybody = _people(meeting) if row.addressee in meeting.names else [Person(row.addressee)]
    content = invitation(
        _occasion(meeting, is_cancelled=is_cancel), method, organiser=Person(address, name), attendees=everybody, stamped_at=clock.now()
    )
    return words, Invitation(method.value, content)


def sales_letter(row: Delivery) -> MailContent:
    """As it was written; answers go to who works on the lead, else to the location."""
    activity = db.session.get_one(Activity, row.activity_id)
    host, sender = activity.host, sender_to(db.session(), row)
    return sales_mail(
        sender,
        subject=activity.subject,
        text=activity.text,
        writer=str(host) if host is not None else "",
        reply_to=host.email if host is not None and host.active else "",
        unsubscribe=unsubscribe_link(activity.contact.public_id),
    )


def _people(meeting: MeetingTold) -> list[Person]:
    return [Person(address, name, is_chair=address == meeting.host_email) for address, name in meeting.names.items()]


def _occasion(meeting: MeetingTold, *, is_cancelled: bool) -> Occasion:
    return Occasion(
        uid=meeting.uid,
        sequence=meeting.sequence,
        starts_at=meeting.starts_at,
        ends_at=meeting.ends_at,
        zone=meeting.zone,
        summary=meeting.title,
        place=meeting.where,
        description="" if is_cancelled else meeting.text,
        is_cancelled=is_cancelled,
    )
