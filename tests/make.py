"""Builders: one for each noun; what a test does not say is filled in plausibly."""

from __future__ import annotations

import datetime as dt
import io
import itertools
from decimal import Decimal
from functools import cache
from hashlib import sha256
from typing import Any

from flask_appbuilder.security.sqla.models import Role
from PIL import Image
from sqlalchemy import select
from sqlalchemy.dialects.postgresql import Range
from sqlalchemy.orm import Session
from werkzeug.security import generate_password_hash

from app.access.actor import Actor
from app.access.roles import LOCATION_MANAGER, MEMBER, NETWORK_ADMIN, ROLES
from app.core.money import rounded
from app.core.month import Month
from app.models import (
    Adhoc,
    Booking,
    BookingAttendee,
    CreditNote,
    Deposit,
    DepositMovement,
    Discount,
    Document,
    FloorPlan,
    FoyerUser,
    Invoice,
    InvoiceLine,
    InvoiceRun,
    LedgerEntry,
    License,
    LicensePause,
    LineItem,
    Location,
    Lot,
    Membership,
    MembershipPrice,
    Organisation,
    Payment,
    PlanMark,
    Product,
    Refund,
    Room,
    Space,
    WaitingEntry,
    Wallet,
)
from app.models.document_line import LineKind
from app.models.invoice import InvoiceStatus
from app.rules.units import Unit
from tests.make_presence import MakePresence
from tests.make_sales import MakeSales

JUNE = Month(2026, 6)
PASSWORD = "a long walk on a short pier"


@cache
def hashed() -> str:
    """As Foyer keeps it, but cheap to try: each of the thousand sign-ins of the suite would cost a tenth of a second."""
    return generate_password_hash(PASSWORD, method="scrypt:256:8:1")


def picture(kind: str = "PNG", size: tuple[int, int] = (400, 200), **how: Any) -> bytes:
    """A white picture as a file."""
    out = io.BytesIO()
    Image.new("RGB", size, "white").save(out, kind, **how)
    return out.getvalue()


