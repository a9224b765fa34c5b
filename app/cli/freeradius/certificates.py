"""The certificates that devices see before they send a password (PEAP, TTLS): an authority of our own, and the server's, signed by it."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from app.core import clock

AUTHORITY = dt.timedelta(days=3650)
SERVER = dt.timedelta(days=800)  # Apple's devices refuse more than 825
RENEW = dt.timedelta(days=180)  # looked at when FreeRADIUS starts, which may be seldom
BITS = 2048
Pair = tuple[x509.Certificate, rsa.RSAPrivateKey]


def ensure(folder: Path, name: str) -> None:
    """ca.pem, server.pem and server.key for a host of that name. The authority stays as long as it can, because devices remember it."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    authority = stored(folder, "ca")
    if authority is None or ends_soon(authority[0]):
        authority = made("Foyer WiFi authority", AUTHORITY, None)
        store(folder, "ca", *authority)
    present = stored(folder, "server")
    if present is None or ends_soon(present[0]) or named(present[0]) != name or present[0].issuer != authority[0].subject:
        store(folder, "server", *made(name, SERVER, authority))


def made(name: str, valid: dt.timedelta, by: Pair | None) -> Pair:
    """A certificate and its key; without a signer it signs itself, and may sign others."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=BITS)
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name[:64]), *([] if by else [serial()])])
    now = clock.now()
    signer, signing = (by[0].subject, by[1]) if by else (subject, key)
    draft = (
        x509.CertificateBuilder(signer, subject, key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=1))  # a phone's clock may be behind
        .not_valid_after(now + valid)
        .add_extension(x509.BasicConstraints(ca=by is None, path_length=0 if by is None else None), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(signing.public_key()), critical=False)
    )
    if by:
        draft = draft.add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        draft = draft.add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
    return draft.sign(signing, hashes.SHA256()), key


def serial() -> x509.NameAttribute[str]:
    """Two authorities must not have one name: the server's certificate says by name who signed it."""
    return x509.NameAttribute(NameOID.SERIAL_NUMBER, f"{x509.random_serial_number():x}"[:16])


def store(folder: Path, name: str, certificate: x509.Certificate, key: rsa.RSAPrivateKey) -> None:
    """The key first, and readable by its owner alone."""
    path = folder / f"{name}.key"
    path.touch(mode=0o600)
    path.write_bytes(key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()))
    (folder / f"{name}.pem").write_bytes(certificate.public_bytes(serialization.Encoding.PEM))


def stored(folder: Path, name: str) -> Pair | None:
    """What is in the folder; None when it is missing or was cut off in the middle."""
    try:
        certificate = x509.load_pem_x509_certificate((folder / f"{name}.pem").read_bytes())
        key = serialization.load_pem_private_key((folder / f"{name}.key").read_bytes(), password=None)
    except (FileNotFoundError, ValueError):
        return None
    matches = isinstance(key, rsa.RSAPrivateKey) and key.public_key() == certificate.public_key()
    return (certificate, key) if matches and isinstance(key, rsa.RSAPrivateKey) else None


def ends_soon(certificate: x509.Certificate) -> bool:
    return certificate.not_valid_after_utc - clock.now() < RENEW


def named(certificate: x509.Certificate) -> str:
    return str(certificate.subject.get_attributes_for_oid(NameOID.COMMON_NAME)[0].value)
