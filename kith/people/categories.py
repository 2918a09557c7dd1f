"""The sixteen categories of alumni that the paper names (section 4), as rules that show their evidence.

Pure: facts and a day in, categories out. A person may fall under several; one is enough to be an alumnus. Current
students fall under none and are quasi-alumni.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from django.utils.translation import gettext_lazy as _

from kith.core.partial_date import PartialDate
from kith.people.fold import ItemFacts, PersonFacts

RULES_VERSION = 1
TRAINING_MONTHS = 3


class Category(StrEnum):
    """The order is the paper's."""

    DOCTOR = "doctor"
    MASTER = "master"
    UNDERGRADUATE = "undergraduate"
    JUNIOR_COLLEGE = "junior_college"
    COMPLETER = "completer"
    DROPOUT = "dropout"
    ADVANCED = "advanced"
    FORMER_TEACHER = "former_teacher"
    FORMER_EMPLOYEE = "former_employee"
    POSTDOC = "postdoc"
    TRAINEE = "trainee"
    PART_TIME_PROFESSOR = "part_time_professor"
    VISITING_PROFESSOR = "visiting_professor"
    CONSULTANT_PROFESSOR = "consultant_professor"
    HONORARY_PROFESSOR = "honorary_professor"
    HONORARY_ALUMNUS = "honorary_alumnus"


CATEGORY_LABELS = {
    Category.DOCTOR: _("Doctoral graduate"),
    Category.MASTER: _("Master's graduate"),
    Category.UNDERGRADUATE: _("Undergraduate"),
    Category.JUNIOR_COLLEGE: _("Junior college graduate"),
    Category.COMPLETER: _("Completed without a degree"),
    Category.DROPOUT: _("Left before the end"),
    Category.ADVANCED: _("Advanced student"),
    Category.FORMER_TEACHER: _("Former teacher"),
    Category.FORMER_EMPLOYEE: _("Former employee"),
    Category.POSTDOC: _("Postdoctoral researcher"),
    Category.TRAINEE: _("Trainee for more than three months"),
    Category.PART_TIME_PROFESSOR: _("Part-time professor"),
    Category.VISITING_PROFESSOR: _("Visiting professor"),
    Category.CONSULTANT_PROFESSOR: _("Consultant professor"),
    Category.HONORARY_PROFESSOR: _("Honorary professor"),
    Category.HONORARY_ALUMNUS: _("Honorary alumnus"),
}
BY_LEVEL: Mapping[str, Category] = {
    "doctor": Category.DOCTOR,
    "master": Category.MASTER,
    "bachelor": Category.UNDERGRADUATE,
    "college": Category.JUNIOR_COLLEGE,
    "advanced": Category.ADVANCED,
}
BY_POST: Mapping[str, Category] = {
    "postdoc": Category.POSTDOC,
    "part_time_professor": Category.PART_TIME_PROFESSOR,
    "visiting_professor": Category.VISITING_PROFESSOR,
    "consultant_professor": Category.CONSULTANT_PROFESSOR,
    "honorary_professor": Category.HONORARY_PROFESSOR,
}
AFTER_LEAVING: Mapping[str, Category] = {"teacher": Category.FORMER_TEACHER, "staff": Category.FORMER_EMPLOYEE}


@dataclass(frozen=True, slots=True)
class Membership:
    """One category and the item that proves it."""

    category: Category
    kind: str
    item: ItemFacts


def categories(facts: PersonFacts, *, today: date) -> tuple[Membership, ...]:
    """Every category that the facts prove on that day, in the paper's order."""
    found = {
        membership.category: membership
        for kind, rule in RULES.items()
        for item in facts.items.get(kind, ())
        for membership in rule(kind, item, today)
    }
    return tuple(found[category] for category in Category if category in found)


def is_quasi_alumnus(facts: PersonFacts, *, today: date) -> bool:
    """A student of today: under a permanent id from admission on, an alumnus on leaving."""
    return any(studying(study, today) for study in facts.items.get("studies", ())) and not categories(facts, today=today)


def studying(study: ItemFacts, today: date) -> bool:
    """Still here: said so, or no outcome yet and the graduation year has not come."""
    if outcome := study.get("outcome"):
        return bool(outcome == "studying")
    year = study.get("graduation_year")
    return bool(year and year > today.year)


def _by_study(kind: str, study: ItemFacts, today: date) -> Iterator[Membership]:
    if studying(study, today):
        return
    outcome = study.get("outcome")
    if outcome == "dropped_out":
        yield Membership(Category.DROPOUT, kind, study)
    elif outcome == "completed":
        yield Membership(Category.COMPLETER, kind, study)
    elif category := BY_LEVEL.get(study.get("level") or ""):
        yield Membership(category, kind, study)
    elif study.get("graduation_year") or study.get("degree"):
        yield Membership(Category.UNDERGRADUATE, kind, study)


def _by_post(kind: str, post: ItemFacts, today: date) -> Iterator[Membership]:
    if category := BY_POST.get(post.get("kind") or ""):
        yield Membership(category, kind, post)
    ends = post.get("to")
    left = ends and PartialDate.from_iso(ends).first_day() <= today
    if left and (category := AFTER_LEAVING.get(post.get("kind") or "")):
        yield Membership(category, kind, post)


def _by_training(kind: str, training: ItemFacts, today: date) -> Iterator[Membership]:
    starts, ends = training.get("from"), training.get("to")
    if starts and ends and longer_than_months(date.fromisoformat(starts), date.fromisoformat(ends), TRAINING_MONTHS):
        yield Membership(Category.TRAINEE, kind, training)


def longer_than_months(start: date, end: date, months: int) -> bool:
    """More than `months` whole months, the last day included: three months exactly are not more than three."""
    month = start.month - 1 + months
    year, month = start.year + month // 12, month % 12 + 1
    last = (date(year + month // 12, month % 12 + 1, 1) - date(year, month, 1)).days
    return end >= date(year, month, min(start.day, last))


def _by_honour(kind: str, honour: ItemFacts, today: date) -> Iterator[Membership]:
    if honour.get("kind") == "honorary_alumnus" and honour.get("state") == "approved":
        yield Membership(Category.HONORARY_ALUMNUS, kind, honour)


RULES: Mapping[str, Callable[[str, ItemFacts, date], Iterator[Membership]]] = {
    "studies": _by_study,
    "posts": _by_post,
    "trainings": _by_training,
    "honours": _by_honour,
}


def describe(item: ItemFacts) -> dict[str, Any]:
    """The evidence as plain values."""
    return {name: value.value for name, value in item.fields.items()}
