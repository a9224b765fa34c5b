"""A package again: the same rows change nothing, changed ones are updates, what was billed stays."""

from __future__ import annotations

import datetime as dt
from copy import deepcopy

import pytest
from sqlalchemy import select, text

from app.access.actor import SYSTEM
from app.access.roles import FINANCE, FRONT_DESK, NETWORK_ADMIN
from app.actions.opportunities.open import open_opportunity
from app.actions.packages.import_package import import_package
from app.actions.wallets.adjust import adjust_wallet
from app.core import clock
from app.core.errors import Refused
from app.core.month import Month
from app.models import (
    AuditEvent,
    Deposit,
    DepositMovement,
    Discount,
    FoyerUser,
    InvoiceLine,
    License,
    LicenseAgreement,
    LicensePause,
    LineItem,
    Location,
    Lot,
    MembershipPrice,
    OpeningBalance,
    Organisation,
    RunOrganisation,
    Task,
    Wallet,
)
from app.models.document_line import LineKind
from app.models.invoice_run import Decision
from app.models.user import TeamRole
from app.queries.verify.books import verify
from app.queries.wallets.trial_balance import trial_balance
from app.rules.task_dates import Anchor
from tests.actions.packages.packing import folder, good


def loaded(tables, tmp_path, **wishes):
    found = import_package(folder(tables, tmp_path / "package"), by=SYSTEM, **wishes)
    assert found.errors == []
    return found


def changed(found) -> dict[str, int]:
    return {name: counts["changed"] for name, counts in found.files.items() if counts["changed"]}


def test_the_same_package_again_changes_nothing(session, tmp_path):
    loaded(good(), tmp_path)
    again = loaded(good(), tmp_path)
    assert all(counts["unchanged"] == counts["rows"] for counts in again.files.values())


def test_changed_cells_are_updates_with_their_audit(session, tmp_path):
    loaded(good(), tmp_path)
    tables = good()
    tables["organisations"][0] |= {"name": "Acme Holdings", "invoice_email": ""}
    tables["licenses"][0] |= {"end": "2026-12-31", "pause_start": "", "pause_end": ""}
    tables["opening_balances"][0]["amount_due"] = "99.00"
    found = loaded(tables, tmp_path)
    assert changed(found) == {"organisations": 1, "licenses": 1, "opening_balances": 1}
    acme = session.scalars(select(Organisation).where(Organisation.code == "ACME")).one()
    assert (acme.name, acme.invoice_email) == ("Acme Holdings", "")
    assert session.scalars(select(LicensePause)).all() == []
    assert session.scalars(select(License.ends_on)).all() == [dt.date(2026, 12, 31)]
    assert session.scalars(select(LineItem.ends_on).where(LineItem.license_id.is_not(None))).all() == [dt.date(2026, 12, 31)]
    assert session.scalars(select(OpeningBalance.amount_due_cents)).all() == [9900]
    told = session.scalars(select(AuditEvent).where(AuditEvent.verb == "change", AuditEvent.noun == "organisation")).one()
    assert told.changes == {"name": ["Acme (Pty) Ltd", "Acme Holdings"], "invoice_email": ["a@acme.example; b@acme.example", ""]}
    assert (told.name, told.noun_id) == ("ACME", acme.id)


def test_the_prefix_of_numbers_stays(session, tmp_path):
    """An empty cell is no other prefix, and another one is refused: the numbers of its documents go on."""
    loaded(good(), tmp_path)
    place = session.scalars(select(Location).where(Location.code == "KLF")).one()
    place.invoice_prefix = "OLD"
    session.commit()
    tables = good()
    tables["locations"][0]["invoice_prefix"] = ""
    loaded(tables, tmp_path)
    session.refresh(place)
    assert place.invoice_prefix == "OLD"
    tables["locations"][0]["invoice_prefix"] = "NEW"
    (error,) = import_package(folder(tables, tmp_path / "package"), by=SYSTEM).errors
    assert (error.file, error.column) == ("locations.csv", "invoice_prefix")


