"""Tasks of onboarding outlast a won deal; what is open of deals that were won before is needed no longer; tracks of data packages have codes"""

import sqlalchemy as sa
from alembic import op

revision = "0049"
down_revision = "0048"
branch_labels = None
depends_on = None

FIRST_TRACK = "Tour to contract"
NEEDLESS = "No longer needed: the deal is won."


def upgrade() -> None:
    for table in ("track_task", "task"):
        op.add_column(table, sa.Column("is_onboarding", sa.Boolean(), server_default="false", nullable=False))
    op.add_column("track", sa.Column("code", sa.String(length=40), nullable=True))
    op.create_unique_constraint(op.f("uq_track_code"), "track", ["code"])
    op.add_column("track_task", sa.Column("code", sa.String(length=40), nullable=True))
    op.create_index("one_task_a_code", "track_task", ["track_id", "code"], unique=True)
    bind = op.get_bind()
    bind.execute(
        sa.text(
            "UPDATE task t SET status = 'cancelled', ended_at = now(), ended_by = 'Foyer', outcome = :why,"
            " done_on = (o.closed_at AT TIME ZONE l.zone)::date FROM opportunity o JOIN location l ON l.id = o.location_id"
            " WHERE o.id = t.opportunity_id AND o.stage = 'won' AND t.status = 'open'"
        ),
        {"why": NEEDLESS},
    )
    last = "SELECT k.id, k.track_id FROM track_task k JOIN track t ON t.id = k.track_id WHERE t.name = :track AND k.title = 'Send the contract' AND k.position = 8"
    untouched = "(SELECT count(*) FROM track_task WHERE track_id = last.track_id) = 10"
    bind.execute(
        sa.text(
            "INSERT INTO track_task (track_id, parent_id, position, kind, title, anchor, offset_days, is_onboarding, role)"
            f" SELECT track_id, id, 10, 'call', 'Ask how the first week went', 'parent_done', 10, true, 'owner' FROM ({last}) last WHERE {untouched}"  # noqa: S608 - ours
        ),
        {"track": FIRST_TRACK},
    )


def downgrade() -> None:
    for table in ("track_task", "track"):
        op.drop_column(table, "code")
    for table in ("task", "track_task"):
        op.drop_column(table, "is_onboarding")
