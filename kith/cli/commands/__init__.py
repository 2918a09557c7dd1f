"""One module for each group of commands; `ALL` is the table of contents."""

from .data import backup, dump, restore, verify
from .demo import demo
from .importing import batches, import_file, undo
from .reading import find, show
from .running import manage, serve, worker

ALL = (demo, serve, worker, import_file, find, show, batches, undo, verify, dump, backup, restore, manage)
