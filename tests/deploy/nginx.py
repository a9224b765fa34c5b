"""deploy/nginx as one test plays it: the example at other ports, with a certificate of its own."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from config import HERE

NGINX = HERE / "deploy" / "nginx"
CONFIG = (NGINX / "foyer.conf").read_text()


def whole(folder: Path, *, nodes: str = "foyer-nodes.conf", example: str = CONFIG, more: str = "", **ports: int) -> Path:
    """A configuration of this folder's own: the example and a file of web nodes, at other ports, with a certificate."""
    certificate(folder)
    text = (NGINX / nodes).read_text() + example + more
    changes = {
        "/etc/nginx/certificates": str(folder),
        "/var/log/nginx": str(folder),
        "server web:8000": "server 127.0.0.1:8000",  # a name of the network of containers
        "server 127.0.0.1:8000": f"server 127.0.0.1:{ports.get('node', 8000)}",
        "listen 80": f"listen {ports.get('plain', 18080)}",
        "listen 443": f"listen {ports.get('tls', 18443)}",
    }
    for old, new in changes.items():
        text = text.replace(old, new)
    kept = "".join(f"{name}_temp_path {folder}/{name};\n" for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
    path = folder / "nginx.conf"
    path.write_text(f"pid {folder}/pid;\nerror_log stderr;\nevents {{}}\nhttp {{\n{kept}access_log off;\n{text}\n}}\n")
    return path


def certificate(folder: Path) -> None:
    """For this one test, signed by itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "desk.example.com")])
    now = dt.datetime.now(dt.UTC)
    made = x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number(), now, now + dt.timedelta(days=1)).sign(
        key, hashes.SHA256()
    )
    (folder / "fullchain.pem").write_bytes(made.public_bytes(serialization.Encoding.PEM))
    (folder / "privkey.pem").write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
