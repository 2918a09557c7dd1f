"""Units, their former names, what became of them, and the closure that rights and roll-ups read."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kith.kit.scope import ScopePrincipal


class Unit(models.Model):
    """One node of the academic or the chapter tree. Years are calendar years; `valid_to` is the last one."""

    class Kind(models.TextChoices):
        UNIVERSITY = "university", _("University")
        COLLEGE = "college", _("College")
        DEPARTMENT = "department", _("Department")
        MAJOR = "major", _("Major")
        CLASS = "class", _("Class")
        OFFICE = "office", _("Office")
        ASSOCIATION = "association", _("Alumni association")
        CHAPTER = "chapter", _("Chapter")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(max_length=12, choices=Kind)
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="children")
    name = models.CharField(max_length=200)
    name_en = models.CharField(max_length=200, default="", blank=True)
    code = models.CharField(max_length=30, default="", blank=True)
    year = models.SmallIntegerField(null=True, blank=True)
    valid_from = models.SmallIntegerField(null=True, blank=True)
    valid_to = models.SmallIntegerField(null=True, blank=True)
    roll_size = models.PositiveIntegerField(null=True, blank=True)

    class Meta:
        ordering = ["code", "name", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_from=None) | Q(valid_to=None) | Q(valid_from__lte=models.F("valid_to")),
                name="unit_years_in_order",
            ),
            models.UniqueConstraint(
                fields=["kind"], condition=Q(kind="university"), name="one_university_a_database"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def subject(self) -> str:
        return f"unit:{self.public_id}"

    @classmethod
    def scope(cls, principal: ScopePrincipal, permission: str) -> Q:
        if principal.everywhere(permission):
            return Q()
        return Q(id__in=UnitScope.objects.filter(ancestor__in=principal.nodes(permission)).values("unit"))


class UnitName(models.Model):
    """A name that a unit had before."""

    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="former_names")
    name = models.CharField(max_length=200)
    name_en = models.CharField(max_length=200, default="", blank=True)
    valid_from = models.SmallIntegerField(null=True, blank=True)
    valid_to = models.SmallIntegerField(null=True, blank=True)


class UnitLineage(models.Model):
    """What became of a unit. Merged: the successor carries on for the predecessor. Split: nobody inherits by itself."""

    class Kind(models.TextChoices):
        MERGED = "merged", _("Merged into")
        SPLIT = "split", _("Split into")

    predecessor = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="successions")
    successor = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="inheritances")
    kind = models.CharField(max_length=8, choices=Kind)
    year = models.SmallIntegerField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["predecessor", "successor"], name="lineage_once"),
            models.CheckConstraint(condition=~Q(predecessor=models.F("successor")), name="lineage_of_two"),
        ]


class UnitScope(models.Model):
    """The closure: `unit` lies under `ancestor` (itself included), by the tree or through a merger."""

    class Via(models.TextChoices):
        TREE = "tree"
        LINEAGE = "lineage"

    ancestor = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="above_of", db_index=False)
    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="below")
    via = models.CharField(max_length=8, choices=Via)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["ancestor", "unit"], name="scope_once")]
