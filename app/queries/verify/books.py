"""All promises that the tables of this version can break, and how they are kept now."""

from __future__ import annotations

from sqlalchemy.orm import Session

from app.queries.verify import (
    bookings,
    credits,
    deposits,
    documents,
    federation,
    files,
    fulfilment,
    house,
    money,
    outside,
    papers,
    payments,
    presence,
    prices,
    sales,
    seals,
)
from app.queries.verify.promise import Outcome, Promise, Recomputed

PROMISES: tuple[Promise | Recomputed, ...] = (
    documents.ONE_A_MONTH,
    documents.APPROVED_HAS_DOCUMENT,
    documents.TOTALS_ARE_SUMS,
    documents.VAT_OF_EACH_LINE,
    documents.NUMBERS_WITHOUT_GAP,
    seals.CONTENT,
    seals.FILES,
    seals.MONTHS,
    files.WHERE_THEY_ARE,
    outside.ONE_MAIL,
    outside.ONE_REMINDER,
    outside.ONE_IN_XERO,
    money.WITHIN_TOTAL,
    money.BEYOND_IS_CREDIT,
    money.CREDITED_IS_SUM,
    payments.ADDS_UP,
    payments.REFUNDED_IS_SUM,
    payments.TOLD_ONCE,
    payments.CHARGED_ONCE,
    deposits.HELD_IS_SUM,
    deposits.ASKED_ONCE,
    deposits.PAYS_ITS_CHARGE,
    credits.SUMS_TO_ZERO,
    credits.BALANCE_IS_SUM,
    credits.ABOVE_FLOOR,
    credits.RESERVES_END_ONCE,
    credits.DEBITS_WITHIN_RESERVES,
    credits.ENTRIES_STAY,
    fulfilment.GIVEN_ONCE,
    fulfilment.TAXED_ONCE,
    prices.RISES_ONCE,
    bookings.ONE_AT_A_TIME,
    bookings.PAID_ONCE,
    bookings.EXTRAS_CHARGED_ONCE,
    papers.STAYS,
    sales.LEADS,
    presence.NOBODY_TWICE,
    federation.NOTHING_LEFT,
    house.TRIED_IN_TIME,
    house.ONE_RUN_A_SLOT,
    house.PLACES_AGREE,
    house.AUDITED,
)


def verify(session: Session) -> dict[str, Outcome]:
    """Each promise by its id; reads only."""
    return {promise.id: promise.outcome(session) for promise in PROMISES}
