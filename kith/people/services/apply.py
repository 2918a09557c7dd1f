"""Both gates end here: statements become records, people are folded again (SPINE 2, DESIGN 4)."""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils import timezone

from kith.audit import act
from kith.core.actor import Actor
from kith.kit import bulk
from kith.people.fold import Assertion
from kith.people.items import keyed
from kith.people.models import Decision, Person, Record, Sighting
from kith.people.selectors import observed_text, people_by_public_id
from kith.people.services.projecting import people_insert, people_refold
from kith.people.upcast import DATA_VERSION


@dataclass(frozen=True, slots=True)
class Draft:
    """One statement to be filed. `person` is the primary key of a known person, or the public id that a new person
    gets; drafts with the same public id make one person. `public_id` is the record's own."""

    public_id: UUID
    person: int | UUID
    source: str
    source_key: str
    route: str
    observer: str
    observed_at: datetime
    precision: str
    data: Mapping[str, Any]
    content_hash: str
    row: int | None = None
    replaces: Mapping[str, Sequence[str]] = field(default_factory=dict)
    denies: Sequence[Mapping[str, Any]] = ()


@dataclass(frozen=True, slots=True)
class Applied:
    """What came of some drafts, in people and records."""

    people_new: int
    people_updated: int
    records: int
    unchanged: int


def record_hash(data: Mapping[str, Any], *more: object) -> str:
    """128 bits over what a statement says, the same for every spelling of the same JSON."""
    text = json.dumps([data, *more], ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str)
    return hashlib.blake2b(text.encode(), digest_size=16).hexdigest()


RECORD_FIELDS = (
    "id", "public_id", "source", "source_key", "row", "route", "observer", "observed_at", "precision", "data",
    "replaces", "denies", "data_version", "content_hash", "person_id", "decision_id", "linked_at",
)  # fmt: skip


def records_apply(*, drafts: Sequence[Draft], decision: Decision, actor: Actor) -> Applied:
    """File these statements and fold the people whom they are about, in one transaction.

    A statement that stands already is not filed again: on a later day it leaves a Sighting, else nothing. New people
    are made with the public id that the draft names, so a run that was killed and one that was not give equal people.
    """
    with act(actor, "people.records.apply", subject=decision.subject) as entry:
        fresh, repeated = _sort_out(drafts)
        _sightings_add(repeated, decision)
        applied = _file(fresh, decision)
        entry.note(records=applied.records, people_new=applied.people_new, people_updated=applied.people_updated)
    return Applied(applied.people_new, applied.people_updated, applied.records, len(repeated))


def _sort_out(drafts: Sequence[Draft]) -> tuple[list[Draft], list[tuple[Draft, int, datetime]]]:
    """Split into statements not yet known and (statement, standing record, when it was observed)."""
    by_source: dict[str, set[str]] = defaultdict(set)
    for draft in drafts:
        by_source[draft.source].add(draft.source_key)
    standing = {
        (source, key, digest): (pk, observed_at)
        for source, keys in by_source.items()
        for key, digest, pk, observed_at in Record.objects.filter(
            source=source, source_key__in=keys, withdrawn_at=None
        ).values_list("source_key", "content_hash", "id", "observed_at")
    }
    fresh: dict[tuple[str, str, str], Draft] = {}
    repeated = []
    for draft in drafts:
        identity = (draft.source, draft.source_key, draft.content_hash)
        if identity in standing:
            repeated.append((draft, *standing[identity]))
        else:
            fresh.setdefault(identity, draft)
    return list(fresh.values()), repeated


def _sightings_add(repeated: Sequence[tuple[Draft, int, datetime]], decision: Decision) -> None:
    seen = {
        (pk, draft.observed_at.date()) for draft, pk, first_seen in repeated if draft.observed_at.date() > first_seen.date()
    }
    known = set(
        Sighting.objects.filter(record__in={pk for pk, _ in seen}).values_list("record_id", "seen_on")
    ) if seen else set()  # fmt: skip
    bulk.insert(Sighting, ["record_id", "decision_id", "seen_on"], [(pk, decision.pk, day) for pk, day in sorted(seen - known)])


def _file(drafts: Sequence[Draft], decision: Decision) -> Applied:
    if not drafts:
        return Applied(0, 0, 0, 0)
    identities = _identities(drafts)
    new_people = {pk: public_id for public_id, (pk, is_new) in identities.items() if is_new}
    now = timezone.now()
    rows: list[tuple[Any, ...]] = []
    assertions: dict[int, list[tuple[int, Assertion]]] = defaultdict(list)
    touched: set[int] = set()
    for pk, draft in zip(bulk.next_ids(Record, len(drafts)), drafts, strict=True):
        person = draft.person if isinstance(draft.person, int) else identities[draft.person][0]
        data = keyed(draft.data)
        rows.append(
            (
                pk, draft.public_id, draft.source, draft.source_key, draft.row, draft.route, draft.observer,
                draft.observed_at, draft.precision, data, dict(draft.replaces), list(draft.denies), DATA_VERSION,
                draft.content_hash, person, decision.pk, now,
            )
        )  # fmt: skip
        if person in new_people:
            assertions[person].append((pk, _assertion(draft, data)))
        else:
            touched.add(person)
    bulk.insert(Record, RECORD_FIELDS, rows)
    people_insert(new_people, assertions)
    roots = set(Person.objects.filter(id__in=touched).values_list("root_id", flat=True)) if touched else set()
    people_refold(roots)
    return Applied(len(new_people), len(roots), len(rows), 0)


def _identities(drafts: Sequence[Draft]) -> dict[UUID, tuple[int, bool]]:
    """Public id to (primary key, new?) for every draft that names a person by public id."""
    wanted = list(dict.fromkeys(draft.person for draft in drafts if isinstance(draft.person, UUID)))
    known = people_by_public_id(wanted) if wanted else {}
    missing = [public_id for public_id in wanted if public_id not in known]
    made = dict(zip(missing, bulk.next_ids(Person, len(missing)), strict=True))
    return {pid: (pk, False) for pid, pk in known.items()} | {pid: (pk, True) for pid, pk in made.items()}


def _assertion(draft: Draft, data: Mapping[str, Any]) -> Assertion:
    return Assertion(
        id=str(draft.public_id),
        route=draft.route,
        observed_at=observed_text(draft.observed_at, draft.precision),
        content_hash=draft.content_hash,
        data=data,
        replaces=draft.replaces,
        denies=draft.denies,
        source=draft.source,
    )
