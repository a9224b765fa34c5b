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
