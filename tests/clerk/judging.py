"""Verdicts in a form that a table row can state."""

from typing import Any

from clerkdoctor.clerk.jwk_choice import KeySet
from clerkdoctor.clerk.verdict import Accepted, Refused
from clerkdoctor.clerk.verify import VerifyOptions, reasons, verify
from tests.clerk.minted import NOW, pem


def judged(sent: str, now: float = NOW, **options: Any) -> tuple[str, ...]:
    """The codes of every reason, after `verify` was seen to give the first of them."""
    asked = VerifyOptions(**({"jwt_key": pem()} | options))
    first = verify(sent, asked, now)
    every = reasons(sent, asked, now)
    if isinstance(first, Accepted):
        assert every == ()
        return ()
    assert first == every[0]
    assert all(one.message and not one.message.endswith(".") for one in every)
    return tuple(one.reason for one in every)


def message(sent: str, now: float = NOW, **options: Any) -> str:
    answer = verify(sent, VerifyOptions(**({"jwt_key": pem()} | options)), now)
    assert isinstance(answer, Refused)
    return answer.message


def by(*keys: object) -> dict[str, Any]:
    return {"jwt_key": "", "keys": KeySet({"keys": list(keys)})}
