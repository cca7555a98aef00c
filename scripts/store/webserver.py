"""nginx and php-fpm as a small host would set them up."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from scripts.store.daemons import listens, php_fpm, program, run, serving, web_user
from scripts.store.layout import Layout

_POOL = """\
[global]
error_log = {layout.logs}/php-fpm.log
[shop]
listen = {layout.php_socket}
listen.mode = 0666
{account}
pm = static
pm.max_children = 6
pm.max_requests = 500
catch_workers_output = yes
decorate_workers_output = no
env[SHOP_CALLS] = {layout.calls}
env[SHOP_DIRECTORY] = {layout.directory}
php_admin_value[auto_prepend_file] = {layout.observer}
php_admin_value[error_log] = {layout.debug_log}
php_admin_flag[log_errors] = on
php_admin_value[memory_limit] = 256M
php_admin_value[upload_max_filesize] = 32M
php_admin_value[post_max_size] = 33M
php_admin_value[sys_temp_dir] = {layout.temporary}
php_admin_value[upload_tmp_dir] = {layout.temporary}
php_admin_value[sendmail_path] = "{sendmail}"
php_admin_value[opcache.revalidate_freq] = 0
"""

_NGINX = """\
{account}
pid {layout.run}/nginx.pid;
error_log {layout.logs}/nginx.log warn;
worker_processes 1;
daemon off;
events {{ worker_connections 256; }}
http {{
	include /etc/nginx/mime.types;
	default_type application/octet-stream;
	log_format told '$msec $request_method $status $request_time $http_user_agent ~ $request_uri';
	access_log {layout.access_log} told;
	client_body_temp_path {layout.run}/body;
	fastcgi_temp_path {layout.run}/fastcgi;
	proxy_temp_path {layout.run}/proxy;
	uwsgi_temp_path {layout.run}/uwsgi;
	scgi_temp_path {layout.run}/scgi;
	client_max_body_size 33m;
	fastcgi_cache_path {layout.page_cache} levels=1 keys_zone=pages:1m inactive=1h use_temp_path=off;
	# What hosts leave out of their caches: visitors who are somebody, and what is somebody's.
	map $http_cookie $who {{
		default "";
		"~*(wordpress_logged_in|comment_author|wp-postpass|woocommerce_items|wp_woocommerce_session)" personal;
	}}
	map $request_uri $what {{
		default "";
		"~*(wc-ajax=|add-to-cart=|rest_route=|/wp-(json|admin|login|cron)|/cart|/checkout|/my-account)" personal;
	}}
	server {{
		listen 127.0.0.1:{port}{tls};
		server_name localhost;
		root {layout.web};
		index index.php;
		set $not_cached $who$what;
		if ($request_method !~ ^(GET|HEAD)$) {{ set $not_cached personal; }}
		if (!-f {layout.cached}) {{ set $not_cached off; }}
		set $policy "";
		if (-f {layout.policy}) {{ set $policy "frame-src 'self'"; }}
		add_header Content-Security-Policy $policy always;
		add_header X-Cache $upstream_cache_status always;
		include {layout.lines}*;
		location ~ /\\. {{ deny all; }}
		location / {{ try_files $uri $uri/ /index.php?$args; }}
		location ~ \\.php$ {{
			try_files $uri =404;
			include /etc/nginx/fastcgi_params;
			fastcgi_param SCRIPT_FILENAME $document_root$fastcgi_script_name;
			# With the port, which some fastcgi_params leave out: WordPress would redirect each page to itself.
			fastcgi_param HTTP_HOST $http_host;
			fastcgi_pass unix:{layout.php_socket};
			fastcgi_read_timeout 120;
			# WordPress hangs up on the calls that start its cron.
			fastcgi_ignore_client_abort on;
			fastcgi_buffers 16 32k;
			fastcgi_buffer_size 64k;
			fastcgi_cache pages;
			fastcgi_cache_key $scheme$request_method$http_host$request_uri;
			fastcgi_cache_valid 200 1h;
			fastcgi_cache_bypass $not_cached;
			fastcgi_no_cache $not_cached;
		}}
	}}
}}
"""

_TLS = """ ssl;
		ssl_certificate {layout.certificate};
		ssl_certificate_key {layout.certificate}"""

_SENDMAIL = """\
#!/bin/sh
# The host's mail program: keeps what it is given, a file a mail.
exec cat > "{layout.mail}/$(date +%s%N).eml"
"""


@asynccontextmanager
async def webserver(layout: Layout, port: int) -> AsyncIterator[None]:
    """The shop on `port`; its files, and `layout.php` with the observer, are there already.

    It speaks https where there is a certificate.
    """
    user = web_user()
    sendmail = _written(layout, "sendmail", _SENDMAIL)
    sendmail.chmod(0o755)
    account = f"user = {user}\ngroup = {user}" if user else ""
    pool = _written(layout, "pool.conf", _POOL, account=account, sendmail=sendmail)
    account = f"user {user};" if user else ""
    tls = _TLS.format(layout=layout) if layout.certificate.exists() else ""
    vhost = _written(layout, "nginx.conf", _NGINX, account=account, port=port, tls=tls)
    fpm_log, nginx_log = layout.logs / "php-fpm.log", layout.logs / "nginx.log"
    fpm = [php_fpm(), "--nodaemonize", "--fpm-config", str(pool)]
    nginx = [program("nginx"), "-c", str(vhost), "-e", str(nginx_log)]
    async with (
        serving(fpm, log=fpm_log, answers=lambda: _takes(layout.php_socket)),
        serving(nginx, log=nginx_log, answers=lambda: listens(port)),
    ):
        yield


async def reload(layout: Layout) -> None:
    """nginx reads `layout.lines`, as after its administrator changed them."""
    await run([program("nginx"), "-c", str(layout.run / "nginx.conf"), "-s", "reload"])


def _written(layout: Layout, name: str, template: str, **values: object) -> Path:
    file = layout.run / name
    file.write_text(template.format(layout=layout, **values))
    return file


async def _takes(socket: Path) -> bool:
    return os.access(socket, os.W_OK)
