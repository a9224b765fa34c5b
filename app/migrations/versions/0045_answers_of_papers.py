"""Answers of proposals and contracts are activities"""

import sqlalchemy as sa
from alembic import op

revision = "0045"
down_revision = "0044"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("activity", sa.Column("paper_id", sa.BigInteger(), nullable=True))
    op.create_index(op.f("ix_activity_paper_id"), "activity", ["paper_id"])
    op.create_foreign_key(op.f("fk_activity_paper_id_paper"), "activity", "paper", ["paper_id"], ["id"], ondelete="SET NULL")
    op.execute(
        """
        INSERT INTO activity (location_id, contact_id, lead_id, paper_id, kind, status, at, subject, text, done_by)
        SELECT p.location_id, l.contact_id, l.id, p.id, p.status, 'done', coalesce(p.answered_at, p.valid_until + interval '1 day'), p.code, p.decline_reason,
            CASE WHEN p.signer_name <> '' THEN p.signer_name WHEN p.status = 'declined' THEN p.addressee ELSE '' END
        FROM paper p JOIN opportunity o ON o.id = p.opportunity_id JOIN lead l ON l.id = o.lead_id
        WHERE p.status IN ('accepted', 'signed', 'declined', 'expired')
        """
    )


def downgrade() -> None:
    op.execute("DELETE FROM activity WHERE kind IN ('accepted', 'signed', 'declined', 'expired')")
    op.drop_constraint(op.f("fk_activity_paper_id_paper"), "activity", type_="foreignkey")
    op.drop_index(op.f("ix_activity_paper_id"), "activity")
    op.drop_column("activity", "paper_id")
