"""How gunicorn serves the application: sync workers, no query string and no personal path in the access log."""

import gc
import os

bind = f"{os.environ.get('HOCVU_HOST', '127.0.0.1')}:{os.environ.get('HOCVU_PORT', '8000')}"
workers = int(os.environ.get("WEB_CONCURRENCY", "2"))
# Sync: with threads (gthread, four a worker) the slowest page in a hundred took 1.8 to 2.7 times as long.
worker_class = "sync"
# A sync worker reads an upload itself. Behind deploy/nginx.conf that takes no time; without a proxy the largest film
# (20.2 MB) at 1 Mbit/s takes 162 seconds and must not be cut off. What computes has shorter limits of its own.
timeout = 180
graceful_timeout = 20
limit_request_line = 2048
accesslog = None
errorlog = "-"
loglevel = "warning"


def post_worker_init(_worker: object) -> None:
    """Leave what the start has made out of every later collection: none of it ever becomes garbage."""
    gc.collect()
    gc.freeze()
