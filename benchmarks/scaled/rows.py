"""The rows: members, licenses, three months of invoices with their runs, payments, bookings and leads, in fixed proportion to organisations.

Each row's numbers are worked out of the number of its organisation: `n` of all, `k` of those of its location, from which each location has its share of everything. Organisations come to locations
in turn, as they do in a network that grows everywhere, so the rows of one location lie scattered over the tables. Licenses begin and end with
months, and both prices of a membership are the same: what was billed is what the pricing rules say.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from app.core import clock
from app.core.month import Month
from app.models import Location
from app.queries.parties import seller_json
from benchmarks.network import settle
from benchmarks.scaled.bare import bare
from benchmarks.search import NAMES, TIDIED

A_LOCATION = 2_000  # organisations
LEAST_LOCATIONS = 2
MONTHS = 3
ZONE = "Africa/Johannesburg"

TABLES = (
    "organisation", "ab_user", "contact", "lead", "license", "invoice", "invoice_line", "invoice_run", "run_organisation", "payment", "payment_part",
    "booking", "adhoc", "revenue_change", "audit_event",
)  # fmt: skip
NUMBERED = ("xero_connection", "location", "space", "room", "membership", "membership_price", "number_series", "revenue_reading", *TABLES)

PLACES = (
    "INSERT INTO xero_connection (id, name, tenant_id) SELECT p, 'Books ' || p, 'tenant-' || p FROM generate_series(1, :places) p",
    """INSERT INTO location (id, code, name, zone, currency, country, invoice_prefix, legal_name, address, vat_number, bank_details, xero_connection_id)
    SELECT p, 'S' || lpad(p::text, 4, '0'), word(p + 77) || ' ' || p, 'Africa/Johannesburg', 'ZAR', 'ZA', 'S' || lpad(p::text, 4, '0'), 'Foyer Spaces (Pty) Ltd',
        p || ' Kloof Street, Cape Town', '4123456789', 'First Bank, account 62001234567', p FROM generate_series(1, :places) p""",
    """INSERT INTO membership (id, code, name, location_id) SELECT (p - 1) * 5 + k, 'M' || p || '-' || k,
        (ARRAY['Dedicated desk', 'Hot desk', 'Small office', 'Virtual office', 'Meeting club'])[k], p FROM generate_series(1, :places) p, generate_series(1, 5) k""",
    """INSERT INTO membership_price (membership_id, primary_cents, extra_cents) SELECT id, cents, cents FROM (SELECT id, 200000 + id % 5 * 10000 AS cents FROM membership) m""",
    """INSERT INTO space (id, code, name, location_id, kind, capacity) SELECT (p - 1) * 4 + k, 'F' || p || '-' || k, 'Floor ' || k, p,
        CASE k WHEN 4 THEN 'private_office' ELSE 'desk_area' END, :each FROM generate_series(1, :places) p, generate_series(1, 4) k""",
    """INSERT INTO room (id, code, name, location_id, space_id, kind, capacity, peak_rate_cents, off_peak_rate_cents)
    SELECT (p - 1) * 5 + k, 'R' || p || '-' || k, 'Room ' || k, p, (p - 1) * 4 + 1, 'meeting_room', 6, 20000, 12000 FROM generate_series(1, :places) p, generate_series(1, 5) k""",
)

# Of a hundred organisations four are prospects, four have left, two are leaving, and each with licenses has one or two.
FILLED = (
    """INSERT INTO organisation (id, code, name, location_id, status, currency, invoice_email, accounting_email, address, vat_number)
    SELECT n, 'ORG-' || lpad(n::text, 7, '0'), word(n) || ' ' || trade(n + 7), 1 + (n - 1) % :places, CASE (n - 1) / :places % 25 WHEN 0 THEN 'prospect' WHEN 1 THEN 'offboarded' ELSE 'active' END,
        'ZAR', 'invoices' || n || '@example.com', CASE n % 4 WHEN 0 THEN 'books' || n || '@example.com' ELSE '' END, n || ' Long Street, Cape Town', '4' || lpad(n::text, 9, '0')
    FROM generate_series(1, :organisations) n""",
    """INSERT INTO ab_user (id, username, first_name, last_name, email, active, organisation_id, team_role)
    SELECT :people + u, 'p' || u, word(u * 3), word(u * 5 + 1), 'p' || u || '@example.com', true, (u + 1) / 2, CASE u % 2 WHEN 1 THEN 'owner' ELSE 'member' END
    FROM generate_series(1, 2 * :organisations) u""",
    """INSERT INTO contact (id, name, email, email_key, company) SELECT n, word(n * 11) || ' ' || word(n * 13), 'c' || n || '@example.org', 'c' || n || '@example.org',
        word(n * 7) || ' ' || trade(n) FROM generate_series(1, :organisations / 2) n""",
    """INSERT INTO lead (id, code, location_id, contact_id, name, email, company, asked_at, heard_at) SELECT c.id, 'L-' || c.id, 1 + (c.id - 1) % :places, c.id, c.name, c.email, c.company,
        at, at FROM contact c CROSS JOIN LATERAL (SELECT now() - c.id % 90 * interval '1 day' AS at) heard""",
    """INSERT INTO license (id, code, location_id, organisation_id, user_id, membership_id, space_id, starts_on, ends_on, touched_at, created_at)
    SELECT u, 'LIC-' || u, p, n, :people + u, (p - 1) * 5 + 1 + (k + u) % 5, (p - 1) * 4 + 1 + (k + u) % 4, starts_on,
        CASE WHEN k % 25 = 1 THEN :this - 1 WHEN k % 50 = 2 THEN :this + (k % 90)::int END, starts_on, starts_on
    FROM generate_series(1, 2 * :organisations) u CROSS JOIN LATERAL (SELECT (u + 1) / 2 AS n) o
    CROSS JOIN LATERAL (SELECT 1 + (n - 1) % :places AS p, (n - 1) / :places AS k, (:this - (4 + (n - 1) / :places % 20) * interval '1 month')::date AS starts_on) x
    WHERE k % 25 > 0 AND (u % 2 = 1 OR k % 2 = 0)""",
    """INSERT INTO revenue_change (license_id, organisation_id, location_id, month, before_cents, cents)
    SELECT l.id, l.organisation_id, l.location_id, c.month, c.before, c.after FROM license l JOIN membership_price p ON p.membership_id = l.membership_id
    CROSS JOIN LATERAL (VALUES (l.starts_on, 0, p.primary_cents), (date_trunc('month', l.ends_on + 1)::date, p.primary_cents, 0)) c (month, before, after) WHERE c.month <= :this""",
    "INSERT INTO revenue_reading (location_id, through, read_at, anew_at) SELECT id, :this, now(), now() FROM location",
    """INSERT INTO invoice_run (id, location_id, month, cut_off, status, previewed_at, approved_at, approved_by, send_wanted_at, created_at)
    SELECT (m - 1) * :places + p, p, month, month, 'done', month, month, 'Foyer', month, month
    FROM generate_series(1, :places) p, generate_series(1, :months) m CROSS JOIN LATERAL (SELECT (:this - (:months + 1 - m) * interval '1 month')::date AS month) x""",
    """CREATE TEMP TABLE billed ON COMMIT DROP AS
    SELECT row_number() OVER (ORDER BY r.id, l.organisation_id) AS id, r.id AS run_id, r.location_id, r.month, l.organisation_id,
        'S' || lpad(r.location_id::text, 4, '0') || '-' || lpad(row_number() OVER (PARTITION BY r.location_id ORDER BY r.id, l.organisation_id)::text, 5, '0') AS number,
        CASE WHEN k % 8 = 3 AND is_last OR k % 40 = 7 THEN 'sent' WHEN k % 40 = 12 THEN 'part_paid' ELSE 'paid' END AS status,
        l.net, l.net * 15 / 100 AS vat, l.lines
    FROM invoice_run r CROSS JOIN LATERAL (SELECT r.month = :this - interval '1 month' AS is_last) m
    JOIN (SELECT l.location_id, l.organisation_id, (l.organisation_id - 1) / :places AS k, sum(p.primary_cents)::bigint AS net,
            string_agg(quoted(m.name || ', ' || l.code) || ' ' || p.primary_cents || ' ' || p.primary_cents * 15 / 100 || ' 15.000', chr(10) ORDER BY l.id) AS lines
        FROM license l JOIN membership m ON m.id = l.membership_id JOIN membership_price p ON p.membership_id = m.id GROUP BY 1, 2) l USING (location_id)""",
    # The hash is that of app/rules/document_hash.py: parties and texts as Python writes them, the first line right behind the total.
    """INSERT INTO invoice (id, organisation_id, location_id, run_id, month, number, status, currency, issued_on, due_on, sent_at, send_wanted_at, net_cents, vat_cents, total_cents, paid_cents,
        reference, seller, buyer, content_hash, created_at)
    SELECT b.id, b.organisation_id, b.location_id, b.run_id, b.month, b.number, b.status, 'ZAR', b.month, b.month + 7, b.month, b.month, b.net, b.vat, b.net + b.vat,
        CASE b.status WHEN 'paid' THEN b.net + b.vat WHEN 'part_paid' THEN 100000 ELSE 0 END, b.number, s.seller::jsonb, buyer::jsonb,
        encode(sha256(convert_to(concat_ws(chr(10), quoted(b.number), quoted('ZAR'), quoted(b.month::text), quoted((b.month + 7)::text), quoted(s.seller), quoted(buyer), b.net, b.vat, b.net + b.vat)
            || b.lines, 'UTF8')), 'hex'), b.month
    FROM billed b JOIN seller s USING (location_id) JOIN organisation o ON o.id = b.organisation_id CROSS JOIN LATERAL (SELECT '{"address": ' || to_json(o.address) || ', "code": ' || to_json(o.code)
        || ', "name": ' || to_json(o.name) || ', "registration_number": "", "vat_number": ' || to_json(o.vat_number) || '}' AS buyer) x ORDER BY b.id""",
    """INSERT INTO invoice_line (invoice_id, key, license_id, position, kind, description, service_month, starts_on, ends_on, quantity, price_cents, net_cents, vat_cents, vat_percent)
    SELECT b.id, 'license-' || l.id || '-' || b.month, l.id, row_number() OVER (PARTITION BY b.id ORDER BY l.id), 'license', m.name || ', ' || l.code, b.month, b.month,
        (b.month + interval '1 month')::date - 1, 1, p.primary_cents, p.primary_cents, p.primary_cents * 15 / 100, 15
    FROM billed b JOIN license l USING (organisation_id) JOIN membership m ON m.id = l.membership_id JOIN membership_price p ON p.membership_id = m.id""",
    """INSERT INTO run_organisation (run_id, organisation_id, decision, decided_by, decided_at, volume_count, fingerprint, net_cents, vat_cents, total_cents, licenses, warnings, causes, lines, invoice_id)
    SELECT run_id, organisation_id, 'approved', 'Foyer', month, 1, '', net, vat, net + vat, 1, '[]', '{}', '[]', id FROM billed""",
    """UPDATE invoice_run r SET organisations = b.many, net_cents = b.net, vat_cents = b.vat, total_cents = b.net + b.vat
    FROM (SELECT run_id, count(*) AS many, sum(net) AS net, sum(vat) AS vat FROM billed GROUP BY run_id) b WHERE b.run_id = r.id""",
    "INSERT INTO number_series (prefix, document_type, last_number) SELECT split_part(min(number), '-', 1), 'invoice', count(*) FROM billed GROUP BY location_id",
    "INSERT INTO audit_event (at, actor, verb, noun, noun_id, name, location_id, changes) SELECT month, 'Foyer', 'approve', 'invoice', id, number, location_id, '{}' FROM billed",
    """INSERT INTO payment (id, organisation_id, location_id, kind, currency, amount_cents, credit_cents, received_on, recorded_by, key)
    SELECT id, organisation_id, location_id, 'eft', 'ZAR', paid_cents, 0, month + (id % 27)::int, 'Foyer', 'eft-' || id FROM invoice WHERE paid_cents > 0""",
    "INSERT INTO payment_part (payment_id, invoice_id, cents, applied_on) SELECT id, id, amount_cents, received_on FROM payment",
    # One booking of each organisation within two months from the first of this one; every other one is charged to its next invoice.
    """INSERT INTO booking (id, code, location_id, room_id, user_id, organisation_id, title, starts_at, ends_at, blocked, status, currency, charged_cents, invoice_cents, made_by)
    SELECT n, 'BK-' || n, p, (p - 1) * 5 + 1 + k % 5, :people + 2 * n, n, 'Meeting', at, at + interval '1 hour', tstzrange(at, at + interval '1 hour'),
        CASE WHEN at < now() THEN 'done' ELSE 'confirmed' END, 'ZAR', k % 2 * 20000, k % 2 * 20000, 'Foyer'
    FROM generate_series(1, :organisations) n CROSS JOIN LATERAL (SELECT 1 + (n - 1) % :places AS p, (n - 1) / :places AS k) x
    CROSS JOIN LATERAL (SELECT :this + k / 5 % 60 * interval '1 day' + (6 + k / 300) * interval '1 hour' AS at) y""",
    """INSERT INTO adhoc (code, organisation_id, location_id, date, description, quantity, unit_price_cents, booking_id)
    SELECT 'A-' || code, organisation_id, location_id, starts_at::date, 'Meeting room', 1, 17391, id FROM booking WHERE invoice_cents > 0""",
)
QUOTED = r"CREATE FUNCTION quoted(t text) RETURNS text LANGUAGE sql IMMUTABLE AS $$ SELECT '''' || replace(t, '\', '\\') || '''' $$"
GIVEN = re.compile(r"(?<!:):([a-z]+)\b")


def fill(session: Session, organisations: int) -> int:
    """The whole network in one transaction, then what autovacuum does after it; how many locations it has."""
    places = max(organisations // A_LOCATION, LEAST_LOCATIONS)
    people = session.scalar(text("SELECT coalesce(max(id), 0) FROM ab_user"))
    this = Month.of(clock.today(ZONE)).first
    given = {
        "organisations": organisations,
        "places": places,
        "each": -(-organisations // places),
        "people": people,
        "months": MONTHS,
        "this": f"date '{this}'",
    }
    raw: Any = session.connection().connection.driver_connection  # which takes a % for what it is
    run = raw.execute
    run(
        "SELECT set_config('work_mem', '256MB', true), set_config('synchronous_commit', 'off', true), set_config('statement_timeout', '0', true)"
    )
    for function in (*NAMES, QUOTED):
        run(function)
    with bare(session, TABLES):
        for statement in PLACES:
            run(_said(statement, given))
        _sellers(session)
        for statement in FILLED:
            run(_said(statement, given))
    for table in NUMBERED:
        run(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), max(id)) FROM {table}")
    run(TIDIED)
    settle(session)
    return places


def _said(statement: str, given: Mapping[str, Any]) -> str:
    """With its values written out: CREATE TABLE takes no parameters."""
    return GIVEN.sub(lambda found: str(given[found[1]]), statement)


def _sellers(session: Session) -> None:
    """Each location's identity, as its documents keep it."""
    session.execute(text("CREATE TEMP TABLE seller (location_id bigint PRIMARY KEY, seller text) ON COMMIT DROP"))
    rows = [{"id": each.id, "seller": seller_json(each)} for each in session.scalars(select(Location))]
    session.execute(text("INSERT INTO seller VALUES (:id, :seller)"), rows)
