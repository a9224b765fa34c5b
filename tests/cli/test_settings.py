"""Settings: read at once, refused at once, and safe in production."""

from __future__ import annotations

import stat

import pytest
from werkzeug.sansio.utils import host_is_trusted

from app.cli import dispatch
from app.core.settings import problems
from app.web.config import trusted
from config import Mode, Settings, SettingsError, declared, variable

SAFE = {
    "FOYER_MODE": "production",
    "FOYER_SECRET_KEY": "q7Rk2ZpXw9LmTn4VbYc8HdJf3GsAe6UuKi5O",
    "FOYER_TRUSTED_HOSTS": "desk.example.com",
    "FOYER_PUBLIC_URL": "https://desk.example.com",
}


def load(tmp_path, **environ):
    return Settings.load({"FOYER_VAR": str(tmp_path), **environ})


def complaints(tmp_path, **environ):
    with pytest.raises(SettingsError) as caught:
        load(tmp_path, **environ)
    return caught.value.problems


def test_everything_wrong_is_named_at_once(tmp_path):
    found = complaints(
        tmp_path,
        FOYER_PROT="8000",
        FOYER_PORT="eight",
        FOYER_DEBUG="maybe",
        FOYER_MODE="prod",
        DATABASE_URL="mysql://x/y",
        FOYER_SMTP_PORT="70000",
        FOYER_VENDOR_PATIENCE="0",
    )

    assert len(found) == 7
    assert "FOYER_PROT is not a setting of Foyer. Did you mean FOYER_PORT?" in found
    assert "FOYER_PORT: 'eight' is not a whole number." in found
    assert "FOYER_VENDOR_PATIENCE: 0 is not a time to wait; say 1 to 60 seconds." in found
    assert "FOYER_MODE: 'prod' is none of demo, production, test." in found
    assert any(text.startswith("DATABASE_URL: an address starts with postgresql://") for text in found)


def test_every_setting_can_be_given_and_reaches_a_child_process(tmp_path):
    given = {
        "mode": "test", "debug": "yes", "log_level": "warning", "var": str(tmp_path), "shared_folder": str(tmp_path / "s"), "host": "0.0.0.0",
        "port": "9001", "public_url": "http://desk.test", "trusted_hosts": "desk.test,other.test", "proxies": "1", "workers": "3", "threads": "5",
        "job_workers": "6", "session_hours": "7", "metrics_host": "127.0.0.3", "metrics_port": "9100", "secret_key": SAFE["FOYER_SECRET_KEY"], "other_secret_keys": "k1,k2", "database_url": "postgresql://a:b@db/foyer",
        "database_pooler": "yes", "redis_url": "redis://:c@cache/0", "sandbox_port": "9002", "sandbox_smtp_port": "9003", "files": "s3://files.test/foyer", "s3_url": "https://s3.test", "s3_region": "af-south-1", "s3_access_key": "AK", "s3_secret_key": "SK",
        "smtp_host": "mail.test", "smtp_port": "26",
        "smtp_user": "u", "smtp_password": "p", "smtp_starttls": "no", "mail_from": "a@desk.test", "outside_mail": "yes",
        "bounce_address": "bounce@desk.test", "bounce_imap_host": "imap.test", "bounce_imap_port": "143", "bounce_imap_user": "b", "bounce_imap_password": "p", "bounce_imap_folder": "Bounces",
        "xero_base_url": "http://x1.test", "xero_identity_url": "http://x2.test", "xero_login_url": "http://x3.test", "xero_client_id": "i",
        "payfast_merchant_id": "m", "payfast_merchant_key": "k", "payfast_passphrase": "p-1", "payfast_checkout_url": "http://x7.test", "payfast_validate_url": "http://x8.test",
        "recaptcha_url": "http://x10.test", "turnstile_url": "http://x11.test", "payfast_api_url": "http://x9.test", "payfast_testing": "yes", "payfast_sources": "10.0.0.0/8,w1.test",
        "xero_client_secret": "s", "xero_webhook_key": "w", "webhook_loopback": "yes", "vendor_patience": "31", "hooks_a_minute": "9", "papercut_url": "http://x4.test", "papercut_token": "t", "papercut_calls_a_second": "4", "salto_url": "http://x5.test", "salto_identity_url": "http://x6.test",
        "salto_client_id": "c", "salto_client_secret": "s", "salto_username": "u", "salto_password": "p", "salto_refresh_token": "r", "salto_tags_path": "/t/{site}", "salto_tag_path": "/t/{site}/{user}",
        "salto_site": "Z", "salto_calls_a_second": "3", "door_prefix": "F ", "radius": "no", "radius_host": "127.0.0.2", "radius_port": "9004",
        "radius_acct_port": "9005", "radius_coa_port": "9006", "radius_name": "wifi.test", "radius_clients": "clients", "test_strict": "yes",
    }  # fmt: skip
    assert set(given) == {item.name for item, _ in declared()}, "a new setting belongs into this list"

    first = Settings.load({variable(item): given[item.name] for item, _ in declared()})

    assert first.trusted_hosts == ("desk.test", "other.test")
    assert first.smtp_starttls is False
    assert Settings.load(first.environ()) == first


