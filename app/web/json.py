"""JSON as it is read: what cannot be kept, or has no end, is no JSON, so that its reader says so instead of falling over."""

from __future__ import annotations

from typing import Any

from flask.json.provider import DefaultJSONProvider


class Json(DefaultJSONProvider):
    """Flask's own, but for two things that JSON can write and nobody means."""

    def loads(self, s: str | bytes, **more: Any) -> Any:
        """Raises ValueError for brackets nested without end, and for half a letter of UTF-16, which no database holds."""
        try:
            found = super().loads(s, **more)
        except RecursionError as deep:
            raise ValueError("nested too deeply") from deep
        text = s if isinstance(s, str) else s.decode(errors="ignore")
        if "\\ud" in text or "\\uD" in text:
            self.dumps(found, ensure_ascii=False).encode()
        return found
