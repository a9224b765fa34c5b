"""What a data package or a spreadsheet brings in is told like what people do by hand, a hundred in a job."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

from sqlalchemy import delete, select

from app.access.actor import SYSTEM
from app.actions.packages.import_package import import_package
from app.actions.webhooks.tell_many import AT_ONCE, tell_many
from app.models import FoyerUser, License, OutboxMessage, WebhookMessage
from app.queries.webhook_events import EVENTS
from app.work import transaction
from jobs import runner
from tests.actions.packages.packing import folder, good
from tests.jobs.test_webhooks import listening

__all__ = ["listening"]
TELLS = select(OutboxMessage.id).where(OutboxMessage.job == "jobs.webhooks.tell_many").order_by(OutboxMessage.id)


def told(session: Any) -> Counter[str]:
    """What is told of it by event, once the jobs ran; then it is forgotten."""
    for message_id in session.scalars(TELLS).all():
        runner.run(message_id)
        runner.run(message_id)  # as after a lost result: nothing is told twice
    found = Counter(session.scalars(select(WebhookMessage.event)))
    session.execute(delete(WebhookMessage))
    session.execute(delete(OutboxMessage))
    session.commit()
    return found


def test_a_package_is_told_as_if_it_were_typed(world: Any, session: Any, listening: Any, tmp_path: Path) -> None:
    tables = good()
    listening("http://127.0.0.1:9/", list(EVENTS))
    import_package(folder(tables, tmp_path / "package"), dry_run=True, by=SYSTEM)
    assert told(session) == {}, "a trial tells nobody"
    import_package(folder(tables, tmp_path / "package"), by=SYSTEM)
    assert told(session) == {"member.created": 2, "license.created": 1, "booking.created": 1, "lead.created": 2}
    import_package(folder(tables, tmp_path / "package"), by=SYSTEM)
    assert told(session) == {}, "the same again changes nothing"
    tables["users"][0]["phone"] = "+27 21 555 0199"
    tables["licenses"][0] |= {"end": "2027-12-31", "pause_end": "2026-04-15"}
    import_package(folder(tables, tmp_path / "package"), by=SYSTEM)
    assert told(session) == {"member.updated": 1, "license.ended": 1, "license.updated": 1}
    assert session.scalars(select(License.ends_on)).one().isoformat() == "2027-12-31"


def test_thousands_are_few_jobs_and_none_where_nobody_listens(make: Any, session: Any, world: Any, listening: Any) -> None:
    listening("http://127.0.0.1:9/", ["member.created"])
    ids = session.scalars(select(FoyerUser.id)).all() + [10_000_000 + number for number in range(AT_ONCE * 3)]
    with transaction(by=SYSTEM) as work:
        tell_many(work, {"member.created": ids, "lead.created": ids})
    assert len(session.scalars(TELLS).all()) == len(ids) // AT_ONCE + 1
    assert told(session) == {"member.created": len(ids) - AT_ONCE * 3}, "what is gone since is told to nobody"
