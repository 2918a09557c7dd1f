"""Employers and the names that mean them. A job keeps the words of its source; an alias says whom they mean."""

from __future__ import annotations

import uuid

from django.db import models


class Employer(models.Model):
    """An organisation where alumni work."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(max_length=200)
    name_en = models.CharField(max_length=200, default="", blank=True)
    industry = models.CharField(max_length=100, default="", blank=True)
    city = models.CharField(max_length=100, default="", blank=True)

    def __str__(self) -> str:
        return self.name


class EmployerAlias(models.Model):
    """A spelling that was decided to mean an employer. `key` is the squashed spelling (kith.core.text.squash)."""

    employer = models.ForeignKey(Employer, on_delete=models.CASCADE, related_name="aliases")
    text = models.CharField(max_length=200)
    key = models.CharField(max_length=200, unique=True)
