"""Finds every context's `jobs.py` at start, so that a worker knows all tasks by name."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class WorkConfig(AppConfig):
    name = "kith.work"

    def ready(self) -> None:
        autodiscover_modules("jobs")
