"""A service that speaks the S3 protocol, over HTTP on this machine, for benchmarks and tests: moto, in a process of its own."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
import urllib.request
from pathlib import Path
from typing import Any

from app.cli.servers.child import dies_with_us
from app.cli.servers.ports import any_free
from config import Settings

KEYS = {"s3_access_key": "foyer-of-a-trial", "s3_secret_key": "a-secret-of-a-trial"}
PATIENCE = 60  # seconds for its start


class S3Service:
    """It forgets everything when it stops."""

    def __init__(self, log: Path) -> None:
        self.url, self.log = f"http://127.0.0.1:{any_free()}", log

    def __enter__(self) -> S3Service:
        with self.log.open("ab") as log:
            argv = [sys.executable, "-m", "moto.server", "-p", self.url.rpartition(":")[2]]
            self.process = subprocess.Popen(argv, stdout=log, stderr=log, preexec_fn=dies_with_us(signal.SIGKILL))
        until = time.monotonic() + PATIENCE
        while not self._answers():
            if self.process.poll() is not None or time.monotonic() > until:
                raise RuntimeError(f"moto did not start: {self.log.read_text()[-500:]}")
            time.sleep(0.1)
        return self

    def __exit__(self, *_: object) -> None:
        self.process.kill()
        self.process.wait()

    def settings_of(self, bucket: str) -> dict[str, Any]:
        """What Foyer is told of a new bucket here."""
        client_of(self.url).create_bucket(Bucket=bucket)
        return {"files": f"s3://{bucket}/kept", "s3_url": self.url, **KEYS}

    def _answers(self) -> bool:
        try:
            urllib.request.urlopen(f"{self.url}/moto-api/", timeout=5).close()
        except OSError:
            return False
        return True


def client_of(url: str, region: str = Settings.s3_region) -> Any:
    """The service as anybody else would see it, past our own rules."""
    import boto3

    return boto3.client(
        "s3", endpoint_url=url, region_name=region, aws_access_key_id=KEYS["s3_access_key"], aws_secret_access_key=KEYS["s3_secret_key"]
    )
