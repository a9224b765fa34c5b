"""The demo network's books in the sandbox of Xero: who is connected to which company, with a token that works at once."""

from __future__ import annotations

import datetime as dt
import json
from decimal import Decimal
from pathlib import Path

from sqlalchemy import delete, select, update

from app.access.sealing import XERO_TOKEN, sealed
from app.actions.xero.keep_reading import BooksToRead
from app.core import clock
from app.models import CreditNote, Location, Organisation, Step, TaxRate, XeroConnection, XeroContact
from app.models.organisation import OrganisationStatus
from app.models.step import StepName, StepState
from app.sandbox.store import Store
from app.sandbox.xero import contacts, documents, identity, tenants
from app.work import Work

COMPANIES = {"ZA": "Foyer Demo ZA", "NL": "Foyer Demo NL"}
SALES_TAX = {"ZA": "OUTPUT3", "NL": "OUTPUT"}
# one in so many customers is not in Xero yet, which the preview says
STRANGERS = 29


def connect(work: Work, folder: Path) -> None:
    """As if a person had connected each company: a connection, its locations, and the contacts that Xero knows already."""
    store = Store(folder)
    tenants.seed(store)
    for country, company in COMPANIES.items():
        tenant = tenants.tenant_id(company)
        connection = work.add(
            XeroConnection(name=company, tenant_id=tenant, sealed_token=_token(store, tenant), token_expires_at=_expiry())
        )
        accounts = {
            "xero_deposit_account_code": "835",
            "xero_card_account_code": "091",
            "xero_eft_account_code": "090",
            "xero_wallet_account_code": "836",
        }
        work.session.execute(update(Location).where(Location.country == country).values(xero_connection_id=connection.id, **accounts))
        _tax(work, country)
        _contacts(work, store, tenant, connection, country)
        _credit(work, store, tenant, connection, country)
        work.emit(BooksToRead(connection.id, clock.now().isoformat()))
    work.session.expire_all()


def _credit(work: Work, store: Store, tenant: str, connection: XeroConnection, country: str) -> None:
    """Credit notes that will pay invoices to come are in the books already, as an accountant has entered them."""
    query = (
        select(CreditNote, XeroContact.contact_id)
        .join(Location, Location.id == CreditNote.location_id)
        .join(XeroContact, XeroContact.organisation_id == CreditNote.organisation_id)
    )
    left = CreditNote.total_cents > CreditNote.applied_cents + CreditNote.spent_cents
    mine = (Location.country == country, XeroContact.xero_connection_id == connection.id, CreditNote.invoice_id.is_(None), left)
    with store.writing():
        for note, contact_id in work.session.execute(query.where(*mine).order_by(CreditNote.number)).all():
            line = {
                "Description": note.reason or note.number,
                "Quantity": 1,
                "UnitAmount": Decimal(note.net_cents) / 100,
                "TaxAmount": Decimal(note.vat_cents) / 100,
            }
            line |= {"AccountCode": "200", "TaxType": SALES_TAX[country]}
            named = {
                "Type": "ACCRECCREDIT",
                "CreditNoteNumber": note.number,
                "Date": note.issued_on.isoformat(),
                "Contact": {"ContactID": contact_id},
            }
            there = documents.write(
                store, tenant, documents.CREDIT_NOTE, {**named, "Status": "AUTHORISED", "LineItems": [line]}, before=None, places=2
            )
            note.xero_id = there["CreditNoteID"]
            done = {"state": StepState.DONE, "attempt": 1, "external_id": note.xero_id, "done_at": clock.now()}
            work.session.execute(
                delete(Step).where(Step.credit_note_id == note.id, Step.name.in_((StepName.XERO_CREATE, StepName.XERO_CHECK)))
            )
            work.session.add_all(
                Step(credit_note_id=note.id, run_id=note.run_id, name=name, key=f"demo-{name.value}-{note.number}", **done)
                for name in (StepName.XERO_CREATE, StepName.XERO_CHECK)
            )
    work.session.flush()


def _token(store: Store, tenant: str) -> bytes:
    with store.writing():
        identity.consent(store, [tenant])
        (given,) = store.rows("SELECT id, scope FROM consent ORDER BY rowid DESC LIMIT 1")
        told = identity.issue(store, given["id"], given["scope"])
    kept = {name: told[name] for name in ("access_token", "refresh_token", "scope")} | {"expires_at": _expiry().isoformat()}
    return sealed(json.dumps(kept).encode(), XERO_TOKEN)


def _expiry() -> dt.datetime:
    return clock.now() + dt.timedelta(seconds=identity.LIVES["access"])


def _tax(work: Work, country: str) -> None:
    """The tax codes are those of the company's books."""
    for rate in work.session.scalars(select(TaxRate).where(TaxRate.country == country, TaxRate.withdrawn.is_(False))):
        if rate.percent in (15, 21):
            rate.xero_tax_type = SALES_TAX[country]


def _contacts(work: Work, store: Store, tenant: str, connection: XeroConnection, country: str) -> None:
    query = select(Organisation).join(Location).where(Location.country == country, Organisation.status == OrganisationStatus.ACTIVE)
    with store.writing():
        for place, organisation in enumerate(work.session.scalars(query.order_by(Organisation.code)), start=1):
            if place % STRANGERS == 0:
                continue
            known = contacts.write(store, tenant, {"Name": organisation.name, "ContactNumber": organisation.code}, before=None)
            work.session.add(XeroContact(organisation_id=organisation.id, xero_connection_id=connection.id, contact_id=known["ContactID"]))
