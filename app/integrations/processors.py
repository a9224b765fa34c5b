"""Who else sees personal data, why, and which of it: the marks beside the clients, from which docs/privacy/processors.md is made (GDPR 30, POPIA 20)."""

from __future__ import annotations

import dataclasses
import inspect
from collections.abc import Iterator
from dataclasses import dataclass

from app.integrations.bounces import BounceBox
from app.integrations.captcha import Captcha
from app.integrations.domains import Domains
from app.integrations.federation import Neighbour
from app.integrations.mail import Letter, Mail, Mailbox
from app.integrations.mail_archive import Archive
from app.integrations.papercut import Printing
from app.integrations.payfast import Checkout, PaymentGateway
from app.integrations.radius import Nas
from app.integrations.salto import Doors, SaltoDoor
from app.integrations.webhooks import Receiver
from app.integrations.xero import ContactForXero, CreditNoteForXero, InvoiceForXero, LineForXero, Xero, XeroDoor


@dataclass(frozen=True)
class Processor:
    """`sends` says of each field what it tells about a person; `plain` names those that tell nothing. Both together are all that can be sent:
    the parameters of `protocols` and the fields of `values`. `when_erased` says what becomes of it over there."""

    name: str
    purpose: str
    setting: str
    protocols: tuple[type, ...]
    values: tuple[type, ...]
    sends: dict[str, str]
    plain: str
    when_erased: str


