"""Several rows of one person become one group: a union-find over what identifies a person within one file.

A row with a number by the source belongs with that number's other rows and no others; a row without one may meet
others by student number, or by name together with birth date, phone or mail.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from kith.core.names import key as name_key
from kith.people.keys import Features


class Grouper:
    """Gives each row the number of its group; groups that turn out to be one are told by `merged`."""

    def __init__(self) -> None:
        self._by_key: dict[int, int] = {}
        self._parent: dict[int, int] = {}
        self._next = 1

    def group_of(self, features: Features) -> int:
        """The group of a row with these features; a new one when nothing seen before is the same person."""
        keys = [hash(key) for key in row_keys(features)]
        groups = sorted({self._find(self._by_key[key]) for key in keys if key in self._by_key})
        if groups:
            group, *others = groups
            for other in others:
                self._parent[other] = group
        else:
            group, self._next = self._next, self._next + 1
        for key in keys:
            self._by_key[key] = group
        return group

    def merged(self) -> Iterator[tuple[int, int]]:
        """(group, the group it really is) for every one that later rows showed to be another."""
        yield from ((group, self._find(group)) for group in sorted(self._parent))

    def _find(self, group: int) -> int:
        while group in self._parent:
            group = self._parent[group]
        return group


def row_keys(features: Features) -> Iterable[tuple[str, ...]]:
    """What makes two rows of one file the same person."""
    if features.identifiers:
        return [("id", *identifier) for identifier in sorted(features.identifiers)]
    found = [("sn", number) for number in sorted(features.student_nos)]
    for name in sorted({name_key(name) for name in features.names} - {""}):
        if len(features.birth) == 10:
            found.append(("nb", name, features.birth))
        found += [("nc", name, contact) for contact in sorted(features.phones | features.emails)]
    return found
