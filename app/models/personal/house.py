"""Marks of the tables behind the scenes: jobs, schedules, permissions, and the audit."""

from __future__ import annotations

from app.models.personal.marks import Fate, Kind, Marks, marks

ENTITY = "id public_id created_at"

HOUSE: dict[str, Marks] = {
    "outbox_message": marks(
        "Background jobs",
        "id event job queue key state attempt failures lease_until not_before request_id made_at done_at failed_at trying_since lives_from",
        payload=Kind.WORDS,
        last_error=Kind.WORDS,
        given_up_by=Kind.AUTHOR,
        given_up_reason=Kind.WORDS,
    ),
    # Of whom they are say the rows that have them; when those let go, contents and these rows go.
    "stored_file": marks("Contents in storage", "id sha256 place size state since"),
    "released_file": marks("Contents in storage that a row let go of", "id stored_id released_at"),
    "mail_text": marks("Texts of mails", f"{ENTITY} mail variant location_id language", subject=Kind.WORDS, body=Kind.WORDS),
    "comment": marks(
        "Comments of staff",
        f"{ENTITY} noun noun_id location_id author_id changed_at removed_at",
        of="author_id = :person OR (noun = 'ab_user' AND noun_id = :person)",
        written_by=Kind.AUTHOR,
        text=Kind.WORDS,
    ),
    # A file on somebody's own page is about them, and goes; one on the page of something else stays with it.
    "attachment": marks(
        "Files of comments",
        f"{ENTITY} comment_id media_type size stored_id",
        of="comment_id IN (SELECT c.id FROM comment c WHERE c.noun = 'ab_user' AND c.noun_id = :person)",
        fate=Fate.GOES,
        name=Kind.WORDS,
        sha256=Kind.SECRET,
        content=Kind.SECRET,
    ),
    "saved_filter": marks(
        "Saved filters",
        f"{ENTITY} screen owner_id sharing role_id",
        of="owner_id = :person",
        fate=Fate.GOES,
        name=Kind.SAID,
        query=Kind.SAID,
    ),
    "list_choice": marks("Lists as they like them", "id user_id screen columns default_id", of="user_id = :person", fate=Fate.GOES),
    "batch": marks(
        "Verbs on many rows",
        f"{ENTITY} owner_id verb given noun words screen undo total state finished_at",
        of="owner_id = :person",
        ordered_by=Kind.AUTHOR,
        filter=Kind.WORDS,
    ),
    "batch_row": marks("Rows of verbs on many", "id batch_id row_id state", name=Kind.WORDS, reason=Kind.WORDS),
    "bounce_mailbox": marks("How far the mailbox of bounces was read", "id place valid uid rests_until", trouble=Kind.WORDS),
    "vendor_rest": marks("Vendors that do not answer", "id vendor failures rests_until", trouble=Kind.WORDS),
    "schedule": marks(
        "Schedules",
        f"{ENTITY} task frequency cron zone enabled last_slot next_due_at last_outcome last_finished_at",
        last_result=Kind.WORDS,
    ),
    "schedule_slot": marks("Slots of schedules", "id schedule_id slot outcome began_at finished_at", result=Kind.WORDS),
    "health_episode": marks("Times in which Foyer was not well", f"{ENTITY} began_at well_since ended_at", troubles=Kind.WORDS),
    # What a report says of everybody, for a day: whose row it is says nothing about them.
    "kept_report": marks(
        "Reports that take long",
        "id key report asked asked_by_id asked_at wanted_at worked_out_at took_ms",
        result=Kind.WORDS,
        reason=Kind.WORDS,
    ),
    "report_subscription": marks("Reports by mail", f"{ENTITY} user_id report rhythm location_id", of="user_id = :person", fate=Fate.GOES),
    # Ids, states and amounts: no message holds a name, an address or a word that somebody wrote.
    "webhook": marks(
        "Webhooks",
        f"{ENTITY} description url events location_id owner_id status old_until failures failing_since rests_until delivered_at trouble made_with secret_with",
        sealed_secret=Kind.SECRET,
        sealed_old_secret=Kind.SECRET,
    ),
    "webhook_message": marks(
        "Messages of webhooks", "id webhook_id message_id event noun noun_id body state tries next_at lease_until made_at settled_at"
    ),
    "webhook_attempt": marks("Tries of messages", "id message_id at took_ms answered", reason=Kind.WORDS, response=Kind.WORDS),
    "setting": marks("Settings", f"{ENTITY} name", value=Kind.WORDS),
    # Rewritten by its own function of the database alone: decisions.md, "The audit forgets a person, and says so".
    "audit_event": marks(
        "Audit",
        "id at actor_id verb noun noun_id location_id request_id",
        of="(noun = 'ab_user' AND noun_id = :person) OR actor_id = :person",
        actor=Kind.AUTHOR,
        name=Kind.WORDS,
        changes=Kind.WORDS,
    ),
    "access_version": marks("Version of permissions", "id version"),
    "alembic_version": marks("Version of the tables", "version_num"),
    "ab_group": marks("Groups", "id name label description"),
    "ab_group_role": marks("Roles of groups", "id group_id role_id"),
    "ab_permission": marks("Permissions", "id name"),
    "ab_permission_view": marks("Permissions of screens", "id permission_id view_menu_id"),
    "ab_permission_view_role": marks("Permissions of roles", "id permission_view_id role_id"),
    "ab_role": marks("Roles", "id name"),
    "ab_view_menu": marks("Screens", "id name"),
}
