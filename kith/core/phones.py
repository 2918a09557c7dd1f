"""Phone numbers: stored as E.164, shown as people read them, masked where a whole one is not needed."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

import phonenumbers

REGION = "CN"
_CN_MOBILE = re.compile(r"1[3-9]\d{9}")


@lru_cache(maxsize=65_536)
def normalise(text: str, region: str = REGION) -> str | None:
    """The E.164 form ("+8613812345678"), or None when this cannot be a number of any plan."""
    plain = unicodedata.normalize("NFKC", text).strip()
    digits = re.sub(r"[\s()\-.－—]", "", plain)
    if _CN_MOBILE.fullmatch(digits) and region == "CN":
        return f"+86{digits}"
    if digits.startswith("00"):
        digits = "+" + digits[2:]
    try:
        number = phonenumbers.parse(digits, region)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_possible_number(number):
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


@lru_cache(maxsize=8_192)
def show(e164: str) -> str:
    """138 1234 5678 and 028 8303 2011 at home, +1 415-555-0132 elsewhere."""
    if e164.startswith("+86") and _CN_MOBILE.fullmatch(e164[3:]):
        return f"{e164[3:6]} {e164[6:10]} {e164[10:]}"
    try:
        number = phonenumbers.parse(e164, None)
    except phonenumbers.NumberParseException:
        return e164
    home = number.country_code == phonenumbers.country_code_for_region(REGION)
    style = phonenumbers.PhoneNumberFormat.NATIONAL if home else phonenumbers.PhoneNumberFormat.INTERNATIONAL
    return phonenumbers.format_number(number, style)


def mask(e164: str) -> str:
    """138 **** 5678: enough to recognise one's own number."""
    shown = show(e164)
    places = [i for i, c in enumerate(shown) if c.isdigit()]
    hidden = set(places[3:-4]) if len(places) > 8 else set(places[:-2])
    return "".join("*" if i in hidden else c for i, c in enumerate(shown))
