"""What a document may load: our own fonts and pictures that it carries inside itself; never an address, never a file."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import unquote

from weasyprint.urls import URLFetcher, URLFetcherResponse

FONTS = Path(__file__).resolve().parents[2] / "static" / "fonts"
SCHEME = "static:fonts/"


class OurFilesOnly(URLFetcher):
    """Answers `static:fonts/NAME` and `data:`; anything else raises ValueError, which leaves its place on the page empty."""

    def __init__(self) -> None:
        super().__init__(allowed_protocols=("data",), allow_redirects=False)

    def fetch(self, url: str, headers: dict[str, str] | None = None) -> URLFetcherResponse:
        if not url.startswith(SCHEME):
            return super().fetch(url, headers)
        name = unquote(url.removeprefix(SCHEME))
        # A name, not a path: what is listed in the folder can be had, and nothing above it.
        if name not in {file.name for file in FONTS.glob("*.woff2")}:
            raise ValueError(f"{name} is not a font of ours")
        return URLFetcherResponse(url, (FONTS / name).read_bytes(), {"Content-Type": "font/woff2"})
