"""Records to profile: the pure heart of Kith (SPINE 2).

`fold(assertions, policy)` reads no clock, no unit tree and no table, and the order of the assertions never matters.
Alternatives considered: "last write wins" (an old list silently undoes a correction), "self-confirmed first" (a value
from 2009 beats the office's correction for ever), merging at write time (cannot be undone). Chosen: rank every
statement by a policy that knows stable from volatile fields, let an edit name the records it replaced, and let dated
denials remove what they deny.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from kith.people.items import LISTS, join
from kith.people.policy import POLICY, REVIVING_ROUTES, Policy

FOLD_VERSION = 1
SCALARS = (
    "name",
    "latin_name",
    "sex",
    "birth_date",
    "death_date",
    "status",
    "city",
    "country",
    "address",
    "note",
)
Rank = tuple[bool, int, str, str]


@dataclass(frozen=True, slots=True)
class Assertion:
    """One live record as the fold sees it.

    `id` is the record's public id (named by `replaces`, never ranked). `observed_at` is ISO text in UTC, as precise as
    the source was ("2026-11-23" or "2026-11-23T08:15:00.123456"). `replaces` maps a path to the record ids that an edit
    saw there; paths are "city" or "studies/<k>/degree". `denies` are {"path", "value"?, "reason"?}.
    """

    id: str
    route: str
    observed_at: str
    content_hash: str
    data: Mapping[str, Any]
    replaces: Mapping[str, Sequence[str]] = field(default_factory=dict)
    denies: Sequence[Mapping[str, Any]] = ()
    source: str = ""
    verified: bool = False


@dataclass(frozen=True, slots=True)
class Candidate:
    """One value that somebody stated for a field, with who and when."""

    value: Any
    rank: Rank
    record: Assertion


@dataclass(frozen=True, slots=True)
class Rejected:
    """A value that is not shown, and why: "outranked", "replaced" or "denied"."""

    value: Any
    record: Assertion
    reason: str


@dataclass(frozen=True, slots=True)
class Value:
    """The value that stands, the record behind it, the other records that agree, and what was not chosen."""

    value: Any
    record: Assertion
    agreeing: tuple[Assertion, ...] = ()
    rejected: tuple[Rejected, ...] = ()

    @property
    def sources(self) -> int:
        """How many independent sources say so."""
        return len({self.record.source, *(record.source for record in self.agreeing)})

    @property
    def stated_by(self) -> tuple[str, ...]:
        """The ids of all records that say anything for this field: what somebody saw who edits it."""
        stating = (self.record, *self.agreeing, *(rejected.record for rejected in self.rejected))
        return tuple(sorted({record.id for record in stating}))

    @property
    def as_of(self) -> str:
        return self.record.observed_at[:10]


@dataclass(frozen=True, slots=True)
class ItemFacts:
    """One list item: its canonical key, every key it was stated under, and a Value for each field."""

    k: str
    keys: tuple[str, ...]
    fields: Mapping[str, Value]

    def get(self, name: str) -> Any:
        value = self.fields.get(name)
        return value.value if value else None

    @property
    def backing(self) -> Assertion:
        """The record that best stands behind the item as a whole."""
        return max((value.record for value in self.fields.values()), key=lambda r: (r.observed_at, r.content_hash))


@dataclass(frozen=True, slots=True)
class Conflict:
    """Something only a person can settle: a denied value stated again by a route that may not revive it, a death."""

    path: str
    value: Any
    record: Assertion
    reason: str


@dataclass(frozen=True, slots=True)
class PersonFacts:
    """What stands about one person. `death` is "", "alleged" or "confirmed" (SPINE 2.8)."""

    scalars: Mapping[str, Value]
    items: Mapping[str, tuple[ItemFacts, ...]]
    death: str
    conflicts: tuple[Conflict, ...]

    def get(self, name: str) -> Any:
        value = self.scalars.get(name)
        return value.value if value else None


class _Denials:
    """The denials of all records, asked once per candidate."""

    def __init__(self, records: Sequence[Assertion]) -> None:
        self._by_path: dict[str, list[tuple[Assertion, Mapping[str, Any]]]] = defaultdict(list)
        for record in records:
            for denial in record.denies:
                self._by_path[str(denial["path"])].append((record, denial))

    def verdict(self, path: str, value: Any, record: Assertion) -> str:
        """ "" when nothing denies it, "denied", or "conflict" when a later statement repeats what was denied."""
        verdict = ""
        for denier, denial in self._by_path.get(path, ()):
            if "value" in denial and denial["value"] != value:
                continue
            if record.observed_at <= denier.observed_at:
                return "denied"
            if not (record.verified or record.route in REVIVING_ROUTES):
                verdict = "conflict"
        return verdict

    def __bool__(self) -> bool:
        return bool(self._by_path)


def fold(assertions: Iterable[Assertion], policy: Policy = POLICY) -> PersonFacts:
    """The profile that these live records give, the same for every order of them."""
    records = sorted(assertions, key=lambda r: (r.observed_at, r.content_hash, r.id))
    folding = _Folding(records, policy)
    scalars = {name: value for name in SCALARS if (value := folding.scalar(name))}
    items = {kind: found for kind in LISTS if (found := folding.list_items(kind))}
    return PersonFacts(scalars, items, folding.death(scalars), tuple(folding.conflicts))


class _Folding:
    def __init__(self, records: Sequence[Assertion], policy: Policy) -> None:
        self.records = records
        self.policy = policy
        self.denials = _Denials(records)
        self.conflicts: list[Conflict] = []
        self.replaced: set[tuple[str, str]] = {
            (path, old) for record in records for path, olds in record.replaces.items() for old in olds
        }

    def scalar(self, name: str) -> Value | None:
        volatile = name in self.policy.volatile_fields
        stated = [(record.data[name], record) for record in self.records if name in record.data]
        return self._choose(name, stated, volatile=volatile) if stated else None

    def list_items(self, kind: str) -> tuple[ItemFacts, ...]:
        stated: dict[str, list[tuple[Mapping[str, Any], Assertion]]] = defaultdict(list)
        for record in self.records:
            for item in record.data.get(kind, ()):
                if not self._out(f"{kind}/{item['k']}", None, record):
                    stated[item["k"]].append((item, record))
        if not stated:
            return ()
        view = stated if len(stated) == 1 else self._views(stated)
        canonical = join(kind, stated, view) if len(stated) > 1 else {k: k for k in stated}
        groups: dict[str, list[str]] = defaultdict(list)
        for k, root in canonical.items():
            groups[root].append(k)
        facts = (self._item(kind, root, keys, stated) for root, keys in sorted(groups.items()))
        return tuple(item for item in facts if item)

    @staticmethod
    def _views(stated: Mapping[str, list[tuple[Mapping[str, Any], Assertion]]]) -> dict[str, dict[str, Any]]:
        """Each key's fields as a whole (records are in time order, so later ones fill over earlier ones)."""
        return {k: {name: value for item, _ in found for name, value in item.items()} for k, found in stated.items()}

    def _item(
        self, kind: str, root: str, keys: list[str], stated: Mapping[str, list[tuple[Mapping[str, Any], Assertion]]]
    ) -> ItemFacts | None:
        by_field: dict[str, list[tuple[str, Any, Assertion]]] = defaultdict(list)
        for k in keys:
            for item, record in stated[k]:
                for name, value in item.items():
                    if name != "k":
                        by_field[name].append((f"{kind}/{k}/{name}", value, record))
        volatile = kind in self.policy.volatile_items
        fields: dict[str, Value] = {}
        for name in sorted(by_field):
            chosen = self._choose_paths(by_field[name], volatile=volatile)
            if chosen:
                fields[name] = chosen
        return ItemFacts(root, tuple(sorted(keys)), fields) if fields else None

    def _choose(self, path: str, stated: Sequence[tuple[Any, Assertion]], *, volatile: bool) -> Value | None:
        return self._choose_paths([(path, value, record) for value, record in stated], volatile=volatile)

    def _choose_paths(self, stated: Sequence[tuple[str, Any, Assertion]], *, volatile: bool) -> Value | None:
        if len(stated) == 1 and not self.replaced and not self.denials:
            _, value, record = stated[0]
            return Value(value, record)
        live: list[Candidate] = []
        rejected: list[Rejected] = []
        for path, value, record in stated:
            if reason := self._out(path, value, record):
                rejected.append(Rejected(value, record, reason))
                continue
            trust = self.policy.trust(record.route, volatile=volatile)
            live.append(Candidate(value, (record.verified, trust, record.observed_at, record.content_hash), record))
        if not live:
            return None
        best = max(live, key=lambda candidate: candidate.rank)
        rejected += [Rejected(c.value, c.record, "outranked") for c in live if c.value != best.value]
        agreeing = tuple(c.record for c in live if c.value == best.value and c is not best)
        return Value(best.value, best.record, agreeing, tuple(rejected))

    def _out(self, path: str, value: Any, record: Assertion) -> str:
        """Why this statement does not stand ("replaced", "denied"), or "" when it may."""
        if (path, record.id) in self.replaced:
            return "replaced"
        if not self.denials:
            return ""
        verdict = self.denials.verdict(path, value, record)
        if verdict == "conflict":
            self.conflicts.append(Conflict(path, value, record, "stated again after it was denied"))
            return "denied"
        return verdict

    def death(self, scalars: Mapping[str, Value]) -> str:
        """Any statement of a death gives "alleged", the safe side; only a record that confirms one gives "confirmed"."""
        stated = [record for record in self.records if record.data.get("deceased") or "death_date" in record.data]
        stated = [record for record in stated if not self._out("deceased", True, record)]
        if not stated:
            return ""
        known = {record.id for record in stated}
        if any(record.data.get("confirms") in known for record in self.records):
            return "confirmed"
        return "alleged"
