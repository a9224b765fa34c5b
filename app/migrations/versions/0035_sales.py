"""Leads, contacts, opportunities, tracks, tasks and what was said with people"""

import sqlalchemy as sa
from alembic import op


revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "abandon_reason",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("is_active", sa.Boolean(), server_default="true", nullable=False),
        sa.Column("public_id", sa.UUID(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("name", name=op.f("uq_abandon_reason_name")),
        sa.UniqueConstraint("public_id", name=op.f("uq_abandon_reason_public_id")),
    )
    op.create_table(
        "contact",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("email", sa.String(length=320), server_default="", nullable=False),
        sa.Column("email_key", sa.String(length=320), nullable=True),
        sa.Column("phone", sa.String(length=40), server_default="", nullable=False),
        sa.Column("phone_key", sa.String(length=40), nullable=True),
        sa.Column("company", sa.String(length=200), server_default="", nullable=False),
        sa.Column("language", sa.String(length=10), server_default="", nullable=False),
        sa.Column("consent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("consent_source", sa.String(length=200), server_default="", nullable=False),
        sa.Column("do_not_contact_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("do_not_contact_reason", sa.String(length=500), server_default="", nullable=False),
        sa.Column("merged_into_id", sa.BigInteger(), nullable=True),
        sa.Column("public_id", sa.UUID(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("(do_not_contact_at IS NULL) <= (do_not_contact_reason = '')", name=op.f("ck_contact_quiet_has_its_time")),
        sa.CheckConstraint("email_key IS NULL OR merged_into_id IS NULL", name=op.f("ck_contact_merged_has_no_key")),
        sa.CheckConstraint("merged_into_id <> id", name=op.f("ck_contact_is_not_merged_into_itself")),
        sa.ForeignKeyConstraint(["merged_into_id"], ["contact.id"], name=op.f("fk_contact_merged_into_id_contact")),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("public_id", name=op.f("uq_contact_public_id")),
    )
    with op.batch_alter_table("contact", schema=None) as batch_op:
        batch_op.create_index("contacts_by_phone", ["phone_key"], unique=False, postgresql_where=sa.text("phone_key IS NOT NULL"))
        batch_op.create_index(batch_op.f("ix_contact_merged_into_id"), ["merged_into_id"], unique=False)
        batch_op.create_index("one_contact_an_address", ["email_key"], unique=True)

    op.create_table(
        "track",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("location_id", sa.BigInteger(), nullable=True),
        sa.Column("is_active", sa.Boolean(), server_default="true", nullable=False),
        sa.Column("is_default", sa.Boolean(), server_default="false", nullable=False),
        sa.Column("note", sa.String(length=1000), server_default="", nullable=False),
        sa.Column("public_id", sa.UUID(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(["location_id"], ["location.id"], name=op.f("fk_track_location_id_location")),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("name", name=op.f("uq_track_name")),
        sa.UniqueConstraint("public_id", name=op.f("uq_track_public_id")),
    )
    with op.batch_alter_table("track", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_track_location_id"), ["location_id"], unique=False)

    op.create_table(
        "track_task",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("track_id", sa.BigInteger(), nullable=False),
        sa.Column("parent_id", sa.BigInteger(), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("call", "email", "meeting", "visit", "other", name="taskkind", native_enum=False, length=32),
            server_default="other",
            nullable=False,
        ),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("note", sa.String(length=1000), server_default="", nullable=False),
        sa.Column(
            "anchor",
            sa.Enum("opened", "parent_due", "parent_done", name="anchor", native_enum=False, length=32),
            server_default="opened",
            nullable=False,
        ),
        sa.Column("offset_days", sa.Integer(), server_default="0", nullable=False),
        sa.Column("is_blocking", sa.Boolean(), server_default="false", nullable=False),
        sa.Column(
            "role",
            sa.Enum("owner", "sales", "manager", "desk", name="taskrole", native_enum=False, length=32),
            server_default="owner",
            nullable=False,
        ),
        sa.Column("public_id", sa.UUID(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("anchor = 'opened' OR parent_id IS NOT NULL", name=op.f("ck_track_task_follows_its_parent")),
        sa.CheckConstraint("offset_days BETWEEN -250 AND 250", name=op.f("ck_track_task_offset_makes_sense")),
        sa.CheckConstraint("parent_id <> id", name=op.f("ck_track_task_is_no_child_of_itself")),
        sa.ForeignKeyConstraint(["parent_id"], ["track_task.id"], name=op.f("fk_track_task_parent_id_track_task"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["track_id"], ["track.id"], name=op.f("fk_track_task_track_id_track"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("public_id", name=op.f("uq_track_task_public_id")),
    )
    with op.batch_alter_table("track_task", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_track_task_parent_id"), ["parent_id"], unique=False)
        batch_op.create_index("tasks_of_track", ["track_id", "position"], unique=False)

    op.create_table(
        "lead",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("location_id", sa.BigInteger(), nullable=False),
        sa.Column("contact_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "status",
            sa.Enum("open", "won", "abandoned", name="leadstatus", native_enum=False, length=32),
            server_default="open",
            nullable=False,
        ),
        sa.Column(
            "origin",
            sa.Enum("web", "staff", "integration", "import", name="leadorigin", native_enum=False, length=32),
            server_default="staff",
            nullable=False,
        ),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("email", sa.String(length=320), server_default="", nullable=False),
        sa.Column("phone", sa.String(length=40), server_default="", nullable=False),
        sa.Column("company", sa.String(length=200), server_default="", nullable=False),
        sa.Column("message", sa.String(length=4000), server_default="", nullable=False),
        sa.Column("places", sa.Integer(), nullable=True),
        sa.Column("wanted_on", sa.Date(), nullable=True),
        sa.Column("source", sa.String(length=80), server_default="", nullable=False),
        sa.Column("referrer_id", sa.Integer(), nullable=True),
        sa.Column("referred_by", sa.String(length=200), server_default="", nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=True),
        sa.Column("owned_since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("heat", sa.Enum("cold", "mild", "hot", name="heat", native_enum=False, length=32), server_default="cold", nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("heard_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("public_id", sa.UUID(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("(status = 'open') = (closed_at IS NULL)", name=op.f("ck_lead_closed_has_its_time")),
        sa.CheckConstraint("places > 0", name=op.f("ck_lead_places_are_positive")),
        sa.ForeignKeyConstraint(["contact_id"], ["contact.id"], name=op.f("fk_lead_contact_id_contact")),
        sa.ForeignKeyConstraint(["location_id"], ["location.id"], name=op.f("fk_lead_location_id_location")),
        sa.ForeignKeyConstraint(["owner_id"], ["ab_user.id"], name=op.f("fk_lead_owner_id_ab_user"), ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["referrer_id"], ["ab_user.id"], name=op.f("fk_lead_referrer_id_ab_user"), ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("code", name=op.f("uq_lead_code")),
        sa.UniqueConstraint("public_id", name=op.f("uq_lead_public_id")),
    )
    with op.batch_alter_table("lead", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_lead_contact_id"), ["contact_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_lead_location_id"), ["location_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_lead_owner_id"), ["owner_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_lead_referrer_id"), ["referrer_id"], unique=False)
        batch_op.create_index("open_leads", ["location_id", "heard_at"], unique=False, postgresql_where=sa.text("status = 'open'"))

    op.create_table(
        "heat_change",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("lead_id", sa.BigInteger(), nullable=False),
        sa.Column("before", sa.Enum("cold", "mild", "hot", name="heat", native_enum=False, length=32), nullable=False),
        sa.Column("after", sa.Enum("cold", "mild", "hot", name="heat", native_enum=False, length=32), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("changed_by", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(["lead_id"], ["lead.id"], name=op.f("fk_heat_change_lead_id_lead"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("heat_change", schema=None) as batch_op:
        batch_op.create_index("heat_of_lead", ["lead_id", "at"], unique=False)

    op.create_table(
        "opportunity",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("location_id", sa.BigInteger(), nullable=False),
        sa.Column("lead_id", sa.BigInteger(), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=True),
        sa.Column("track_id", sa.BigInteger(), nullable=True),
        sa.Column(
            "stage",
            sa.Enum("new", "contacted", "visited", "proposal", "contract", "won", "abandoned", name="stage", native_enum=False, length=32),
            server_default="new",
            nullable=False,
        ),
        sa.Column("stage_since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("position", sa.Integer(), server_default="0", nullable=False),
        sa.Column("value_cents", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("expected_on", sa.Date(), nullable=True),
        sa.Column("opened_on", sa.Date(), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("abandon_reason_id", sa.BigInteger(), nullable=True),
        sa.Column("abandon_note", sa.String(length=1000), server_default="", nullable=False),
        sa.Column("organisation_id", sa.BigInteger(), nullable=True),
        sa.Column("public_id", sa.UUID(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("(stage IN ('won', 'abandoned')) = (closed_at IS NOT NULL)", name=op.f("ck_opportunity_closed_has_its_time")),
        sa.CheckConstraint("stage <> 'abandoned' OR abandon_reason_id IS NOT NULL", name=op.f("ck_opportunity_abandoned_has_reason")),
        sa.CheckConstraint("stage <> 'won' OR organisation_id IS NOT NULL", name=op.f("ck_opportunity_won_has_organisation")),
        sa.CheckConstraint("value_cents >= 0", name=op.f("ck_opportunity_value_is_not_negative")),
        sa.ForeignKeyConstraint(["abandon_reason_id"], ["abandon_reason.id"], name=op.f("fk_opportunity_abandon_reason_id_abandon_reason")),
        sa.ForeignKeyConstraint(["lead_id"], ["lead.id"], name=op.f("fk_opportunity_lead_id_lead")),
        sa.ForeignKeyConstraint(["location_id"], ["location.id"], name=op.f("fk_opportunity_location_id_location")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_opportunity_organisation_id_organisation")),
        sa.ForeignKeyConstraint(["owner_id"], ["ab_user.id"], name=op.f("fk_opportunity_owner_id_ab_user"), ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["track_id"], ["track.id"], name=op.f("fk_opportunity_track_id_track"), ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("code", name=op.f("uq_opportunity_code")),
        sa.UniqueConstraint("public_id", name=op.f("uq_opportunity_public_id")),
    )
    with op.batch_alter_table("opportunity", schema=None) as batch_op:
        batch_op.create_index("board", ["location_id", "stage", "position"], unique=False)
        batch_op.create_index(batch_op.f("ix_opportunity_abandon_reason_id"), ["abandon_reason_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_opportunity_lead_id"), ["lead_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_opportunity_organisation_id"), ["organisation_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_opportunity_owner_id"), ["owner_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_opportunity_track_id"), ["track_id"], unique=False)
        batch_op.create_index(
            "one_open_opportunity_a_lead", ["lead_id"], unique=True, postgresql_where=sa.text("stage NOT IN ('won', 'abandoned')")
        )

    op.create_table(
        "stage_change",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("opportunity_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "before",
            sa.Enum("new", "contacted", "visited", "proposal", "contract", "won", "abandoned", name="stage", native_enum=False, length=32),
            nullable=True,
        ),
        sa.Column(
            "after",
            sa.Enum("new", "contacted", "visited", "proposal", "contract", "won", "abandoned", name="stage", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_by", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(
            ["opportunity_id"], ["opportunity.id"], name=op.f("fk_stage_change_opportunity_id_opportunity"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("stage_change", schema=None) as batch_op:
        batch_op.create_index("stages_of_opportunity", ["opportunity_id", "at"], unique=False)

    op.create_table(
        "task",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("opportunity_id", sa.BigInteger(), nullable=False),
        sa.Column("location_id", sa.BigInteger(), nullable=False),
        sa.Column("parent_id", sa.BigInteger(), nullable=True),
        sa.Column("track_task_id", sa.BigInteger(), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("call", "email", "meeting", "visit", "other", name="taskkind", native_enum=False, length=32),
            server_default="other",
            nullable=False,
        ),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("note", sa.String(length=1000), server_default="", nullable=False),
        sa.Column(
            "anchor",
            sa.Enum("opened", "parent_due", "parent_done", name="anchor", native_enum=False, length=32),
            server_default="opened",
            nullable=False,
        ),
        sa.Column("offset_days", sa.Integer(), server_default="0", nullable=False),
        sa.Column("moved_days", sa.Integer(), server_default="0", nullable=False),
        sa.Column("is_blocking", sa.Boolean(), server_default="false", nullable=False),
        sa.Column(
            "role",
            sa.Enum("owner", "sales", "manager", "desk", name="taskrole", native_enum=False, length=32),
            server_default="owner",
            nullable=False,
        ),
        sa.Column("assignee_id", sa.Integer(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("is_estimate", sa.Boolean(), server_default="false", nullable=False),
        sa.Column(
            "status",
            sa.Enum("open", "done", "skipped", "cancelled", name="taskstatus", native_enum=False, length=32),
            server_default="open",
            nullable=False,
        ),
        sa.Column("done_on", sa.Date(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_by", sa.String(length=200), server_default="", nullable=False),
        sa.Column("outcome", sa.String(length=2000), server_default="", nullable=False),
        sa.Column("public_id", sa.UUID(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint(
            "(status IN ('done', 'skipped', 'cancelled')) = (ended_at IS NOT NULL)", name=op.f("ck_task_ended_has_its_time")
        ),
        sa.CheckConstraint("anchor = 'opened' OR parent_id IS NOT NULL", name=op.f("ck_task_follows_its_parent")),
        sa.CheckConstraint("status <> 'skipped' OR outcome <> ''", name=op.f("ck_task_skipped_has_reason")),
        sa.CheckConstraint("parent_id <> id", name=op.f("ck_task_is_no_child_of_itself")),
        sa.ForeignKeyConstraint(["assignee_id"], ["ab_user.id"], name=op.f("fk_task_assignee_id_ab_user"), ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["location_id"], ["location.id"], name=op.f("fk_task_location_id_location")),
        sa.ForeignKeyConstraint(["opportunity_id"], ["opportunity.id"], name=op.f("fk_task_opportunity_id_opportunity")),
        sa.ForeignKeyConstraint(["parent_id"], ["task.id"], name=op.f("fk_task_parent_id_task")),
        sa.ForeignKeyConstraint(["track_task_id"], ["track_task.id"], name=op.f("fk_task_track_task_id_track_task"), ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("public_id", name=op.f("uq_task_public_id")),
    )
    with op.batch_alter_table("task", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_task_location_id"), ["location_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_task_parent_id"), ["parent_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_task_track_task_id"), ["track_task_id"], unique=False)
        batch_op.create_index("my_open_tasks", ["assignee_id", "due_on"], unique=False, postgresql_where=sa.text("status = 'open'"))
        batch_op.create_index("tasks_of_opportunity", ["opportunity_id", "position"], unique=False)

    op.create_table(
        "activity",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("location_id", sa.BigInteger(), nullable=False),
        sa.Column("contact_id", sa.BigInteger(), nullable=False),
        sa.Column("lead_id", sa.BigInteger(), nullable=True),
        sa.Column("task_id", sa.BigInteger(), nullable=True),
        sa.Column(
            "kind",
            sa.Enum("enquiry", "call", "email", "reply", "meeting", "visit", "note", name="activitykind", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column(
            "status",
            sa.Enum("planned", "done", "cancelled", name="activitystatus", native_enum=False, length=32),
            server_default="done",
            nullable=False,
        ),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=True),
        sa.Column("place", sa.String(length=200), server_default="", nullable=False),
        sa.Column("subject", sa.String(length=300), server_default="", nullable=False),
        sa.Column("text", sa.Text(), server_default="", nullable=False),
        sa.Column("message_id", sa.String(length=998), nullable=True),
        sa.Column("uid", sa.UUID(), nullable=True),
        sa.Column("sequence", sa.Integer(), server_default="0", nullable=False),
        sa.Column("done_by", sa.String(length=200), server_default="", nullable=False),
        sa.Column("public_id", sa.UUID(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("kind IN ('meeting', 'visit') OR uid IS NULL", name=op.f("ck_activity_meetings_invite")),
        sa.CheckConstraint("minutes > 0", name=op.f("ck_activity_lasts_some_time")),
        sa.ForeignKeyConstraint(["contact_id"], ["contact.id"], name=op.f("fk_activity_contact_id_contact")),
        sa.ForeignKeyConstraint(["lead_id"], ["lead.id"], name=op.f("fk_activity_lead_id_lead")),
        sa.ForeignKeyConstraint(["location_id"], ["location.id"], name=op.f("fk_activity_location_id_location")),
        sa.ForeignKeyConstraint(["task_id"], ["task.id"], name=op.f("fk_activity_task_id_task"), ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("public_id", name=op.f("uq_activity_public_id")),
    )
    with op.batch_alter_table("activity", schema=None) as batch_op:
        batch_op.create_index("activities_of_contact", ["contact_id", "at"], unique=False)
        batch_op.create_index("activities_of_lead", ["lead_id", "at"], unique=False)
        batch_op.create_index(batch_op.f("ix_activity_location_id"), ["location_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_activity_task_id"), ["task_id"], unique=False)
        batch_op.create_index("one_activity_a_message", ["contact_id", "message_id"], unique=True)


def downgrade() -> None:
    with op.batch_alter_table("activity", schema=None) as batch_op:
        batch_op.drop_index("one_activity_a_message")
        batch_op.drop_index(batch_op.f("ix_activity_task_id"))
        batch_op.drop_index(batch_op.f("ix_activity_location_id"))
        batch_op.drop_index("activities_of_lead")
        batch_op.drop_index("activities_of_contact")

    op.drop_table("activity")
    with op.batch_alter_table("task", schema=None) as batch_op:
        batch_op.drop_index("tasks_of_opportunity")
        batch_op.drop_index("my_open_tasks", postgresql_where=sa.text("status = 'open'"))
        batch_op.drop_index(batch_op.f("ix_task_track_task_id"))
        batch_op.drop_index(batch_op.f("ix_task_parent_id"))
        batch_op.drop_index(batch_op.f("ix_task_location_id"))

    op.drop_table("task")
    with op.batch_alter_table("stage_change", schema=None) as batch_op:
        batch_op.drop_index("stages_of_opportunity")

    op.drop_table("stage_change")
    with op.batch_alter_table("opportunity", schema=None) as batch_op:
        batch_op.drop_index("one_open_opportunity_a_lead", postgresql_where=sa.text("stage NOT IN ('won', 'abandoned')"))
        batch_op.drop_index(batch_op.f("ix_opportunity_track_id"))
        batch_op.drop_index(batch_op.f("ix_opportunity_owner_id"))
        batch_op.drop_index(batch_op.f("ix_opportunity_organisation_id"))
        batch_op.drop_index(batch_op.f("ix_opportunity_lead_id"))
        batch_op.drop_index(batch_op.f("ix_opportunity_abandon_reason_id"))
        batch_op.drop_index("board")

    op.drop_table("opportunity")
    with op.batch_alter_table("heat_change", schema=None) as batch_op:
        batch_op.drop_index("heat_of_lead")

    op.drop_table("heat_change")
    with op.batch_alter_table("lead", schema=None) as batch_op:
        batch_op.drop_index("open_leads", postgresql_where=sa.text("status = 'open'"))
        batch_op.drop_index(batch_op.f("ix_lead_referrer_id"))
        batch_op.drop_index(batch_op.f("ix_lead_owner_id"))
        batch_op.drop_index(batch_op.f("ix_lead_location_id"))
        batch_op.drop_index(batch_op.f("ix_lead_contact_id"))

    op.drop_table("lead")
    with op.batch_alter_table("track_task", schema=None) as batch_op:
        batch_op.drop_index("tasks_of_track")
        batch_op.drop_index(batch_op.f("ix_track_task_parent_id"))

    op.drop_table("track_task")
    with op.batch_alter_table("track", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_track_location_id"))

    op.drop_table("track")
    with op.batch_alter_table("contact", schema=None) as batch_op:
        batch_op.drop_index("one_contact_an_address")
        batch_op.drop_index(batch_op.f("ix_contact_merged_into_id"))
        batch_op.drop_index("contacts_by_phone", postgresql_where=sa.text("phone_key IS NOT NULL"))

    op.drop_table("contact")
    op.drop_table("abandon_reason")
