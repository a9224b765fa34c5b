"""How a revision builds what takes long without anybody waiting for it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from alembic import op


@contextmanager
def beside_writers() -> Iterator[None]:
    """Outside the transaction, for indexes that are built concurrently: that waits for transactions that are open, and stops nobody meanwhile.

    All revisions of an upgrade share one connection: what comes afterwards must again give up on a lock rather than stand in front of everybody.
    """
    with op.get_context().autocommit_block():
        op.execute("SET lock_timeout = 0")
        try:
            yield
        finally:
            op.execute("RESET lock_timeout")


def constrain(table: str, name: str, rule: str) -> None:
    """A constraint that holds for what is written from now on; rows that are there are looked at by `validate`. One that was broken off is begun anew."""
    op.execute(f"ALTER TABLE {table} DROP CONSTRAINT IF EXISTS {name}")
    op.execute(f"ALTER TABLE {table} ADD CONSTRAINT {name} {rule} NOT VALID")


def validate(table: str, name: str) -> None:
    """Looks at every row while others write: only `beside_writers`, since the lock of the constraint's making would be held all the time."""
    op.execute(f"ALTER TABLE {table} VALIDATE CONSTRAINT {name}")
