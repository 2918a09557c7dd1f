"""Tasks by name, and what a running task may say of itself."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import timedelta
from typing import TypeVar

from kith.core import clock
from kith.core.actor import Actor
from kith.work.models import Job

LEASE = timedelta(seconds=60)
PROGRESS_EVERY = 1.0


class JobCancelled(Exception):
    """Somebody cancelled the job; what it had finished stays."""


F = TypeVar("F", bound=Callable[..., None])
TASKS: dict[str, Callable[..., None]] = {}


def task(name: str) -> Callable[[F], F]:
    """Register a function `(job, *, ...)` as the task of this name. Names are "<context>.<act>"."""

    def register(function: F) -> F:
        if name in TASKS:
            raise ValueError(f"two tasks are called {name}")
        TASKS[name] = function
        return function

    return register


class JobHandle:
    """A task's hold on its own job."""

    def __init__(self, job: Job) -> None:
        self.job = job
        self.actor: Actor = job.actor
        self._told = 0.0

    def progress(self, done: int, total: int, message: str = "") -> None:
        """Say how far it is (written once a second at most) and renew the lease. Raises JobCancelled."""
        if time.monotonic() - self._told < PROGRESS_EVERY and done != total:
            return
        self._told = time.monotonic()
        now = clock.now()
        running = Job.objects.filter(pk=self.job.pk, state=Job.State.RUNNING, worker=self.job.worker)
        # Work that moves on is not poison, however often its worker was killed: attempts count from the last progress.
        if not running.update(done=done, total=total, message=message, lease_until=now + LEASE, attempts=1):
            raise JobCancelled(self.job.name)
