"""Somebody who only asked to become a member: what they are known by, and the dry run of their erasure."""

from __future__ import annotations

from dataclasses import replace

from flask_babel import gettext as _
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.models import Erasure, FoyerUser, Organisation, SignUp
from app.queries.personal.plan import Plan, plan_for
from app.queries.personal.subject import each, namesakes
from app.rules.subject import Subject


def subject_of_sign_up(session: Session, asked: SignUp) -> Subject:
    """Whatever was typed under this address, at any location."""
    theirs = session.scalars(select(SignUp).where(func.lower(SignUp.email) == asked.email.lower()).order_by(SignUp.id)).all()
    known = Subject(
        0,
        each(row.first_name for row in theirs),
        each(row.last_name for row in theirs),
        each(row.email for row in theirs),
        each(row.phone for row in theirs),
        (),
        sign_up=asked.id,
    )
    return replace(known, shared=namesakes(session, known))


def sign_up_plan(session: Session, asked: SignUp) -> Plan:
    """Nothing is written."""
    return plan_for(session, subject_of_sign_up(session, asked), against_sign_up(session, asked))


def against_sign_up(session: Session, asked: SignUp) -> list[str]:
    """Whoever has an account is erased with it; an address that invoices go to is a customer's."""
    return against_address(session, asked.email.lower())


def against_address(session: Session, address: str) -> list[str]:
    """The same for any address, in small letters."""
    known = session.scalars(select(FoyerUser).where(func.lower(FoyerUser.email) == address)).first()
    told = [_("%(name)s has an account with this address: erase them on their page.", name=str(known))] if known is not None else []
    mailed = func.lower(func.concat_ws(";", Organisation.invoice_email, Organisation.accounting_email))
    billed = session.scalars(select(Organisation).where(mailed.contains(address, autoescape=True)).order_by(Organisation.name))
    return told + [
        _("The invoices of %(organisation)s go to this address. Put in another one first.", organisation=row.name) for row in billed
    ]


def erasure_of_sign_up(session: Session, sign_up_id: int) -> Erasure | None:
    return session.scalars(select(Erasure).where(Erasure.sign_up_id == sign_up_id)).one_or_none()