def test_deposits_come_in_as_held_once_and_stay_as_they_were(session, tmp_path):
    loaded(good(), tmp_path)
    loaded(good(), tmp_path)
    deposit = session.scalars(select(Deposit)).one()
    movement = session.scalars(select(DepositMovement)).one()
    assert (deposit.status, deposit.amount_cents, deposit.held_cents, deposit.license.code) == ("held", 590000, 590000, "L1")
    assert (movement.kind, movement.cents, movement.date, movement.reference) == ("opening", 590000, dt.date(2025, 12, 1), "EFT 77")
    for column, value in (("amount", "5901.00"), ("received", "2025-12-02"), ("reference", "EFT 78")):
        tables = good()
        tables["deposits"][0][column] = value
        found = import_package(folder(tables, tmp_path / "package"), by=SYSTEM)
        assert [(error.file, error.line, error.column) for error in found.errors] == [("deposits.csv", 2, column)]


def test_credits_come_in_once_as_opening_balances_and_follow_the_package(session, tmp_path):
    tables = good()
    tables["wallets"].append(
        tables["wallets"][0] | {"code": "W2", "owner": "Thandi@acme.example", "source": "refund", "vat_point": "", "expires": ""}
    )
    tables["wallets"].append(tables["wallets"][0] | {"code": "W3", "source": "quota", "vat_point": ""})
    loaded(tables, tmp_path)
    assert changed(loaded(tables, tmp_path)) == {}
    shared, own = session.scalars(select(Wallet).order_by(Wallet.user_id.nulls_first())).all()
    assert (shared.organisation.code, shared.balance_cents, own.user.email, own.balance_cents) == (
        "ACME",
        100000,
        "thandi@acme.example",
        50000,
    )
    lot = session.scalars(select(Lot).where(Lot.grant_key == "opening:W1")).one()
    assert (lot.source, lot.expires_at) == ("purchase", dt.datetime(2099, 6, 30, 22, tzinfo=dt.UTC))
    (balances,) = trial_balance(session)
    assert (balances.accounts, balances.difference) == ({"opening": -150000}, 0)

    tables["wallets"][0] |= {"amount": "450.00", "expires": "2099-07-31"}
    assert changed(loaded(tables, tmp_path)) == {"wallets": 1}
    assert changed(loaded(tables, tmp_path)) == {}
    session.expire_all()
    assert (lot.balance_cents, lot.expires_at) == (45000, dt.datetime(2099, 7, 31, 22, tzinfo=dt.UTC))
    assert not any(outcome.violations for outcome in verify(session).values())
    for column, value in (("owner", "VELO"), ("unit", "stuff"), ("source", "reward"), ("vat_point", "redemption")):
        again = deepcopy(tables)
        again["wallets"][0][column] = value
        found = import_package(folder(again, tmp_path / "package"), by=SYSTEM)
        assert [(error.file, error.line, error.column) for error in found.errors] == [("wallets.csv", 2, column)]


def test_of_credits_that_are_spent_nothing_is_taken_away(session, tmp_path):
    loaded(good(), tmp_path)
    wallet = session.scalars(select(Wallet)).one()
    adjust_wallet(wallet.id, -30000, by=SYSTEM, key="k", reason="Spent")
    tables = good()
    tables["wallets"][0]["amount"] = "250.00"
    (error,) = import_package(folder(tables, tmp_path / "package"), by=SYSTEM).errors
    assert (error.column, error.reason) == ("amount", "Only 200.00 of it is left to take away.")


def test_credit_for_printing_stays_at_papercut(session, tmp_path):
    tables = good()
    tables["wallets"][0]["unit"] = "printing"
    found = loaded(tables, tmp_path)
    assert ["PaperCut" in warning.reason for warning in found.warnings if warning.file == "wallets.csv"] == [True]
    assert session.scalars(select(Wallet)).all() == []


def test_a_column_that_is_not_in_the_file_stays_as_it_is(session, tmp_path):
    loaded(good(), tmp_path)
    found = import_package(folder({"organisations": [{"code": "ACME", "name": "Acme Two"}]}, tmp_path / "second"), by=SYSTEM)
    assert changed(found) == {"organisations": 1}
    acme = session.scalars(select(Organisation).where(Organisation.code == "ACME")).one()
    assert (acme.name, acme.invoice_email) == ("Acme Two", "a@acme.example; b@acme.example")


