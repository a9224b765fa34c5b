"""The roles, said once; `run.py migrate` writes them into Flask-AppBuilder as exact names."""

from __future__ import annotations

from app.access.permissions import EVERY_READ, EVERYTHING, P, Permission

NETWORK_ADMIN = "Network admin"
LOCATION_MANAGER = "Location manager"
FRONT_DESK = "Front desk"
FINANCE = "Finance"
SALES = "Sales"
MEMBER = "Member"

BILLING = frozenset(
    {
        P.INVOICE_RUN_PREPARE,
        P.INVOICE_RUN_APPROVE,
        P.INVOICE_RUN_SEND,
        P.INVOICE_VOID,
        P.CREDIT_NOTE_WRITE,
        P.DELIVERY_DECIDE,
    }
)
SYSTEM_READS = frozenset({P.ROLE_READ, P.SETTING_READ, P.SCHEDULE_READ, P.OUTBOX_READ, P.AUDIT_READ, P.XERO_READ, P.TAX_READ})
DESK_READS = EVERY_READ - SYSTEM_READS

ROLES: dict[str, frozenset[Permission]] = {
    NETWORK_ADMIN: EVERYTHING,
    LOCATION_MANAGER: DESK_READS
    | BILLING
    | {
        P.SPACE_WRITE,
        P.ROOM_WRITE,
        P.ORGANISATION_WRITE,
        P.USER_WRITE,
        P.MEMBERSHIP_WRITE,
        P.LICENSE_WRITE,
        P.LICENSE_PRICE,
        P.LINE_ITEM_WRITE,
        P.ADHOC_WRITE,
        P.DISCOUNT_WRITE,
        P.PRODUCT_WRITE,
        P.TAX_READ,
        P.AUDIT_READ,
        P.API,
    },
    FRONT_DESK: DESK_READS - {P.INVOICE_RUN_READ} | {P.ORGANISATION_WRITE, P.LICENSE_WRITE, P.ADHOC_WRITE},
    FINANCE: DESK_READS
    | BILLING
    | {P.LINE_ITEM_WRITE, P.ADHOC_WRITE, P.DISCOUNT_WRITE, P.LICENSE_PRICE, P.MONTH_CLOSE, P.TAX_READ, P.TAX_WRITE}
    | {P.XERO_READ, P.XERO_WRITE, P.AUDIT_READ, P.OUTBOX_READ, P.OUTBOX_RETRY, P.SCHEDULE_READ, P.API},
    SALES: frozenset(
        {P.LOCATION_READ, P.SPACE_READ, P.ROOM_READ, P.ORGANISATION_READ, P.ORGANISATION_WRITE, P.USER_READ}
        | {P.MEMBERSHIP_READ, P.LICENSE_READ, P.PRODUCT_READ}
    ),
    MEMBER: frozenset(),
}
STAFF_ROLES = frozenset(ROLES) - {MEMBER}
