"""PayFastGateway: cards by PayFast's pages and API."""

from __future__ import annotations

import datetime as dt
import ipaddress
import socket
from collections.abc import Iterable

from flask_babel import gettext as _

from app.core.money import plain
from app.integrations.errors import GiveUp, Retry
from app.integrations.payfast import Checkout, CheckoutForm, Declined, Notice, Received
from app.integrations.payfast.calls import Calls, segment, unreadable
from app.integrations.payfast.history import rows, taken
from app.integrations.payfast.notice import read
from app.integrations.payfast.refunds import given_back
from app.integrations.wire import USUAL, Patience
from app.rules.payfast import LEAST_CENTS, checkout_form, least_said

A_PAGE = 1000
LONGEST_ITEM = 100
LONGEST_REASON = 255
TOKENIZATION = "2"


class PayFastGateway:
    """Make one inside the job that uses it. `sources` are addresses, networks or host names that notices come from."""

    def __init__(
        self,
        *,
        checkout_url: str,
        validate_url: str,
        api_url: str,
        testing: bool,
        merchant_id: str,
        merchant_key: str,
        passphrase: str,
        sources: Iterable[str],
        patience: Patience = USUAL,
    ) -> None:
        self._checkout_url, self._validate_url = checkout_url, validate_url
        self._merchant_id, self._merchant_key, self._passphrase = merchant_id, merchant_key, passphrase
        self._sources = tuple(sources)
        self._calls = Calls(api_url=api_url, testing=testing, merchant_id=merchant_id, passphrase=passphrase, patience=patience)

    def checkout_form(self, checkout: Checkout) -> CheckoutForm:
        if not self._merchant_id:
            raise GiveUp(_("No PayFast account is set."))
        if checkout.cents < LEAST_CENTS and not (checkout.keep_card and checkout.cents == 0):
            raise GiveUp(_("PayFast takes no less than %(least)s.", least=least_said()))
        fields = {
            "merchant_id": self._merchant_id,
            "merchant_key": self._merchant_key,
            "return_url": checkout.return_url,
            "cancel_url": checkout.cancel_url,
            "notify_url": checkout.notify_url,
            "email_address": checkout.email,
            "m_payment_id": checkout.reference,
            "amount": plain(checkout.cents),
            "item_name": checkout.item[:LONGEST_ITEM],
            "subscription_type": TOKENIZATION if checkout.keep_card else "",
        }
        return CheckoutForm(self._checkout_url, checkout_form(fields, self._passphrase))

    def charge(self, token: str, *, cents: int, reference: str, item: str) -> str:
        if cents < LEAST_CENTS:
            raise GiveUp(_("PayFast takes no less than %(least)s.", least=least_said()))
        body = {"amount": str(cents), "item_name": item[:LONGEST_ITEM], "itn": "true", "m_payment_id": reference}
        told = self._calls.write("POST", f"subscriptions/{segment(token)}/adhoc", body)
        payment_id = str(told.get("pf_payment_id") or "")
        if not payment_id:
            raise unreadable(writes=True)
        return payment_id

    def received(self, reference: str, *, since: dt.date, until: dt.date) -> Received | None:
        offset = 0
        while True:
            text = self._calls.read(
                "transactions/history", {"from": since.isoformat(), "to": until.isoformat(), "offset": str(offset), "limit": str(A_PAGE)}
            )
            try:
                page = rows(text)
                found = next(taken(page, reference), None)
            except ValueError as nonsense:
                raise unreadable(writes=False) from nonsense
            if found is not None or len(page) < A_PAGE:
                return found
            offset += len(page)

    def refund(self, payment_id: str, *, cents: int, reason: str) -> None:
        self._calls.write(
            "POST", f"refunds/{segment(payment_id)}", {"amount": str(cents), "reason": reason[:LONGEST_REASON], "notify_buyer": "1"}
        )

    def refunded(self, payment_id: str) -> int:
        return given_back(self._calls.read(f"refunds/{segment(payment_id)}", {}))

    def cancel_token(self, token: str) -> None:
        try:
            self._calls.write("PUT", f"subscriptions/{segment(token)}/cancel")
        except Declined as refusal:
            if not refusal.for_good:
                raise

    def notice(self, raw: bytes) -> Notice:
        return read(raw, merchant_id=self._merchant_id, passphrase=self._passphrase)

    def is_confirmed(self, parameters: str) -> bool:
        told = self._calls.post_form(self._validate_url, parameters).strip()
        if told not in ("VALID", "INVALID"):
            raise unreadable(writes=False)
        return told == "VALID"

    def is_sender(self, address: str) -> bool:
        try:
            sender = ipaddress.ip_address(address)
        except ValueError:
            return False
        if isinstance(sender, ipaddress.IPv6Address) and sender.ipv4_mapped:
            sender = sender.ipv4_mapped  # how a socket for both kinds names a caller of the older one
        return any(sender in network for source in self._sources for network in _networks(source))


def _networks(source: str) -> list[ipaddress.IPv4Network | ipaddress.IPv6Network]:
    """A setting's address or network as it is; a host's addresses as they are now. Raises Retry where a host has none at the moment."""
    try:
        return [ipaddress.ip_network(source, strict=False)]
    except ValueError:
        pass
    try:
        return [ipaddress.ip_network(found[4][0]) for found in socket.getaddrinfo(source, 443, type=socket.SOCK_STREAM)]
    except OSError as away:
        raise Retry(_("The addresses of %(host)s cannot be found at the moment.", host=source)) from away
