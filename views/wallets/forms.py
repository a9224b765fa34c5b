"""What the verbs of a wallet ask. `key` makes a second click of the button harmless."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from sqlalchemy.orm import Session
from wtforms import DateField, SelectField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Optional

from app.models import Wallet
from app.models.product import VatPoint
from app.queries.wallets.bought import bought_lots
from app.queries.wallets.debits import debits_of
from app.queries.wallets.lots import others_of
from app.web.actor import current_actor
from app.web.fields import ChoiceField, MoneyField
from app.web.formats import as_date, format_money
from app.web.forms import Keyed
from views.deposits.forms import NEEDED, words
from views.wallets.words import ends_said

AMOUNT = _("Written like 500.00.")
WHY = _("Whoever reads the statement sees it, the member too.")


def amount(label: Any = None, description: Any = AMOUNT) -> MoneyField:
    return MoneyField(label or _("Amount"), validators=[NEEDED], description=description, render_kw={"inputmode": "decimal"})


def last_day() -> DateField:
    return DateField(_("Last day"), validators=[Optional()], description=_("The last day on which it pays. Empty: it never ends."))


class TopUpForm(Keyed):
    amount_cents = amount(_("Amount that came in"), _("Only money that has arrived: it can be spent at once."))
    reason = words(_("Payment"), _("How it is found at the bank or the card provider; the member reads it in the statement."))
    expires_at = last_day()
    vat_point = ChoiceField(
        _("VAT is due"),
        kind=VatPoint,
        validators=[NEEDED],
        default=VatPoint.SALE,
        description=_("At the sale, or only when the credits are used."),
    )


class GrantForm(Keyed):
    amount_cents = amount()
    reason = words(_("Reason"), WHY)
    expires_at = last_day()


class AdjustForm(Keyed):
    amount_cents = amount(_("Difference"), _("Written like 500.00, or -500.00 to take something away."))
    reason = words(_("Reason"), WHY)


def transfer_form(row: Wallet, session: Session) -> Any:
    """To the other wallets of the organisation, of the same kind."""
    choices = [SelectChoice(each.id, str(each)) for each in others_of(session, row, by=current_actor())]

    class TransferForm(Keyed):
        to_wallet_id = SelectField(_("To"), coerce=int, choices=choices)
        amount_cents = amount(_("Amount"), _("Quotas stay where they are."))
        reason = words(_("Reason"), WHY)

    return TransferForm()


def give_back_form(row: Wallet, session: Session) -> Any:
    """What was spent lately, with what of it can come back."""
    choices = [
        SelectChoice(each.entry_id, f"{as_date(each.at)} · {each.name} · {format_money(each.cents, row.currency)}")
        for each in debits_of(session, row, by=current_actor())
    ]

    class GiveBackForm(Keyed):
        entry_id = SelectField(_("Spent on"), coerce=int, choices=choices)
        amount_cents = amount(
            _("Amount that comes back"), _("It goes to the credits that paid; in the place of those that ended come new ones for 30 days.")
        )
        reason = words(_("Reason"), WHY)

    return GiveBackForm()


def charge_back_form(row: Wallet, session: Session) -> Any:
    """Purchases whose money could go back."""
    choices = [
        SelectChoice(
            lot.id,
            gettext(
                "%(amount)s bought on %(day)s, %(end)s",
                amount=format_money(cents, row.currency),
                day=as_date(lot.created_at),
                end=ends_said(lot.expires_at, row),
            ),
        )
        for lot, cents in bought_lots(session, row.id)
    ]

    class ChargeBackForm(Keyed):
        lot_id = SelectField(_("Purchase"), coerce=int, choices=choices)
        amount_cents = amount(
            _("Amount that went back"), _("Also what is spent already: then the wallet is below zero, and pays nothing until that is paid.")
        )
        reason = words(_("Reason"), WHY)

    return ChargeBackForm()
