"""How many deliveries are sent in a second, one after the other and several at once, by whom.

    python tests/benchmarks/send_deliveries.py [COUNT]

Prints two tables: deliveries a second by the clock, the best of some rounds that take turns, each
as a ratio to ours, and what one costs of this process' CPU time, which tells more than the clock
where other things run. All go to one server on this machine that reads a request and answers 200;
each has a body of 1,000 bytes. Ours signs each anew and reads its answer within a deadline; the
others send what was signed before. Targets: one after the other, at least half of http.client's
rate; several at once, what is fastest of what Python has. Node.js is left out where it is not
installed.
"""

import asyncio
import http.client
import os
import shutil
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
sys.path.insert(0, str(ROOT))

from clerkdoctor.gather.delivering import Sender  # noqa: E402
from clerkdoctor.probing.answers import Answer  # noqa: E402
from clerkdoctor.svix.sign import Signer  # noqa: E402
from tests.svix.signing import ID, key  # noqa: E402

BODY = b'{"data":{"id":"user_1","note":"' + b"x" * 930 + b'"},"type":"user.created"}'
PATH = "/api/webhooks/clerk"
ROUNDS = 3
AT_ONCE = 16
OURS = "clerkdoctor, signed anew"
_PLAIN = (("Accept", "*/*"), ("Content-Type", "application/json"), ("User-Agent", "Svix-Webhooks"))
_ANSWER = b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 2\r\n\r\nok"

Contestant = Callable[[int, int], float | None]
"""Sends that many to that port; the seconds that it took, or None where it cannot be asked."""


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 2_000
    with subprocess.Popen([sys.executable, __file__, "--serve"], stdout=subprocess.PIPE) as server:
        assert server.stdout
        port = int(server.stdout.readline())
        try:
            table(
                "one after the other",
                {"http.client, bare": bare, OURS: ours, "httpx.Client": httpx_client,
                 "undici": lambda port, count: undici(port, count, 1)},
                port, count,
            )  # fmt: skip
            table(
                f"{AT_ONCE} at once",
                {OURS: ours_at_once, "httpx.AsyncClient, one pool": httpx_at_once,
                 "undici": lambda port, count: undici(port, count, AT_ONCE)},
                port, count,
            )  # fmt: skip
        finally:
            server.kill()


def table(title: str, contestants: dict[str, Contestant], port: int, count: int) -> None:
    rates: dict[str, list[float]] = {name: [] for name in contestants}
    costs: dict[str, list[float]] = {name: [] for name in contestants}
    for _ in range(ROUNDS):
        for name, send in contestants.items():
            before = time.process_time()
            seconds = send(port, count)
            if seconds is not None:
                rates[name].append(count / seconds)
                costs[name].append((time.process_time() - before) / count * 1e6)
    best = {name: max(some) for name, some in rates.items() if some}
    print(f"{title:<32}{'a second':>10}{'ours is':>10}{'µs of CPU':>12}")
    for name, rate in best.items():
        # Node.js is a process of its own, whose time is not counted here.
        cost = "" if name == "undici" else f"{min(costs[name]):,.0f}"
        print(f"{name:<32}{rate:>10,.0f}{f'× {best[OURS] / rate:.2f}':>10}{cost:>12}")
    print()


def headers() -> tuple[tuple[str, str], ...]:
    return (*_PLAIN, *Signer(key()).headers(ID, int(time.time()), BODY))


def bare(port: int, count: int) -> float:
    """http.client as it is: one connection, all of each answer read."""
    connection = http.client.HTTPConnection("127.0.0.1", port)
    given = dict(headers())
    start = time.perf_counter()
    for _ in range(count):
        connection.request("POST", PATH, BODY, given)
        response = connection.getresponse()
        assert response.status == 200
        response.read()
    taken = time.perf_counter() - start
    connection.close()
    return taken


def ours(port: int, count: int) -> float:
    start = time.perf_counter()
    _send(port, count)
    return time.perf_counter() - start


def ours_at_once(port: int, count: int) -> float:
    """A sender with a connection of its own for each of the threads."""
    start = time.perf_counter()
    with ThreadPoolExecutor(AT_ONCE) as pool:
        list(pool.map(_send, [port] * AT_ONCE, [count // AT_ONCE] * AT_ONCE))
    return time.perf_counter() - start


def _send(port: int, count: int) -> None:
    sender = Sender(f"http://127.0.0.1:{port}{PATH}")
    signer = Signer(key())
    for number in range(count):
        found = sender.send(
            [*_PLAIN, *signer.headers(f"{ID}{number}", int(time.time()), BODY)], BODY
        )
        assert isinstance(found, Answer), found
        assert found.status == 200
    sender.close()


def httpx_client(port: int, count: int) -> float:
    import httpx

    given = dict(headers())
    with httpx.Client(trust_env=False) as client:
        start = time.perf_counter()
        for _ in range(count):
            url = f"http://127.0.0.1:{port}{PATH}"
            assert client.post(url, content=BODY, headers=given).status_code == 200
        return time.perf_counter() - start


def httpx_at_once(port: int, count: int) -> float:
    import httpx

    given = dict(headers())

    async def send() -> float:
        limits = httpx.Limits(max_connections=AT_ONCE, max_keepalive_connections=AT_ONCE)
        async with httpx.AsyncClient(trust_env=False, limits=limits) as client:
            url = f"http://127.0.0.1:{port}{PATH}"

            async def some() -> None:
                for _ in range(count // AT_ONCE):
                    response = await client.post(url, content=BODY, headers=given)
                    assert response.status_code == 200

            start = time.perf_counter()
            await asyncio.gather(*(some() for _ in range(AT_ONCE)))
            return time.perf_counter() - start

    return asyncio.run(send())


def undici(port: int, count: int, at_once: int) -> float | None:
    if not (shutil.which("node") and shutil.which("npm")):
        return None
    from tests import npm

    case = {
        "port": port, "path": PATH, "count": count, "atOnce": at_once, "body": BODY.decode(),
        "headers": dict(headers()),
    }  # fmt: skip
    (taken,) = npm.run(Path(__file__).with_suffix(".mjs"), {"undici": "7.30.2"}, [case])
    seconds: float = taken["seconds"]
    return seconds


def serve() -> None:
    """A server that does as little as can be: it tells its port, and answers for ever."""
    with socket.create_server(("127.0.0.1", 0), backlog=128) as listening:
        print(listening.getsockname()[1], flush=True)
        while True:
            connection, _ = listening.accept()
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            threading.Thread(target=_answer, args=(connection,), daemon=True).start()


def _answer(connection: socket.socket) -> None:
    """Requests of one connection: each ends with the body, which is always the same."""
    kept = b""
    with connection:
        while True:
            more = connection.recv(65536)
            if not more:
                return
            kept += more
            while (end := kept.find(BODY)) >= 0:
                kept = kept[end + len(BODY) :]
                connection.sendall(_ANSWER)


if __name__ == "__main__":
    if sys.argv[1:] == ["--serve"]:
        try:
            serve()
        except KeyboardInterrupt:
            os._exit(0)
    else:
        main()