def test_sentinels_come_with_the_name_that_they_watch(tmp_path):
    assert load(tmp_path, REDIS_URL="redis+sentinel://a:1,b:2/foyer").redis_url
    for nameless in ("redis+sentinel://a:1,b:2", "redis+sentinel://a:1/foyer/0"):
        assert "the name that they watch" in complaints(tmp_path, REDIS_URL=nameless)[0]


def test_bounces_go_nowhere_where_nobody_reads_them(tmp_path):
    mailbox = {"FOYER_BOUNCE_IMAP_HOST": "imap.test", "FOYER_BOUNCE_IMAP_USER": "b", "FOYER_BOUNCE_IMAP_PASSWORD": "p"}
    address = {"FOYER_BOUNCE_ADDRESS": "bounce@desk.test"}
    assert problems(load(tmp_path, **address, **mailbox)) == problems(load(tmp_path)) == []
    assert "where nobody reads it" in problems(load(tmp_path, **address))[0]
    assert "no mail would ever come back" in problems(load(tmp_path, **mailbox))[0]
    for wrong in ("bounce", "bounce+1@desk.test", "Bounce <b@desk.test>", "b@desk.test\r\nX: y", "b" * 31 + "@desk.test"):
        assert complaints(tmp_path, FOYER_BOUNCE_ADDRESS=wrong)[0].startswith("FOYER_BOUNCE_ADDRESS: an address such as"), wrong


