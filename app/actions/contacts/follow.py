"""Whoever appears in the house becomes a contact: members, those who wait for a place, those who asked to become members, and guests."""

from __future__ import annotations

from sqlalchemy import text

from app.access.actor import Actor, require
from app.access.permissions import Permission
from app.rules.lead_contact import email_key, phone_key
from app.work import transaction

# Nobody who was erased comes back: their rows bear an address of the house's own.
PEOPLE = """
WITH people AS (
  SELECT lower(u.email) AS key, u.email, trim(u.first_name || ' ' || u.last_name) AS name, u.phone, o.name AS company, l.country, 1 AS rank, u.id
    FROM ab_user u JOIN organisation o ON o.id = u.organisation_id JOIN location l ON l.id = o.location_id
   WHERE NOT EXISTS (SELECT FROM erasure e WHERE e.user_id = u.id)
  UNION ALL
  SELECT lower(s.email), s.email, trim(s.first_name || ' ' || s.last_name), s.phone, s.company, l.country, 2, s.id
    FROM sign_up s JOIN location l ON l.id = s.location_id
   WHERE NOT EXISTS (SELECT FROM erasure e WHERE e.sign_up_id = s.id)
  UNION ALL
  SELECT lower(w.email), w.email, w.name, '', coalesce(o.name, ''), l.country, 3, w.id
    FROM waiting_entry w JOIN location l ON l.id = w.location_id LEFT JOIN organisation o ON o.id = w.organisation_id
  UNION ALL
  SELECT g.email_key, g.email, g.name, '', g.company, coalesce((SELECT l.country FROM check_in c JOIN location l ON l.id = c.location_id
    WHERE c.guest_id = g.id ORDER BY c.id DESC LIMIT 1), ''), 4, g.id FROM guest g
)
SELECT DISTINCT ON (p.key) p.key, p.email, p.name, p.phone, p.company, p.country FROM people p
 WHERE p.key LIKE '%@%' AND p.key NOT LIKE 'erased-%' AND p.name <> ''
   AND NOT EXISTS (SELECT FROM contact c WHERE c.email_key = p.key OR (c.merged_into_id IS NOT NULL AND lower(c.email) = p.key))
 ORDER BY p.key, p.rank, p.id LIMIT :most"""
MAKE = """INSERT INTO contact (name, email, email_key, phone, phone_key, company)
VALUES (:name, :email, :key, :phone, :phone_key, :company) ON CONFLICT (email_key) DO NOTHING RETURNING id"""
AT_ONCE = 2_000


def make_contacts(*, by: Actor) -> int:
    """How many were new. Who is a contact already, also one that was merged, is left alone; twice is once."""
    require(by, Permission.CONTACT_WRITE)
    made = 0
    while True:
        with transaction(by=by) as work:
            rows = [dict(row) for row in work.session.execute(text(PEOPLE), {"most": AT_ONCE}).mappings()]
            told = []
            for row in rows:
                row["key"], row["phone_key"] = email_key(row["email"]), phone_key(row["phone"], row.pop("country"))
                number = work.session.scalar(text(MAKE), row)
                told += [{"noun_id": number, "name": row["name"], "location_id": None, "changes": {}}] if number is not None else []
            work.record("create", "contact", told)
        made += len(told)
        if len(rows) < AT_ONCE or not told:
            return made
