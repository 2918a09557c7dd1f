"""Who acts at the terminal: whoever can run this command can read the database file, so they see everything."""

from __future__ import annotations

import getpass
import json
from typing import Any

import click

from kith.accounts.principal import Principal
from kith.core.actor import Actor


def operator() -> Actor:
    """The person at the terminal, as the history names them."""
    try:
        name = getpass.getuser()
    except (KeyError, OSError):
        name = "operator"
    return Actor("system", f"cli:{name}", f"{name} (command line)")


def operator_principal() -> Principal:
    return Principal.operator(operator())


def echo_json(value: Any) -> None:
    click.echo(json.dumps(value, ensure_ascii=False, indent=None, default=str))
