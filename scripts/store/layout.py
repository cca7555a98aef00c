"""Where everything of one run lies, and what was asked for."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


class NoSuchCode(Exception):
    """A folder that holds no WordPress or no WooCommerce; the message says which."""


@dataclass(frozen=True)
class Wanted:
    """The shop that is asked for."""

    wordpress: Path
    woocommerce: Path
    home_elsewhere: bool = False
    """WordPress in a folder of its own: `home` is the host, `siteurl` the folder `wp` below it."""
    plain_permalinks: bool = False
    hpos: bool = True
    https: bool = False
    """The shop has a certificate that only this stage trusts; the connector stays on http."""
    theme: Path | None = None
    """A classic theme; what is played in one is left out without it."""
    wp_cli: Path | None = None
    """WP-CLI's phar; what plays do with it is left out without it, and said so."""

    part: str = ""
    """The plays that alone are played; their results stand beside those of a whole run."""

    @property
    def wordpress_version(self) -> str:
        return _between(self.wordpress / "wp-includes" / "version.php", "$wp_version = '", "'")

    @property
    def woocommerce_version(self) -> str:
        return _between(self.woocommerce / "woocommerce.php", " * Version: ", "\n")

    @property
    def name(self) -> str:
        """For a file: `wordpress-7.1-woocommerce-11.0.0`, with what is unusual about it."""
        found = f"wordpress-{self.wordpress_version}-woocommerce-{self.woocommerce_version}"
        return "-".join([found, *self.oddities, *([self.part] if self.part else [])])

    @property
    def oddities(self) -> list[str]:
        return [
            *(["home-elsewhere"] if self.home_elsewhere else []),
            *(["plain-permalinks"] if self.plain_permalinks else []),
            *([] if self.hpos else ["no-hpos"]),
            *(["https"] if self.https else []),
        ]


def _between(file: Path, before: str, after: str) -> str:
    try:
        text = file.read_text(encoding="utf-8")
    except OSError as fault:
        raise NoSuchCode(f"{file} can not be read: {fault.strerror}") from fault
    if before not in text:
        raise NoSuchCode(f"{file} names no version")
    return text.split(before, 1)[1].split(after, 1)[0].strip()


@dataclass(frozen=True)
class Layout:
    """The folders of a run, below one temporary folder."""

    root: Path

    def make(self) -> None:
        # The web server's account has to come through, and finds nothing secret on its way.
        self.root.chmod(0o755)
        for folder in (self.web, self.run, self.logs, self.mail, self.temporary, self.connector):
            folder.mkdir()
        for open_folder in (self.mail, self.temporary):
            open_folder.chmod(0o1777)
        self.connector.chmod(0o700)
        for log in (self.debug_log, self.calls):
            log.touch()
            log.chmod(0o666)

    @property
    def web(self) -> Path:
        return self.root / "web"

    @property
    def run(self) -> Path:
        return self.root / "run"

    @property
    def logs(self) -> Path:
        return self.root / "log"

    @property
    def mail(self) -> Path:
        """One file a mail."""
        return self.root / "mail"

    @property
    def pictures(self) -> Path:
        """Screenshots, until the run has passed."""
        return self.root / "pictures"

    @property
    def temporary(self) -> Path:
        return self.root / "tmp"

    @property
    def connector(self) -> Path:
        return self.root / "connector"

    @property
    def debug_log(self) -> Path:
        """What WordPress and PHP complain about."""
        return self.logs / "debug.log"

    @property
    def calls(self) -> Path:
        """Every call that WordPress made, a JSON object a line (php/observer.php)."""
        return self.logs / "calls.ndjson"

    @property
    def directory(self) -> Path:
        """While it is there, wordpress.org answers that it has no updates; else nobody answers for it."""
        return self.run / "directory"

    @property
    def cached(self) -> Path:
        """While it is there, the web server keeps pages for visitors without a cart; else it keeps none."""
        return self.run / "cached"

    @property
    def page_cache(self) -> Path:
        """The pages that it keeps."""
        return self.run / "pages"

    @property
    def policy(self) -> Path:
        """While it is there, pages are sent with a policy that allows no frames of other sites."""
        return self.run / "policy"

    @property
    def lines(self) -> Path:
        """What the web server's administrator adds; there only once a play wrote it."""
        return self.run / "lines.conf"

    @property
    def certificate(self) -> Path:
        """Of the shop, with its key beside it; only where the shop is https."""
        return self.run / "shop.pem"

    @property
    def access_log(self) -> Path:
        return self.logs / "access.log"

    @property
    def php(self) -> Path:
        """A copy of our scripts for PHP: the site's account may not see into where this project lies."""
        return self.run / "php"

    @property
    def observer(self) -> Path:
        return self.php / "observer.php"

    @property
    def database_socket(self) -> Path:
        return self.run / "mariadb.sock"

    @property
    def php_socket(self) -> Path:
        return self.run / "php.sock"
