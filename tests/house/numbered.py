"""Every address that names rows by their numbers, filled with rows that are there, and with such as are not."""

from __future__ import annotations

import uuid
from typing import Any, NamedTuple

from app.access.nouns import BY_NOUN
from app.rules.tree_order import Way
from views.spaces.room_links import KINDS
from views.tasks.verbs import VERBS

MISSING = 2**30
NOBODY = uuid.UUID(int=0)
# Arguments that name no row. A word says which screen, verb, report or format; a secret opens what it is for, to whoever has it (tests/house/test_canaries.py).
WORDS = {"code", "column", "filename", "kind", "mail", "name", "noun", "screen", "slug", "system", "table", "verb", "view", "way"}
SECRETS = {"link", "secret", "token"}
# The screen whose row an argument names; what has no screen is in tests/house/owned.py.
BY_ARGUMENT = {
    "access_id": "AccessView",
    "announcement_id": "AnnouncementView",
    "attempt_id": "PaymentAttemptView",
    "booking_id": "BookingView",
    "check_in_id": "CheckInView",
    "credit_note_id": "CreditNoteView",
    "delivery_id": "DeliveryView",
    "invoice_id": "InvoiceView",
    "lead_id": "LeadView",
    "license_id": "LicenseView",
    "location_id": "LocationView",
    "method_id": "PaymentMethodView",
    "opportunity_id": "OpportunityView",
    "organisation_id": "OrganisationView",
    "paper_id": "InvoiceView",
    "payment_id": "PaymentView",
    "peer_id": "PeerView",
    "photo_id": "TicketPhotoView",
    "plan_id": "FloorPlanView",
    "product_id": "ProductView",
    "public_id": "BookingView",
    "purchase_id": "PurchaseView",
    "room_id": "RoomView",
    "space_id": "SpaceView",
    "task_id": "TaskView",
    "ticket_id": "TicketView",
    "track_id": "TrackView",
    "track_task_id": "TrackTaskView",
    "user_id": "MemberView",
    "visit_id": "ExpectedGuestView",
    "wallet_id": "WalletView",
}
# What a screen shows is what another one is named after.
BY_SCREEN = {
    "AuditEventApi": "AuditView",
    "ContactDataView": "ContactView",
    "LicenseAccessView": "LicenseView",
    "MyBookingView": "BookingView",
    "MyShopView": "PurchaseView",
    "OrganisationStepsView": "OrganisationView",
    "OutboxMessageApi": "OutboxView",
    "PersonStepsView": "MemberView",
    "PersonalDataView": "MemberView",
    "SignInsView": "MemberView",
    "SignUpDataView": "SignUpView",
    "VisitApi": "ExpectedGuestView",
    "WifiView": "SellView",
}
OF_ENDPOINT: dict[str, list[dict[str, str]]] = {
    "BatchView.result": [{"kind": "csv"}, {"kind": "xlsx"}],
    "ListChoiceView.change": [{"screen": "LicenseView", "verb": verb} for verb in ("change", "remove", "open_with")],
    "RoomLinksView.renew": [{"kind": kind} for kind in KINDS],
    "RoomLinksView.revoke": [{"kind": kind} for kind in KINDS],
    "TaskVerbsView.effect": [{"verb": verb} for verb in VERBS],
    "TaskVerbsView.page": [{"verb": verb} for verb in VERBS],
    "TrackTaskView.move": [{"way": way.value} for way in Way],
    "SentMailView.file": [{"noun": "invoice"}],
    "SentMailView.html": [{"noun": "invoice"}],
    "SentMailView.mail": [{"noun": "invoice"}],
}


class Asked(NamedTuple):
    """An address of a row that is there, the same of one that is not, and the rule with its words, for people."""

    name: str
    endpoint: str
    methods: frozenset[str]
    address: str
    missing: str
    is_local: bool  # the row is of a place, or of something that is


def numbered(app: Any, rows: dict[str, Any]) -> tuple[list[Asked], list[str]]:
    """All that can be asked; and each rule with the argument for which no row is known."""
    views = {type(view).__name__: view for view in app.appbuilder.baseviews}
    found, unknown = [], []
    with app.test_request_context():
        for rule in app.url_map.iter_rules():
            name = rule.endpoint.partition(".")[0]
            numbers = sorted(rule.arguments - WORDS - SECRETS)
            if not numbers:
                continue
            for words in _words(rule, views.get(name), rows):
                there = {each: _row(name, each, words, rows) for each in numbers}
                lacks = [each for each, row in there.items() if row is None] + sorted(rule.arguments - words.keys() - set(numbers))
                if lacks:
                    unknown.append(f"{' '.join((rule.endpoint, str(rule), *words.values()))}: {', '.join(lacks)}")
                    continue
                addresses = (
                    app.url_for(rule.endpoint, **words, **given)
                    for given in ({each: _number(each, row) for each, row in there.items()}, {each: _number(each, None) for each in there})
                )
                is_local = any(getattr(row, "location_id", None) for row in there.values())
                found.append(Asked(" ".join((str(rule), *words.values())), rule.endpoint, frozenset(rule.methods), *addresses, is_local))
    return sorted(found), sorted(unknown)


def _words(rule: Any, view: Any, rows: dict[str, Any]) -> list[dict[str, str]]:
    """One for each word that the address may have beside its numbers; none where the screen has no such words, as without an action."""
    name, _dot, endpoint = rule.endpoint.partition(".")
    if rule.endpoint in OF_ENDPOINT:
        return OF_ENDPOINT[rule.endpoint]
    if endpoint == "action":
        return [{"name": each} for each in sorted(view.actions)]
    if endpoint == "related":
        return [{"name": type(each).__name__} for each in getattr(view, "_related_views", None) or ()]
    if name == "CellView":
        shown = {type(each).__name__: each for each in view.appbuilder.baseviews}
        return [
            {"screen": screen, "column": shown[screen].inline_columns[0]}
            for screen in sorted(rows)
            if getattr(shown.get(screen), "inline_columns", ())
        ]
    if "noun" in rule.arguments:
        return [{"noun": noun} for noun in sorted(BY_NOUN)]
    if "verb" in rule.arguments:
        return [{"verb": each} for each in sorted(getattr(view, "verbs", None) or getattr(view, "acts", ()))]
    return [{}]


def _row(view: str, argument: str, words: dict[str, str], rows: dict[str, Any]) -> Any:
    own = rows.get(f"{view}.{argument}")
    if own is not None:
        return own
    if "noun" in words:
        return next((row for row in rows.values() if type(row) is BY_NOUN[words["noun"]]), None)
    if argument == "pk":
        shown = words.get("screen") or BY_SCREEN.get(view, view)
        return rows.get(shown.removesuffix("Api") + "View", rows.get(shown))
    return rows.get(argument, rows.get(BY_ARGUMENT.get(argument, "")))


def _number(argument: str, row: Any) -> Any:
    if argument == "public_id":
        return NOBODY if row is None else row.public_id
    return MISSING if row is None else row.id
