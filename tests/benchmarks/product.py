"""The product as gunicorn serves it to a benchmark: without its embedded worker, since letters are counted apart."""

import os

from roundtable.app import create_app

app = create_app()
app.extensions["worker_pid"] = os.getpid()  # as if the worker ran already
