"""processors: docs/privacy/processors.md, made from the marks beside the clients so that it cannot disagree with them."""

from __future__ import annotations

import argparse

from config import HERE, Settings

PAGE = HERE / "docs" / "privacy" / "processors.md"
HEAD = """# Who else sees personal data

The register that POPIA (sections 20 and 21) and GDPR (article 30) ask for: to whom Foyer sends personal data, why, and which. It is made by
`python3 run.py processors --write` from the marks in `app/integrations/processors.py`; a field that a client can send and that has no mark there fails the tests.
What Foyer itself keeps is marked, column by column, in `app/models/personal`. A contract with each operator below, and the country where it works, are yours to add.
"""


def main(argv: list[str], settings: Settings) -> int:
    parser = argparse.ArgumentParser("run.py processors", description=__doc__)
    parser.add_argument("--write", action="store_true", help="write docs/privacy/processors.md")
    if parser.parse_args(argv).write:
        PAGE.parent.mkdir(exist_ok=True)
        PAGE.write_text(page())
    else:
        print(page(), end="")
    return 0


def page() -> str:
    from app.integrations.processors import PROCESSORS

    parts = [HEAD]
    for each in PROCESSORS:
        rows = "".join(f"| `{name}` | {told} |\n" for name, told in sorted(each.sends.items()))
        parts.append(
            f"\n## {each.name}\n\n{each.purpose} Set up: {each.setting}.\n\n| sent | what it tells |\n|---|---|\n{rows}\nWhen somebody is erased: {each.when_erased}\n"
        )
    return "".join(parts)
