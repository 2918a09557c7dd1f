"""Person, Record, Decision, Sighting: who, who said what, who linked it, who said it again."""

from __future__ import annotations

import uuid
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kith.kit.scope import ScopePrincipal
from kith.organisation.models import Unit, UnitScope
from kith.people.policy import Route


class PersonField(models.ForeignKey[Any, Any]):
    """A reference to a person from another table.

    Readers resolve it through the root (`selectors.of_person`), because a merge moves no row (SPINE 2.6).
    """

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("to", "people.Person")
        kwargs.setdefault("on_delete", models.PROTECT)
        super().__init__(**kwargs)


class Person(models.Model):
    """An identity (written by services) and the projection of its records (written by the fold)."""

    class Sex(models.TextChoices):
        MALE = "m", _("Male")
        FEMALE = "f", _("Female")
        OTHER = "x", _("Other")

    class Death(models.TextChoices):
        NONE = "", _("Living, as far as we know")
        ALLEGED = "alleged", _("Said to have died, not confirmed")
        CONFIRMED = "confirmed", _("Deceased")

    # identity
    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    created_at = models.DateTimeField(default=timezone.now)
    root = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="cluster")
    merged_into = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="merged")
    version = models.PositiveIntegerField(default=0)
    # projection
    name = models.CharField(max_length=200, default="")
    latin_name = models.CharField(max_length=200, default="")
    sort_key = models.CharField(max_length=200, default="")
    sex = models.CharField(max_length=1, default="", blank=True)
    birth_date = models.CharField(max_length=10, default="")
    death_date = models.CharField(max_length=10, default="")
    death = models.CharField(max_length=10, choices=Death, default="", blank=True)
    status = models.CharField(max_length=100, default="")
    city = models.CharField(max_length=100, default="")
    country = models.CharField(max_length=100, default="")
    level = models.CharField(max_length=20, default="")
    college = models.CharField(max_length=200, default="")
    class_name = models.CharField(max_length=200, default="")
    employer = models.CharField(max_length=200, default="")
    title = models.CharField(max_length=200, default="")
    graduation_year = models.SmallIntegerField(null=True)
    reachable = models.BooleanField(default=False)
    as_of = models.CharField(max_length=10, default="")
    fold_version = models.SmallIntegerField(default=0)
    policy_hash = models.CharField(max_length=12, default="")

    class Meta:
        indexes = [models.Index(fields=["sort_key", "id"], name="person_order")]
        constraints = [
            models.CheckConstraint(condition=Q(death__in=["", "alleged", "confirmed"]), name="person_death_known"),
            models.CheckConstraint(condition=Q(sex__in=["", "m", "f", "x"]), name="person_sex_known"),
        ]

    def __str__(self) -> str:
        return self.name or str(self.public_id)

    @classmethod
    def scope(cls, principal: ScopePrincipal, permission: str) -> Q:
        """People with an affiliation under a node where the principal holds `permission`, and never a merged shell.

        Somebody without any affiliation is seen only by those who hold it everywhere.
        """
        living = Q(merged_into__isnull=True)
        if principal.everywhere(permission):
            return living
        units = UnitScope.objects.filter(ancestor__in=principal.nodes(permission)).values("unit")
        return living & Q(id__in=Affiliation.objects.filter(unit__in=units).values("person"))



class Affiliation(models.Model):
    """Which units a person belongs to, and on what basis: what rights and coverage read. Part of the projection."""

    class Basis(models.TextChoices):
        STUDY = "study", _("Studied here")
        POST = "post", _("Worked here")
        CHAPTER = "chapter", _("Member of the chapter")

    person = PersonField(on_delete=models.CASCADE, related_name="affiliations")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    basis = models.CharField(max_length=10, choices=Basis)

    class Meta:
        indexes = [models.Index(fields=["unit", "person"], name="affiliation_unit_person")]


class Decision(models.Model):
    """Why records were linked or withdrawn: one row for each act, also the label that linkage learns from."""

    class Kind(models.TextChoices):
        APPLY = "apply", _("Import applied")
        EDIT = "edit", _("Edited")
        WITHDRAW = "withdraw", _("Withdrawn")

    kind = models.CharField(max_length=10, choices=Kind)
    subject = models.CharField(max_length=80, db_index=True)
    actor_kind = models.CharField(max_length=10)
    actor_id = models.CharField(max_length=80)
    actor_label = models.CharField(max_length=200)
    made_at = models.DateTimeField(default=timezone.now)
    undoes = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="undone_by")


class Record(models.Model):
    """One statement by one source. The assertion never changes (a trigger says so on both databases);
    only the link columns do, and only with a Decision."""

    class Precision(models.TextChoices):
        DAY = "day", _("Day")
        INSTANT = "instant", _("Instant")

    # the assertion
    public_id = models.UUIDField(unique=True, editable=False)
    source = models.CharField(max_length=100)
    source_key = models.CharField(max_length=120)
    row = models.PositiveIntegerField(null=True)
    route = models.CharField(max_length=10, choices=[(route.value, route.name) for route in Route])
    observer = models.CharField(max_length=200)
    observed_at = models.DateTimeField()
    precision = models.CharField(max_length=8, choices=Precision)
    data = models.JSONField()
    replaces = models.JSONField(default=dict)
    denies = models.JSONField(default=list)
    data_version = models.SmallIntegerField(default=1)
    content_hash = models.CharField(max_length=32)
    # the link
    person = PersonField(null=True, related_name="records")
    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="records")
    linked_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.ForeignKey(Decision, on_delete=models.PROTECT, null=True, related_name="withdrawn")

    ASSERTION = (
        "public_id", "source", "source_key", "row", "route", "observer", "observed_at", "precision",
        "data", "replaces", "denies", "data_version", "content_hash",
    )  # fmt: skip

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["source", "source_key", "content_hash"],
                condition=Q(withdrawn_at__isnull=True),
                name="record_said_once",
            )
        ]


class Sighting(models.Model):
    """The same statement, seen again on a later day: freshness without storing it twice (SPINE 2.7)."""

    record = models.ForeignKey(Record, on_delete=models.CASCADE, related_name="sightings")
    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="sightings")
    seen_on = models.DateField()
