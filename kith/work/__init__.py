"""Work that takes longer than a page: rows are the queue (docs/adr/0002).

Owns Job and Schedule rows, the registry of tasks and the worker. A task is registered by name in a context's `jobs.py`
and started by that name, so services can ask for work without importing it.
"""

from .registry import JobCancelled, JobHandle, task
from .services import enqueue, job_cancel
from .worker import pause_after, run_pending, run_worker

__all__ = ["JobCancelled", "JobHandle", "enqueue", "job_cancel", "pause_after", "run_pending", "run_worker", "task"]
