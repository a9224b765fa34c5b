"""WiFi: the tables that FreeRADIUS reads and writes, and what keeps their figures true"""

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

# Tables and indexes of FreeRADIUS 3.2.1 as Debian ships them (contracts.md 5.1). Not models: their shape is FreeRADIUS's.
FREERADIUS = """
CREATE TABLE radius.radacct (
    radacctid bigserial PRIMARY KEY,
    acctsessionid text NOT NULL,
    acctuniqueid text NOT NULL UNIQUE,
    username text,
    realm text,
    nasipaddress inet NOT NULL,
    nasportid text,
    nasporttype text,
    acctstarttime timestamp with time zone,
    acctupdatetime timestamp with time zone,
    acctstoptime timestamp with time zone,
    acctinterval bigint,
    acctsessiontime bigint,
    acctauthentic text,
    connectinfo_start text,
    connectinfo_stop text,
    acctinputoctets bigint,
    acctoutputoctets bigint,
    calledstationid text,
    callingstationid text,
    acctterminatecause text,
    servicetype text,
    framedprotocol text,
    framedipaddress inet,
    framedipv6address inet,
    framedipv6prefix inet,
    framedinterfaceid text,
    delegatedipv6prefix inet,
    class text
);
CREATE INDEX radacct_active_session_idx ON radius.radacct (acctuniqueid) WHERE acctstoptime IS NULL;
CREATE INDEX radacct_bulk_close ON radius.radacct (nasipaddress, acctstarttime) WHERE acctstoptime IS NULL;
CREATE INDEX radacct_start_user_idx ON radius.radacct (acctstarttime, username);
CREATE INDEX radacct_calss_idx ON radius.radacct (class);

CREATE TABLE radius.radcheck (
    id serial PRIMARY KEY,
    username text NOT NULL DEFAULT '',
    attribute text NOT NULL DEFAULT '',
    op varchar(2) NOT NULL DEFAULT '==',
    value text NOT NULL DEFAULT ''
);
CREATE INDEX radcheck_username ON radius.radcheck (username, attribute);

CREATE TABLE radius.radgroupcheck (
    id serial PRIMARY KEY,
    groupname text NOT NULL DEFAULT '',
    attribute text NOT NULL DEFAULT '',
    op varchar(2) NOT NULL DEFAULT '==',
    value text NOT NULL DEFAULT ''
);
CREATE INDEX radgroupcheck_groupname ON radius.radgroupcheck (groupname, attribute);

CREATE TABLE radius.radgroupreply (
    id serial PRIMARY KEY,
    groupname text NOT NULL DEFAULT '',
    attribute text NOT NULL DEFAULT '',
    op varchar(2) NOT NULL DEFAULT '=',
    value text NOT NULL DEFAULT ''
);
CREATE INDEX radgroupreply_groupname ON radius.radgroupreply (groupname, attribute);

CREATE TABLE radius.radreply (
    id serial PRIMARY KEY,
    username text NOT NULL DEFAULT '',
    attribute text NOT NULL DEFAULT '',
    op varchar(2) NOT NULL DEFAULT '=',
    value text NOT NULL DEFAULT ''
);
CREATE INDEX radreply_username ON radius.radreply (username, attribute);

CREATE TABLE radius.radusergroup (
    id serial PRIMARY KEY,
    username text NOT NULL DEFAULT '',
    groupname text NOT NULL DEFAULT '',
    priority integer NOT NULL DEFAULT 0
);
CREATE INDEX radusergroup_username ON radius.radusergroup (username);

CREATE TABLE radius.radpostauth (
    id bigserial PRIMARY KEY,
    username text NOT NULL,
    pass text,
    reply text,
    calledstationid text,
    callingstationid text,
    authdate timestamp with time zone NOT NULL DEFAULT now(),
    class text
);
CREATE INDEX radpostauth_username_idx ON radius.radpostauth (username);
CREATE INDEX radpostauth_class_idx ON radius.radpostauth (class);

CREATE TABLE radius.nas (
    id serial PRIMARY KEY,
    nasname text NOT NULL,
    shortname text NOT NULL,
    type text NOT NULL DEFAULT 'other',
    ports integer,
    secret text NOT NULL,
    server text,
    community text,
    description text
);
CREATE INDEX nas_nasname ON radius.nas (nasname);

CREATE TABLE radius.nasreload (
    nasipaddress inet PRIMARY KEY,
    reloadtime timestamp with time zone NOT NULL
)
"""

# FreeRADIUS has no word against two passwords of one account; the second would decide, or the first.
ONE_OF_EACH = """
CREATE UNIQUE INDEX one_check_an_attribute ON radius.radcheck (username, attribute);
CREATE UNIQUE INDEX one_reply_an_attribute ON radius.radreply (username, attribute);
CREATE UNIQUE INDEX one_membership_a_group ON radius.radusergroup (username, groupname);
CREATE UNIQUE INDEX one_group_reply_an_attribute ON radius.radgroupreply (groupname, attribute)
"""

