"""A first track and first reasons for losing a deal, so that nobody begins with nothing; calendars of tasks"""

import sqlalchemy as sa
from alembic import op

revision = "0039"
down_revision = "0038"
branch_labels = None
depends_on = None

REASONS = ("Too expensive", "Chose another provider", "No space that fits", "Wrong place", "No longer needs it", "No answer", "Was no real enquiry")
TRACK = "Tour to contract"
# place, hangs on, kind, title, anchor, working days, blocking, role
TASKS = (
    (0, None, "call", "Call back and hear what they need", "opened", 0, True, "owner"),
    (1, 0, "email", "Send prices and plans", "parent_done", 0, False, "owner"),
    (2, 0, "call", "Agree on a day for the tour", "parent_done", 1, False, "owner"),
    (3, 2, "other", "Prepare the tour: spaces, keys, coffee", "parent_done", 2, False, "desk"),
    (4, 2, "visit", "Show them around", "parent_done", 3, True, "owner"),
    (5, 4, "email", "Thank them and ask what they liked", "parent_done", 1, False, "owner"),
    (6, 4, "email", "Send the proposal", "parent_done", 1, True, "owner"),
    (7, 6, "call", "Ask what they think of the proposal", "parent_done", 3, False, "owner"),
    (8, 6, "email", "Send the contract", "parent_done", 5, True, "owner"),
    (9, 8, "call", "Ask about the contract", "parent_done", 3, False, "owner"),
)
BEFORE = "num_nonnulls(user_id, room_id) = 1 AND (kind = 'my_calendar') = (user_id IS NOT NULL)"
AFTER = "num_nonnulls(user_id, room_id) = 1 AND (kind IN ('my_calendar', 'my_tasks')) = (user_id IS NOT NULL)"
CHECK = "ck_secret_link_is_of_a_person_or_a_room"


def upgrade() -> None:
    op.drop_constraint(op.f(CHECK), "secret_link", type_="check")
    op.create_check_constraint(op.f(CHECK), "secret_link", AFTER)
    bind = op.get_bind()
    for name in REASONS:
        bind.execute(sa.text("INSERT INTO abandon_reason (name) VALUES (:name) ON CONFLICT DO NOTHING"), {"name": name})
    if bind.scalar(sa.text("SELECT count(*) FROM track")):
        return  # somebody made their own
    track_id = bind.scalar(sa.text("INSERT INTO track (name, is_default) VALUES (:name, true) RETURNING id"), {"name": TRACK})
    ids: dict[int | None, int | None] = {None: None}
    for place, parent, kind, title, anchor, days, blocking, role in TASKS:
        ids[place] = bind.scalar(
            sa.text(
                "INSERT INTO track_task (track_id, parent_id, position, kind, title, anchor, offset_days, is_blocking, role)"
                " VALUES (:track, :parent, :place, :kind, :title, :anchor, :days, :blocking, :role) RETURNING id"
            ),
            {"track": track_id, "parent": ids[parent], "place": place, "kind": kind, "title": title, "anchor": anchor, "days": days, "blocking": blocking, "role": role},
        )


def downgrade() -> None:
    op.execute("DELETE FROM secret_link WHERE kind = 'my_tasks'")
    op.drop_constraint(op.f(CHECK), "secret_link", type_="check")
    op.create_check_constraint(op.f(CHECK), "secret_link", BEFORE)
