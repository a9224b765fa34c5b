"""The rows of an account: exactly what it should have, whoever wrote before, and nothing more for the account of FreeRADIUS."""

from __future__ import annotations

import datetime as dt
import threading
from typing import Any

import flask_migrate
import psycopg
import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.orm import Session

from app import create_app
from app.actions.wifi.put_account import put_account
from app.actions.wifi.put_group import put_group
from app.actions.wifi.remove import remove
from app.actions.wifi.resume import resume
from app.actions.wifi.suspend import suspend
from app.cli.freeradius import login
from app.cli.scratch import scratch
from app.core.entity import db
from app.core.errors import Refused
from app.queries.wifi.account import WifiAccount, account
from app.rules.wifi import nt_password
from config import Settings

HASH, OTHER = nt_password("k7mwp-3xhtq-9facd"), nt_password("another")
END = dt.datetime(2026, 12, 31, 22, tzinfo=dt.UTC)
NOBODY = WifiAccount("", (), None, False, ())
ROWS = "SELECT id, username, attribute, op, value FROM radius.radcheck ORDER BY id"


def test_what_was_put_is_read_back(session: Session) -> None:
    assert account(session, "alice") == NOBODY
    assert not account(session, "alice").exists

    put_account(session, " Alice ", HASH, "gold", END)
    assert account(session, "ALICE") == WifiAccount(HASH, ("gold",), END, False, ())
    suspend(session, "alice")
    assert account(session, "alice") == WifiAccount(HASH, ("gold",), END, True, ())
    put_account(session, "alice", OTHER, "")
    assert account(session, "alice") == WifiAccount(OTHER, (), None, True, ())
    resume(session, "alice")
    assert account(session, "alice") == WifiAccount(OTHER, (), None, False, ())
    remove(session, "alice")
    assert account(session, "alice") == NOBODY


def test_doing_it_twice_changes_nothing(session: Session) -> None:
    for _time in range(2):
        put_group(session, "gold", 20)
        put_account(session, "alice", HASH, "gold", END)
        suspend(session, "alice")
    once = session.execute(text(ROWS)).all()
    put_account(session, "alice", HASH, "gold", END)
    put_group(session, "gold", 20)

    assert session.execute(text(ROWS)).all() == once
    assert len(once) == 3
    for _time in range(2):
        resume(session, "alice")
        remove(session, "alice")
    assert session.execute(text(ROWS)).all() == []


def test_the_password_works_only_with_this_operator(session: Session) -> None:
    """With the default of the column, `==`, the server refuses the right password."""
    session.execute(text("INSERT INTO radius.radcheck (username, attribute, value) VALUES ('alice', 'NT-Password', :hash)"), {"hash": HASH})
    assert account(session, "alice").strangers == ("NT-Password",)

    put_account(session, "alice", HASH, "")
    assert session.execute(text("SELECT op FROM radius.radcheck")).scalars().all() == [":="]


def test_what_somebody_added_is_named_and_then_gone(session: Session) -> None:
    put_account(session, "alice", HASH, "gold", END)
    for table, attribute, value in [
        ("radcheck", "Cleartext-Password", "spare"), ("radreply", "Tunnel-Private-Group-Id", "1"), ("radcheck", "Auth-Type", "Accept"),
    ]:  # fmt: skip
        put = text(f"INSERT INTO radius.{table} (username, attribute, op, value) VALUES ('alice', :attribute, ':=', :value)")
        session.execute(put, {"attribute": attribute, "value": value})
    session.execute(text("INSERT INTO radius.radusergroup (username, groupname) VALUES ('alice', 'staff')"))
    session.execute(text("UPDATE radius.radcheck SET value = '31 Dec 2099' WHERE attribute = 'Expiration'"))
    found = account(session, "alice")
    assert (found.strangers, found.groups, found.until) == (
        ("Auth-Type", "Cleartext-Password", "Expiration", "Tunnel-Private-Group-Id"), ("gold", "staff"), None,
    )  # fmt: skip

    put_account(session, "alice", HASH, "gold", END)
    assert account(session, "alice") == WifiAccount(HASH, ("gold",), END, False, ())


def test_accounts_do_not_touch_each_other(session: Session) -> None:
    put_account(session, "alice", HASH, "gold")
    put_account(session, "alice2", OTHER, "gold")
    suspend(session, "alice")
    remove(session, "alice")
    assert account(session, "alice2") == WifiAccount(OTHER, ("gold",), None, False, ())


