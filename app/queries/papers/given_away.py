"""What a paper gives away, against the price that its memberships have on the first day (P1)."""

from __future__ import annotations

from fractions import Fraction

from sqlalchemy.orm import Session

from app.models import Paper, PaperLine
from app.queries.license_terms import memberships
from app.queries.papers.priced import Offer
from app.queries.papers.unheld import id_of
from app.rules.given_away import percent_off
from app.rules.license_price import version_on
from app.rules.lines import Role


def most_given_away(session: Session, paper: Paper, offer: Offer) -> tuple[PaperLine, Fraction] | None:
    """The line with the largest share off its own price, in percent; None where nothing is given away. Commitment and volume are no gift."""
    terms, _names = memberships(session, paper.location_id, None)
    roles = {line["id"]: line["role"] for line in offer.monthly["lines"]}
    found = []
    for index, line in enumerate(paper.lines):
        versions = terms[line.membership_id].versions
        version = version_on(versions, line.starts_on) or min(versions, key=lambda each: each.valid_from or line.starts_on)
        price = version.extra if roles.get(id_of(index, 0)) == Role.EXTRA.value else version.primary
        found.append((line, percent_off(price, line.price_cents, line.discount_percent)))
    line, off = max(found, key=lambda each: each[1])
    return (line, off) if off else None
