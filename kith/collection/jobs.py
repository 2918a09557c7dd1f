"""The long steps as jobs. Each goes on where a killed worker stopped."""

from __future__ import annotations

from kith.collection.models import Batch
from kith.collection.services import batch_apply, batch_match, batch_stage, batch_undo
from kith.work import JobHandle, task


@task("collection.batch_read")
def batch_read(job: JobHandle, *, batch_id: int) -> None:
    """Stage, then match: what the wizard shows between its columns and its verdicts."""
    batch = Batch.objects.get(pk=batch_id)
    batch_stage(batch=batch, actor=job.actor, progress=lambda done, total: job.progress(done, total))
    batch_match(batch=batch, actor=job.actor, progress=lambda done, total: job.progress(done, total))


@task("collection.batch_match")
def batch_compare(job: JobHandle, *, batch_id: int) -> None:
    batch_match(batch=Batch.objects.get(pk=batch_id), actor=job.actor, progress=job.progress)


@task("collection.batch_apply")
def batch_write(job: JobHandle, *, batch_id: int) -> None:
    batch_apply(batch=Batch.objects.get(pk=batch_id), actor=job.actor, progress=job.progress)


@task("collection.batch_undo")
def batch_take_back(job: JobHandle, *, batch_id: int, keep_named: bool = True) -> None:
    batch_undo(batch=Batch.objects.get(pk=batch_id), actor=job.actor, keep_named=keep_named, progress=job.progress)