def test_a_pause_moves_with_the_package(session, tmp_path):
    loaded(good(), tmp_path)
    tables = good()
    tables["licenses"][0] |= {"pause_start": "2026-04-01", "pause_end": ""}
    assert changed(loaded(tables, tmp_path)) == {"licenses": 1}
    assert session.execute(select(LicensePause.starts_on, LicensePause.ends_on)).all() == [(dt.date(2026, 4, 1), None)]


def test_another_price_in_a_row_leaves_what_was_billed(session, make, tmp_path):
    """As on the license's page (P11); a license that was never billed has had it from its first day."""
    loaded(good(), tmp_path)
    license = session.scalars(select(License).order_by(License.code)).first()
    before = license.custom_price_cents
    tables = good()
    tables["licenses"][0] |= {"custom_price": "1500.00", "custom_price_reason": "agreed"}
    loaded(tables, tmp_path)
    assert session.scalars(select(LicenseAgreement)).all() == []
    run = make.run(session.get_one(Location, license.location_id))
    session.add(
        RunOrganisation(
            run_id=run.id,
            organisation_id=license.organisation_id,
            decision=Decision.APPROVED,
            fingerprint="as billed",
            decided_at=clock.now(),
            net_cents=0,
            vat_cents=0,
            total_cents=0,
            warnings=[],
            causes={},
            lines=[],
        )
    )
    session.commit()
    for price, agreed in (("1600.00", [(dt.date(2026, 6, 30), 150000)]), ("1700.00", [(dt.date(2026, 6, 30), 150000)])):
        tables["licenses"][0] |= {"custom_price": price}
        loaded(tables, tmp_path)
        session.expire_all()
        assert session.execute(select(LicenseAgreement.ends_on, LicenseAgreement.custom_price_cents)).all() == agreed
    assert (before, license.custom_price_cents) == (None, 170000)


def test_the_discount_in_an_organisations_row(session, tmp_path):
    tables = good()
    tables["organisations"][0] |= {
        "manual_discount_percent": "33.3",
        "manual_discount_end": "2026-06-17",
        "manual_discount_reason": "agreed",
    }
    tables["organisations"][1] |= {"manual_discount_percent": "", "manual_discount_end": "", "manual_discount_reason": ""}
    loaded(tables, tmp_path)
    row = session.scalars(select(Discount).where(Discount.code == "ACME-manual")).one()
    assert (str(row.percent), row.ends_on, row.reason, row.granted_by) == ("33.3000", dt.date(2026, 6, 17), "agreed", "Foyer")
    tables["organisations"][0] |= {"manual_discount_percent": "", "manual_discount_end": "", "manual_discount_reason": ""}
    assert changed(loaded(tables, tmp_path)) == {"organisations": 1}
    assert session.scalars(select(Discount.code)).all() == ["D1"]


def test_people_get_roles_and_staff_their_place(session, tmp_path):
    tables = good()
    loaded(tables, tmp_path)
    desk = session.scalars(select(FoyerUser).where(FoyerUser.email == "desk@example.com")).one()
    assert ([role.name for role in desk.roles], [place.code for place in desk.locations]) == ([FRONT_DESK], ["KLF"])
    thandi = session.scalars(select(FoyerUser).where(FoyerUser.email == "thandi@acme.example")).one()
    assert (thandi.first_name, thandi.last_name, thandi.username, thandi.locations) == (
        "Thandi",
        "van der Merwe",
        "thandi@acme.example",
        [],
    )
    tables["users"][1] |= {"roles": "finance; Network admin"}
    assert changed(loaded(tables, tmp_path)) == {"users": 1}
    session.expire_all()
    assert (sorted(role.name for role in desk.roles), desk.locations) == ([FINANCE, NETWORK_ADMIN], [])
    told = session.scalars(select(AuditEvent).where(AuditEvent.noun == "ab_user", AuditEvent.verb == "change")).one()
    assert told.changes == {"roles": [[FRONT_DESK], [FINANCE, NETWORK_ADMIN]]}


