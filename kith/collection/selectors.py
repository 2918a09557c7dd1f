"""Reads of the road in: a batch's rows, problems, verdicts and what became of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from django.db.models import Count, QuerySet

from kith.collection.models import Batch, Match, Source, StagedRow
from kith.core.text import squash
from kith.people.keys import Features, StudyFeature
from kith.people.models import ContactPoint, Identifier, Person, PersonName, Record, Study


def sources() -> QuerySet[Source]:
    return Source.objects.order_by("name")


def batch_counts(batch: Batch) -> dict[str, int]:
    """Groups by verdict, rows by state, problems: the numbers of the wizard, all from the rows themselves."""
    verdicts = dict(batch.matches.values_list("outcome").annotate(n=Count("id")))
    states = dict(batch.staged_rows.values_list("state").annotate(n=Count("id")))
    return {
        **{outcome.value: verdicts.get(outcome.value, 0) for outcome in Match.Outcome},
        **{f"rows_{state.value}": states.get(state.value, 0) for state in StagedRow.State},
        "rows": sum(states.values()),
        "applied": batch.matches.filter(applied=True).count(),
        "waiting": batch.matches.filter(applied=False, outcome__in=[Match.Outcome.NEW, Match.Outcome.LINK]).count(),
    }


def problem_rows(batch: Batch) -> QuerySet[StagedRow]:
    """Rows with at least one problem, in the order of the sheet."""
    return batch.staged_rows.filter(problem_count__gt=0).order_by("number")


def matches_to_review(batch: Batch) -> QuerySet[Match]:
    return batch.matches.filter(outcome=Match.Outcome.REVIEW).order_by("group")


def rows_of_groups(batch: Batch, groups: Sequence[int]) -> dict[int, list[StagedRow]]:
    """The rows of some groups that are not held or left out, by group."""
    found: dict[int, list[StagedRow]] = {group: [] for group in groups}
    rows = batch.staged_rows.filter(group__in=groups, state=StagedRow.State.READY).order_by("number")
    for row in rows:
        found[row.group].append(row)
    return found


def features_of(people: Iterable[int]) -> dict[int, Features]:
    """What matching compares, for these people, in five queries whatever their number."""
    wanted = list(people)
    if not wanted:
        return {}
    base = {
        row["id"]: row for row in Person.objects.filter(id__in=wanted).values("id", "name", "latin_name", "birth_date", "sex")
    }
    names = _by_person(PersonName.objects.filter(person__in=wanted).values_list("person_id", "text"))
    identifiers = _by_person(Identifier.objects.filter(person__in=wanted).values_list("person_id", "issuer", "number"))
    contacts = _by_person(ContactPoint.objects.filter(person__in=wanted).values_list("person_id", "kind", "value"))
    studies = _by_person(
        Study.objects.filter(person__in=wanted).values_list(
            "person_id", "student_no", "college_root", "college", "enrolment_year", "graduation_year", "level"
        )
    )
    return {
        pk: Features(
            names=tuple(name for name in (row["name"], row["latin_name"], *(n for (n,) in names.get(pk, ()))) if name),
            birth=row["birth_date"],
            sex=row["sex"],
            identifiers=frozenset(identifiers.get(pk, ())),
            student_nos=frozenset(study[0] for study in studies.get(pk, ()) if study[0]),
            phones=frozenset(value for kind, value in contacts.get(pk, ()) if kind == "phone"),
            emails=frozenset(value for kind, value in contacts.get(pk, ()) if kind == "email"),
            studies=tuple(
                StudyFeature(root or squash(college), enrolled, graduated, level)
                for _, root, college, enrolled, graduated, level in studies.get(pk, ())
            ),
        )
        for pk, row in base.items()
    }


def _by_person(rows: Iterable[tuple[Any, ...]]) -> dict[int, list[tuple[Any, ...]]]:
    found: dict[int, list[tuple[Any, ...]]] = {}
    for person, *rest in rows:
        found.setdefault(person, []).append(tuple(rest))
    return found


def kept_since(batch: Batch) -> QuerySet[Person]:
    """People whom an undo kept because others have added to them since: their naming record still stands."""
    live = Record.objects.filter(decision__subject=batch.subject, withdrawn_at=None)
    return Person.objects.filter(id__in=live.values("person__root_id")).order_by("sort_key", "id")


def problems_of(batch: Batch) -> Iterator[Mapping[str, Any]]:
    """Every problem of the batch, streamed in the order of the sheet."""
    rows = problem_rows(batch).values_list("number", "problems").iterator(chunk_size=2000)
    for number, problems in rows:
        for problem in problems:
            yield {"row": number, **problem}

