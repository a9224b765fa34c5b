"""Whatever pays, credits or gives holds the organisation first and nothing of it before, so that no two wait for each other."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import select, text

from app.access.actor import SYSTEM
from app.actions.credit_notes.create import create_credit_note
from app.actions.fulfilments.give_credits import give_credits
from app.actions.fulfilments.want import want_fulfilments
from app.actions.invoices.locked import hold_organisation
from app.actions.payments.begin import begin_payment
from app.actions.payments.begin_charge import begin_charge
from app.actions.payments.record_eft import record_eft
from app.core.entity import db
from app.models import Fulfilment, Invoice, PaymentAttempt
from app.rules.units import Unit
from app.work import transaction
from tests.cards import kept_card

BLOCKED = text("SELECT count(*) FROM pg_stat_activity WHERE :pid = ANY(pg_blocking_pids(pid))")
VERBS = {
    "pay on the page": lambda invoice, _given: begin_payment(invoice, by=SYSTEM),
    "charge a card": lambda invoice, _given: begin_charge(invoice, by=SYSTEM),
    "credit": lambda invoice, _given: create_credit_note(invoice, None, "Nobody came", by=SYSTEM),
    "want what it brings": lambda invoice, _given: want_fulfilments(invoice, by=SYSTEM),
    "give what was bought": lambda _invoice, given: give_credits(given, by=SYSTEM),
}


@pytest.mark.parametrize("verb", VERBS)
def test_it_waits_for_who_holds_the_organisation_and_holds_nothing_meanwhile(headless, make, world, session, verb):
    organisation = make.organisation()
    kept_card(make, world, organisation)
    bought = make.sold(make.product(organisation.location, type=Unit.SPACE, credit_cents=34500), organisation)
    record_eft(organisation.id, key="a", amount_cents=bought.total_cents, reference="EFT", by=SYSTEM)
    want_fulfilments(bought.id, by=SYSTEM)
    given_id, invoice_id = session.scalars(select(Fulfilment.id)).one(), make.invoice(organisation).id
    begin_payment(invoice_id, by=SYSTEM)
    session.rollback()

    def act():
        with headless.app_context():
            try:
                VERBS[verb](invoice_id, given_id)
            finally:
                db.session.remove()

    with ThreadPoolExecutor(1) as worker:
        with transaction(by=SYSTEM) as work:
            hold_organisation(work, organisation.id)
            mine = work.session.scalar(text("SELECT pg_backend_pid()"))
            job = worker.submit(act)
            while not job.done() and not waits_for(mine):
                time.sleep(0.01)
            assert not job.done()
            for model in (Invoice, Fulfilment, PaymentAttempt):
                assert work.session.scalars(select(model.id).with_for_update(nowait=True)).all()
        job.result(timeout=60)


def waits_for(pid: int) -> bool:
    with db.engine.connect() as aside:
        return bool(aside.scalar(BLOCKED, {"pid": pid}))
