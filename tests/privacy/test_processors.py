"""The register of those who get personal data says of every field that a client can send what it tells, and is up to date."""

from __future__ import annotations

from app.cli import processors as command
from app.integrations import registry
from app.integrations.processors import PROCESSORS, unmarked


def test_every_field_that_can_be_sent_is_marked():
    for processor in PROCESSORS:
        missing, gone = unmarked(processor)
        assert not missing, (
            f"{processor.name}: say in app/integrations/processors.py what these tell about people, or that they are plain: {sorted(missing)}"
        )
        assert not gone, f"{processor.name}: marked, and sent by nobody: {sorted(gone)}"


def test_everybody_we_speak_to_is_in_it(app):
    known = {protocol for processor in PROCESSORS for protocol in processor.protocols}
    assert {each.__name__ for each in registry._makers} <= {each.__name__ for each in known}


def test_the_page_is_what_the_marks_say():
    assert command.PAGE.read_text() == command.page(), "python3 run.py processors --write"
