"""PayFast: cards that are charged, as far as Foyer needs it (contracts.md section 1, rule I8). Another vendor is another client of the Protocol."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Protocol

from app.core.checkout import Checkout, CheckoutForm
from app.integrations.errors import GiveUp
from app.rules.findings import Finding

__all__ = ["Checkout", "CheckoutForm", "Declined", "Forged", "Notice", "PaymentGateway", "Received"]


class Declined(GiveUp):
    """The card was not charged. `for_good`: the card or its token is no more, and a new one is needed."""

    def __init__(self, reason: str, *, for_good: bool = False) -> None:
        super().__init__(reason)
        self.for_good = for_good


@dataclass(frozen=True)
class Received:
    """Money that the vendor says it took: its own number of the payment, our reference, gross cents."""

    payment_id: str
    reference: str
    cents: int


@dataclass(frozen=True)
class Notice:
    """What the vendor tells of a payment of ours: its number, COMPLETE, CANCELLED, FAILED or PENDING, gross cents; a token where a card was
    kept; `parameters` is what it is asked to confirm.
    """

    reference: str
    payment_id: str
    status: str
    cents: int
    token: str
    parameters: str


class Forged(GiveUp):
    """Not a notice of the vendor about a payment to us."""

    def __init__(self, finding: Finding) -> None:
        super().__init__(finding.value)
        self.finding = finding


class PaymentGateway(Protocol):
    """Each method that asks the vendor raises Retry, GiveUp, or (when it writes) Unknown."""

    def checkout_form(self, checkout: Checkout) -> CheckoutForm:
        """Asks nobody. Raises GiveUp where no account is set, or the amount is below the vendor's least."""

    def charge(self, token: str, *, cents: int, reference: str, item: str) -> str:
        """The number of the payment. Raises Declined beside the usual three. Never to be repeated: after Unknown look for `received`, or wait
        for the notice, since the vendor charges a second call with the same reference again.
        """

    def received(self, reference: str, *, since: dt.date, until: dt.date) -> Received | None:
        """The payment of our reference between two days, of the vendor's own account of what it took; None when there is none yet."""

    def refund(self, payment_id: str, *, cents: int, reason: str) -> None:
        """So much of the payment of that number goes back to where it came from. Raises Declined beside the usual three. Never to be repeated:
        after Unknown compare `refunded` with what it said before the call.
        """

    def refunded(self, payment_id: str) -> int:
        """Cents of the payment of that number that the vendor has given back so far."""

    def cancel_token(self, token: str) -> None:
        """The token charges nobody any more; one that was cancelled before is fine."""

    def notice(self, raw: bytes) -> Notice:
        """Asks nobody. Raises Forged for a body that the vendor did not sign for our account."""

    def is_confirmed(self, parameters: str) -> bool:
        """Whether the vendor says that it sent a notice of these parameters."""

    def is_sender(self, address: str) -> bool:
        """Whether notices of the vendor come from this IP address."""
