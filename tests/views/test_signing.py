"""From the mail to the sealed PDF in both mailboxes, as the stranger with a phone meets it (C7)."""

from __future__ import annotations

import re
from hashlib import sha256

import pytest

from app.access.actor import SYSTEM
from app.access.paper_links import secret_of
from app.actions.papers.send import send_paper
from app.models import Paper
from app.models.delivery import DeliveryState
from app.models.paper import PaperStatus
from tests.letters import path_in
from tests.offers import proposal, sent


@pytest.fixture
def next_month():
    """The first day of the month after this one: never past."""
    from app.core.clock import today
    from app.core.month import Month

    return Month.of(today("Africa/Johannesburg")).next.first


def now_of(session, paper_id):
    session.rollback()
    return session.get_one(Paper, paper_id)


def test_from_the_mail_to_the_sealed_file_in_both_mailboxes(make, world, client, session, next_month):
    paper = send_paper(proposal(make, starts_on=next_month).id, by=SYSTEM)
    paper_id, to = paper.id, paper.email
    (mail,) = world.letters()
    assert mail["to"] == [to] or to in str(mail["to"])
    path = path_in(mail)

    for method in ("head", "get", "get"):  # a scanner, a preview, a look
        answer = getattr(client, method)(path)
        assert answer.status_code == 200
        assert answer.headers["Referrer-Policy"] == "no-referrer" and "noindex" in answer.headers["X-Robots-Tag"]
    page = answer.get_data(as_text=True)
    assert "Nkosi Design" in page and 'src="http' not in page
    assert now_of(session, paper_id).status is PaperStatus.SENT  # nobody has read it yet
    file = client.get(f"{path}/paper.pdf")
    shown = re.search(r'name="document_hash"[^>]*value="(\w{64})"', page)[1]
    assert sha256(file.get_data()).hexdigest() == shown == now_of(session, paper_id).document_hash

    assert client.post(f"{path}/read").status_code == 204
    assert now_of(session, paper_id).status is PaperStatus.OPENED
    wrong = client.post(f"{path}/yes", data={"name": "Thandi <b>Nkosi", "document_hash": shown})
    assert "Tick that you agree." in wrong.get_data(as_text=True) and "Thandi &lt;b&gt;Nkosi" in wrong.get_data(as_text=True)
    form = {"name": "Thandi Nkosi", "consents": "y", "document_hash": shown}
    assert client.post(f"{path}/yes", data=form, headers={"User-Agent": "A phone"}).status_code == 303
    assert client.post(f"{path}/yes", data=form | {"name": "Other"}).status_code == 303  # twice is a no-op
    mails = world.letters()[-2:]

    done = now_of(session, paper_id)
    assert (done.status, done.signer_name, done.signer_address, done.signer_agent) == (
        PaperStatus.ACCEPTED,
        "Thandi Nkosi",
        "127.0.0.1",
        "A phone",
    )
    assert [mail["subject"].startswith("Accepted:") for mail in mails] == [True, True]
    sealed = client.get(f"{path}/paper.pdf").get_data()
    assert sha256(sealed).hexdigest() == done.sealed.sha256 != done.document_hash
    assert done.document.content == file.get_data()  # what was read is kept beside it
    assert "Accepted. Thank you!" in client.get(path).get_data(as_text=True)


def test_a_secret_that_opens_nothing_is_told_nothing_and_counted(make, client, session, next_month):
    paper = sent(make, starts_on=next_month)
    for path in ("/sign/" + "x" * 43, "/sign/" + "x" * 43 + "/paper.pdf"):
        answer = client.get(path)
        assert answer.status_code == 404 and "Nkosi" not in answer.get_data(as_text=True)
    for verb in ("read", "yes", "no"):
        assert client.post(f"/sign/{'x' * 43}/{verb}").status_code in (404,)
    for _wrong in range(30):
        last = client.get("/sign/" + "z" * 43, environ_base={"REMOTE_ADDR": "203.0.113.99"})
    assert last.status_code == 429
    assert now_of(session, paper.id).status is PaperStatus.SENT


def test_a_closed_paper_says_so_and_shows_no_figures(make, client, session, next_month):
    paper = sent(make, starts_on=next_month)
    path = f"/sign/{secret_of(paper)}"
    assert client.post(f"{path}/no", data={"reason": "Too far"}).status_code == 303
    page = client.get(path).get_data(as_text=True)
    assert "You said no" in page and "first invoice" not in page.lower()
    assert client.get(f"{path}/paper.pdf").status_code == 404
    assert now_of(session, paper.id).decline_reason == "Too far"


def test_a_silent_location_withholds_the_mail(make, world, session, next_month):
    desk = make.membership(make.location(mail_mode="silent"))
    send_paper(proposal(make, desk, starts_on=next_month).id, by=SYSTEM)
    assert world.letters() == []
    (row,) = session.execute(Paper.__table__.metadata.tables["delivery"].select()).all()
    assert row.state is DeliveryState.WITHHELD
