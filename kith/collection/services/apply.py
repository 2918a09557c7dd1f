"""Hop 5: decided groups become records, in chunks that hold the write lock for a moment each.

A chunk files its records and marks its matches in one transaction, so a killed run goes on where it stopped; ids are
made of the batch and the row (uuid5), so it ends in the same state as one that was not killed.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, time as clock_time
from uuid import UUID, uuid5

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from kith.audit import act
from kith.collection.models import Batch, BatchUnit, Match, StagedRow
from kith.collection.selectors import batch_counts
from kith.collection.services.places import Places
from kith.collection.services.stage import Progress, nobody_watches
from kith.core import clock
from kith.core.actor import Actor
from kith.core.errors import DomainError
from kith.organisation.services import UnitPath, units_ensure
from kith.people.models import Decision
from kith.people.services import Draft, records_apply
from kith.work import pause_after

# SQLite has one writer: about 100 rows keep its lock under 100 ms beside a web edit (docs/adr, SPINE 1).
CHUNK_GROUPS = 100
TO_APPLY = (Match.Outcome.NEW, Match.Outcome.LINK, Match.Outcome.UNCHANGED)
APPLICABLE = frozenset({Batch.State.MATCHED, Batch.State.APPLYING, Batch.State.APPLIED})


def batch_apply(*, batch: Batch, actor: Actor, progress: Progress = nobody_watches) -> Batch:
    """File everything that is decided and not yet applied. What waits for a review stays, and may be applied later."""
    if batch.state not in APPLICABLE:
        raise DomainError("batch-not-ready", _("This import is not ready. Check its columns and compare it first."))
    decision = _begin(batch, actor)
    if batch.create_units:
        _units_make(batch, actor)
    places = Places.load()
    todo = batch.matches.filter(applied=False, outcome__in=TO_APPLY)
    total = todo.count()
    done = 0
    for matches in _chunks(batch):
        started = time.monotonic()
        _chunk_apply(batch, matches, decision, places, actor)
        done += len(matches)
        progress(done, total)
        pause_after(time.monotonic() - started)
    with act(actor, "collection.batch.applied", subject=batch.subject) as entry:
        Batch.objects.filter(pk=batch.pk).update(
            state=Batch.State.APPLIED, applied_at=clock.now(), counts=batch_counts(batch)
        )
        entry.note(groups=done)
    batch.refresh_from_db()
    return batch


def _begin(batch: Batch, actor: Actor) -> Decision:
    """The batch's one decision: made once, found again by a run that continues."""
    with act(actor, "collection.batch.apply", subject=batch.subject):
        Batch.objects.select_for_update().get(pk=batch.pk)
        Batch.objects.filter(pk=batch.pk).update(state=Batch.State.APPLYING)
        standing = Decision.objects.filter(subject=batch.subject, kind=Decision.Kind.APPLY, undone_by=None).first()
        return standing or Decision.objects.create(
            kind=Decision.Kind.APPLY,
            subject=batch.subject,
            actor_kind=actor.kind,
            actor_id=actor.id,
            actor_label=actor.label,
        )


def _chunks(batch: Batch) -> Iterator[list[Match]]:
    last = 0
    while matches := list(
        batch.matches.filter(applied=False, outcome__in=TO_APPLY, group__gt=last).order_by("group")[:CHUNK_GROUPS]
    ):
        yield matches
        last = matches[-1].group


def _chunk_apply(
    batch: Batch, matches: Sequence[Match], decision: Decision, places: Places, actor: Actor
) -> None:
    """Drafts are made outside the lock; inside are only the records, the people and the marks."""
    by_group = {match.group: match for match in matches}
    rows = batch.staged_rows.filter(group__in=by_group, state=StagedRow.State.READY).order_by("group", "number")
    observed_at = datetime.combine(batch.observed_on, clock_time(), tzinfo=UTC)
    drafts = [draft(batch, by_group[row.group], row, places, observed_at, decision) for row in rows]
    with transaction.atomic():
        records_apply(drafts=drafts, decision=decision, actor=actor)
        batch.matches.filter(group__in=by_group).update(applied=True)


def draft(
    batch: Batch, match: Match, row: StagedRow, places: Places, observed_at: datetime, decision: Decision
) -> Draft:
    """The statement that one row makes about the person of its match. Its id holds the decision too, since a batch
    that was undone may be applied again while its withdrawn records stay."""
    return Draft(
        public_id=uuid5(batch.public_id, f"{decision.pk}:row:{row.number}"),
        person=match.person_id or person_id_for(batch, match.group),
        source=batch.source.name,
        source_key=row.source_key,
        row=row.number,
        route=batch.source.route,
        observer=batch.actor_label,
        observed_at=observed_at,
        precision="day",
        data=places.placed(row.data),
        content_hash=row.content_hash,
    )


def person_id_for(batch: Batch, group: int) -> UUID:
    return uuid5(batch.public_id, f"person:{group}")


def _units_make(batch: Batch, actor: Actor) -> None:
    """Make the units that the ready rows name and the tree does not know, and remember that this batch made them."""
    paths: dict[UnitPath, None] = {}
    for data in batch.staged_rows.filter(state=StagedRow.State.READY).values_list("data", flat=True).iterator(2000):
        for study in data.get("studies", ()):
            if study.get("college"):
                paths[unit_path(study)] = None
    with act(actor, "collection.batch.units", subject=batch.subject) as entry:
        made = units_ensure(list(paths), actor=actor)
        BatchUnit.objects.bulk_create([BatchUnit(batch=batch, unit_id=pk) for pk in made])
        entry.note(units=len(made))


def unit_path(study: dict[str, object]) -> UnitPath:
    return UnitPath(
        college=str(study.get("college") or ""),
        department=str(study.get("department") or ""),
        major=str(study.get("major") or ""),
        class_name=str(study.get("class") or ""),
        year=study.get("graduation_year"),  # type: ignore[arg-type]
        enrolment_year=study.get("enrolment_year"),  # type: ignore[arg-type]
    )


