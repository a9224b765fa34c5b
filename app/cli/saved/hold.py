"""What a restored house would do outside a second time waits for a person: jobs, messages of webhooks, schedules."""

from __future__ import annotations

from typing import Any

import psycopg

from app.cli.saved import manifest
from app.models.outbox import RESTORED
from app.models.schedule import RESTORED as PAUSED_BY
from app.models.setting import FILES_OWNER

WAITS = RESTORED + "{made_at}. It may have happened since: look, and then try it again or give it up."
PAUSED = PAUSED_BY + "{made_at}. What it does may have been done since: look, and then resume it."
HOLD = """
UPDATE outbox_message SET state = 'parked', lease_until = NULL, failed_at = now(), trying_since = NULL, last_error = %s
WHERE state IN ('due', 'queued', 'running')"""
HOLD_MESSAGES = """
WITH held AS (UPDATE webhook_message SET state = 'failed', lease_until = NULL, settled_at = now() WHERE state = 'due' RETURNING id)
INSERT INTO webhook_attempt (message_id, at, took_ms, reason, response) SELECT id, now(), 0, %s, '' FROM held"""
LET_GO = "UPDATE outbox_message SET state = 'due', lease_until = NULL, not_before = greatest(not_before, now()), trying_since = NULL WHERE state IN ('due', 'queued', 'running')"
LET_MESSAGES_GO = "UPDATE webhook_message SET lease_until = NULL WHERE state = 'due'"
# As a person pauses one, with its line in the audit.
PAUSE = """
WITH before AS (SELECT id, task, last_result FROM schedule WHERE enabled AND task = ANY(%(tasks)s) FOR UPDATE),
     paused AS (UPDATE schedule s SET enabled = false, next_due_at = NULL, last_result = %(why)s FROM before b WHERE s.id = b.id RETURNING s.id)
INSERT INTO audit_event (actor, verb, noun, noun_id, name, changes)
SELECT %(by)s, 'change', 'schedule', id, task, jsonb_build_object('enabled', jsonb_build_array(true, false), 'last_result', jsonb_build_array(last_result, %(why)s::text))
FROM before JOIN paused USING (id) ORDER BY id RETURNING name"""


# Storage is read as before; the Foyer that kept files there may be alive, and a person says with `run.py files --adopt` that it is not.
ANOTHER = "DELETE FROM setting WHERE name = %s"


def let_go(door: psycopg.Connection[Any]) -> tuple[int, int, list[str]]:
    """Jobs and messages go on, whoever had them. How many of each there are."""
    return door.execute(LET_GO).rowcount, door.execute(LET_MESSAGES_GO).rowcount, []


def held(door: psycopg.Connection[Any], told: manifest.Manifest) -> tuple[int, int, list[str]]:
    """Jobs, messages and schedules wait for a person. Messages as well: the next event would send whatever is due. How many there are, and which schedules."""
    why = WAITS.format(made_at=told.made_at)
    door.execute(ANOTHER, [FILES_OWNER])
    return door.execute(HOLD, [why]).rowcount, door.execute(HOLD_MESSAGES, [why]).rowcount, pause(door, told)


def pause(door: psycopg.Connection[Any], told: manifest.Manifest) -> list[str]:
    """The tasks that were on and go outside: they would make anew what the lost house has done, under keys that nobody knows."""
    from app.access.actor import SYSTEM
    from jobs.timetable import TIMETABLE

    tasks = [name for name, task in TIMETABLE.items() if task.goes_outside]
    return [
        str(name)
        for (name,) in door.execute(PAUSE, {"tasks": tasks, "why": PAUSED.format(made_at=told.made_at), "by": SYSTEM.name}).fetchall()
    ]