@pytest.mark.parametrize("command", ["worker", "scheduler", "migrate", "up", "verify-books"])
def test_what_listens_or_locks_does_not_go_through_a_pooler(command, tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("FOYER_VAR", str(tmp_path))
    monkeypatch.setenv("FOYER_DATABASE_POOLER", "yes")
    assert dispatch([command]) == 1
    assert f"run.py {command} needs PostgreSQL itself" in capsys.readouterr().err


def test_a_host_of_ipv6_has_brackets_in_every_address(tmp_path):
    settings = load(tmp_path, FOYER_HOST="::1", FOYER_PORT="8077")

    assert settings.public_url == "http://[::1]:8077"
    assert load(tmp_path, FOYER_HOST="::").public_url == "http://localhost:8000"
    trusted_hosts = [trusted(host) for host in (*settings.trusted_hosts, "[fd00::2]", "desk.test:8077")]
    answers = {
        host: host_is_trusted(host, trusted_hosts)
        for host in ("[::1]:8077", "[::1]", "[fd00::2]:80", "localhost:8077", "desk.test", "[::2]:8077", "evil.test")
    }
    assert [host for host, known in answers.items() if not known] == ["[::2]:8077", "evil.test"]


def test_a_secret_can_be_a_file(tmp_path):
    (tmp_path / "key").write_text(SAFE["FOYER_SECRET_KEY"] + "\n")

    assert load(tmp_path, FOYER_SECRET_KEY_FILE=str(tmp_path / "key")).secret_key == SAFE["FOYER_SECRET_KEY"]
    assert complaints(tmp_path, FOYER_SECRET_KEY_FILE=str(tmp_path / "gone"))[0].startswith("FOYER_SECRET_KEY: ")


def test_no_secret_shows_in_repr(tmp_path):
    secrets = {
        "FOYER_SECRET_KEY": "k" * 40,
        "FOYER_SMTP_PASSWORD": "hush",
        "FOYER_XERO_CLIENT_SECRET": "whisper",
        "FOYER_PAPERCUT_TOKEN": "breathe",
    }
    settings = load(tmp_path, DATABASE_URL="postgresql://a:murmur@db/foyer", REDIS_URL="redis://:mutter@cache/0", **secrets)

    assert not [word for word in ("kkk", "hush", "whisper", "breathe", "murmur", "mutter") if word in repr(settings)]


def test_the_secret_key_is_made_once_and_for_its_owner_alone(tmp_path):
    first, second = load(tmp_path).secret_key, load(tmp_path).secret_key

    assert first == second
    assert len(first) >= 32
    assert stat.S_IMODE((tmp_path / "secret.key").stat().st_mode) == 0o600
    assert load(tmp_path / "other").secret_key != first


def test_outside_production_vendors_and_mail_are_the_sandbox(tmp_path):
    settings = load(tmp_path, FOYER_SANDBOX_PORT="8765").moved(sandbox_smtp_port=8766)

    assert settings.xero_base_url == settings.xero_identity_url == "http://127.0.0.1:8765"
    assert (settings.smtp_host, settings.smtp_port, settings.smtp_starttls) == ("127.0.0.1", 8766, False)
    assert settings.moved(sandbox_port=8800).xero_base_url == "http://127.0.0.1:8800"
    assert (settings.papercut_url, settings.papercut_token) == ("http://127.0.0.1:8765", "foyer-sandbox-token")
    assert load(tmp_path, FOYER_XERO_BASE_URL="http://x.test").moved(sandbox_port=8800).xero_base_url == "http://x.test"


def test_outside_production_mail_does_not_leave_by_accident(tmp_path):
    assert problems(load(tmp_path, FOYER_SMTP_HOST="localhost")) == []
    assert "outside production mail stays" in problems(load(tmp_path, FOYER_SMTP_HOST="mail.example.com"))[0]
    assert problems(load(tmp_path, FOYER_SMTP_HOST="mail.example.com", FOYER_OUTSIDE_MAIL="yes")) == []


def test_production_that_is_set_up_well_may_start(tmp_path):
    settings = load(tmp_path, **SAFE)

    assert settings.mode is Mode.PRODUCTION
    assert problems(settings) == []
    assert settings.xero_base_url == "https://api.xero.com"
    assert (settings.papercut_url, settings.papercut_token) == ("", ""), "printing is off until somebody sets it up"
    assert settings.smtp_host == ""


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"FOYER_SECRET_KEY": ""}, "FOYER_SECRET_KEY is not set"),
        ({"FOYER_SECRET_KEY": "short"}, "FOYER_SECRET_KEY can be guessed"),
        ({"FOYER_SECRET_KEY": "abcabcabcabcabcabcabcabcabcabcabcabcabc"}, "FOYER_SECRET_KEY can be guessed"),
        ({"FOYER_DEBUG": "on"}, "FOYER_DEBUG is on"),
        ({"FOYER_TRUSTED_HOSTS": ""}, "FOYER_TRUSTED_HOSTS is not set"),
        ({"FOYER_TRUSTED_HOSTS": "a.test,*"}, "FOYER_TRUSTED_HOSTS is *"),
        ({"FOYER_PUBLIC_URL": "http://desk.example.com"}, "FOYER_PUBLIC_URL has to be"),
        ({"DATABASE_URL": "postgresql://foyer:foyer@db.example.com/foyer"}, "DATABASE_URL has no password, or one that everybody knows"),
        ({"REDIS_URL": "redis://cache.example.com/0"}, "REDIS_URL has no password"),
        ({"REDIS_URL": "redis+sentinel://127.0.0.1:26379,cache.example.com:26379/foyer"}, "REDIS_URL has no password"),
        ({"FOYER_XERO_CLIENT_SECRET": "foyer-sandbox-secret"}, "FOYER_XERO_CLIENT_SECRET is the sandbox's"),
        ({"FOYER_PAPERCUT_URL": "https://print.example.com:9192"}, "FOYER_PAPERCUT_TOKEN is not set, or the sandbox's"),
    ],
)
def test_production_refuses(tmp_path, change, words):
    assert words in " ".join(problems(load(tmp_path, **{**SAFE, **change})))


def test_ci_makes_the_suite_strict(tmp_path):
    assert load(tmp_path, CI="true").test_strict
    assert not load(tmp_path).test_strict


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"MERCHANT_ID": "10000100", "MERCHANT_KEY": "k", "PASSPHRASE": "a-phrase"}, "is the sandbox's"),
        ({"MERCHANT_ID": "20000200", "MERCHANT_KEY": "k", "PASSPHRASE": "foyer-sandbox-phrase"}, "is the sandbox's"),
        ({"MERCHANT_ID": "20000200", "MERCHANT_KEY": "k"}, "is not set"),
        ({"MERCHANT_ID": "20000200", "MERCHANT_KEY": "k", "PASSPHRASE": "a-phrase"}, ""),
    ],
)
def test_production_takes_no_account_of_a_sandbox(tmp_path, given, words):
    found = problems(load(tmp_path, **SAFE, **{f"FOYER_PAYFAST_{name}": value for name, value in given.items()}))

    assert [words in text and "PAYFAST" in text for text in found] == ([True] if words else [])


def test_a_passphrase_that_payfast_writes_in_several_ways_is_refused(tmp_path):
    assert "FOYER_PAYFAST_PASSPHRASE: a passphrase has up to 32 letters" in complaints(tmp_path, FOYER_PAYFAST_PASSPHRASE="two words")[0]
