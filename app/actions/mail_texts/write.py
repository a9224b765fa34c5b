"""Write the text of a mail. It counts for every mail that is handed over from now on; what was sent stays as it was."""

from __future__ import annotations

from app.access.actor import Actor
from app.actions.fill import fill
from app.actions.mail_texts.check import check_text
from app.actions.mail_texts.place import TextPlace, require_place, there
from app.models import MailText
from app.work import transaction


def write_mail_text(place: TextPlace, *, subject: str, body: str, seen: str = "", by: Actor) -> MailText:
    """`seen` is the version on the page, or NONE of `place`. Raises Refused at the field that is wrong, Stale when somebody else was faster."""
    with transaction(by=by) as work:
        require_place(work, place)
        row = there(work, place, seen)
        new = row is None
        if row is None:
            row = MailText(mail=place.mail, variant=place.variant, location_id=place.location_id, language=place.language)
        with work.session.no_autoflush:
            check_text(place.mail, subject, body)
            fill(work, row, {"subject": subject, "body": body})
        return work.add(row) if new else row
