"""How far a value can be believed today: a function of its route and age, computed when it is read (SPINE 2.5)."""

from __future__ import annotations

from datetime import date
from enum import StrEnum


from django.utils.translation import gettext_lazy as _

from kith.people.fold import Value
from kith.people.policy import POLICY, Policy

HIGH_BAND, FRESH_DAYS, STALE_DAYS = 2, 365, 5 * 365
OFFICIAL_TRUST = 70


class Confidence(StrEnum):
    """Said in words on every page: ●●● high, ●●○ medium, ●○○ low."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


CONFIDENCE_LABELS = {
    Confidence.HIGH: _("High"),
    Confidence.MEDIUM: _("Medium"),
    Confidence.LOW: _("Low"),
}


def confidence(value: Value, *, stable: bool, today: date, policy: Policy = POLICY) -> Confidence:
    """High: stated by the person or staff within a year, or by the registrar for what never changes, or two sources
    agree on it. Medium: an official record, or one grown older. Low: hearsay, or five years old and able to change."""
    age = (today - date.fromisoformat(value.as_of)).days
    if stable:
        trust = policy.trust(value.record.route, volatile=False)
        if trust >= max(policy.stable_trust.values()) or value.sources > 1 or value.record.verified:
            return Confidence.HIGH
        return Confidence.MEDIUM if trust >= OFFICIAL_TRUST or value.record.route == "self" else Confidence.LOW
    band = policy.trust(value.record.route, volatile=True)
    if band >= HIGH_BAND and age <= FRESH_DAYS:
        return Confidence.HIGH
    if age > STALE_DAYS:
        return Confidence.LOW
    return Confidence.MEDIUM if band >= HIGH_BAND or value.sources > 1 else Confidence.LOW


def is_stable(path: str, policy: Policy = POLICY) -> bool:
    """Whether a field ("city") or list ("contacts") keeps its value through life."""
    return path not in policy.volatile_fields and path not in policy.volatile_items


