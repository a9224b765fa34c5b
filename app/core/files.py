"""Files that staff hang on comments: what one is says its content, never its name (ASVS 5.2.2)."""

from __future__ import annotations

import io
import zipfile

MOST_BYTES = 10 * 1024 * 1024
LONGEST_NAME = 200
HEADS = (
    (b"%PDF-", "application/pdf"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
)
OFFICE = {
    "word/": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xl/": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "ppt/": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
}
ENDINGS = {
    "application/pdf": (".pdf",),
    "image/png": (".png",),
    "image/jpeg": (".jpg", ".jpeg"),
    "image/gif": (".gif",),
    "image/webp": (".webp",),
    "text/plain": (".txt", ".csv", ".md", ".log", ".eml", ".ics"),
} | {kind: (end,) for kind, end in zip(OFFICE.values(), (".docx", ".xlsx", ".pptx"), strict=True)}


def type_of(content: bytes) -> str | None:
    """The media type of a PDF, a picture, an Office document without programs in it, or plain text; None for anything else."""
    for head, kind in HEADS:
        if content.startswith(head):
            return kind
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "image/webp"
    if content[:4] == b"PK\x03\x04":
        return _office(content)
    return "text/plain" if _is_text(content) else None


def named(name: str, kind: str) -> str:
    """The last part of the name, printable, with an ending that fits what it is."""
    last = (
        "".join(each for each in name.replace("\\", "/").rpartition("/")[2] if each.isprintable() and each not in '<>:"|?*').strip(" .")
        or "file"
    )
    endings = ENDINGS[kind]
    return last[-LONGEST_NAME:] if last.lower().endswith(endings) else f"{last[: LONGEST_NAME - len(endings[0])]}{endings[0]}"


def _office(content: bytes) -> str | None:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            names = packed.namelist()
    except (zipfile.BadZipFile, ValueError, OSError):
        return None
    if "[Content_Types].xml" not in names or any(name.lower().endswith("vbaproject.bin") for name in names):
        return None
    return next((kind for folder, kind in OFFICE.items() if any(name.startswith(folder) for name in names)), None)


def _is_text(content: bytes) -> bool:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return False
    return (
        bool(text.strip())
        and not any(ord(each) < 32 and each not in "\t\n\r\f" for each in text)
        and "<svg" not in text[:2000].lower()
        and "<html" not in text[:2000].lower()
    )
