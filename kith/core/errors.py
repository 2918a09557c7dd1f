"""Errors that a service raises for a reader: what happened, what to do, and what is safe.

Surfaces translate `message`; plain Python must not know how.
"""


class DomainError(Exception):
    """A refusal with a reason that a person can act on.

    `message` may be a str or a lazily translated string; `code` is stable and is what tests and scripts compare.
    """

    def __init__(self, code: str, message: object, **params: object) -> None:
        super().__init__(code)
        self.code = code
        self.message = message
        self.params = params

    def __str__(self) -> str:
        text = str(self.message)
        return text.format(**self.params) if self.params else text


class NotFound(DomainError):
    """The object does not exist, or the reader may not know that it does: the two look the same."""

    def __init__(self, what: str = "") -> None:
        super().__init__("not-found", what or "Not found.")


class Stale(DomainError):
    """Somebody changed the object after the writer read it; nothing was saved."""


class Unavailable(DomainError):
    """A part that must work before this may go on does not (audit anchor, database lock)."""
