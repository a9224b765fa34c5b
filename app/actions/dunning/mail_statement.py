"""Send an organisation its statement of account."""

from __future__ import annotations

import datetime as dt

from flask_babel import gettext as _

from app.access.actor import SYSTEM, Actor, require
from app.access.permissions import Permission
from app.actions.deliveries.to_account import want_account_letter
from app.actions.dunning.debtor import debtor
from app.core.clock import today
from app.core.errors import Refused
from app.models import AccountLetter, Location
from app.models.account_letter import LetterKind
from app.queries.debtors.statement import statement
from app.work import transaction


def mail_statement(organisation_id: int, first: dt.date, last: dt.date, *, currency: str = "", by: Actor) -> AccountLetter:
    """To wherever its invoices go. Raises Refused without such an address, or where its home sends no mail; the whole account, so staff of all its places alone."""
    with transaction(by=by) as work:
        organisation = debtor(work, organisation_id, lock=True)
        require(by, Permission.DEBTOR_WRITE, organisation)
        found = statement(work.session, organisation_id, first, last, by=by, currency=currency)
        if (
            by.location_ids is not None
            and found.closing != statement(work.session, organisation_id, first, last, by=SYSTEM, currency=currency).closing
        ):
            raise Refused(
                _(
                    "%(name)s has an account at places where you do not work: ask somebody of the whole network to send it.",
                    name=organisation.name,
                )
            )
        letter = work.add(
            AccountLetter(
                organisation_id=organisation_id,
                location_id=organisation.location_id,
                kind=LetterKind.STATEMENT,
                written_on=today(work.get(Location, organisation.location_id).zone),
                first_day=first,
                last_day=last,
                currency=found.currency,
            )
        )
        if not want_account_letter(work, letter, organisation):
            raise Refused(_("%(name)s has no address for invoices, or its location sends no mail.", name=organisation.name))
    return letter
