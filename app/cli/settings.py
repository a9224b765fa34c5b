"""settings: docs/settings.md, made from config.py so that it cannot disagree with it."""

from __future__ import annotations

import argparse
from pathlib import Path

from config import HERE, Settings, declared, variable, written

PAGE = HERE / "docs" / "settings.md"
HEAD = """# Settings

Foyer reads these variables from its environment when it starts. An unknown `FOYER_` name or a wrong value stops the start with the whole list of what is wrong.
A value can also be the content of a file: `FOYER_SECRET_KEY_FILE=/run/secrets/key` stands for `FOYER_SECRET_KEY`, and so on for every name below.
This page is made by `python3 run.py settings --write`; `python3 run.py doctor` tells what your own settings lack.

| variable | default | meaning |
|---|---|---|
"""


def main(argv: list[str], settings: Settings) -> int:
    parser = argparse.ArgumentParser("run.py settings", description=__doc__)
    parser.add_argument("--write", action="store_true", help="write docs/settings.md")
    if parser.parse_args(argv).write:
        PAGE.write_text(page())
    else:
        print(page(), end="")
    return 0


def page() -> str:
    return HEAD + "".join(f"| `{variable(item)}` | {shown(item.default)} | {item.metadata['sentence']} |\n" for item, _ in declared())


def shown(default: object) -> str:
    if isinstance(default, Path) and default.is_relative_to(HERE):
        default = default.relative_to(HERE)
    return f"`{text}`" if (text := written(default)) else ""
