"""Everything can be found by a few letters; shortcuts of one letter can be switched off"""

import sqlalchemy as sa
from alembic import op

revision = "0062"
down_revision = "0061"
branch_labels = None
depends_on = None

WORDS = {
    "person_words_trgm": ("ab_user", "first_name || ' ' || last_name || ' ' || email"),
    "contact_words_trgm": ("contact", "name || ' ' || email || ' ' || company"),
    "guest_words_trgm": ("guest", "name || ' ' || email || ' ' || company"),
    "organisation_words_trgm": ("organisation", "name || ' ' || code"),
    "lead_words_trgm": ("lead", "name || ' ' || company || ' ' || email"),
    "credit_note_number_trgm": ("credit_note", "number"),
}


def upgrade() -> None:
    op.add_column("ab_user", sa.Column("single_keys", sa.Boolean(), server_default=sa.text("true"), nullable=False))
    for index, (table, words) in WORDS.items():
        op.create_index(index, table, [sa.text(f"({words}) gin_trgm_ops")], postgresql_using="gin")


def downgrade() -> None:
    for index, (table, _words) in reversed(WORDS.items()):
        op.drop_index(index, table_name=table)
    op.drop_column("ab_user", "single_keys")
