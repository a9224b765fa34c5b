"""Files in storage: how much smaller the database gets, and how many a second are moved and read, for a folder and for a bucket."""

from __future__ import annotations

import contextlib
import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

from sqlalchemy import insert, select, text

from app import create_app
from app.core.entity import db
from app.core.storage import storage_of
from app.models import Document
from app.queries.kept_files import content_of
from benchmarks.s3_service import S3Service
from config import Settings

NAME = "files"
TARGETS = {"database_after_to_before": "below 0.2", "lost": "0"}
MOST = 0.2
SIZE = 30_000  # bytes: what the PDF of an invoice weighs, and no smaller when packed


def measure(settings: Settings, long: bool, files: int = 0) -> dict[str, Any]:
    """1,000 files of 30 KB (10,000 with --long), once through a folder and once through a bucket of moto over HTTP on this machine."""
    count = files or (10_000 if long else 1000)
    figures: dict[str, Any] = {"files": count, "lost": 0}
    with tempfile.TemporaryDirectory() as folder:
        for kind, place in (("folder", a_folder(Path(folder) / "files")), ("bucket", a_bucket(Path(folder) / "moto.log"))):
            with place as told, create_app(settings.moved(**told), web=False).app_context():
                found = there(settings.moved(**told), count)
                figures["lost"] += found.pop("lost")
                figures |= {f"{kind}_{name}": value for name, value in found.items()}
                db.session.remove()
                db.engine.dispose()
    figures["database_after_to_before"] = max(
        figures[f"{kind}_database_mb_after"] / figures[f"{kind}_database_mb_before"] for kind in ("folder", "bucket")
    )
    return figures


def holds(figures: dict[str, Any]) -> bool:
    return bool(figures["database_after_to_before"] < MOST and figures["lost"] == 0)


def there(settings: Settings, count: int) -> dict[str, Any]:
    """Written, moved, and each read as a page reads it."""
    from jobs.files import move

    storage = storage_of(settings)
    assert storage is not None, "the settings name one"
    db.session.execute(text("DELETE FROM document"))
    contents = [os.urandom(SIZE) for _ in range(count)]
    rows = [
        {"name": "paper.pdf", "media_type": "application/pdf", "sha256": sha256(each).hexdigest(), "content": each} for each in contents
    ]
    db.session.execute(insert(Document), rows)
    db.session.commit()
    before, began = megabytes(), time.monotonic()
    moved = 0
    while some := move(storage, seconds=60):
        moved += some
    seconds = time.monotonic() - began
    began = time.monotonic()
    same = sum(sha256(content_of(row)).hexdigest() == row.sha256 for row in db.session.scalars(select(Document)).all())
    reading = time.monotonic() - began
    db.session.commit()
    return {
        "moved_a_second": round(moved / seconds, 1),
        "read_a_second": round(count / reading, 1),
        "database_mb_before": before,
        "database_mb_after": megabytes(),
        "lost": count - min(same, moved),
    }


def megabytes() -> float:
    """The table of documents with what it keeps apart, once what was let go of has been tidied up, as PostgreSQL does by itself."""
    with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as door:
        door.execute(text("VACUUM document"))
        size: int = door.execute(text("SELECT pg_total_relation_size('document')")).scalar_one()
        return round(size / 1e6, 2)


@contextlib.contextmanager
def a_folder(path: Path) -> Iterator[dict[str, Any]]:
    path.mkdir()
    yield {"files": f"file://{path}"}
    shutil.rmtree(path)


@contextlib.contextmanager
def a_bucket(log: Path) -> Iterator[dict[str, Any]]:
    """It is slower than a service that is made for it."""
    with S3Service(log) as service:
        yield service.settings_of("foyer-bench")
