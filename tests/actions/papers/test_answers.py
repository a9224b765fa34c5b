"""The answer of a customer: who, when, from where, to which file; once, in time, by the secret alone (C7)."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from app.access.actor import SYSTEM
from app.access.link_secrets import hashed
from app.access.paper_links import renewed, secret_of
from app.access.roles import SALES
from app.actions.activities.log import log_activity
from app.actions.contracts.create import create_contract
from app.actions.leads.join import join_lead
from app.actions.opportunities.abandon import abandon_opportunity
from app.actions.opportunities.reopen import reopen_opportunity
from app.actions.papers.agree import agree
from app.actions.papers.decline import decline
from app.actions.papers.follow import follow_papers
from app.actions.papers.keep import keep_sealed
from app.actions.papers.link import renew_paper_link, revoke_paper_link
from app.actions.papers.next_version import next_version
from app.actions.papers.read import read_paper
from app.actions.papers.send import send_paper
from app.core.errors import Conflict, Missing, Refused
from app.models import AbandonReason, Activity, Delivery, HeatChange, Lead, OutboxMessage, Paper
from app.models.delivery import DeliveryKind
from app.models.lead import LeadStatus
from app.models.opportunity import OPEN_STAGES, Stage
from app.models.paper import PaperStatus
from app.queries.papers.agreed import agreed_paper
from app.queries.papers.by_secret import paper_by_secret
from app.queries.papers.declined import declined_papers
from app.queries.papers.waiting import papers_to_look_at
from app.queries.proposals.of_opportunity import papers
from app.queries.story.told import story
from app.rules.lead_heat import Heat
from tests.offers import sent

NOON = dt.datetime(2026, 6, 10, 10, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOON, tick=False) as travelled:
        yield travelled


def yes(paper, **wishes):
    said = {"name": " Thandi  Nkosi ", "consents": True, "document_hash": paper.document_hash, "address": "203.0.113.7", "agent": "Phone"}
    return agree(secret_of(paper), **said | wishes)


def letters(session, kind):
    return session.query(Delivery).filter_by(kind=kind).order_by(Delivery.id).all()


def test_the_secret_is_nowhere_but_in_the_mail(make, session):
    paper = sent(make)
    secret = secret_of(paper)
    assert len(secret) == 43 and paper.secret_hash == hashed(secret)
    (row,) = session.execute(text("SELECT row_to_json(p)::text FROM paper p")).scalars()
    audits = " ".join(session.execute(text("SELECT changes::text FROM audit_event")).scalars())
    assert secret not in row and secret not in audits and paper.link_key not in audits


def test_reading_warms_the_lead_once(make, session, clock):
    paper = sent(make)
    read_paper(secret_of(paper))
    clock.shift(3600)
    read_paper(secret_of(paper))

    lead = session.get_one(Lead, paper.opportunity.lead_id)
    assert (paper.status, paper.opened_at, lead.heat) == (PaperStatus.OPENED, NOON, Heat.HOT)
    assert session.query(HeatChange).filter_by(lead_id=lead.id).count() == 1


def test_yes_keeps_who_when_whence_and_to_what_and_a_second_one_changes_nothing(make, session, clock):
    paper = sent(make)
    yes(paper)
    clock.shift(60)
    assert yes(paper, name="Somebody Else", address="198.51.100.1").id == paper.id

    assert (paper.status, paper.signed_at) == (PaperStatus.ACCEPTED, NOON)
    assert (paper.signer_name, paper.signer_address, paper.signer_agent) == ("Thandi Nkosi", "203.0.113.7", "Phone")
    assert paper.opportunity.stage is Stage.CONTRACT
    heard = [row.job for row in session.query(OutboxMessage).filter_by(event="PaperAgreed")]
    assert heard and len(heard) == len(set(heard)), "whoever listens hears of it once"
    assert agreed_paper(session, paper.opportunity_id).lines[0].deposit_cents == 0
    with pytest.raises(Refused):
        decline(secret_of(paper), reason="Changed my mind")


@pytest.mark.parametrize(
    ("wrong", "error", "field"),
    [({"name": "TN"}, Refused, "name"), ({"consents": False}, Refused, "consents"), ({"document_hash": "f" * 64}, Conflict, None)],
)
def test_a_yes_without_a_name_a_consent_or_the_file_is_none(make, session, wrong, error, field):
    paper = sent(make)
    with pytest.raises(error) as refused:
        yes(paper, **wrong)
    assert refused.value.field == field
    assert session.get_one(Paper, paper.id).status is PaperStatus.SENT


def test_nothing_is_answered_too_late_twice_or_before_it_is_printed(make, session, clock):
    declined, late = sent(make), sent(make)
    decline(secret_of(declined), reason="  Too far\x00 away ")
    decline(secret_of(declined), reason="again")
    assert (declined.status, declined.decline_reason) == (PaperStatus.DECLINED, "Too far away")
    with pytest.raises(Refused):
        yes(declined)
    clock.shift(dt.timedelta(days=15))
    with pytest.raises(Refused, match="time for an answer"):
        yes(late)


def test_a_link_that_was_taken_back_or_replaced_opens_nothing(make, session):
    paper = sent(make)
    first = secret_of(paper)
    renew_paper_link(paper.id, by=SYSTEM)
    assert secret_of(paper) != first
    for wrong in (first, "", "x" * 43, "y" * 5000):
        with pytest.raises(Missing):
            read_paper(wrong)
    assert [row.address for row in letters(session, DeliveryKind.PAPER_SENT)] == [paper.email] * 2
    second = secret_of(paper)
    revoke_paper_link(paper.id, by=SYSTEM)
    with pytest.raises(Missing):
        decline(second, reason="")
    renew_paper_link(paper.id, by=SYSTEM)
    assert yes(paper).status is PaperStatus.ACCEPTED
    with pytest.raises(Refused):
        revoke_paper_link(paper.id, by=SYSTEM)


def test_the_signature_stays_as_it_was_given(make, session):
    paper = yes(sent(make))
    keep_sealed(paper.id, b"%PDF sealed", by=SYSTEM)
    for change in ("signer_name = 'Other'", "signed_at = now()", "signer_address = ''", "sealed_id = document_id", "status = 'declined'"):
        with pytest.raises(IntegrityError):
            session.execute(text(f"UPDATE paper SET {change}"))
        session.rollback()
    with pytest.raises(IntegrityError, match="was sent and stays"):
        session.execute(text("DELETE FROM paper"))
    session.rollback()


def test_the_sealed_file_goes_to_both_sides_once(make, session):
    paper = yes(sent(make))
    for _again in range(2):
        keep_sealed(paper.id, b"%PDF sealed", by=SYSTEM)
    assert [row.address for row in letters(session, DeliveryKind.PAPER_SIGNED)] == [paper.email, paper.location.manager_email]


def test_one_reminder_before_the_last_day_and_then_it_expires(make, session, clock):
    """Made on 10 June, so that it stands until the 24th; the reminder goes three days before."""
    paper, answered, quiet = sent(make), sent(make), sent(make)
    decline(secret_of(answered), reason="")
    quiet.opportunity.lead.contact.do_not_contact_at, quiet.opportunity.lead.contact.do_not_contact_reason = NOON, "Asked"
    session.commit()
    told = {}
    for day in range(9, 16):
        with time_machine.travel(NOON + dt.timedelta(days=day), tick=False):
            follow_papers()
            follow_papers()
            told[10 + day] = (
                [row.paper_id for row in letters(session, DeliveryKind.PAPER_REMINDER)],
                session.get_one(Paper, paper.id).status.value,
            )

    assert told[20] == ([], "sent")
    assert told[21] == told[24] == ([paper.id], "sent")
    assert told[25] == ([paper.id], "expired")
    assert session.get_one(Paper, answered.id).status is PaperStatus.DECLINED


def test_who_is_told_no_more_can_say_yes_no_more_until_the_deal_is_opened_again(make, session, world):
    """The links of papers that wait are taken back with the deal; one that was agreed to is still there to read."""
    paper = sent(make)
    agreed = yes(sent(make, paper.lines[0].membership, deal=paper.opportunity))
    link, kept = secret_of(paper), secret_of(agreed)
    reason = AbandonReason(name="Too expensive")
    session.add(reason)
    session.commit()
    abandon_opportunity(paper.opportunity_id, reason_id=reason.id, by=SYSTEM)

    with pytest.raises(Missing, match="does not work any more"):
        agree(link, name="Thandi Nkosi", consents=True, document_hash=paper.document_hash, address="", agent="")
    assert paper_by_secret(session, kept).id == agreed.id
    assert papers_to_look_at(session, paper.kind, by=SYSTEM, location_id=None) == (0, 0)
    with pytest.raises(Refused, match="is closed"):
        renew_paper_link(paper.id, by=SYSTEM)
    reopen_opportunity(paper.opportunity_id, by=SYSTEM)
    assert yes(renew_paper_link(paper.id, by=SYSTEM)).status is PaperStatus.ACCEPTED


def test_a_link_that_outlived_its_deal_opens_a_page_that_says_so(make, session, clock, client, world):
    """As of a deal that was closed by an older version: nobody answers, nobody is reminded, and it expires without a word."""
    paper = sent(make)
    world.run_jobs()
    reason = AbandonReason(name="Too expensive")
    session.add(reason)
    session.commit()
    abandon_opportunity(paper.opportunity_id, reason_id=reason.id, by=SYSTEM)
    renewed(paper)
    session.commit()

    page = client.get(f"/sign/{secret_of(paper)}")
    assert page.status_code == 200 and "It is closed" in page.get_data(as_text=True) and 'id="yes"' not in page.get_data(as_text=True)
    for say in (lambda: yes(paper), lambda: decline(secret_of(paper), reason="")):
        with pytest.raises(Refused, match="closed"):
            say()
    read_paper(secret_of(paper))
    told = session.query(Activity).count()
    for day in (11, 15):
        with time_machine.travel(NOON + dt.timedelta(days=day), tick=False):
            follow_papers()
    session.expire_all()
    assert (paper.opened_at, paper.status, letters(session, DeliveryKind.PAPER_REMINDER), session.query(Activity).count()) == (
        None,
        PaperStatus.EXPIRED,
        [],
        told,
    )


def test_a_mail_of_a_paper_whose_deal_is_over_is_not_sent(make, session, world):
    paper = sent(make)
    reason = AbandonReason(name="Too expensive")
    session.add(reason)
    session.commit()
    abandon_opportunity(paper.opportunity_id, reason_id=reason.id, by=SYSTEM)
    assert [mail for mail in world.letters() if paper.code in mail["text"]] == []


@pytest.mark.parametrize("goes", ["first", "second"])
def test_of_two_deals_that_are_one_the_one_with_a_paper_goes_on(make, session, goes):
    """Whichever lead stays: the customer has something in hand, and can say yes to it."""
    paper = sent(make)
    deal, lead = paper.opportunity, paper.opportunity.lead
    other = make.opportunity(make.lead(deal.location))
    gone, kept = (lead, other.lead) if goes == "first" else (other.lead, lead)
    join_lead(gone.id, kept.id, by=SYSTEM)
    session.expire_all()
    assert (deal.stage in OPEN_STAGES, deal.lead_id, other.stage, other.lead_id) == (True, kept.id, Stage.ABANDONED, gone.id)
    assert (kept.status, gone.status) == (LeadStatus.OPEN, LeadStatus.ABANDONED)
    assert yes(paper).status is PaperStatus.ACCEPTED


def test_what_was_agreed_stands_until_its_next_version_is(make, session):
    first = yes(sent(make))
    second = next_version(first.id, by=SYSTEM)
    send_paper(second.id, by=SYSTEM)
    assert agreed_paper(session, first.opportunity_id).id == first.id


def test_a_contract_takes_over_what_the_proposal_said(make, session):
    desk = make.membership(make.location(name="Kloof"), deposit_cents=500000, notice_months=2)
    proposal = sent(make, desk, commitment_months=12, price_cents=270000)
    with pytest.raises(Refused) as refused:
        create_contract(proposal_id=proposal.id, by=SYSTEM)
    assert refused.value.field == "proposal"
    yes(proposal)

    contract = create_contract(proposal_id=proposal.id, by=SYSTEM)

    assert (contract.term_months, contract.notice_months, contract.proposal_id) == (12, 2, proposal.id)
    (line,) = contract.lines
    assert (line.places, line.price_cents, line.deposit_cents) == (2, 270000, 500000)
    send_paper(contract.id, by=SYSTEM)
    assert contract.first_invoice == proposal.first_invoice
    strip = papers(session, proposal.opportunity_id, by=SYSTEM)
    assert ([row.id for row in strip.rows], strip.accepted_id) == ([contract.id, proposal.id], proposal.id)


def test_a_no_is_mailed_to_whoever_sells_and_waits_on_the_start_page_until_something_is_done(make, session):
    seller = make.user(SALES, email="joost@foyer.example")
    paper, other = sent(make), sent(make)
    paper.opportunity.owner_id = seller.id
    session.commit()
    decline(secret_of(paper), reason="Too small")
    decline(secret_of(paper), reason="again")
    decline(secret_of(other), reason="")

    assert [row.address for row in letters(session, DeliveryKind.PAPER_DECLINED)] == [seller.email, other.location.manager_email]
    assert [row.id for row in declined_papers(session, paper.kind, by=SYSTEM, location_id=None)] == [other.id, paper.id]
    assert declined_papers(session, paper.kind, by=SYSTEM, location_id=make.location().id) == []
    log_activity(paper.opportunity.lead.contact_id, kind="call", text="They need four places", by=SYSTEM)
    next_version(other.id, by=SYSTEM)
    assert declined_papers(session, paper.kind, by=SYSTEM, location_id=None) == []


def test_answers_are_activities_and_end_the_silence_where_somebody_gave_them(make, session, clock):
    said, refused, late = sent(make), sent(make), sent(make)
    clock.shift(dt.timedelta(days=1))
    yes(said)
    decline(secret_of(refused), reason="Too far away")
    clock.shift(dt.timedelta(days=14))
    follow_papers()

    told = {
        paper.id: [each for each in story(session, "contact", paper.opportunity.lead.contact_id, by=SYSTEM).events if each.activity_id]
        for paper in (said, refused, late)
    }
    assert [(each.what, each.who, each.title, each.text, each.noun, each.row_id) for entries in told.values() for each in entries] == [
        ("accepted", "Thandi Nkosi", said.code, "", "proposal", said.id),
        ("declined", refused.addressee, refused.code, "Too far away", "proposal", refused.id),
        ("expired", SYSTEM.name, late.code, "", "proposal", late.id),
    ]
    heard = [session.get_one(Lead, paper.opportunity.lead_id).heard_at for paper in (said, refused, late)]
    assert heard[0] == heard[1] == NOON + dt.timedelta(days=1) and heard[2] < heard[1]


def test_the_start_page_names_what_ends_soon_and_what_was_read_and_not_answered(make, session, clock):
    paper = sent(make)
    sent(make)
    read_paper(secret_of(paper))
    assert papers_to_look_at(session, paper.kind, by=SYSTEM, location_id=None) == (0, 0)
    with time_machine.travel(NOON + dt.timedelta(days=3), tick=False):
        assert papers_to_look_at(session, paper.kind, by=SYSTEM, location_id=None) == (0, 1)
        assert papers_to_look_at(session, paper.kind, by=SYSTEM, location_id=make.location().id) == (0, 0)
    with time_machine.travel(NOON + dt.timedelta(days=12), tick=False):
        assert papers_to_look_at(session, paper.kind, by=SYSTEM, location_id=None) == (2, 0)
