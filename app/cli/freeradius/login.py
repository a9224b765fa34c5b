"""The account that FreeRADIUS has in PostgreSQL: its own, with the rights of `radius.admit` and no others."""

from __future__ import annotations

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from app.cli.say import CannotStart
from config import Settings, kept_secret

OURS = ("user", "password", "passfile")


def ensure(settings: Settings) -> str:
    """Make the account, or renew its password and rights, and write its password file; the connection string without the password."""
    password = kept_secret(settings.var, "radius.password")
    with psycopg.connect(settings.database_url, autocommit=True) as connection:
        name = f"{connection.info.dbname}_radius"
        try:
            admit(connection, name, password)
        except psycopg.errors.InsufficientPrivilege as reason:
            raise CannotStart(
                f"The account of DATABASE_URL may not make the account {name} for FreeRADIUS ({reason.diag.message_primary}). "
                f"Give it the attribute CREATEROLE, or let an administrator run this command once with his own."
            ) from None
    passfile = settings.var / "radius" / "pgpass"
    passfile.touch(mode=0o600)
    passfile.write_text(
        f"*:*:*:*:{password}\n"
    )  # of whichever database here: a benchmark's own must not shut out the FreeRADIUS that is up
    places = {key: value for key, value in conninfo_to_dict(settings.database_url).items() if key not in OURS}
    return make_conninfo("", **places, user=name, passfile=str(passfile))


def admit(connection: psycopg.Connection[tuple[object, ...]], name: str, password: str) -> None:
    """Only the hash of the password travels, so that no log of statements can show it."""
    kept = connection.pgconn.encrypt_password(password.encode(), name.encode(), b"scram-sha-256").decode()
    there = connection.execute("SELECT FROM pg_roles WHERE rolname = %s", [name]).fetchone() is not None
    verb = sql.SQL("ALTER ROLE {} LOGIN PASSWORD {}" if there else "CREATE ROLE {} LOGIN PASSWORD {}")
    connection.execute(verb.format(sql.Identifier(name), sql.Literal(kept)))
    connection.execute("SELECT radius.admit(%s)", [name])
