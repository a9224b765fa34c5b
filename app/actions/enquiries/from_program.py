"""A program tells of a lead through a form: known by its key, believed by its signature (S8)."""

from __future__ import annotations

import json
from hashlib import sha256

from flask_babel import gettext as _
from marshmallow import Schema, ValidationError, fields
from sqlalchemy import func, select
from sqlalchemy.orm import undefer

from app.access.sealing import LEAD_HOOK, known_marks, opened
from app.actions.enquiries.receive import TooMany, receive_enquiry
from app.core import clock
from app.core.entity import db
from app.core.errors import FoyerError, Refused
from app.models import Enquiry, LeadForm, Location
from app.models.lead import LeadOrigin
from app.queries.leads.came import HOUR
from app.rules.lead_hook import PER_HOUR, hook_is_true


class Unsigned(FoyerError):
    """Nobody that we know, or not what they signed."""

    status = 401


class Told(Schema):
    """The JSON body. `id` is the program's own number of the lead; told twice, it is one. `location` is a code, where the form leaves the choice."""

    id = fields.String(load_default="")
    location = fields.String(load_default="")
    name = fields.String(load_default="")
    email = fields.String(load_default="")
    phone = fields.String(load_default="")
    company = fields.String(load_default="")
    message = fields.String(load_default="")
    places = fields.Integer(load_default=None, allow_none=True)
    wanted_on = fields.Date(load_default=None, allow_none=True)
    source = fields.String(load_default="")
    page = fields.String(load_default="")
    referred_by = fields.String(load_default="")


def receive_from_program(slug: str, *, key: str, timestamp: str, signature: str, body: bytes) -> Enquiry:
    """Raises Unsigned before it looks at anything, Refused at a field, TooMany beyond 600 an hour."""
    form = _form(slug, key)
    if form is None or not hook_is_true(opened(form.sealed_hook_secret or b"", LEAD_HOOK), timestamp, signature, body, now=clock.now()):
        raise Unsigned(_("Key, time and signature do not fit together: see the form's page for how to sign."))
    try:
        told = Told().load(json.loads(body))
    except ValidationError as wrong:
        field = next(iter(wrong.messages_dict), "")
        raise Refused(_("%(field)s does not fit: it is missing its right form, or nobody knows it.", field=field), field=field) from wrong
    except ValueError as wrong:
        raise Refused(_("Send a JSON object.")) from wrong
    since = clock.now() - HOUR
    if (
        db.session.scalar(
            select(func.count())
            .select_from(Enquiry)
            .where(Enquiry.form_id == form.id, Enquiry.origin == LeadOrigin.INTEGRATION, Enquiry.received_at > since)
        )
        or 0
    ) >= PER_HOUR:
        raise TooMany(_("More than %(count)d leads within an hour: send the rest later.", count=PER_HOUR))
    number = told.pop("id") or sha256(body).hexdigest()
    code = told.pop("location")
    if form.location_id is None:
        told["location_id"] = db.session.scalar(select(Location.id).where(func.lower(Location.code) == code.lower()))
        if told["location_id"] is None:
            raise Refused(_("Name the location by its code."), field="location")
    unique = sha256(f"{form.id} program {number}".encode()).hexdigest()
    return receive_enquiry(form.id, key=unique, sender="", origin=LeadOrigin.INTEGRATION, **told)


def _form(slug: str, key: str) -> LeadForm | None:
    query = select(LeadForm).where(
        LeadForm.slug == slug, LeadForm.is_active, LeadForm.hook_key_mark.in_(known_marks(key.encode(), LEAD_HOOK))
    )
    return db.session.scalars(query.options(undefer(LeadForm.sealed_hook_secret))).one_or_none()
