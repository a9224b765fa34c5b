"""What the demo network and one row of everything lack: rows in the states in which their pages open, by the actions that bring them there."""

from __future__ import annotations

import datetime as dt

import pyotp
from sqlalchemy import exists, select

from app.access.actor import SYSTEM, Actor
from app.access.one_time_codes import opened_secret
from app.access.staff import staff
from app.actions.accounts.begin_second_factor import begin_second_factor
from app.actions.accounts.confirm_second_factor import confirm_second_factor
from app.actions.batches.carry_on import carry_on
from app.actions.batches.order import Order, order_batch
from app.actions.comments.write import write_comment
from app.actions.deliveries.keep import Kept, KeptFile, keep_copy
from app.actions.deposits.ask import ask_deposit
from app.actions.invoice_runs.approve import approve_run
from app.actions.invoice_runs.preview import preview_run
from app.actions.mail_history.ask import ask_for_mail
from app.actions.mail_history.keep import Told, keep_body, keep_mails
from app.actions.people_imports.begin import begin_people_import
from app.actions.settings.put import put_setting
from app.actions.users.deactivate import deactivate_user
from app.actions.visits.invite import Invited, Time, invite_guests
from app.actions.wallets.settle_due import settle_due
from app.actions.xero.connect import keep_consent
from app.core import clock
from app.core.entity import db
from app.models import (
    Contact,
    Delivery,
    FoyerUser,
    Fulfilment,
    InvoiceLine,
    InvoiceRun,
    MailReference,
    Organisation,
    Reserve,
    RunOrganisation,
    SecondFactor,
)
from app.models.invoice_run import RunStatus
from app.models.ledger import ReserveState
from app.models.people_import import ImportKind
from app.models.user import Role
from app.queries.comment_terms import EDIT_CHOICES, EDIT_MINUTES
from app.rules.units import Unit
from app.work import transaction
from benchmarks.drills.axe_walk import Person

PEOPLE = "name,email,organisation,membership,start\nAnn Other,ann@new.example,New Company,,2027-01-01\n"
LEADS = "name,email,company,location\nAnn Asks,ann@asks.example,Asking,KLF\n"
CARD = b"%PDF-1.4 a price list"


def more(admin: Person, member: Person, halfway: Person) -> None:
    """In an application context. What only its own person opens is the admin's or the member's; `halfway` gets a second step before them."""
    by = staff(db.session(), [_user(admin).id])[0]
    _people(member, halfway)
    _comments(by)
    _mails(by)
    _money(by)
    for kind, text in ((ImportKind.MEMBERS, PEOPLE), (ImportKind.LEADS, LEADS)):
        begin_people_import(f"{kind.value}.csv", text.encode(), kind=kind, by=by, wake=False)
    themselves = select(FoyerUser.id).where(FoyerUser.id == by.id)  # nobody is let do that, and the page says why
    batch = order_batch(Order(deactivate_user, {}, "ab_user", "Deactivate", "People", "", ""), themselves, expected=1, by=by, wake=False)
    while carry_on(batch.id, seconds=60):
        pass
    keep_consent("from-xero", by=by)
    with transaction(by=SYSTEM) as work:
        work.add(Role(name="Night porter"))  # the house's own roles are said in code, and no form changes them


def _user(person: Person) -> FoyerUser:
    return db.session.scalars(select(FoyerUser).where(FoyerUser.username == person.username)).one()


def _people(member: Person, halfway: Person) -> None:
    """A guest who is expected, somebody who has begun with a second step, and somebody who has it."""
    host = _user(member)
    place = db.session.scalars(select(Organisation.location_id).where(Organisation.id == host.organisation_id)).one()
    invite_guests(
        [Invited("Ann Guest", "ann@guest.example")],
        [Time(clock.now() + dt.timedelta(days=2))],
        location_id=place,
        host_id=host.id,
        by=SYSTEM,
    )
    _begins(member)
    factor = _begins(halfway)
    confirm_second_factor(
        factor.user_id, pyotp.TOTP(opened_secret(factor.sealed_secret)).at(clock.now()), by=Actor(id=factor.user_id, name=halfway.name)
    )


