"""Builders of presence: guests, check-ins, expected guests; and of what people ask for while they are there."""

from __future__ import annotations

import datetime as dt
from itertools import count
from typing import Any

from sqlalchemy import select

from app.access.visit_passes import renewed
from app.core import clock
from app.models import CheckIn, FoyerUser, Guest, Location, SavedAnswer, Ticket, TicketEntry, TicketPhoto, Visit
from app.models.check_in import LeftBy, Source
from app.rules.lead_contact import email_key


class MakePresence:
    """Mixed in before Make."""

    counter: count[int]

    def house(self: Any, **wishes: Any) -> Location:
        """Kloof: open on weekdays from 7 to 18 o'clock there, with WiFi for guests."""
        facts = {
            "code": "KLF",
            "name": "Kloof",
            "zone": "Africa/Johannesburg",
            "country": "ZA",
            "wifi_network": "Foyer",
            "opening_hours": "mon-fri 07:00-18:00",
        }
        return self.location(**facts | wishes)

    def guest(self: Any, name: str = "", **wishes: Any) -> Guest:
        n = next(self.counter)
        email = wishes.pop("email", f"guest{n}@example.com")
        return self._kept(
            Guest(**{"name": name or f"Guest {n}", "email": email, "email_key": email_key(email), "seen_at": clock.now()} | wishes)
        )

    def check_in(self: Any, who: FoyerUser | Guest, location: Location, **wishes: Any) -> CheckIn:
        """Now, at the desk, and still there unless `left_at` says otherwise."""
        person = {"user_id": who.id} if isinstance(who, FoyerUser) else {"guest_id": who.id}
        values = {
            "location_id": location.id,
            "name": str(who),
            "source": Source.DESK,
            "arrived_at": clock.now(),
            "key": f"made:{next(self.counter)}",
            "made_by": "Pat",
        }
        if wishes.get("left_at"):
            values["left_by"] = LeftBy.DESK
        return self._kept(CheckIn(**values | person | wishes))

    def visit(self: Any, location: Location, host: FoyerUser | None = None, **wishes: Any) -> Visit:
        """Expected in an hour, needs the application's context."""
        n = next(self.counter)
        email = wishes.pop("email", f"visit{n}@example.com")
        values = {
            "name": f"Visit {n}",
            "expected_at": clock.now() + dt.timedelta(hours=1),
            "invited_by": "Pat",
            "host_id": host.id if host else None,
        }
        visit = Visit(**{"location_id": location.id, "email": email, "email_key": email_key(email) or None} | values | wishes)
        renewed(visit)
        return self._kept(visit)

    def ticket(
        self: Any, user: FoyerUser | None = None, location: Location | None = None, *, text: str = "The screen stays dark", **wishes: Any
    ) -> Ticket:
        """Asked a moment ago by that member, and not answered."""
        place = location or (user.location if user is not None else None) or self.location()
        values = {"location_id": place.id, "user_id": user.id if user else None, "organisation_id": user.organisation_id if user else None}
        values |= {"category": "room", "title": text, "asked_at": clock.now(), "unanswered_since": clock.now()}
        ticket = self._kept(Ticket(**values | wishes))
        self._kept(
            TicketEntry(
                ticket_id=ticket.id,
                author_id=ticket.user_id,
                author=str(user or "Pat"),
                is_staff=user is None,
                text=text,
                at=ticket.asked_at,
            )
        )
        return ticket

    def saved_answer(self: Any, location: Location | None = None, **wishes: Any) -> SavedAnswer:
        return self._kept(
            SavedAnswer(
                **{"name": f"Answer {next(self.counter)}", "location_id": location.id if location else None, "text": "We are on our way."}
                | wishes
            )
        )

    def ticket_photo(self: Any, ticket: Ticket, **wishes: Any) -> TicketPhoto:
        """With the first word."""
        entry = self.session.scalars(select(TicketEntry).where(TicketEntry.ticket_id == ticket.id).order_by(TicketEntry.id)).first()
        return self._kept(
            TicketPhoto(**{"entry_id": entry.id, "sha256": "0" * 64, "width": 4, "height": 3, "content": b"\xff\xd8\xff"} | wishes)
        )
