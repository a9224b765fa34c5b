"""Proposals and contracts, their templates, and the walls that keep what was sent"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0040"
down_revision = "0039"
branch_labels = None
depends_on = None


# What somebody was sent is what they answer to (C7). Its way goes on: opened, answered, printed once, sealed once; a link may be renewed.
PAPER_STAYS = """
CREATE FUNCTION refuse_rewriting_papers() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN
  IF TG_OP = 'DELETE' THEN
    IF (OLD.signed_at IS NOT NULL AND OLD.signed_at > now() - interval '5 years')
       OR (OLD.status IN ('sent', 'opened') AND NOT EXISTS (SELECT FROM erasure WHERE state = 'working'))
    THEN RAISE EXCEPTION '% was sent and stays', OLD.code USING ERRCODE = 'restrict_violation'; END IF;
    RETURN OLD;
  END IF;
  IF OLD.status <> 'draft' AND (
      NEW.status = 'draft'
      OR (NEW.kind, NEW.code, NEW.version, NEW.location_id, NEW.opportunity_id, NEW.language, NEW.currency, NEW.addressee, NEW.company, NEW.email,
          NEW.subject, NEW.body, NEW.content, NEW.valid_until, NEW.term_months, NEW.notice_months, NEW.first_invoice, NEW.monthly)
         IS DISTINCT FROM
         (OLD.kind, OLD.code, OLD.version, OLD.location_id, OLD.opportunity_id, OLD.language, OLD.currency, OLD.addressee, OLD.company, OLD.email,
          OLD.subject, OLD.body, OLD.content, OLD.valid_until, OLD.term_months, OLD.notice_months, OLD.first_invoice, OLD.monthly)
      OR (OLD.document_id IS NOT NULL AND (NEW.document_id, NEW.document_hash) IS DISTINCT FROM (OLD.document_id, OLD.document_hash))
      OR (OLD.sealed_id IS NOT NULL AND NEW.sealed_id IS DISTINCT FROM OLD.sealed_id)
      OR (OLD.signed_at IS NOT NULL AND (NEW.status, NEW.signed_at, NEW.signer_name, NEW.signer_address, NEW.signer_agent)
         IS DISTINCT FROM (OLD.status, OLD.signed_at, OLD.signer_name, OLD.signer_address, OLD.signer_agent)))
  THEN RAISE EXCEPTION '% was sent and stays as it is', OLD.code USING ERRCODE = 'restrict_violation'; END IF;
  RETURN NEW;
END $$
"""
# Lines go with their paper, whose row is gone by then.
LINES_STAY = """
CREATE FUNCTION refuse_rewriting_paper_lines() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN
  IF EXISTS (SELECT FROM paper WHERE status <> 'draft' AND (id = OLD.paper_id OR id = NEW.paper_id))
  THEN RAISE EXCEPTION 'lines of what was sent stay as they are' USING ERRCODE = 'restrict_violation'; END IF;
  RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END $$
