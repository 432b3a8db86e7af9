"""A demo tenant on a real socket in this process, that remembers what it was asked."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import uvicorn

from mfa_tui.demo.app import create_app
from mfa_tui.demo.options import DEMO_CLIENT_ID, DEMO_CLIENT_SECRET, DemoOptions
from tests.rig import Message, Send, Tenant


class Hanging(Tenant):
    """Says of so many users what they are enrolled with; a request about another hangs until its sender is gone."""

    answers: int = 100

    async def __call__(self, scope: Message, receive: Any, send: Send) -> None:
        """Answer, or wait for the connection to close."""
        if scope["path"].endswith("/authentication-methods"):
            self.answers -= 1
            if self.answers < 0:
                self.seen.append((scope["method"], scope["path"]))
                while (await receive())["type"] != "http.disconnect":
                    pass
                return
        await super().__call__(scope, receive, send)


@contextmanager
def watched(options: DemoOptions) -> Iterator[tuple[Tenant, dict[str, str]]]:
    """Yield the tenant, and the variables that point a program at it."""
    tenant = Tenant(demo=create_app(options))
    with serving(tenant) as variables:
        yield tenant, variables


@contextmanager
def serving(tenant: Tenant) -> Iterator[dict[str, str]]:
    """Serve a tenant; yield the variables that point a program at it."""
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
            yield variables
        finally:
            server.should_exit = True
            thread.join(20)
