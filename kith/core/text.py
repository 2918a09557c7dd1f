"""Folding text for comparison. The stored text is always what was typed; only keys are folded."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_NOT_WORD = re.compile(r"[\W_]+")


@lru_cache(maxsize=65_536)
def fold(text: str) -> str:
    """NFKC, lower case, accents off, everything but letters and digits one space: for comparing words."""
    if not text.isascii():
        text = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", text).casefold())
        text = unicodedata.normalize("NFC", "".join(c for c in text if not unicodedata.combining(c)))
    return _NOT_WORD.sub(" ", text.lower()).strip()


def squash(text: str) -> str:
    """`fold` without any space: "Sichuan  Univ." and "sichuan univ" are one."""
    return fold(text).replace(" ", "")
