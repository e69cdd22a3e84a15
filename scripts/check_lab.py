"""Start JupyterLab, request the first lesson, stop the server with its kernels.

    python scripts/check_lab.py PAGE COMMAND...

PAGE is the address that a learner opens first, such as /lab/tree/notebooks/00_hear_it_first.ipynb;
COMMAND starts the server. The exit status is 0 if every page answers 200. `course.py lab --check`
calls this, on a free port and with a new token, so it can't reach another server by mistake.
"""

import secrets
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Sequence
from typing import IO

SECONDS = 120  # a server that hasn't answered by then won't


def main(page: str, *command: str) -> int:
    """Request the pages and print their statuses; after a failure, print the server's log."""
    sys.stdout.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]  # see show()
    port, token = free_port(), secrets.token_hex(16)
    options = ["--no-browser", f"--ServerApp.port={port}", "--ServerApp.port_retries=0"]
    options += [f"--IdentityProvider.token={token}"]
    address = f"http://localhost:{port}"
    with tempfile.TemporaryFile() as log:
        server = subprocess.Popen([*command, *options], stdout=log, stderr=log)
        try:
            fine = answers(address, token, server)
            for path in pages(page) if fine else ():
                fine = ask(address + path, token) == 200 and fine
        finally:
            stop(server, address, token)
        if not fine:
            show(log)
    print("JupyterLab is ready." if fine else "JupyterLab is not ready: see above.", flush=True)
    return 0 if fine else 1


def free_port() -> int:
    """Return a free port."""
    with socket.socket() as probe:
        probe.bind(("localhost", 0))
        return int(probe.getsockname()[1])


def pages(page: str) -> Sequence[str]:
    """List what to ask for; the lab page answers for any name, so the file is asked for as well."""
    name = page.removeprefix("/lab/tree/")
    return ("/lab", page, f"/api/contents/{name}?type=notebook") if name != page else ("/lab",)


def answers(address: str, token: str, server: "subprocess.Popen[bytes]") -> bool:
    """Wait until the server is up; False if it ends, or is silent for too long."""
    end = time.monotonic() + SECONDS
    while time.monotonic() < end and server.poll() is None:
        if status(f"{address}/api/status", token) == 200:
            return True
        time.sleep(0.2)
    print(
        f"The server ended with status {server.poll()}."
        if server.poll() is not None
        else f"The server did not answer within {SECONDS} s."
    )
    return False


def ask(url: str, token: str) -> int:
    """Ask for one page, and print what came."""
    came = status(url, token)
    print(came or "no answer", url, flush=True)
    return came


def status(url: str, token: str, method: str = "GET") -> int:
    """Return the HTTP status, or 0 without an answer."""
    request = urllib.request.Request(
        url, headers={"Authorization": f"token {token}"}, method=method
    )
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))  # this machine, no proxy
    try:
        with opener.open(request, timeout=30) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        return error.code
    except OSError:
        return 0


def stop(server: "subprocess.Popen[bytes]", address: str, token: str) -> None:
    """Ask the server to go, which ends its kernels too; end it where it does not."""
    if server.poll() is None:
        status(f"{address}/api/shutdown", token, "POST")
    try:
        server.wait(20)
    except subprocess.TimeoutExpired:
        server.kill()
        server.wait()


def show(log: IO[bytes]) -> None:
    """Print the last lines of what the server said."""
    log.seek(0)
    print("\n".join(log.read().decode("utf-8", "replace").splitlines()[-20:]))


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
