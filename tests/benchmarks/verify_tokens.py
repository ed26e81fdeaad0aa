"""How many RS256 tokens are verified in a second of one core, by whom.

    python tests/benchmarks/verify_tokens.py [COUNT]

Prints one table: verifications a second of CPU time, the best of some rounds (what else runs makes
them slower, never faster), and each as a ratio to OpenSSL's and to ours. "Ours" is the full verdict: decoding, key choice, signature, claims,
authorized party and issuer. Targets: at least 0.5 of OpenSSL, 2.5 times PyJWT and 4 times
@clerk/backend. PyJWT and Node.js are left out where they are not installed.
"""

import json
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

ROOT = Path(__file__).parent.parent.parent
sys.path.insert(0, str(ROOT))

from clerkdoctor.clerk.base64url import decode  # noqa: E402
from clerkdoctor.clerk.bulk import BulkVerifier  # noqa: E402
from clerkdoctor.clerk.verify import VerifyOptions  # noqa: E402

NOW = int(time.time()) * 1000
ORIGIN = "https://app.acme.io"
ISSUER = "https://clerk.acme.io"
ROUNDS = 12
OURS = "clerkdoctor, the full verdict"


class Minted(NamedTuple):
    pem: str
    public: rsa.RSAPublicKey
    tokens: list[str]


def main() -> None:
    minted = mint(int(sys.argv[1]) if len(sys.argv) > 1 else 20_000)
    print(f"{len(minted.tokens):,} distinct tokens of about {len(minted.tokens[0])} characters")
    contestants: dict[str, Callable[[Minted], float | None]] = {
        "openssl speed rsa2048": openssl,
        "cryptography, the bare signature": bare,
        OURS: ours,
        "PyJWT, decode": pyjwt,
        "@clerk/backend, one by one": clerk,
    }
    rates: dict[str, list[float]] = {name: [] for name in contestants}
    for _ in range(ROUNDS):
        for name, measure in contestants.items():
            rate = measure(minted)
            if rate is not None:
                rates[name].append(rate)
    fastest = {name: max(some) for name, some in rates.items() if some}
    best = fastest.get("openssl speed rsa2048") or fastest["cryptography, the bare signature"]
    print(f"{'':<34}{'a second':>10}{'of OpenSSL':>12}{'ours is':>10}")
    for name, rate in fastest.items():
        times = f"× {fastest[OURS] / rate:.2f}"
        print(f"{name:<34}{rate:>10,.0f}{rate / best:>12.2f}{times:>10}")


def mint(count: int) -> Minted:
    """Session tokens as Clerk makes them, each its own."""
    private = rsa.generate_private_key(65537, 2048)
    public = private.public_key()
    pem = public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()
    kid = "ins_2abcdefghijklmnopqrstuvwxyz"
    head = part({"alg": "RS256", "cat": "cl_B7d4PD111AAA", "kid": kid, "typ": "JWT"})
    second = NOW // 1000
    tokens = []
    for number in range(count):
        body = part({
            "azp": ORIGIN, "exp": second + 3600, "fva": [number % 100, -1], "iat": second,
            "iss": ISSUER, "nbf": second - 10, "sid": f"sess_2abcdefghijklmnopqr{number:07}",
            "sts": "active", "sub": f"user_2abcdefghijklmnopqr{number:07}", "v": 2,
        })  # fmt: skip
        signature = private.sign(f"{head}.{body}".encode(), padding.PKCS1v15(), hashes.SHA256())
        tokens.append(f"{head}.{body}.{encode(signature)}")
    return Minted(pem, public, tokens)


def part(value: dict[str, object]) -> str:
    return encode(json.dumps(value, separators=(",", ":")).encode())


def encode(data: bytes) -> str:
    import base64

    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def openssl(_minted: Minted) -> float | None:
    if not shutil.which("openssl"):
        return None
    command = ["openssl", "speed", "-seconds", "1", "rsa2048"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    line = next(line for line in done.stdout.splitlines() if line.lower().startswith("rsa"))
    return float(line.split()[6])


def bare(minted: Minted) -> float:
    pairs = []
    for token in minted.tokens:
        signed, _, signature = token.rpartition(".")
        pairs.append((decode(signature), signed.encode()))
    verify, scheme, algorithm = minted.public.verify, padding.PKCS1v15(), hashes.SHA256()
    start = time.process_time()
    for signature_bytes, data in pairs:
        verify(signature_bytes, data, scheme, algorithm)
    return len(pairs) / (time.process_time() - start)


def ours(minted: Minted) -> float:
    options = VerifyOptions(minted.pem, authorized_parties=(ORIGIN,), issuer=ISSUER)
    reasons = BulkVerifier(options).reasons
    lines = [token.encode() for token in minted.tokens]
    start = time.process_time()
    for at in range(0, len(lines), 300):
        assert not any(reasons(lines[at : at + 300], NOW))
    return len(lines) / (time.process_time() - start)


def pyjwt(minted: Minted) -> float | None:
    try:
        import jwt  # type: ignore[import-not-found,unused-ignore]
    except ImportError:
        return None
    some = minted.tokens[:4_000]
    start = time.process_time()
    for token in some:
        jwt.decode(token, minted.public, algorithms=["RS256"], issuer=ISSUER, leeway=5)
    return len(some) / (time.process_time() - start)


def clerk(minted: Minted) -> float | None:
    if not (shutil.which("node") and shutil.which("npm")):
        return None
    from tests import npm

    options = {"authorizedParties": [ORIGIN], "issuer": ISSUER}
    lines = [{"pem": minted.pem, "now": NOW, "options": options}, *minted.tokens[:2_500]]
    script = Path(__file__).with_suffix(".mjs")
    taken = npm.run(script, {"@clerk/backend": "3.25.0"}, lines)
    seconds: float = taken[0]["cpu"]
    return (len(lines) - 1) / seconds


if __name__ == "__main__":
    main()