PROCESSORS = (
    Processor(
        "Xero",
        "The books: customers, invoices, credit notes and payments.",
        "A person connects it under Locations; `FOYER_XERO_CLIENT_ID`",
        (Xero, XeroDoor),
        (ContactForXero, InvoiceForXero, CreditNoteForXero, LineForXero),
        {
            "name": "the customer's name; a person's when the business bears it",
            "email": "the first address for invoices; somebody's when it is theirs",
            "vat_number": "the customer's VAT number",
            "description": "what was billed; a name when staff wrote one",
            "reference": "the number of the document",
        },
        "force code redirect_uri state tokens invoices numbers xero_ids xero_id is_draft key notes invoice_id amount on spent account_code"
        " contact items payments overpayments credit_id allocation_id references codes contacts kind since category option number contact_id issued_on due_on currency lines unit_amount tax_type tax_amount item_code tracking quantity",
        "The mail address is removed. Documents and the customer's name stay as long as tax law asks for them.",
    ),
    Processor(
        "The mail server",
        "Invoices, credit notes, invitations to bookings, and letters to people about their own account.",
        "`FOYER_SMTP_HOST`",
        (Mail,),
        (Letter,),
        {
            "recipient": "the address",
            "subject": "what it is about",
            "text": "the letter: names, user names, links, in the welcome mail the WiFi password",
            "html": "the same",
            "attachments": "PDFs of documents",
            "invitation": "a booking: room, times, title, names and addresses of everybody who is invited",
            "message": "all of these, as one mail",
        },
        "message_id sent_at sender reply_to headers is_automatic envelope_from",
        "What was delivered is with its readers; ask the operator of the server how long it keeps its log.",
    ),
    Processor(
        "The built-in mailbox",
        "Stands in for a mail server in a demo; never used in production.",
        "On this machine",
        (Mailbox,),
        (),
        {"address": "whose mails are thrown away"},
        "",
        "Every mail to the person's addresses is thrown away.",
    ),
    Processor(
        "The mail archive",
        "What was written with somebody, shown on the page of a contact.",
        "A person sets it up under Mail archive",
        (Archive,),
        (),
        {"address": "the mail address that is searched for", "exclude": "addresses whose mails are left out"},
        "page size archive_id",
        "Nothing is written there; ask its operator how long it keeps mails. What Foyer noted of them goes with the contact.",
    ),
    Processor(
        "The mailbox of bounces",
        "What other mail servers say of mails that did not arrive, with the address and their reason.",
        "`FOYER_BOUNCE_ADDRESS`",
        (BounceBox,),
        (),
        {},
        "valid uid most",
        "Nothing is written there, and nothing is deleted there: ask its operator how long it keeps mails. The address is forgotten with the person.",
    ),
    Processor(
        "PayFast",
        "Cards: payments on PayFast's own page, and charges of cards that it keeps.",
        "`FOYER_PAYFAST_MERCHANT_ID`",
        (PaymentGateway,),
        (Checkout,),
        {
            "email": "the mail address of who pays",
            "reason": "why a payment is given back, as staff wrote it",
            "token": "which kept card is charged",
            "address": "where a notice came from; compared here, sent nowhere",
        },
        "raw checkout payment_id cents reference item since until parameters return_url cancel_url notify_url keep_card",
        "The token is cancelled. What was paid stays with PayFast as long as the law of its country asks for it.",
    ),
    Processor(
        "PaperCut",
        "Print accounts and their credit.",
        "`FOYER_PAPERCUT_URL`",
        (Printing,),
        (),
        {
            "username": "the name of the print account",
            "full_name": "first and last name",
            "email": "the mail address",
            "password": "a password made for printing alone",
            "reference": "why credit moved",
        },
        "cents group",
        "The account is deleted when the last license ends, one with credit that was bought once somebody has decided about it, and PaperCut is told to take the name out of old print jobs.",
    ),
    Processor(
        "Salto KS",
        "Doors: who may open which, until when.",
        "`FOYER_SALTO_URL`",
        (Doors, SaltoDoor),
        (),
        {
            "first_name": "first name",
            "last_name": "last name",
            "email": "the mail address, to which Salto sends its invitation",
            "tag_id": "the fob that they hold",
        },
        "refresh_token since alias site_user_id platform_user_id group_id name add remove",
        "The person is removed from the site when the last license ends. Salto keeps its own account of whoever installed its app.",
    ),
    Processor(
        "Other networks that run Foyer",
        "Whether a PIN that was typed here is that of one of their members, who then comes in as a visitor.",
        "An administrator adds each under Other networks, and compares its keys",
        (Neighbour,),
        (),
        {"sealed": "the six digits that were typed, and the code of the location, for that network's eyes alone"},
        "base_url is_near seconds",
        "Nothing is kept here but that somebody of theirs was here on a day, under a name that their network alone can read as a person.",
    ),
    Processor(
        "Receivers of webhooks",
        "Systems of your own choice that hear when something happens: members, licenses, invoices, payments, bookings, leads, check-ins.",
        "A person adds them under Webhooks",
        (Receiver,),
        (),
        {
            "body": "the numbers of a person, an organisation and what happened, with states, days and amounts; never a name, an address or a word that somebody wrote"
        },
        "url headers",
        "The numbers lead to nobody any more. What the receiver itself looked up by them is for its operator to erase.",
    ),
    Processor(
        "Captchas: reCAPTCHA and Turnstile",
        "Public forms for leads: telling people from programs, where a form asks one.",
        "Lead forms; `FOYER_RECAPTCHA_URL`, `FOYER_TURNSTILE_URL`",
        (Captcha,),
        (),
        {"token": "what the vendor's own script gave the visitor's browser"},
        "secret",
        "Foyer sends nothing of the person. What the vendor's script learned in the browser is for the vendor to say.",
    ),
    Processor(
        "The name servers of this machine",
        "Whether the domain of an address that somebody typed into a form can take mail.",
        "On this machine",
        (Domains,),
        (),
        {"domain": "the part of a mail address behind the @"},
        "",
        "Nothing is kept but what name servers cache.",
    ),
    Processor(
        "FreeRADIUS and the access points",
        "WiFi: who may use it; when, where and with which device they do.",
        "`FOYER_RADIUS_HOST`; access points in `FOYER_RADIUS_CLIENTS`",
        (Nas,),
        (),
        {"username": "the name of the WiFi account", "session_id": "the session that is to end", "station": "the address of the device"},
        "nas_address",
        "Accounts, sessions, log-ins and figures of use are deleted from the tables at once. Access points keep what their maker says.",
    ),
)


def sent_by(processor: Processor) -> Iterator[str]:
    """Every field that the clients can send, by its name in the code."""
    for protocol in processor.protocols:
        for _name, method in inspect.getmembers(protocol, inspect.isfunction):
            if not _name.startswith("_"):
                yield from (each for each in inspect.signature(method).parameters if each != "self")
    for value in processor.values:
        yield from (each.name for each in dataclasses.fields(value))


def unmarked(processor: Processor) -> tuple[set[str], set[str]]:
    """Fields that are sent without a mark, and marks of fields that are not sent."""
    known = {*processor.sends, *processor.plain.split()}
    sent = set(sent_by(processor))
    return sent - known, known - sent
