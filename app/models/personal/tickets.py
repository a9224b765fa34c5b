"""Marks of the tables about faults and questions for help: the whole conversation goes with the person whose it is."""

from __future__ import annotations

from app.models.personal.marks import Fate, Kind, Marks, marks

ENTITY = "id public_id created_at"
OWN = "SELECT t.id FROM ticket t WHERE t.user_id = :person"

TICKETS: dict[str, Marks] = {
    "ticket_photo": marks(
        "Photos of faults",
        f"{ENTITY} entry_id width height stored_id",
        of=f"entry_id IN (SELECT e.id FROM ticket_entry e WHERE e.ticket_id IN ({OWN}))",  # noqa: S608 - ours
        fate=Fate.GOES,
        sha256=Kind.SECRET,
        content=Kind.SECRET,
    ),
    "ticket_entry": marks(
        "What was said about faults and questions",
        f"{ENTITY} ticket_id author_id is_staff is_internal became at",
        of=f"ticket_id IN ({OWN})",
        fate=Fate.GOES,
        author=Kind.AUTHOR,
        text=Kind.WORDS,
    ),
    "ticket": marks(
        "Faults and questions",
        f"{ENTITY} location_id room_id space_id user_id organisation_id category status assignee_id asked_at unanswered_since answered_at solved_at request_key",
        of="user_id = :person",
        fate=Fate.GOES,
        title=Kind.WORDS,
    ),
    "saved_answer": marks("Saved answers", f"{ENTITY} location_id name", text=Kind.WORDS),
}
