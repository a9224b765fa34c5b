"""Personal data: exports, erasures, and the few ways in which history may forget a person"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

# A row of the audit may be rewritten for an erasure that is at work, in what names people and nothing else, and may go when its term is over.
# Both ways are functions that leave a row of their own; whoever tries by hand is refused as before.
AUDIT_STAYS = """
CREATE FUNCTION refuse_rewriting_audit() RETURNS trigger LANGUAGE plpgsql AS
$$ DECLARE allowed text := coalesce(current_setting('foyer.forgetting', true), ''); BEGIN
  IF TG_OP = 'DELETE' AND allowed LIKE 'before %' AND OLD.at < substr(allowed, 8)::timestamptz THEN RETURN OLD; END IF;
  IF TG_OP = 'UPDATE' AND allowed LIKE 'erasure %'
     AND EXISTS (SELECT FROM erasure WHERE id = substr(allowed, 9)::bigint AND state = 'working')
     AND (NEW.id, NEW.at, NEW.actor_id, NEW.verb, NEW.noun, NEW.noun_id, NEW.location_id, NEW.request_id)
         IS NOT DISTINCT FROM (OLD.id, OLD.at, OLD.actor_id, OLD.verb, OLD.noun, OLD.noun_id, OLD.location_id, OLD.request_id)
     AND ARRAY(SELECT jsonb_object_keys(NEW.changes) ORDER BY 1) = ARRAY(SELECT jsonb_object_keys(OLD.changes) ORDER BY 1)
  THEN RETURN NEW; END IF;
  RAISE EXCEPTION 'rows of % are never changed', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$
