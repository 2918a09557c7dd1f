"""Reads of people. Everything that reads by person goes through the root of its cluster (SPINE 2.6)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from kith.people.fold import Assertion, PersonFacts, fold
from kith.people.models import EmployerAlias, Person, Record
from kith.people.upcast import upcast

ASSERTION_COLUMNS = (
    "person__root_id", "id", "public_id", "route", "observed_at", "precision", "content_hash", "data", "data_version",
    "replaces", "denies", "source",
)  # fmt: skip


def of_person(root: Person | int) -> Mapping[str, Any]:
    """The filter that finds every row of a person, whichever identity of the cluster it was written with."""
    return {"person__root": root.root_id if isinstance(root, Person) else root}


def observed_text(observed_at: datetime, precision: str) -> str:
    """The moment of a statement as the fold ranks it: as precise as the source was, in UTC."""
    return observed_at.date().isoformat() if precision == "day" else observed_at.replace(tzinfo=None).isoformat("T", "microseconds")


def live_assertions(roots: Iterable[int]) -> dict[int, list[tuple[int, Assertion]]]:
    """For each root, its live records as (primary key, assertion), in one query."""
    found: dict[int, list[tuple[int, Assertion]]] = defaultdict(list)
    rows = Record.objects.filter(person__root__in=list(roots), withdrawn_at=None).values_list(*ASSERTION_COLUMNS)
    for root, pk, public_id, route, observed_at, precision, digest, data, version, replaces, denies, source in rows:
        assertion = Assertion(
            id=str(public_id),
            route=route,
            observed_at=observed_text(observed_at, precision),
            content_hash=digest,
            data=upcast(data, version),
            replaces=replaces,
            denies=denies,
            source=source,
        )
        found[root].append((pk, assertion))
    return found


def person_facts(person: Person) -> PersonFacts:
    """Why each value of one person stands: the fold of its records, run now."""
    root = person.root_id or person.pk
    return fold(assertion for _, assertion in live_assertions([root])[root])


def person_records(person: Person) -> QuerySet[Record]:
    """Every statement about the person, withdrawn ones too, newest first."""
    return (
        Record.objects.filter(**of_person(person))
        .select_related("decision", "withdrawn_by")
        .order_by("-observed_at", "-id")
    )


def employers_by_key(keys: Iterable[str]) -> dict[str, int]:
    """Which employer each squashed spelling means, where somebody decided so."""
    wanted = [key for key in set(keys) if key]
    if not wanted:
        return {}
    return dict(EmployerAlias.objects.filter(key__in=wanted).values_list("key", "employer"))


def people_by_public_id(public_ids: Sequence[UUID]) -> dict[UUID, int]:
    return dict(Person.objects.filter(public_id__in=public_ids).values_list("public_id", "id"))
