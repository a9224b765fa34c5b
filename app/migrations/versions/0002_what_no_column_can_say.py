"""What no column can say: rows that stay as they are, the version of permissions, and the taxes known on the first day"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

PERMISSION_TABLES = ("ab_permission_view_role", "ab_permission_view", "ab_permission", "ab_view_menu", "ab_role")

APPEND_ONLY = """
CREATE FUNCTION refuse_rewriting() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'rows of % are never changed', TG_TABLE_NAME USING ERRCODE = 'restrict_violation'; END $$
"""

# An approved document's money, parties and dates are history (I11); only its way through the world still moves.
FROZEN_DOCUMENT = """
CREATE FUNCTION refuse_rewriting_documents() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN
  IF OLD.number IS NOT NULL AND (NEW.number, NEW.organisation_id, NEW.location_id, NEW.month, NEW.currency, NEW.issued_on,
      NEW.net_cents, NEW.vat_cents, NEW.total_cents, NEW.seller, NEW.buyer) IS DISTINCT FROM
     (OLD.number, OLD.organisation_id, OLD.location_id, OLD.month, OLD.currency, OLD.issued_on,
      OLD.net_cents, OLD.vat_cents, OLD.total_cents, OLD.seller, OLD.buyer)
  THEN RAISE EXCEPTION '% is approved and stays as it is', OLD.number USING ERRCODE = 'restrict_violation'; END IF;
  RETURN NEW;
END $$
"""

# The lines of a draft may change; afterwards only their place in the books of the vendor, and the key that a void gives back.
FROZEN_LINE = """
CREATE FUNCTION refuse_rewriting_lines() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN
  IF (SELECT number IS NOT NULL FROM invoice WHERE id = OLD.invoice_id) AND
     (TG_OP = 'DELETE' OR (NEW.invoice_id, NEW.kind, NEW.license_id, NEW.service_month, NEW.description, NEW.net_cents, NEW.vat_cents, NEW.vat_percent)
      IS DISTINCT FROM (OLD.invoice_id, OLD.kind, OLD.license_id, OLD.service_month, OLD.description, OLD.net_cents, OLD.vat_cents, OLD.vat_percent))
  THEN RAISE EXCEPTION 'lines of an approved invoice stay as they are' USING ERRCODE = 'restrict_violation'; END IF;
  RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END $$
"""

# A foreign key from every invoice line would lock and rewrite each license of an approval; this asks only when one is deleted.
BILLED_LICENSE = """
CREATE FUNCTION keep_billed_license() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN
  IF EXISTS (SELECT FROM invoice_line WHERE license_id = OLD.id) THEN
    RAISE EXCEPTION '% was billed and stays', OLD.code USING ERRCODE = 'foreign_key_violation', CONSTRAINT = 'fk_invoice_line_license_id_license';
  END IF;
  RETURN OLD;
END $$
"""

# Everything that prices a license raises its touched_at: corrections (P11) look only where something moved.
TOUCH_OWN = """
CREATE FUNCTION touch_license() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN NEW.touched_at := clock_timestamp(); RETURN NEW; END $$
"""
TOUCH_BY_CHILD = """
CREATE FUNCTION touch_license_of_child() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN
  UPDATE license SET touched_at = clock_timestamp() WHERE id = CASE TG_OP WHEN 'DELETE' THEN OLD.license_id ELSE NEW.license_id END;
  RETURN NULL;
END $$
"""
TOUCH_BY_DISCOUNT = """
CREATE FUNCTION touch_licenses_of_discount() RETURNS trigger LANGUAGE plpgsql AS
$$ DECLARE row discount; BEGIN
  FOREACH row IN ARRAY CASE TG_OP WHEN 'INSERT' THEN ARRAY[NEW] WHEN 'DELETE' THEN ARRAY[OLD] ELSE ARRAY[OLD, NEW] END LOOP
    IF row.product_id IS NULL THEN
      UPDATE license SET touched_at = clock_timestamp()
      WHERE (row.license_id IS NULL OR id = row.license_id) AND (row.organisation_id IS NULL OR organisation_id = row.organisation_id)
        AND (row.membership_id IS NULL OR membership_id = row.membership_id);
    END IF;
  END LOOP;
  RETURN NULL;
END $$
"""
TOUCH_BY_PRICE = """
CREATE FUNCTION touch_licenses_of_price() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN
  UPDATE license SET touched_at = clock_timestamp() WHERE membership_id = NEW.membership_id AND NEW.retroactive;
  RETURN NULL;
END $$
"""
TOUCH_BY_MEMBERSHIP = """
CREATE FUNCTION touch_licenses_of_membership() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN
  UPDATE license SET touched_at = clock_timestamp() WHERE membership_id = NEW.id;
  RETURN NULL;
