"""Asking for work, and taking the request back."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from kith.audit import act
from kith.core import clock
from kith.core.actor import Actor
from kith.work.models import Job
from kith.work.registry import TASKS


def enqueue(
    name: str,
    args: Mapping[str, Any],
    *,
    actor: Actor,
    subject: str = "",
    run_after: datetime | None = None,
    idempotency_key: str | None = None,
) -> Job:
    """Put a job into the queue, in the caller's transaction. With a key that was used before, that job is returned."""
    if name not in TASKS:
        raise LookupError(f"no task is called {name}")
    with act(actor, "work.job.enqueue", subject=subject) as entry:
        if idempotency_key and (standing := Job.objects.filter(idempotency_key=idempotency_key).first()):
            return standing
        job = Job.objects.create(
            name=name,
            args=dict(args),
            subject=subject,
            run_after=run_after or clock.now(),
            idempotency_key=idempotency_key,
            actor_kind=actor.kind,
            actor_id=actor.id,
            actor_label=actor.label,
        )
        entry.note(job=str(job.public_id), name=name)
    return job


def job_cancel(*, job: Job, actor: Actor) -> None:
    """Stop a job: at once when it waits, at its next step when it runs. What it finished stays."""
    with act(actor, "work.job.cancel", subject=job.subject) as entry:
        entry.note(job=str(job.public_id))
        Job.objects.filter(pk=job.pk, state__in=[Job.State.QUEUED, Job.State.RUNNING]).update(
            state=Job.State.CANCELLED, finished_at=clock.now(), lease_until=None
        )
