"""Templates of the demo network and one mail in its own words, two proposals that wait for an answer, and a contract out of one that was accepted."""

from __future__ import annotations

from decimal import Decimal

from sqlalchemy import select

from app.access.actor import SYSTEM
from app.access.paper_links import secret_of
from app.actions.contracts.create import create_contract
from app.actions.mail_texts.place import TextPlace
from app.actions.mail_texts.write import write_mail_text
from app.actions.papers.agree import agree
from app.actions.papers.keep import keep_paper, keep_sealed
from app.actions.papers.lines import add_line
from app.actions.papers.send import send_paper
from app.actions.proposals.create import create_proposal
from app.actions.templates.create import create_template
from app.core import clock
from app.core.month import Month
from app.models import Membership, Opportunity, Paper, Space
from app.models.opportunity import Stage
from app.models.template import TemplateKind
from app.queries.papers.view import paper_view
from app.rendering.paper import paper_pdf
from app.work import Work

PHONE = "Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0 Mobile Safari/537.36"
PROPOSAL = """Dear {{ first_name }},

Thank you for coming to see {{ location }}. We would love to have {{ company }} with us.

# What comes with every place

- WiFi at 500 Mbit/s, printing and good coffee
- Meeting rooms at members' prices
- A postal address in town

Your first invoice, for {{ first_month }}, is {{ first_total }}; after it a month costs {{ monthly_total }}. The offer stands until {{ valid_until }}.

Kind regards,
{{ owner }}"""
CONTRACT = """This agreement is between {{ location }} and {{ company }}, represented by {{ contact_name }}.

# Term

It begins on {{ starts_on }} and runs for {{ term_months }}. Afterwards either side ends it in writing with a notice of {{ notice_months }}.

# Deposit

Deposit: {{ deposit_total }}. It is asked for with the first invoice and given back at the end, less what is owed."""
MAIL = """Dear {{ first_name }},

Thank you for asking about {{ location }}. When would you like to see it? We are there from 08:00 to 17:00.

Kind regards,
{{ owner }}"""
WELCOME = (
    "Good to see you at {{ place }}",
    "# Good to see you\n\nCoffee is on us: ask at the desk of {{ place }}.\n\n{{ facts }}\n\n> Please check out when you leave. If you were not here, somebody mistyped an address, and there is nothing to do.",
)
WORDS = (
    (TemplateKind.PROPOSAL, "Proposal", "Your place at {{ location }}", PROPOSAL),
    (TemplateKind.CONTRACT, "Membership agreement", "Agreement with {{ location }}", CONTRACT),
    (TemplateKind.LEAD_MAIL, "Come and see", "Come and see {{ location }}", MAIL),
)


def write_papers(work: Work) -> None:
    """For those who have come that far on the board; nobody is mailed twice, and what is sent today goes to the demo's own mailbox."""
    for kind, name, subject, body in WORDS:
        create_template(kind=kind, name=name, subject=subject, body=body, by=SYSTEM)
    write_mail_text(TextPlace("guest_welcome"), subject=WELCOME[0], body=WELCOME[1], by=SYSTEM)
    for deal in _deals(work, Stage.PROPOSAL, 2):
        if (paper := _proposed(work, deal)) is not None:
            _sent(work, paper)
    for deal in _deals(work, Stage.CONTRACT, 1):
        if (paper := _proposed(work, deal)) is not None:
            _sent(work, paper)
            agree(
                secret_of(paper), name=deal.lead.name, consents=True, document_hash=paper.document_hash, address="203.0.113.24", agent=PHONE
            )
            keep_sealed(paper.id, paper_pdf(paper_view(work.session, paper)), by=SYSTEM)
            _sent(work, create_contract(proposal_id=paper.id, by=SYSTEM))


def _deals(work: Work, stage: Stage, most: int) -> list[Opportunity]:
    return list(work.session.scalars(select(Opportunity).where(Opportunity.stage == stage).order_by(Opportunity.id).limit(most)))


def _proposed(work: Work, deal: Opportunity) -> Paper | None:
    """What they asked for at their location, from next month on, for a year; the first of them with a month at half the price. None where nothing is sold or nobody can be written to."""
    membership = work.session.scalars(
        select(Membership).where(Membership.location_id == deal.location_id, Membership.is_active).order_by(Membership.code).limit(1)
    ).one_or_none()
    space = work.session.scalars(select(Space).where(Space.location_id == deal.location_id).order_by(Space.code).limit(1)).one_or_none()
    if membership is None or space is None or not deal.lead.email:
        return None
    starts_on = Month.of(clock.today(deal.location.zone)).next.first
    paper = create_proposal(opportunity_id=deal.id, by=SYSTEM)
    welcome = (
        {"discount_percent": Decimal(50), "discount_until": Month.of(starts_on).last, "discount_reason": "Welcome"}
        if deal.lead.places == 1
        else {}
    )
    add_line(
        paper.id, membership_id=membership.id, space_id=space.id, places=min(deal.lead.places or 2, 8), starts_on=starts_on, commitment_months=12, by=SYSTEM, **welcome  # type: ignore[arg-type]
    )  # fmt: skip
    return paper


def _sent(work: Work, paper: Paper) -> None:
    send_paper(paper.id, by=SYSTEM)
    keep_paper(paper.id, paper_pdf(paper_view(work.session, paper)), by=SYSTEM)
