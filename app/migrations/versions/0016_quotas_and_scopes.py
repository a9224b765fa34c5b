"""Whose a quota is and for which rooms it is good; lots that pay only there"""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

ROOM_KIND = ("meeting_room", "event_room", "phone_booth", "day_office")


def upgrade() -> None:
    for name in ("quota_is_shared", "quota_here_only"):
        op.add_column("membership", sa.Column(name, sa.Boolean(), server_default=sa.text("false"), nullable=False))
    op.add_column("membership", sa.Column("quota_room_kind", sa.Enum(*ROOM_KIND, name="roomkind", native_enum=False, length=32), nullable=True))
    op.add_column("lot", sa.Column("location_id", sa.BigInteger(), nullable=True))
    op.add_column("lot", sa.Column("room_kind", sa.Enum(*ROOM_KIND, name="roomkind", native_enum=False, length=32), nullable=True))
    op.create_foreign_key(op.f("fk_lot_location_id_location"), "lot", "location", ["location_id"], ["id"])


def downgrade() -> None:
    op.drop_column("lot", "room_kind")
    op.drop_column("lot", "location_id")
    for name in ("quota_room_kind", "quota_here_only", "quota_is_shared"):
        op.drop_column("membership", name)
