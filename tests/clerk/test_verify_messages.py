"""What is said to the user about a refused token."""

from tests.clerk.judging import by, message
from tests.clerk.minted import KID, SECOND, jwk, pem, token


def test_messages_say_what_is_and_what_was_expected() -> None:
    assert message(token(exp=SECOND - 200)) == (
        "The token expired 3 minutes 20 seconds ago, at 2025-10-09 08:50:00 UTC; "
        "the tolerance is 5 seconds"
    )
    assert message(token(nbf=SECOND + 86_400 * 2)).startswith("The token is active (`nbf`) only in")
    assert "issued (`iat`) 1 hour in the future" in message(token(iat=SECOND + 3600))
    assert message(token(azp=...), authorized_parties=["https://acme.io"]) == (
        "The claim `azp` is absent; `https://acme.io` was expected"
    )
    assert message(token(), issuer=["a", "b", "c", "d"]) == (
        "The claim `iss` is `https://clerk.acme.io`; `a` or `b` or `c` or 1 more was expected"
    )
    assert message(token(exp="soon")) == (
        "The claim `exp` is `soon`; seconds since 1970 were expected"
    )
    assert message(token(exp=-8e12)).startswith("The token expired 92,612,962 days")
    assert message(token(), **by(jwk(kid="ins_x"))) == (
        f"The token names the key `{KID}`, and the key set has `ins_x`"
    )
    assert message(token(header={"alg": "RS256"}), **by(jwk())) == (
        f"The token names no key (`kid`), and the key set has `{KID}`"
    )
    assert "machine-to-machine token" in message("mt_abc")
    assert "the word `undefined`" in message("Bearer undefined")
    assert "the scheme `Bearer`" in message("Bearer " + token())
    assert "white space or quotes" in message(token() + " ")
    assert (
        message("a.b") == "The token has 2 parts; a JSON Web Token has three, with `.` between them"
    )
    assert message("") == "The token is empty; a JSON Web Token has three, with `.` between them"
    assert "holds `+`" in message("a+b.c.d")
    assert "literal" not in message(token(), jwt_key=pem().replace("\n", "\\n"))
    assert "the two characters `\\n`" in message(token(), jwt_key=pem().replace("\n", "\\n"))


def test_a_message_can_be_printed_whatever_the_token_holds() -> None:
    said = message(token('{"sub":"a","exp":9e99,"iss":"\\ud83d\\u001b[31m"}'), issuer="x")
    said.encode()
    assert len(message(token(iss="x" * 10_000), issuer="y")) < 200
