"""Templates: placeholders that there are, values that stay values, and who may write them where."""

from __future__ import annotations

import pytest

from app.access.roles import LOCATION_MANAGER, SALES
from app.actions.templates.change import change_template
from app.actions.templates.create import create_template
from app.core.errors import Forbidden, Missing, Refused
from app.rules.paper_text import blocks
from app.rules.placeholders import KNOWN, filled
from views.papers.placeholder_words import MEANINGS

WORDS = {"kind": "proposal", "name": "Usual", "subject": "For {{ company }}", "body": "Dear {{first_name}},"}


def test_a_placeholder_that_stands_for_nothing_is_named(admin, session):
    with pytest.raises(Refused, match=r"\{\{ lead_email \}\}, \{\{ password \}\}") as refused:
        create_template(**WORDS | {"body": "{{ contact_name }} {{ lead_email }} {{ password }} {{ lead_email }}"}, by=admin)
    assert refused.value.field == "body"


@pytest.mark.parametrize(
    "text", ["{{ 7*7 }}", "{% for x in y %}", "{{ contact_name.__class__ }}", "{{ contact_name | upper }}", "{# hm #}", "{{{ company"]
)
def test_nothing_but_names_stands_in_braces(admin, session, text):
    with pytest.raises(Refused, match="is no placeholder") as refused:
        create_template(**WORDS | {"subject": f"Hello {text}"}, by=admin)
    assert refused.value.field == "subject"


def test_a_kind_has_placeholders_of_its_own(admin, session):
    with pytest.raises(Refused, match="notice_months"):
        create_template(**WORDS | {"body": "{{ notice_months }}"}, by=admin)
    assert create_template(**WORDS | {"kind": "contract", "body": "{{ notice_months }}"}, by=admin).id


def test_what_stands_in_a_value_is_never_filled_nor_a_heading():
    text = filled("{{ contact_name }}\n\nfor {{ company }}", {"contact_name": "{{ company }}\n# Big", "company": "A & B"})
    assert text == "{{ company }} # Big\n\nfor A & B"
    assert [block.kind for block in blocks(text)] == ["paragraph", "paragraph"]


def test_text_becomes_blocks():
    assert [(block.kind.value, block.lines) for block in blocks("# One\nfirst\nsecond\n\n- a\n- b\nlast")] == [
        ("heading", ("One",)),
        ("paragraph", ("first", "second")),
        ("list", ("a", "b")),
        ("paragraph", ("last",)),
    ]


def test_every_placeholder_is_explained():
    assert set(MEANINGS) == {name for names in KNOWN.values() for name in names}


def test_managers_write_those_of_their_place_alone(make, session, admin):
    here, there = make.location(), make.location()
    manager = make.actor(LOCATION_MANAGER, at=[here])
    mine = create_template(**WORDS | {"location_id": here.id}, by=manager)
    everywhere = create_template(**WORDS | {"name": "Everywhere"}, by=admin)
    elsewhere = create_template(**WORDS | {"name": "There", "location_id": there.id}, by=admin)

    assert change_template(mine.id, subject="Other", by=manager).subject == "Other"
    with pytest.raises(Forbidden):
        change_template(everywhere.id, subject="Other", by=manager)
    with pytest.raises(Missing):
        change_template(elsewhere.id, subject="Other", by=manager)
    with pytest.raises(Refused):
        change_template(mine.id, location_id=there.id, by=manager)
    with pytest.raises(Forbidden):
        create_template(**WORDS | {"name": "Mine"}, by=make.actor(SALES))
