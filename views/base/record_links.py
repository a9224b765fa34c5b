"""Where the page of a record is, by the noun that names it in other rows."""

from __future__ import annotations

from typing import Any

from flask import current_app, url_for

from app.core.entity import db
from app.models import FoyerUser

# A page that is not <View>.show, or whose number goes by another name.
OTHERS = {"opportunity": ("OpportunityView.show", "opportunity_id"), "invoice_run": ("InvoiceRunView.show", "run_id")}
VIEWS = {
    "ab_user": "MemberView",
    "attempt": "PaymentAttemptView",
    "check_in": "CheckInView",
    "door_group": "DoorGroupView",
    "door_tag": "DoorTagView",
    "visit": "ExpectedGuestView",
}


def view_of(noun: str) -> Any:
    """The screen of such records, which says what of their changes is told to people; None where there is none."""
    name = VIEWS.get(noun) or "".join(part.capitalize() for part in noun.split("_")) + "View"
    return next((view for view in current_app.appbuilder.baseviews if type(view).__name__ == name), None)  # type: ignore[attr-defined]


def page_of(noun: str, row_id: int | None) -> str:
    """Its address; nothing for what has no page of its own."""
    if not noun or row_id is None:
        return ""
    if noun == "task":
        return url_for("MyDayView.page")
    if noun == "ab_user" and (person := db.session.get(FoyerUser, row_id)) is not None and person.organisation_id is None:
        return url_for("UserView.show", pk=row_id)  # the list of members has customers alone
    endpoint, name = OTHERS.get(noun, (f"{VIEWS.get(noun) or ''.join(part.capitalize() for part in noun.split('_')) + 'View'}.show", "pk"))
    return url_for(endpoint, **{name: row_id}) if endpoint in current_app.view_functions else ""
