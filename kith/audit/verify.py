"""Proof that nobody edited, removed, reordered or cut entries, and that no chain was made anew (QUALITY 21)."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings

from kith.audit.chain import digest
from kith.audit.models import Entry, ShardHead
from kith.core import clock

ANCHORS = "anchors.log"


def chain_verify() -> Iterator[str]:
    """The first thing wrong with each chain, in words; nothing when all is well. Streams: memory stays flat."""
    heads = {head.shard: head for head in ShardHead.objects.all()}
    found: dict[int, tuple[int, str]] = {}
    broken: set[int] = set()
    for entry in Entry.objects.order_by("shard", "seq").iterator(chunk_size=2000):
        if entry.shard in broken:
            continue
        seq, previous = found.get(entry.shard, (0, ""))
        if entry.seq != seq + 1:
            yield f"audit: entry {entry.shard}/{seq + 1} is missing (the next one is {entry.seq})"
            broken.add(entry.shard)
        elif entry.previous != previous or entry.digest != _digest(entry):
            yield f"audit: entry {entry.shard}/{entry.seq} was changed"
            broken.add(entry.shard)
        found[entry.shard] = entry.seq, entry.digest
    for shard in sorted(set(heads) | set(found)):
        head, end = heads.get(shard), found.get(shard, (0, ""))
        if shard not in broken and (head is None or (head.seq, head.digest) != end):
            said = head.seq if head else 0
            yield f"audit: chain {shard} ends at entry {end[0]}, its head says {said}"
    yield from _anchors_verify()


def _digest(entry: Entry) -> str:
    return digest(
        previous=entry.previous, shard=entry.shard, seq=entry.seq, at=entry.at,
        actor=(entry.actor_kind, entry.actor_id, entry.actor_label), action=entry.action, subject=entry.subject,
        data=entry.data,
    )  # fmt: skip


def anchor_write(directory: Path) -> None:
    """Sign all heads into a file outside the database: a chain rewritten as a whole no longer fits it."""
    heads = {str(h.shard): [h.seq, h.digest] for h in ShardHead.objects.order_by("shard") if h.seq}
    path = directory / ANCHORS
    last = _last_line(path)
    if last and json.loads(last)["heads"] == heads:
        path.touch()
        return
    said = json.dumps({"at": clock.now().isoformat(), "heads": heads}, sort_keys=True)
    with path.open("a", encoding="utf-8") as log:
        log.write(json.dumps({**json.loads(said), "signature": _signature(said)}) + "\n")


def anchor_age(directory: Path) -> float | None:
    """Seconds since the anchor was last written or confirmed; None when there has never been one."""
    path = directory / ANCHORS
    if not path.exists():
        return None
    return clock.now().timestamp() - path.stat().st_mtime


def _anchors_verify() -> Iterator[str]:
    path: Path = settings.KITH_HOME / ANCHORS
    if not path.exists():
        return
    wanted: dict[tuple[int, int], tuple[str, datetime]] = {}
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        anchor: dict[str, Any] = json.loads(line)
        signature = anchor.pop("signature", "")
        if not hmac.compare_digest(signature, _signature(json.dumps(anchor, sort_keys=True))):
            yield f"audit: line {number} of {ANCHORS} is not signed by this installation"
            continue
        for shard, (seq, found) in anchor["heads"].items():
            wanted[int(shard), seq] = found, datetime.fromisoformat(anchor["at"])
    for (shard, seq), (expected, at) in sorted(wanted.items()):
        entry = Entry.objects.filter(shard=shard, seq=seq).first()
        if entry is None or entry.digest != expected:
            yield f"audit: entry {shard}/{seq} is not the one anchored at {at:%Y-%m-%d %H:%M} UTC"
            return


def _signature(text: str) -> str:
    return hmac.new(settings.SECRET_KEY.encode(), text.encode(), hashlib.sha256).hexdigest()


def _last_line(path: Path) -> str:
    if not path.exists():
        return ""
    lines = path.read_text(encoding="utf-8").splitlines()
    return lines[-1] if lines else ""
