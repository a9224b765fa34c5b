"""Samples of what a person is told about the own account."""

from __future__ import annotations

from app.rendering import account_mail
from app.rendering.mail_samples.written import ADDRESS, FIRST_NAME, Sample, Written

USERNAME, NEW = "thandi", "thandi@mokoena.example"


def _link(by: Written, path: str) -> str:
    return f"{by.house}/{path}/a-link-that-works-once"


ACCOUNTS: dict[str, dict[str, Sample]] = {
    "welcome": {
        "": lambda by: account_mail.welcome_mail(
            by.sender,
            name=FIRST_NAME,
            username=USERNAME,
            link=_link(by, "welcome"),
            until=by.at(12, 9),
            instructions="Ring at the green door.\nCoffee is on the second floor.",
            wifi=account_mail.WifiLogin("Members", "thandi.baobab", "amber-kettle-42"),
        )
    },
    "password_reset": {"": lambda by: account_mail.reset_mail(by.sender, username=USERNAME, link=_link(by, "reset"), until=by.at(12, 10))},
    "address_change_new": {
        "": lambda by: account_mail.new_address_mail(by.sender, address=NEW, link=_link(by, "address/new"), until=by.at(13, 9))
    },
    "address_change_old": {
        "": lambda by: account_mail.old_address_mail(by.sender, old=ADDRESS, new=NEW, link=_link(by, "address/old"), until=by.at(13, 9))
    },
    "address_changed": {"": lambda by: account_mail.address_changed_mail(by.sender, address=NEW, link=f"{by.house}/profile/")},
    "second_factor_reset": {
        "": lambda by: account_mail.second_factor_reset_mail(by.sender, username=USERNAME, link=f"{by.house}/profile/")
    },
    "api_key_made": {"": lambda by: account_mail.api_key_made_mail(by.sender, username=USERNAME, link=f"{by.house}/profile/")},
    "account_locked": {"": lambda by: account_mail.account_locked_mail(by.sender, username=USERNAME, at=by.at(12, 9))},
}
