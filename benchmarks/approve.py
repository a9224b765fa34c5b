"""The approval of 10,000 previewed invoices, recomputation included, and its writing beside a bare COPY of the same rows."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from psycopg import sql

from app import create_app
from app.access.actor import SYSTEM
from app.actions.invoice_runs.approve import approve_run
from app.actions.invoice_runs.create import create_run
from app.actions.invoice_runs.freeze import freeze
from app.actions.invoice_runs.preview import preview_run
from app.core.entity import db
from app.models import InvoiceRun, Location
from app.queries.no_collection import no_collection
from app.queries.preview import Preview, preview
from app.work import Work, transaction
from benchmarks.fresh import seconds
from benchmarks.network import MONTH, make_network
from config import Settings

NAME = "approve"
TARGETS = {"seconds": "< 6", "insert_to_copy": "<= 6"}
ORGANISATIONS = 10_000
WRITTEN = ("invoice", "invoice_line", "credit_note", "credit_note_line", "step", "outbox_message", "audit_event")


def measure(settings: Settings, long: bool, organisations: int = ORGANISATIONS) -> dict[str, Any]:
    """The writing is rehearsed twice (five times with `long`) and undone, turn and turn about with COPY; then approved in earnest."""
    with create_app(settings, web=False).app_context():
        location = make_network(db.session(), "ONE", organisations)
        run = create_run(location.id, MONTH, by=SYSTEM, cut_off=MONTH.last)
        snapshot = seconds(lambda: preview_run(run.id, by=SYSTEM))
        found = preview(db.session(), location, MONTH, cut_off=MONTH.last, approved_on=MONTH.first)
        copies: dict[str, bytes] = {}
        inserts, bare = [], []
        for _ in range(5 if long else 2):
            inserts.append(undone(lambda work: insert(work, run.id, found, copies)))
            bare.append(undone(lambda work: copy_in(work, copies)))
        approved = seconds(lambda: approve_run(run.id, run.fingerprint, by=SYSTEM))
        return {
            "invoices": run.organisations,
            "rows": sum(copy.count(b"\n") for copy in copies.values()),
            "preview_kept_seconds": round(snapshot, 2),
            "seconds": round(approved, 2),
            "insert_seconds": round(min(inserts), 2),
            "copy_seconds": round(min(bare), 2),
            "insert_to_copy": round(min(inserts) / min(bare), 1),
        }


def holds(figures: dict[str, Any]) -> bool:
    return bool(figures["seconds"] < 6 and figures["insert_to_copy"] <= 6)


class Undo(Exception):
    """Only a rehearsal."""


def undone(rehearse: Callable[[Work], float]) -> float:
    """Seconds of something whose traces are taken back."""
    taken: list[float] = []
    try:
        with transaction(by=SYSTEM) as work:
            taken.append(rehearse(work))
            raise Undo
    except Undo:
        return taken[0]


def insert(work: Work, run_id: int, found: Preview, copies: dict[str, bytes]) -> float:
    """Seconds that the documents, lines, steps and audit of a preview take; `copies` keeps what was written, as COPY gives it."""
    run = work.lock(InvoiceRun, run_id)
    location = work.get(Location, run.location_id)
    began = newest(work)
    with no_collection():  # as approval does
        taken = seconds(lambda: freeze(work, run, location, found, found.rows))
    for table in WRITTEN:
        query = sql.SQL("COPY (SELECT * FROM {} WHERE id > {}) TO STDOUT").format(sql.Identifier(table), began[table])
        with raw(work).cursor() as cursor, cursor.copy(query) as copy:
            copies[table] = b"".join(bytes(part) for part in copy)
    return taken


def copy_in(work: Work, copies: dict[str, bytes]) -> float:
    """Seconds for the same rows into tables of the same shape and indexes."""
    for table in copies:
        raw(work).execute(sql.SQL("CREATE TABLE {} (LIKE {} INCLUDING ALL)").format(bare_name(table), sql.Identifier(table)))

    def write() -> None:
        for table, content in copies.items():
            with raw(work).cursor() as cursor, cursor.copy(sql.SQL("COPY {} FROM STDIN").format(bare_name(table))) as copy:
                copy.write(content)

    return seconds(write)


def newest(work: Work) -> dict[str, int]:
    """The last id of each table before the writing."""
    return {
        table: raw(work).execute(sql.SQL("SELECT coalesce(max(id), 0) FROM {}").format(sql.Identifier(table))).fetchone()[0]
        for table in WRITTEN
    }


def bare_name(table: str) -> sql.Identifier:
    return sql.Identifier(f"bare_{table}")


def raw(work: Work) -> Any:
    """The connection of the transaction as the driver knows it."""
    return work.session.connection().connection.driver_connection
