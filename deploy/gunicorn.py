"""How gunicorn serves the application: sync workers, no query string and no personal path in the access log."""

import gc
import os

bind = f"{os.environ.get('HOCVU_HOST', '127.0.0.1')}:{os.environ.get('HOCVU_PORT', '8000')}"
workers = int(os.environ.get("WEB_CONCURRENCY", "2"))
worker_class = "sync"
timeout = 30
graceful_timeout = 20
limit_request_line = 2048
accesslog = None
errorlog = "-"
loglevel = "warning"


def post_worker_init(_worker: object) -> None:
    """Leave what the start has made out of every later collection: none of it ever becomes garbage."""
    gc.collect()
    gc.freeze()