def test_the_last_day_of_a_person_comes_in_and_goes(session, tmp_path):
    tables = good()
    days = []
    for said in ({"end": "2026-12-31"}, {}, {"end": ""}):
        tables["users"] = [{name: cell for name, cell in row.items() if name != "end"} for row in tables["users"]]
        tables["users"][0] |= said
        if said:
            tables["users"][1]["end"] = ""
        loaded(tables, tmp_path)
        days.append(session.scalar(select(FoyerUser.ends_on).where(FoyerUser.email == "thandi@acme.example")))
        session.rollback()
    assert days == [dt.date(2026, 12, 31), dt.date(2026, 12, 31), None], "a file without the column says nothing"


@pytest.mark.parametrize("change", [{"roles": "finance"}, {"location": "RSB"}])
def test_who_loses_a_role_or_a_place_passes_on_what_they_work_on(make, session, tmp_path, change):
    """As after a change by hand: lead, deal and tasks go to who sells there still."""
    tables = good()
    tables["users"][1] |= {"roles": "sales"}
    tables["users"].append(tables["users"][1] | {"email": "sam@example.com", "name": "Sam Seller"})
    loaded(tables, tmp_path)
    people = {each.email: each for each in session.scalars(select(FoyerUser))}
    desk, sam = people["desk@example.com"].id, people["sam@example.com"].id
    make.track(tasks=(("Call", None, Anchor.OPENED, 0),), is_default=True)
    place = session.scalars(select(Location).where(Location.code == "KLF")).one()
    deal = open_opportunity(make.lead(place, owner_id=desk).id, by=SYSTEM)
    assert (deal.owner_id, session.scalars(select(Task.assignee_id)).one()) == (desk, desk)
    tables["users"][1] |= change
    loaded(tables, tmp_path)
    session.expire_all()
    assert (deal.lead.owner_id, deal.owner_id, session.scalars(select(Task.assignee_id)).one()) == (sam, sam, sam)


def roles_of(session) -> dict[str, TeamRole]:
    return dict(session.execute(select(FoyerUser.email, FoyerUser.team_role).where(FoyerUser.organisation_id.is_not(None))).all())


def test_who_is_alone_in_a_new_organisation_runs_its_team_and_of_several_the_file_says_who(session, tmp_path):
    tables = good()
    loaded(tables, tmp_path)
    assert roles_of(session) == {"thandi@acme.example": TeamRole.OWNER}
    bob = tables["users"][0] | {"email": "bob@acme.example", "name": "Bob Other"}
    anna, piet = (
        bob | {"email": f"{name}@velo.example", "name": f"{name} Velo", "organisation": "VELO", "location": "AMS"}
        for name in ("anna", "piet")
    )
    tables["users"] += [bob, anna, piet]
    found = loaded(tables, tmp_path)
    assert not [each for each in found.warnings if each.column == "owner"], "who does not ask is not told"
    tables["users"] = [row | {"owner": "yes" if row["email"] == "bob@acme.example" else "no"} for row in tables["users"]]
    (told,) = [each for each in loaded(tables, tmp_path).warnings if each.column == "owner"]
    assert "VELO has no owner" in told.reason
    here, there = TeamRole.OWNER, TeamRole.MEMBER
    assert roles_of(session) == {
        "thandi@acme.example": there,
        "bob@acme.example": here,
        "anna@velo.example": there,
        "piet@velo.example": there,
    }
    assert changed(loaded(tables, tmp_path)) == {}


def test_an_owner_who_comes_from_another_team_is_named_once_more(session, tmp_path):
    tables = good()
    loaded(tables, tmp_path)
    tables["users"][0] |= {"organisation": "VELO", "owner": "yes"}
    tables["users"][1] |= {"owner": ""}
    tables["licenses"][0]["user"] = ""
    assert "once more" in next(each.reason for each in loaded(tables, tmp_path).warnings if each.column == "owner")
    assert roles_of(session) == {"thandi@acme.example": TeamRole.MEMBER}
    loaded(tables, tmp_path)
    assert roles_of(session) == {"thandi@acme.example": TeamRole.OWNER}


