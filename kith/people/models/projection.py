"""What the fold writes: child rows, search tokens, identity keys. Deleted and made again; refer to Person instead."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from kith.organisation.models import Unit

from .employers import Employer
from .identity import PersonField, Record


class Projected(models.Model):
    """One list item of a person: `k` is its item key, `record` the statement that best backs it."""

    person = PersonField(on_delete=models.CASCADE)
    k = models.CharField(max_length=160)
    record = models.ForeignKey(Record, on_delete=models.PROTECT, related_name="+", db_index=False)

    class Meta:
        abstract = True


class Identifier(Projected):
    """A number that an issuer gave the person; the number alone means nothing (SPINE 4.20)."""

    issuer = models.CharField(max_length=100)
    number = models.CharField(max_length=60)


class PersonName(Projected):
    """A name besides the present one."""

    class Kind(models.TextChoices):
        FORMER = "former", _("Former name")
        ALIAS = "alias", _("Also known as")

    kind = models.CharField(max_length=10, choices=Kind)
    text = models.CharField(max_length=200)


class Study(Projected):
    """A spell of study: finished or not, full-time or part-time; a dropout's counts."""

    class Level(models.TextChoices):
        DOCTOR = "doctor", _("Doctorate")
        MASTER = "master", _("Master's")
        BACHELOR = "bachelor", _("Bachelor's")
        COLLEGE = "college", _("Junior college")
        ADVANCED = "advanced", _("Advanced studies")
        OTHER = "other", _("Other studies")

    class Mode(models.TextChoices):
        FULL = "full", _("Full-time")
        PART = "part", _("Part-time")

    class Outcome(models.TextChoices):
        STUDYING = "studying", _("Still studying")
        GRADUATED = "graduated", _("Graduated")
        COMPLETED = "completed", _("Completed without a degree")
        DROPPED_OUT = "dropped_out", _("Left before the end")

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, related_name="studies")
    college_root = models.CharField(max_length=40, default="")
    college = models.CharField(max_length=200, default="")
    department = models.CharField(max_length=200, default="")
    major = models.CharField(max_length=200, default="")
    class_name = models.CharField(max_length=200, default="")
    degree = models.CharField(max_length=200, default="")
    level = models.CharField(max_length=20, default="")
    mode = models.CharField(max_length=10, default="")
    outcome = models.CharField(max_length=20, default="")
    student_no = models.CharField(max_length=60, default="")
    enrolment_year = models.SmallIntegerField(null=True)
    graduation_year = models.SmallIntegerField(null=True)

    class Meta:
        indexes = [models.Index(fields=["unit", "graduation_year", "person"], name="study_unit_year")]


class SchoolPost(Projected):
    """Work at the school: staff, teacher, postdoc, visiting, part-time, consultant or honorary professor."""

    kind = models.CharField(max_length=30)
    title = models.CharField(max_length=200, default="")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    starts = models.CharField(max_length=10, default="")
    ends = models.CharField(max_length=10, default="")


class Training(Projected):
    """A training held by the school; more than three months of it makes an alumnus (paper, section 4)."""

    name = models.CharField(max_length=200)
    starts = models.CharField(max_length=10, default="")
    ends = models.CharField(max_length=10, default="")


class Honour(Projected):
    """An honour with its state; only an approved honorary alumnus is one."""

    kind = models.CharField(max_length=30)
    title = models.CharField(max_length=200, default="")
    state = models.CharField(max_length=20, default="")
    on = models.CharField(max_length=10, default="")


class Job(Projected):
    """Where somebody works or worked, in the words of the source; `employer` when an alias tells whom they mean."""

    employer = models.ForeignKey(Employer, on_delete=models.SET_NULL, null=True, related_name="jobs")
    employer_text = models.CharField(max_length=200, default="")
    title = models.CharField(max_length=200, default="")
    industry = models.CharField(max_length=100, default="")
    city = models.CharField(max_length=100, default="")
    starts = models.CharField(max_length=10, default="")
    ends = models.CharField(max_length=10, default="")


class ContactPoint(Projected):
    """A way to reach somebody."""

    class Kind(models.TextChoices):
        PHONE = "phone", _("Phone")
        EMAIL = "email", _("E-mail")
        WECHAT = "wechat", _("WeChat")

    class Status(models.TextChoices):
        UNVERIFIED = "unverified", _("Not yet confirmed")
        VERIFIED = "verified", _("Confirmed")
        BOUNCED = "bounced", _("Came back")

    kind = models.CharField(max_length=10, choices=Kind)
    value = models.CharField(max_length=254)
    tail = models.CharField(max_length=4, default="")
    status = models.CharField(max_length=12, choices=Status)

    class Meta:
        indexes = [
            models.Index(fields=["value"], name="contact_value"),
            models.Index(fields=["tail"], name="contact_tail", condition=models.Q(kind="phone")),
        ]


class Relation(Projected):
    """Family and others, by name or as a person of the register."""

    kind = models.CharField(max_length=30)
    name = models.CharField(max_length=200, default="")
    other = PersonField(on_delete=models.SET_NULL, null=True, related_name="+", db_index=False)


class SearchText(models.Model):
    """The search tokens of a person; the full-text index of each database is kept over this text (migration 0002).

    The stored text, not new code, removes old tokens: FTS5 corrupts silently otherwise (SPINE 2.9).
    """

    person = models.OneToOneField("people.Person", on_delete=models.CASCADE, primary_key=True, related_name="search_text")
    tokens = models.TextField()


class IdentityKey(models.Model):
    """A 64-bit hash of (rule, value) by which a stranger may be recognised. Rules: kith.people.keys."""

    pk = models.CompositePrimaryKey("k", "person_id")
    k = models.BigIntegerField()
    person = PersonField(on_delete=models.CASCADE, related_name="identity_keys")
