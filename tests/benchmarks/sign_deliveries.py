"""How long signing a delivery takes, and verifying one, beside what Python has for HMAC.

    python tests/benchmarks/sign_deliveries.py [COUNT]

Prints a table for bodies of several sizes: microseconds of CPU time a delivery, the least of ten
rounds that take turns (what else runs makes them slower, never faster), and each as a ratio to `hmac.digest` over the same bytes. A signature is
more than that: id, timestamp and body are put together, and the digest is written in base64.
Target: at most 3 µs for a body of 1,000 bytes, and at most 1.5 times `hmac.digest`.
"""

import hmac
import random
import sys
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
sys.path.insert(0, str(ROOT))

from clerkdoctor.svix.sign import Signer  # noqa: E402
from clerkdoctor.svix.verify import verify_svix  # noqa: E402
from tests.svix.signing import ID, NOW, headers, key, secret, signature  # noqa: E402

SIZES = (100, 1_000, 5_000)
ROUNDS = 10


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 20_000
    print(f"{'':<28}" + "".join(f"{size:>12,} bytes" for size in SIZES))
    columns = [measured(body_of(size), count) for size in SIZES]
    for name in columns[0]:
        cells = [f"{c[name]:>9.2f} µs × {c[name] / c['hmac.digest']:<4.2f}" for c in columns]
        print(f"{name:<28}" + "".join(cells))


def body_of(size: int) -> bytes:
    text = f'{{"data":{{"id":"user_1","note":"{"x" * size}"}},"type":"user.created"}}'
    return text[:size].encode()


def measured(body: bytes, count: int) -> dict[str, float]:
    """Microseconds a delivery, by contestant."""
    contestants = {
        "hmac.digest": bare(body),
        "clerkdoctor, Signer.sign": ours(body),
        "hmac.new, copied": copied(body),
        "clerkdoctor, verify_svix": verifying(body),
    }
    taken: dict[str, list[float]] = {name: [] for name in contestants}
    for _ in range(ROUNDS):
        for name, run in contestants.items():
            start = time.process_time()
            run(count)
            taken[name].append((time.process_time() - start) / count * 1e6)
    return {name: min(some) for name, some in taken.items()}


def bare(body: bytes) -> Callable[[int], None]:
    by = key()

    def run(count: int) -> None:
        for _ in range(count):
            hmac.digest(by, body, "sha256")

    return run


def ours(body: bytes) -> Callable[[int], None]:
    sign = Signer(key()).sign

    def run(count: int) -> None:
        for number in range(count):
            sign(ID, NOW + number, body)

    return run


def copied(body: bytes) -> Callable[[int], None]:
    """What one would write by hand, with the key prepared."""
    from binascii import b2a_base64

    prepared = hmac.new(key(), digestmod="sha256")

    def run(count: int) -> None:
        for number in range(count):
            made = prepared.copy()
            made.update(f"{ID}.{NOW + number}.".encode())
            made.update(body)
            "v1," + b2a_base64(made.digest(), newline=False).decode()

    return run


def verifying(body: bytes) -> Callable[[int], None]:
    """The whole verdict, the secret decoded anew for each delivery."""
    by = secret()
    given = headers(signature(body))
    chance = random.Random(1)

    def run(count: int) -> None:
        for _ in range(count):
            assert verify_svix(by, given, body, NOW + chance.random()).accepted

    return run


if __name__ == "__main__":
    main()
