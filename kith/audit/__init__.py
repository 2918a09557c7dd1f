"""Who did what: append-only, hash-chained, written in the transaction of the change or not at all (SPINE 3.3).

Owns entries, chain heads and the anchors kept outside the database. Entries hold ids and field names, never values:
the records have those, so erasing a person and proving the chain agree.
"""

from .acting import Act, act

__all__ = ["Act", "act"]