# Phones begin with a capital, add a space behind a name, and write é in two ways. Who signs in and who is stored are compared by this alone.
NAME = """
CREATE FUNCTION radius.account_name(typed text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN lower(normalize(btrim(typed), NFC))
"""
OPEN_SESSIONS = "CREATE INDEX open_sessions_of_an_account ON radius.radacct (radius.account_name(username)) WHERE acctstoptime IS NULL"

# A repeated Stop without counters writes 0 over what was counted (contracts.md 5.2), and a late packet opens what was closed.
ONLY_FORWARD = """
CREATE FUNCTION radius.only_forward() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN
  NEW.acctstarttime := least(OLD.acctstarttime, NEW.acctstarttime);
  NEW.acctupdatetime := greatest(OLD.acctupdatetime, NEW.acctupdatetime);
  NEW.acctstoptime := coalesce(OLD.acctstoptime, NEW.acctstoptime);
  NEW.acctsessiontime := greatest(OLD.acctsessiontime, NEW.acctsessiontime);
  NEW.acctinputoctets := greatest(OLD.acctinputoctets, NEW.acctinputoctets);
  NEW.acctoutputoctets := greatest(OLD.acctoutputoctets, NEW.acctoutputoctets);
  RETURN NEW;
END $$
"""
ONLY_FORWARD_TRIGGER = "CREATE TRIGGER only_forward BEFORE UPDATE ON radius.radacct FOR EACH ROW EXECUTE FUNCTION radius.only_forward()"

# A session has one row with its sums, and no day. What each packet adds is kept by quarters of an hour: no zone has a finer midnight.
USAGE = """
CREATE TABLE radius.usage (
    username text NOT NULL,
    quarter timestamp with time zone NOT NULL,
    nasipaddress inet NOT NULL,
    uploaded bigint NOT NULL,
    downloaded bigint NOT NULL,
    PRIMARY KEY (username, quarter, nasipaddress)
)
"""
COUNT_USAGE = """
CREATE FUNCTION radius.count_usage() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS
$$ DECLARE
  up bigint := coalesce(NEW.acctinputoctets, 0);
  down bigint := coalesce(NEW.acctoutputoctets, 0);
BEGIN
  IF TG_OP = 'UPDATE' THEN
    up := up - coalesce(OLD.acctinputoctets, 0);
    down := down - coalesce(OLD.acctoutputoctets, 0);
  END IF;
  IF up > 0 OR down > 0 THEN
    INSERT INTO radius.usage AS known (username, quarter, nasipaddress, uploaded, downloaded)
    VALUES (coalesce(radius.account_name(NEW.username), ''), date_bin('15 minutes', coalesce(NEW.acctupdatetime, now()), 'epoch'), NEW.nasipaddress, up, down)
    ON CONFLICT (username, quarter, nasipaddress)
    DO UPDATE SET uploaded = known.uploaded + excluded.uploaded, downloaded = known.downloaded + excluded.downloaded;
  END IF;
  RETURN NULL;
END $$
"""
COUNT_USAGE_TRIGGER = "CREATE TRIGGER count_usage AFTER INSERT OR UPDATE ON radius.radacct FOR EACH ROW EXECUTE FUNCTION radius.count_usage()"

# What the account that FreeRADIUS signs in with may do, and nothing beside it; `run.py radius` makes that account and calls this.
ADMIT = """
CREATE FUNCTION radius.admit(account name) RETURNS void LANGUAGE plpgsql AS
$$ BEGIN
  EXECUTE format('GRANT USAGE ON SCHEMA radius TO %I', account);
  EXECUTE format('GRANT SELECT ON radius.radcheck, radius.radreply, radius.radgroupcheck, radius.radgroupreply, radius.radusergroup TO %I', account);
  EXECUTE format('GRANT SELECT, INSERT, UPDATE ON radius.radacct TO %I', account);
  EXECUTE format('GRANT INSERT ON radius.radpostauth TO %I', account);
  EXECUTE format('GRANT USAGE ON SEQUENCE radius.radacct_radacctid_seq, radius.radpostauth_id_seq TO %I', account);
END $$
"""


def upgrade() -> None:
    op.execute("CREATE SCHEMA radius")
    for statement in (*FREERADIUS.split(";"), *ONE_OF_EACH.split(";")):
        op.execute(statement)
    for statement in (NAME, OPEN_SESSIONS, ONLY_FORWARD, ONLY_FORWARD_TRIGGER, USAGE, COUNT_USAGE, COUNT_USAGE_TRIGGER, ADMIT):
        op.execute(statement)


def downgrade() -> None:
    op.execute("DROP SCHEMA radius CASCADE")
