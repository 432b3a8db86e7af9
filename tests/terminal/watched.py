"""A demo tenant on a real socket in this process, that remembers what it was asked."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn

from mfa_tui.demo.app import create_app
from mfa_tui.demo.options import DEMO_CLIENT_ID, DEMO_CLIENT_SECRET, DemoOptions
from tests.rig import Tenant


@contextmanager
def watched(options: DemoOptions) -> Iterator[tuple[Tenant, dict[str, str]]]:
    """Yield the tenant, and the variables that point a program at it."""
    tenant = Tenant(demo=create_app(options))
    with socket.create_server(("127.0.0.1", 0)) as listener:
        config = uvicorn.Config(tenant, log_level="error", access_log=False, lifespan="off", ws="none")
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        variables = {
            "AUTH0_DOMAIN": f"http://127.0.0.1:{listener.getsockname()[1]}",
            "AUTH0_CLIENT_ID": DEMO_CLIENT_ID,
            "AUTH0_CLIENT_SECRET": DEMO_CLIENT_SECRET,
        }
        try:
            yield tenant, variables
        finally:
            server.should_exit = True
            thread.join(20)
