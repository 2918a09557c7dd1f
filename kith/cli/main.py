"""`kith`: one group, one function a command. Django is set up once, before any command runs."""

from __future__ import annotations

import os
import sys

import click
import django

DONE, PROBLEMS, REFUSED = 0, 1, 2


class Commands(click.Group):
    """Loads the commands after Django is ready, and turns a refusal into one line and exit code 2."""

    def main(self, *args: object, **kwargs: object) -> object:
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kith.config.settings.dev")
        django.setup()
        from kith.cli import commands
        from kith.core.errors import DomainError

        for command in commands.ALL:
            self.add_command(command)
        try:
            return super().main(*args, **kwargs)  # type: ignore[arg-type]
        except DomainError as refusal:
            click.echo(f"kith: {refusal}", err=True)
            sys.exit(REFUSED)


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="kith")
def main() -> None:
    """Kith: find your alumni, know them, serve them. KITH_HOME names the data directory, DATABASE_URL a PostgreSQL
    database."""


if __name__ == "__main__":
    main()
