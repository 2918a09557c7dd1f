"""Stable keys for list items, so that two statements about one study, job or number meet (SPINE 2.4).

`k` is made once, when a statement is applied, by pure functions of what it says; a later edit names the item by the
key it saw. `same_item` then joins items that different sources keyed differently, and only where that is safe.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from kith.core.names import key as name_key
from kith.core.text import squash

Item = Mapping[str, Any]

LISTS = (
    "ids",
    "names",
    "studies",
    "posts",
    "trainings",
    "honours",
    "jobs",
    "contacts",
    "relations",
    "chapters",
)


def study_place(item: Item) -> str:
    """What the study's unit is called for keys: the lineage root found at apply, else the words of the source."""
    if root := item.get("unit_root"):
        return str(root)
    return squash("/".join(str(item.get(part) or "") for part in ("college", "department", "major")))


def _study_key(item: Item) -> str:
    if number := item.get("student_no"):
        return f"n:{number}"
    level = item.get("level") or squash(str(item.get("degree") or ""))
    year = item.get("enrolment_year") or item.get("graduation_year") or ""
    return f"u:{study_place(item)}:{level}:{year}"


def _contact_key(item: Item) -> str:
    return f"{item['kind']}:{item['value']}"


def _job_key(item: Item) -> str:
    return f"{squash(str(item.get('employer') or item.get('title') or ''))}:{item.get('from') or ''}"


def _name_key(item: Item) -> str:
    return f"{item.get('kind', 'former')}:{name_key(str(item['text']))}"


def _id_key(item: Item) -> str:
    return f"{item['issuer']}:{item['number']}"


def _dated_key(item: Item) -> str:
    return f"{item.get('kind', '')}:{squash(str(item.get('title') or item.get('name') or ''))}:{item.get('from') or ''}"


def _relation_key(item: Item) -> str:
    return f"{item['kind']}:{item.get('person') or name_key(str(item['name']))}"


ITEM_KEYS: Mapping[str, Callable[[Item], str]] = {
    "ids": _id_key,
    "names": _name_key,
    "studies": _study_key,
    "posts": _dated_key,
    "trainings": _dated_key,
    "honours": _dated_key,
    "jobs": _job_key,
    "contacts": _contact_key,
    "relations": _relation_key,
    "chapters": lambda item: squash(str(item["name"])),
}


MAX_KEY = 160


def item_key(kind: str, item: Item) -> str:
    """The key of one item; long ones end in a digest, so that the column can hold any source's words."""
    text = ITEM_KEYS[kind](item)
    if len(text) <= MAX_KEY:
        return text
    return text[: MAX_KEY - 17] + "~" + hashlib.sha256(text.encode()).hexdigest()[:16]


def keyed(data: Mapping[str, Any]) -> dict[str, Any]:
    """A copy of `data` in which every list item has its `k` first. Items of one list with equal keys are merged."""
    out: dict[str, Any] = {}
    for name, value in data.items():
        if name not in ITEM_KEYS:
            out[name] = value
            continue
        items: dict[str, dict[str, Any]] = {}
        for item in value:
            k = item.get("k") or item_key(name, item)
            items.setdefault(k, {"k": k}).update({f: v for f, v in item.items() if f != "k" and v not in ("", None)})
        out[name] = list(items.values())
    return out


def same_item(kind: str, left: Item, right: Item) -> bool:
    """True when two items with different keys surely mean the same thing. Only studies can; all else is by key."""
    if kind != "studies":
        return False
    numbers = (left.get("student_no"), right.get("student_no"))
    if all(numbers):
        return numbers[0] == numbers[1]
    if study_place(left) != study_place(right) or not study_place(left):
        return False
    return _compatible_levels(left, right) and _years_touch(left, right)


def _compatible_levels(left: Item, right: Item) -> bool:
    levels = (left.get("level"), right.get("level"))
    if all(levels):
        return levels[0] == levels[1]
    degrees = [squash(str(item.get("degree") or "")) for item in (left, right)]
    return not all(degrees) or degrees[0] == degrees[1]


def _years_touch(left: Item, right: Item) -> bool:
    """The same year of entry or of leaving, or one gives only an entry that the other's span holds."""
    for name in ("enrolment_year", "graduation_year"):
        if left.get(name) and right.get(name):
            return bool(left[name] == right[name])
    return False


def join(kind: str, keys: Iterable[str], view: Mapping[str, Item]) -> dict[str, str]:
    """Each key's canonical key (the smallest of its group), by sorted union-find over `same_item`."""
    ordered = sorted(keys)
    parent = {k: k for k in ordered}

    def find(k: str) -> str:
        while parent[k] != k:
            k = parent[k]
        return k

    if kind == "studies":
        for index, left in enumerate(ordered):
            for right in ordered[index + 1 :]:
                a, b = find(left), find(right)
                if a != b and same_item(kind, view[left], view[right]):
                    parent[max(a, b)] = min(a, b)
    return {k: find(k) for k in ordered}
