"""A task may be about any record that has a page, not about an opportunity alone"""

import sqlalchemy as sa
from alembic import op

revision = "0065"
down_revision = "0064"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("task", sa.Column("noun", sa.String(length=60), server_default="", nullable=False))
    op.add_column("task", sa.Column("noun_id", sa.BigInteger(), nullable=True))
    op.alter_column("task", "opportunity_id", existing_type=sa.BigInteger(), nullable=True)
    op.create_check_constraint(op.f("ck_task_is_about_one_record"), "task", "num_nonnulls(opportunity_id, noun_id) = 1 AND (noun = '') = (noun_id IS NULL)")
    op.create_check_constraint(op.f("ck_task_stands_alone_about_a_record"), "task", "noun_id IS NULL OR parent_id IS NULL")
    op.create_index("tasks_of_record", "task", ["noun", "noun_id"], postgresql_where=sa.text("noun_id IS NOT NULL"))


def downgrade() -> None:
    op.execute("DELETE FROM task WHERE noun_id IS NOT NULL")
    op.drop_index("tasks_of_record", table_name="task", postgresql_where=sa.text("noun_id IS NOT NULL"))
    op.drop_constraint(op.f("ck_task_stands_alone_about_a_record"), "task", type_="check")
    op.drop_constraint(op.f("ck_task_is_about_one_record"), "task", type_="check")
    op.alter_column("task", "opportunity_id", existing_type=sa.BigInteger(), nullable=False)
    op.drop_column("task", "noun_id")
    op.drop_column("task", "noun")