def bill(session, license: License, location_id: int) -> None:
    """An issued line for June."""
    from app.models import Invoice
    from app.models.invoice import InvoiceStatus

    invoice = Invoice(
        organisation_id=license.organisation_id,
        location_id=location_id,
        month=Month(2026, 6),
        number="KLF-00001",
        status=InvoiceStatus.SENT,
        currency="ZAR",
        issued_on=dt.date(2026, 6, 1),
        due_on=dt.date(2026, 6, 8),
        net_cents=100,
        vat_cents=15,
        total_cents=115,
        seller={},
        buyer={},
    )
    session.add(invoice)
    session.flush()
    session.add(
        InvoiceLine(
            invoice_id=invoice.id,
            position=1,
            kind=LineKind.LICENSE,
            description="Hot desk",
            service_month=Month(2026, 6),
            starts_on=dt.date(2026, 6, 1),
            ends_on=dt.date(2026, 6, 30),
            license_id=license.id,
            net_cents=100,
            vat_cents=15,
            vat_percent=15,
        )
    )
    session.commit()


def test_a_price_may_be_put_right_until_it_is_billed(session, tmp_path):
    loaded(good(), tmp_path)
    tables = good()
    tables["memberships"][0]["primary_price"] = "2960.00"
    assert changed(loaded(tables, tmp_path)) == {"memberships": 1}
    prices = select(MembershipPrice.primary_cents).order_by(MembershipPrice.primary_cents)
    assert session.scalars(prices).all() == [25000, 296000, 310000]

    license = session.scalars(select(License)).one()
    bill(session, license, license.location_id)
    tables["memberships"][0]["primary_price"] = "2970.00"
    refused = import_package(folder(tables, tmp_path / "package"), by=SYSTEM)
    assert [(error.file, error.line, error.column) for error in refused.errors] == [("memberships.csv", 2, "primary_price")]
    assert "has been billed" in refused.errors[0].reason

    tables["memberships"][0]["primary_price"] = "2960.00"
    tables["membership_prices"][0]["primary_price"] = "3200.00"
    assert changed(loaded(tables, tmp_path)) == {"membership_prices": 1}


def test_another_number_of_primaries_of_what_was_billed_has_a_day(session, tmp_path):
    loaded(good(), tmp_path)
    tables = good()
    tables["memberships"][0]["included_primary"] = "2"
    assert changed(loaded(tables, tmp_path)) == {"memberships": 1}, "nobody was billed yet"
    license = session.scalars(select(License)).one()
    bill(session, license, license.location_id)
    tables["memberships"][0]["included_primary"] = "3"
    refused = import_package(folder(tables, tmp_path / "package"), by=SYSTEM)
    assert [(error.file, error.line, error.column) for error in refused.errors] == [("memberships.csv", 2, "included_primary")]
    tables["memberships"][0]["included_primary"] = "2"
    tables["membership_prices"][0]["included_primary"] = "3"
    assert changed(loaded(tables, tmp_path)) == {"membership_prices": 1}
    dated = select(MembershipPrice.included_primary).where(MembershipPrice.valid_from == dt.date(2026, 7, 1))
    assert session.scalars(dated).one() == 3
    del tables["membership_prices"][0]["included_primary"]
    loaded(tables, tmp_path)
    session.expire_all()
    assert session.scalars(dated).one() == 3, "a file without the column says nothing of it"


def test_another_membership_of_what_was_billed_is_a_move(session, make, tmp_path):
    """Its past would be billed anew by the other one's prices (P11)."""
    loaded(good(), tmp_path)
    tables = good()
    tables["memberships"].append(
        tables["memberships"][0] | {"code": "KLF-FIX", "name": "Fixed desk", "primary_price": "4500.00", "extra_price": "4500.00"}
    )
    tables["licenses"][0]["membership"] = "KLF-FIX"
    assert changed(loaded(tables, tmp_path)) == {"licenses": 1}, "nobody was billed yet"

    license = session.scalars(select(License)).one()
    run = make.run(license.location, month=Month(2026, 6))
    session.add(
        RunOrganisation(
            run_id=run.id,
            organisation_id=license.organisation_id,
            decision=Decision.APPROVED,
            fingerprint="as billed",
            decided_at=clock.now(),
            net_cents=0,
            vat_cents=0,
            total_cents=0,
            warnings=[],
            causes={},
            lines=[],
        )
    )
    session.commit()
    tables["licenses"][0]["membership"] = "KLF-HOT"
    refused = import_package(folder(tables, tmp_path / "package"), by=SYSTEM)
    assert [(error.file, error.line, error.column) for error in refused.errors] == [("licenses.csv", 2, "membership")]
    assert "is a move" in refused.errors[0].reason


