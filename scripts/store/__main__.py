"""`scripts/test-store WORDPRESS_DIR WOOCOMMERCE_DIR`: brings the store up, plays, judges the logs, cleans up."""

from __future__ import annotations

import argparse
import asyncio
import signal
import sys
from pathlib import Path

from rich.console import Console

from scripts.store import plays
from scripts.store.daemons import DidNotStart, Missing
from scripts.store.layout import NoSuchCode, Wanted
from scripts.store.run import Failed, Run

console = Console(highlight=False, soft_wrap=True)


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="scripts/test-store", description=__doc__)
    parser.add_argument("wordpress", type=Path, metavar="WORDPRESS_DIR", help="unpacked; copied")
    parser.add_argument(
        "woocommerce", type=Path, metavar="WOOCOMMERCE_DIR", help="unpacked; copied"
    )
    parser.add_argument(
        "--play",
        action="append",
        default=[],
        choices=[*plays.ORDER, plays.SHOPPERS],
        help=f"only this one and what it needs before it, or “{plays.SHOPPERS}” for all that are about shoppers;"
        " may be said again",
    )
    parser.add_argument(
        "--keep", action="store_true", help="stay up for a look around, until Ctrl-C"
    )
    parser.add_argument(
        "--out", type=Path, metavar="DIR", help="write store-test.md there, with pictures"
    )
    parser.add_argument(
        "--home-elsewhere", action="store_true", help="WordPress in a folder: home is not siteurl"
    )
    parser.add_argument("--plain-permalinks", action="store_true", help="addresses like ?p=7")
    parser.add_argument("--no-hpos", action="store_true", help="orders as posts, as shops of old")
    parser.add_argument(
        "--https",
        action="store_true",
        help="the shop is https, the connector is not: sessions go through the shop",
    )
    parser.add_argument(
        "--theme",
        type=Path,
        metavar="DIR",
        help="a classic theme, unpacked; without it what is played in one is left out",
    )
    parser.add_argument(
        "--wp-cli", type=Path, metavar="PHAR", help="WP-CLI; what needs it is left out without it"
    )
    return parser.parse_args()


async def main() -> int:
    given = arguments()
    task = asyncio.current_task()
    assert task is not None
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, task.cancel)
    wanted = Wanted(
        given.wordpress.resolve(),
        given.woocommerce.resolve(),
        home_elsewhere=given.home_elsewhere,
        plain_permalinks=given.plain_permalinks,
        hpos=not given.no_hpos,
        https=given.https,
        theme=None if given.theme is None else given.theme.resolve(strict=True),
        part="-".join(given.play),
        wp_cli=None if given.wp_cli is None else given.wp_cli.resolve(strict=True),
    )
    try:
        console.print(f"[bold]{wanted.name}[/]")
        await Run(wanted, console, given.out, keep=given.keep).play(plays.chosen(given.play))
    except (Failed, DidNotStart, Missing, NoSuchCode) as fault:
        console.print(f"\n[bold red]Failed.[/] {fault}", markup=True)
        return 1
    except asyncio.CancelledError:
        console.print("\nEnded; everything is cleaned up.")
        return 130
    console.print("\n[bold green]Done.[/]")
    return 0


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
