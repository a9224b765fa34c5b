"""A row of everything that is asked for by its number though it has no screen of its own; all of it is Kloof's."""

from __future__ import annotations

import datetime as dt
import uuid
from decimal import Decimal
from typing import Any

from flask_appbuilder.security.sqla.models import ApiKey
from sqlalchemy import select, text

from app.access.actor import SYSTEM
from app.access.roles import LOCATION_MANAGER
from app.access.sealing import EXPORT, XERO_CODE, sealed
from app.actions.invoice_runs.create import create_run
from app.models import (
    Activity,
    Attachment,
    BankImport,
    BankLine,
    Batch,
    BatchRow,
    BookingExtra,
    BookingSeries,
    Comment,
    CreditNoteLine,
    DebtorNote,
    Escalation,
    LedgerEntry,
    Lot,
    MailCopy,
    MailFile,
    MailReference,
    Notification,
    Onboarding,
    PaymentPart,
    PeopleImport,
    PersonalExport,
    Picture,
    PlaceOffer,
    ReportSubscription,
    SavedFilter,
    SignIn,
    StageChange,
    Step,
    TaxRate,
    TicketEntry,
    XeroConnection,
    XeroConsent,
    XeroEntry,
    XeroHeld,
)
from app.models.people_import import ImportKind
from tests.make import JUNE

WHEN = dt.datetime(2026, 6, 1, 9, tzinfo=dt.UTC)
DAY = WHEN.date()
PDF = b"%PDF-1.4 what Acme signed"
FILE = {"content": PDF, "name": "acme.pdf", "media_type": "application/pdf", "size": len(PDF)}
ONLINE = text("""
    INSERT INTO radius.radacct (acctsessionid, acctuniqueid, username, nasipaddress, callingstationid, acctstarttime, acctupdatetime)
    VALUES ('acme', 'acme', :name, '10.9.9.9', '02-00-00-00-00-01', now(), now()) RETURNING radacctid
""")


class Numbered:
    """What is no row of a model, and has a number."""

    def __init__(self, id: int, location_id: int | None) -> None:
        self.id, self.location_id = id, location_id


def owned(make: Any, rows: dict[str, Any]) -> dict[str, Any]:
    """By the argument of an address, or by its screen and argument where the same word means something else elsewhere; `rows` are those of every screen."""
    boss = make.user(LOCATION_MANAGER, locations=[rows["LocationView"]])
    kept = Keeper(make)
    return kept.of_sales(rows) | kept.of_money(rows) | kept.of_people(rows, boss) | kept.of_files(rows, boss) | kept.of_books(rows)


