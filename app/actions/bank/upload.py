"""Upload a bank statement; where the names of its columns are known, it is read at once."""

from __future__ import annotations

import re
from hashlib import sha256

from flask_babel import gettext as _
from sqlalchemy import select

from app.access.actor import Actor, require
from app.access.permissions import Permission
from app.actions.bank.read import read_statement
from app.core.errors import Refused
from app.models import BankImport, Location
from app.rules.bank_csv import grid_of, known_columns
from app.work import transaction

LARGEST = 2 * 1024 * 1024


def upload_statement(file_name: str, content: bytes, *, location_id: int, account: str, by: Actor) -> BankImport:
    """`account` is the number of the bank account, or a name for it. Raises Refused for a file that came before, or is no table."""
    with transaction(by=by) as work:
        require(by, Permission.PAYMENT_WRITE)
        location = work.get(Location, location_id)
        require(by, Permission.PAYMENT_WRITE, location)
        account = re.sub(r"[^0-9A-Za-z]", "", account)[:40].upper()
        if not account:
            raise Refused(_("Say which account the statement is of."), field="account")
        if len(content) > LARGEST:
            raise Refused(
                _("A statement has at most %(size)s MB: choose fewer days at the bank.", size=LARGEST // 1024 // 1024), field="file"
            )
        digest = sha256(content).hexdigest()
        before = work.session.scalars(select(BankImport).where(BankImport.sha256 == digest)).one_or_none()
        if before is not None:
            raise Refused(_("This very file was uploaded already, as %(name)s.", name=before.file_name), field="file")
        try:
            grid = grid_of(content)
        except ValueError as wrong:
            raise Refused(
                _("%(name)s is no table of text: download the statement as CSV at the bank.", name=file_name), field="file"
            ) from wrong
        found = work.add(
            BankImport(
                location_id=location.id, account=account, file_name=file_name[-200:], sha256=digest, content=content, recorded_by=by.name
            )
        )
        if columns := known_columns(grid):
            read_statement(found.id, columns, by=by)
    return found
