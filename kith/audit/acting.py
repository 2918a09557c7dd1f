"""`act()`: the transaction of a change together with its entries in the chain.

Alternatives measured (SPINE 1): locking the head at the first write serialises all writers (0.12 x); a sealer job
leaves seconds in which a row can be cut unseen. Chosen: entries are collected and written last, under one of 16 heads.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from django.db import connection, transaction

from kith.audit.chain import digest
from kith.audit.models import Entry, ShardHead
from kith.core import clock
from kith.core.actor import Actor

SHARDS = {"postgresql": 16, "sqlite": 1}


@dataclass(slots=True)
class Act:
    """One entry in the making. `note` adds ids, counts and field names; never values of a person."""

    actor: Actor
    action: str
    subject: str
    data: dict[str, Any] = field(default_factory=dict)

    def note(self, **data: Any) -> None:
        self.data.update(data)


class _Open(threading.local):
    """The acts of this thread's open transaction."""

    acts: list[Act] | None = None


_open = _Open()


@contextmanager
def act(actor: Actor, action: str, *, subject: str = "") -> Iterator[Act]:
    """Run a change in a transaction and chain its entry at the very end; acts inside join the outermost one.

    When the entry cannot be written the change is rolled back: no act goes unrecorded.
    """
    entry = Act(actor, action, subject)
    if _open.acts is not None:
        place = len(_open.acts)
        _open.acts.append(entry)
        try:
            with transaction.atomic():
                yield entry
        except BaseException:
            del _open.acts[place:]
            raise
        return
    _open.acts = [entry]
    try:
        with transaction.atomic():
            yield entry
            _flush(_open.acts)
    finally:
        _open.acts = None


def _flush(acts: list[Act]) -> None:
    """Chain the entries under one head, which is locked only from here to the commit."""
    shard = _shard()
    head, _ = ShardHead.objects.select_for_update().get_or_create(shard=shard)
    at = clock.now()
    entries = []
    for entry in acts:
        actor = (entry.actor.kind, entry.actor.id, entry.actor.label)
        seq = head.seq + 1
        found = digest(
            previous=head.digest, shard=shard, seq=seq, at=at, actor=actor, action=entry.action,
            subject=entry.subject, data=entry.data,
        )  # fmt: skip
        entries.append(
            Entry(
                shard=shard, seq=seq, at=at, actor_kind=actor[0], actor_id=actor[1], actor_label=actor[2],
                action=entry.action, subject=entry.subject, data=entry.data, previous=head.digest, digest=found,
            )
        )  # fmt: skip
        head.seq, head.digest = seq, found
    Entry.objects.bulk_create(entries)
    head.save(update_fields=["seq", "digest"])


def _shard() -> int:
    """One head for SQLite, which has one writer; on PostgreSQL each thread keeps to one of sixteen."""
    return threading.get_ident() // 64 % SHARDS.get(connection.vendor, 1)
