"""Reads of jobs."""

from __future__ import annotations

from django.db.models import QuerySet

from kith.work.models import Job


def jobs_about(subject: str) -> QuerySet[Job]:
    """Jobs that work on one object, newest first."""
    return Job.objects.filter(subject=subject)


def latest_job(subject: str) -> Job | None:
    return jobs_about(subject).first()
