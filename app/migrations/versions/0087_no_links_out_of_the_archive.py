"""What was kept out of the mail archive: no letters of the house, no mails of colleagues, no links that open something

Bodies are asked for anew by whoever wants to read them.
"""

from alembic import op
from sqlalchemy import text

revision = "0087"
down_revision = "0086"
branch_labels = None
depends_on = None

# what app/access/opening_links.py takes out, as it was when this was written
SLASH = r"(?:/|%(?:25)*2[Ff])"
OPENS = rf"({SLASH}(?:ical|room|sign|kiosk{SLASH}pair|visit{SLASH}with|visit|unsubscribe|welcome|reset|address{SLASH}new|address{SLASH}old){SLASH})[A-Za-z0-9_.=-]{{20,}}"
SIGNED = r"eyJ[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]*){1,4}"
COLLEAGUES = """
    SELECT c.id FROM contact c JOIN ab_user u ON lower(u.email) = lower(c.email)
    WHERE EXISTS (SELECT FROM ab_user_role ur JOIN ab_role r ON r.id = ur.role_id WHERE ur.user_id = u.id AND r.name <> 'Member')
"""


def upgrade() -> None:
    op.execute("DELETE FROM mail_reference WHERE message_id IN (SELECT message_id FROM delivery)")
    for table, of_mails in (("mail_reference", ""), ("activity", "kind = 'reply' AND ")):
        op.execute(f"DELETE FROM {table} WHERE {of_mails}contact_id IN ({COLLEAGUES})")  # noqa: S608 - constants of this file
    op.execute("UPDATE mail_reference SET body = NULL, body_state = 'unasked', attachments = '[]' WHERE body_state = 'there'")
    for table, column in (("mail_reference", "snippet"), ("mail_reference", "subject"), ("activity", "text"), ("activity", "subject")):
        of_mails = "kind = 'reply' AND " if table == "activity" else ""
        scrubbed = f"regexp_replace(regexp_replace({column}, :signed, '•••', 'g'), :opens, '\\1•••', 'g')"
        op.get_bind().execute(text(f"UPDATE {table} SET {column} = {scrubbed} WHERE {of_mails}({column} ~ :signed OR {column} ~ :opens)"), {"signed": SIGNED, "opens": OPENS})  # noqa: S608 - constants of this file


def downgrade() -> None:
    """What was taken out is in the archive still."""
