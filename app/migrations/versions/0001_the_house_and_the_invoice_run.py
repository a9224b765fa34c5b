"""The house and the invoice run"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
    op.execute("CREATE EXTENSION IF NOT EXISTS btree_gist")
    op.create_table(
        "ab_group",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("label", sa.String(length=150), nullable=True),
        sa.Column("description", sa.String(length=512), nullable=True),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("name", name=op.f("uq_ab_group_name")),
    )
    op.create_table(
        "ab_permission",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("name", name=op.f("uq_ab_permission_name")),
    )
    op.create_table(
        "ab_register_user",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("first_name", sa.String(length=64), nullable=False),
        sa.Column("last_name", sa.String(length=64), nullable=False),
        sa.Column("username", sa.String(length=128), nullable=False),
        sa.Column("password", sa.String(length=256), nullable=True),
        sa.Column("email", sa.String(length=320), nullable=False),
        sa.Column("registration_date", sa.DateTime(), nullable=True),
        sa.Column("registration_hash", sa.String(length=256), nullable=True),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("email", name=op.f("uq_ab_register_user_email")),
        sa.UniqueConstraint("username", name=op.f("uq_ab_register_user_username")),
    )
    op.create_table(
        "ab_role",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("name", name=op.f("uq_ab_role_name")),
    )
    op.create_table(
        "ab_view_menu",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=250), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("name", name=op.f("uq_ab_view_menu_name")),
    )
    op.create_table(
        "access_version",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("version", sa.BigInteger(), server_default=sa.text("1"), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_access_version_one_row")),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "audit_event",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("actor_id", sa.Integer(), nullable=True),
        sa.Column("actor", sa.String(length=200), nullable=False),
        sa.Column("verb", sa.String(length=60), nullable=False),
        sa.Column("noun", sa.String(length=60), nullable=False),
        sa.Column("noun_id", sa.BigInteger(), nullable=True),
        sa.Column("name", sa.String(length=300), server_default="", nullable=False),
        sa.Column("location_id", sa.BigInteger(), nullable=True),
        sa.Column("changes", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("request_id", sa.String(length=40), server_default="", nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("audit_event", schema=None) as batch_op:
        batch_op.create_index("audit_by_time", ["at"], unique=False)
        batch_op.create_index("audit_of_row", ["noun", "noun_id", "at"], unique=False)

    op.create_table(
        "number_series",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("prefix", sa.String(length=12), nullable=False),
        sa.Column("document_type", sa.Enum("invoice", "credit_note", name="documenttype", native_enum=False, length=32), nullable=False),
        sa.Column("last_number", sa.Integer(), server_default="0", nullable=False),
        sa.Column("public_id", sa.UUID(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("public_id", name=op.f("uq_number_series_public_id")),
    )
    with op.batch_alter_table("number_series", schema=None) as batch_op:
        batch_op.create_index("one_counter_a_series", ["prefix", "document_type"], unique=True)

    op.create_table(
        "outbox_message",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("event", sa.String(length=80), nullable=False),
        sa.Column("job", sa.String(length=80), nullable=False),
        sa.Column("queue", sa.String(length=20), nullable=False),
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("payload", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column(
            "state",
            sa.Enum("due", "queued", "running", "done", "parked", name="outboxstate", native_enum=False, length=32),
            server_default="due",
            nullable=False,
        ),
        sa.Column("attempt", sa.Integer(), server_default="0", nullable=False),
        sa.Column("failures", sa.Integer(), server_default="0", nullable=False),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("not_before", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("last_error", sa.String(length=2000), server_default="", nullable=False),
        sa.Column("request_id", sa.String(length=40), server_default="", nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("key", name=op.f("uq_outbox_message_key")),
    )
    with op.batch_alter_table("outbox_message", schema=None) as batch_op:
        batch_op.create_index(
            "outbox_open", ["queue", "not_before"], unique=False, postgresql_where=sa.text("state IN ('due', 'queued', 'running')")
        )

    op.create_table(
        "schedule",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("task", sa.String(length=60), nullable=False),
        sa.Column(
            "frequency",
            sa.Enum(
                "every_minute",
                "every_5_minutes",
                "hourly",
                "daily",
                "weekly",
                "monthly",
                "annually",
                "cron",
                name="frequency",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("cron", sa.String(length=100), server_default="", nullable=False),
        sa.Column("zone", sa.String(length=64), server_default="UTC", nullable=False),
        sa.Column("enabled", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        sa.Column("last_slot", sa.DateTime(timezone=True), nullable=True),
        sa.Column("next_due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_result", sa.String(length=500), server_default="", nullable=False),
        sa.Column("last_finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("public_id", sa.UUID(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("public_id", name=op.f("uq_schedule_public_id")),
        sa.UniqueConstraint("task", name=op.f("uq_schedule_task")),
    )
    with op.batch_alter_table("schedule", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_schedule_next_due_at"), ["next_due_at"], unique=False)

    op.create_table(
        "setting",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("value", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("public_id", sa.UUID(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("name", name=op.f("uq_setting_name")),
        sa.UniqueConstraint("public_id", name=op.f("uq_setting_public_id")),
    )
    op.create_table(
        "tax_rate",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("country", sa.String(length=2), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("percent", sa.Numeric(precision=6, scale=3), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("withdrawn", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("xero_tax_type", sa.String(length=50), server_default="", nullable=False),
        sa.Column("public_id", sa.UUID(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("percent >= 0 AND percent <= 100", name=op.f("ck_tax_rate_percent_is_percent")),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("public_id", name=op.f("uq_tax_rate_public_id")),
    )
    with op.batch_alter_table("tax_rate", schema=None) as batch_op:
        batch_op.create_index("one_rate_a_day", ["country", "valid_from"], unique=True, postgresql_where=sa.text("NOT withdrawn"))

    op.create_table(
        "xero_connection",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("tenant_id", sa.String(length=40), nullable=False),
        sa.Column(
            "state",
            sa.Enum("connected", "reconnect", name="xerostate", native_enum=False, length=32),
            server_default="connected",
            nullable=False,
        ),
        sa.Column("sealed_token", sa.LargeBinary(), nullable=True),
        sa.Column("token_expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("tracking_category", sa.String(length=100), server_default="Location", nullable=False),
        sa.Column("public_id", sa.UUID(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("public_id", name=op.f("uq_xero_connection_public_id")),
        sa.UniqueConstraint("tenant_id", name=op.f("uq_xero_connection_tenant_id")),
    )
    op.create_table(
        "ab_group_role",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=True),
        sa.Column("role_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["group_id"], ["ab_group.id"], name=op.f("fk_ab_group_role_group_id_ab_group"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["role_id"], ["ab_role.id"], name=op.f("fk_ab_group_role_role_id_ab_role"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("group_id", "role_id", name=op.f("uq_ab_group_role_group_id_role_id")),
    )
    with op.batch_alter_table("ab_group_role", schema=None) as batch_op:
        batch_op.create_index("idx_group_id", ["group_id"], unique=False)
        batch_op.create_index("idx_group_role_id", ["role_id"], unique=False)

    op.create_table(
        "ab_permission_view",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("permission_id", sa.Integer(), nullable=False),
        sa.Column("view_menu_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["permission_id"], ["ab_permission.id"], name=op.f("fk_ab_permission_view_permission_id_ab_permission")),
        sa.ForeignKeyConstraint(["view_menu_id"], ["ab_view_menu.id"], name=op.f("fk_ab_permission_view_view_menu_id_ab_view_menu")),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("permission_id", "view_menu_id", name=op.f("uq_ab_permission_view_permission_id_view_menu_id")),
    )
    with op.batch_alter_table("ab_permission_view", schema=None) as batch_op:
        batch_op.create_index("idx_permission_id", ["permission_id"], unique=False)
        batch_op.create_index("idx_view_menu_id", ["view_menu_id"], unique=False)

    op.create_table(
        "location",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("zone", sa.String(length=64), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("country", sa.String(length=2), nullable=False),
        sa.Column("is_headquarters", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("address", sa.String(length=500), server_default="", nullable=False),
        sa.Column("legal_name", sa.String(length=200), server_default="", nullable=False),
        sa.Column("vat_registered", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        sa.Column("vat_number", sa.String(length=40), server_default="", nullable=False),
        sa.Column("bank_details", sa.String(length=500), server_default="", nullable=False),
        sa.Column("invoice_prefix", sa.String(length=12), nullable=False),
        sa.Column("payment_days", sa.Integer(), server_default="7", nullable=False),
        sa.Column("due_on_working_day", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column(
            "proration",
            sa.Enum("actual", "30-day", "none", name="proration", native_enum=False, length=32),
            server_default="actual",
            nullable=False,
        ),
        sa.Column("second_approver_above_cents", sa.Integer(), nullable=True),
        sa.Column("manager_email", sa.String(length=255), server_default="", nullable=False),
        sa.Column("staff_emails", sa.String(length=1000), server_default="", nullable=False),
        sa.Column("sender_email", sa.String(length=255), server_default="", nullable=False),
        sa.Column(
            "mail_mode",
            sa.Enum("normal", "silent", "redirect", name="mailmode", native_enum=False, length=32),
            server_default="normal",
            nullable=False,
        ),
        sa.Column("redirect_email", sa.String(length=255), nullable=True),
        sa.Column("xero_connection_id", sa.BigInteger(), nullable=True),
        sa.Column("xero_tracking", sa.String(length=100), server_default="", nullable=False),
        sa.Column("xero_account_code", sa.String(length=10), server_default="200", nullable=False),
        sa.Column("peak_start", sa.Time(), server_default="08:00", nullable=False),
        sa.Column("peak_end", sa.Time(), server_default="17:00", nullable=False),
        sa.Column("half_day_percent", sa.Numeric(precision=6, scale=3), server_default="10", nullable=False),
        sa.Column("full_day_percent", sa.Numeric(precision=6, scale=3), server_default="20", nullable=False),
        sa.Column("price_cap", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        sa.Column("opening_hours", sa.String(length=500), server_default="", nullable=False),
        sa.Column("logo", sa.LargeBinary(), nullable=True),
        sa.Column("public_id", sa.UUID(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("currency ~ '^[A-Z]{3}$'", name=op.f("ck_location_currency_is_iso")),
        sa.CheckConstraint("mail_mode <> 'redirect' OR redirect_email IS NOT NULL", name=op.f("ck_location_redirect_has_address")),
        sa.CheckConstraint(
            "half_day_percent BETWEEN 0 AND 100 AND full_day_percent BETWEEN 0 AND 100", name=op.f("ck_location_tiers_are_percent")
        ),
        sa.CheckConstraint("payment_days BETWEEN 0 AND 365", name=op.f("ck_location_payment_days_in_a_year")),
        sa.ForeignKeyConstraint(
            ["xero_connection_id"], ["xero_connection.id"], name=op.f("fk_location_xero_connection_id_xero_connection")
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("code", name=op.f("uq_location_code")),
        sa.UniqueConstraint("public_id", name=op.f("uq_location_public_id")),
    )
    with op.batch_alter_table("location", schema=None) as batch_op:
        batch_op.create_index("one_headquarters", ["is_headquarters"], unique=True, postgresql_where=sa.text("is_headquarters"))

    op.create_table(
        "schedule_slot",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("schedule_id", sa.BigInteger(), nullable=False),
        sa.Column("slot", sa.DateTime(timezone=True), nullable=False),
        sa.Column("result", sa.String(length=500), server_default="", nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["schedule_id"], ["schedule.id"], name=op.f("fk_schedule_slot_schedule_id_schedule")),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("schedule_slot", schema=None) as batch_op:
        batch_op.create_index("one_run_a_slot", ["schedule_id", "slot"], unique=True)

    op.create_table(
        "ab_permission_view_role",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("permission_view_id", sa.Integer(), nullable=True),
        sa.Column("role_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["permission_view_id"],
            ["ab_permission_view.id"],
            name=op.f("fk_ab_permission_view_role_permission_view_id_ab_permission_view"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["role_id"], ["ab_role.id"], name=op.f("fk_ab_permission_view_role_role_id_ab_role"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("permission_view_id", "role_id", name=op.f("uq_ab_permission_view_role_permission_view_id_role_id")),
    )
    with op.batch_alter_table("ab_permission_view_role", schema=None) as batch_op:
        batch_op.create_index("idx_permission_view_id", ["permission_view_id"], unique=False)
        batch_op.create_index("idx_role_id", ["role_id"], unique=False)

    op.create_table(
        "membership",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("location_id", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("included_primary", sa.Integer(), nullable=True),
        sa.Column("xero_item_code", sa.String(length=30), server_default="", nullable=False),
        sa.Column("quota_unit", sa.Enum("space", "stuff", "printing", name="unit", native_enum=False, length=32), nullable=True),
        sa.Column("quota_cents", sa.BigInteger(), nullable=True),
        sa.Column(
            "quota_frequency",
            sa.Enum("daily", "weekly", "monthly", "annually", name="quotafrequency", native_enum=False, length=32),
            nullable=True,
        ),
        sa.Column("room_discount_percent", sa.Numeric(precision=6, scale=3), server_default="0", nullable=False),
        sa.Column("wifi_group", sa.String(length=100), server_default="", nullable=False),
        sa.Column("door_groups", sa.String(length=500), server_default="", nullable=False),
        sa.Column("is_active", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        sa.Column("public_id", sa.UUID(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint(
            "included_primary IS NULL OR included_primary >= 0", name=op.f("ck_membership_included_primary_is_not_negative")
        ),
        sa.CheckConstraint("room_discount_percent BETWEEN 0 AND 100", name=op.f("ck_membership_room_discount_is_percent")),
        sa.ForeignKeyConstraint(["location_id"], ["location.id"], name=op.f("fk_membership_location_id_location")),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("code", name=op.f("uq_membership_code")),
        sa.UniqueConstraint("public_id", name=op.f("uq_membership_public_id")),
    )
    with op.batch_alter_table("membership", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_membership_location_id"), ["location_id"], unique=False)

    op.create_table(
        "month_close",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("location_id", sa.BigInteger(), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("closed_by", sa.String(length=200), nullable=False),
        sa.Column("documents", sa.Integer(), nullable=False),
        sa.Column("documents_hash", sa.String(length=64), nullable=False),
        sa.Column("previous_hash", sa.String(length=64), server_default="", nullable=False),
        sa.Column("public_id", sa.UUID(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(["location_id"], ["location.id"], name=op.f("fk_month_close_location_id_location")),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("public_id", name=op.f("uq_month_close_public_id")),
    )
    with op.batch_alter_table("month_close", schema=None) as batch_op:
        batch_op.create_index("one_close_a_month", ["location_id", "month"], unique=True)

    op.create_table(
        "organisation",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("location_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "prospect",
                "pending",
                "active",
                "inactive",
                "offboarded",
                "declined",
                "abandoned",
                name="organisationstatus",
                native_enum=False,
                length=32,
            ),
            server_default="active",
            nullable=False,
        ),
        sa.Column("invoice_email", sa.String(length=500), server_default="", nullable=False),
        sa.Column("accounting_email", sa.String(length=500), server_default="", nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("address", sa.String(length=500), server_default="", nullable=False),
        sa.Column("vat_number", sa.String(length=40), server_default="", nullable=False),
        sa.Column("registration_number", sa.String(length=60), server_default="", nullable=False),
        sa.Column("payment_days", sa.Integer(), nullable=True),
        sa.Column("auto_pay", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("allowed_payments", sa.String(length=200), server_default="", nullable=False),
        sa.Column("escalation_percent", sa.Numeric(precision=6, scale=3), nullable=True),
        sa.Column("escalation_date", sa.Date(), nullable=True),
        sa.Column("public_id", sa.UUID(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("currency ~ '^[A-Z]{3}$'", name=op.f("ck_organisation_currency_is_iso")),
        sa.CheckConstraint(
            "escalation_percent IS NULL OR escalation_percent BETWEEN 0 AND 100", name=op.f("ck_organisation_escalation_is_percent")
        ),
        sa.CheckConstraint("payment_days IS NULL OR payment_days BETWEEN 0 AND 365", name=op.f("ck_organisation_payment_days_in_a_year")),
        sa.ForeignKeyConstraint(["location_id"], ["location.id"], name=op.f("fk_organisation_location_id_location")),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("code", name=op.f("uq_organisation_code")),
        sa.UniqueConstraint("public_id", name=op.f("uq_organisation_public_id")),
    )
    with op.batch_alter_table("organisation", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_organisation_location_id"), ["location_id"], unique=False)
        batch_op.create_index("organisation_by_name", ["name", "id"], unique=False)
        batch_op.create_index(
            "organisation_code_trgm", ["code"], unique=False, postgresql_using="gin", postgresql_ops={"code": "gin_trgm_ops"}
        )
        batch_op.create_index(
            "organisation_name_prefix", [sa.literal_column("lower(name)")], unique=False, postgresql_ops={"lower(name)": "text_pattern_ops"}
        )
        batch_op.create_index(
            "organisation_name_trgm", ["name"], unique=False, postgresql_using="gin", postgresql_ops={"name": "gin_trgm_ops"}
        )

    op.create_table(
        "product",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("location_id", sa.BigInteger(), nullable=True),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("type", sa.Enum("space", "stuff", "printing", name="unit", native_enum=False, length=32), nullable=False),
        sa.Column("price_cents", sa.BigInteger(), nullable=False),
        sa.Column("price_includes_vat", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        sa.Column(
            "vat_point", sa.Enum("sale", "redemption", name="vatpoint", native_enum=False, length=32), server_default="sale", nullable=False
        ),
        sa.Column("credit_cents", sa.BigInteger(), nullable=True),
        sa.Column("xero_item_code", sa.String(length=30), server_default="", nullable=False),
        sa.Column("is_active", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        sa.Column("public_id", sa.UUID(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint(
            "price_cents >= 0 AND (credit_cents IS NULL OR credit_cents >= 0)", name=op.f("ck_product_amounts_are_not_negative")
        ),
        sa.ForeignKeyConstraint(["location_id"], ["location.id"], name=op.f("fk_product_location_id_location")),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("code", name=op.f("uq_product_code")),
        sa.UniqueConstraint("public_id", name=op.f("uq_product_public_id")),
    )
    with op.batch_alter_table("product", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_product_location_id"), ["location_id"], unique=False)

    op.create_table(
        "space",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("location_id", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("desk_area", "private_office", "studio", name="spacekind", native_enum=False, length=32),
            server_default="desk_area",
            nullable=False,
        ),
        sa.Column("capacity", sa.Integer(), nullable=True),
        sa.Column("public_id", sa.UUID(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("capacity IS NULL OR capacity > 0", name=op.f("ck_space_capacity_is_positive")),
        sa.ForeignKeyConstraint(["location_id"], ["location.id"], name=op.f("fk_space_location_id_location")),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("code", name=op.f("uq_space_code")),
        sa.UniqueConstraint("public_id", name=op.f("uq_space_public_id")),
    )
    with op.batch_alter_table("space", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_space_location_id"), ["location_id"], unique=False)

    op.create_table(
        "ab_user",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("first_name", sa.String(length=64), nullable=False),
        sa.Column("last_name", sa.String(length=64), nullable=False),
        sa.Column("username", sa.String(length=128), nullable=False),
        sa.Column("password", sa.String(length=256), nullable=True),
        sa.Column("active", sa.Boolean(), nullable=True),
        sa.Column("email", sa.String(length=320), nullable=False),
        sa.Column("last_login", sa.DateTime(), nullable=True),
        sa.Column("login_count", sa.Integer(), nullable=True),
        sa.Column("fail_login_count", sa.Integer(), nullable=True),
        sa.Column("created_on", sa.DateTime(), nullable=True),
        sa.Column("changed_on", sa.DateTime(), nullable=True),
        sa.Column("created_by_fk", sa.Integer(), nullable=True),
        sa.Column("changed_by_fk", sa.Integer(), nullable=True),
        sa.Column("organisation_id", sa.BigInteger(), nullable=True),
        sa.Column("location_id", sa.BigInteger(), nullable=True),
        sa.Column("phone", sa.String(length=40), server_default="", nullable=False),
        sa.Column("session_epoch", sa.Integer(), server_default="1", nullable=False),
        sa.Column("locked_until", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["changed_by_fk"], ["ab_user.id"], name=op.f("fk_ab_user_changed_by_fk_ab_user")),
        sa.ForeignKeyConstraint(["created_by_fk"], ["ab_user.id"], name=op.f("fk_ab_user_created_by_fk_ab_user")),
        sa.ForeignKeyConstraint(["location_id"], ["location.id"], name=op.f("fk_ab_user_location_id_location")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_ab_user_organisation_id_organisation")),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("email", name=op.f("uq_ab_user_email")),
        sa.UniqueConstraint("username", name=op.f("uq_ab_user_username")),
    )
    with op.batch_alter_table("ab_user", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_ab_user_location_id"), ["location_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_ab_user_organisation_id"), ["organisation_id"], unique=False)

    op.create_table(
        "adhoc",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("code", sa.String(length=60), nullable=False),
        sa.Column("organisation_id", sa.BigInteger(), nullable=False),
        sa.Column("location_id", sa.BigInteger(), nullable=False),
        sa.Column("date", sa.Date(), nullable=False),
        sa.Column("description", sa.String(length=500), nullable=False),
        sa.Column("quantity", sa.Numeric(precision=12, scale=4), server_default="1", nullable=False),
        sa.Column("unit_price_cents", sa.BigInteger(), nullable=False),
        sa.Column("product_id", sa.BigInteger(), nullable=True),
        sa.Column("invoiced_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("public_id", sa.UUID(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_adhoc_quantity_is_positive")),
        sa.ForeignKeyConstraint(["location_id"], ["location.id"], name=op.f("fk_adhoc_location_id_location")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_adhoc_organisation_id_organisation")),
        sa.ForeignKeyConstraint(["product_id"], ["product.id"], name=op.f("fk_adhoc_product_id_product")),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("code", name=op.f("uq_adhoc_code")),
        sa.UniqueConstraint("public_id", name=op.f("uq_adhoc_public_id")),
    )
    with op.batch_alter_table("adhoc", schema=None) as batch_op:
        batch_op.create_index(
            "adhoc_waiting", ["location_id", "organisation_id", "date"], unique=False, postgresql_where=sa.text("invoiced_at IS NULL")
        )
        batch_op.create_index(batch_op.f("ix_adhoc_organisation_id"), ["organisation_id"], unique=False)

    op.create_table(
        "document",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("organisation_id", sa.BigInteger(), nullable=True),
        sa.Column("location_id", sa.BigInteger(), nullable=True),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("media_type", sa.String(length=100), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.Column("public_id", sa.UUID(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(["location_id"], ["location.id"], name=op.f("fk_document_location_id_location")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_document_organisation_id_organisation")),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("public_id", name=op.f("uq_document_public_id")),
    )
    with op.batch_alter_table("document", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_document_location_id"), ["location_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_document_organisation_id"), ["organisation_id"], unique=False)

    op.create_table(
        "membership_price",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("membership_id", sa.BigInteger(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("primary_cents", sa.BigInteger(), nullable=False),
        sa.Column("extra_cents", sa.BigInteger(), nullable=False),
        sa.Column("retroactive", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("public_id", sa.UUID(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("primary_cents >= 0 AND extra_cents >= 0", name=op.f("ck_membership_price_prices_are_not_negative")),
        sa.ForeignKeyConstraint(["membership_id"], ["membership.id"], name=op.f("fk_membership_price_membership_id_membership")),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("public_id", name=op.f("uq_membership_price_public_id")),
    )
    with op.batch_alter_table("membership_price", schema=None) as batch_op:
        batch_op.create_index("one_price_a_day", ["membership_id", "valid_from"], unique=True, postgresql_nulls_not_distinct=True)

    op.create_table(
        "opening_balance",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("organisation_id", sa.BigInteger(), nullable=False),
        sa.Column("date", sa.Date(), nullable=False),
        sa.Column("document", sa.String(length=60), nullable=False),
        sa.Column("amount_due_cents", sa.BigInteger(), nullable=False),
        sa.Column("public_id", sa.UUID(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_opening_balance_organisation_id_organisation")),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("public_id", name=op.f("uq_opening_balance_public_id")),
    )
    with op.batch_alter_table("opening_balance", schema=None) as batch_op:
        batch_op.create_index("one_balance_a_document", ["organisation_id", "document"], unique=True)

    op.create_table(
        "room",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("location_id", sa.BigInteger(), nullable=False),
        sa.Column("space_id", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("meeting_room", "event_room", "phone_booth", "day_office", name="roomkind", native_enum=False, length=32),
            server_default="meeting_room",
            nullable=False,
        ),
        sa.Column("capacity", sa.Integer(), server_default="1", nullable=False),
        sa.Column("amenities", sa.String(length=500), server_default="", nullable=False),
        sa.Column("opening_hours", sa.String(length=500), server_default="", nullable=False),
        sa.Column("peak_rate_cents", sa.Integer(), server_default="0", nullable=False),
        sa.Column("off_peak_rate_cents", sa.Integer(), server_default="0", nullable=False),
        sa.Column("is_private", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("buffer_minutes", sa.Integer(), server_default="0", nullable=False),
        sa.Column("min_minutes", sa.Integer(), server_default="30", nullable=False),
        sa.Column("max_minutes", sa.Integer(), server_default="1440", nullable=False),
        sa.Column("public_id", sa.UUID(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint(
            "min_minutes > 0 AND max_minutes >= min_minutes AND buffer_minutes >= 0", name=op.f("ck_room_minutes_make_sense")
        ),
        sa.CheckConstraint("peak_rate_cents >= 0 AND off_peak_rate_cents >= 0", name=op.f("ck_room_rates_are_not_negative")),
        sa.ForeignKeyConstraint(["location_id"], ["location.id"], name=op.f("fk_room_location_id_location")),
        sa.ForeignKeyConstraint(["space_id"], ["space.id"], name=op.f("fk_room_space_id_space")),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("code", name=op.f("uq_room_code")),
        sa.UniqueConstraint("public_id", name=op.f("uq_room_public_id")),
    )
    with op.batch_alter_table("room", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_room_location_id"), ["location_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_room_space_id"), ["space_id"], unique=False)

    op.create_table(
        "xero_contact",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("organisation_id", sa.BigInteger(), nullable=False),
        sa.Column("xero_connection_id", sa.BigInteger(), nullable=True),
        sa.Column("contact_id", sa.String(length=40), nullable=False),
        sa.Column("public_id", sa.UUID(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_xero_contact_organisation_id_organisation")),
        sa.ForeignKeyConstraint(
            ["xero_connection_id"], ["xero_connection.id"], name=op.f("fk_xero_contact_xero_connection_id_xero_connection")
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("public_id", name=op.f("uq_xero_contact_public_id")),
    )
    with op.batch_alter_table("xero_contact", schema=None) as batch_op:
        batch_op.create_index(
            "one_contact_a_tenant", ["organisation_id", "xero_connection_id"], unique=True, postgresql_nulls_not_distinct=True
        )

    op.create_table(
        "ab_api_key",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uuid", sa.String(length=36), nullable=False),
        sa.Column("name", sa.String(length=256), nullable=False),
        sa.Column("key_hash", sa.String(length=256), nullable=False),
        sa.Column("lookup_hash", sa.String(length=256), nullable=True),
        sa.Column("key_prefix", sa.String(length=16), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("scopes", sa.Text(), nullable=True),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("created_on", sa.DateTime(), nullable=True),
        sa.Column("expires_on", sa.DateTime(), nullable=True),
        sa.Column("revoked_on", sa.DateTime(), nullable=True),
        sa.Column("last_used_on", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(["user_id"], ["ab_user.id"], name=op.f("fk_ab_api_key_user_id_ab_user"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("lookup_hash", name=op.f("uq_ab_api_key_lookup_hash")),
        sa.UniqueConstraint("uuid", name=op.f("uq_ab_api_key_uuid")),
    )
    with op.batch_alter_table("ab_api_key", schema=None) as batch_op:
        batch_op.create_index("idx_api_key_lookup_hash", ["lookup_hash"], unique=True)
        batch_op.create_index("idx_api_key_prefix", ["key_prefix"], unique=False)
        batch_op.create_index("idx_api_key_user_id", ["user_id"], unique=False)

    op.create_table(
        "ab_user_group",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("group_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["group_id"], ["ab_group.id"], name=op.f("fk_ab_user_group_group_id_ab_group"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["user_id"], ["ab_user.id"], name=op.f("fk_ab_user_group_user_id_ab_user"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("user_id", "group_id", name=op.f("uq_ab_user_group_user_id_group_id")),
    )
    with op.batch_alter_table("ab_user_group", schema=None) as batch_op:
        batch_op.create_index("idx_user_group_id", ["group_id"], unique=False)
        batch_op.create_index("idx_user_id", ["user_id"], unique=False)

    op.create_table(
        "ab_user_role",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("role_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["role_id"], ["ab_role.id"], name=op.f("fk_ab_user_role_role_id_ab_role"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["user_id"], ["ab_user.id"], name=op.f("fk_ab_user_role_user_id_ab_user"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("user_id", "role_id", name=op.f("uq_ab_user_role_user_id_role_id")),
    )
    op.create_table(
        "invoice_run",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("location_id", sa.BigInteger(), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("sequence", sa.Integer(), server_default="1", nullable=False),
        sa.Column("cut_off", sa.Date(), nullable=False),
        sa.Column(
            "status",
            sa.Enum("draft", "previewed", "approved", "running", "done", "partial", name="runstatus", native_enum=False, length=32),
            server_default="draft",
            nullable=False,
        ),
        sa.Column("fingerprint", sa.String(length=64), server_default="", nullable=False),
        sa.Column("organisations", sa.Integer(), server_default="0", nullable=False),
        sa.Column("net_cents", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("vat_cents", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("total_cents", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("previous_net_cents", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("previewed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("approval_asked_by_id", sa.Integer(), nullable=True),
        sa.Column("approval_asked_fingerprint", sa.String(length=64), server_default="", nullable=False),
        sa.Column("approved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("approved_by", sa.String(length=200), server_default="", nullable=False),
        sa.Column("paused_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("send_wanted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("public_id", sa.UUID(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("sequence > 0", name=op.f("ck_invoice_run_sequence_is_positive")),
        sa.ForeignKeyConstraint(["approval_asked_by_id"], ["ab_user.id"], name=op.f("fk_invoice_run_approval_asked_by_id_ab_user")),
        sa.ForeignKeyConstraint(["location_id"], ["location.id"], name=op.f("fk_invoice_run_location_id_location")),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("public_id", name=op.f("uq_invoice_run_public_id")),
    )
    with op.batch_alter_table("invoice_run", schema=None) as batch_op:
        batch_op.create_index("one_run_a_sequence", ["location_id", "month", "sequence"], unique=True)

    op.create_table(
        "license",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("code", sa.String(length=60), nullable=False),
        sa.Column("location_id", sa.BigInteger(), nullable=False),
        sa.Column("organisation_id", sa.BigInteger(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("membership_id", sa.BigInteger(), nullable=False),
        sa.Column("space_id", sa.BigInteger(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("commitment_months", sa.Integer(), nullable=True),
        sa.Column("commitment_start", sa.Date(), nullable=True),
        sa.Column("custom_price_cents", sa.BigInteger(), nullable=True),
        sa.Column("custom_price_end", sa.Date(), nullable=True),
        sa.Column("custom_price_reason", sa.String(length=500), server_default="", nullable=False),
        sa.Column("custom_price_by", sa.String(length=200), server_default="", nullable=False),
        sa.Column("net_price", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("escalation_percent", sa.Numeric(precision=6, scale=3), nullable=True),
        sa.Column("escalation_date", sa.Date(), nullable=True),
        sa.Column("occupancy_reason", sa.String(length=500), server_default="", nullable=False),
        sa.Column("replaces_id", sa.BigInteger(), nullable=True),
        sa.Column("touched_at", sa.DateTime(timezone=True), server_default=sa.text("clock_timestamp()"), nullable=False),
        sa.Column("public_id", sa.UUID(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("commitment_months IS NULL OR commitment_months >= 0", name=op.f("ck_license_commitment_is_not_negative")),
        sa.CheckConstraint("custom_price_cents IS NULL OR custom_price_cents >= 0", name=op.f("ck_license_custom_price_is_not_negative")),
        sa.CheckConstraint("ends_on IS NULL OR ends_on >= starts_on", name=op.f("ck_license_ends_after_start")),
        sa.ForeignKeyConstraint(["location_id"], ["location.id"], name=op.f("fk_license_location_id_location")),
        sa.ForeignKeyConstraint(["membership_id"], ["membership.id"], name=op.f("fk_license_membership_id_membership")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_license_organisation_id_organisation")),
        sa.ForeignKeyConstraint(["replaces_id"], ["license.id"], name=op.f("fk_license_replaces_id_license")),
        sa.ForeignKeyConstraint(["space_id"], ["space.id"], name=op.f("fk_license_space_id_space")),
        sa.ForeignKeyConstraint(["user_id"], ["ab_user.id"], name=op.f("fk_license_user_id_ab_user")),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("code", name=op.f("uq_license_code")),
        sa.UniqueConstraint("public_id", name=op.f("uq_license_public_id")),
    )
    with op.batch_alter_table("license", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_license_membership_id"), ["membership_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_license_organisation_id"), ["organisation_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_license_replaces_id"), ["replaces_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_license_space_id"), ["space_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_license_user_id"), ["user_id"], unique=False)
        batch_op.create_index("license_billing", ["location_id", "organisation_id", "starts_on"], unique=False)

    op.create_table(
        "user_location",
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("location_id", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["location_id"], ["location.id"], name=op.f("fk_user_location_location_id_location"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["user_id"], ["ab_user.id"], name=op.f("fk_user_location_user_id_ab_user"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("user_id", "location_id"),
    )
    op.create_table(
        "discount",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("code", sa.String(length=60), nullable=False),
        sa.Column("organisation_id", sa.BigInteger(), nullable=True),
        sa.Column("license_id", sa.BigInteger(), nullable=True),
        sa.Column("membership_id", sa.BigInteger(), nullable=True),
        sa.Column("product_id", sa.BigInteger(), nullable=True),
        sa.Column("percent", sa.Numeric(precision=7, scale=4), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=True),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("granted_by", sa.String(length=200), server_default="", nullable=False),
        sa.Column("public_id", sa.UUID(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("ends_on IS NULL OR starts_on IS NULL OR ends_on >= starts_on", name=op.f("ck_discount_ends_after_start")),
        sa.CheckConstraint(
            "num_nonnulls(organisation_id, license_id, membership_id, product_id) > 0", name=op.f("ck_discount_applies_to_something")
        ),
        sa.CheckConstraint("percent >= 0 AND percent <= 100", name=op.f("ck_discount_percent_is_percent")),
        sa.ForeignKeyConstraint(["license_id"], ["license.id"], name=op.f("fk_discount_license_id_license")),
        sa.ForeignKeyConstraint(["membership_id"], ["membership.id"], name=op.f("fk_discount_membership_id_membership")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_discount_organisation_id_organisation")),
        sa.ForeignKeyConstraint(["product_id"], ["product.id"], name=op.f("fk_discount_product_id_product")),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("code", name=op.f("uq_discount_code")),
        sa.UniqueConstraint("public_id", name=op.f("uq_discount_public_id")),
    )
    with op.batch_alter_table("discount", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_discount_license_id"), ["license_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_discount_membership_id"), ["membership_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_discount_organisation_id"), ["organisation_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_discount_product_id"), ["product_id"], unique=False)

    op.create_table(
        "invoice",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("organisation_id", sa.BigInteger(), nullable=False),
        sa.Column("location_id", sa.BigInteger(), nullable=False),
        sa.Column("run_id", sa.BigInteger(), nullable=True),
        sa.Column(
            "kind",
            sa.Enum("monthly", "purchase", "manual", name="invoicekind", native_enum=False, length=32),
            server_default="monthly",
            nullable=False,
        ),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("number", sa.String(length=40), nullable=True),
        sa.Column(
            "status",
            sa.Enum(
                "draft",
                "subscription_locked",
                "sent",
                "part_paid",
                "paid",
                "credited",
                "void",
                name="invoicestatus",
                native_enum=False,
                length=32,
            ),
            server_default="draft",
            nullable=False,
        ),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("net_cents", sa.BigInteger(), nullable=False),
        sa.Column("vat_cents", sa.BigInteger(), nullable=False),
        sa.Column("total_cents", sa.BigInteger(), nullable=False),
        sa.Column("credited_cents", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("paid_cents", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("reference", sa.String(length=60), server_default="", nullable=False),
        sa.Column("seller", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("buyer", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("content_hash", sa.String(length=64), server_default="", nullable=False),
        sa.Column("locked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("send_wanted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("xero_id", sa.String(length=40), nullable=True),
        sa.Column("document_id", sa.BigInteger(), nullable=True),
        sa.Column("void_reason", sa.String(length=500), server_default="", nullable=False),
        sa.Column("public_id", sa.UUID(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("status <> 'void' OR void_reason <> ''", name=op.f("ck_invoice_void_has_reason")),
        sa.CheckConstraint("status IN ('draft', 'void') OR number IS NOT NULL", name=op.f("ck_invoice_approved_has_number")),
        sa.CheckConstraint("credited_cents BETWEEN 0 AND total_cents AND paid_cents >= 0", name=op.f("ck_invoice_credited_within_total")),
        sa.CheckConstraint("total_cents = net_cents + vat_cents", name=op.f("ck_invoice_total_is_net_and_vat")),
        sa.CheckConstraint("total_cents >= 0", name=op.f("ck_invoice_never_negative")),
        sa.ForeignKeyConstraint(["document_id"], ["document.id"], name=op.f("fk_invoice_document_id_document")),
        sa.ForeignKeyConstraint(["location_id"], ["location.id"], name=op.f("fk_invoice_location_id_location")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_invoice_organisation_id_organisation")),
        sa.ForeignKeyConstraint(["run_id"], ["invoice_run.id"], name=op.f("fk_invoice_run_id_invoice_run")),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("number", name=op.f("uq_invoice_number")),
        sa.UniqueConstraint("public_id", name=op.f("uq_invoice_public_id")),
    )
    with op.batch_alter_table("invoice", schema=None) as batch_op:
        batch_op.create_index(
            "invoice_locked", ["organisation_id", "location_id"], unique=False, postgresql_where=sa.text("status = 'subscription_locked'")
        )
        batch_op.create_index(
            "invoice_number_trgm", ["number"], unique=False, postgresql_using="gin", postgresql_ops={"number": "gin_trgm_ops"}
        )
        batch_op.create_index("invoice_of_location", ["location_id", "month"], unique=False)
        batch_op.create_index(batch_op.f("ix_invoice_organisation_id"), ["organisation_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_invoice_run_id"), ["run_id"], unique=False)
        batch_op.create_index(
            "one_invoice_a_month",
            ["organisation_id", "location_id", "month"],
            unique=True,
            postgresql_where=sa.text("kind = 'monthly' AND status <> 'void'"),
        )

    op.create_table(
        "license_pause",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("license_id", sa.BigInteger(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("public_id", sa.UUID(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("ends_on IS NULL OR ends_on >= starts_on", name=op.f("ck_license_pause_ends_after_start")),
        sa.ForeignKeyConstraint(["license_id"], ["license.id"], name=op.f("fk_license_pause_license_id_license")),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("public_id", name=op.f("uq_license_pause_public_id")),
    )
    with op.batch_alter_table("license_pause", schema=None) as batch_op:
        batch_op.create_index("one_pause_a_day", ["license_id", "starts_on"], unique=True)

    op.create_table(
        "license_price",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("license_id", sa.BigInteger(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("primary_cents", sa.BigInteger(), nullable=False),
        sa.Column("extra_cents", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.String(length=500), server_default="", nullable=False),
        sa.Column("public_id", sa.UUID(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("primary_cents >= 0 AND extra_cents >= 0", name=op.f("ck_license_price_prices_are_not_negative")),
        sa.ForeignKeyConstraint(["license_id"], ["license.id"], name=op.f("fk_license_price_license_id_license")),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("public_id", name=op.f("uq_license_price_public_id")),
    )
    with op.batch_alter_table("license_price", schema=None) as batch_op:
        batch_op.create_index("one_license_price_a_day", ["license_id", "valid_from"], unique=True)

    op.create_table(
        "line_item",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("code", sa.String(length=60), nullable=False),
        sa.Column("organisation_id", sa.BigInteger(), nullable=False),
        sa.Column("location_id", sa.BigInteger(), nullable=False),
        sa.Column("license_id", sa.BigInteger(), nullable=True),
        sa.Column("description", sa.String(length=500), nullable=False),
        sa.Column("price_cents", sa.BigInteger(), nullable=True),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("xero_item_code", sa.String(length=30), server_default="", nullable=False),
        sa.Column("public_id", sa.UUID(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("(license_id IS NULL) = (price_cents IS NOT NULL)", name=op.f("ck_line_item_priced_by_license_or_by_hand")),
        sa.CheckConstraint("ends_on IS NULL OR ends_on >= starts_on", name=op.f("ck_line_item_ends_after_start")),
        sa.ForeignKeyConstraint(["license_id"], ["license.id"], name=op.f("fk_line_item_license_id_license")),
        sa.ForeignKeyConstraint(["location_id"], ["location.id"], name=op.f("fk_line_item_location_id_location")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_line_item_organisation_id_organisation")),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("code", name=op.f("uq_line_item_code")),
        sa.UniqueConstraint("public_id", name=op.f("uq_line_item_public_id")),
    )
    with op.batch_alter_table("line_item", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_line_item_organisation_id"), ["organisation_id"], unique=False)
        batch_op.create_index("line_item_billing", ["location_id", "organisation_id"], unique=False)
        batch_op.create_index("one_line_item_a_license", ["license_id"], unique=True, postgresql_where=sa.text("license_id IS NOT NULL"))

    op.create_table(
        "credit_note",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("organisation_id", sa.BigInteger(), nullable=False),
        sa.Column("location_id", sa.BigInteger(), nullable=False),
        sa.Column("invoice_id", sa.BigInteger(), nullable=True),
        sa.Column("run_id", sa.BigInteger(), nullable=True),
        sa.Column(
            "kind",
            sa.Enum("run", "correction", "goodwill", name="creditnotekind", native_enum=False, length=32),
            server_default="correction",
            nullable=False,
        ),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("number", sa.String(length=40), nullable=False),
        sa.Column(
            "status",
            sa.Enum("approved", "sent", name="creditnotestatus", native_enum=False, length=32),
            server_default="approved",
            nullable=False,
        ),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=False),
        sa.Column("net_cents", sa.BigInteger(), nullable=False),
        sa.Column("vat_cents", sa.BigInteger(), nullable=False),
        sa.Column("total_cents", sa.BigInteger(), nullable=False),
        sa.Column("applied_cents", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("seller", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("buyer", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("content_hash", sa.String(length=64), server_default="", nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("send_wanted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("xero_id", sa.String(length=40), nullable=True),
        sa.Column("document_id", sa.BigInteger(), nullable=True),
        sa.Column("public_id", sa.UUID(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("total_cents = net_cents + vat_cents", name=op.f("ck_credit_note_total_is_net_and_vat")),
        sa.CheckConstraint(
            "total_cents >= 0 AND applied_cents BETWEEN 0 AND total_cents", name=op.f("ck_credit_note_applied_within_total")
        ),
        sa.ForeignKeyConstraint(["document_id"], ["document.id"], name=op.f("fk_credit_note_document_id_document")),
        sa.ForeignKeyConstraint(["invoice_id"], ["invoice.id"], name=op.f("fk_credit_note_invoice_id_invoice")),
        sa.ForeignKeyConstraint(["location_id"], ["location.id"], name=op.f("fk_credit_note_location_id_location")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_credit_note_organisation_id_organisation")),
        sa.ForeignKeyConstraint(["run_id"], ["invoice_run.id"], name=op.f("fk_credit_note_run_id_invoice_run")),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("number", name=op.f("uq_credit_note_number")),
        sa.UniqueConstraint("public_id", name=op.f("uq_credit_note_public_id")),
    )
    with op.batch_alter_table("credit_note", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_credit_note_invoice_id"), ["invoice_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_credit_note_location_id"), ["location_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_credit_note_organisation_id"), ["organisation_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_credit_note_run_id"), ["run_id"], unique=False)
        batch_op.create_index(
            "one_run_credit_a_month",
            ["organisation_id", "location_id", "month"],
            unique=True,
            postgresql_where=sa.text("run_id IS NOT NULL"),
        )

    op.create_table(
        "invoice_line",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("invoice_id", sa.BigInteger(), nullable=False),
        sa.Column("key", sa.String(length=120), nullable=True),
        sa.Column("license_id", sa.BigInteger(), nullable=True),
        sa.Column("line_item_id", sa.BigInteger(), nullable=True),
        sa.Column("adhoc_id", sa.BigInteger(), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("license", "recurring", "correction", "adhoc", "manual", name="linekind", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("description", sa.String(length=1000), nullable=False),
        sa.Column("service_month", sa.Date(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=True),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("days", sa.Integer(), nullable=True),
        sa.Column("of_days", sa.Integer(), nullable=True),
        sa.Column("quantity", sa.Numeric(precision=12, scale=4), nullable=True),
        sa.Column("price_cents", sa.BigInteger(), nullable=True),
        sa.Column("role", sa.String(length=10), nullable=True),
        sa.Column("factors", postgresql.JSONB(astext_type=sa.Text()), server_default="[]", nullable=False),
        sa.Column("before_days", sa.Integer(), server_default="0", nullable=False),
        sa.Column("billed_cents", sa.BigInteger(), nullable=True),
        sa.Column("parts", postgresql.JSONB(astext_type=sa.Text()), server_default="[]", nullable=False),
        sa.Column("net_cents", sa.BigInteger(), nullable=False),
        sa.Column("vat_cents", sa.BigInteger(), nullable=False),
        sa.Column("vat_percent", sa.Numeric(precision=6, scale=3), nullable=False),
        sa.Column("tax_type", sa.String(length=50), server_default="", nullable=False),
        sa.Column("item_code", sa.String(length=30), server_default="", nullable=False),
        sa.Column("xero_line_id", sa.String(length=40), nullable=True),
        sa.CheckConstraint("kind NOT IN ('license') OR license_id IS NOT NULL", name=op.f("ck_invoice_line_license_line_has_license")),
        sa.ForeignKeyConstraint(["adhoc_id"], ["adhoc.id"], name=op.f("fk_invoice_line_adhoc_id_adhoc")),
        sa.ForeignKeyConstraint(["invoice_id"], ["invoice.id"], name=op.f("fk_invoice_line_invoice_id_invoice")),
        sa.ForeignKeyConstraint(["line_item_id"], ["line_item.id"], name=op.f("fk_invoice_line_line_item_id_line_item")),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("invoice_line", schema=None) as batch_op:
        batch_op.create_index("line_of_adhoc", ["adhoc_id"], unique=False, postgresql_where=sa.text("adhoc_id IS NOT NULL"))
        batch_op.create_index("line_of_invoice", ["invoice_id", "position"], unique=True)
        batch_op.create_index("line_of_license", ["license_id", "service_month"], unique=False)
        batch_op.create_index("one_line_a_charge", ["key"], unique=True, postgresql_where=sa.text("key IS NOT NULL"))

    op.create_table(
        "credit_note_line",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("credit_note_id", sa.BigInteger(), nullable=False),
        sa.Column("key", sa.String(length=120), nullable=True),
        sa.Column("invoice_line_id", sa.BigInteger(), nullable=True),
        sa.Column("license_id", sa.BigInteger(), nullable=True),
        sa.Column("line_item_id", sa.BigInteger(), nullable=True),
        sa.Column("adhoc_id", sa.BigInteger(), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("license", "recurring", "correction", "adhoc", "manual", name="linekind", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("description", sa.String(length=1000), nullable=False),
        sa.Column("service_month", sa.Date(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=True),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("days", sa.Integer(), nullable=True),
        sa.Column("of_days", sa.Integer(), nullable=True),
        sa.Column("quantity", sa.Numeric(precision=12, scale=4), nullable=True),
        sa.Column("price_cents", sa.BigInteger(), nullable=True),
        sa.Column("role", sa.String(length=10), nullable=True),
        sa.Column("factors", postgresql.JSONB(astext_type=sa.Text()), server_default="[]", nullable=False),
        sa.Column("before_days", sa.Integer(), server_default="0", nullable=False),
        sa.Column("billed_cents", sa.BigInteger(), nullable=True),
        sa.Column("parts", postgresql.JSONB(astext_type=sa.Text()), server_default="[]", nullable=False),
        sa.Column("net_cents", sa.BigInteger(), nullable=False),
        sa.Column("vat_cents", sa.BigInteger(), nullable=False),
        sa.Column("vat_percent", sa.Numeric(precision=6, scale=3), nullable=False),
        sa.Column("tax_type", sa.String(length=50), server_default="", nullable=False),
        sa.Column("item_code", sa.String(length=30), server_default="", nullable=False),
        sa.Column("xero_line_id", sa.String(length=40), nullable=True),
        sa.ForeignKeyConstraint(["adhoc_id"], ["adhoc.id"], name=op.f("fk_credit_note_line_adhoc_id_adhoc")),
        sa.ForeignKeyConstraint(["credit_note_id"], ["credit_note.id"], name=op.f("fk_credit_note_line_credit_note_id_credit_note")),
        sa.ForeignKeyConstraint(["invoice_line_id"], ["invoice_line.id"], name=op.f("fk_credit_note_line_invoice_line_id_invoice_line")),
        sa.ForeignKeyConstraint(["license_id"], ["license.id"], name=op.f("fk_credit_note_line_license_id_license")),
        sa.ForeignKeyConstraint(["line_item_id"], ["line_item.id"], name=op.f("fk_credit_note_line_line_item_id_line_item")),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("credit_note_line", schema=None) as batch_op:
        batch_op.create_index("credit_line_of_license", ["license_id", "service_month"], unique=False)
        batch_op.create_index(batch_op.f("ix_credit_note_line_invoice_line_id"), ["invoice_line_id"], unique=False)
        batch_op.create_index("line_of_credit_note", ["credit_note_id", "position"], unique=True)
        batch_op.create_index("one_credit_line_a_charge", ["key"], unique=True, postgresql_where=sa.text("key IS NOT NULL"))

    op.create_table(
        "delivery",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("run_id", sa.BigInteger(), nullable=True),
        sa.Column("invoice_id", sa.BigInteger(), nullable=True),
        sa.Column("credit_note_id", sa.BigInteger(), nullable=True),
        sa.Column("location_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.Enum("invoice", "credit_note", name="deliverykind", native_enum=False, length=32), nullable=False),
        sa.Column("address", sa.String(length=255), nullable=False),
        sa.Column(
            "state",
            sa.Enum("todo", "sending", "sent", "failed", "unknown", "withheld", name="deliverystate", native_enum=False, length=32),
            server_default="todo",
            nullable=False,
        ),
        sa.Column("key", sa.String(length=300), nullable=False),
        sa.Column("message_id", sa.String(length=255), nullable=False),
        sa.Column("attempt", sa.Integer(), server_default="0", nullable=False),
        sa.Column("reason", sa.String(length=1000), server_default="", nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by", sa.String(length=200), server_default="", nullable=False),
        sa.Column("public_id", sa.UUID(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("num_nonnulls(invoice_id, credit_note_id) = 1", name=op.f("ck_delivery_of_one_document")),
        sa.ForeignKeyConstraint(["credit_note_id"], ["credit_note.id"], name=op.f("fk_delivery_credit_note_id_credit_note")),
        sa.ForeignKeyConstraint(["invoice_id"], ["invoice.id"], name=op.f("fk_delivery_invoice_id_invoice")),
        sa.ForeignKeyConstraint(["location_id"], ["location.id"], name=op.f("fk_delivery_location_id_location")),
        sa.ForeignKeyConstraint(["run_id"], ["invoice_run.id"], name=op.f("fk_delivery_run_id_invoice_run")),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("key", name=op.f("uq_delivery_key")),
        sa.UniqueConstraint("message_id", name=op.f("uq_delivery_message_id")),
        sa.UniqueConstraint("public_id", name=op.f("uq_delivery_public_id")),
    )
    with op.batch_alter_table("delivery", schema=None) as batch_op:
        batch_op.create_index("delivery_open", ["run_id"], unique=False, postgresql_where=sa.text("state NOT IN ('sent', 'withheld')"))
        batch_op.create_index(batch_op.f("ix_delivery_credit_note_id"), ["credit_note_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_delivery_invoice_id"), ["invoice_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_delivery_location_id"), ["location_id"], unique=False)

    op.create_table(
        "run_organisation",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("run_id", sa.BigInteger(), nullable=False),
        sa.Column("organisation_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "decision",
            sa.Enum("open", "left_out", "approved", name="decision", native_enum=False, length=32),
            server_default="open",
            nullable=False,
        ),
        sa.Column("left_out_reason", sa.String(length=500), server_default="", nullable=False),
        sa.Column("decided_by", sa.String(length=200), server_default="", nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("volume_count", sa.Integer(), server_default="0", nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("net_cents", sa.BigInteger(), nullable=False),
        sa.Column("vat_cents", sa.BigInteger(), nullable=False),
        sa.Column("total_cents", sa.BigInteger(), nullable=False),
        sa.Column("previous_net_cents", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("licenses", sa.Integer(), server_default="0", nullable=False),
        sa.Column("warnings", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("causes", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("lines", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("invoice_id", sa.BigInteger(), nullable=True),
        sa.Column("credit_note_id", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("decision <> 'left_out' OR left_out_reason <> ''", name=op.f("ck_run_organisation_left_out_has_reason")),
        sa.ForeignKeyConstraint(["credit_note_id"], ["credit_note.id"], name=op.f("fk_run_organisation_credit_note_id_credit_note")),
        sa.ForeignKeyConstraint(["invoice_id"], ["invoice.id"], name=op.f("fk_run_organisation_invoice_id_invoice")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_run_organisation_organisation_id_organisation")),
        sa.ForeignKeyConstraint(["run_id"], ["invoice_run.id"], name=op.f("fk_run_organisation_run_id_invoice_run")),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("run_organisation", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_run_organisation_credit_note_id"), ["credit_note_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_run_organisation_invoice_id"), ["invoice_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_run_organisation_organisation_id"), ["organisation_id"], unique=False)
        batch_op.create_index("one_row_an_organisation", ["run_id", "organisation_id"], unique=True)

    op.create_table(
        "step",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("run_id", sa.BigInteger(), nullable=True),
        sa.Column("invoice_id", sa.BigInteger(), nullable=True),
        sa.Column("credit_note_id", sa.BigInteger(), nullable=True),
        sa.Column("name", sa.Enum("xero_create", "xero_check", "pdf", name="stepname", native_enum=False, length=32), nullable=False),
        sa.Column(
            "state",
            sa.Enum("todo", "doing", "done", "failed", "unknown", name="stepstate", native_enum=False, length=32),
            server_default="todo",
            nullable=False,
        ),
        sa.Column("key", sa.String(length=120), nullable=False),
        sa.Column("call_key", sa.String(length=120), nullable=True),
        sa.Column("attempt", sa.Integer(), server_default="0", nullable=False),
        sa.Column("external_id", sa.String(length=60), nullable=True),
        sa.Column("reason", sa.String(length=1000), server_default="", nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("num_nonnulls(invoice_id, credit_note_id) = 1", name=op.f("ck_step_of_one_document")),
        sa.ForeignKeyConstraint(["credit_note_id"], ["credit_note.id"], name=op.f("fk_step_credit_note_id_credit_note")),
        sa.ForeignKeyConstraint(["invoice_id"], ["invoice.id"], name=op.f("fk_step_invoice_id_invoice")),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("key", name=op.f("uq_step_key")),
    )
    with op.batch_alter_table("step", schema=None) as batch_op:
        batch_op.create_index(
            "one_step_a_credit_note", ["credit_note_id", "name"], unique=True, postgresql_where=sa.text("credit_note_id IS NOT NULL")
        )
        batch_op.create_index(
            "one_step_an_invoice", ["invoice_id", "name"], unique=True, postgresql_where=sa.text("invoice_id IS NOT NULL")
        )
        batch_op.create_index("step_open", ["run_id", "name"], unique=False, postgresql_where=sa.text("state <> 'done'"))


def downgrade() -> None:
    with op.batch_alter_table("step", schema=None) as batch_op:
        batch_op.drop_index("step_open", postgresql_where=sa.text("state <> 'done'"))
        batch_op.drop_index("one_step_an_invoice", postgresql_where=sa.text("invoice_id IS NOT NULL"))
        batch_op.drop_index("one_step_a_credit_note", postgresql_where=sa.text("credit_note_id IS NOT NULL"))

    op.drop_table("step")
    with op.batch_alter_table("run_organisation", schema=None) as batch_op:
        batch_op.drop_index("one_row_an_organisation")
        batch_op.drop_index(batch_op.f("ix_run_organisation_organisation_id"))
        batch_op.drop_index(batch_op.f("ix_run_organisation_invoice_id"))
        batch_op.drop_index(batch_op.f("ix_run_organisation_credit_note_id"))

    op.drop_table("run_organisation")
    with op.batch_alter_table("delivery", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_delivery_location_id"))
        batch_op.drop_index(batch_op.f("ix_delivery_invoice_id"))
        batch_op.drop_index(batch_op.f("ix_delivery_credit_note_id"))
        batch_op.drop_index("delivery_open", postgresql_where=sa.text("state NOT IN ('sent', 'withheld')"))

    op.drop_table("delivery")
    with op.batch_alter_table("credit_note_line", schema=None) as batch_op:
        batch_op.drop_index("one_credit_line_a_charge", postgresql_where=sa.text("key IS NOT NULL"))
        batch_op.drop_index("line_of_credit_note")
        batch_op.drop_index(batch_op.f("ix_credit_note_line_invoice_line_id"))
        batch_op.drop_index("credit_line_of_license")

    op.drop_table("credit_note_line")
    with op.batch_alter_table("invoice_line", schema=None) as batch_op:
        batch_op.drop_index("one_line_a_charge", postgresql_where=sa.text("key IS NOT NULL"))
        batch_op.drop_index("line_of_license")
        batch_op.drop_index("line_of_invoice")
        batch_op.drop_index("line_of_adhoc", postgresql_where=sa.text("adhoc_id IS NOT NULL"))

    op.drop_table("invoice_line")
    with op.batch_alter_table("credit_note", schema=None) as batch_op:
        batch_op.drop_index("one_run_credit_a_month", postgresql_where=sa.text("run_id IS NOT NULL"))
        batch_op.drop_index(batch_op.f("ix_credit_note_run_id"))
        batch_op.drop_index(batch_op.f("ix_credit_note_organisation_id"))
        batch_op.drop_index(batch_op.f("ix_credit_note_location_id"))
        batch_op.drop_index(batch_op.f("ix_credit_note_invoice_id"))

    op.drop_table("credit_note")
    with op.batch_alter_table("line_item", schema=None) as batch_op:
        batch_op.drop_index("one_line_item_a_license", postgresql_where=sa.text("license_id IS NOT NULL"))
        batch_op.drop_index("line_item_billing")
        batch_op.drop_index(batch_op.f("ix_line_item_organisation_id"))

    op.drop_table("line_item")
    with op.batch_alter_table("license_price", schema=None) as batch_op:
        batch_op.drop_index("one_license_price_a_day")

    op.drop_table("license_price")
    with op.batch_alter_table("license_pause", schema=None) as batch_op:
        batch_op.drop_index("one_pause_a_day")

    op.drop_table("license_pause")
    with op.batch_alter_table("invoice", schema=None) as batch_op:
        batch_op.drop_index("one_invoice_a_month", postgresql_where=sa.text("kind = 'monthly' AND status <> 'void'"))
        batch_op.drop_index(batch_op.f("ix_invoice_run_id"))
        batch_op.drop_index(batch_op.f("ix_invoice_organisation_id"))
        batch_op.drop_index("invoice_of_location")
        batch_op.drop_index("invoice_number_trgm", postgresql_using="gin", postgresql_ops={"number": "gin_trgm_ops"})
        batch_op.drop_index("invoice_locked", postgresql_where=sa.text("status = 'subscription_locked'"))

    op.drop_table("invoice")
    with op.batch_alter_table("discount", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_discount_product_id"))
        batch_op.drop_index(batch_op.f("ix_discount_organisation_id"))
        batch_op.drop_index(batch_op.f("ix_discount_membership_id"))
        batch_op.drop_index(batch_op.f("ix_discount_license_id"))

    op.drop_table("discount")
    op.drop_table("user_location")
    with op.batch_alter_table("license", schema=None) as batch_op:
        batch_op.drop_index("license_billing")
        batch_op.drop_index(batch_op.f("ix_license_user_id"))
        batch_op.drop_index(batch_op.f("ix_license_space_id"))
        batch_op.drop_index(batch_op.f("ix_license_replaces_id"))
        batch_op.drop_index(batch_op.f("ix_license_organisation_id"))
        batch_op.drop_index(batch_op.f("ix_license_membership_id"))

    op.drop_table("license")
    with op.batch_alter_table("invoice_run", schema=None) as batch_op:
        batch_op.drop_index("one_run_a_sequence")

    op.drop_table("invoice_run")
    op.drop_table("ab_user_role")
    with op.batch_alter_table("ab_user_group", schema=None) as batch_op:
        batch_op.drop_index("idx_user_id")
        batch_op.drop_index("idx_user_group_id")

    op.drop_table("ab_user_group")
    with op.batch_alter_table("ab_api_key", schema=None) as batch_op:
        batch_op.drop_index("idx_api_key_user_id")
        batch_op.drop_index("idx_api_key_prefix")
        batch_op.drop_index("idx_api_key_lookup_hash")

    op.drop_table("ab_api_key")
    with op.batch_alter_table("xero_contact", schema=None) as batch_op:
        batch_op.drop_index("one_contact_a_tenant", postgresql_nulls_not_distinct=True)

    op.drop_table("xero_contact")
    with op.batch_alter_table("room", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_room_space_id"))
        batch_op.drop_index(batch_op.f("ix_room_location_id"))

    op.drop_table("room")
    with op.batch_alter_table("opening_balance", schema=None) as batch_op:
        batch_op.drop_index("one_balance_a_document")

    op.drop_table("opening_balance")
    with op.batch_alter_table("membership_price", schema=None) as batch_op:
        batch_op.drop_index("one_price_a_day", postgresql_nulls_not_distinct=True)

    op.drop_table("membership_price")
    with op.batch_alter_table("document", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_document_organisation_id"))
        batch_op.drop_index(batch_op.f("ix_document_location_id"))

    op.drop_table("document")
    with op.batch_alter_table("adhoc", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_adhoc_organisation_id"))
        batch_op.drop_index("adhoc_waiting", postgresql_where=sa.text("invoiced_at IS NULL"))

    op.drop_table("adhoc")
    with op.batch_alter_table("ab_user", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_ab_user_organisation_id"))
        batch_op.drop_index(batch_op.f("ix_ab_user_location_id"))

    op.drop_table("ab_user")
    with op.batch_alter_table("space", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_space_location_id"))

    op.drop_table("space")
    with op.batch_alter_table("product", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_product_location_id"))

    op.drop_table("product")
    with op.batch_alter_table("organisation", schema=None) as batch_op:
        batch_op.drop_index("organisation_name_trgm", postgresql_using="gin", postgresql_ops={"name": "gin_trgm_ops"})
        batch_op.drop_index("organisation_name_prefix", postgresql_ops={"lower(name)": "text_pattern_ops"})
        batch_op.drop_index("organisation_code_trgm", postgresql_using="gin", postgresql_ops={"code": "gin_trgm_ops"})
        batch_op.drop_index("organisation_by_name")
        batch_op.drop_index(batch_op.f("ix_organisation_location_id"))

    op.drop_table("organisation")
    with op.batch_alter_table("month_close", schema=None) as batch_op:
        batch_op.drop_index("one_close_a_month")

    op.drop_table("month_close")
    with op.batch_alter_table("membership", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_membership_location_id"))

    op.drop_table("membership")
    with op.batch_alter_table("ab_permission_view_role", schema=None) as batch_op:
        batch_op.drop_index("idx_role_id")
        batch_op.drop_index("idx_permission_view_id")

    op.drop_table("ab_permission_view_role")
    with op.batch_alter_table("schedule_slot", schema=None) as batch_op:
        batch_op.drop_index("one_run_a_slot")

    op.drop_table("schedule_slot")
    with op.batch_alter_table("location", schema=None) as batch_op:
        batch_op.drop_index("one_headquarters", postgresql_where=sa.text("is_headquarters"))

    op.drop_table("location")
    with op.batch_alter_table("ab_permission_view", schema=None) as batch_op:
        batch_op.drop_index("idx_view_menu_id")
        batch_op.drop_index("idx_permission_id")

    op.drop_table("ab_permission_view")
    with op.batch_alter_table("ab_group_role", schema=None) as batch_op:
        batch_op.drop_index("idx_group_role_id")
        batch_op.drop_index("idx_group_id")

    op.drop_table("ab_group_role")
    op.drop_table("xero_connection")
    with op.batch_alter_table("tax_rate", schema=None) as batch_op:
        batch_op.drop_index("one_rate_a_day", postgresql_where=sa.text("NOT withdrawn"))

    op.drop_table("tax_rate")
    op.drop_table("setting")
    with op.batch_alter_table("schedule", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_schedule_next_due_at"))

    op.drop_table("schedule")
    with op.batch_alter_table("outbox_message", schema=None) as batch_op:
        batch_op.drop_index("outbox_open", postgresql_where=sa.text("state IN ('due', 'queued', 'running')"))

    op.drop_table("outbox_message")
    with op.batch_alter_table("number_series", schema=None) as batch_op:
        batch_op.drop_index("one_counter_a_series")

    op.drop_table("number_series")
    with op.batch_alter_table("audit_event", schema=None) as batch_op:
        batch_op.drop_index("audit_of_row")
        batch_op.drop_index("audit_by_time")

    op.drop_table("audit_event")
    op.drop_table("access_version")
    op.drop_table("ab_view_menu")
    op.drop_table("ab_role")
    op.drop_table("ab_register_user")
    op.drop_table("ab_permission")
    op.drop_table("ab_group")
