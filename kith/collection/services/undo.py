"""An import taken back whole: its records withdrawn, its people folded again, its units removed when unused."""

from __future__ import annotations

import time
from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from kith.audit import act
from kith.collection.models import Batch, BatchUnit
from kith.collection.selectors import batch_counts
from kith.collection.services.stage import Progress, nobody_watches
from kith.core import clock
from kith.core.actor import Actor
from kith.core.errors import DomainError
from kith.organisation.services import units_remove_unused
from kith.people.models import Affiliation, Decision, Record, Sighting, Study
from kith.people.services import records_withdraw
from kith.work import pause_after

CHUNK_PEOPLE = 100


def batch_undo(*, batch: Batch, actor: Actor, keep_named: bool = True, progress: Progress = nobody_watches) -> Batch:
    """Withdraw everything that the batch said. People to whom others have added since keep the record that names them
    and are listed (`selectors.kept_since`); call again with `keep_named=False` to withdraw those too."""
    if batch.state not in (Batch.State.APPLIED, Batch.State.APPLYING, Batch.State.UNDOING, Batch.State.UNDONE):
        raise DomainError("batch-not-applied", _("This import was not applied: there is nothing to undo."))
    decision = _begin(batch, actor)
    live = Record.objects.filter(decision__subject=batch.subject, withdrawn_at=None)
    total = live.count()
    done = 0
    for people in _people(batch):
        started = time.monotonic()
        result = records_withdraw(
            records=live.filter(person__in=people), decision=decision, actor=actor, keep_named=keep_named
        )
        done += result.records
        progress(done, total)
        pause_after(time.monotonic() - started)
    _finish(batch, actor)
    batch.refresh_from_db()
    return batch


def _begin(batch: Batch, actor: Actor) -> Decision:
    with act(actor, "collection.batch.undo", subject=batch.subject):
        Batch.objects.select_for_update().get(pk=batch.pk)
        Batch.objects.filter(pk=batch.pk).update(state=Batch.State.UNDOING)
        applied = Decision.objects.filter(subject=batch.subject, kind=Decision.Kind.APPLY).order_by("id").last()
        standing = Decision.objects.filter(undoes=applied, kind=Decision.Kind.WITHDRAW).first()
        return standing or Decision.objects.create(
            kind=Decision.Kind.WITHDRAW,
            subject=batch.subject,
            actor_kind=actor.kind,
            actor_id=actor.id,
            actor_label=actor.label,
            undoes=applied,
        )


def _people(batch: Batch) -> Iterator[list[int]]:
    """Everybody whom the batch spoke of, some at a time, by keyset."""
    last = 0
    said = Record.objects.filter(decision__subject=batch.subject, withdrawn_at=None)
    while people := list(
        said.filter(person__gt=last).order_by("person").values_list("person", flat=True).distinct()[:CHUNK_PEOPLE]
    ):
        yield people
        last = people[-1]


def _finish(batch: Batch, actor: Actor) -> None:
    with act(actor, "collection.batch.undone", subject=batch.subject) as entry:
        Sighting.objects.filter(decision__subject=batch.subject).delete()
        batch.matches.update(applied=False)
        made = list(batch.units_made.values_list("unit", flat=True))
        used = set(Study.objects.filter(unit__in=made).values_list("unit", flat=True))
        used |= set(Affiliation.objects.filter(unit__in=made).values_list("unit", flat=True))
        removed = units_remove_unused([unit for unit in made if unit not in used], actor=actor)
        BatchUnit.objects.filter(batch=batch, unit__in=removed).delete()
        Batch.objects.filter(pk=batch.pk).update(
            state=Batch.State.UNDONE, undone_at=clock.now(), counts=batch_counts(batch)
        )
        entry.note(units_removed=len(removed))
