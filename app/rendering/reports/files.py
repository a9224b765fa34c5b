"""A table of a report as a file for a mail: the same values as the download on screen."""

from __future__ import annotations

import csv
import io
from decimal import Decimal

from app.core.spreadsheet import disarmed
from app.rendering.reports.say import exact
from app.rendering.reports.shape import Section


def csv_of(section: Section) -> bytes:
    """UTF-8, with a head; nothing in it runs as a formula."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow([disarmed(each.name) for each in section.columns])
    for row in (*section.rows, *([section.total] if section.total else [])):
        values = [exact(cell.value, cell.kind) for cell in row]
        writer.writerow([f"{each:f}" if isinstance(each, Decimal) else disarmed(str(each)) for each in values])
    return out.getvalue().encode()
