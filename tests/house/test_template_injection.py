"""Whatever looks like a program to a template engine is text wherever people type: mails, papers, announcements, comments, names (ASVS 1.3.7, 1.3.10)."""

from __future__ import annotations

from typing import Any

import pytest

from app.access.roles import MEMBER
from app.actions.accounts.invite import invite
from app.actions.mail_texts.place import TextPlace
from app.actions.mail_texts.write import write_mail_text
from app.actions.templates.check import check_text
from app.core.errors import Refused
from app.rules.light_markup import as_html
from app.rules.mail_catalogue import MAILS
from app.rules.mail_text import faults
from app.rules.placeholders import filled
from tests.rendering.documents import hostile

# Jinja, Django, Twig, ERB, EL, Velocity, Freemarker, Pug, format strings of Python, and what they would be worth.
PROGRAMS = [
    "{{7*191}}", "{{ 7*191 }}", "{{7*'7'}}", "{{config}}", "{{ self._TemplateReference__context }}", "{{''.__class__.__mro__[1].__subclasses__()}}", "{{ cycler.__init__.__globals__.os.popen('id').read() }}", "{%print(7*191)%}",
    "{% for x in [].__class__.__base__.__subclasses__() %}{{x}}{% endfor %}", "{% include '/etc/passwd' %}", "{%raw%}{{7*191}}{%endraw%}", "{#x#}", "${7*191}", "#{7*191}", "@(7*191)", "<%= 7*191 %>", "${{7*191}}", "*{7*191}",
    "[[7*191]]", "{{= 7*191}}", "{php}echo 7*191;{/php}", "#set($x=7*191)$x", "{0.__class__}", "{name.__class__}", "{name!r:>99999999}", "%(name)s", "%s%s%s%n", "{{ name.__class__ }}", "{{name|attr('__class__')}}", "{{ request.application }}", "{{{{7*191}}}}",
]  # fmt: skip
WORTH = ("1337", "7777777", "<class", "Undefined", "uid=0", "root:", "SECRET_KEY")
NAMES = "{{ name }}\n\n{{ button }}\n\n{{ details }}\n\n{{ facts }}"


@pytest.mark.parametrize("program", PROGRAMS)
def test_nothing_that_people_type_is_worked_out(program: str) -> None:
    assert not any(each in as_html(program) for each in WORTH)
    assert filled("Dear {{ contact_name }}", {"contact_name": program}).startswith("Dear ") and not any(
        each in filled("{{ contact_name }}", {"contact_name": program}) for each in WORTH
    )
    refused = faults(MAILS["welcome"], "Hi", f"{NAMES}\n\n{program}")
    try:
        check_text("proposal", program, field="body")
    except Refused:
        assert "{" in program
    else:  # it stays as it is, to the letter
        assert "{{" not in program and "{%" not in program
        assert filled(program, {}) == program
    assert refused or ("{{" not in program and "{%" not in program)


def test_a_mail_in_own_words_prints_them(make: Any, world: Any, admin: Any) -> None:
    """Those that are no placeholders and no braces of ours go out as they were typed; so does a name made of them."""
    typed = [each for each in PROGRAMS if not faults(MAILS["welcome"], "Hi", f"{NAMES.replace('{{ facts }}', '')}\n\n{each}")]
    place = make.location()
    member = make.user(MEMBER, organisation_id=make.organisation(place).id, location_id=place.id, first_name="{{7*191}}${7*191}")
    write_mail_text(
        TextPlace("welcome"),
        subject="Hi {{ name }} ${7*191}",
        body=NAMES.replace("\n\n{{ facts }}", "") + "\n\n" + "\n\n".join(typed),
        by=admin,
    )
    invite(member.id, by=admin)
    (mail,) = world.letters()
    assert len(typed) > 5 and "${7*191}" in mail["text"] and mail["subject"].startswith("Hi {{7*191}}")
    assert not any(each in mail["text"] + mail["html"] + mail["subject"] for each in WORTH)


def test_documents_print_them(make: Any) -> None:
    from app.rendering.pdf import invoice_html

    assert "{{7*7}}" in invoice_html(hostile()) and ">49<" not in invoice_html(hostile())
