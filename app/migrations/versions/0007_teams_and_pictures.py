"""Who runs the team of an organisation, what people look like, and teams that ask for one more license"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

# Whoever moves a person: what they were in the one organisation they are not in the next.
LEAVES_THE_ROLE = """
CREATE FUNCTION leave_team_role() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN
  IF NEW.organisation_id IS DISTINCT FROM OLD.organisation_id AND NEW.team_role = OLD.team_role THEN NEW.team_role := 'member'; END IF;
  RETURN NEW;
END $$
"""
TRIGGER = "CREATE TRIGGER leaves_team_role BEFORE UPDATE OF organisation_id ON ab_user FOR EACH ROW EXECUTE FUNCTION leave_team_role()"
# Who is alone in an organisation runs it; of several, staff say who does.
ALONE = """
UPDATE ab_user SET team_role = 'owner' WHERE active AND organisation_id IN (
  SELECT organisation_id FROM ab_user WHERE active AND organisation_id IS NOT NULL GROUP BY organisation_id HAVING count(*) = 1)
"""


def upgrade() -> None:
    op.create_table(
        "picture",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("public_id", sa.UUID(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("public_id", name=op.f("uq_picture_public_id")),
    )
    role = sa.Enum("member", "billing", "owner", name="teamrole", native_enum=False, length=32)
    op.add_column("ab_user", sa.Column("team_role", role, server_default="member", nullable=False))
    op.add_column("ab_user", sa.Column("language", sa.String(length=10), server_default="", nullable=False))
    op.add_column("ab_user", sa.Column("picture_id", sa.BigInteger(), nullable=True))
    op.create_index(op.f("ix_ab_user_picture_id"), "ab_user", ["picture_id"], unique=False)
    op.create_foreign_key(op.f("fk_ab_user_picture_id_picture"), "ab_user", "picture", ["picture_id"], ["id"], ondelete="SET NULL")
    op.create_check_constraint(op.f("ck_ab_user_team_role_has_a_team"), "ab_user", "team_role = 'member' OR organisation_id IS NOT NULL")
    op.execute(LEAVES_THE_ROLE)
    op.execute(TRIGGER)
    op.execute(ALONE)
    op.add_column("sign_up", sa.Column("organisation_id", sa.BigInteger(), nullable=True))
    op.create_index(op.f("ix_sign_up_organisation_id"), "sign_up", ["organisation_id"], unique=False)
    op.create_foreign_key(op.f("fk_sign_up_organisation_id_organisation"), "sign_up", "organisation", ["organisation_id"], ["id"])


def downgrade() -> None:
    op.drop_column("sign_up", "organisation_id")
    op.execute("DROP TRIGGER leaves_team_role ON ab_user")
    op.execute("DROP FUNCTION leave_team_role")
    op.drop_constraint(op.f("ck_ab_user_team_role_has_a_team"), "ab_user", type_="check")
    for column in ("picture_id", "language", "team_role"):
        op.drop_column("ab_user", column)
    op.drop_table("picture")
