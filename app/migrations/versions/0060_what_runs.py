"""How slots of schedules went and when jobs failed, jobs that a person gave up, and times in which Foyer was not well"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0060"
down_revision = "0059"
branch_labels = None
depends_on = None

SUBJECTS = "num_nonnulls(invoice_id, credit_note_id, coalesce(booking_id, refund_id, lead_id, check_in_id, visit_id, ticket_entry_id, user_id), offer_id, attempt_id, letter_id, paper_id, activity_id%s) = 1"
PLACED = "location_id IS NOT NULL OR user_id IS NOT NULL%s"
SAID = "CASE WHEN result LIKE 'Failed:%' THEN 'failed' WHEN result LIKE 'Missed:%' THEN 'missed' WHEN result LIKE 'Skipped:%' THEN 'skipped' WHEN finished_at IS NOT NULL THEN 'done' ELSE '' END"


def checks(subject: str, placed: str) -> None:
    for name, text in (("of_one_subject", SUBJECTS % subject), ("documents_have_a_location", PLACED % placed)):
        op.drop_constraint(op.f(f"ck_delivery_{name}"), "delivery")
        op.create_check_constraint(op.f(f"ck_delivery_{name}"), "delivery", text)


def upgrade() -> None:
    op.create_table(
        "health_episode",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("began_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("well_since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("troubles", JSONB(), nullable=False),
        sa.Column("public_id", sa.UUID(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("ended_at >= began_at", name=op.f("ck_health_episode_ends_after_it_began")),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("public_id", name=op.f("uq_health_episode_public_id")),
    )
    op.create_index("one_open_episode", "health_episode", [sa.text("(ended_at IS NULL)")], unique=True, postgresql_where=sa.text("ended_at IS NULL"))
    op.add_column("delivery", sa.Column("episode_id", sa.BigInteger(), nullable=True))
    op.create_foreign_key(op.f("fk_delivery_episode_id_health_episode"), "delivery", "health_episode", ["episode_id"], ["id"], ondelete="CASCADE")
    op.create_index(op.f("ix_delivery_episode_id"), "delivery", ["episode_id"])
    checks(", episode_id", " OR episode_id IS NOT NULL")

    outcome = sa.Enum("", "done", "failed", "missed", "skipped", name="outcome", native_enum=False, length=32)
    op.add_column("schedule_slot", sa.Column("outcome", outcome, server_default="", nullable=False))
    op.add_column("schedule_slot", sa.Column("began_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("schedule", sa.Column("last_outcome", outcome, server_default="", nullable=False))
    op.execute(f"UPDATE schedule_slot SET outcome = {SAID}")
    op.execute(f"UPDATE schedule SET last_outcome = {SAID.replace('finished_at', 'last_finished_at').replace('result', 'last_result')}")
    op.create_index("slots_of_schedule", "schedule_slot", ["schedule_id", sa.text("slot DESC")])
    op.create_index("slots_that_failed", "schedule_slot", ["slot"], postgresql_where=sa.text("outcome = 'failed'"))

    op.add_column("outbox_message", sa.Column("failed_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("outbox_message", sa.Column("given_up_by", sa.String(length=200), server_default="", nullable=False))
    op.add_column("outbox_message", sa.Column("given_up_reason", sa.String(length=500), server_default="", nullable=False))


def downgrade() -> None:
    for column in ("given_up_reason", "given_up_by", "failed_at"):
        op.drop_column("outbox_message", column)
    op.execute("UPDATE outbox_message SET state = 'parked' WHERE state = 'given_up'")
    op.drop_index("slots_that_failed", table_name="schedule_slot")
    op.drop_index("slots_of_schedule", table_name="schedule_slot")
    op.drop_column("schedule", "last_outcome")
    for column in ("began_at", "outcome"):
        op.drop_column("schedule_slot", column)
    op.execute("DELETE FROM delivery WHERE episode_id IS NOT NULL")
    checks("", "")
    op.drop_column("delivery", "episode_id")
    op.drop_table("health_episode")
