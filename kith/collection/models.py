"""Sources, batches, staged rows and matches. A batch is one file on its way in; its rows are the queue."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kith.files.models import File
from kith.kit.scope import ScopePrincipal
from kith.organisation.models import Unit, UnitScope
from kith.people.models import PersonField
from kith.people.policy import Route

ROUTE_LABELS = {
    Route.REGISTRAR: _("Registrar"),
    Route.STAFF: _("Alumni office"),
    Route.COLLEGE: _("College"),
    Route.COUNSELLOR: _("Counsellor"),
    Route.SELF: _("The person"),
    Route.MAIL: _("Reply or bounce"),
    Route.API: _("Another system"),
    Route.LIAISON: _("Class liaison"),
    Route.VOUCH: _("A classmate"),
    Route.CHAPTER: _("Chapter"),
}


class Source(models.Model):
    """Somebody who sends lists. Its mapping is remembered, so the next file of the same kind needs no work."""

    name = models.CharField(max_length=100, unique=True)
    route = models.CharField(max_length=10, choices=list(ROUTE_LABELS.items()))
    mapping = models.JSONField(default=dict)
    created_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return self.name


class Batch(models.Model):
    """One file on its way in. `unit` is the node on whose behalf it was sent: who may see it."""

    class State(models.TextChoices):
        OPENED = "opened", _("Columns to check")
        STAGING = "staging", _("Reading")
        STAGED = "staged", _("Read")
        MATCHING = "matching", _("Comparing")
        MATCHED = "matched", _("Ready to apply")
        APPLYING = "applying", _("Applying")
        APPLIED = "applied", _("Applied")
        UNDOING = "undoing", _("Undoing")
        UNDONE = "undone", _("Undone")
        FAILED = "failed", _("Stopped")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="batches")
    file = models.ForeignKey(File, on_delete=models.SET_NULL, null=True, related_name="+")
    file_name = models.CharField(max_length=255)
    unit = models.ForeignKey(Unit, on_delete=models.SET_NULL, null=True, related_name="+")
    state = models.CharField(max_length=10, choices=State, default=State.OPENED)
    error = models.CharField(max_length=500, default="")
    # how the file was read
    charset = models.CharField(max_length=30, default="")
    delimiter = models.CharField(max_length=2, default="")
    sheet = models.CharField(max_length=100, default="")
    header_row = models.PositiveIntegerField(null=True)
    headers = models.JSONField(default=list)
    mapping = models.JSONField(default=dict)
    create_units = models.BooleanField(default=False)
    observed_on = models.DateField()
    # how far it is
    rows = models.PositiveIntegerField(default=0)
    problem_rows = models.PositiveIntegerField(default=0)
    counts = models.JSONField(default=dict)
    actor_kind = models.CharField(max_length=10)
    actor_id = models.CharField(max_length=80)
    actor_label = models.CharField(max_length=200)
    created_at = models.DateTimeField(default=timezone.now)
    applied_at = models.DateTimeField(null=True)
    undone_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-created_at", "-id"]

    def __str__(self) -> str:
        return self.file_name

    @property
    def subject(self) -> str:
        """How decisions, jobs and audit entries name this batch."""
        return f"batch:{self.public_id}"

    @classmethod
    def scope(cls, principal: ScopePrincipal, permission: str) -> Q:
        """Batches sent on behalf of a unit under a node of the principal; those without a unit, everywhere only."""
        if principal.everywhere(permission):
            return Q()
        return Q(unit__in=UnitScope.objects.filter(ancestor__in=principal.nodes(permission)).values("unit"))


class StagedRow(models.Model):
    """One row of a batch: its cells as they were, what they mean, and every problem with them."""

    class State(models.TextChoices):
        READY = "ready", _("Ready")
        HELD = "held", _("Needs a person")
        SKIPPED = "skipped", _("Left out")

    batch = models.ForeignKey(Batch, on_delete=models.CASCADE, related_name="staged_rows", db_index=False)
    number = models.PositiveIntegerField()
    raw = models.JSONField()
    fixes = models.JSONField(default=dict)
    data = models.JSONField()
    problems = models.JSONField(default=list)
    problem_count = models.PositiveSmallIntegerField(default=0)
    state = models.CharField(max_length=8, choices=State)
    source_key = models.CharField(max_length=120)
    content_hash = models.CharField(max_length=32)
    group = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["batch", "number"], name="row_once_a_batch")]
        indexes = [
            models.Index(fields=["batch", "group"], name="row_group"),
            models.Index(fields=["batch", "number"], name="row_problem", condition=Q(problem_count__gt=0)),
        ]


class Match(models.Model):
    """Who the rows of one group mean: decided by rule or by a person, then applied."""

    class Outcome(models.TextChoices):
        NEW = "new", _("New")
        LINK = "link", _("Known")
        REVIEW = "review", _("Unsure")
        UNCHANGED = "unchanged", _("Nothing new")
        SKIP = "skip", _("Left out")

    batch = models.ForeignKey(Batch, on_delete=models.CASCADE, related_name="matches", db_index=False)
    group = models.PositiveIntegerField()
    outcome = models.CharField(max_length=10, choices=Outcome)
    person = PersonField(null=True, on_delete=models.SET_NULL, related_name="+")
    reason = models.CharField(max_length=30)
    candidates = models.JSONField(default=list)
    decided_by = models.CharField(max_length=200, default="")
    decided_at = models.DateTimeField(null=True)
    applied = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["batch", "group"], name="match_once_a_group")]
        indexes = [models.Index(fields=["batch", "outcome", "group"], name="match_outcome")]


class BatchUnit(models.Model):
    """A unit that a batch made: undo removes it when nothing else uses it."""

    batch = models.ForeignKey(Batch, on_delete=models.CASCADE, related_name="units_made")
    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="+")
