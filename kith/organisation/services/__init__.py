"""Every change to the trees. Each rebuilds the closure in its own transaction and leaves an audit entry."""

from .bulk import UnitPath, units_ensure, units_import, units_remove_unused
from .lineage import unit_merge, unit_split
from .units import (
    former_name_add,
    roll_size_set,
    unit_close,
    unit_create,
    unit_delete,
    unit_move,
    unit_rename,
    unit_reopen,
    unit_update,
    university_ensure,
)

__all__ = [
    "UnitPath",
    "former_name_add",
    "roll_size_set",
    "unit_close",
    "unit_create",
    "unit_delete",
    "unit_merge",
    "unit_move",
    "unit_rename",
    "unit_reopen",
    "unit_split",
    "unit_update",
    "units_ensure",
    "units_import",
    "units_remove_unused",
    "university_ensure",
]
