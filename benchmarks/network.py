"""A network to measure on: organisations with five licenses each, made by the database itself; one license in ten had an event."""

from __future__ import annotations

from typing import TypeVar

from sqlalchemy import text
from sqlalchemy.orm import Session

from app.core.month import Month
from app.models import Location, Membership, MembershipPrice, Space, XeroConnection

Row = TypeVar("Row")
MONTH = Month(2026, 6)
LICENSES = 5

PEOPLE = """
INSERT INTO ab_user (username, first_name, last_name, email, active)
SELECT :code || n, (ARRAY['Anna','Thabo','Lindiwe','Pieter','Zoë'])[1 + n % 5], 'Member ' || n, :code || n || '@example.com', true
FROM generate_series(1, CAST(:people AS int)) n
"""

# Some 14,000 invented words, each before one of twenty trades: as names of companies are, mostly different and partly the same.
ORGANISATIONS = """
INSERT INTO organisation (code, name, location_id, currency, invoice_email, accounting_email, address, vat_number, payment_days)
SELECT :code || '-' || lpad(n::text, 6, '0'),
       initcap(sound[1 + h % 24] || sound[1 + h / 24 % 24] || sound[1 + h / 576 % 24]) || ' ' || trade[1 + h / 13824 % 20],
       :location, 'ZAR', 'invoices' || n || '@example.com', CASE n % 4 WHEN 0 THEN 'books' || n || '@example.com' ELSE '' END,
       n || ' Long Street' || chr(10) || 'Cape Town', '4' || lpad(n::text, 9, '0'), CASE n % 10 WHEN 0 THEN 30 END
FROM generate_series(CAST(:first AS int), CAST(:last AS int)) n
CROSS JOIN LATERAL (SELECT hashint4(n)::bigint & 2147483647 AS h) hashed
CROSS JOIN (SELECT string_to_array('ka lo mi ta ru ne so vi da be po zu ha ji qua fe go li ma no pa re si tho', ' ') AS sound,
                   string_to_array('Studio Labs Works Legal Foods Media Design Travel Energy Mining Health Sport Books Music Film'
                                   ' Farms Trust Homes Power Games', ' ') AS trade) words
"""

# Of forty licenses one ends, one pauses, one begins and one has a price of its own in the month.
LICENSED = """
INSERT INTO license (code, location_id, organisation_id, user_id, membership_id, space_id, starts_on, ends_on,
                     commitment_months, custom_price_cents)
SELECT o.code || '-' || k, :location, o.id, u.id, (CAST(:memberships AS bigint[]))[1 + (o.n * k) % 5], :space,
       CASE e WHEN 4 THEN date '2026-06-12' ELSE make_date(2023 + (o.n % 2)::int, 1 + ((k + o.n) % 12)::int, 1 + (o.n % 28)::int) END,
       CASE e WHEN 1 THEN date '2026-06-20' END,
       CASE WHEN o.n % 3 = 0 THEN 12 END,
       CASE e WHEN 3 THEN 123456 END
FROM (SELECT id, code, row_number() OVER (ORDER BY id) AS n FROM organisation WHERE location_id = :location) o
CROSS JOIN generate_series(1, CAST(:each AS int)) k
CROSS JOIN LATERAL (SELECT ((o.n * :each + k) % 40)::int AS e) event
LEFT JOIN ab_user u ON u.username = :code || ((o.n - 1) * :each + k)
"""

PAUSES = """
INSERT INTO license_pause (license_id, starts_on, ends_on)
SELECT id, date '2026-06-03', date '2026-06-09' FROM (SELECT id, row_number() OVER (ORDER BY id) AS n FROM license WHERE location_id = :location) l
WHERE n % 40 = 2
"""

DISCOUNTS = """
INSERT INTO discount (code, organisation_id, percent, reason)
SELECT 'D-' || code, id, 5, 'A friend of the house' FROM organisation WHERE location_id = :location AND id % 20 = 0
"""

CHARGES = """
INSERT INTO adhoc (code, organisation_id, location_id, date, description, quantity, unit_price_cents)
SELECT 'A-' || code, id, :location, date '2026-06-10', 'Day pass', 2, 25000 FROM organisation WHERE location_id = :location AND id % 5 = 0
"""

RECURRING = """
INSERT INTO line_item (code, organisation_id, location_id, description, price_cents, starts_on)
SELECT 'R-' || code, id, :location, 'Parking bay', 95000, date '2025-01-01' FROM organisation WHERE location_id = :location AND id % 10 = 0
"""


CONTACTS = """
INSERT INTO xero_contact (organisation_id, xero_connection_id, contact_id)
SELECT id, :connection, gen_random_uuid()::text FROM organisation WHERE location_id = :location AND id % 50 > 0
"""


def make_network(session: Session, code: str, organisations: int) -> Location:
    """A location with its organisations, their licenses, people, pauses, discounts and charges; committed and analysed."""
    location = make_location(session, code)
    space = _added(session, Space(code=code, name="Floor", location_id=location.id))
    names = ("Dedicated desk", "Hot desk", "Small office", "Virtual office", "Meeting club")
    memberships = [
        _added(session, Membership(code=f"{code}-{n}", name=name, location_id=location.id, xero_item_code=f"DESK{n}"))
        for n, name in enumerate(names)
    ]
    for n, membership in enumerate(memberships):
        _added(session, MembershipPrice(membership_id=membership.id, primary_cents=295000 - n * 1000, extra_cents=245000 - n * 1000))
    values = {"code": code, "location": location.id, "space": space.id, "each": LICENSES, "memberships": [each.id for each in memberships]}
    values["connection"] = location.xero_connection_id
    session.execute(text(PEOPLE), values | {"people": organisations * LICENSES})
    add_organisations(session, location, 1, organisations)
    for statement in (LICENSED, PAUSES, DISCOUNTS, CHARGES, RECURRING, CONTACTS):
        session.execute(text(statement), values)
    settle(session)
    return location


def make_location(session: Session, code: str) -> Location:
    """One that may send tax invoices and keeps its books in Xero."""
    books = _added(session, XeroConnection(name=f"Books of {code}", tenant_id=f"tenant-{code}"))
    location = Location(
        code=code,
        name=f"Location {code}",
        zone="Africa/Johannesburg",
        currency="ZAR",
        country="ZA",
        invoice_prefix=code,
        legal_name="Foyer Spaces (Pty) Ltd",
        address="1 Kloof Street\nCape Town\n8001",
        vat_number="4123456789",
        bank_details="First Bank, account 62001234567, branch 250655",
        xero_connection_id=books.id,
    )
    return _added(session, location)


def add_organisations(session: Session, location: Location, first: int, last: int) -> None:
    """Organisations number `first` to `last` of a location."""
    session.execute(text(ORGANISATIONS), {"code": location.code, "location": location.id, "first": first, "last": last})


def settle(session: Session) -> None:
    """Commit, and let the planner look at what is there, as autovacuum does in a minute."""
    session.commit()
    session.execute(text("ANALYZE"))
    session.commit()


def _added(session: Session, row: Row) -> Row:
    session.add(row)
    session.flush()
    return row
