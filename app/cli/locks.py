"""Which revisions would lock out whoever works meanwhile, or break the release before: each one's SQL, read by squawk (docs/upgrading.md, "Without a moment's pause")."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

from alembic.operations import Operations
from alembic.runtime.migration import MigrationContext
from alembic.script import Script, ScriptDirectory

from app.cli.say import say
from config import HERE

FOLDER = HERE / "app" / "migrations"
LAST_UNREAD = "0095"  # revisions up to this one were written for one house at a time
OLDEST = "15"  # the version of PostgreSQL whose locks count
# Matters of taste, what each connection is told anyway (app/core/database.py), and what only allows more than before.
NOT_OURS = (
    "prefer-text-field", "prefer-robust-stmts", "prefer-bigint-over-int", "prefer-bigint-over-smallint", "prefer-identity",
    "require-lock-timeout", "require-statement-timeout", "ban-drop-constraint", "ban-drop-not-null",
)  # fmt: skip
UNREADABLE = "reads-the-database"


class Fault(NamedTuple):
    """`rule` is squawk's name for it; `statement` is where its line begins."""

    revision: str
    rule: str
    message: str
    statement: str

    def __str__(self) -> str:
        return f"{self.revision}: {self.rule}: {self.message} {self.statement}".rstrip()


def told() -> int:
    """1 when a revision does what must not be done while people work."""
    found = faults()
    for each in found:
        say(str(each))
    if found:
        say('docs/upgrading.md says how it is done beside those who work. A revision that means it says why: MEANT = {"rule": "reason"}.')
    return 1 if found else 0


def faults(folder: Path = FOLDER, after: str = LAST_UNREAD) -> list[Fault]:
    """Of all revisions after that one, but for what their own MEANT gives a reason for."""
    revisions = [*ScriptDirectory(str(folder)).iterate_revisions("heads", after)]
    return [fault for each in reversed(revisions) for fault in _faults(each) if fault.rule not in getattr(each.module, "MEANT", {})]


def _faults(revision: Script) -> list[Fault]:
    name = Path(revision.path).stem
    try:
        sql = _sql(revision.module)
    except Exception as reason:  # noqa: BLE001 - whatever comes of asking a database that is not there
        return [
            Fault(
                name, UNREADABLE, f"What it does depends on what it reads ({type(reason).__name__}), so nobody can say what it locks.", ""
            )
        ]
    lines = sql.splitlines()
    return [Fault(name, each["rule_name"], each["message"], lines[each["line"]].strip()) for each in _squawk(sql)]


def _sql(module: Any) -> str:
    """What Alembic would send, in the transaction that it would be in."""
    written = io.StringIO()
    context = MigrationContext.configure(dialect_name="postgresql", opts={"as_sql": True, "output_buffer": written})
    with Operations.context(context):
        context.impl.emit_begin()
        module.upgrade()
        context.impl.emit_commit()
    return written.getvalue()


def _squawk(sql: str) -> Sequence[dict[str, Any]]:
    argv = [
        str(Path(sys.executable).parent / "squawk"),
        "--reporter=json",
        f"--pg-version={OLDEST}",
        f"--exclude={','.join(NOT_OURS)}",
        "--no-assume-in-transaction",
    ]
    done = subprocess.run(argv, input=sql, capture_output=True, text=True, check=False, timeout=60)
    found: list[dict[str, Any]] = json.loads(done.stdout)
    return found
