"""Jobs and when periodic ones ran last."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kith.core.actor import Actor
from kith.kit.scope import ScopePrincipal


class Job(models.Model):
    """One piece of work: what to run, how far it is, who asked. A worker holds it by a lease that progress renews."""

    class State(models.TextChoices):
        QUEUED = "queued", _("Waiting")
        RUNNING = "running", _("Running")
        DONE = "done", _("Done")
        FAILED = "failed", _("Failed")
        CANCELLED = "cancelled", _("Cancelled")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(max_length=80)
    args = models.JSONField(default=dict)
    subject = models.CharField(max_length=80, default="", db_index=True)
    state = models.CharField(max_length=10, choices=State, default=State.QUEUED)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    message = models.CharField(max_length=200, default="")
    error = models.TextField(default="")
    attempts = models.PositiveSmallIntegerField(default=0)
    run_after = models.DateTimeField(default=timezone.now)
    lease_until = models.DateTimeField(null=True)
    worker = models.CharField(max_length=100, default="")
    idempotency_key = models.CharField(max_length=100, null=True, unique=True)
    actor_kind = models.CharField(max_length=10)
    actor_id = models.CharField(max_length=80)
    actor_label = models.CharField(max_length=200)
    created_at = models.DateTimeField(default=timezone.now)
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["run_after", "id"], name="job_waiting", condition=Q(state__in=["queued", "running"]))
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["queued", "running", "done", "failed", "cancelled"]), name="job_state_known"
            )
        ]

    @property
    def actor(self) -> Actor:
        return Actor(self.actor_kind, self.actor_id, self.actor_label)  # type: ignore[arg-type]

    @property
    def is_over(self) -> bool:
        return self.state in (self.State.DONE, self.State.FAILED, self.State.CANCELLED)

    @classmethod
    def scope(cls, principal: ScopePrincipal, permission: str) -> Q:
        """Everybody who may see jobs everywhere; others reach a job through the object it works on."""
        return Q() if principal.everywhere(permission) else Q(pk__in=[])


class Schedule(models.Model):
    """When a periodic job was last put into the queue."""

    name = models.CharField(max_length=80, primary_key=True)
    queued_at = models.DateTimeField()
