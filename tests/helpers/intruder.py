"""A process that knows the ports, and not the secret: it tries to have code run there, as any user may.

    python -m tests.helpers.intruder FILE PORT...

The code would write FILE. What came of each try goes to stdout. Started by root, it becomes nobody first.
"""

import asyncio
import itertools
import os
import sys
from pathlib import Path
from typing import Any

from distributed import Security
from distributed.core import connect
from distributed.protocol import pickle

NOBODY = 65_534
PATIENCE = 4  # s
WAYS = {"tcp": {}, "tls": {"security": Security.temporary()}}  # in clear, and with a certificate of its own


def ask(file: str) -> list[dict[str, Any]]:
    """What a scheduler, a worker and a nanny are asked."""
    call = {
        "function": pickle.dumps(lambda: Path(file).write_text("was here")),
        "args": pickle.dumps(()),
        "kwargs": pickle.dumps({}),
    }
    return [{"op": op, **call, "wait": True, "reply": True} for op in ("run", "run_function")]


async def intrude(protocol: str, port: str, message: dict[str, Any], security: Security | None = None) -> str:
    args = security.get_connection_args("client") if security else {}
    comm = await connect(f"{protocol}://127.0.0.1:{port}", timeout=2, **args)
    try:
        await comm.write(message)
        return str(await asyncio.wait_for(comm.read(), 2))
    finally:
        comm.abort()


async def attempt(protocol: str, port: str, message: dict[str, Any]) -> None:
    try:
        said = await asyncio.wait_for(intrude(protocol, port, message, **WAYS[protocol]), PATIENCE)
    except Exception as error:
        said = f"refused: {type(error).__name__}"
    print(protocol, port, message["op"], said[:100], flush=True)


async def main(file: str, ports: list[str]) -> None:
    tries = itertools.product(WAYS, ports, ask(file))
    await asyncio.wait([asyncio.ensure_future(attempt(*one)) for one in tries], timeout=2 * PATIENCE)
    os._exit(0)  # what is still being tried may not end by itself


def become_nobody() -> None:
    """Another user than who runs the server, where that is allowed."""
    if os.name == "posix" and os.geteuid() == 0:
        os.setgroups([])
        os.setgid(NOBODY)
        os.setuid(NOBODY)


if __name__ == "__main__":
    become_nobody()
    asyncio.run(main(sys.argv[1], sys.argv[2:]))
