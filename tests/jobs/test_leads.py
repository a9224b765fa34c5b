"""Enquiries are judged by what captcha and DNS say, and mails follow only for those that pass (S1, S4, S6)."""

from __future__ import annotations

import datetime as dt
import socket
import threading

import dns.message
import dns.rrset
import pytest
from sqlalchemy import select

from app.access.roles import LOCATION_MANAGER, SALES
from app.actions.enquiries.receive import receive_enquiry
from app.actions.enquiries.rescue import rescue_enquiry
from app.actions.lead_forms.create import create_lead_form
from app.core import clock
from app.integrations.domains import Domains
from app.integrations.domains.dns import DnsDomains
from app.integrations.registry import offer
from app.models import Enquiry, OutboxMessage
from app.models.enquiry import EnquiryState
from app.models.lead_form import CaptchaKind
from app.rules.lead_captcha import Verdict
from app.rules.throwaway_domains import is_throwaway
from app.sandbox.siteverify.api import SECRET
from jobs.queues import FAMILIES

TYPED = {"name": "Thandi Nkosi", "email": "thandi@nkosi.example", "message": "A desk for two of us?"}


class KnowsNothing:
    """A machine without DNS."""

    def takes_mail(self, domain):
        return None


@pytest.fixture
def place(make):
    return make.location(code="KLF", name="Kloof", sender_email="kloof@foyer.example")


@pytest.fixture
def form(make, place, admin, world):
    offer(Domains, KnowsNothing)
    facts = {"site_key": "any", "secret": SECRET, "hostnames": "www.kloof.example"}
    return create_lead_form(slug="kloof", title="Ask for a desk", location_id=place.id, captcha=CaptchaKind.RECAPTCHA_V3, by=admin, **facts)


@pytest.fixture
def ask(form, world, session):
    """`ask(score="0.9")` is an enquiry with a token that says so, after all jobs."""
    asked = []

    def one(*, token=None, email=TYPED["email"], message=TYPED["message"], **said):
        told = {"hostname": "www.kloof.example", "score": "0.9", "action": "lead"} | said
        token = world.vendors.post("/_control/siteverify/tokens", told)["result"] if token is None else token
        asked.append(token)
        row = receive_enquiry(
            form.id,
            key=f"k{len(asked)}",
            sender=f"192.0.2.{len(asked)}",
            captcha_token=token,
            **TYPED | {"email": email, "message": message},
        )
        world.run_jobs()
        session.expire_all()
        return session.get(Enquiry, row.id)

    one.tokens = asked
    return one


def verified(world):
    return len(world.vendors.get("/_control/calls?pattern=*siteverify")["calls"])


@pytest.mark.parametrize(
    ("said", "verdict", "state"),
    [
        ({}, Verdict.PASSED, EnquiryState.PASSED),
        ({"score": "0.4"}, Verdict.DOUBTFUL, EnquiryState.QUARANTINED),
        ({"score": "0.1"}, Verdict.FAILED, EnquiryState.DROPPED),
        ({"hostname": "elsewhere.example"}, Verdict.REFUSED, EnquiryState.QUARANTINED),
        ({"action": "login"}, Verdict.REFUSED, EnquiryState.QUARANTINED),
        ({"token": "made-up"}, Verdict.REFUSED, EnquiryState.QUARANTINED),
    ],
)
def test_what_the_captcha_says_decides(ask, said, verdict, state):
    row = ask(**said)
    assert (row.verdict, row.state, row.captcha_token) == (verdict, state, "")


def test_a_token_is_good_once_and_none_is_not_asked_about(ask, world):
    assert ask().state is EnquiryState.PASSED
    assert ask(token=ask.tokens[0], email="b@nkosi.example", message="And for us?").verdict is Verdict.REFUSED
    before = verified(world)
    assert ask(token="", email="c@nkosi.example", message="For me?").verdict is Verdict.REFUSED
    assert verified(world) == before


@pytest.mark.parametrize("kind", ["503", "cut_before", "cut_after", "wrong_json"])
def test_a_vendor_that_is_down_loses_nobody_and_mails_nobody(ask, world, kind):
    world.vendors.post("/_control/faults", {"vendor": "siteverify", "pattern": "*", "kind": kind, "times": 1, "seconds": 1})
    row = ask()
    assert (row.verdict, row.state) == (Verdict.UNVERIFIED, EnquiryState.QUARANTINED)
    assert world.vendors.mails() == []


def test_a_vendor_has_three_seconds_for_its_answer(ask, world):
    world.vendors.post("/_control/faults", {"vendor": "siteverify", "pattern": "*", "kind": "delay", "times": 1, "seconds": 2})
    assert ask().verdict is Verdict.PASSED


