"""The arithmetic of the chain: what is hashed, and how."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any


def digest(
    *,
    previous: str,
    shard: int,
    seq: int,
    at: datetime,
    actor: tuple[str, str, str],
    action: str,
    subject: str,
    data: Mapping[str, Any],
) -> str:
    """SHA-256 over the entry before and everything this one says, in canonical JSON."""
    said = [previous, shard, seq, at.astimezone(UTC).isoformat(timespec="microseconds"), *actor, action, subject, data]
    text = json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
