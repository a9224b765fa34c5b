"""What a person is known by: today's row, former addresses and names, and their names in other systems."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from sqlalchemy import String, func, or_, select
from sqlalchemy.orm import Session

from app.models import Access, AddressChange, AuditEvent, FoyerUser, Organisation
from app.models.address_change import ChangeState
from app.models.personal import REGISTER
from app.queries.personal.rows import condition
from app.rules.subject import Subject


def subject_of(session: Session, user: FoyerUser) -> Subject:
    """Also what the audit remembers of them before a change."""
    former = _former(session, user.id)
    changes = select(AddressChange.old_address, AddressChange.new_address).where(
        AddressChange.user_id == user.id, AddressChange.state == ChangeState.DONE
    )
    moved = [address for pair in session.execute(changes) for address in pair]
    accounts = session.scalars(select(Access.username).where(Access.user_id == user.id)).all()
    mails = each([user.email, user.username, *former["email"], *former["username"], *moved])
    known = Subject(
        user.id,
        each([user.first_name, *former["first_name"]]),
        each([user.last_name, *former["last_name"]]),
        tuple(mail for mail in mails if "@" in mail),
        each([user.phone, *former["phone"]]),
        each([*accounts, *(name for name in mails if "@" not in name)]),
    )
    return replace(known, sole=_sole(session, known), billed=_billed(session, known), shared=namesakes(session, known))


def _former(session: Session, user_id: int) -> dict[str, list[str]]:
    told: dict[str, list[str]] = {name: [] for name in ("email", "username", "first_name", "last_name", "phone")}
    events = session.scalars(
        select(AuditEvent.changes).where(AuditEvent.noun == "ab_user", AuditEvent.noun_id == user_id).order_by(AuditEvent.id.desc())
    )
    for changes in events:
        for name, found in told.items():
            found += [value for value in changes.get(name, ()) if isinstance(value, str)]
    return told


def _sole(session: Session, known: Subject) -> tuple[int, ...]:
    """Organisations that are this person under their own name."""
    return tuple(session.scalars(select(Organisation.id).where(condition(REGISTER["organisation"], known)).order_by(Organisation.id)))


def _billed(session: Session, known: Subject) -> tuple[int, ...]:
    if not known.mails:
        return ()
    mailed = func.concat_ws(";", Organisation.invoice_email, Organisation.accounting_email, type_=String)
    theirs = or_(*(mailed.icontains(mail, autoescape=True) for mail in known.mails))
    return tuple(session.scalars(select(Organisation.id).where(theirs).order_by(Organisation.id)))


def namesakes(session: Session, known: Subject) -> tuple[str, ...]:
    """Full names of theirs that somebody with an account has as well, in small letters."""
    full_name = func.lower(FoyerUser.first_name + " " + FoyerUser.last_name)
    names = [name.lower() for name in known.full_names]
    return tuple(session.scalars(select(full_name).where(full_name.in_(names), FoyerUser.id != known.person).distinct()))


def each(values: Iterable[str | None]) -> tuple[str, ...]:
    """Without blanks and repetitions, in their order."""
    return tuple(dict.fromkeys(value.strip() for value in values if value and value.strip()))
