"""A laptop at the door: PEAP against the real FreeRADIUS over a bench's own database, as far as both are installed."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from app.cli.freeradius import program
from app.cli.servers.child import answers, dies_with_us, end
from app.cli.servers.ports import any_free
from config import HERE, Settings

READY = "Ready to process requests"
Login = Callable[[str, str], bool]


@contextmanager
def laptop(settings: Settings) -> Iterator[Login | None]:
    """`login(name, password)` says whether the WiFi let them in; None where FreeRADIUS or eapol_test is missing."""
    if not program.complete():
        yield None
        return
    port, acct_port = any_free(), any_free()
    environ = {**settings.environ(), "FOYER_RADIUS_PORT": str(port), "FOYER_RADIUS_ACCT_PORT": str(acct_port)}
    with TemporaryDirectory() as folder:
        log = Path(folder) / "log"
        with log.open("wb") as output:
            argv = [sys.executable, str(HERE / "run.py"), "radius"]
            child = subprocess.Popen(
                argv, env=environ, stdout=output, stderr=output, start_new_session=True, preexec_fn=dies_with_us(signal.SIGTERM)
            )
        try:
            if not answers(child, lambda: READY in log.read_text(errors="replace")):
                raise RuntimeError(f"FreeRADIUS did not start: {log.read_text(errors='replace')[-1000:]}")
            yield lambda name, password: _signed_in(settings, Path(folder), port, name, password)
        finally:
            end(child, signal.SIGTERM)


def _signed_in(settings: Settings, folder: Path, port: int, name: str, password: str) -> bool:
    radius = settings.var / "radius"
    secret = (radius / "clients").read_text().split("127.0.0.1 ")[1].split()[0]
    conf = folder / f"{time.monotonic_ns()}.conf"
    conf.write_text(
        f'network={{\nkey_mgmt=WPA-EAP\neap=PEAP\nidentity="{name}"\nanonymous_identity="anonymous"\npassword="{password}"\nphase2="auth=MSCHAPV2"\n'
        f'ca_cert="{radius / "raddb" / "certificates" / "ca.pem"}"\ndomain_match="{settings.radius_name}"\n}}\n'
    )
    done = subprocess.run(["eapol_test", "-c", str(conf), "-p", str(port), "-s", secret, "-t", "6"], capture_output=True, timeout=30)
    return done.stdout.decode(errors="replace").strip().endswith("SUCCESS")
