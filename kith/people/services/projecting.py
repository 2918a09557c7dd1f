"""Writes what the fold found: the difference between the rows that stand and the rows that should.

Only differences are written, since indexes, not facts, are what a write costs (SPINE 1).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils import timezone

from kith.kit import bulk
from kith.people.fold import Assertion, fold
from kith.people.models import Affiliation, IdentityKey, Person, SearchText
from kith.people.policy import POLICY
from kith.people.projection import CHILD_TABLES, PERSON_FIELDS, Projection, Rows, employer_key, project
from kith.people.selectors import employers_by_key, live_assertions

Assertions = Mapping[int, Sequence[tuple[int, Assertion]]]


def people_refold(roots: Collection[int]) -> None:
    """Fold these people again from their live records and write what changed. Call inside a transaction.

    The roots are locked in id order, so that two writers of one person wait for each other instead of losing a value.
    """
    if not roots:
        return
    versions = dict(
        Person.objects.select_for_update().filter(id__in=roots).order_by("id").values_list("id", "version")
    )
    projections = projected(live_assertions(versions))
    empty = [root for root in versions if root not in projections]
    for root in empty:
        projections[root] = projected({root: []})[root]
    standing = _Standing.load(projections)
    _write(projections, standing)
    rows = [(root, *projection.person, versions[root] + 1) for root, projection in projections.items()]
    bulk.update(Person, ["id"], [*PERSON_FIELDS, "version"], rows)


def people_insert(identities: Mapping[int, UUID], assertions: Assertions) -> None:
    """Write new people whole: identity and projection in one row, so that the row is written once."""
    projections = projected(assertions)
    now = timezone.now()
    rows = [(root, identities[root], now, root, 1, *projections[root].person) for root in identities]
    bulk.insert(Person, ["id", "public_id", "created_at", "root_id", "version", *PERSON_FIELDS], rows)
    _write(projections, _Standing.nothing())


def projected(assertions: Assertions) -> dict[int, Projection]:
    """The projection of each root."""
    facts = {root: fold(assertion for _, assertion in found) for root, found in assertions.items()}
    spellings = (
        employer_key(str(item.get("employer") or "")) for fact in facts.values() for item in fact.items.get("jobs", ())
    )
    employers = employers_by_key(spellings)
    return {
        root: project(
            fact,
            record_ids={assertion.id: pk for pk, assertion in assertions[root]},
            employers=employers,
            policy_hash=POLICY.hash,
        )
        for root, fact in facts.items()
    }


@dataclass(frozen=True, slots=True)
class _Standing:
    """The rows of the projection as they are in the database, by root."""

    children: Mapping[str, Mapping[int, Rows]]
    affiliations: Mapping[int, set[tuple[int, str]]]
    keys: Mapping[int, set[int]]
    tokens: Mapping[int, str]

    @classmethod
    def nothing(cls) -> _Standing:
        return cls({}, {}, {}, {})

    @classmethod
    def load(cls, roots: Iterable[int]) -> _Standing:
        wanted = list(roots)
        children = {}
        for kind, table in CHILD_TABLES.items():
            rows: dict[int, Rows] = defaultdict(dict)
            found = table.model._default_manager.filter(person__in=wanted).values_list("person_id", "k", *table.fields)
            for person, k, *values in found:
                rows[person][k] = tuple(values)
            children[kind] = rows
        affiliations: dict[int, set[tuple[int, str]]] = defaultdict(set)
        for person, unit, basis in Affiliation.objects.filter(person__in=wanted).values_list("person", "unit", "basis"):
            affiliations[person].add((unit, basis))
        keys: dict[int, set[int]] = defaultdict(set)
        for person, k in IdentityKey.objects.filter(person__in=wanted).values_list("person_id", "k"):
            keys[person].add(k)
        tokens = dict(SearchText.objects.filter(person__in=wanted).values_list("person_id", "tokens"))
        return cls(children, affiliations, keys, tokens)


def _write(projections: Mapping[int, Projection], standing: _Standing) -> None:
    for kind in CHILD_TABLES:
        _write_children(kind, projections, standing.children.get(kind, {}))
    _write_set(
        Affiliation,
        ("person_id", "unit_id", "basis"),
        {(root, *pair) for root, p in projections.items() for pair in p.affiliations},
        {(root, *pair) for root in projections for pair in standing.affiliations.get(root, ())},
    )
    _write_set(
        IdentityKey,
        ("person_id", "k"),
        {(root, k) for root, p in projections.items() for k in p.keys},
        {(root, k) for root in projections for k in standing.keys.get(root, ())},
    )
    _write_tokens(projections, standing.tokens)


def _write_children(kind: str, projections: Mapping[int, Projection], standing: Mapping[int, Rows]) -> None:
    table = CHILD_TABLES[kind]
    added, changed, gone = [], [], []
    for root, projection in projections.items():
        now, before = projection.children.get(kind, {}), standing.get(root, {})
        added += [(root, k, *row) for k, row in now.items() if k not in before]
        changed += [(root, k, *row) for k, row in now.items() if k in before and before[k] != row]
        gone += [(root, k) for k in before if k not in now]
    bulk.insert(table.model, ["person_id", "k", *table.fields], added)
    bulk.update(table.model, ["person_id", "k"], table.fields, changed)
    bulk.delete(table.model, ["person_id", "k"], gone)


def _write_set(model: Any, fields: Sequence[str], now: set[Any], before: set[Any]) -> None:
    bulk.insert(model, fields, sorted(now - before))
    bulk.delete(model, fields, sorted(before - now))


def _write_tokens(projections: Mapping[int, Projection], standing: Mapping[int, str]) -> None:
    """The full-text index follows by trigger; unchanged text is not touched, which spares most updates (SPINE 3.1)."""
    new = [(root, p.tokens) for root, p in projections.items() if root not in standing]
    changed = [(root, p.tokens) for root, p in projections.items() if root in standing and standing[root] != p.tokens]
    bulk.insert(SearchText, ["person_id", "tokens"], new)
    bulk.update(SearchText, ["person_id"], ["tokens"], changed)