class Make(MakePresence, MakeSales):
    """`make.license(organisation=o)`; every builder commits, so that other connections see the row."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.counter = itertools.count(1)

    def _kept(self, row: Any) -> Any:
        self.session.add(row)
        self.session.commit()
        return row

    def location(self, **wishes: Any) -> Location:
        n = next(self.counter)
        values = {
            "code": f"LOC{n}",
            "name": f"Location {n}",
            "zone": "Africa/Johannesburg",
            "currency": "ZAR",
            "country": "ZA",
            "invoice_prefix": f"L{n}",
            "legal_name": "Foyer Spaces (Pty) Ltd",
            "address": "1 Kloof Street\nCape Town\n8001",
            "vat_number": "4123456789",
            "bank_details": "First Bank, account 62001234567, branch 250655",
            "manager_email": f"manager{n}@example.com",
        }
        return self._kept(Location(**values | wishes))

    def space(self, location: Location | None = None, **wishes: Any) -> Space:
        n = next(self.counter)
        location = location or self.location()
        return self._kept(Space(**{"code": f"SPC{n}", "name": f"Floor {n}", "location_id": location.id} | wishes))

    def room(self, space: Space | None = None, **wishes: Any) -> Room:
        n = next(self.counter)
        space = space or self.space()
        values = {"code": f"RM{n}", "name": f"Room {n}", "space_id": space.id, "location_id": space.location_id, "capacity": 6}
        return self._kept(Room(**values | {"peak_rate_cents": 20000, "off_peak_rate_cents": 12000} | wishes))

    def booking(self, room: Room | None = None, *, hours: int = 1, guests: tuple[str, ...] = (), **wishes: Any) -> Booking:
        """From 09:00 UTC on 16 June 2026 for an hour, free, and the house's own unless a `user_id` says whose; as if made by nobody's leave."""
        n = next(self.counter)
        room = room or self.room()
        starts = wishes.setdefault("starts_at", dt.datetime(2026, 6, 16, 9, tzinfo=dt.UTC))
        ends = wishes.setdefault("ends_at", starts + dt.timedelta(hours=hours))
        values = {
            "code": f"BKG{n}",
            "room_id": room.id,
            "location_id": room.location_id,
            "currency": room.location.currency,
            "made_by": "Pat",
        }
        booking = Booking(**values | {"blocked": Range(starts, ends + dt.timedelta(minutes=room.buffer_minutes), bounds="[)")} | wishes)
        booking.attendees = [BookingAttendee(email=each) for each in guests]
        return self._kept(booking)

    def membership(self, location: Location | None = None, *, primary: int = 295000, extra: int = 245000, **wishes: Any) -> Membership:
        n = next(self.counter)
        location = location or self.location()
        membership = self._kept(
            Membership(**{"code": f"MEM{n}", "name": f"Desk {n}", "location_id": location.id, "xero_item_code": f"MEM{n}"} | wishes)
        )
        self.price(membership, primary=primary, extra=extra)
        return membership

    def price(
        self, membership: Membership, *, primary: int, extra: int, valid_from: dt.date | None = None, **wishes: Any
    ) -> MembershipPrice:
        values = {"membership_id": membership.id, "primary_cents": primary, "extra_cents": extra, "valid_from": valid_from}
        return self._kept(MembershipPrice(**values | wishes))

    def organisation(self, location: Location | None = None, **wishes: Any) -> Organisation:
        n = next(self.counter)
        location = location or self.location()
        values = {
            "code": f"ORG{n:05d}",
            "name": f"Organisation {n} (Pty) Ltd",
            "location_id": location.id,
            "currency": location.currency,
            "invoice_email": f"invoices{n}@example.com",
            "address": f"{n} Long Street, Cape Town",
            "vat_number": f"40000{n:05d}",
        }
        return self._kept(Organisation(**values | wishes))

    def license(self, organisation: Organisation | None = None, membership: Membership | None = None, **wishes: Any) -> License:
        """A desk since 1 January 2026, with the line item that a license makes."""
        n = next(self.counter)
        if membership is None:
            location = organisation.location if organisation else self.location()
            membership = self.membership(location)
        location = membership.location
        organisation = organisation or self.organisation(location)
        space_id = wishes.pop("space_id", None) or self.space(location).id
        values = {
            "code": f"LIC{n:05d}",
            "location_id": location.id,
            "organisation_id": organisation.id,
            "membership_id": membership.id,
            "space_id": space_id,
            "starts_on": dt.date(2026, 1, 1),
        }
        license = self._kept(License(**values | wishes))
        self._kept(
            LineItem(
                code=license.code,
                organisation_id=organisation.id,
                location_id=location.id,
                license_id=license.id,
                description=membership.name,
                starts_on=license.starts_on,
                ends_on=license.ends_on,
                xero_item_code=membership.xero_item_code,
            )
        )
        return license

    def pause(self, license: License, starts_on: dt.date, ends_on: dt.date | None = None) -> LicensePause:
        return self._kept(LicensePause(license_id=license.id, starts_on=starts_on, ends_on=ends_on))

    def discount(self, percent: str | Decimal, **wishes: Any) -> Discount:
        n = next(self.counter)
        return self._kept(Discount(**{"code": f"DSC{n}", "percent": Decimal(percent), "reason": "A friend of the house"} | wishes))

    def floor_plan(self, location: Location | None = None, **wishes: Any) -> FloorPlan:
        """A white picture of 400 by 200 pixels with nothing on it."""
        n = next(self.counter)
        location = location or self.location()
        drawn = picture()
        kept = self._kept(
            Document(location_id=location.id, name="plan.png", media_type="image/png", sha256=sha256(drawn).hexdigest(), content=drawn)
        )
        values = {"location_id": location.id, "name": f"Floor {n}", "document_id": kept.id, "width": 400, "height": 200}
        return self._kept(FloorPlan(**values | wishes))

    def mark(self, plan: FloorPlan, place: Space | Room, *, at: tuple[str, str, str, str] = ("0.1", "0.1", "0.2", "0.2")) -> PlanMark:
        """The space or room on that plan, its rectangle in fractions."""
        x, y, width, height = map(Decimal, at)
        where = {"space_id": place.id} if isinstance(place, Space) else {"room_id": place.id}
        return self._kept(PlanMark(plan_id=plan.id, x=x, y=y, width=width, height=height, **where))

    def waiting(self, space: Space | None = None, **wishes: Any) -> WaitingEntry:
        """Somebody who is no customer yet, waiting for a place in that space, or anywhere at `location_id`."""
        n = next(self.counter)
        where = {"space_id": space.id, "location_id": space.location_id} if space else {}
        values = {
            "name": f"Newcomer {n}",
            "email": f"newcomer{n}@example.com",
            "starts_on": dt.date(2026, 6, 1),
            "since": dt.date(2026, 5, 1),
        }
        return self._kept(WaitingEntry(**values | where | wishes))

    def adhoc(self, organisation: Organisation | None = None, **wishes: Any) -> Adhoc:
        n = next(self.counter)
        organisation = organisation or self.organisation()
        values = {
            "code": f"ADH{n}",
            "organisation_id": organisation.id,
            "location_id": organisation.location_id,
            "date": dt.date(2026, 6, 10),
            "description": "Day pass",
            "quantity": Decimal(1),
            "unit_price_cents": 25000,
        }
        return self._kept(Adhoc(**values | wishes))

    def deposit(self, license: License | None = None, *, held: int = 0, **wishes: Any) -> Deposit:
        """5 000.00 that is asked for; with `held` so much that was held before Foyer."""
        n = next(self.counter)
        if license is None and "organisation_id" not in wishes:
            license = self.license()
        if license is not None:
            wishes = {"organisation_id": license.organisation_id, "location_id": license.location_id, "license_id": license.id} | wishes
        values = {"code": f"DEP{n}", "asked_on": dt.date(2026, 6, 1), "amount_cents": held or 500000, "status": "held" if held else "asked"}
        deposit = self._kept(Deposit(**values | wishes))
        if held:
            opening = {
                "kind": "opening",
                "cents": held,
                "date": dt.date(2026, 1, 1),
                "reference": "Old system",
                "key": f"import-{deposit.code}",
            }
            self._kept(DepositMovement(deposit_id=deposit.id, location_id=deposit.location_id, **opening))
            self.session.refresh(deposit)
        return deposit

    def wallet(
        self, owner: FoyerUser | Organisation | None = None, *, bought: int = 0, expires_at: dt.datetime | None = None, **wishes: Any
    ) -> Wallet:
        """Credits for rooms; with `bought` a purchase of so many cents."""
        n = next(self.counter)
        owner = owner or self.organisation()
        of = {"user_id": owner.id} if isinstance(owner, FoyerUser) else {"organisation_id": owner.id}
        wallet = self._kept(Wallet(**{"unit": Unit.SPACE, "currency": "ZAR"} | of | wishes))
        if bought:
            lot = self._kept(Lot(wallet_id=wallet.id, source="purchase", grant_key=f"topup:{n}", expires_at=expires_at, vat_point="sale"))
            moved = {
                "key": f"topup:{n}",
                "cause": f"topup:{n}",
                "kind": "topup",
                "account": "cash_clearing",
                "actor": "Foyer",
                "reason": "EFT 1",
            }
            self._kept(LedgerEntry(wallet_id=wallet.id, lot_id=lot.id, cents=bought, currency=wallet.currency, **moved))
            self.session.refresh(wallet)
        return wallet

    def line_item(self, organisation: Organisation | None = None, **wishes: Any) -> LineItem:
        n = next(self.counter)
        organisation = organisation or self.organisation()
        values = {
            "code": f"ITM{n}",
            "organisation_id": organisation.id,
            "location_id": organisation.location_id,
            "description": "Parking bay",
            "price_cents": 95000,
            "starts_on": dt.date(2026, 1, 1),
        }
        return self._kept(LineItem(**values | wishes))

    def product(self, location: Location | None = None, **wishes: Any) -> Product:
        n = next(self.counter)
        values = {
            "code": f"PRD{n}",
            "name": f"Product {n}",
            "type": Unit.STUFF,
            "price_cents": 34500,
            "location_id": location.id if location else None,
        }
        return self._kept(Product(**values | wishes))

    def run(self, location: Location | None = None, *, month: Month = JUNE, **wishes: Any) -> InvoiceRun:
        location = location or self.location()
        return self._kept(InvoiceRun(**{"location_id": location.id, "month": month, "cut_off": month.last} | wishes))

    def invoice(
        self,
        organisation: Organisation | None = None,
        *,
        net: int = 100000,
        license: License | None = None,
        vat_percent: int = 15,
        line: dict[str, Any] | None = None,
        **wishes: Any,
    ) -> Invoice:
        """A numbered invoice of one line, sent unless another status is asked for; `line` says what the line is."""
        n = next(self.counter)
        organisation = organisation or (license.organisation if license else self.organisation())
        location = license.location if license else organisation.location
        vat = rounded(net * vat_percent, 100)
        values = {
            "organisation_id": organisation.id,
            "location_id": location.id,
            "month": JUNE,
            "number": f"{location.invoice_prefix}-{n:05d}",
            "status": InvoiceStatus.SENT,
            "currency": location.currency,
            "issued_on": dt.date(2026, 6, 1),
            "due_on": dt.date(2026, 6, 8),
            "net_cents": net,
            "vat_cents": vat,
            "total_cents": net + vat,
            "seller": {"name": location.legal_name},
            "buyer": {"name": organisation.name},
        } | wishes
        invoice = self._kept(Invoice(**values))
        values = {
            "invoice_id": invoice.id,
            "position": 1,
            "kind": LineKind.LICENSE if license else LineKind.MANUAL,
            "license_id": license.id if license else None,
            "description": "Desk for June",
            "service_month": invoice.month,
            "net_cents": net,
            "vat_cents": vat,
            "vat_percent": Decimal(vat_percent),
            "factors": [],
        }
        self._kept(InvoiceLine(**values | (line or {})))
        return invoice

    def sold(
        self, product: Product, organisation: Organisation | None = None, *, quantity: int = 1, vat_percent: int = 15, **wishes: Any
    ) -> Invoice:
        """An invoice, sent, of one charge for that product."""
        organisation = organisation or self.organisation()
        net = product.price_cents * quantity
        billed = {"quantity": Decimal(quantity), "unit_price_cents": product.price_cents, "description": product.name}
        charge = self.adhoc(organisation, product_id=product.id, invoiced_at=dt.datetime(2026, 6, 1, tzinfo=dt.UTC), **billed)
        line = {"kind": LineKind.ADHOC, "adhoc_id": charge.id, "description": product.name}
        return self.invoice(organisation, net=net, vat_percent=vat_percent, kind="manual", line=line, **wishes)

    def credit_note(self, organisation: Organisation | None = None, cents: int = 115000, **wishes: Any) -> CreditNote:
        """As a month below zero leaves it: of no invoice."""
        organisation = organisation or self.organisation()
        vat = cents * 15 // 115
        values = {"kind": "run", "month": JUNE, "currency": "ZAR", "issued_on": JUNE.first, "reason": "P12", "seller": {}, "buyer": {}}
        values |= {
            "location_id": organisation.location_id,
            "number": f"{organisation.code}-CN-{next(self.counter)}"[:40],
            "net_cents": cents - vat,
            "vat_cents": vat,
            "total_cents": cents,
        }
        return self._kept(CreditNote(organisation_id=organisation.id, **{**values, **wishes}))

    def payment(self, organisation: Organisation | None = None, *, cents: int = 100000, **wishes: Any) -> Payment:
        """An EFT of 5 June that paid nothing yet: all of it is credit."""
        n = next(self.counter)
        organisation = organisation or self.organisation()
        where = {"organisation_id": organisation.id, "location_id": organisation.location_id, "currency": organisation.currency}
        values = {
            "kind": "eft",
            "amount_cents": cents,
            "credit_cents": cents,
            "received_on": dt.date(2026, 6, 5),
            "reference": f"EFT {n}",
            "recorded_by": "Pat",
            "key": f"made:{n}",
        }
        return self._kept(Payment(**where | values | wishes))

    def refund(self, payment: Payment | None = None, *, cents: int = 10000, **wishes: Any) -> Refund:
        """An EFT of so many cents that went back out of a payment's credit."""
        n = next(self.counter)
        payment = payment or self.payment()
        payment.credit_cents, payment.refunded_cents = payment.credit_cents - cents, payment.refunded_cents + cents
        where = {
            "organisation_id": payment.organisation_id,
            "location_id": payment.location_id,
            "payment_id": payment.id,
            "currency": payment.currency,
        }
        values = {
            "way": "eft",
            "state": "done",
            "amount_cents": cents,
            "refunded_on": dt.date(2026, 6, 6),
            "reference": f"EFT {n}",
            "reason": "Paid twice",
            "key": f"made:{n}",
        }
        return self._kept(Refund(**where | values | wishes))

    def role(self, name: str) -> Role:
        role = self.session.scalar(select(Role).where(Role.name == name))
        return role or self._kept(Role(name=name))

    def user(self, role: str = NETWORK_ADMIN, *, locations: tuple[Location, ...] | list[Location] = (), **wishes: Any) -> FoyerUser:
        """A person with PASSWORD; staff are limited to `locations` when there are any."""
        n = next(self.counter)
        values = {
            "username": f"person{n}",
            "first_name": "Pat",
            "last_name": f"Person {n}",
            "email": f"person{n}@example.com",
            "active": True,
            "password": hashed(),
        }
        user = FoyerUser(**values | wishes)
        user.roles = [self.role(role)]
        user.locations = list(locations)
        return self._kept(user)

    def actor(self, role: str = NETWORK_ADMIN, *, at: list[Location] | None = None, organisation: Organisation | None = None) -> Actor:
        """A person with that role as actions know them, limited to the locations `at` when given."""
        user = self.user(role, locations=at or [], organisation_id=organisation.id if organisation else None)
        return Actor(
            id=user.id,
            name=str(user),
            permissions=frozenset(ROLES[role]),
            location_ids=None if at is None else frozenset(place.id for place in at),
            organisation_id=user.organisation_id,
            is_staff=role != MEMBER,
        )

    def manager(self, of: Location) -> Actor:
        return self.actor(LOCATION_MANAGER, at=[of])