END $$
"""
TOUCHES = (
    ("license", "touch_license", "BEFORE UPDATE", ""),
    ("license_pause", "touch_license_of_child", "AFTER INSERT OR UPDATE OR DELETE", ""),
    ("license_price", "touch_license_of_child", "AFTER INSERT OR UPDATE OR DELETE", ""),
    ("discount", "touch_licenses_of_discount", "AFTER INSERT OR UPDATE OR DELETE", ""),
    ("membership_price", "touch_licenses_of_price", "AFTER INSERT OR UPDATE", ""),
    ("membership", "touch_licenses_of_membership", "AFTER UPDATE", "WHEN (NEW.included_primary IS DISTINCT FROM OLD.included_primary)"),
)

RAISE_ACCESS_VERSION = """
CREATE FUNCTION raise_access_version() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN UPDATE access_version SET version = version + 1; RETURN NULL; END $$
"""

TAX_RATES = (
    ("ZA", "VAT", "14", "1993-04-07", False, "OUTPUT2"),
    ("ZA", "VAT", "15", "2018-04-01", False, "OUTPUT3"),
    ("ZA", "VAT", "15.5", "2025-05-01", True, "OUTPUT4"),
    ("NL", "BTW", "21", "2012-10-01", False, "OUTPUT"),
    ("GB", "VAT", "20", "2011-01-04", False, "OUTPUT2"),
    ("DE", "USt", "19", "2007-01-01", False, "OUTPUT"),
)


def upgrade() -> None:
    op.execute(APPEND_ONLY)
    op.execute("CREATE TRIGGER audit_stays BEFORE UPDATE OR DELETE ON audit_event FOR EACH ROW EXECUTE FUNCTION refuse_rewriting()")
    op.execute(FROZEN_DOCUMENT)
    for table in ("invoice", "credit_note"):
        op.execute(f"CREATE TRIGGER document_stays BEFORE UPDATE ON {table} FOR EACH ROW EXECUTE FUNCTION refuse_rewriting_documents()")
    op.execute("CREATE TRIGGER credit_lines_stay BEFORE DELETE ON credit_note_line FOR EACH ROW EXECUTE FUNCTION refuse_rewriting()")
    op.execute(FROZEN_LINE)
    op.execute("CREATE TRIGGER lines_stay BEFORE UPDATE OR DELETE ON invoice_line FOR EACH ROW EXECUTE FUNCTION refuse_rewriting_lines()")
    op.execute(BILLED_LICENSE)
    op.execute("CREATE TRIGGER billed_stays BEFORE DELETE ON license FOR EACH ROW EXECUTE FUNCTION keep_billed_license()")
    for function in (TOUCH_OWN, TOUCH_BY_CHILD, TOUCH_BY_DISCOUNT, TOUCH_BY_PRICE, TOUCH_BY_MEMBERSHIP):
        op.execute(function)
    for table, function, when, condition in TOUCHES:
        op.execute(f"CREATE TRIGGER touches_license {when} ON {table} FOR EACH ROW {condition} EXECUTE FUNCTION {function}()")
    op.execute("INSERT INTO access_version (id) VALUES (1)")
    op.execute(RAISE_ACCESS_VERSION)
    for table in PERMISSION_TABLES:
        op.execute(
            f"CREATE TRIGGER raise_access AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON {table}"
            " FOR EACH STATEMENT EXECUTE FUNCTION raise_access_version()"
        )
    rates = sa.table("tax_rate", *(sa.column(name) for name in ("country", "name", "percent", "valid_from", "withdrawn", "xero_tax_type")))
    names = ("country", "name", "percent", "valid_from", "withdrawn", "xero_tax_type")
    for rate in TAX_RATES:
        values = dict(zip(names, rate, strict=True))
        values["percent"] = sa.cast(values["percent"], sa.Numeric)
        values["valid_from"] = sa.cast(values["valid_from"], sa.Date)
        op.execute(rates.insert().values(**values))


def downgrade() -> None:
    op.execute("DELETE FROM tax_rate")
    for table in PERMISSION_TABLES:
        op.execute(f"DROP TRIGGER raise_access ON {table}")
    op.execute("DELETE FROM access_version")
    op.execute("DROP TRIGGER billed_stays ON license")
    op.execute("DROP FUNCTION keep_billed_license()")
    for table, function, *_ in TOUCHES:
        op.execute(f"DROP TRIGGER touches_license ON {table}")
    for function in dict.fromkeys(touch[1] for touch in TOUCHES):
        op.execute(f"DROP FUNCTION {function}()")
    for table, trigger in (
        ("audit_event", "audit_stays"),
        ("invoice", "document_stays"),
        ("credit_note", "document_stays"),
        ("credit_note_line", "credit_lines_stay"),
        ("invoice_line", "lines_stay"),
    ):
        op.execute(f"DROP TRIGGER {trigger} ON {table}")
    for function in ("refuse_rewriting", "refuse_rewriting_documents", "refuse_rewriting_lines", "raise_access_version"):
        op.execute(f"DROP FUNCTION {function}()")
