"""The steps of the set-up in words, and the settings of the process beside them."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _

from app.models.delivery import Delivery, DeliveryState
from app.queries.set_up.missing import Lack
from app.queries.set_up.progress import Step
from config import variable

if TYPE_CHECKING:
    from config import Settings


@dataclass(frozen=True)
class Said:
    """`why`: what the step is for and what follows from it."""

    name: Any
    why: Any
    icon: str


STEPS = {
    Step.COMPANY: Said(_("Company"), _("Whose house it is. This is what stands on every invoice."), "building"),
    Step.TAX: Said(_("Tax"), _("Whether VAT is added, at which rate, and since when."), "receipt-tax"),
    Step.NUMBERS: Said(
        _("Numbers"), _("How invoices and credit notes are numbered: on from the system before, or from 1."), "list-details"
    ),
    Step.LOCATION: Said(
        _("First location"), _("The building: when it is open, who looks after it, and how its invoices are paid."), "building-skyscraper"
    ),
    Step.OFFERS: Said(
        _("What you sell"), _("Tick what you have. Prices, names and everything else can be changed later, and more can be added."), "tags"
    ),
    Step.MAIL: Said(_("Mail"), _("Invoices, invitations and reminders go by mail. Send one to yourself to see that it arrives."), "mail"),
    Step.XERO: Said(
        _("Xero"), _("Invoices, payments and credit notes go into your books by themselves. Foyer works without it too."), "building-bank"
    ),
    Step.CARDS: Said(
        _("Cards"), _("With PayFast members pay by card, and cards that they leave are charged when an invoice goes out."), "credit-card"
    ),
    Step.MEMBERS: Said(_("Members"), _("Bring in who is there already, out of a spreadsheet, or begin with one."), "users"),
    Step.COLLEAGUES: Said(_("Colleagues"), _("Who else works here. They get a mail with a link to choose their password."), "user-plus"),
}
LACKS = {
    Lack.ADDRESS: _("an address"),
    Lack.VAT_NUMBER: _("its VAT number"),
    Lack.TAX_RATE: _("a VAT rate of its country"),
    Lack.MEMBERSHIPS: _("a membership that is sold there"),
}


@dataclass(frozen=True)
class OfProcess:
    """A setting of the process: `variable` is how it is called in the environment; a secret shows only whether it is there."""

    variable: str
    value: str
    sentence: str


def of_process(settings: Settings, *names: str) -> list[OfProcess]:
    """As they are now; nobody changes them on a page."""
    by_name = {item.name: item for item in fields(settings)}
    told = [
        (by_name[name], by_name[name].metadata["sentence"]) for name in names
    ]  # the sentences are in the catalogues: app/cli/translations.py
    return [OfProcess(variable(item), _shown(settings, item), gettext(sentence)) for item, sentence in told]


def _shown(settings: Settings, item: Any) -> str:
    value = getattr(settings, item.name)
    if item.metadata["secret"]:
        return gettext("set") if value else gettext("not set")
    if isinstance(value, bool):
        return gettext("Yes") if value else gettext("No")
    return str(value) if value not in ("", None) else gettext("not set")


def mail_became(row: Delivery | None) -> tuple[str, str]:
    """What came of the last test mail: a tone, and a sentence with what to do."""
    if row is None:
        return "", ""
    told = {
        DeliveryState.SENT: (
            "success",
            gettext(
                "The mail server took the mail to %(address)s. Look whether it is in your mailbox, and not among the spam.",
                address=row.address,
            ),
        ),
        DeliveryState.WITHHELD: ("warning", gettext("Foyer kept the mail back: %(reason)s", reason=row.reason)),
        DeliveryState.UNKNOWN: (
            "warning",
            gettext("It was handed over, and the mail server did not confirm it. Look in your mailbox before you send another."),
        ),
        DeliveryState.FAILED: ("danger", gettext("The mail server refused it: %(reason)s", reason=row.reason)),
    }
    if row.state in told:
        return told[row.state]
    if row.reason and row.attempt:
        return "danger", gettext(
            "It did not go: %(reason)s Foyer goes on trying. Put the settings right, start Foyer again, and the mail goes.",
            reason=row.reason,
        )
    return "info", gettext("The mail is on its way…")


def is_waited_for(row: Delivery | None) -> bool:
    """The page asks again."""
    return row is not None and row.state in (DeliveryState.TODO, DeliveryState.SENDING)
