"""What every connection to PostgreSQL is told, with and without a pooler of transactions in between."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

from app.core import clock

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine

TOLD = {
    "timezone": "UTC",
    "lock_timeout": "3s",
    "idle_in_transaction_session_timeout": "60s",
    # A plan made for any search at all reads a whole table in the order of names to find three rows.
    "plan_cache_mode": "force_custom_plan",
    # Compiling a plan takes longer than any page may take, and no page reads so much that it would pay.
    "jit": "off",
    # As on disks without an arm. With the 4 of those that had one a million names are walked through to avoid two thousand look-ups.
    "random_page_cost": "1.1",
}

# Somebody waits at a page, and gives up long before. Jobs, commands and revisions take the time that they need.
MOST_SECONDS = 30
TOLD_BY_THE_WEB = TOLD | {"statement_timeout": f"{MOST_SECONDS}s"}
# A machine that vanished sends no end of its connections: the kernel would go on sending for a quarter of an hour, and listen for two hours.
NOTICED = {"tcp_user_timeout": 30_000, "keepalives_idle": 30, "keepalives_interval": 10, "keepalives_count": 3}


def noticing(url: str) -> dict[str, Any]:
    """Arguments of a connection that ends within a minute of a server whose machine is gone; what the address itself says of it holds."""
    said = parse_qs(urlsplit(url).query)
    return {name: value for name, value in NOTICED.items() if name not in said}


def options(url: str, *ours: str) -> str:
    """What a server is told as a connection begins: the `options` of the address, and then ours, which hold where both speak of one thing. Given beside an address, ours alone would replace what it says."""
    return " ".join([*parse_qs(urlsplit(url).query).get("options", []), *ours])


def connecting(url: str, *, pooled: bool, web: bool = False) -> dict[str, Any]:
    """Arguments of a connection, beside what its address says. Behind a pooler no statement is prepared: the next transaction may be at another server's process."""
    if pooled:
        return {"prepare_threshold": None, **noticing(url)}
    told = TOLD_BY_THE_WEB if web else TOLD
    return {"options": options(url, *(f"-c {name}={value}" for name, value in told.items())), **noticing(url)}


def begin_anew(engine: Engine, *, web: bool = False) -> None:
    """Tell it at the beginning of each transaction, and for that transaction alone: who has this process next is somebody else."""
    from sqlalchemy import event, text

    told = TOLD_BY_THE_WEB if web else TOLD
    settings = text("SELECT " + ", ".join(f"set_config('{name}', '{value}', true)" for name, value in told.items()))

    @event.listens_for(engine, "begin")
    def tell(connection: Connection) -> None:
        connection.execute(settings)


def keep_time(engine: Engine) -> None:
    """Let `clock.now` follow the database's clock, which every node shares: one whose own is an hour off must end no hold and no link early (`drill clock-jumps`).

    Asked for once a minute, and at once after a jump, by whichever connection is used next; one that is broken by then makes way for another.
    """
    from psycopg import OperationalError
    from sqlalchemy import event
    from sqlalchemy.exc import DisconnectionError

    @event.listens_for(engine, "checkout")
    def look(connection: Any, *_of_the_pool: Any) -> None:
        if clock.is_due():
            try:
                clock.agree(lambda: connection.execute("SELECT clock_timestamp()").fetchone()[0])
                connection.rollback()
            except OperationalError as lost:
                raise DisconnectionError from lost
