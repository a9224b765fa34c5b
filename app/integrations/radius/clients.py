"""The secrets that are shared with access points: the same file that FreeRADIUS is set up from (`run.py radius`)."""

from __future__ import annotations

import ipaddress
from pathlib import Path


def secret_for(path: Path, address: str) -> str | None:
    """The secret of the narrowest line `ADDRESS SECRET [NAME]` that covers the address; None where there is none."""
    wanted, found = ipaddress.ip_address(address), []
    for line in path.read_text().splitlines() if path.exists() else ():
        words = line.split("#")[0].split()
        if len(words) < 2:
            continue
        network = ipaddress.ip_network(words[0], strict=False)
        if network.version == wanted.version and wanted in network:
            found.append((network.prefixlen, words[1]))
    return max(found)[1] if found else None