def test_nothing_changes_under_invoices_that_go_out(session, tmp_path):
    from app.models import Invoice

    loaded(good(), tmp_path)
    license = session.scalars(select(License)).one()
    bill(session, license, license.location_id)
    invoice = session.scalars(select(Invoice)).one()
    invoice.status = "subscription_locked"
    session.commit()
    tables = good()
    tables["licenses"][0]["end"] = "2026-12-31"
    refused = import_package(folder(tables, tmp_path / "package"), by=SYSTEM)
    assert [(error.file, error.line) for error in refused.errors] == [("licenses.csv", 2)]
    assert "going out just now" in refused.errors[0].reason
    assert loaded(good(), tmp_path).is_written


def test_a_line_item_keeps_its_code_from_a_license(session, tmp_path):
    loaded(good(), tmp_path)
    tables = {"licenses": [good()["licenses"][0] | {"code": "P1", "pause_start": "", "pause_end": ""}]}
    refused = import_package(folder(tables, tmp_path / "second"), by=SYSTEM)
    assert [(error.file, error.line, error.column) for error in refused.errors] == [("licenses.csv", 2, "code")]


def test_what_the_database_refuses_comes_in_words(make, session, tmp_path):
    make.user(username="thandi@acme.example", email="else@example.com")
    with pytest.raises(Refused, match="Somebody already has this username"):
        import_package(folder(good(), tmp_path / "package"), by=SYSTEM)
    assert session.scalars(select(Organisation)).all() == []


@pytest.mark.parametrize(
    ("made", "reason"),
    [
        ("booking_id = 1", "charged for a booking"),
        ("kept_from_id = 1", "paid by a deposit"),
        ("claws_back_id = 1, clawed_until = date", "discount of a license back"),
    ],
)
def test_a_charge_that_a_booking_a_deposit_or_an_early_exit_made_is_not_the_packages(session, tmp_path, made, reason):
    tables = good()
    tables["adhocs"][0]["unit_price"] = "250.00"
    loaded(tables, tmp_path)
    session.execute(text("SET LOCAL session_replication_role = replica"))
    session.execute(text(f"UPDATE adhoc SET {made}"))
    session.commit()
    assert changed(loaded(tables, tmp_path)) == {}
    tables["adhocs"][0]["unit_price"] = "1.00"
    (error,) = import_package(folder(tables, tmp_path / "package"), by=SYSTEM).errors
    assert (error.file, error.column) == ("adhocs.csv", "code") and reason in error.reason


def test_a_discount_with_its_own_line_is_not_taken_away_by_an_empty_cell(session, tmp_path):
    """discounts.csv says what becomes of it; without that line the empty cell does."""
    tables = good()
    tables["organisations"] = [tables["organisations"][0] | {"manual_discount_percent": "", "manual_discount_reason": ""}]
    tables = {name: rows for name, rows in tables.items() if name in ("locations", "organisations")}
    line = {"code": "ACME-manual", "organisation": "ACME", "percent": "5", "reason": "friend"}
    for changed in (False, True):
        found = import_package(folder(tables | {"discounts": [line | {"percent": "7" if changed else "5"}]}, tmp_path / "both"), by=SYSTEM)
        assert (found.errors, found.files["discounts"]["changed" if changed else "created"]) == ([], 1)
    assert session.scalars(select(Discount.percent)).all() == [7]
    assert import_package(folder(tables, tmp_path / "one"), by=SYSTEM).files["organisations"]["changed"] == 1
    assert session.scalars(select(Discount.id)).all() == []


def test_roles_that_the_network_added_are_given_and_limited_as_those_of_the_house(make, session, tmp_path):
    make.role("Front of House")
    session.commit()
    tables = good()
    tables["users"][1] |= {"roles": "front_of_house"}
    loaded(tables, tmp_path)
    desk = session.scalars(select(FoyerUser).where(FoyerUser.email == "desk@example.com")).one()
    assert ([role.name for role in desk.roles], [place.code for place in desk.locations]) == (["Front of House"], ["KLF"]), (
        "without a limit they would work everywhere"
    )
    assert changed(loaded(tables, tmp_path)) == {}
