"""`python -m connector`, and what the `alter-connector` script calls."""

from __future__ import annotations

import gc

from connector.cli.plain_structlog import import_structlog_without_rich
from connector.cli.verbs import alter_connector


def main() -> None:
    # Importing makes hundreds of thousands of objects that all stay: looking for garbage among them
    # costs a quarter of the start. `Verbs.get_command` switches it on again.
    gc.disable()
    import_structlog_without_rich()
    alter_connector(prog_name="alter-connector")


if __name__ == "__main__":
    main()
