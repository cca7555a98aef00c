"""`python -m connector`, and what the `alter-connector` script calls."""

from __future__ import annotations

from connector.cli.plain_structlog import import_structlog_without_rich
from connector.cli.verbs import alter_connector


def main() -> None:
    import_structlog_without_rich()
    alter_connector(prog_name="alter-connector")


if __name__ == "__main__":
    main()
