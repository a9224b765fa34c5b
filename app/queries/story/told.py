"""The story of a record: changes, comments, tasks, mails, money, documents, visits and jobs that failed, and what was done with a person; in one stream, newest first."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.access.actor import Actor
from app.access.permissions import P, Permission
from app.access.records import record
from app.queries.story import sources as of
from app.queries.story import with_person as done
from app.queries.story.asked import Asked, Person, person_of
from app.queries.story.entries import Event, Group, Story
from app.queries.story.related import CREDIT_NOTES, DELIVERIES, INVOICES, PAPERS, PAYLOADS, PAYMENTS, REFUNDS, VISITS

PAGE = 15
PAPER_MAILS = frozenset({"proposal", "contract"})


@dataclass(frozen=True, slots=True)
class Source:
    """Asks for its newest events. `nouns`: the records to which such things can happen; every one unless it is said."""

    ask: Callable[[Asked], list[Event]]
    groups: tuple[Group, ...]
    needed: Permission | None = None
    nouns: frozenset[str] | None = None
    of_people: bool = False  # as well, or alone

    def fits(self, asked: Asked) -> bool:
        if self.needed is not None and not asked.by.may(self.needed):
            return False
        return (
            (self.nouns is None and not self.of_people) or asked.noun in (self.nouns or ()) or (self.of_people and asked.person is not None)
        )


def _with(ask: Callable[[Asked, Person], list[Event]]) -> Callable[[Asked], list[Event]]:
    return lambda asked: ask(asked, asked.person) if asked.person is not None else []


G = Group
SOURCES = (
    Source(of.comments, (G.COMMENTS,)),
    Source(_with(done.activities), (G.COMMENTS, G.CALLS, G.MEETINGS, G.MAILS, G.DOCUMENTS), of_people=True),
    Source(_with(done.archived), (G.MAILS,), P.CONTACT_WRITE, of_people=True),
    Source(_with(done.heats), (G.CHANGES,), P.LEAD_READ, of_people=True),
    Source(_with(done.stages), (G.CHANGES,), P.OPPORTUNITY_READ, of_people=True),
    Source(of.tasks, (G.TASKS,), P.TASK_READ),
    Source(of.changes, (G.CHANGES,), P.AUDIT_READ),
    Source(of.mails, (G.MAILS,), P.DELIVERY_READ, frozenset(DELIVERIES) - PAPER_MAILS),
    Source(of.mails, (G.MAILS,), None, PAPER_MAILS),  # whoever reads the paper
    Source(of.mails, (G.MAILS,), P.CONTACT_READ, of_people=True),
    Source(of.money, (G.MONEY,), P.PAYMENT_READ, frozenset({*PAYMENTS, *REFUNDS})),
    Source(of.documents, (G.DOCUMENTS,), P.INVOICE_READ, frozenset({*INVOICES, *CREDIT_NOTES})),
    Source(of.papers, (G.DOCUMENTS,), P.PROPOSAL_READ, frozenset(PAPERS)),
    Source(of.visits, (G.VISITS,), P.CHECK_IN_READ, frozenset(VISITS)),
    Source(of.jobs, (G.JOBS,), P.OUTBOX_READ, frozenset(PAYLOADS)),
)


def story(
    session: Session,
    noun: str,
    row_id: int,
    *,
    by: Actor,
    group: Group | None = None,
    before: dt.datetime | None = None,
    most: int = PAGE,
    untold: frozenset[str] = frozenset(),
) -> Story:
    """Raises Missing unless `by` is of the staff and may read the record. A kind that they have no right for is left out.

    What happened at one instant stays on one page. One query a source, and for changes more where events say nothing; `untold` are columns whose changes do not.
    """
    row = record(session, by, noun, row_id)
    asked = Asked(session, row, noun, by, group, before, most + 1, person_of(session, row, by), untold)
    fitting = [each for each in SOURCES if each.fits(asked)]
    found = sorted(
        (event for each in fitting if group is None or group in each.groups for event in each.ask(asked)),
        key=lambda event: event.at,
        reverse=True,
    )
    shown = found[:most]
    shown += [event for event in found[most:] if shown and event.at == shown[-1].at]
    groups = [each for each in Group if any(each in source.groups for source in fitting)]
    return Story(noun, row, shown, shown[-1].at if len(found) > len(shown) else None, group, groups)
