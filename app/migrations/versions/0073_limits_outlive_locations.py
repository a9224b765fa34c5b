"""A location that somebody of the staff is limited to is not removed: without a limit they would work everywhere"""

from alembic import op

revision = "0073"
down_revision = "0072"
branch_labels = None
depends_on = None

KEY = "fk_user_location_location_id_location"


def upgrade() -> None:
    _point("RESTRICT")


def downgrade() -> None:
    _point("CASCADE")


def _point(ondelete: str) -> None:
    """A small table: it grows with the staff, not with the business."""
    op.drop_constraint(op.f(KEY), "user_location")
    op.create_foreign_key(op.f(KEY), "user_location", "location", ["location_id"], ["id"], ondelete=ondelete)