class Keeper:
    def __init__(self, make: Any) -> None:
        self.make = make

    def kept(self, row: Any) -> Any:
        self.make.session.add(row)
        self.make.session.commit()
        return row

    def newest(self, model: Any) -> Any:
        return self.make.session.scalars(select(model).order_by(model.id.desc()).limit(1)).one()

    def of_sales(self, rows: dict[str, Any]) -> dict[str, Any]:
        lead, deal, waits = rows["LeadView"], rows["OpportunityView"], rows["WaitingEntryView"]
        planned = {
            "kind": "visit",
            "status": "planned",
            "at": WHEN,
            "minutes": 30,
            "subject": "Acme looks around Kloof",
            "uid": uuid.uuid4(),
            "done_by": "Pat",
        }
        return {
            "activity_id": self.kept(Activity(location_id=lead.location_id, contact_id=lead.contact_id, lead_id=lead.id, **planned)),
            "mail_id": self.kept(
                MailReference(contact_id=lead.contact_id, message_id="<1@acme.example>", archive_id="1", at=WHEN, subject="Acme at Kloof")
            ),
            "into": self.make.lead(rows["LocationView"], lead.contact, company="Acme"),
            "PlaceOfferApi.pk": self.kept(
                PlaceOffer(
                    entry_id=waits.id,
                    location_id=waits.location_id,
                    space_id=waits.space_id,
                    places=1,
                    starts_on=DAY,
                    stands_until=DAY,
                    offered_by="Acme",
                )
            ),
            "StageChangeApi.pk": self.kept(StageChange(opportunity_id=deal.id, after=deal.stage, at=WHEN, changed_by="Acme")),
        }

    def of_money(self, rows: dict[str, Any]) -> dict[str, Any]:
        invoice, note, home = rows["InvoiceView"], rows["CreditNoteView"], rows["LocationView"]
        said = {
            "position": 1,
            "kind": "manual",
            "description": "Back to Acme",
            "service_month": JUNE,
            "net_cents": 1,
            "vat_cents": 0,
            "vat_percent": Decimal(15),
            "factors": [],
        }
        statement = self.kept(
            BankImport(
                location_id=home.id,
                account="1",
                file_name="acme.csv",
                sha256="a" * 64,
                content=b"Date,Amount,Description\n2026-06-05,1150.00,Acme\n",
            )
        )
        run = create_run(home.id, JUNE, by=SYSTEM)
        return {
            "run_id": run,
            "InvoiceRunApi.pk": run,
            "step_id": self.kept(Step(invoice_id=invoice.id, name="pdf", key="acme", state="failed")),
            "CreditNoteLineApi.pk": self.kept(CreditNoteLine(credit_note_id=note.id, **said)),
            "PaymentPartApi.pk": self.kept(PaymentPart(payment_id=rows["PaymentView"].id, invoice_id=invoice.id, cents=1, applied_on=DAY)),
            "DebtorNoteApi.pk": (
                debt := self.kept(DebtorNote(organisation_id=invoice.organisation_id, kind="note", noted_on=DAY, text="Acme pays late"))
            ),
            "note_id": debt,
            "BankView.import_id": statement,
            "line_id": self.kept(
                BankLine(import_id=statement.id, location_id=home.id, number=1, on=DAY, cents=1, words="Acme", key="acme")
            ),
            "TaxRateView.pk": (rate := self.newest(TaxRate)),
            "TaxRateApi.pk": rate,
            "EscalationApi.pk": self.newest(Escalation),
            "LotApi.pk": self.newest(Lot),
            "LedgerEntryApi.pk": self.newest(LedgerEntry),
        }

    def of_people(self, rows: dict[str, Any], boss: Any) -> dict[str, Any]:
        """What is one person's alone is that of a member and of the manager at Kloof."""
        member, home, room = rows["BookingView"].user, rows["LocationView"], rows["RoomView"]
        portrait = self.kept(Picture(sha256="a" * 64, content=b"\xff\xd8 Acme"))
        member.picture_id = portrait.id
        notice = {"kind": "bulk_finished", "permission": "location_read", "path": "/", "words": {"name": "Acme"}, "key": "acme"}
        batch = Batch(
            owner_id=boss.id,
            ordered_by="Acme",
            verb="users.deactivate",
            given={},
            noun="ab_user",
            words="Deactivate at Acme",
            screen="Members",
            total=1,
            state="done",
            finished_at=WHEN,
        )
        series = {"repeat": "daily", "first_on": DAY, "last_on": DAY, "starts": dt.time(9), "ends": dt.time(10)}
        self.kept(batch)
        self.kept(BatchRow(batch_id=batch.id, row_id=member.id, name="Acme", state="refused", reason="Not at Kloof"))
        online = self.make.session.scalars(ONLINE, {"name": rows["AccessView"].username}).one()
        return {
            "picture_id": portrait,
            "batch_id": batch,
            "connection_id": Numbered(online, home.id),
            "notification_id": self.kept(Notification(user_id=boss.id, **notice)),
            "subscription_id": self.kept(ReportSubscription(user_id=boss.id, report="revenue", rhythm="weekly", location_id=home.id)),
            "filter_id": self.kept(SavedFilter(screen="LicenseView", name="Of Acme", query="_flt_0_code=Acme", owner_id=boss.id)),
            "sign_in_id": self.kept(
                SignIn(user_id=boss.id, key_hash="c" * 64, began_at=WHEN, seen_at=WHEN, ends_at=WHEN + dt.timedelta(hours=12))
            ),
            "key_id": self.kept(
                ApiKey(uuid=str(uuid.uuid4()), name="Acme", user_id=boss.id, key_hash="-", lookup_hash="a" * 64, key_prefix="acme")
            ),
            "RoleView.pk": self.make.role("Night porter"),
            "MyDataView.public_id": self.kept(
                PersonalExport(
                    user_id=member.id,
                    asked_by_id=boss.id,
                    state="ready",
                    sealed=sealed(b"Acme", EXPORT),
                    size=4,
                    expires_at=WHEN + dt.timedelta(days=3650),
                )
            ),
            "OnboardingApi.pk": self.kept(
                Onboarding(key="acme", location_id=home.id, organisation_id=member.organisation_id, user_id=member.id)
            ),
            "BookingSeriesApi.pk": self.kept(
                BookingSeries(code="ACME-1", location_id=home.id, room_id=room.id, user_id=member.id, **series)
            ),
            "BookingExtraApi.pk": self.kept(
                BookingExtra(
                    booking_id=rows["BookingView"].id,
                    product_id=rows["ProductView"].id,
                    quantity=1,
                    unit_price_cents=1,
                    price_includes_vat=True,
                )
            ),
            "TicketEntryApi.pk": self.newest(TicketEntry),
        }

    def of_files(self, rows: dict[str, Any], boss: Any) -> dict[str, Any]:
        """Comments, mails as they went, and spreadsheets on their way in."""
        invoice, home, sent = rows["InvoiceView"], rows["LocationView"], rows["DeliveryView"]
        comment = self.kept(
            Comment(noun="invoice", noun_id=invoice.id, location_id=home.id, author_id=boss.id, written_by="Acme", text="Acme pays late")
        )
        copy = self.kept(MailCopy(delivery_id=sent.id, sender="Kloof", subject="Acme", text="Acme", html="<p>Acme</p>"))
        spreadsheet = {
            "file": "acme.csv",
            "content": b"name\nAcme\n",
            "header": ["name"],
            "columns": {"name": 0},
            "location_ids": [home.id],
        }
        ordered_by = {"id": boss.id, "name": str(boss), "permissions": [], "location_ids": [home.id], "language": "en"}
        kinds = {"LeadImportView": ImportKind.LEADS, "PeopleImportView": ImportKind.MEMBERS, "SpreadsheetView": ImportKind.SPACES}
        return {
            "comment_id": comment,
            "StoryView.file_id": self.kept(Attachment(comment_id=comment.id, sha256="a" * 64, **FILE)),
            "SentMailView.row_id": invoice,
            "SentMailView.mail_id": sent,
            "SentMailView.file_id": self.kept(MailFile(copy_id=copy.id, **FILE)),
            **{
                f"{view}.import_id": self.kept(PeopleImport(kind=kind, ordered_by=ordered_by, **spreadsheet))
                for view, kind in kinds.items()
            },
        }

    def of_books(self, rows: dict[str, Any]) -> dict[str, Any]:
        """Of a company in Xero to which Kloof alone posts."""
        home, payment = rows["LocationView"], rows["PaymentView"]
        books = self.kept(XeroConnection(name="Books of Acme", tenant_id="acme"))
        home.xero_connection_id = books.id
        entry = {"kind": "overpayment", "till": "eft", "payment_id": payment.id, "cents": 1, "dated": DAY, "key": "acme", "state": "failed"}
        held = {"kind": "payment", "xero_id": "acme", "number": "Acme", "status": "AUTHORISED", "total_cents": 1, "dated": DAY}
        return {
            "XeroView.connection_id": books,
            "XeroMatchView.connection_id": books,
            "consent_id": self.kept(
                XeroConsent(user_id=self.make.user().id, sealed_code=sealed(b"-", XERO_CODE), xero_connection_id=books.id)
            ),
            "entry_id": self.kept(XeroEntry(xero_connection_id=books.id, location_id=home.id, **entry)),
            "held_id": self.kept(XeroHeld(xero_connection_id=books.id, **held)),
        }