def test_an_enquiry_is_judged_before_any_mail_goes(form, session):
    """The token of its captcha lives two minutes; a run of invoices takes longer."""
    receive_enquiry(form.id, key="k", sender="192.0.2.1", captcha_token="t", **TYPED)
    queue = session.scalars(select(OutboxMessage.queue).where(OutboxMessage.job == "jobs.leads.judge")).one()
    (family,) = (queues for queues in FAMILIES.values() if queue in queues)
    assert family.index(queue) < family.index("mail")


def test_a_wrong_secret_is_ours_to_mend(ask, form, admin, session):
    from app.actions.lead_forms.change import change_lead_form

    change_lead_form(form.id, secret="wrong", by=admin)
    assert ask().verdict is Verdict.UNVERIFIED


def test_the_owner_hears_of_it_and_the_visitor_once_a_day(ask, make, place, world, session):
    seller = make.user(SALES, locations=[place], email="sales@foyer.example")
    ask(message="Call me at <b>once</b> please")
    letters = {mail["to"][0] if isinstance(mail["to"], list) else mail["to"]: mail for mail in world.letters()}
    assert set(letters) == {seller.email, TYPED["email"]}
    assert "Call me at" in letters[seller.email]["text"] and "/leads/show/" in letters[seller.email]["text"]
    thanks = letters[TYPED["email"]]
    assert "Call me" not in thanks["text"] and "Thandi" not in thanks["text"] + thanks["subject"]
    ask(message="One more thing")
    assert len(world.vendors.mails()) == 2


def test_where_nobody_sells_the_manager_hears_of_it(ask, make, place, world):
    manager = make.user(LOCATION_MANAGER, locations=[place], email="manager@foyer.example")
    ask()
    assert manager.email in str([mail["to"] for mail in world.letters()])


def test_a_rescued_one_is_told_of_as_any_other(ask, admin, world, session):
    row = ask(score="0.4")
    assert world.vendors.mails() == []
    rescue_enquiry(row.id, by=admin)
    assert TYPED["email"] in str([mail["to"] for mail in world.letters()])


def test_a_throw_away_address_counts(ask):
    row = ask(email="x@mail.yopmail.com", message="See http://a.example http://b.example http://c.example")
    assert (row.signs, row.points, row.state) == ("links domain", 5, EnquiryState.QUARANTINED)
    assert not is_throwaway("com") and not is_throwaway("notyopmail.com")


def test_the_quarantine_forgets_after_its_term(ask, admin, session):
    from app.actions.privacy.keep_to_term import keep_to_term

    gone, kept = ask(score="0.4").id, ask(email="d@nkosi.example", message="Hello there, for one").id
    session.execute(Enquiry.__table__.update().values(received_at=clock.now() - dt.timedelta(days=29)))
    session.commit()
    assert keep_to_term("retention.enquiries", by=admin) == 0
    session.execute(Enquiry.__table__.update().values(received_at=clock.now() - dt.timedelta(days=31)))
    session.commit()
    assert keep_to_term("retention.enquiries", by=admin) == 1
    assert session.scalars(select(Enquiry.id)).all() == [kept] != [gone]


@pytest.fixture
def name_server():
    """Knows mail.example (MX), only.example (A alone), null.example (no mail), and no other."""
    records = {("mail.example.", "MX"): "10 mx.mail.example.", ("only.example.", "A"): "192.0.2.1", ("null.example.", "MX"): "0 ."}
    known = {name for name, _kind in records} | {"bare.example."}
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as udp:
        udp.bind(("127.0.0.1", 0))

        def serve():
            while True:
                try:
                    wire, sender = udp.recvfrom(4096)
                except OSError:
                    return
                query = dns.message.from_wire(wire)
                (asked,) = query.question
                name, kind = asked.name.to_text(), dns.rdatatype.to_text(asked.rdtype)
                answer = dns.message.make_response(query)
                if (name, kind) in records:
                    answer.answer.append(dns.rrset.from_text(name, 60, "IN", kind, records[name, kind]))
                elif name not in known:
                    answer.set_rcode(dns.rcode.NXDOMAIN)
                udp.sendto(answer.to_wire(), sender)

        threading.Thread(target=serve, daemon=True).start()
        yield udp.getsockname()[1]


def test_whether_a_domain_takes_mail(name_server):
    names = DnsDomains(("127.0.0.1",), name_server, seconds=2)
    told = {name: names.takes_mail(f"{name}.example") for name in ("mail", "only", "null", "bare", "nobody")}
    assert told == {"mail": True, "only": True, "null": False, "bare": False, "nobody": False}
    assert names.takes_mail("a" * 80 + ".example") is None
    assert DnsDomains(("127.0.0.1",), 1, seconds=0.2).takes_mail("mail.example") is None
