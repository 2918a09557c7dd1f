"""Which statement wins: one typed table, and nothing about arrival (SPINE 2.3).

*Stable* fields (names, birth, studies) do not change in life, so the most trusted route wins, then the newest.
*Volatile* fields (phone, city, employer) change, so among routes of one trust band the newest wins.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Route(StrEnum):
    """How a statement reached us."""

    REGISTRAR = "registrar"
    STAFF = "staff"
    COLLEGE = "college"
    COUNSELLOR = "counsellor"
    SELF = "self"
    MAIL = "mail"
    API = "api"
    LIAISON = "liaison"
    VOUCH = "vouch"
    CHAPTER = "chapter"


STABLE_TRUST: Mapping[str, int] = {
    Route.REGISTRAR: 90,
    Route.STAFF: 80,
    Route.COLLEGE: 70,
    Route.COUNSELLOR: 70,
    Route.SELF: 60,
    Route.API: 50,
    Route.MAIL: 50,
    Route.LIAISON: 40,
    Route.VOUCH: 30,
    Route.CHAPTER: 20,
}
VOLATILE_BAND: Mapping[str, int] = {
    Route.SELF: 2,
    Route.STAFF: 2,
    Route.REGISTRAR: 2,
    Route.MAIL: 2,
    Route.API: 2,
    Route.COLLEGE: 1,
    Route.COUNSELLOR: 1,
    Route.LIAISON: 1,
    Route.VOUCH: 1,
    Route.CHAPTER: 1,
}
VOLATILE_FIELDS = frozenset({"status", "city", "country", "address", "note"})
VOLATILE_ITEMS = frozenset({"jobs", "contacts", "chapters"})
# Routes whose later statement brings back what a denial removed; others become a conflict for a person to settle.
REVIVING_ROUTES = frozenset({Route.SELF})


@dataclass(frozen=True, slots=True)
class Policy:
    """How statements are ranked. `hash` is stored with each person, so that a change is seen and refolded."""

    stable_trust: Mapping[str, int] = field(default_factory=lambda: STABLE_TRUST)
    volatile_band: Mapping[str, int] = field(default_factory=lambda: VOLATILE_BAND)
    volatile_fields: frozenset[str] = VOLATILE_FIELDS
    volatile_items: frozenset[str] = VOLATILE_ITEMS

    def trust(self, route: str, *, volatile: bool) -> int:
        return (self.volatile_band if volatile else self.stable_trust).get(route, 0)

    @property
    def hash(self) -> str:
        text = json.dumps(
            [
                sorted(self.stable_trust.items()),
                sorted(self.volatile_band.items()),
                sorted(self.volatile_fields),
                sorted(self.volatile_items),
            ]
        )
        return hashlib.sha256(text.encode()).hexdigest()[:12]


POLICY = Policy()
