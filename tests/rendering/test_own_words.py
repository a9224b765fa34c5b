"""The house's text as staff find it in the editor says what the house says; and every mail has one, in every language, of which nothing is left untranslated."""

from __future__ import annotations

import re

import pytest

from app.queries.mail_texts.titles import TOLD, VARIANTS
from app.rendering import mail_words, templates
from app.rendering.mail_samples import SAMPLES, Written, sample
from app.rendering.own_words import house_text, in_own_words
from app.rules.mail_catalogue import COMMON, MAILS, PARTS
from app.rules.mail_text import faults
from tests.pseudo import CLOSE, OPEN, Pseudo
from tests.rendering.accounts import BANK, KLOOF
from views.mail_texts.words import GROUPS, NAMES

KLOOF_WRITES = Written(KLOOF, "ZAR", "https://foyer.example", BANK)
EACH = [(mail, variant) for mail, variants in SAMPLES.items() for variant in variants]


def squeezed(text: str) -> str:
    return re.sub(r"\n{2,}", "\n\n", text)


def test_the_catalogue_the_samples_and_the_words_know_the_same_mails():
    assert set(MAILS) == set(SAMPLES) == set(TOLD) == {mail for _name, mails in GROUPS for mail in mails}
    assert {mail: set(known.variants) for mail, known in MAILS.items()} == {mail: set(variants) for mail, variants in SAMPLES.items()}
    assert {mail: set(known.variants) for mail, known in MAILS.items() if len(known.variants) > 1} == {
        mail: set(words) for mail, words in VARIANTS.items()
    }
    assert {name for known in MAILS.values() for name in known.all_names} == set(NAMES)
    files = {file.stem for file in (templates.ROOT / "templates" / "mail").glob("*.txt")} - {
        "letter",
        "sales_mail",
        "reply",
        "booking",
        "ticket_about",
    }
    assert files == set(MAILS)


@pytest.mark.parametrize("mail", MAILS)
def test_each_mail_holds_what_the_catalogue_says(mail):
    names, parts = set(), set()
    for variant in MAILS[mail].variants:
        said = sample(mail, variant, KLOOF_WRITES).said
        assert (said.words.mail, said.words.variant) == (mail, variant)
        names |= set(said.words.values)
        parts |= {part for part in PARTS if f"{{{{ {part} }}}}" in house_text(said)[1]}
    assert names - set(COMMON) == set(MAILS[mail].names) and parts == set(MAILS[mail].parts)


@pytest.mark.parametrize(("mail", "variant"), EACH)
def test_the_houses_text_is_what_the_house_says(mail, variant):
    house = sample(mail, variant, KLOOF_WRITES)
    subject, body = house_text(house.said)
    assert faults(MAILS[mail], subject, body) == []
    own = in_own_words(house, subject, body)
    assert (own.subject, squeezed(own.text)) == (house.subject, squeezed(house.text))
    assert (own.sender_name, own.reply_to, own.headers, own.secrets) == (house.sender_name, house.reply_to, house.headers, house.secrets)


def test_nothing_that_the_house_says_in_a_mail_is_untranslatable(monkeypatch):
    """In the pseudo-locale every sentence, label and button stands between its marks, whatever values are in it."""
    pseudo = Pseudo()
    found = templates.environment.__wrapped__("en", marks=True)
    gettext, ngettext = templates.speaking(pseudo)
    found.install_gettext_callables(gettext, ngettext, newstyle=False)
    monkeypatch.setattr(mail_words, "environment", lambda language, marks: found)
    plain = []
    for mail, variant in EACH:
        words = sample(mail, variant, KLOOF_WRITES).said.words
        shown = [words.sources[name] for name in ("subject", "heading", "opening", "closing")] + [words.button]
        if mail != "report":  # whose figures are another builder's words
            shown += [*(name for name, _value in words.rows), *(heading for heading, _lines in words.blocks)]
        for text in shown:
            bare = re.sub(r"\{\{ \w+ \}\}", "", re.sub(rf"{OPEN}[^{OPEN}{CLOSE}]*{CLOSE}", "", text))
            if re.search(r"[A-Za-z]{3,}", bare):
                plain.append(f"{mail} {variant}: {text}")
    assert plain == []