def test_a_group_holds_one_network_or_none(session: Session) -> None:
    replies = text("SELECT attribute, op, value FROM radius.radgroupreply WHERE groupname = 'gold' ORDER BY attribute")
    put_group(session, "gold", 20)
    put_group(session, "gold", 4094)
    assert [tuple(row) for row in session.execute(replies)] == [
        ("Tunnel-Medium-Type", ":=", "IEEE-802"), ("Tunnel-Private-Group-Id", ":=", "4094"), ("Tunnel-Type", ":=", "VLAN"),
    ]  # fmt: skip
    put_group(session, "gold", None)
    assert session.execute(replies).all() == []
    for wrong in (0, 4095, -1):
        with pytest.raises(Refused, match="4094"):
            put_group(session, "gold", wrong)


@pytest.mark.parametrize("name", ["", "   ", "a\nb", "a\x00b", "a\u200bb", "\ud800", "é" * 127])
def test_names_that_no_device_can_send_are_refused(session: Session, name: str) -> None:
    for act in (
        lambda: put_account(session, name, HASH, ""),
        lambda: suspend(session, name),
        lambda: resume(session, name),
        lambda: remove(session, name),
    ):
        with pytest.raises(Refused):
            act()


def test_a_clear_password_is_never_taken_for_a_hash(session: Session) -> None:
    for wrong in ("", "secret", HASH.lower(), f"{HASH}\n"):
        with pytest.raises(ValueError, match="NT hash"):
            put_account(session, "alice", wrong, "")
    with pytest.raises(ValueError, match="zone"):
        put_account(session, "alice", HASH, "", dt.datetime(2026, 12, 31))


def test_nothing_is_seen_before_the_commit(session: Session) -> None:
    put_account(session, "alice", HASH, "gold")
    session.rollback()
    assert account(session, "alice") == NOBODY


def test_two_who_write_the_same_account_leave_one_whole_account(app: Flask) -> None:
    def write(group: str) -> None:
        with app.app_context():
            for _time in range(10):
                put_account(db.session(), "alice", HASH, group)
                db.session.commit()
            db.session.remove()

    crowd = [threading.Thread(target=write, args=(group,)) for group in ("gold", "silver", "")]
    for one in crowd:
        one.start()
    for one in crowd:
        one.join()
    found = account(db.session(), "alice")
    assert found.nt_hash == HASH
    assert len(found.groups) <= 1


def test_the_account_of_freeradius_may_do_its_work_and_nothing_else(app: Flask, settings: Settings) -> None:
    (settings.var / "radius").mkdir(exist_ok=True)
    door = login.ensure(settings)
    assert "password" not in door.replace(str(settings.var), "")

    def may(statement: str) -> bool:
        with psycopg.connect(door, autocommit=True) as connection, connection.transaction(force_rollback=True):
            try:
                connection.execute(statement)
            except psycopg.errors.InsufficientPrivilege:
                return False
            return True

    allowed = [
        "SELECT * FROM radius.radcheck", "SELECT * FROM radius.radgroupreply", "SELECT radius.account_name('A')",
        "INSERT INTO radius.radpostauth (username) VALUES ('a')",
        "INSERT INTO radius.radacct (acctsessionid, acctuniqueid, nasipaddress, acctinputoctets) VALUES ('s', 'u', '10.0.0.1', 5)",
    ]  # fmt: skip
    refused = [
        "SELECT * FROM ab_user", "SELECT * FROM location", "SELECT * FROM radius.nas", "SELECT * FROM radius.usage", "SELECT * FROM radius.radpostauth",
        "INSERT INTO radius.radcheck (username) VALUES ('a')", "UPDATE radius.radcheck SET value = ''", "DELETE FROM radius.radacct",
        "UPDATE radius.radusergroup SET groupname = 'a'", "CREATE TABLE radius.mine (id int)", "CREATE TABLE public.mine (id int)", "CREATE ROLE another",
    ]  # fmt: skip
    assert [statement for statement in allowed if not may(statement)] == []
    assert [statement for statement in refused if may(statement)] == []


def test_the_account_of_another_database_shuts_out_nobody(settings: Settings) -> None:
    """A benchmark makes one beside the FreeRADIUS that is up, which then could not connect anew."""
    (settings.var / "radius").mkdir(exist_ok=True)
    door = login.ensure(settings)
    with scratch(settings, "a test") as own:
        login.ensure(own)
        psycopg.connect(door).close()


def test_the_schema_can_be_taken_back_and_made_again(settings: Settings) -> None:
    def schemas() -> Any:
        return db.session.scalar(text("SELECT count(*) FROM pg_namespace WHERE nspname = 'radius'"))

    with scratch(settings, "a test") as own, create_app(own, web=False).app_context():
        assert schemas() == 1
        db.session.remove()
        flask_migrate.downgrade(revision="0002")
        assert schemas() == 0
        db.session.remove()
        flask_migrate.upgrade()
        assert schemas() == 1
        db.session.remove()
        db.engine.dispose()
