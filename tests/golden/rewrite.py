"""Writes the golden files anew; look at the difference before keeping it: python -m tests.golden.rewrite"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from app.rendering.account_mail import (
    bell_digest_mail,
    card_declined_mail,
    chargeback_mail,
    credits_ending_mail,
    health_mail,
    referral_reward_mail,
    task_digest_mail,
)
from app.rendering.debtor_mail import receipt_mail, reminder_mail, statement_mail
from app.rendering.mail import MailContent, invoice_mail
from app.rendering.paper import paper_pdf
from app.rendering.paper_mail import declined_mail, sent_mail, signed_mail
from app.rendering.paper_mail import reminder_mail as paper_reminder
from app.rendering.pdf import invoice_pdf
from app.rendering.price_mail import price_mail
from app.rendering.receipt import receipt_pdf
from app.rendering.report_mail import report_mail
from app.rendering.statement import statement_pdf
from tests.rendering import papers
from tests.rendering.accounts import (
    CHARGEBACK,
    DIGEST,
    ENDING,
    HEALTH,
    KLOOF,
    REFERRAL,
    TOLD,
    charges,
    prices,
    receipt,
    reminders,
    statement,
)
from tests.rendering.calendars import calendars
from tests.rendering.documents import credit_note, invoice, pages_of
from tests.rendering.reports import REPORT
from tests.rendering.sales import sales_mails

HERE = Path(__file__).parent
DEAL = "https://foyer.example/opportunities/7/"
SIGN = "https://foyer.example/sign/Qm9nZW4tRm95ZXI"
LINK = "https://foyer.example/my/invoices/6f1c"
CREDIT = "https://foyer.example/my/invoices/credit-note/3.pdf"


def contents() -> dict[str, str]:
    """Each golden file by its name, as it would be written today."""
    found = {}
    for name, view, link in (("invoice", invoice(), LINK), ("credit_note", credit_note(), CREDIT)):
        mail = invoice_mail(view, link=link)
        found[f"{name}.pdf.txt"] = "\n\f\n".join(pages_of(invoice_pdf(view))) + "\n"
        found[f"{name}.mail.txt"] = as_text(mail)
        found[f"{name}.mail.html"] = mail.html
    found["statement.pdf.txt"] = "\n\f\n".join(pages_of(statement_pdf(statement()))) + "\n"
    found["statement.mail.txt"] = as_text(statement_mail(KLOOF, statement(), link=LINK))
    found["receipt.pdf.txt"] = "\n\f\n".join(pages_of(receipt_pdf(receipt()))) + "\n"
    found["receipt.mail.txt"] = as_text(receipt_mail(KLOOF, receipt(), link="https://foyer.example/my/invoices/payments"))
    found |= {f"reminder_{name}.mail.txt": as_text(reminder_mail(KLOOF, told, link=LINK)) for name, told in reminders().items()}
    found |= {
        f"price_{name}.mail.{part}": as_text(mail) if part == "txt" else mail.html
        for name, told in prices().items()
        for mail in [price_mail(KLOOF, told, link=LINK)]
        for part in ("txt", "html")
    }
    found |= {f"card_declined_{name}.mail.txt": as_text(card_declined_mail(KLOOF, told, link=LINK)) for name, told in charges().items()}
    found["chargeback.mail.txt"] = as_text(chargeback_mail(KLOOF, CHARGEBACK, link="https://foyer.example/payments/show/7"))
    for name, paper in (("proposal", papers.proposal()), ("contract", papers.contract())):
        found[f"{name}.pdf.txt"] = "\n\f\n".join(pages_of(paper_pdf(paper))) + "\n"
    for name, mail in (
        ("sent", sent_mail(KLOOF, papers.proposal(), link=SIGN)),
        ("reminder", paper_reminder(KLOOF, papers.proposal(), link=SIGN)),
        ("signed", signed_mail(KLOOF, papers.contract())),
        ("declined", declined_mail(KLOOF, papers.declined(), link=DEAL)),
    ):
        found |= {f"paper_{name}.mail.txt": as_text(mail), f"paper_{name}.mail.html": mail.html}
    found["referral_reward.mail.txt"] = as_text(referral_reward_mail(KLOOF, REFERRAL, link="https://foyer.example/my/wallet/"))
    for name, ending in (("own", ENDING), ("team", replace(ENDING, team="Acme (Pty) Ltd", has_quota=True))):
        found[f"credits_ending_{name}.mail.txt"] = as_text(credits_ending_mail(KLOOF, ending, link="https://foyer.example/my/bookings/"))
    found |= {
        f"health_{name}.mail.txt": as_text(health_mail(KLOOF, HEALTH, is_well=name == "well", link="https://foyer.example/health/"))
        for name in ("red", "well")
    }
    digest = task_digest_mail(KLOOF, DIGEST, name="Ann", link="https://foyer.example/my-day/")
    found |= {"task_digest.mail.txt": as_text(digest), "task_digest.mail.html": digest.html}
    bell = bell_digest_mail(KLOOF, TOLD, name="Ann", link="https://foyer.example/notifications/")
    found |= {"bell_digest.mail.txt": as_text(bell), "bell_digest.mail.html": bell.html}
    report = report_mail(KLOOF, REPORT, link="https://foyer.example/reports/revenue/", stop="https://foyer.example/reports/mails/")
    found |= {"report.mail.txt": as_text(report), "report.mail.html": report.html}
    for name, words in sales_mails().items():
        found[f"{name}.mail.txt"], found[f"{name}.mail.html"] = as_text(words), words.html
    return found | {f"{name}.ics": raw.decode().replace("\r\n", "\n") for name, raw in calendars().items()}


def as_text(mail: MailContent) -> str:
    return f"Subject: {mail.subject}\n\n{mail.text}"


if __name__ == "__main__":
    for name, text in contents().items():
        (HERE / name).write_text(text)
