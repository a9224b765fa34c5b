"""What has to outlast the power going: on the disk, and not only handed to the system."""

from __future__ import annotations

import os
from pathlib import Path


def written_down(path: Path) -> None:
    """The bytes of a file, or the names in a folder: a new file needs both. Raises OSError."""
    number = os.open(path, os.O_RDONLY)
    try:
        os.fsync(number)
    finally:
        os.close(number)
