"""Stored files: what was uploaded, with its hash, size and how long it is kept.

Owners hold a foreign key to File and give access through their own object; there is no page that opens a file by
its id.
"""

from .storage import file_delete, file_open, file_store

__all__ = ["file_delete", "file_open", "file_store"]
