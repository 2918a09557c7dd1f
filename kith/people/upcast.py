"""Reads a record's data of any version as the newest. Rows are never rewritten (SPINE 2.9)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

DATA_VERSION = 1
UPCASTERS: Mapping[int, Callable[[dict[str, Any]], dict[str, Any]]] = {}


def upcast(data: dict[str, Any], version: int) -> dict[str, Any]:
    """`data` as version DATA_VERSION. Raises ValueError for data written by newer code than this."""
    if version > DATA_VERSION:
        raise ValueError(f"record data of version {version} was written by a newer release (this one knows {DATA_VERSION})")
    while version < DATA_VERSION:
        data, version = UPCASTERS[version](data), version + 1
    return data
