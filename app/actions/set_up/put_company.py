"""Say whose house it is: the company stands at its first location, which its documents are made from."""

from __future__ import annotations

import re
import unicodedata
from typing import Unpack

from flask_babel import gettext as _

from app.access.actor import Actor
from app.actions.locations.change import change_location
from app.actions.locations.create import create_location
from app.actions.locations.fields import LocationFields
from app.actions.locations.put_logo import put_logo
from app.actions.set_up.note import note_done, require_set_up
from app.core.errors import Refused
from app.models import Location
from app.queries.set_up.progress import Step, first_location
from app.work import transaction

NEEDED = ("name", "legal_name", "address", "country", "currency", "zone")


def put_company(*, logo: bytes = b"", by: Actor, **fields: Unpack[LocationFields]) -> Location:
    """Opens the first location, or changes what was said about it. Its code and prefix come from the name until somebody says others. Raises Refused at the field."""
    with transaction(by=by) as work:
        require_set_up(by)
        for name in NEEDED:
            if not str(fields.get(name) or "").strip():
                raise Refused(_("Please fill this in."), field=name)
        location = first_location(work.session)
        if location is None:
            code = _code(fields["name"])
            location = create_location(**(LocationFields(code=code, invoice_prefix=code, is_headquarters=True) | fields), by=by)
        else:
            location = change_location(location.id, **fields, by=by)
        if logo:
            put_logo(location.id, logo, by=by)
        note_done(work, Step.COMPANY)
    return location


def _code(name: str) -> str:
    """ "Kloof Street Works" -> "KSW", "Kloof" -> "KLO"."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().upper()
    words = re.findall(r"[A-Z0-9]+", plain)
    return ("".join(word[0] for word in words)[:4] if len(words) > 1 else "".join(words)[:3]) or "HQ"
