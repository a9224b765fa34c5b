"""settings: docs/settings.md and deploy/.env.example, made from config.py so that they cannot disagree with it."""

from __future__ import annotations

import argparse
from pathlib import Path

from config import HERE, Settings, declared, variable, written

PAGE, EXAMPLE = HERE / "docs" / "settings.md", HERE / "deploy" / ".env.example"
HEAD = """# Settings

Foyer reads these variables from its environment when it starts. An unknown `FOYER_` name or a wrong value stops the start with the whole list of what is wrong.
A value can also be the content of a file: `FOYER_SECRET_KEY_FILE=/run/secrets/key` stands for `FOYER_SECRET_KEY`, and so on for every name below.
This page and `deploy/.env.example` are made by `python3 run.py settings --write`; `python3 run.py doctor` tells what your own settings lack.

| variable | default | meaning |
|---|---|---|
"""

FIRST = {
    "mode": "production",
    "public_url": "https://desk.example.com",
    "trusted_hosts": "desk.example.com",
    "proxies": "1",
    "mail_from": "Foyer <foyer@example.com>",
}
EXAMPLE_HEAD = """# The environment of a Foyer in production: copy this to .env (containers) or /etc/foyer/foyer.env (systemd), readable by its owner alone.
# A line without # is set, and has to be yours. Secrets are better as files: NAME_FILE=/path instead of NAME=value, for every name below.
# Made by `python3 run.py settings --write`.
"""


def main(argv: list[str], settings: Settings) -> int:
    parser = argparse.ArgumentParser("run.py settings", description=__doc__)
    parser.add_argument("--write", action="store_true", help="write docs/settings.md and deploy/.env.example")
    if parser.parse_args(argv).write:
        PAGE.write_text(page())
        EXAMPLE.write_text(example())
    else:
        print(page(), end="")
    return 0


def page() -> str:
    return HEAD + "".join(f"| `{variable(item)}` | {shown(item.default)} | {item.metadata['sentence']} |\n" for item, _ in declared())


def example() -> str:
    """Every setting as a line of an environment file; those that a production has to say are set."""
    lines = []
    for item, _ in declared():
        if item.name == "test_strict":
            continue
        secret = "  # or: _FILE" if item.metadata["secret"] else ""
        value = FIRST.get(item.name)
        lines.append(
            f"# {item.metadata['sentence']}{secret}\n"
            + (f"{variable(item)}={value}" if value else f"#{variable(item)}={shown(item.default).strip('`')}")
        )
    return EXAMPLE_HEAD + "".join(f"\n{line}\n" for line in lines)


def shown(default: object) -> str:
    if isinstance(default, Path) and default.is_relative_to(HERE):
        default = default.relative_to(HERE)
    return f"`{text}`" if (text := written(default)) else ""
