"""Entries in chains. Neither can be changed or deleted: triggers refuse it on both databases (migration 0002)."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from kith.kit.scope import ScopePrincipal


class Entry(models.Model):
    """One act: who, what, on what, when; `digest` covers all of it and the entry before."""

    shard = models.PositiveSmallIntegerField()
    seq = models.PositiveBigIntegerField()
    at = models.DateTimeField()
    actor_kind = models.CharField(max_length=10)
    actor_id = models.CharField(max_length=80)
    actor_label = models.CharField(max_length=200)
    action = models.CharField(max_length=60)
    subject = models.CharField(max_length=80, default="")
    data = models.JSONField(default=dict)
    previous = models.CharField(max_length=64)
    digest = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["shard", "seq"], name="entry_place")]
        indexes = [
            models.Index(fields=["subject", "id"], name="entry_subject"),
            models.Index(fields=["actor_id", "id"], name="entry_actor"),
        ]

    @classmethod
    def scope(cls, principal: ScopePrincipal, permission: str) -> Q:
        """The whole chain, or nothing: an entry names people of any unit."""
        return Q() if principal.everywhere(permission) else Q(pk__in=[])


class ShardHead(models.Model):
    """The end of one chain; locked last in a transaction, so writers wait for each other only for a moment."""

    shard = models.PositiveSmallIntegerField(primary_key=True)
    seq = models.PositiveBigIntegerField(default=0)
    digest = models.CharField(max_length=64, default="")
