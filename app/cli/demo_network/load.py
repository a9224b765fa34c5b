"""Load the demo network: one transaction, so that it is there whole or not at all; two spreadsheets follow it."""

from __future__ import annotations

import tempfile
from pathlib import Path

from sqlalchemy import select, text
from werkzeug.security import generate_password_hash

from app.access.actor import SYSTEM, Actor
from app.access.roles import ROLES
from app.actions.contacts.follow import make_contacts
from app.actions.invoice_runs.create import create_run
from app.actions.invoice_runs.leave_out import leave_out
from app.actions.invoice_runs.preview import preview_run
from app.actions.mail_history.set_up import set_up_archive
from app.actions.packages.import_package import import_package
from app.actions.revenue.work_out import work_out_revenue
from app.actions.wallets.grant_due_quotas import grant_due_quotas
from app.cli.demo_network import books, history
from app.cli.demo_network.announcements import announce
from app.cli.demo_network.at_the_door import come_and_go
from app.cli.demo_network.bookings import book_rooms
from app.cli.demo_network.cards import charge_cards, leave_cards
from app.cli.demo_network.debts import remember_debts
from app.cli.demo_network.floors import furnish
from app.cli.demo_network.hooks import tell_accounting
from app.cli.demo_network.kept import keep_filters
from app.cli.demo_network.logos import logo
from app.cli.demo_network.money_in import take_money
from app.cli.demo_network.news import news
from app.cli.demo_network.package import write_package, write_tables
from app.cli.demo_network.papers import write_papers
from app.cli.demo_network.presence import come_in
from app.cli.demo_network.prices import propose_rises
from app.cli.demo_network.purchases import buy_things
from app.cli.demo_network.sales import sell
from app.cli.demo_network.spreadsheets import bring_spreadsheets
from app.cli.demo_network.staff import LOGINS, MEMBER, SHOWN, TITLES
from app.cli.demo_network.tickets import ask_for_help
from app.cli.say import CannotStart, step
from app.core import clock
from app.core.month import Month
from app.models import FoyerUser, License, Location, RunOrganisation, Setting
from app.models.user import TeamRole
from app.sandbox.mailarchiva.gate import KEY
from app.work import Work, transaction

MARKER, SHOWN_LOGINS = "demo", "demo_logins"
TWO_PEOPLE_ABOVE = 1_000_000


def load(*, sandbox: Path | None, doors: Path | None = None, door_prefix: str = "", archive: str = "") -> None:
    """Everything, into an empty database. `sandbox` is the folder of the vendors' stand-ins; None leaves Xero unconnected. `doors` the same for Salto's. `archive` is where the stand-in of MailArchiva answers."""
    this_month = Month.of(clock.today("Africa/Johannesburg"))
    with transaction(by=SYSTEM) as work:
        with step("importing the demo network"):
            _import(work, this_month)
        finance = _people(work)
        keep_filters(by=finance)
        locations = list(work.session.scalars(select(Location).order_by(Location.id)))
        with step("living through fourteen months of invoices"):
            work.session.execute(text("ANALYZE"))  # nobody else can: all of it is one transaction
            history.live_through(work, locations, this_month, by=finance)
            work.session.execute(text("ANALYZE"))
        with step("opening this month's runs"):
            _news(work, this_month)
            if sandbox is not None:
                books.connect(work, sandbox)
                leave_cards(work, sandbox, MEMBER.email)
            grant_due_quotas()
            furnish(work, clock.today("Africa/Johannesburg"))
            book_rooms(work, clock.today("Africa/Johannesburg"))
            buy_things(work, has_card=sandbox is not None)
            _open_runs(work, locations, this_month, by=finance)
            propose_rises(work, locations, by=finance)
            take_money(work, by=finance)
            charge_cards(work)
            tell_accounting(work, SHOWN[0].username)
            remember_debts(work, clock.today("Africa/Johannesburg"), by=finance)
        with step("selling"):
            sell(work)
            write_papers(work)
        with step("letting people in"):
            come_in(work, doors, prefix=door_prefix)
            come_and_go(work)
            ask_for_help(work)
            announce(work, clock.today("Africa/Johannesburg"), by=SYSTEM)
        with step("knowing everybody"):
            make_contacts(by=SYSTEM)
            for location in locations:
                work_out_revenue(location.id, by=SYSTEM)
            if archive:
                set_up_archive(kind="mailarchiva", address=archive, secret=KEY, by=SYSTEM)
        work.add(Setting(name=MARKER, value={"month": str(this_month)}))
        work.add(Setting(name=SHOWN_LOGINS, value=[list(login) for login in LOGINS]))
    with step("bringing in two spreadsheets"):
        bring_spreadsheets()


def _import(work: Work, this_month: Month) -> None:
    with tempfile.TemporaryDirectory() as folder:
        write_package(Path(folder), this_month)
        _take(Path(folder))
    for location in work.session.scalars(select(Location)):
        location.logo = logo(location.code, location.name)
        location.sender_email = location.manager_email


def _take(folder: Path) -> None:
    found = import_package(folder, by=SYSTEM)
    if found.errors:
        raise CannotStart(f"The demo network does not fit: {found.errors[0]}")


def _people(work: Work) -> Actor:
    """Logins for the people who are shown; the one from finance approves the past."""
    for person in SHOWN:
        user = work.session.scalars(select(FoyerUser).where(FoyerUser.email == person.email)).one()
        user.username, user.password = person.username, generate_password_hash(person.password)
        if person is MEMBER:
            _at_home(work, user)
    work.session.flush()  # finance needs no number of its own, but the names must be free
    finance = next(person for person in SHOWN if person.role == "finance")
    row = work.session.scalars(select(FoyerUser).where(FoyerUser.username == finance.username)).one()
    return Actor(id=row.id, name=finance.name, permissions=frozenset(ROLES[TITLES[finance.role]]))


def _at_home(work: Work, member: FoyerUser) -> None:
    """The member who is shown runs the team of their organisation, has one of its licenses, and another for somebody to be invited."""
    member.team_role = TeamRole.OWNER
    licenses = work.session.scalars(
        select(License).where(License.organisation_id == member.organisation_id, License.ends_on.is_(None)).order_by(License.code)
    ).all()
    for license, holder in zip(licenses[-2:], (member.id, None), strict=False):
        license.user_id = holder


def _news(work: Work, this_month: Month) -> None:
    with tempfile.TemporaryDirectory() as folder:
        write_tables(Path(folder), news(work.session, this_month, clock.today("Africa/Johannesburg")))
        _take(Path(folder))


def _open_runs(work: Work, locations: list[Location], this_month: Month, *, by: Actor) -> None:
    """A run a location, previewed and waiting; one customer is left out with a reason."""
    for location in locations:
        run = create_run(location.id, this_month, by=by)
        preview_run(run.id, by=by)
        if location.is_headquarters:
            row = work.session.scalars(
                select(RunOrganisation).where(RunOrganisation.run_id == run.id).order_by(RunOrganisation.total_cents.desc())
            ).first()
            if row is not None:
                leave_out(run.id, row.organisation_id, "Moves to another entity this month; new VAT number awaited", by=by)
        if location.country == "NL":
            location.second_approver_above_cents = TWO_PEOPLE_ABOVE
