"""What a model needs to know of its reader: enough for its `scope()`, and no more (SPINE 3.7)."""

from __future__ import annotations

from typing import Protocol


class ScopePrincipal(Protocol):
    """Somebody who reads. accounts.Principal is one; models below accounts see only this."""

    def everywhere(self, permission: str) -> bool:
        """Whether the permission is held over the whole school."""
        ...

    def nodes(self, permission: str) -> frozenset[int]:
        """The units at which the permission is held, with everything below them."""
        ...
