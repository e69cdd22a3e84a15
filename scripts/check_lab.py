"""Start JupyterLab, request the first lesson, and stop the server and its kernels.

    python scripts/check_lab.py PAGE COMMAND...

PAGE is the page that a learner would see first, such as /lab/tree/notebooks/00_hear_it_first.ipynb;
COMMAND starts the server. The exit status is 0 if every request returns 200. The server gets a port
and a token of its own, so that no other one answers by mistake. `course.py lab --check` runs this.
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

SECONDS = 120  # to wait for the server


def main(page: str, *command: str) -> int:
    """Request the pages; print each with its status, and the server's log after a failure."""
    sys.stdout.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]  # see show()
    port, token = free_port(), secrets.token_hex(16)
    options = ["--no-browser", f"--ServerApp.port={port}", "--ServerApp.port_retries=0"]
    options += [f"--IdentityProvider.token={token}"]
    address = f"http://localhost:{port}"
    with tempfile.TemporaryFile() as log:
        server = subprocess.Popen([*command, *options], stdout=log, stderr=log)
        try:
            ok = answers(address, token, server)
            for path in pages(page) if ok else ():
                ok = request(address + path, token) == 200 and ok
        finally:
            stop(server, address, token)
        if not ok:
            show(log)
    print("JupyterLab is ready." if ok else "JupyterLab is not ready: see above.", flush=True)
    return 0 if ok else 1


def free_port() -> int:
    """Return a port that is free now."""
    with socket.socket() as probe:
        probe.bind(("localhost", 0))
        return int(probe.getsockname()[1])


def pages(page: str) -> Sequence[str]:
    """Return what to request: the page, and also the file, since the page exists for any name."""
    name = page.removeprefix("/lab/tree/")
    return ("/lab", page, f"/api/contents/{name}?type=notebook") if name != page else ("/lab",)


def answers(address: str, token: str, server: "subprocess.Popen[bytes]") -> bool:
    """Wait until the server is up; return False if it ends or does not answer in time."""
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


def request(url: str, token: str) -> int:
    """Request one page, print its status, and return it."""
    code = status(url, token)
    print(code or "no answer", url, flush=True)
    return code


def status(url: str, token: str, method: str = "GET") -> int:
    """Return the HTTP status, or 0 if there is no answer."""
    query = urllib.request.Request(url, headers={"Authorization": f"token {token}"}, method=method)
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))  # this machine, no proxy
    try:
        with opener.open(query, timeout=30) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        return error.code
    except OSError:
        return 0


def stop(server: "subprocess.Popen[bytes]", address: str, token: str) -> None:
    """Shut the server and its kernels down; kill it if it doesn't end."""
    if server.poll() is None:
        status(f"{address}/api/shutdown", token, "POST")
    try:
        server.wait(20)
    except subprocess.TimeoutExpired:
        server.kill()
        server.wait()


def show(log: IO[bytes]) -> None:
    """Print the last lines of the server's log."""
    log.seek(0)
    print("\n".join(log.read().decode("utf-8", "replace").splitlines()[-20:]))


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
