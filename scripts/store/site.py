"""One WordPress with WooCommerce: copied, installed, filled; and what its owner's browser needs to know of it."""

from __future__ import annotations

import json
import secrets
import shutil
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from scripts.store.daemons import program, run, web_user
from scripts.store.database import Database
from scripts.store.layout import Layout, Wanted

_PHP = Path(__file__).parent / "php"
_KEYS = ("AUTH", "SECURE_AUTH", "LOGGED_IN", "NONCE")

_INDEX = """\
<?php
define( 'WP_USE_THEMES', true );
require __DIR__ . '/wp/wp-blog-header.php';
"""

_CONFIG = """\
<?php
define( 'DB_NAME', '{database.name}' );
define( 'DB_USER', '{database.user}' );
define( 'DB_PASSWORD', '{database.password}' );
define( 'DB_HOST', 'localhost:{database.socket}' );
define( 'DB_CHARSET', 'utf8mb4' );
define( 'DB_COLLATE', '' );
{keys}
$table_prefix = 'shop_';
define( 'WP_DEBUG', true );
define( 'WP_DEBUG_DISPLAY', false );
define( 'WP_DEBUG_LOG', '{debug_log}' );
if ( ! defined( 'ABSPATH' ) ) {{
	define( 'ABSPATH', __DIR__ . '/' );
}}
require_once ABSPATH . 'wp-settings.php';
"""


@dataclass
class Site:
    """`products` is what php/fill.php made: ids by kind."""

    wanted: Wanted
    layout: Layout
    database: Database
    port: int
    password: str = field(default_factory=lambda: secrets.token_urlsafe(12))
    products: dict[str, Any] = field(default_factory=dict)

    @property
    def home(self) -> str:
        """Another host than the connector's 127.0.0.1: WordPress lets calls to a site's own host pass."""
        return f"{'https' if self.wanted.https else 'http'}://localhost:{self.port}"

    @property
    def siteurl(self) -> str:
        return f"{self.home}/wp" if self.wanted.home_elsewhere else self.home

    @property
    def folder(self) -> Path:
        """Where WordPress' files lie."""
        return self.layout.web / "wp" if self.wanted.home_elsewhere else self.layout.web

    def admin(self, page: str = "") -> str:
        return f"{self.siteurl}/wp-admin/{page}"

    async def install(self) -> None:
        await self._copy()
        await self._configure()
        for script in ("install", "activate"):
            await self.php(script)
        self.products = json.loads(await self.php("fill"))

    async def php(self, script: str, *arguments: str) -> str:
        """Runs one of the files in `php` with the site loaded. Returns what it printed."""
        return await self._run_php(
            self.layout.php / f"{script}.php",
            *arguments,
            SHOP_WORDPRESS=str(self.folder),
            SHOP_HOME=self.home,
            SHOP_SITEURL=self.siteurl,
            SHOP_PASSWORD=self.password,
            SHOP_PLAIN="yes" if self.wanted.plain_permalinks else "no",
            SHOP_HPOS="yes" if self.wanted.hpos else "no",
            SHOP_THEME=self.classic_theme or "",
        )

    @property
    def classic_theme(self) -> str | None:
        """Its slug; None where none was given."""
        return None if self.wanted.theme is None else self.wanted.theme.name

    @property
    def has_wp_cli(self) -> bool:
        return self.wanted.wp_cli is not None

    async def wp(self, *arguments: str) -> str:
        """WP-CLI."""
        assert self.wanted.wp_cli is not None, "ask has_wp_cli first"
        phar = self.layout.run / "wp-cli.phar"
        if not phar.exists():
            shutil.copyfile(self.wanted.wp_cli, phar)
            phar.chmod(0o644)
        home = str(self.layout.temporary)
        return await self._run_php(
            phar, f"--path={self.folder}", *arguments, HOME=home, WP_CLI_CACHE_DIR=home
        )

    async def _run_php(self, file: Path, *arguments: str, **environment: str) -> str:
        """As the account the site runs under; calls that are made here are written down like the site's own."""
        settings = {
            "display_errors": "stderr",
            "memory_limit": "512M",
            "auto_prepend_file": str(self.layout.observer),
        }
        command = [program("php")]
        for name, value in settings.items():
            command += ["-d", f"{name}={value}"]
        return await run(
            [*command, str(file), *arguments],
            user=web_user(),
            environment={**environment, "SHOP_CALLS": str(self.layout.calls)},
        )

    async def _copy(self) -> None:
        """Copies, with what the disk shares between copies: the folders that were given stay as they are."""
        shutil.copytree(_PHP, self.layout.php)
        plugins = self.folder / "wp-content" / "plugins"
        self.folder.mkdir(exist_ok=True)
        copy = [program("cp"), "-a", "--reflink=auto"]
        await run([*copy, f"{self.wanted.wordpress}/.", str(self.folder)])
        await run([*copy, str(self.wanted.woocommerce), str(plugins / "woocommerce")])
        if self.wanted.theme is not None:
            themes = self.folder / "wp-content" / "themes"
            await run([*copy, str(self.wanted.theme), str(themes)])
        if self.wanted.home_elsewhere:
            (self.layout.web / "index.php").write_text(_INDEX)

    async def _configure(self) -> None:
        names = [f"{key}_{kind}" for key in _KEYS for kind in ("KEY", "SALT")]
        keys = "\n".join(f"define( '{name}', '{secrets.token_hex(32)}' );" for name in names)
        config = self.folder / "wp-config.php"
        config.write_text(
            _CONFIG.format(database=self.database, keys=keys, debug_log=self.layout.debug_log)
        )
        config.chmod(0o640)
        if (user := web_user()) is not None:
            await run([program("chown"), "-R", f"{user}:", str(self.layout.web)])
