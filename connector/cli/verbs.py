"""The table of verbs, and the one place where an exception becomes a message and an exit code."""

from __future__ import annotations

import gc
from importlib import import_module

import click

from connector import __version__

_VERBS = {
    "init": ("init:init", "Make folder, key and database; repeatable."),
    "serve": ("serve:serve", "Run web and worker until SIGTERM."),
    "work": ("work:work", "Run the worker alone until SIGTERM."),
    "doctor": ("doctor:doctor", "Check everything, and say what to do about what is wrong."),
    "stores": ("stores:stores", "List, show and release stores; revoke their tokens."),
    "enrol": ("enrol:enrol", "Codes and links that let a new store connect."),
    "plugin": ("plugin:plugin", "Build the WordPress plugin's zip."),
    "bindings": ("bindings:bindings", "What a store's products open, and how their sync stands."),
    "designs": ("designs:designs", "Designs that stores host themselves: import, check, export."),
    "keys": ("keys:keys", "Show, add, promote, rotate and retire master keys."),
    "backup": ("backup:backup", "Copy the database, beside a running service."),
    "restore": ("restore:restore", "Verify a backup, or put it in the database's place."),
    "migrate": ("migrate:migrate", "Copy a SQLite database to PostgreSQL, and verify the copy."),
    "outbox": ("outbox:outbox", "Changes that do not reach Alter: list, show, retry, drop."),
    "sandbox": ("sandbox:sandbox", "Run an Alter to develop and demonstrate against."),
}


class Verbs(click.Group):
    """Imports a verb's file when that verb is called, and no other's."""

    def list_commands(self, _ctx: click.Context) -> list[str]:
        return list(_VERBS)

    def get_command(self, _ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in _VERBS:
            return None
        module, _, name = _VERBS[cmd_name][0].partition(":")
        found = getattr(import_module(f"connector.cli.{module}"), name)
        gc.freeze()  # What imports made is never garbage.
        gc.enable()
        assert isinstance(found, click.Command)
        return found

    def format_commands(self, _ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """From the table: the overview of verbs needs none of their files."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, summary) for name, (_, summary) in _VERBS.items()])

    def invoke(self, ctx: click.Context) -> object:
        try:
            return super().invoke(ctx)
        except (click.ClickException, click.Abort, click.exceptions.Exit):
            raise
        except Exception as fault:
            message, code = import_module("connector.cli.faults").told(fault)
            click.echo(f"alter-connector: {message}", err=True)
            raise click.exceptions.Exit(code) from None


@click.group(
    cls=Verbs, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100}
)
@click.version_option(__version__)
def alter_connector() -> None:
    """Connects WooCommerce stores to Alter Product.

    Settings come from the environment (CONNECTOR_…, ALTER_…). Exit codes: 0 done, 1 refused or failed
    (the reason is on stderr), 2 wrong usage or settings.
    """