"""

# `own` maps a table to {"ids": rows of the person, "columns": what is theirs in it, "loose": whether a row that names them is theirs}.
FORGET_IN_AUDIT = """
CREATE FUNCTION forget_in_audit(erasure_id bigint, first_id bigint, last_id bigint, pattern text, own jsonb, replacement text)
RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS
$$ DECLARE person bigint; told bigint; BEGIN
  SELECT user_id INTO person FROM erasure WHERE id = erasure_id AND state = 'working';
  IF NOT FOUND THEN RAISE EXCEPTION 'erasure % is not at work', erasure_id USING ERRCODE = 'restrict_violation'; END IF;
  PERFORM set_config('foyer.forgetting', 'erasure ' || erasure_id, true);
  UPDATE audit_event e SET
    actor = CASE WHEN e.actor_id = person THEN replacement ELSE regexp_replace(e.actor, pattern, replacement, 'gi') END,
    name = CASE WHEN f.theirs THEN replacement ELSE regexp_replace(e.name, pattern, replacement, 'gi') END,
    changes = CASE WHEN f.theirs THEN (
        SELECT coalesce(jsonb_object_agg(c.key, CASE
          WHEN own #> ARRAY[e.noun, 'columns'] ? c.key AND jsonb_typeof(c.value) = 'array'
          THEN (SELECT jsonb_agg(CASE WHEN v IN ('null', '""') THEN v ELSE to_jsonb(replacement) END) FROM jsonb_array_elements(c.value) v)
          ELSE regexp_replace(c.value::text, pattern, replacement, 'gi')::jsonb END), '{}')
        FROM jsonb_each(e.changes) c)
      ELSE regexp_replace(e.changes::text, pattern, replacement, 'gi')::jsonb END
  FROM (
    SELECT a.id, (own ? a.noun AND (own #> ARRAY[a.noun, 'ids'] @> to_jsonb(a.noun_id)
        OR ((own #> ARRAY[a.noun, 'loose'])::boolean AND a.changes::text ~* pattern))) IS TRUE AS theirs
    FROM audit_event a WHERE a.id BETWEEN first_id AND last_id
  ) f
  WHERE e.id = f.id AND (f.theirs OR e.actor_id = person OR e.actor ~* pattern OR e.name ~* pattern OR e.changes::text ~* pattern);
  GET DIAGNOSTICS told = ROW_COUNT;
  PERFORM set_config('foyer.forgetting', '', true);
  IF told > 0 THEN
    INSERT INTO audit_event (actor, verb, noun, noun_id, name, changes)
    VALUES ('Foyer', 'pseudonymise', 'audit_event', erasure_id, replacement,
            jsonb_build_object('rows', jsonb_build_array(NULL, told), 'from', jsonb_build_array(NULL, first_id), 'to', jsonb_build_array(NULL, last_id)));
  END IF;
  RETURN told;
END $$
"""

# Five years is what tax law asks for; a setting below that is a mistake, whoever made it.
FORGET_OLD_AUDIT = """
CREATE FUNCTION forget_old_audit(as_of timestamptz, kept_months integer)
RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS
$$ DECLARE gone bigint; until timestamptz := as_of - make_interval(months => kept_months); BEGIN
  IF kept_months < 60 THEN RAISE EXCEPTION 'the audit is kept for five years at least' USING ERRCODE = 'restrict_violation'; END IF;
  PERFORM set_config('foyer.forgetting', 'before ' || until, true);
  DELETE FROM audit_event WHERE at < until;
  GET DIAGNOSTICS gone = ROW_COUNT;
  PERFORM set_config('foyer.forgetting', '', true);
  RETURN gone;
END $$
"""

# A document whose term is over keeps every number and date; who it was for goes, and its file, which says it in ink.
# The hash stays: it is a link of the chain of closed months.
DOCUMENT_STAYS = """
CREATE OR REPLACE FUNCTION refuse_rewriting_documents() RETURNS trigger LANGUAGE plpgsql AS
$$ DECLARE allowed text := coalesce(current_setting('foyer.forgetting', true), ''); BEGIN
  IF OLD.number IS NOT NULL AND ((NEW.number, NEW.organisation_id, NEW.location_id, NEW.month, NEW.currency, NEW.issued_on,
      NEW.net_cents, NEW.vat_cents, NEW.total_cents, NEW.seller) IS DISTINCT FROM
     (OLD.number, OLD.organisation_id, OLD.location_id, OLD.month, OLD.currency, OLD.issued_on,
      OLD.net_cents, OLD.vat_cents, OLD.total_cents, OLD.seller)
    OR (NEW.buyer IS DISTINCT FROM OLD.buyer AND NOT (allowed LIKE 'issued before %' AND OLD.issued_on < substr(allowed, 15)::date)))
  THEN RAISE EXCEPTION '% is approved and stays as it is', OLD.number USING ERRCODE = 'restrict_violation'; END IF;
  RETURN NEW;
END $$
"""
DOCUMENT_STAYED = """
CREATE OR REPLACE FUNCTION refuse_rewriting_documents() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN
  IF OLD.number IS NOT NULL AND (NEW.number, NEW.organisation_id, NEW.location_id, NEW.month, NEW.currency, NEW.issued_on,
      NEW.net_cents, NEW.vat_cents, NEW.total_cents, NEW.seller, NEW.buyer) IS DISTINCT FROM
     (OLD.number, OLD.organisation_id, OLD.location_id, OLD.month, OLD.currency, OLD.issued_on,
      OLD.net_cents, OLD.vat_cents, OLD.total_cents, OLD.seller, OLD.buyer)
  THEN RAISE EXCEPTION '% is approved and stays as it is', OLD.number USING ERRCODE = 'restrict_violation'; END IF;
  RETURN NEW;
END $$
"""
FORGET_PARTIES = """
CREATE FUNCTION forget_parties(as_of timestamptz, kept_months integer)
RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS
$$ DECLARE told bigint := 0; touched bigint; until date := (as_of - make_interval(months => kept_months))::date; kind text; BEGIN
  IF kept_months < 60 THEN RAISE EXCEPTION 'documents are kept whole for five years at least' USING ERRCODE = 'restrict_violation'; END IF;
  PERFORM set_config('foyer.forgetting', 'issued before ' || until, true);
  FOREACH kind IN ARRAY ARRAY['invoice', 'credit_note'] LOOP
    EXECUTE format('UPDATE document SET content = '''' FROM %I d WHERE d.document_id = document.id AND d.issued_on < $1 AND d.buyer->>''forgotten'' IS NULL', kind)
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
FUNCTIONS = ("forget_parties(timestamptz, integer)", "forget_old_audit(timestamptz, integer)", "forget_in_audit(bigint, bigint, bigint, text, jsonb, text)")


def upgrade() -> None:
    op.create_table(
        "personal_export",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("asked_by_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.Enum("wanted", "ready", "failed", name="exportstate", native_enum=False, length=32), server_default="wanted", nullable=False),
        sa.Column("percent", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=True),
        sa.Column("size", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("reason", sa.String(length=1000), server_default="", nullable=False),
        sa.Column("ready_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("public_id", sa.UUID(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("percent BETWEEN 0 AND 100", name=op.f("ck_personal_export_percent_is_percent")),
        sa.ForeignKeyConstraint(["user_id"], ["ab_user.id"], name=op.f("fk_personal_export_user_id_ab_user")),
        sa.ForeignKeyConstraint(["asked_by_id"], ["ab_user.id"], name=op.f("fk_personal_export_asked_by_id_ab_user")),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("public_id", name=op.f("uq_personal_export_public_id")),
    )
    op.create_index(op.f("ix_personal_export_user_id"), "personal_export", ["user_id"])
    op.create_index(op.f("ix_personal_export_asked_by_id"), "personal_export", ["asked_by_id"])
    op.create_table(
        "erasure",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("asked_by_id", sa.Integer(), nullable=True),
        sa.Column("asked_by", sa.String(length=200), nullable=False),
        sa.Column("state", sa.Enum("working", "failed", "done", name="erasurestate", native_enum=False, length=32), server_default="working", nullable=False),
        sa.Column("done", postgresql.JSONB(), server_default="{}", nullable=False),
        sa.Column("sealed_subject", sa.LargeBinary(), nullable=True),
        sa.Column("reason", sa.String(length=1000), server_default="", nullable=False),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("public_id", sa.UUID(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("state <> 'done' OR sealed_subject IS NULL", name=op.f("ck_erasure_done_forgets_the_subject")),
        sa.ForeignKeyConstraint(["user_id"], ["ab_user.id"], name=op.f("fk_erasure_user_id_ab_user")),
        sa.ForeignKeyConstraint(["asked_by_id"], ["ab_user.id"], name=op.f("fk_erasure_asked_by_id_ab_user")),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("public_id", name=op.f("uq_erasure_public_id")),
    )
    op.create_index("one_erasure_a_person", "erasure", ["user_id"], unique=True)
    op.execute(AUDIT_STAYS)
    op.execute("DROP TRIGGER audit_stays ON audit_event")
    op.execute("CREATE TRIGGER audit_stays BEFORE UPDATE OR DELETE ON audit_event FOR EACH ROW EXECUTE FUNCTION refuse_rewriting_audit()")
    for statement in (FORGET_IN_AUDIT, FORGET_OLD_AUDIT, DOCUMENT_STAYS, FORGET_PARTIES):
        op.execute(statement)
    op.execute("UPDATE schedule SET task = 'retention' WHERE task = 'forget_done_work'")


def downgrade() -> None:
    op.execute("UPDATE schedule SET task = 'forget_done_work' WHERE task = 'retention'")
    for function in FUNCTIONS:
        op.execute(f"DROP FUNCTION {function}")
    op.execute(DOCUMENT_STAYED)
    op.execute("DROP TRIGGER audit_stays ON audit_event")
    op.execute("CREATE TRIGGER audit_stays BEFORE UPDATE OR DELETE ON audit_event FOR EACH ROW EXECUTE FUNCTION refuse_rewriting()")
    op.execute("DROP FUNCTION refuse_rewriting_audit()")
    op.drop_table("erasure")
    op.drop_table("personal_export")
