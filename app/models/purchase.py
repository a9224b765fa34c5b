"""Purchase: what a member bought in the shop, and how it is paid (U1-U5)."""

from __future__ import annotations

from enum import StrEnum

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.entity import Entity
from app.core.states import Machine
from app.models.charge import Adhoc
from app.models.credit_note import CreditNote
from app.models.invoice import Invoice, InvoiceKind
from app.models.location import Location
from app.models.organisation import Organisation
from app.models.product import Product, VatPoint
from app.models.user import FoyerUser
from app.rules.units import Unit

BOUGHT = "purchase:"  # how the ledger's cause begins where credits paid a purchase


class PayWay(StrEnum):
    """How it is paid (U2)."""

    CARD = "card"
    CHECKOUT = "checkout"
    WALLET = "wallet"
    NEXT_INVOICE = "next_invoice"


class PurchaseStatus(StrEnum):
    """Nothing is fulfilled before it is paid (U3). One for the next invoice waits as `started` until that invoice is paid.

    `withdrawn`: nobody paid, and nothing is owed.
    """

    STARTED = "started"
    AWAITING_PAYMENT = "awaiting_payment"
    PAID = "paid"
    FULFILLED = "fulfilled"
    PAYMENT_UNKNOWN = "payment_unknown"
    FAILED = "failed"
    REFUNDED = "refunded"
    WITHDRAWN = "withdrawn"


S = PurchaseStatus


class Purchase(Entity):
    """Cents of `currency`; what the product was on that day is kept here. `key` is that of the form: a second click is the first purchase.

    It bills by an ad hoc charge: at once on an invoice of its own (kind `purchase`), or on the organisation's next one, which is a credit note where the month is
    below zero (P12). `for_team`: the
    credits are the organisation's. `credit_cents` is what it brings, 0 for a thing, `days` those of a day pass, of all of its quantity; `wallet_cents` of the total are paid by credits where a card pays the rest.
    """

    __tablename__ = "purchase"
    __table_args__ = (
        CheckConstraint("quantity BETWEEN 1 AND 999", name="quantity_is_positive"),
        CheckConstraint("total_cents = net_cents + vat_cents AND net_cents >= 0 AND vat_cents >= 0", name="total_is_net_and_vat"),
        CheckConstraint("credit_cents >= 0", name="credit_is_not_negative"),
        CheckConstraint("credit_note_id IS NULL OR (invoice_id IS NULL AND way = 'next_invoice')", name="on_one_document"),
        CheckConstraint("(way = 'next_invoice') OR invoice_id IS NOT NULL OR status = 'started'", name="paid_now_has_invoice"),
        CheckConstraint("refunded_cents BETWEEN 0 AND total_cents", name="refunds_what_it_cost"),
        CheckConstraint(
            "wallet_cents = 0 OR (way IN ('card', 'checkout') AND wallet_cents BETWEEN 0 AND total_cents - 1)", name="credits_leave_a_rest"
        ),
        Index("purchase_of_credit_note", "credit_note_id", postgresql_where=text("credit_note_id IS NOT NULL")),
        Index("purchase_of_location", "location_id", "id"),
        Index("purchase_waiting", "created_at", postgresql_where=text("status IN ('awaiting_payment', 'failed', 'payment_unknown')")),
    )

    key: Mapped[str] = mapped_column(String(120), unique=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    location_id: Mapped[int] = mapped_column(ForeignKey("location.id"))
    user_id: Mapped[int] = mapped_column(ForeignKey("ab_user.id"), index=True)
    for_team: Mapped[bool] = mapped_column(default=False, server_default=text("false"))
    product_id: Mapped[int] = mapped_column(ForeignKey("product.id"), index=True)
    what: Mapped[str] = mapped_column(String(200))
    unit: Mapped[Unit]
    quantity: Mapped[int] = mapped_column(default=1, server_default="1")
    way: Mapped[PayWay]
    status: Mapped[PurchaseStatus] = mapped_column(default=S.STARTED, server_default="started")
    currency: Mapped[str] = mapped_column(String(3))
    net_cents: Mapped[int] = mapped_column(BigInteger)
    vat_cents: Mapped[int] = mapped_column(BigInteger)
    total_cents: Mapped[int] = mapped_column(BigInteger)
    vat_point: Mapped[VatPoint]
    credit_cents: Mapped[int] = mapped_column(BigInteger)
    credit_days: Mapped[int | None]
    days: Mapped[int | None]
    adhoc_id: Mapped[int | None] = mapped_column(ForeignKey("adhoc.id"), unique=True)
    invoice_id: Mapped[int | None] = mapped_column(ForeignKey("invoice.id"), index=True)
    credit_note_id: Mapped[int | None] = mapped_column(ForeignKey("credit_note.id"))
    refunded_cents: Mapped[int] = mapped_column(BigInteger, default=0, server_default="0")
    wallet_cents: Mapped[int] = mapped_column(BigInteger, default=0, server_default="0")
    made_by: Mapped[str] = mapped_column(String(200))

    organisation: Mapped[Organisation] = relationship()
    location: Mapped[Location] = relationship()
    user: Mapped[FoyerUser] = relationship()
    product: Mapped[Product] = relationship()
    adhoc: Mapped[Adhoc | None] = relationship()
    invoice: Mapped[Invoice | None] = relationship()
    credit_note: Mapped[CreditNote | None] = relationship()

    moves = Machine(
        ask=(S.STARTED, S.AWAITING_PAYMENT),
        ask_again=({S.AWAITING_PAYMENT, S.FAILED}, S.AWAITING_PAYMENT),
        pay=({S.STARTED, S.AWAITING_PAYMENT, S.PAYMENT_UNKNOWN, S.FAILED}, S.PAID),
        lose=(S.AWAITING_PAYMENT, S.PAYMENT_UNKNOWN),
        fail=({S.STARTED, S.AWAITING_PAYMENT, S.PAYMENT_UNKNOWN}, S.FAILED),
        fulfil=(S.PAID, S.FULFILLED),
        refund=({S.STARTED, S.PAID, S.FULFILLED}, S.REFUNDED),
        withdraw=({S.AWAITING_PAYMENT, S.FAILED}, S.WITHDRAWN),
    )

    @property
    def cause(self) -> str:
        """What the ledger calls it."""
        return f"{BOUGHT}{self.id}"

    @property
    def is_billed_alone(self) -> bool:
        """By an invoice of its own. That of a month bills more, and is the organisation's: what becomes of its payment is not what becomes of a purchase on it."""
        return self.invoice is not None and self.invoice.kind is InvoiceKind.PURCHASE

    @property
    def awaits_payment(self) -> bool:
        """Nobody has paid its own invoice: it can be paid, or ended."""
        return self.is_billed_alone and Purchase.moves.may(self, "withdraw")

    @property
    def title(self) -> str:
        return f"{self.quantity} × {self.what}" if self.quantity > 1 else self.what

    @property
    def brings_something(self) -> bool:
        """Credits or days come of it once it is paid."""
        return self.credit_cents > 0 or self.days is not None

    @property
    def is_moving(self) -> bool:
        """Something is to come of it in a moment."""
        return self.status in (S.AWAITING_PAYMENT, S.PAYMENT_UNKNOWN) or (self.status is S.PAID and self.brings_something)

    def __str__(self) -> str:
        return self.title
