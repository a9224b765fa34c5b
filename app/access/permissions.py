"""Every permission, as noun:verb; actions check them, Flask-AppBuilder mirrors them."""

from __future__ import annotations

from enum import StrEnum


class Permission(StrEnum):
    """`read` lists and shows, `write` creates, changes and removes; other verbs are actions of their own."""

    LOCATION_READ = "location:read"
    LOCATION_WRITE = "location:write"
    SPACE_READ = "space:read"
    SPACE_WRITE = "space:write"
    ROOM_READ = "room:read"
    ROOM_WRITE = "room:write"
    ORGANISATION_READ = "organisation:read"
    ORGANISATION_WRITE = "organisation:write"
    USER_READ = "user:read"
    USER_WRITE = "user:write"
    USER_ONBOARD = "user:onboard"
    USER_RESET_FACTOR = "user:reset_factor"
    ROLE_READ = "role:read"
    ROLE_WRITE = "role:write"
    ACCESS_READ = "access:read"
    ACCESS_SETTLE = "access:settle"
    MEMBERSHIP_READ = "membership:read"
    MEMBERSHIP_WRITE = "membership:write"
    LICENSE_READ = "license:read"
    LICENSE_WRITE = "license:write"
    LICENSE_PRICE = "license:price"
    LINE_ITEM_READ = "line_item:read"
    LINE_ITEM_WRITE = "line_item:write"
    ADHOC_READ = "adhoc:read"
    ADHOC_WRITE = "adhoc:write"
    DISCOUNT_READ = "discount:read"
    DISCOUNT_WRITE = "discount:write"
    PRODUCT_READ = "product:read"
    PRODUCT_WRITE = "product:write"
    INVOICE_RUN_READ = "invoice_run:read"
    INVOICE_RUN_PREPARE = "invoice_run:prepare"
    INVOICE_RUN_APPROVE = "invoice_run:approve"
    INVOICE_RUN_SEND = "invoice_run:send"
    INVOICE_READ = "invoice:read"
    INVOICE_VOID = "invoice:void"
    CREDIT_NOTE_READ = "credit_note:read"
    CREDIT_NOTE_WRITE = "credit_note:write"
    DELIVERY_READ = "delivery:read"
    DELIVERY_DECIDE = "delivery:decide"
    MONTH_CLOSE = "month:close"
    TAX_READ = "tax:read"
    TAX_WRITE = "tax:write"
    XERO_READ = "xero:read"
    XERO_WRITE = "xero:write"
    SETTING_READ = "setting:read"
    SETTING_WRITE = "setting:write"
    SCHEDULE_READ = "schedule:read"
    SCHEDULE_WRITE = "schedule:write"
    OUTBOX_READ = "outbox:read"
    OUTBOX_RETRY = "outbox:retry"
    AUDIT_READ = "audit:read"
    IMPORT = "package:import"
    API = "api:use"


P = Permission
EVERYTHING = frozenset(Permission)
EVERY_READ = frozenset(p for p in Permission if p.value.endswith(":read"))
