"""Every setting that an operator can change comes through here and fails loudly when it is wrong."""

import os
import secrets
from pathlib import Path


class SettingError(RuntimeError):
    """A setting has a value that cannot be used."""


def text(name: str, default: str = "") -> str:
    return os.environ.get(name, default)


def flag(name: str, *, default: bool) -> bool:
    value = os.environ.get(name, "").strip().lower()
    if value in {"1", "true", "yes", "on"}:
        return True
    if value in {"0", "false", "no", "off"}:
        return False
    if value == "":
        return default
    raise SettingError(f"{name}={value!r} is not yes or no. Use 1 or 0.")


def home() -> Path:
    """The data directory: database, files, secret key, anchors. `KITH_HOME` names it; the default is `var/`."""
    path = Path(os.environ.get("KITH_HOME") or "var").expanduser().resolve()
    path.mkdir(parents=True, exist_ok=True)
    return path


def secret_key(directory: Path) -> str:
    """`KITH_SECRET_KEY`, or one made at the first start and kept beside the data, readable by its owner only."""
    if given := os.environ.get("KITH_SECRET_KEY"):
        return given
    path = directory / "secret-key"
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text(encoding="ascii").strip()
    with os.fdopen(descriptor, "w", encoding="ascii") as handle:
        handle.write(secrets.token_urlsafe(50))
    return path.read_text(encoding="ascii").strip()
