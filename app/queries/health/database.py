"""PostgreSQL: how big it is, who is connected, and what lags behind."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import text
from sqlalchemy.orm import Session

LOOK = text("""
    SELECT pg_database_size(current_database()) AS size,
        (SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()) AS connections, current_setting('max_connections')::int AS most,
        (SELECT min(xact_start) FROM pg_stat_activity WHERE datname = current_database() AND state <> 'idle' AND pid <> pg_backend_pid()) AS oldest,
        (SELECT max(replay_lag) FROM pg_stat_replication) AS replica_lag""")


@dataclass(frozen=True, slots=True)
class Database:
    """`size` in bytes; `oldest`: since when the oldest transaction is open; `replica_lag` is None without a replica."""

    size: int
    connections: int
    most: int
    oldest: dt.datetime | None
    replica_lag: dt.timedelta | None


def database(session: Session) -> Database:
    row = session.execute(LOOK).one()
    return Database(row.size, row.connections, row.most, row.oldest, row.replica_lag)
