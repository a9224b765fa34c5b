"""Groups of WiFi and doors, fobs, who stood at which door, credit at the printers, and when each system was last asked"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

TAG_STATES = sa.Enum("free", "given", "blocked", name="tagstate", native_enum=False, length=32)
SYSTEMS = sa.Enum("wifi", "printing", "doors", name="system", native_enum=False, length=32)


def entity(name: str, *columns: sa.schema.SchemaItem) -> None:
    op.create_table(
        name,
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        *columns,
        sa.Column("public_id", sa.UUID(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("public_id", name=op.f(f"uq_{name}_public_id")),
    )


def instant(name: str, *, nullable: bool = True) -> sa.Column:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def words(name: str, length: int) -> sa.Column:
    return sa.Column(name, sa.String(length=length), server_default="", nullable=False)


def points_at(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{target}.id"], name=op.f(f"fk_{table}_{column}_{target}"))


def upgrade() -> None:
    op.add_column("access", sa.Column("balance_cents", sa.BigInteger(), nullable=True))
    op.add_column("access", instant("balance_read_at"))
    op.add_column("access", instant("asked_at"))
    entity(
        "wifi_group",
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("vlan", sa.Integer(), nullable=True),
        words("note", 200),
        sa.CheckConstraint("vlan BETWEEN 1 AND 4094", name=op.f("ck_wifi_group_vlan_of_8021q")),
        sa.UniqueConstraint("name", name=op.f("uq_wifi_group_name")),
    )
    entity(
        "door_group",
        sa.Column("name", sa.String(length=500), nullable=False),
        sa.Column("external_id", sa.String(length=60), nullable=True),
        sa.Column("locks", postgresql.JSONB(), server_default="[]", nullable=False),
        sa.Column("wanted_locks", postgresql.JSONB(), nullable=True),
        words("reason", 1000),
        instant("read_at"),
        sa.UniqueConstraint("name", name=op.f("uq_door_group_name")),
        sa.UniqueConstraint("external_id", name=op.f("uq_door_group_external_id")),
    )
    entity(
        "door_lock",
        sa.Column("external_id", sa.String(length=60), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.UniqueConstraint("external_id", name=op.f("uq_door_lock_external_id")),
    )
    entity(
        "door_tag",
        sa.Column("number", sa.String(length=60), nullable=False),
        sa.Column("external_id", sa.String(length=60), nullable=False),
        sa.Column("state", TAG_STATES, server_default="free", nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("location_id", sa.BigInteger(), nullable=True),
        instant("since"),
        words("note", 200),
        sa.CheckConstraint("(state = 'given') = (user_id IS NOT NULL)", name=op.f("ck_door_tag_given_to_somebody")),
        points_at("door_tag", "user_id", "ab_user"),
        points_at("door_tag", "location_id", "location"),
        sa.UniqueConstraint("number", name=op.f("uq_door_tag_number")),
        sa.UniqueConstraint("external_id", name=op.f("uq_door_tag_external_id")),
    )
    op.create_index("one_tag_a_person", "door_tag", ["user_id"], unique=True, postgresql_where=sa.text("user_id IS NOT NULL"))
    op.create_index(op.f("ix_door_tag_location_id"), "door_tag", ["location_id"])
    entity(
        "door_entry",
        sa.Column("external_id", sa.String(length=60), nullable=False),
        instant("at", nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("location_id", sa.BigInteger(), nullable=True),
        sa.Column("door", sa.String(length=200), nullable=False),
        sa.Column("opened", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        points_at("door_entry", "user_id", "ab_user"),
        points_at("door_entry", "location_id", "location"),
        sa.UniqueConstraint("external_id", name=op.f("uq_door_entry_external_id")),
    )
    op.create_index("entries_of_a_person", "door_entry", ["user_id", "at"])
    op.create_index("entries_of_a_place", "door_entry", ["location_id", "at"])
    entity(
        "system_look",
        sa.Column("system", SYSTEMS, nullable=False),
        instant("looked_at"),
        words("trouble", 1000),
        instant("since"),
        instant("read_until"),
        sa.UniqueConstraint("system", name=op.f("uq_system_look_system")),
    )
    op.create_table(
        "salto_connection",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        words("seed", 64),
        sa.Column("sealed_token", sa.LargeBinary(), nullable=True),
        instant("expires_at"),
        sa.Column("refused", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_salto_connection_one_row")),
        sa.PrimaryKeyConstraint("id"),
    )
    # the history of one person, newest first
    op.execute("CREATE INDEX sessions_of_an_account ON radius.radacct (radius.account_name(username), acctstarttime DESC)")


def downgrade() -> None:
    op.execute("DROP INDEX radius.sessions_of_an_account")
    for table in ("salto_connection", "system_look", "door_entry", "door_tag", "door_lock", "door_group", "wifi_group"):
        op.drop_table(table)
    for column in ("asked_at", "balance_read_at", "balance_cents"):
        op.drop_column("access", column)
