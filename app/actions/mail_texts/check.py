"""A mail can be written from a text: said at the field and line where it cannot."""

from __future__ import annotations

from flask_babel import gettext as _

from app.core.errors import Refused
from app.rules.mail_catalogue import MAILS, PARTS
from app.rules.mail_text import Fault, Wrong, faults

MOST = 4


def check_text(mail: str, subject: str, body: str) -> None:
    """Raises Refused at the first field that is wrong, with all that is wrong in it, or as much as somebody reads."""
    found = faults(MAILS[mail], subject, body)
    if found:
        wrong = [each for each in found if each.field == found[0].field][:MOST]
        raise Refused(" ".join(said(each) for each in wrong), field=wrong[0].field)


def said(fault: Fault) -> str:
    """With the line, and what was perhaps meant."""
    name = f"{{{{ {fault.said} }}}}"
    if fault.wrong is Wrong.EMPTY:
        return _("Please fill this in.")
    if fault.wrong is Wrong.LONG:
        return _("This is too long: at most %(count)s characters.", count=fault.said)
    if fault.wrong is Wrong.CODE:
        return _(
            "Line %(line)s: “%(piece)s” is no placeholder. Write {{ name }} with a name of the list, and no other braces.",
            line=fault.line,
            piece=fault.said,
        )
    if fault.wrong is Wrong.ALONE:
        return _("Line %(line)s: %(name)s stands for several lines and has to be alone on its own.", line=fault.line, name=name)
    if fault.wrong is Wrong.MISSING:
        if fault.said in PARTS:
            return _("%(name)s is missing, on a line of its own: without it this mail does not do what it is for.", name=name)
        return _("%(name)s is missing: without it this mail does not do what it is for.", name=name)
    if fault.nearest:
        return _(
            "Line %(line)s: nothing stands behind %(name)s. Do you mean %(nearest)s?",
            line=fault.line,
            name=name,
            nearest=f"{{{{ {fault.nearest} }}}}",
        )
    return _("Line %(line)s: nothing stands behind %(name)s. Choose from the list of placeholders.", line=fault.line, name=name)
