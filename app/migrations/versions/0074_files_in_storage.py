"""Contents of files may be in storage: which ones are, and the walls that allow exactly the move"""

import sqlalchemy as sa
from alembic import op

revision = "0074"
down_revision = "0073"
branch_labels = None
depends_on = None

TABLES = ("document", "mail_file", "attachment", "ticket_photo", "picture")
MAY_LACK = ("mail_file",)  # it may be a kept document, or have opened something
WERE_NULLABLE = ("document", "mail_file")

# Out into storage, back again, or forgotten with the buyer of its document: nothing else becomes of what was kept.
FILE_STAYS = """
CREATE FUNCTION refuse_rewriting_files() RETURNS trigger LANGUAGE plpgsql AS
$$ DECLARE allowed text := coalesce(current_setting('foyer.forgetting', true), ''); BEGIN
  IF OLD.stored_id IS NULL AND NEW.stored_id IS NULL AND NEW.content IS NOT DISTINCT FROM OLD.content THEN RETURN NEW; END IF;
  IF OLD.content IS NULL AND NEW.content IS NULL AND NEW.stored_id = OLD.stored_id THEN RETURN NEW; END IF;
  IF OLD.stored_id IS NULL AND NEW.content IS NULL
    AND EXISTS (SELECT FROM stored_file s WHERE s.id = NEW.stored_id AND s.state = 'there' AND s.sha256 = encode(sha256(OLD.content), 'hex'))
  THEN RETURN NEW; END IF;
  IF OLD.content IS NULL AND NEW.stored_id IS NULL
    AND EXISTS (SELECT FROM stored_file s WHERE s.id = OLD.stored_id AND s.sha256 = encode(sha256(NEW.content), 'hex'))
  THEN RETURN NEW; END IF;
  IF TG_TABLE_NAME = 'document' AND NEW.content = '' AND NEW.stored_id IS NULL AND allowed LIKE 'issued before %'
    AND (EXISTS (SELECT FROM invoice d WHERE d.document_id = OLD.id AND d.issued_on < substr(allowed, 15)::date)
      OR EXISTS (SELECT FROM credit_note d WHERE d.document_id = OLD.id AND d.issued_on < substr(allowed, 15)::date))
  THEN RETURN NEW; END IF;
  RAISE EXCEPTION 'a file that was kept stays as it is' USING ERRCODE = 'restrict_violation';
END $$
"""
FILE_RELEASED = """
CREATE FUNCTION note_released_file() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN
  IF TG_OP = 'DELETE' OR NEW.stored_id IS DISTINCT FROM OLD.stored_id THEN
    INSERT INTO released_file (stored_id) VALUES (OLD.stored_id);
  END IF;
  RETURN NULL;
END $$
"""
# As before, and a content that is in storage is let go of.
FORGET_PARTIES = """
CREATE OR REPLACE FUNCTION forget_parties(as_of timestamptz, kept_months integer)
RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS
$$ DECLARE told bigint := 0; touched bigint; until date := (as_of - make_interval(months => kept_months))::date; kind text; BEGIN
  IF kept_months < 60 THEN RAISE EXCEPTION 'documents are kept whole for five years at least' USING ERRCODE = 'restrict_violation'; END IF;
  PERFORM set_config('foyer.forgetting', 'issued before ' || until, true);
  FOREACH kind IN ARRAY ARRAY['invoice', 'credit_note'] LOOP
    EXECUTE format('UPDATE document SET content = '''' {stored} FROM %I d WHERE d.document_id = document.id AND d.issued_on < $1 AND d.buyer->>''forgotten'' IS NULL', kind)
      USING until;
    EXECUTE format('UPDATE delivery SET address = '''', reason = '''', key = ''forgotten-'' || delivery.id FROM %I d WHERE delivery.%I = d.id AND d.issued_on < $1 AND delivery.address <> ''''', kind, kind || '_id')
      USING until;
    EXECUTE format('UPDATE %I SET buyer = jsonb_build_object(''name'', ''erased-'' || organisation_id, ''address'', '''', ''vat_number'', '''',
      ''registration_number'', '''', ''code'', buyer->>''code'', ''forgotten'', $2) WHERE issued_on < $1 AND number IS NOT NULL AND buyer->>''forgotten'' IS NULL', kind)
      USING until, as_of::date::text;
    GET DIAGNOSTICS touched = ROW_COUNT;
    told := told + touched;
  END LOOP;
  PERFORM set_config('foyer.forgetting', '', true);
  RETURN told;
END $$
"""


def upgrade() -> None:
    op.create_table(
        "stored_file",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("place", sa.String(length=400), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.Enum("coming", "there", "going", name="storedstate", native_enum=False, length=32), server_default="coming", nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("place", "sha256", name="one_content_a_place"),
    )
    op.create_index("stored_files_on_their_way", "stored_file", ["since"], postgresql_where=sa.text("state <> 'there'"))
    op.create_table(
        "released_file",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("stored_id", sa.BigInteger(), nullable=False),
        sa.Column("released_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(["stored_id"], ["stored_file.id"], ondelete="CASCADE", name=op.f("fk_released_file_stored_id_stored_file")),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_released_file_stored_id", "released_file", ["stored_id"])
    op.execute(FILE_STAYS)
    op.execute(FILE_RELEASED)
    for table in TABLES:
        op.alter_column(table, "content", existing_type=sa.LargeBinary(), nullable=True)
        op.add_column(table, sa.Column("stored_id", sa.BigInteger(), nullable=True))
        op.create_foreign_key(op.f(f"fk_{table}_stored_id_stored_file"), table, "stored_file", ["stored_id"], ["id"])
        op.create_check_constraint(op.f(f"ck_{table}_in_one_place"), table, f"num_nonnulls(content, stored_id) {'<=' if table in MAY_LACK else '='} 1")
        op.create_index(f"{table}_to_move", table, ["id"], postgresql_where=sa.text("content <> ''::bytea"))
        op.create_index(f"{table}_stored", table, ["stored_id"], postgresql_where=sa.text("stored_id IS NOT NULL"))
        op.execute(f"CREATE TRIGGER file_stays BEFORE UPDATE OF content, stored_id ON {table} FOR EACH ROW EXECUTE FUNCTION refuse_rewriting_files()")
        op.execute(f"CREATE TRIGGER file_released AFTER DELETE OR UPDATE OF stored_id ON {table} FOR EACH ROW WHEN (OLD.stored_id IS NOT NULL) EXECUTE FUNCTION note_released_file()")
    op.execute(FORGET_PARTIES.replace("{stored}", ", stored_id = NULL"))


def downgrade() -> None:
    """Refused by the columns themselves while contents are in storage: python3 run.py files --to database brings them back."""
    op.execute(FORGET_PARTIES.replace("{stored}", ""))
    for table in TABLES:
        op.execute(f"DROP TRIGGER file_released ON {table}")
        op.execute(f"DROP TRIGGER file_stays ON {table}")
        op.drop_index(f"{table}_stored", table_name=table)
        op.drop_index(f"{table}_to_move", table_name=table)
        op.drop_constraint(op.f(f"ck_{table}_in_one_place"), table)
        if table not in WERE_NULLABLE:
            op.alter_column(table, "content", existing_type=sa.LargeBinary(), nullable=False)
        op.drop_column(table, "stored_id")
    op.execute("DROP FUNCTION note_released_file()")
    op.execute("DROP FUNCTION refuse_rewriting_files()")
    op.drop_table("released_file")
    op.drop_table("stored_file")
