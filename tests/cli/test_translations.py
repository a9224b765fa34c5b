"""Catalogues say how far they are, and a translation that would break a sentence is named."""

from __future__ import annotations

from babel.messages.catalog import Catalog

from app import translation
from app.cli.translations import compile_, is_draft, placeholder_faults
from app.translation import DRAFT


def test_a_field_that_is_lost_or_invented_is_named():
    book = Catalog(locale="nl")
    book.add("%(name)s is here", "%(name)s is er")
    book.add("%(name)s left", "%(naam)s is weg")
    book.add(("%(num)d guest of %(host)s", "%(num)d guests of %(host)s"), ("Een gast van %(host)s", "%(num)d gasten"))
    book.add("Not yet", "")
    assert [each.split(" has other")[0] for each in placeholder_faults(book)] == ["'%(naam)s is weg'", "'%(num)d gasten'"]


def test_drafts_are_counted_and_plurals_are_those_of_the_language(tmp_path, monkeypatch):
    folder = tmp_path / "zu" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    path = folder / "messages.po"
    path.write_text(
        f'{DRAFT}\nmsgid "Room"\nmsgstr "Igumbi"\n\nmsgid "%(num)d day"\nmsgid_plural "%(num)d days"\nmsgstr[0] "usuku"\nmsgstr[1] "izinsuku"\n\nmsgid "Later"\nmsgid_plural "Laters"\nmsgstr[0] ""\nmsgstr[1] ""\n'
    )
    monkeypatch.setattr(translation, "FOLDER", tmp_path)
    translation.is_draft.cache_clear()
    assert translation.is_draft("zu")
    compile_(path, "zu")
    from babel.messages.pofile import read_po
    from babel.support import Translations

    with path.open("rb") as file:
        assert [is_draft(message) for message in read_po(file) if message.id] == [True, False, False]
    found = Translations.load(tmp_path, ["zu"])
    assert [found.ngettext("%(num)d day", "%(num)d days", count) for count in (0, 1, 2)] == ["usuku", "usuku", "izinsuku"]
    assert [found.ngettext("Later", "Laters", count) for count in (0, 1, 2)] == ["Laters", "Later", "Laters"]
    path.write_text(
        path.read_text().replace(f"{DRAFT}\n", "").replace('msgstr[0] ""', 'msgstr[0] "a"').replace('msgstr[1] ""', 'msgstr[1] "b"')
    )
    translation.is_draft.cache_clear()
    assert not translation.is_draft("zu")
    translation.is_draft.cache_clear()
