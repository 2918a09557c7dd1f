"""Every step of the road in. Each hop leaves rows behind, so each can be looked at, resumed and undone."""

from .apply import batch_apply
from .decide import match_decide
from .match import batch_match
from .open import batch_map, batch_open, source_ensure
from .rows import row_fix, row_skip
from .stage import batch_stage
from .undo import batch_undo

__all__ = [
    "batch_apply",
    "batch_map",
    "batch_match",
    "batch_open",
    "batch_stage",
    "batch_undo",
    "match_decide",
    "row_fix",
    "row_skip",
    "source_ensure",
]
