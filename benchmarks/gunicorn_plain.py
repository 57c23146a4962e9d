"""How gunicorn serves the plain ways: as it does Amble, without Amble's own hooks."""

from __future__ import annotations

import os

bind = f"127.0.0.1:{os.environ['PORT']}"
worker_class = "gevent"
workers = 1
worker_connections = 5000
control_socket_disable = True
loglevel = "warning"
