"""Print accounts at PaperCut: looked at first, then made, changed, opened or closed (contracts.md 3)."""

from __future__ import annotations

from flask_babel import gettext as _

from app.access.actor import SYSTEM
from app.access.kept_passwords import opened, sealed
from app.access.wifi_passwords import new_wifi_password
from app.actions.access.carry import Begun, Outcome, forget_id, keep_ids
from app.actions.access.note_balances import note_balances
from app.core.entity import db
from app.core.money import plain
from app.integrations.errors import GiveUp, Retry
from app.integrations.papercut import AccountExists, EmailTaken, NoSuchAccount, PrintAccount, Printing
from app.integrations.registry import use
from app.queries.fulfilments import bought_print_credit
from app.rules.access import Standing

KNOWN = "papercut"  # what is stored as the id of an account that is ours: PaperCut knows people by their name alone


def bring_about(begun: Begun) -> None:
    """An account of this name that Foyer did not make is somebody else's, and is left alone (A2)."""
    if begun.standing is Standing.NONE and begun.external_id is None:
        return  # none was ever made: a house without a print server has nobody to ask
    printing = use(Printing)
    known = printing.account(begun.username)
    if begun.standing is Standing.NONE:
        if known is not None:
            _take_away(printing, begun, known)
        return
    full_name = f"{begun.first_name} {begun.last_name}".strip()
    if known is None:
        _create(printing, begun, full_name)
    elif not begun.external_id:
        raise GiveUp(_("PaperCut has an account %(name)s that Foyer did not make.", name=begun.username))
    elif (known.full_name, known.email.lower()) != (full_name, begun.email.lower()):
        printing.change_account(begun.username, full_name=full_name, email=begun.email)
    if known is not None and begun.sealed_new_password:
        printing.set_password(begun.username, password=opened(begun.sealed_new_password))
        keep_ids(begun, Outcome(sealed_password=begun.sealed_new_password), by=SYSTEM)
    is_open = known is None or not known.is_disabled
    if begun.standing is Standing.GRANTED and not is_open:
        printing.enable(begun.username)
    elif begun.standing is Standing.SUSPENDED and is_open:
        printing.disable(begun.username)


def _create(printing: Printing, begun: Begun, full_name: str) -> None:
    """That the name is ours is stored before the call, and taken back when nothing happened: what is found afterwards, we have made."""
    kept = begun.sealed_new_password or begun.sealed_password or sealed(new_wifi_password())
    password = opened(kept)
    keep_ids(begun, Outcome(external_id=KNOWN, sealed_password=kept), by=SYSTEM)
    try:
        printing.create_account(begun.username, full_name=full_name, email=begun.email, password=password)
    except AccountExists:
        return  # made by an attempt whose answer was lost a moment ago
    except (Retry, GiveUp) as no:
        if not begun.external_id:  # else an earlier attempt, whose answer was lost, may have made it
            forget_id(begun, by=SYSTEM)
        if isinstance(no, EmailTaken):
            raise GiveUp(_("Another PaperCut account has the address %(email)s.", email=begun.email)) from no
        raise


def _take_away(printing: Printing, begun: Begun, known: PrintAccount) -> None:
    """With the account goes its credit, and what was bought is the customer's: then it is closed, and a person decides about the rest.

    Nobody knows which pages were paid with what: all that is left counts as bought, as far as so much was.
    """
    bought = bought_print_credit(db.session(), begun.id)
    db.session.rollback()
    if bought > 0:
        if not known.is_disabled:
            printing.disable(begun.username)  # first, so that nothing is printed after the credit was read
        left = printing.balance(begun.username)
        if left > begun.let_go_cents:
            note_balances({begun.id: left}, by=SYSTEM)
            told = {"left": plain(left), "bought": plain(min(left, bought))}
            raise GiveUp(
                _(
                    "Closed, and kept: PaperCut has %(left)s of credit, up to %(bought)s of it bought. Refund the purchase and try again, or let the credit go.",
                    **told,
                )
            )
    _delete(printing, begun.username)


def _delete(printing: Printing, username: str) -> None:
    try:
        printing.delete(username)
    except NoSuchAccount:
        return
