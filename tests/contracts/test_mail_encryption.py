"""Credentials and mails go over an encrypted connection to a server that is who it says (contracts.md 10)."""

from __future__ import annotations

import datetime as dt
import ipaddress
import socket
import ssl
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, Envelope, Session
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from app.integrations.errors import GiveUp, Retry
from app.integrations.mail import built
from app.integrations.mail.post import SmtpPost
from tests.contracts.test_letter import LETTER

ENVELOPE = {"envelope_from": "desk@foyer.example", "recipient": "pay@acme.example"}


class Taken:
    """Keeps what arrives, and who signed in."""

    def __init__(self) -> None:
        self.mails: list[bytes] = []
        self.accounts: list[tuple[bytes, bytes]] = []

    async def handle_DATA(self, server: Any, session: Session, envelope: Envelope) -> str:
        self.mails.append(envelope.original_content or b"")
        return "250 taken"

    def authenticate(self, server: Any, session: Session, envelope: Envelope, mechanism: str, data: Any) -> AuthResult:
        self.accounts.append((data.login, data.password))
        return AuthResult(success=data.password == b"right", handled=False)


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Self-signed for 127.0.0.1."""
    key, name = ec.generate_private_key(ec.SECP256R1()), x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "mail.test")])
    now, names = dt.datetime.now(dt.UTC), x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))])
    draft = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key()).serial_number(1)
    draft = draft.not_valid_before(now - dt.timedelta(days=1)).not_valid_after(now + dt.timedelta(days=1))
    draft = draft.add_extension(names, critical=False).add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
    signed, path = draft.sign(key, hashes.SHA256()), tmp_path_factory.mktemp("tls") / "server.pem"
    plain = serialization.NoEncryption()
    secret = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain)
    path.write_bytes(secret + signed.public_bytes(serialization.Encoding.PEM))
    return path


@pytest.fixture
def taken() -> Taken:
    return Taken()


@pytest.fixture
def encrypted(taken: Taken, certificate: Path, unused_port: int) -> Iterator[int]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    server = Controller(taken, "127.0.0.1", unused_port, tls_context=context, require_starttls=True, authenticator=taken.authenticate)
    server.start()
    yield unused_port
    server.stop()


@pytest.fixture
def unused_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port: int = listening.getsockname()[1]
    return port


def test_the_account_is_told_after_starttls(taken: Taken, encrypted: int, certificate: Path) -> None:
    post = SmtpPost(host="127.0.0.1", port=encrypted, user="foyer", password="right", ca_file=str(certificate))

    assert post.deliver(built(LETTER), **ENVELOPE) == "taken"
    assert (taken.accounts, len(taken.mails)) == ([(b"foyer", b"right")], 1)


def test_a_wrong_password_is_no_mails_fault(taken: Taken, encrypted: int, certificate: Path) -> None:
    post = SmtpPost(host="127.0.0.1", port=encrypted, user="foyer", password="wrong", ca_file=str(certificate))
    with pytest.raises(Retry, match="does not accept the account"):
        post.deliver(built(LETTER), **ENVELOPE)


def test_a_stranger_in_the_middle_gets_nothing(taken: Taken, encrypted: int) -> None:
    post = SmtpPost(host="127.0.0.1", port=encrypted, user="foyer", password="right")
    with pytest.raises(Retry, match="not trusted"):
        post.deliver(built(LETTER), **ENVELOPE)
    assert (taken.accounts, taken.mails) == ([], [])


def test_a_server_without_encryption_gets_nothing(taken: Taken, unused_port: int) -> None:
    server = Controller(taken, "127.0.0.1", unused_port)
    server.start()
    try:
        with pytest.raises(Retry, match="offers no encryption"):
            SmtpPost(host="127.0.0.1", port=unused_port).deliver(built(LETTER), **ENVELOPE)
    finally:
        server.stop()
    assert taken.mails == []


def test_the_account_is_never_told_in_the_open_beyond_this_machine(monkeypatch: pytest.MonkeyPatch, taken: Taken, unused_port: int) -> None:
    monkeypatch.setattr("app.integrations.mail.post.LOOPBACK", set())  # what an outside server looks like from here
    server = Controller(taken, "127.0.0.1", unused_port, authenticator=taken.authenticate, auth_require_tls=False)
    server.start()
    try:
        with pytest.raises(GiveUp, match="only told over an encrypted connection"):
            SmtpPost(host="127.0.0.1", port=unused_port, starttls=False, user="foyer", password="right").deliver(built(LETTER), **ENVELOPE)
    finally:
        server.stop()
    assert taken.accounts == []
