"""Tickets for programs, to read: what was said is another resource, with the notes of the house."""

from __future__ import annotations

from app.models import Ticket, TicketEntry
from views.api.resource import readable

COLUMNS = [
    "id", "public_id", "location_id", "room_id", "space_id", "user_id", "organisation_id", "category", "title", "status", "assignee_id", "asked_at",
    "unanswered_since", "answered_at", "solved_at", "created_at",
]  # fmt: skip
SAID = ["id", "public_id", "ticket_id", "author_id", "author", "is_staff", "is_internal", "text", "became", "at"]
TicketApi = readable(
    Ticket,
    list_columns=COLUMNS,
    show_columns=COLUMNS,
    search_columns=[
        "location_id",
        "room_id",
        "space_id",
        "user_id",
        "organisation_id",
        "category",
        "status",
        "assignee_id",
        "asked_at",
        "unanswered_since",
    ],
)
TicketEntryApi = readable(
    TicketEntry,
    class_permission_name="Ticket",
    list_columns=SAID,
    show_columns=SAID,
    search_columns=["ticket_id", "author_id", "is_staff", "is_internal", "at"],
)
