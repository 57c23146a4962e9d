"""How gunicorn serves Amble; it reads this file by itself from the top level of the project."""

from __future__ import annotations

import os
from typing import Any

bind = f"{os.environ.get('HOST') or '127.0.0.1'}:{os.environ.get('PORT') or '8000'}"
worker_class = "gevent"
workers = 1
worker_connections = 5000
control_socket_disable = True  # gunicorn 27 would put one into the home folder
graceful_timeout = 3  # seconds; an open WebSocket holds SIGTERM for all of it
loglevel = "warning"


def post_worker_init(worker: Any) -> None:
    """Start what runs beside the requests, on the loop of this worker."""
    app = worker.app.callable
    from community.operations.commands import refuse_demo_in_production

    with app.app_context():
        refuse_demo_in_production()  # exit code 4, on which gunicorn stops
    role = app.extensions["settings"].role
    for start in app.extensions.get("start_with_sockets", []):
        if role in ("all", "chat"):
            start()
    if role == "all":
        from community.foundation.jobs import start_consumer

        worker.consumer = start_consumer(app, worker_type="greenlet")


def worker_exit(server: Any, worker: Any) -> None:
    """Stop the job consumer with its worker."""
    if consumer := getattr(worker, "consumer", None):
        consumer.stop(graceful=False)
