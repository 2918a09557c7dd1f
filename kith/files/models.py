"""One row for each stored file; the bytes lie under KITH_HOME/files."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils import timezone


class File(models.Model):
    """A file as it came: its name is only a label, `public_id` names it on disk."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(max_length=255)
    sha256 = models.CharField(max_length=64, db_index=True)
    size = models.PositiveBigIntegerField()
    content_type = models.CharField(max_length=100)
    retain_until = models.DateField()
    created_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return self.name
