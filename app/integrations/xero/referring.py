"""What invoices refer to in a company's books."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from app.integrations.xero import MOST_AT_ONCE, answers, payloads
from app.integrations.xero.answers import doubting
from app.integrations.xero.calls import Calls
from app.integrations.xero.chunks import NUMBERS_A_FILTER, chunks, few
from app.integrations.xero.company import XeroAccount, XeroConnection, XeroTaxRate
from app.integrations.xero.values import ContactForXero, ItemForXero, Refusal, XeroContact

A_PAGE = 100


class Referring:
    """Contacts, items, tracking, tax rates and accounts."""

    def __init__(self, calls: Calls) -> None:
        self.calls = calls

    def connections(self) -> list[XeroConnection]:
        told = self.calls.connections()
        return doubting(
            lambda: [XeroConnection(one.id, one.tenant_id, one.tenant_name, one.updated_date_utc.replace(tzinfo=dt.UTC)) for one in told],
            writes=False,
        )

    def tax_rates(self) -> list[XeroTaxRate]:
        """The rates that may stand on a sale."""
        told = self.calls.read("get_tax_rates")
        active = doubting(
            lambda: [one for one in told.tax_rates if one.status == "ACTIVE" and one.can_apply_to_revenue is not False], writes=False
        )
        return doubting(lambda: [XeroTaxRate(one.tax_type, one.name, Decimal(one.effective_rate)) for one in active], writes=False)

    def accounts(self) -> list[XeroAccount]:
        told = self.calls.read("get_accounts")

        def read() -> list[XeroAccount]:
            active = [one for one in told.accounts if one.status == "ACTIVE" and one.code]
            return [XeroAccount(one.code, one.name, one.type.value, bool(one.enable_payments_to_account)) for one in active]

        return doubting(read, writes=False)

    def currency(self) -> str:
        told = self.calls.read("get_organisations")
        return doubting(lambda: str(told.organisations[0].base_currency.value), writes=False)

    def contacts(self) -> list[XeroContact]:
        found: list[XeroContact] = []
        number = 1
        while True:
            read = self._contacts(page=number, page_size=A_PAGE)
            found += [one for one in read if one.active]
            if len(read) < A_PAGE:
                return found
            number += 1

    def items(self) -> list[ItemForXero]:
        told = self.calls.read("get_items")
        return doubting(lambda: [ItemForXero(one.code, one.name or one.code) for one in told.items], writes=False)

    def find_contacts(self, codes: Iterable[str]) -> dict[str, XeroContact]:
        found: dict[str, XeroContact] = {}
        for some in chunks(codes, NUMBERS_A_FILTER):
            read = self._contacts(where=" OR ".join(f"ContactNumber=={payloads.quoted(one)}" for one in some))
            found |= {one.code: one for one in read if one.code}
        return found

    def _contacts(self, **asked: Any) -> list[XeroContact]:
        told = self.calls.read("get_contacts", **asked)
        return doubting(lambda: [answers.contact(one) for one in told.contacts], writes=False)

    def create_contacts(self, contacts: Sequence[ContactForXero], *, key: str) -> list[XeroContact | Refusal]:
        sent = {"Contacts": [payloads.contact(one) for one in few(contacts)]}
        told = self.calls.write("create_contacts", sent, key=key, summarize_errors=False)
        return doubting(lambda: answers.each(told.contacts, [one.code for one in contacts], answers.contact), writes=True)

    def change_contact(self, xero_id: str, contact: ContactForXero, *, key: str) -> XeroContact:
        """By its id; what we do not know is emptied there as well. GiveUp in Xero's words when another contact has the name."""
        sent = {"ContactID": xero_id, "EmailAddress": "", "TaxNumber": "", **payloads.contact(contact)}
        told = self.calls.write("update_contact", xero_id, {"Contacts": [sent]}, key=key)
        return doubting(lambda: answers.contact(told.contacts[0]), writes=True)

    def adopt_contact(self, xero_id: str, code: str, *, key: str) -> XeroContact:
        told = self.calls.write("update_contact", xero_id, {"Contacts": [{"ContactID": xero_id, "ContactNumber": code}]}, key=key)
        return doubting(lambda: answers.contact(told.contacts[0]), writes=True)

    def change_contact_mail(self, xero_id: str, email: str, *, key: str) -> XeroContact:
        told = self.calls.write("update_contact", xero_id, {"Contacts": [{"ContactID": xero_id, "EmailAddress": email}]}, key=key)
        return doubting(lambda: answers.contact(told.contacts[0]), writes=True)

    def ensure_items(self, items: Iterable[ItemForXero], *, key: str) -> None:
        told = self.calls.read("get_items")
        known = doubting(lambda: {one.code for one in told.items}, writes=False)
        missing = [{"Code": one.code, "Name": one.name[:50]} for one in items if one.code not in known]
        for start in range(0, len(missing), MOST_AT_ONCE):
            some = {"Items": missing[start : start + MOST_AT_ONCE]}
            self.calls.write("update_or_create_items", some, key=f"{key}-{start}", summarize_errors=True)

    def ensure_tracking_option(self, category: str, option: str, *, key: str) -> None:
        told = self.calls.read("get_tracking_categories")
        found = doubting(lambda: next((one for one in told.tracking_categories if one.name == category), None), writes=False)
        if found is None:
            made = self.calls.write("create_tracking_category", {"Name": category}, key=f"{key}-category")
            found = doubting(lambda: made.tracking_categories[0], writes=True)
        if option not in [one.name for one in found.options or []]:
            self.calls.write("create_tracking_options", found.tracking_category_id, {"Name": option}, key=f"{key}-option")
