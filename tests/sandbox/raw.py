"""Raw calls of Xero's accounting, without a client in between."""

from __future__ import annotations

from typing import Any

from tests.vendors import ZA, Connection

Body = dict[str, Any]


class Raw:
    """`raw("PUT", "/Invoices", body)` -> (status, answer)."""

    def __init__(self, connection: Connection, tenant: str = ZA) -> None:
        self.connection, self.tenant = connection, tenant

    def __call__(self, method: str, path: str, body: Any = None, **headers: str) -> tuple[int, Any]:
        token = f"Bearer {self.connection.tokens.access_token}"
        sent = {"Authorization": token, "xero-tenant-id": self.tenant, "Accept": "application/json", **headers}
        return self.connection.vendors.call(method, f"/api.xro/2.0{path}", body, **sent)

    def contact(self, name: str = "Acme") -> Body:
        status, told = self("PUT", "/Contacts", {"Name": name, "EmailAddress": "pay@acme.example"})
        assert status == 200, told
        return {"ContactID": told["Contacts"][0]["ContactID"]}

    def invoice(self, *lines: Body, **fields: Any) -> Body:
        """One invoice that was made, or the refusal of it."""
        contact = fields.pop("Contact", None) or self.contact(f"Contact {fields.get('InvoiceNumber')}"[:60])
        body = {"Type": "ACCREC", "Contact": contact, "Date": "2026-06-01", "DueDate": "2026-06-08", "LineItems": list(lines), **fields}
        _, told = self("PUT", "/Invoices?summarizeErrors=false", {"Invoices": [body]})
        made: Body = told["Invoices"][0]
        return made


def line(amount: Any = 100, **fields: Any) -> Body:
    return {"Description": "Desk", "Quantity": 1, "UnitAmount": amount, "AccountCode": "200", "TaxType": "OUTPUT3", **fields}
