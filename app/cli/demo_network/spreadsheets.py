"""Two spreadsheets that came in: an address book, all of it; and companies of the system before, of whom some stay out, with the reasons."""

from __future__ import annotations

from sqlalchemy import select

from app.access.staff import staff
from app.actions.people_imports.begin import begin_people_import
from app.actions.people_imports.carry_on import carry_on
from app.actions.people_imports.start import start_people_import
from app.actions.people_imports.try_out import try_people_import
from app.core.entity import db
from app.models import FoyerUser
from app.models.people_import import ImportKind, ImportState

ADDRESS_BOOK = """\
Full name,E-mail,Mobile,Company
Nomsa Khumalo,nomsa@tablebaydesign.example,+27 82 555 0171,Table Bay Design
Willem Botha,willem@bothaenseuns.example,+27 83 555 0172,Botha en Seuns
Ayesha Patel,ayesha@capemalay.example,+27 84 555 0173,Cape Malay Kitchen
Thabo Sithole,thabo@sithole.example,+27 82 555 0174,Sithole Attorneys
Hanna de Wit,hanna@dewit.example,+31 6 5550 0175,De Wit Vertalingen
Lindiwe Zulu,lindiwe@ubuntutours.example,+27 83 555 0176,Ubuntu Tours
"""
COMPANIES = """\
Customer number;Company;Site;State;Billing e-mail;Days to pay
N-2041;Disa Architects;Kloof Street;prospect;accounts@disa.example;14
N-2042;Karoo Sound;Kloof Street;prospect;hello@karoosound.example;14
N-2043;Langa Books;KLF;prospect;money at langabooks;14
N-2044;Maas & Partners;Keizersgracht;prospect;facturen@maas.example;30
N-2045;Protea Films;Kloof Street;prospect;office@proteafilms.example;
N-2045;Protea Films;Kloof Street;prospect;books@proteafilms.example;
"""
FILES = (
    ("joost", ImportKind.CONTACTS, "address-book.csv", ADDRESS_BOOK),
    ("pieter", ImportKind.ORGANISATIONS, "companies-of-the-system-before.csv", COMPANIES),
)


def bring_spreadsheets() -> None:
    """After everything else is there for good: the test of a file undoes what it makes, which needs a transaction of its own."""
    for username, kind, file, text in FILES:
        session = db.session()
        by = staff(session, session.scalars(select(FoyerUser.id).where(FoyerUser.username == username)))[0]
        found = begin_people_import(file, text.encode(), kind=kind, by=by, wake=False)
        if found.state is ImportState.MATCHING:
            try_people_import(found.id, found.columns, by=by, wake=False)
        _carry(found.id)
        start_people_import(found.id, by=by, wake=False)
        _carry(found.id)


def _carry(import_id: int) -> None:
    while carry_on(import_id, seconds=60):
        pass
