"""A template holds together: it says something, for a place where its author works, with placeholders that there are."""

from __future__ import annotations

from babel import Locale
from babel.core import UnknownLocaleError
from flask_babel import gettext as _

from app.access.actor import require
from app.access.permissions import Permission
from app.actions.fill import demand
from app.actions.network import require_whole_network
from app.core.errors import Refused
from app.models import Template
from app.rules.placeholders import KNOWN, leftover, unknown
from app.work import Work

LONGEST = 50_000  # characters; a contract of twenty pages has 60 thousand


def check_template(work: Work, template: Template) -> None:
    """Raises Refused at the field that is wrong, Forbidden where its place is not the author's."""
    demand(template, "kind", "name", "subject", "body")
    require(work.by, Permission.TEMPLATE_WRITE, template)
    if template.location_id is None:
        require_whole_network(work.by)
    try:
        Locale.parse(template.language or "?")
    except (UnknownLocaleError, ValueError) as wrong:
        raise Refused(_("Write a language as two letters, such as en."), field="language") from wrong
    for field in ("subject", "body"):
        check_text(template.kind.value, getattr(template, field), field=field)


def check_text(kind: str, text: str, *, field: str) -> None:
    """Raises Refused that names every placeholder which stands for nothing, or the first piece of something else."""
    if len(text) > LONGEST:
        raise Refused(_("This is too long: at most %(count)d characters.", count=LONGEST), field=field)
    if names := unknown(text, KNOWN[kind]):
        told = ", ".join(f"{{{{ {name} }}}}" for name in names[:5])
        raise Refused(_("Nothing stands behind %(names)s. Choose from the list of placeholders.", names=told), field=field)
    if found := leftover(text):
        raise Refused(
            _("“%(piece)s” is no placeholder: write {{ name }} with a name of the list, and no other braces.", piece=found), field=field
        )
