"""Fetch the front-end libraries of package.json and put what Foyer serves beside this file. Needs npm; run it after changing a version.

    python3 static/vendor/rebuild.py            # exactly what package-lock.json says
    python3 static/vendor/rebuild.py --update   # resolve package.json again first

The lock holds hashes and no registry host, so that it works with any mirror.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
FILES = {
    "@tabler/core/dist/css/tabler.min.css": "tabler.min.css",
    "@tabler/core/dist/css/tabler-vendors.min.css": "tabler-vendors.min.css",
    "@tabler/core/dist/js/tabler.min.js": "tabler.min.js",
    "tom-select/dist/css/tom-select.bootstrap5.min.css": "tom-select.min.css",
    "tom-select/dist/js/tom-select.complete.min.js": "tom-select.min.js",
    "htmx.org/dist/htmx.min.js": "htmx.min.js",
    "echarts/dist/echarts.min.js": "echarts.min.js",
    "sortablejs/Sortable.min.js": "sortable.min.js",
    "jsqr/dist/jsQR.js": "jsqr.js",
    "@event-calendar/build/dist/event-calendar.min.css": "event-calendar.min.css",
    "@event-calendar/build/dist/event-calendar.min.js": "event-calendar.min.js",
}
LICENSES = {
    "@tabler/icons/LICENSE": "tabler.txt",
    "tom-select/LICENSE": "tom-select.txt",
    "htmx.org/LICENSE": "htmx.txt",
    "sortablejs/LICENSE": "sortable.txt",
    "jsqr/LICENSE": "jsqr.txt",
    "echarts/LICENSE": "echarts.txt",
    "echarts/NOTICE": "echarts-notice.txt",
    "zrender/LICENSE": "zrender.txt",
    "tslib/LICENSE.txt": "tslib.txt",
    "@popperjs/core/LICENSE.md": "popper.txt",
}
SYMBOL = '<symbol id="{name}" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" stroke-linejoin="round">{body}</symbol>'


def fetch(folder: Path, update: bool) -> Path:
    """Install into a folder of its own; scripts of packages never run."""
    for name in ("package.json", "package-lock.json"):
        shutil.copy(HERE / name, folder)
    verb = ["install", "--omit-lockfile-registry-resolved"] if update else ["ci"]
    subprocess.run(["npm", *verb, "--ignore-scripts", "--no-audit", "--no-fund"], cwd=folder, check=True)
    shutil.copy(folder / "package-lock.json", HERE)
    return folder / "node_modules"


def sprite(modules: Path) -> str:
    """One <symbol> for each name of icons.txt."""
    symbols = []
    for name in sorted(set((HERE / "icons.txt").read_text().split())):
        drawn = (modules / f"@tabler/icons/icons/outline/{name}.svg").read_text()
        body = re.sub(r"\s+", " ", drawn[drawn.index("<svg") :].split(">", 1)[1].replace("</svg>", "")).strip()
        body = body.removeprefix('<path stroke="none" d="M0 0h24v24H0z" fill="none" />').strip()
        symbols.append(SYMBOL.format(name=name, body=body))
    return '<svg xmlns="http://www.w3.org/2000/svg">\n' + "\n".join(symbols) + "\n</svg>\n"


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        modules = fetch(Path(folder), update="--update" in sys.argv)
        for source, name in FILES.items():
            text = (modules / source).read_text()
            (HERE / name).write_text(re.sub(r"/[/*][#@] sourceMappingURL=\S+?(?: ?\*/|$)", "", text, flags=re.M).rstrip() + "\n")
        (HERE / "licenses").mkdir(exist_ok=True)
        for source, name in LICENSES.items():
            shutil.copy(modules / source, HERE / "licenses" / name)
        (HERE / "icons.svg").write_text(sprite(modules))


if __name__ == "__main__":
    main()
