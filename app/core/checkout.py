"""The way to a payment on the vendor's own page, so that no card number ever comes near us. Asks nobody: it is a form for the browser.

Actions give the form to screens, and only clients know how a vendor wants it: `make_forms_with` is where they meet.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Checkout:
    """A payment on the vendor's own page. `cents` of the account's currency; addresses in full; `keep_card` asks for a token."""

    reference: str
    cents: int
    item: str
    return_url: str
    cancel_url: str
    notify_url: str
    email: str = ""
    keep_card: bool = False


@dataclass(frozen=True)
class CheckoutForm:
    """Where the browser posts, and what, in this very order."""

    address: str
    fields: tuple[tuple[str, str], ...]


_makers: list[Callable[[Checkout], CheckoutForm]] = []


def make_forms_with(maker: Callable[[Checkout], CheckoutForm]) -> None:
    """Called once by whoever equips the house."""
    _makers[:] = [maker]


def form_of(checkout: Checkout) -> CheckoutForm:
    """Raises Refused where no account is set, or the amount is below the vendor's least."""
    return _makers[0](checkout)
