"""One-time codes: of two at once one gets nothing, and wrong ones are counted one by one."""

from __future__ import annotations

import datetime as dt
import threading
from typing import Any

import pyotp
from flask import Flask
from sqlalchemy import select

from app.access.one_time_codes import opened_secret
from app.actions.accounts.begin_second_factor import begin_second_factor
from app.actions.accounts.confirm_second_factor import confirm_second_factor
from app.actions.accounts.invite import invite
from app.actions.accounts.person import the_person
from app.actions.accounts.use_code import use_code
from app.actions.privacy.keep_to_term import keep_to_term
from app.core.clock import now
from app.models import Delivery, SignInToken
from tests.make import PASSWORD

TIMES = 4


def at_once(app: Flask, user_id: int, code: str, by: Any) -> list[bool]:
    start, told = threading.Barrier(TIMES), []

    def use() -> None:
        with app.app_context():
            start.wait()
            told.append(use_code(user_id, code, by=by))

    threads = [threading.Thread(target=use) for _turn in range(TIMES)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(told)


def test_of_several_at_once_one_gets_in(app, make, session):
    user = make.user()
    by, user_id = the_person(user), user.id
    secret = opened_secret(begin_second_factor(user_id, password=PASSWORD, by=by).sealed_secret)
    papers = confirm_second_factor(user_id, pyotp.TOTP(secret).at(int(now().timestamp())), by=by)
    session.rollback()
    assert at_once(app, user_id, papers[0], by) == [False, False, False, True]
    assert at_once(app, user_id, pyotp.TOTP(secret).at(int(now().timestamp()) + 30), by) == [False, False, False, True]
    assert at_once(app, user_id, "000000", by) == [False] * TIMES
    session.refresh(user)
    assert user.fail_login_count == 3 + 3 + TIMES


def test_links_that_are_over_are_forgotten_and_their_letters_kept(ann, admin, session):
    invite(ann.id, by=admin)
    assert keep_to_term("retention.jobs", by=admin) == 0
    session.query(SignInToken).update({"expires_at": now() - dt.timedelta(days=31)})
    session.commit()
    assert keep_to_term("retention.jobs", by=admin) == 1
    session.expire_all()
    assert session.scalars(select(Delivery)).one().token_id is None
