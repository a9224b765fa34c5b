"""Builders of what sales works on; a part of `make`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy.orm import Session

from app.core import clock
from app.models import Contact, Enquiry, Lead, LeadForm, Location, Opportunity, StageChange, Track, TrackTask
from app.rules.lead_contact import email_key, phone_key


class MakeSales:
    """Mixed into Make, which says what is kept and where."""

    session: Session
    counter: Iterator[int]
    _kept: Any
    location: Any

    def contact(self, name: str = "Ann Other", **wishes: Any) -> Contact:
        """With a key for the address and the phone, as rules/lead_contact.py writes them for South Africa."""
        n = next(self.counter)
        values = {"name": name, "email": f"ann{n}@other.example", "company": "Other"} | wishes
        keys = {"email_key": email_key(str(values["email"])) or None, "phone_key": phone_key(str(values.get("phone", "")), "ZA")}
        return self._kept(Contact(**keys | values))

    def lead(self, location: Location | None = None, contact: Contact | None = None, **wishes: Any) -> Lead:
        """Open, cold, heard of just now, of a contact of its own unless one is given."""
        n = next(self.counter)
        location = location or self.location()
        values = {"name": f"Thandi Mokoena {n}", "email": f"thandi{n}@example.com", "company": "Baobab Studio"}
        values |= {name: getattr(contact, name) for name in ("name", "email", "phone", "company")} if contact is not None else {}
        values |= {name: wishes.pop(name) for name in ("name", "email", "phone", "company") if name in wishes}
        if "contact_id" not in wishes:
            wishes["contact_id"] = (contact or self.contact(**values)).id
        now = clock.now()
        return self._kept(Lead(**{"code": f"LEAD{n}", "location_id": location.id, "asked_at": now, "heard_at": now} | values | wishes))

    def lead_form(self, location: Location | None = None, **wishes: Any) -> LeadForm:
        n = next(self.counter)
        location = location or self.location()
        return self._kept(LeadForm(**{"slug": f"form-{n}", "title": f"Form {n}", "location_id": location.id} | wishes))

    def enquiry(self, location: Location | None = None, **wishes: Any) -> Enquiry:
        """One that waits in the quarantine, for its links."""
        n = next(self.counter)
        location = location or self.location()
        form = wishes.pop("form", None) or self.lead_form(location)
        values = {
            "name": f"Sipho Dube {n}",
            "email": f"sipho{n}@example.com",
            "email_key": f"sipho{n}@example.com",
            "message": "Look at my five links",
        }
        judged = {
            "state": "quarantined",
            "points": 5,
            "signs": "links domain",
            "verdict": "none",
            "judged_at": clock.now(),
            "received_at": clock.now(),
        }
        return self._kept(Enquiry(**{"form_id": form.id, "location_id": location.id, "key": f"made-{n}"} | values | judged | wishes))

    def track(self, location: Location | None = None, *, tasks: tuple[tuple[Any, ...], ...] = (), **wishes: Any) -> Track:
        """`tasks` are (title, place of its parent or None, anchor, working days) and what else a task has, by name."""
        n = next(self.counter)
        track = self._kept(Track(**{"name": f"Track {n}", "location_id": location.id if location is not None else None} | wishes))
        made: list[TrackTask] = []
        for place, (title, parent, anchor, days, *more) in enumerate(tasks):
            parent_id = made[parent].id if parent is not None else None
            facts = {"track_id": track.id, "parent_id": parent_id, "position": place, "title": title, "anchor": anchor, "offset_days": days}
            made.append(self._kept(TrackTask(**facts | (more[0] if more else {}))))
        self.session.refresh(track)
        return track

    def opportunity(self, lead: Lead | None = None, **wishes: Any) -> Opportunity:
        """Of that lead and its owner, come into its stage now; without tasks."""
        n = next(self.counter)
        lead = lead or self.lead()
        now = wishes.setdefault("stage_since", clock.now())
        where = {"location_id": lead.location_id, "lead_id": lead.id, "owner_id": lead.owner_id, "currency": lead.location.currency}
        if wishes.get("stage") in ("won", "abandoned"):
            wishes.setdefault("closed_at", now)
        found = self._kept(Opportunity(**{"code": f"OPP{n}", "opened_on": now.date(), "position": n} | where | wishes))
        self._kept(StageChange(opportunity_id=found.id, before=None, after=found.stage, at=now, changed_by="Pat"))
        return found
