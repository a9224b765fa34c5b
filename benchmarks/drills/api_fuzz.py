"""Schemathesis sends every call of the API what its description allows, and what it does not: none of it is answered with 500 (ASVS 2.2.1, 2.2.2, 16.5.1).

The world is the demo network, so that ids of rows are hit; the caller is a network admin with an API key.
"""

from __future__ import annotations

import copy
import json
import subprocess
import time
import venv
from collections import Counter
from collections.abc import Callable, Iterable
from hashlib import sha256
from pathlib import Path
from typing import Any

from flask import Flask
from werkzeug.wrappers import Request

from app import create_app
from app.cli.say import CannotStart, say, step
from app.cli.scratch import scratch
from app.core.entity import db
from benchmarks.painting import served
from config import Settings

NAME = "api-fuzz"
TARGETS = {"server_errors": "= 0", "shut_out": "= 0", "calls": ">= 1000"}
OPTIONS = {"only": "a regular expression of paths", "seed": "another row of random numbers"}
PINS = Path(__file__).with_suffix(".txt")
SECONDS, LONG = 60, 900
EXAMPLES, MANY = 8, 60  # of each call
ROWS = 60  # ids that are tried
TOLD = 40  # errors that are written out

Answers = Callable[..., Iterable[bytes]]


class Counted:
    """Stands before the application and keeps what it answered."""

    def __init__(self, inner: Answers) -> None:
        self._inner = inner
        self.statuses: Counter[int] = Counter()
        self.errors: dict[str, str] = {}

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        asked = Request(environ)
        body = asked.get_data(cache=True)[:300]
        environ["wsgi.input"] = asked.input_stream if asked.content_length is None else _again(asked.get_data())

        def noted(status: str, *rest: Any) -> Any:
            code = int(status[:3])
            self.statuses[code] += 1
            if code >= 500:
                self.errors.setdefault(f"{asked.method} {_pattern(asked.path)}", f"{code} {asked.full_path[:200]} {body!r}")
            return start_response(status, *rest)

        return self._inner(environ, noted)


def play(settings: Settings, long: bool, only: str = "", seed: str = "") -> dict[str, Any]:
    program = _program(settings)
    with scratch(settings, f"the drill {NAME}") as own:
        app = create_app(own, sync=True)
        counted = Counted(app.wsgi_app)
        app.wsgi_app = counted  # type: ignore[method-assign]
        key, told = _key(app, own), own.var / "tools" / "openapi.json"
        told.write_text(json.dumps(_description(app)))
        argv = [
            str(program), "run", str(told), "--header", f"Authorization: Bearer {key}", "--checks", "not_a_server_error", "--phases", "examples,coverage,fuzzing",
            "--max-examples", str(MANY if long else EXAMPLES), "--max-time", str(LONG if long else SECONDS), "--continue-on-failure", "--no-shrink",
            "--seed", seed or "1", "--workers", "2", "--suppress-health-check", "all", "--warnings", "off", "--generation-database", "none", "--no-color",
            "--request-timeout", "30", *(("--include-path-regex", only) if only else ()),
        ]  # fmt: skip
        began = time.monotonic()
        with served(app) as address, step("sending"):
            done = subprocess.run([*argv, "--url", address], cwd=told.parent, capture_output=True, text=True, check=False)
    if not counted.statuses:
        raise CannotStart(f"Schemathesis sent nothing: {done.stdout[-1500:]} {done.stderr[-1500:]}")
    say("\n".join(f"{name}\n    {first}" for name, first in sorted(counted.errors.items())[:TOLD]))
    families = Counter({f"{code // 100}xx": 0 for code in (200, 300, 400, 500)})
    for code, times in counted.statuses.items():
        families[f"{code // 100}xx"] += times
    errors = sum(times for code, times in counted.statuses.items() if code >= 500)
    return {
        "calls": counted.statuses.total(),
        **families,
        "server_errors": errors,
        "shut_out": _shut_out(counted),
        "seconds": round(time.monotonic() - began),
    }


def _program(settings: Settings) -> Path:
    """Schemathesis in a folder of its own, brought there the first time."""
    folder = settings.var / "tools" / f"api-fuzz-{sha256(PINS.read_bytes()).hexdigest()[:12]}"
    program = folder / "bin" / "schemathesis"
    if not program.exists():
        with step("getting Schemathesis"):
            venv.create(folder, with_pip=True, clear=True)
            asked = [str(folder / "bin" / "python"), "-m", "pip", "install", "--quiet", "--no-deps", "--requirement", str(PINS)]
            done = subprocess.run(asked, capture_output=True, text=True, check=False)
        if done.returncode:
            raise CannotStart(f"Schemathesis could not be had: {done.stderr.strip()[-500:]}")
    return program


def _key(app: Flask, settings: Settings) -> str:
    """Of a network admin who came after everybody of the demo network, so that no call of theirs ends their own account."""
    from app.access.actor import SYSTEM
    from app.access.roles import NETWORK_ADMIN
    from app.cli.demo_network.load import load
    from app.web import tokens
    from tests.make import Make

    with app.app_context():
        load(sandbox=None)
        user = Make(db.session()).user(NETWORK_ADMIN)
        if user.id <= ROWS:
            raise CannotStart(f"The demo network has fewer than {ROWS} people.")
        made = tokens.make_key(app.appbuilder.sm, name="fuzz", user_id=user.id, by=SYSTEM)  # type: ignore[attr-defined]
        db.session.remove()
    return made


def _description(app: Flask) -> dict[str, Any]:
    """The published one, with ids that are there, and without the calls that hand out tokens by password."""
    from app.web.api_docs import spec

    with app.test_request_context():
        found = copy.deepcopy(spec())
    found["paths"] = {path: told for path, told in found["paths"].items() if "/security/" not in path}
    for operations in found["paths"].values():
        for operation in operations.values():
            for parameter in operation.get("parameters", ()):
                if parameter.get("in") == "path" and parameter.get("schema", {}).get("type") == "integer":
                    parameter["schema"] |= {"minimum": 1, "maximum": ROWS}
    return found


def _shut_out(counted: Counted) -> int:
    """1 when most calls were refused for want of a key: then nothing was tried."""
    return int(counted.statuses[401] > counted.statuses.total() / 10)


def _pattern(path: str) -> str:
    return "/".join("N" if part.lstrip("-").isdigit() else part[:40] for part in path.split("/"))


def _again(content: bytes) -> Any:
    import io

    return io.BytesIO(content)