def _begins(person: Person) -> SecondFactor:
    user = _user(person)
    return begin_second_factor(user.id, password=person.password, by=Actor(id=user.id, name=str(user)))


def _comments(by: Actor) -> None:
    """A day to change them in: whoever walks comes by later than a quarter of an hour."""
    put_setting(EDIT_MINUTES, EDIT_CHOICES[-1], by=by)
    home = db.session.scalars(select(Organisation.id).order_by(Organisation.id).limit(1)).one()
    write_comment("organisation", home, text="They move upstairs in March.", by=by)
    write_comment(
        "organisation",
        home,
        text=f"@{by.name} they asked for the price list.",
        by=next(each for each in staff(db.session()) if each.id != by.id and each.location_ids is None),
    )


def _mails(by: Actor) -> None:
    """One from the archive whose words are here, and one of ours with a file."""
    contact = db.session.scalars(select(Contact).where(Contact.email != "").order_by(Contact.id).limit(1)).one()
    at = clock.now() - dt.timedelta(days=1)
    keep_mails(
        contact.id,
        [Told("a1", "<a1@there.example>", at, contact.email, "hello@foyer.example", "A desk by the window", "Is there one?", False)],
        by=by,
    )
    mail_id = db.session.scalars(select(MailReference.id).where(MailReference.message_id == "<a1@there.example>")).one()
    ask_for_mail(mail_id, by=by)
    keep_body(mail_id, "<p>Is there one?</p>", [], by=by)
    prices = KeptFile("prices.pdf", "application/pdf", len(CARD), content=CARD)
    words = Kept(
        "Kloof <kloof@foyer.example>",
        "",
        "Your invoice",
        "Here it is.",
        '<!doctype html><html lang="en"><title>Your invoice</title><p>Here it is.</p></html>',
        files=(prices,),
    )
    with transaction(by=SYSTEM) as work:
        sent = work.session.scalars(select(Delivery.id).where(Delivery.invoice_id.is_not(None)).order_by(Delivery.id).limit(1)).one()
        keep_copy(work, sent, words)


def _money(by: Actor) -> None:
    """A deposit that an invoice asks for, in a run that was not sent yet; a room that credits have paid, on whatever day of the week; and print credits that PaperCut refused."""
    run = db.session.scalars(
        select(InvoiceRun).where(InvoiceRun.status == RunStatus.PREVIEWED).order_by(InvoiceRun.location_id.desc()).limit(1)
    ).one()
    buyer = db.session.scalars(
        select(RunOrganisation.organisation_id).where(RunOrganisation.run_id == run.id).order_by(RunOrganisation.organisation_id).limit(1)
    ).one()
    ask_deposit(organisation_id=buyer, location_id=run.location_id, amount_cents=100000, asked_on=run.cut_off, by=by)
    preview_run(run.id, by=by)
    approve_run(run.id, db.session.get_one(InvoiceRun, run.id, populate_existing=True).fingerprint, organisation_ids=[buyer], by=by)
    with clock.lived_at(
        db.session.scalars(select(Reserve.expires_at).where(Reserve.state == ReserveState.OPEN).order_by(Reserve.expires_at).limit(1)).one()
    ):
        settle_due(by=SYSTEM)
    with transaction(by=SYSTEM) as work:
        line = work.session.scalars(
            select(InvoiceLine)
            .where(~exists().where(Fulfilment.invoice_line_id == InvoiceLine.id))
            .order_by(InvoiceLine.id.desc())
            .limit(1)
        ).one()
        sold = line.invoice
        work.add(Fulfilment(
            invoice_line_id=line.id, invoice_id=sold.id, organisation_id=sold.organisation_id, location_id=sold.location_id, what="Print credit", unit=Unit.PRINTING, cents=5000,
            currency=sold.currency, vat_point="sale", key="fulfil:print", state="failed", reason="Nobody of them has a print account.",
        ))  # fmt: skip
