"""What happened since the last run, so that this month's previews have something to show: joiners, leavers, late news, a credit."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.cli.demo_network.licenses import FORMER
from app.cli.demo_network.rows import Row, Tables
from app.core.month import Month
from app.models import License, Location, Membership, Organisation, Space
from app.models.organisation import OrganisationStatus

JOINERS = (("KLF", 2), ("RSB", 1), ("AMS", 1))


def news(session: Session, this_month: Month, today: dt.date) -> Tables:
    """A second package: some licenses that are new or end, typed in late or in time, and charges of this month."""
    gone = [{"code": code, "status": status} for code, status in FORMER.items()]
    tables: Tables = {"organisations": gone, "licenses": [], "adhocs": []}
    for code, late in JOINERS:
        _late_joiners(session, tables, code, late, this_month)
        _leaver(session, tables, code, this_month)
        _charges(session, tables, code, today)
    _credit(session, tables, today)
    return tables


def _late_joiners(session: Session, tables: Tables, location: str, count: int, this_month: Month) -> None:
    """They came in the middle of last month, and the desk typed it in after the run: a correction follows (P11, example G)."""
    day = this_month.previous.first + dt.timedelta(days=11)
    for place, (_license, organisation, membership, space) in enumerate(_holders(session, location, "HOT", count)):
        tables["licenses"].append(
            {
                "code": f"{organisation}-9{place}",
                "organisation": organisation,
                "membership": membership,
                "space": space,
                "start": day.isoformat(),
                "end": "",
                "end_reason": "",
            }
        )


def _leaver(session: Session, tables: Tables, location: str, this_month: Month) -> None:
    """Somebody left on the 20th of last month, and said so afterwards (example H)."""
    day = this_month.previous.first + dt.timedelta(days=19)
    license, organisation, membership, space = _holders(session, location, "DED", 1)[0]
    tables["licenses"].append(
        {
            "code": license.code,
            "organisation": organisation,
            "membership": membership,
            "space": space,
            "start": license.starts_on.isoformat(),
            "end": day.isoformat(),
            "end_reason": "Gave notice to the desk in time",
        }
    )


def _holders(session: Session, location: str, tier: str, count: int) -> list[tuple[License, str, str, str]]:
    """Open licenses of a tier, of organisations that are active, oldest code first."""
    query = (
        select(License, Organisation.code, Membership.code, Space.code)
        .join(Organisation, Organisation.id == License.organisation_id)
        .join(Membership, Membership.id == License.membership_id)
        .join(Space, Space.id == License.space_id)
        .where(
            Membership.code == f"{location}-{tier}",
            License.ends_on.is_(None),
            ~License.pauses.any(),
            Organisation.status == OrganisationStatus.ACTIVE,
            Organisation.code.not_in(FORMER),
        )
        .order_by(License.starts_on, License.code)
    )
    return [(row[0], row[1], row[2], row[3]) for row in session.execute(query.limit(count))]


def _charges(session: Session, tables: Tables, location: str, today: dt.date) -> None:
    """A day pass for every fifth customer, yesterday or today."""
    query = select(Organisation.code).join(Location, Location.id == Organisation.location_id).order_by(Organisation.code)
    codes = session.scalars(query.where(Location.code == location, Organisation.status == OrganisationStatus.ACTIVE)).all()
    for place, code in enumerate(codes[::5]):
        price = "25.00" if location == "AMS" else "250.00"
        tables["adhocs"].append(_adhoc(f"N-{location}-{place}", code, location, today, "Day pass for a guest", price))


def _credit(session: Session, tables: Tables, today: dt.date) -> None:
    """A flood on the ground floor: one small customer is owed more than the month costs, which becomes a credit note (P12)."""
    _license, organisation, _membership, _space = _holders(session, "KLF", "VIR", 1)[0]
    tables["adhocs"].append(_adhoc("N-KLF-FLOOD", organisation, "KLF", today, "Water damage, three months' goodwill", "-48000.00"))


def _adhoc(code: str, organisation: str, location: str, day: dt.date, description: str, price: str) -> Row:
    return {
        "code": code,
        "organisation": organisation,
        "location": location,
        "date": day.isoformat(),
        "description": description,
        "quantity": "1",
        "unit_price": price,
    }
