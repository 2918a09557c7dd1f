"""Hop 3: who is meant by each group of rows. Candidates come by identity keys, in a fixed number of queries a chunk."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any

from django.db import transaction

from kith.audit import act
from kith.collection import matching
from kith.collection.models import Batch, Match, StagedRow
from kith.collection.selectors import batch_counts, features_of
from kith.collection.services.places import Places
from kith.collection.services.stage import Progress, nobody_watches
from kith.core.actor import Actor
from kith.kit import bulk
from kith.people.keys import Features, Rule, identity_keys
from kith.people.models import IdentityKey, Record

CHUNK = 500
# A key shared by more people than this says nothing about one of them (an office phone, a frequent name).
MAX_BLOCK = 50
Group = tuple[int, list[tuple[dict[str, Any], str, str]]]


def batch_match(*, batch: Batch, actor: Actor, progress: Progress = nobody_watches) -> Batch:
    """Compare every group with the register. Verdicts that a person gave stand; the rest are made anew."""
    Batch.objects.filter(pk=batch.pk).update(state=Batch.State.MATCHING)
    batch.matches.filter(decided_by="", applied=False).delete()
    decided = set(batch.matches.values_list("group", flat=True))
    places = Places.load()
    total = batch.staged_rows.count()
    done = 0
    for chunk in chunks(batch, CHUNK):
        groups = [(group, rows) for group, rows in chunk if group not in decided]
        _chunk_match(batch, groups, places)
        done += sum(len(rows) for _, rows in chunk)
        progress(done, total)
    counts = batch_counts(batch)
    with act(actor, "collection.batch.match", subject=batch.subject) as entry:
        Batch.objects.filter(pk=batch.pk).update(state=Batch.State.MATCHED, counts=counts)
        entry.note(**counts)
    batch.refresh_from_db()
    return batch


def chunks(batch: Batch, size: int) -> Iterator[list[Group]]:
    """Ready rows by group, `size` groups at a time, read by keyset so that nothing is held open meanwhile."""
    last = 0
    while True:
        rows = batch.staged_rows.filter(state=StagedRow.State.READY, group__gt=last)
        groups = list(rows.order_by("group").values_list("group", flat=True).distinct()[:size])
        if not groups:
            return
        found = (
            batch.staged_rows.filter(state=StagedRow.State.READY, group__range=(groups[0], groups[-1]))
            .order_by("group", "number")
            .values_list("group", "data", "source_key", "content_hash")
        )
        yield [(group, [row[1:] for row in rows]) for group, rows in groupby(found, key=lambda row: row[0])]
        last = groups[-1]


def _chunk_match(batch: Batch, groups: Sequence[Group], places: Places) -> None:
    incoming = {group: union(places.placed(data) for data, _, _ in rows) for group, rows in groups}
    candidates = _candidates(incoming)
    standing = _standing(batch, groups)
    rows = [
        (batch.pk, group, *_verdict(incoming[group], candidates.get(group, []), rows, standing)) for group, rows in groups
    ]
    with transaction.atomic():
        bulk.insert(
            Match,
            ["batch_id", "group", "outcome", "person_id", "reason", "candidates", "decided_by", "applied"],
            [(*row, "", False) for row in rows],
        )


def _verdict(
    incoming: Features,
    candidates: Sequence[matching.Candidate],
    rows: Sequence[tuple[dict[str, Any], str, str]],
    standing: Mapping[tuple[str, str], int],
) -> tuple[str, int | None, str, list[int]]:
    """(outcome, person, reason, candidates) of one group."""
    known = [standing.get((key, digest)) for _, key, digest in rows]
    if all(known):
        return Match.Outcome.UNCHANGED.value, known[0], matching.Reason.SAME_IDENTIFIER.value, []
    verdict = matching.decide(incoming, candidates)
    if verdict.outcome == "new" and not incoming.names:
        return Match.Outcome.REVIEW.value, None, matching.Reason.NO_NAME.value, []
    person = verdict.people[0] if verdict.outcome == "link" else None
    shown = list(verdict.people) if verdict.outcome == "review" else []
    return verdict.outcome, person, verdict.reason.value, shown


def union(statements: Iterable[Mapping[str, Any]]) -> Features:
    """The features of several rows of one person."""
    found = [Features.of_data(data) for data in statements]
    if len(found) == 1:
        return found[0]
    return Features(
        names=tuple(dict.fromkeys(name for f in found for name in f.names)),
        birth=max((f.birth for f in found), key=len),
        sex=next((f.sex for f in found if f.sex), ""),
        identifiers=frozenset().union(*(f.identifiers for f in found)),
        student_nos=frozenset().union(*(f.student_nos for f in found)),
        phones=frozenset().union(*(f.phones for f in found)),
        emails=frozenset().union(*(f.emails for f in found)),
        studies=tuple(dict.fromkeys(study for f in found for study in f.studies)),
    )


def _candidates(incoming: Mapping[int, Features]) -> dict[int, list[matching.Candidate]]:
    """For each group, everybody who shares a key with it: one query for the keys, five for the features."""
    wanted = {group: identity_keys(features, matching.lookup_rules(features)) for group, features in incoming.items()}
    people: dict[int, list[int]] = defaultdict(list)
    keys = {k for found in wanted.values() for k in found}
    for k, person in IdentityKey.objects.filter(k__in=keys).values_list("k", "person_id"):
        people[k].append(person)
    shared: dict[int, dict[int, set[Rule]]] = {group: defaultdict(set) for group in wanted}
    for group, found in wanted.items():
        for k, rule in found.items():
            if len(people.get(k, ())) <= MAX_BLOCK:
                for person in people.get(k, ()):
                    shared[group][person].add(rule)
    features = features_of({person for found in shared.values() for person in found})
    return {
        group: [matching.Candidate(person, features[person], frozenset(rules)) for person, rules in found.items()]
        for group, found in shared.items()
        if found
    }


def _standing(batch: Batch, groups: Sequence[Group]) -> dict[tuple[str, str], int]:
    """Which of these statements the same source made before: (source key, hash) to the person's root."""
    keys = {key for _, rows in groups for _, key, _ in rows}
    found = Record.objects.filter(source=batch.source.name, source_key__in=keys, withdrawn_at=None)
    return {(key, digest): root for key, digest, root in found.values_list("source_key", "content_hash", "person__root_id")}
