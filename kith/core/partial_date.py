"""Dates as people know them: a year, a month of a year, or a day (EDTF level 0, ISO 8601-2).

Stored as text: "1943", "1943-05", "1943-05-02". Text order is time order within one precision,
and a year sorts before its own months, which is what lists want.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import total_ordering

EARLIEST, LATEST = 1000, 9999


@total_ordering
@dataclass(frozen=True, slots=True)
class PartialDate:
    """A date of which the day, or the month and the day, may be unknown. Raises ValueError for dates that cannot be."""

    year: int
    month: int | None = None
    day: int | None = None

    def __post_init__(self) -> None:
        if not EARLIEST <= self.year <= LATEST:
            raise ValueError(f"year {self.year} is outside {EARLIEST}-{LATEST}")
        if self.month is None and self.day is not None:
            raise ValueError("a day needs a month")
        date(self.year, self.month or 1, self.day or 1)

    @classmethod
    def from_iso(cls, text: str) -> PartialDate:
        """Read the stored form; zero parts mean unknown ("1943-00-00" is the year 1943)."""
        parts = [int(part) for part in text.strip().split("-")]
        if not 1 <= len(parts) <= 3:
            raise ValueError(f"{text!r} is not year, year-month or year-month-day")
        year, month, day = (parts + [0, 0])[:3]
        return cls(year, month or None, (day or None) if month else None)

    @property
    def precision(self) -> str:
        return "day" if self.day else "month" if self.month else "year"

    def first_day(self) -> date:
        return date(self.year, self.month or 1, self.day or 1)

    def agrees_with(self, other: PartialDate) -> bool:
        """True when both could name the same day."""
        return self.year == other.year and all(
            a is None or b is None or a == b for a, b in ((self.month, other.month), (self.day, other.day))
        )

    def __str__(self) -> str:
        return "-".join(
            [f"{self.year:04d}"]
            + ([f"{self.month:02d}"] if self.month else [])
            + ([f"{self.day:02d}"] if self.day else [])
        )

    def __lt__(self, other: PartialDate) -> bool:
        return str(self) < str(other)
