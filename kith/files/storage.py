"""Bytes in, bytes out. A file is complete on disk before its row exists; a crash leaves at most a stray file."""

from __future__ import annotations

import hashlib
import os
import uuid
from datetime import timedelta
from pathlib import Path
from typing import BinaryIO

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from kith.audit import act
from kith.core import clock
from kith.core.actor import Actor
from kith.core.errors import DomainError
from kith.files.models import File

BLOCK = 1 << 20
RETENTION_DAYS = 180


def file_store(
    stream: BinaryIO, *, name: str, content_type: str, actor: Actor, retention_days: int = RETENTION_DAYS
) -> File:
    """Keep a file. Raises DomainError when it is larger than UPLOAD_LIMIT_BYTES; nothing is kept then."""
    public_id = uuid.uuid4()
    path = _path(public_id)
    path.parent.mkdir(parents=True, exist_ok=True)
    digest, size = hashlib.sha256(), 0
    try:
        with path.open("xb") as kept:
            while block := stream.read(BLOCK):
                size += len(block)
                if size > settings.UPLOAD_LIMIT_BYTES:
                    raise DomainError(
                        "file-too-large",
                        _("This file is larger than {limit} MB. Split it, or save it as CSV."),
                        limit=settings.UPLOAD_LIMIT_BYTES >> 20,
                    )
                digest.update(block)
                kept.write(block)
            kept.flush()
            os.fsync(kept.fileno())
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    with act(actor, "files.file.store", subject=f"file:{public_id}") as entry:
        entry.note(sha256=digest.hexdigest(), size=size)
        return File.objects.create(
            public_id=public_id,
            name=Path(name).name[:255],
            sha256=digest.hexdigest(),
            size=size,
            content_type=content_type,
            retain_until=clock.today() + timedelta(days=retention_days),
        )


def file_open(file: File) -> BinaryIO:
    """The bytes, from the beginning. Raises DomainError when they are gone from disk."""
    try:
        return _path(file.public_id).open("rb")
    except FileNotFoundError as missing:
        raise DomainError("file-gone", _("The file “{name}” is no longer kept. Upload it again."), name=file.name) from missing


def file_delete(file: File, *, actor: Actor) -> None:
    """Delete the row, then the bytes: a crash between leaves a stray file, never a row without one."""
    with act(actor, "files.file.delete", subject=f"file:{file.public_id}"):
        file.delete()
    _path(file.public_id).unlink(missing_ok=True)


def _path(public_id: uuid.UUID) -> Path:
    root: Path = settings.KITH_HOME
    return root / "files" / public_id.hex[:2] / public_id.hex