"""
FILES_GO = """
CREATE FUNCTION remove_files_of_paper() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN DELETE FROM document WHERE id IN (OLD.document_id, OLD.sealed_id); RETURN NULL; END $$
"""


def upgrade() -> None:
    op.create_table(
        "template",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("kind", sa.Enum("proposal", "contract", "lead_mail", name="templatekind", native_enum=False, length=32), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("location_id", sa.BigInteger(), nullable=True),
        sa.Column("language", sa.String(length=10), server_default="en", nullable=False),
        sa.Column("subject", sa.String(length=300), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("is_active", sa.Boolean(), server_default="true", nullable=False),
        sa.Column("public_id", sa.UUID(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(["location_id"], ["location.id"], name=op.f("fk_template_location_id_location")),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("name", name=op.f("uq_template_name")),
        sa.UniqueConstraint("public_id", name=op.f("uq_template_public_id")),
    )
    with op.batch_alter_table("template", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_template_location_id"), ["location_id"], unique=False)

    op.create_table(
        "paper",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("kind", sa.Enum("proposal", "contract", name="paperkind", native_enum=False, length=32), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column("replaces_id", sa.BigInteger(), nullable=True),
        sa.Column("location_id", sa.BigInteger(), nullable=False),
        sa.Column("opportunity_id", sa.BigInteger(), nullable=False),
        sa.Column("template_id", sa.BigInteger(), nullable=True),
        sa.Column("proposal_id", sa.BigInteger(), nullable=True),
        sa.Column(
            "status",
            sa.Enum(
                "draft",
                "sent",
                "opened",
                "accepted",
                "signed",
                "declined",
                "expired",
                "superseded",
                name="paperstatus",
                native_enum=False,
                length=32,
            ),
            server_default="draft",
            nullable=False,
        ),
        sa.Column("language", sa.String(length=10), server_default="en", nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("addressee", sa.String(length=200), nullable=False),
        sa.Column("company", sa.String(length=200), server_default="", nullable=False),
        sa.Column("email", sa.String(length=320), server_default="", nullable=False),
        sa.Column("subject", sa.String(length=300), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("content", sa.Text(), server_default="", nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=False),
        sa.Column("term_months", sa.Integer(), nullable=True),
        sa.Column("notice_months", sa.Integer(), nullable=True),
        sa.Column("first_invoice", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("monthly", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("link_key", sa.String(length=40), nullable=True),
        sa.Column("secret_hash", sa.String(length=64), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sent_by", sa.String(length=200), server_default="", nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reminded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decline_reason", sa.String(length=1000), server_default="", nullable=False),
        sa.Column("signed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("signer_name", sa.String(length=200), server_default="", nullable=False),
        sa.Column("signer_address", sa.String(length=60), server_default="", nullable=False),
        sa.Column("signer_agent", sa.String(length=400), server_default="", nullable=False),
        sa.Column("document_id", sa.BigInteger(), nullable=True),
        sa.Column("document_hash", sa.String(length=64), server_default="", nullable=False),
        sa.Column("sealed_id", sa.BigInteger(), nullable=True),
        sa.Column("public_id", sa.UUID(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("(status IN ('accepted', 'signed')) = (signed_at IS NOT NULL)", name=op.f("ck_paper_signed_has_its_time")),
        sa.CheckConstraint(
            "CASE kind WHEN 'proposal' THEN status <> 'signed' ELSE status <> 'accepted' END", name=op.f("ck_paper_answers_in_its_own_word")
        ),
        sa.CheckConstraint(
            "kind = 'contract' OR (term_months IS NULL AND notice_months IS NULL AND proposal_id IS NULL)",
            name=op.f("ck_paper_terms_are_of_contracts"),
        ),
        sa.CheckConstraint(
            "signed_at IS NULL OR (signer_name <> '' AND document_hash <> '')", name=op.f("ck_paper_signed_has_name_and_document")
        ),
        sa.CheckConstraint(
            "status = 'draft' OR (first_invoice IS NOT NULL AND sent_at IS NOT NULL)", name=op.f("ck_paper_sent_has_its_figures")
        ),
        sa.CheckConstraint("coalesce(term_months, 1) > 0 AND coalesce(notice_months, 0) >= 0", name=op.f("ck_paper_terms_make_sense")),
        sa.CheckConstraint("version > 0", name=op.f("ck_paper_version_is_positive")),
        sa.ForeignKeyConstraint(["document_id"], ["document.id"], name=op.f("fk_paper_document_id_document")),
        sa.ForeignKeyConstraint(["location_id"], ["location.id"], name=op.f("fk_paper_location_id_location")),
        sa.ForeignKeyConstraint(["opportunity_id"], ["opportunity.id"], name=op.f("fk_paper_opportunity_id_opportunity")),
        sa.ForeignKeyConstraint(["proposal_id"], ["paper.id"], name=op.f("fk_paper_proposal_id_paper"), ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["replaces_id"], ["paper.id"], name=op.f("fk_paper_replaces_id_paper"), ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["sealed_id"], ["document.id"], name=op.f("fk_paper_sealed_id_document")),
        sa.ForeignKeyConstraint(["template_id"], ["template.id"], name=op.f("fk_paper_template_id_template"), ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("code", name=op.f("uq_paper_code")),
        sa.UniqueConstraint("public_id", name=op.f("uq_paper_public_id")),
        sa.UniqueConstraint("secret_hash", name=op.f("uq_paper_secret_hash")),
    )
    with op.batch_alter_table("paper", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_paper_document_id"), ["document_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_paper_location_id"), ["location_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_paper_proposal_id"), ["proposal_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_paper_sealed_id"), ["sealed_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_paper_template_id"), ["template_id"], unique=False)
        batch_op.create_index("one_next_version", ["replaces_id"], unique=True)
        batch_op.create_index("papers_of_opportunity", ["opportunity_id", "kind", "id"], unique=False)
        batch_op.create_index("papers_that_wait", ["valid_until"], unique=False, postgresql_where=sa.text("status IN ('sent', 'opened')"))

    op.create_table(
        "paper_line",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("paper_id", sa.BigInteger(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("membership_id", sa.BigInteger(), nullable=False),
        sa.Column("space_id", sa.BigInteger(), nullable=False),
        sa.Column("places", sa.Integer(), server_default="1", nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("commitment_months", sa.Integer(), nullable=True),
        sa.Column("price_cents", sa.BigInteger(), nullable=True),
        sa.Column("net_price", sa.Boolean(), server_default="false", nullable=False),
        sa.Column("discount_percent", sa.Numeric(precision=7, scale=4), nullable=True),
        sa.Column("discount_until", sa.Date(), nullable=True),
        sa.Column("discount_reason", sa.String(length=500), server_default="", nullable=False),
        sa.Column("deposit_cents", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("coalesce(commitment_months, 0) BETWEEN 0 AND 120", name=op.f("ck_paper_line_commitment_makes_sense")),
        sa.CheckConstraint(
            "coalesce(price_cents, 0) >= 0 AND coalesce(deposit_cents, 0) >= 0", name=op.f("ck_paper_line_amounts_are_not_negative")
        ),
        sa.CheckConstraint("discount_percent BETWEEN 0 AND 100", name=op.f("ck_paper_line_discount_is_percent")),
        sa.CheckConstraint("discount_until >= starts_on", name=op.f("ck_paper_line_discount_ends_after_start")),
        sa.CheckConstraint("places BETWEEN 1 AND 200", name=op.f("ck_paper_line_places_make_sense")),
        sa.ForeignKeyConstraint(["membership_id"], ["membership.id"], name=op.f("fk_paper_line_membership_id_membership")),
        sa.ForeignKeyConstraint(["paper_id"], ["paper.id"], name=op.f("fk_paper_line_paper_id_paper"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["space_id"], ["space.id"], name=op.f("fk_paper_line_space_id_space")),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("paper_line", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_paper_line_membership_id"), ["membership_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_paper_line_space_id"), ["space_id"], unique=False)
        batch_op.create_index("lines_of_paper", ["paper_id", "position"], unique=False)

    with op.batch_alter_table("delivery", schema=None) as batch_op:
        batch_op.add_column(sa.Column("paper_id", sa.BigInteger(), nullable=True))
        batch_op.create_index(batch_op.f("ix_delivery_paper_id"), ["paper_id"], unique=False)
        batch_op.create_foreign_key(batch_op.f("fk_delivery_paper_id_paper"), "paper", ["paper_id"], ["id"], ondelete="CASCADE")
        batch_op.drop_constraint(op.f("ck_delivery_of_one_subject"), type_="check")
        batch_op.create_check_constraint(
            op.f("ck_delivery_of_one_subject"),
            "num_nonnulls(invoice_id, credit_note_id, coalesce(booking_id, refund_id, user_id), offer_id, attempt_id, letter_id, paper_id) = 1",
        )
    for function in (PAPER_STAYS, LINES_STAY, FILES_GO):
        op.execute(function)
    op.execute("CREATE TRIGGER paper_stays BEFORE UPDATE OR DELETE ON paper FOR EACH ROW EXECUTE FUNCTION refuse_rewriting_papers()")
    op.execute(
        "CREATE TRIGGER paper_lines_stay BEFORE INSERT OR UPDATE OR DELETE ON paper_line FOR EACH ROW EXECUTE FUNCTION refuse_rewriting_paper_lines()"
    )
    op.execute("CREATE TRIGGER paper_takes_its_files AFTER DELETE ON paper FOR EACH ROW EXECUTE FUNCTION remove_files_of_paper()")


def downgrade() -> None:
    op.execute("DELETE FROM delivery WHERE paper_id IS NOT NULL")
    with op.batch_alter_table("delivery", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("ck_delivery_of_one_subject"), type_="check")
        batch_op.create_check_constraint(
            op.f("ck_delivery_of_one_subject"), "num_nonnulls(invoice_id, credit_note_id, coalesce(booking_id, refund_id, user_id), offer_id, attempt_id, letter_id) = 1"
        )
        batch_op.drop_constraint(batch_op.f("fk_delivery_paper_id_paper"), type_="foreignkey")
        batch_op.drop_index(batch_op.f("ix_delivery_paper_id"))
        batch_op.drop_column("paper_id")

    op.drop_table("paper_line")
    op.drop_table("paper")
    op.drop_table("template")
    for function in ("refuse_rewriting_papers", "refuse_rewriting_paper_lines", "remove_files_of_paper"):
        op.execute(f"DROP FUNCTION {function}()")
