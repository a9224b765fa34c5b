"""PaperCutPrinting: the print server behind its XML-RPC web services."""

from __future__ import annotations

from functools import partial

from flask_babel import gettext as _

from app.integrations.errors import GiveUp, Trouble
from app.integrations.pace import Pace
from app.integrations.papercut import AccountExists, NoSuchAccount, PrintAccount, answers
from app.integrations.papercut.calls import Calls
from app.integrations.papercut.problems import unreadable
from app.integrations.wire import USUAL, Patience

A_PAGE = 1000
LONGEST_REFERENCE = 255


class PaperCutPrinting:
    """Make one inside the job that uses it. PaperCut wants every argument in its place, '' for those that Foyer has no use for."""

    def __init__(self, *, url: str, token: str, pace: Pace | None = None, patience: Patience = USUAL) -> None:
        self._calls = Calls(url=url, token=token, pace=pace, patience=patience)

    def account(self, username: str) -> PrintAccount | None:
        try:
            return self._calls.read(partial(answers.account, username), "getUserProperties", username, list(answers.PROPERTIES))
        except NoSuchAccount:
            return None

    def create_account(self, username: str, *, full_name: str, email: str, password: str) -> None:
        try:
            self._calls.write(answers.nothing, "addNewInternalUser", username, password, full_name, email, "", "", secret=password)
        except GiveUp as refusal:
            # a taken name has no fault code of its own, and the same person's address may be complained of first
            if self._is_there(username):
                raise AccountExists(_("PaperCut has an account of this name already.")) from refusal
            raise

    def change_account(self, username: str, *, full_name: str, email: str) -> None:
        self._calls.write(answers.nothing, "setUserProperties", username, [["full-name", full_name], ["email", email]])

    def set_password(self, username: str, *, password: str) -> None:
        self._calls.write(answers.nothing, "setUserProperties", username, [["password", password]], secret=password)

    def disable(self, username: str) -> None:
        self._calls.write(answers.nothing, "setUserProperties", username, [["disabled-print", "TRUE"]])

    def enable(self, username: str) -> None:
        self._calls.write(answers.nothing, "setUserProperties", username, [["disabled-print", "FALSE"]])

    def delete(self, username: str) -> None:
        self._calls.write(answers.nothing, "deleteExistingUser", username, True)

    def balance(self, username: str) -> int:
        return self._calls.read(answers.cents, "getUserAccountBalance", username, "")

    def adjust(self, username: str, *, cents: int, reference: str) -> None:
        comment = _comment(reference)
        self._calls.write(answers.nothing, "adjustUserAccountBalance", username, answers.amount(cents), comment, "")

    def spend_if_available(self, username: str, *, cents: int, reference: str) -> bool:
        if cents <= 0:
            raise ValueError("what is spent is more than nothing")
        comment, change = _comment(reference), answers.amount(-cents)
        return self._calls.write(answers.truth, "adjustUserAccountBalanceIfAvailable", username, change, comment, "")

    def accounts(self) -> list[str]:
        found: dict[str, None] = {}
        offset = 0
        # a server may give fewer than it was asked for, so only an empty page is the end
        while names := self._calls.read(answers.texts, "listUserAccounts", offset, A_PAGE):
            known, offset = len(found), offset + len(names)
            found |= dict.fromkeys(names)
            if len(found) == known:
                raise unreadable(writes=False)  # the same page over and over
        return list(found)

    def username_of(self, email: str) -> str | None:
        return self._calls.read(answers.text, "lookUpUserNameByEmail", email) or None

    def add_to_group(self, username: str, group: str) -> None:
        self._calls.write(answers.nothing, "addUserToGroup", username, group)

    def health(self) -> None:
        self._calls.read(answers.texts, "listUserAccounts", 0, 1)

    def _is_there(self, username: str) -> bool:
        try:
            return self._calls.read(answers.truth, "isUserExists", username)
        except Trouble:
            return False


def _comment(reference: str) -> str:
    if not 0 < len(reference.strip()) <= LONGEST_REFERENCE:
        raise ValueError(f"a reference has 1 to {LONGEST_REFERENCE} characters")
    return reference
