"""Where contents of files are kept that are no longer in their rows: a folder that all nodes share, or a bucket over the S3 protocol."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.core.storage.base import NotThere, Storage, StorageAway, WrongBytes, address

if TYPE_CHECKING:
    from config import Settings

__all__ = ["NotThere", "Storage", "StorageAway", "WrongBytes", "address", "storage_of"]


def storage_of(settings: Settings) -> Storage | None:
    """The place that FOYER_FILES names; None where files stay in the database. Nothing is asked of it yet."""
    if not settings.files:
        return None
    kind, where, prefix = address(settings.files)
    if kind == "file":
        from app.core.storage.folder import FolderStorage

        return FolderStorage(settings.files, where)
    from app.core.storage.s3 import S3Storage

    return S3Storage(
        settings.files,
        bucket=where,
        prefix=prefix,
        endpoint=settings.s3_url,
        region=settings.s3_region,
        access_key=settings.s3_access_key,
        secret_key=settings.s3_secret_key,
    )
