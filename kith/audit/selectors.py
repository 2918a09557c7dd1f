"""Reads of the history."""

from __future__ import annotations

from django.db.models import QuerySet

from kith.audit.models import Entry


def entries(*, subject: str = "", actor_id: str = "", action: str = "") -> QuerySet[Entry]:
    """Entries newest first, narrowed by whom or what they are about."""
    found = Entry.objects.order_by("-id")
    if subject:
        found = found.filter(subject=subject)
    if actor_id:
        found = found.filter(actor_id=actor_id)
    if action:
        found = found.filter(action__startswith=action)
    return found
