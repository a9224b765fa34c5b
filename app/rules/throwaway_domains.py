"""Domains whose addresses anybody may read and that are thrown away (S4)."""

from __future__ import annotations

# The best known of the public list https://github.com/disposable-email-domains/disposable-email-domains (CC0).
LISTED = """
    10minutemail.com 20minutemail.com 33mail.com anonbox.net burnermail.io byom.de discard.email dispostable.com dropmail.me
    emailfake.com emailondeck.com fakeinbox.com fakemail.net getairmail.com getnada.com grr.la guerrillamail.biz guerrillamail.com
    guerrillamail.de guerrillamail.info guerrillamail.net guerrillamail.org guerrillamailblock.com harakirimail.com incognitomail.org
    inboxkitten.com jetable.org mail-temp.com mail7.io maildrop.cc mailcatch.com mailinator.com mailinator.net mailnesia.com mailnull.com
    mailpoof.com mailsac.com mintemail.com moakt.com mohmal.com mytemp.email mytrashmail.com nada.email sharklasers.com spam4.me
    spambog.com spambox.us spamgourmet.com tempail.com temp-mail.io temp-mail.org tempinbox.com tempmail.de tempmail.net tempmailaddress.com
    tempr.email throwawaymail.com trash-mail.com trashmail.com trashmail.de trashmail.net trashmail.ws trbvm.com wegwerfmail.de
    wegwerfmail.net wegwerfmail.org yopmail.com yopmail.fr yopmail.net
    """
THROWAWAY = frozenset(LISTED.split())


def is_throwaway(domain: str) -> bool:
    """The domain, or the one that it belongs to, is of the list."""
    parts = domain.lower().rstrip(".").split(".")
    return any(".".join(parts[start:]) in THROWAWAY for start in range(len(parts) - 1))
