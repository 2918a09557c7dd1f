"""Who acts. Every write names one; audit stores it by value, so that it outlives accounts."""

from dataclasses import dataclass
from typing import Literal

ActorKind = Literal["user", "system", "person"]


@dataclass(frozen=True, slots=True)
class Actor:
    """Somebody or something that changes data.

    `id` is stable (a user's public id, a job's name), `label` is what people read in the history.
    """

    kind: ActorKind
    id: str
    label: str

    @classmethod
    def system(cls, name: str) -> "Actor":
        return cls("system", name, name)
