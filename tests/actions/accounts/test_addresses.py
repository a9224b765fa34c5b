"""Both mailboxes at the same moment: the change takes effect, once."""

from __future__ import annotations

import threading

from sqlalchemy import select

from app.access.sign_in_tokens import signed
from app.actions.accounts.change_address import change_address
from app.actions.accounts.confirm_address import confirm_address
from app.actions.accounts.person import the_person
from app.core.entity import db
from app.models import AddressChange, Delivery, SignInToken
from app.models.delivery import DeliveryKind
from app.models.sign_in_token import Purpose
from tests.make import PASSWORD


def test_two_yeses_at_once_take_effect_once(app, ann, session):
    by, user_id = the_person(ann), ann.id
    change = change_address(user_id, "ann@new.example", password=PASSWORD, by=by)
    links = {token.purpose: signed(token) for token in session.scalars(select(SignInToken))}
    change_id, start = change.id, threading.Barrier(2)
    session.rollback()

    def confirm(purpose: Purpose) -> None:
        with app.app_context():
            looked_at = db.session.get(AddressChange, change_id)  # as the page does, before anybody holds the lock
            start.wait()
            confirm_address(links[purpose], purpose=purpose, by=by)
            assert looked_at is not None

    threads = [threading.Thread(target=confirm, args=(purpose,)) for purpose in links]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    session.expire_all()
    assert (ann.email, session.get(AddressChange, change_id).state.value) == ("ann@new.example", "done")


def test_who_never_signed_in_is_not_written_to_at_the_old_address(ann, session):
    by = the_person(ann)
    change_address(ann.id, "ann@new.example", password=PASSWORD, by=by)
    for token in session.scalars(select(SignInToken)).all():
        confirm_address(signed(token), purpose=token.purpose, by=by)
    assert session.scalars(select(Delivery).where(Delivery.kind == DeliveryKind.ADDRESS_CHANGED)).all() == []
