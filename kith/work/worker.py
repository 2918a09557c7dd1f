"""The worker: takes the next job, runs it, tells how it ended. Any number may run; a dead one's job is taken over."""

from __future__ import annotations

import logging
import os
import socket
import threading
import time
import traceback
from collections.abc import Iterable, Mapping
from datetime import timedelta

from django.db import connection, connections, transaction
from django.db.models import Q

from kith.core import clock
from kith.core.actor import Actor
from kith.core.errors import DomainError
from kith.work.models import Job, Schedule
from kith.work.registry import LEASE, TASKS, JobCancelled, JobHandle
from kith.work.services import enqueue

log = logging.getLogger(__name__)
MAX_ATTEMPTS = 5
BACKOFF = timedelta(seconds=10)


def pause_after(locked_seconds: float) -> None:
    """Leave room for other writers: SQLite's lock is not fair, so a job that holds it again and again must wait a
    moment between (SPINE 3.4). PostgreSQL needs none."""
    if connection.vendor == "sqlite":
        time.sleep(max(0.005, 0.2 * locked_seconds))


def run_worker(stop: threading.Event, *, poll: float = 1.0, schedule: Mapping[str, timedelta] | None = None) -> None:
    """Run jobs until `stop` is set, looking for new ones every `poll` seconds."""
    while not stop.is_set():
        try:
            schedule_due(schedule or {})
            ran = run_next()
        except Exception:
            log.exception("the worker could not take a job; trying again")
            connections.close_all()
            ran = False
        if not ran:
            stop.wait(poll)


def run_pending(limit: int = 1000) -> int:
    """Run everything that waits now, one after the other; the number of jobs run."""
    ran = 0
    while ran < limit and run_next():
        ran += 1
    return ran


def run_next() -> bool:
    """Take and run one job; False when nothing waits."""
    job = _claim()
    if job is None:
        return False
    handle = JobHandle(job)
    try:
        TASKS[job.name](handle, **job.args)
    except JobCancelled:
        return True
    except DomainError as refusal:
        _finish(job, Job.State.FAILED, error=str(refusal))
    except Exception:
        log.exception("job %s failed", job.name)
        _retry_or_fail(job, traceback.format_exc(limit=20))
    else:
        _finish(job, Job.State.DONE)
    return True


def _claim() -> Job | None:
    """The oldest job that waits, or whose worker is dead: its lease ran out, or its process on this machine is gone."""
    now = clock.now()
    due = Q(state=Job.State.QUEUED, run_after__lte=now) | Q(state=Job.State.RUNNING)
    with transaction.atomic():
        waiting = Job.objects.filter(due, name__in=TASKS).order_by("run_after", "id")
        if connection.features.has_select_for_update_skip_locked:
            waiting = waiting.select_for_update(skip_locked=True)
        job = next((job for job in waiting[:50] if job.state == Job.State.QUEUED or _abandoned(job)), None)
        if job is None:
            return None
        if job.attempts >= MAX_ATTEMPTS:
            job.state, job.error, job.finished_at = Job.State.FAILED, "its worker died again and again before it got anywhere", now
            job.save(update_fields=["state", "error", "finished_at"])
            return None
        job.state, job.worker, job.lease_until = Job.State.RUNNING, _worker_name(), now + LEASE
        job.attempts, job.started_at = job.attempts + 1, job.started_at or now
        job.save(update_fields=["state", "worker", "lease_until", "attempts", "started_at"])
    return job


def _worker_name() -> str:
    return f"{socket.gethostname()}:{os.getpid()}"


def _abandoned(job: Job) -> bool:
    if job.lease_until and job.lease_until < clock.now():
        return True
    host, _, pid = job.worker.rpartition(":")
    if host != socket.gethostname() or int(pid) == os.getpid():
        return False
    try:
        os.kill(int(pid), 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        return False
    return False


def _finish(job: Job, state: Job.State, *, error: str = "") -> None:
    Job.objects.filter(pk=job.pk, worker=job.worker, state=Job.State.RUNNING).update(
        state=state, error=error, finished_at=clock.now(), lease_until=None
    )


def _retry_or_fail(job: Job, error: str) -> None:
    if job.attempts >= MAX_ATTEMPTS:
        _finish(job, Job.State.FAILED, error=error)
        return
    Job.objects.filter(pk=job.pk, worker=job.worker).update(
        state=Job.State.QUEUED, error=error, run_after=clock.now() + BACKOFF * job.attempts, lease_until=None
    )


def schedule_due(schedule: Mapping[str, timedelta]) -> None:
    """Queue each periodic job whose interval has passed since it was last queued."""
    now = clock.now()
    last = dict(Schedule.objects.values_list("name", "queued_at"))
    for name in _due(schedule, last):
        with transaction.atomic():
            Schedule.objects.update_or_create(name=name, defaults={"queued_at": now})
            if not Job.objects.filter(name=name, state__in=[Job.State.QUEUED, Job.State.RUNNING]).exists():
                enqueue(name, {}, actor=Actor.system("schedule"))


def _due(schedule: Mapping[str, timedelta], last: Mapping[str, object]) -> Iterable[str]:
    now = clock.now()
    return [name for name, every in schedule.items() if name not in last or last[name] + every <= now]  # type: ignore[operator]
