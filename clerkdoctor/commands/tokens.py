"""What the commands about tokens and key sets do: gather, judge, render, and the exit code."""

import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import typer

from clerkdoctor.checks import Entry
from clerkdoctor.commands.checking import Options, chosen, instant, write_report
from clerkdoctor.errors import Trouble
from clerkdoctor.evidence import Evidence
from clerkdoctor.output import being_written, forget_output
from clerkdoctor.report import FAILED, PASSED, Report

if TYPE_CHECKING:
    from clerkdoctor.clerk.token_input import TokenInput

TOKEN_LIMIT = 8_000_000
"""Bytes of a token's file. A cookie holds 4,096; hostile ones are looked at all the same."""


class VerifyTokenOptions(NamedTuple):
    """The options that `verify-token` has of its own, as the contract names them."""

    project: Path | None
    jwks: str | None
    jwt_key: Path | None
    issuer: str | None
    audience: Sequence[str]
    authorized_party: Sequence[str]
    clock_skew: float
    at: str | None
    verifier: str | None
    application_id: str | None
    proxy: str | None = None


def decode_token(text: str, options: Options) -> int:
    """`clerkdoctor decode-token`: what the token says, nothing of it verified."""
    from clerkdoctor.clerk import jwt
    from clerkdoctor.clerk.token_words import describe
    from clerkdoctor.commands.checking import screen
    from clerkdoctor.gather.tokens import settings_of, token_input
    from clerkdoctor.output import write
    from clerkdoctor.render import token as rendered

    now = _milliseconds(options.now)
    given = token_input(token_text(text), settings_of(None), now)
    decoded = jwt.decode(given.token) if given.kind == "jwt" else None
    said = describe(decoded, now) if isinstance(decoded, jwt.Jwt) else None
    if options.format == "json":
        write(rendered.as_json(rendered.document(given, decoded, said)))
    else:
        shown = said or (decoded if isinstance(decoded, jwt.NotJwt) else None)
        write(rendered.render(given, shown, screen(options), _offset))
    return 0 if said else 1


def _offset(seconds: float) -> int:
    """Seconds by which this machine's zone is ahead of UTC at an instant."""
    try:
        return time.localtime(seconds).tm_gmtoff
    except (OverflowError, OSError, ValueError):
        return 0


def verify_token(text: str, own: VerifyTokenOptions, options: Options) -> int:
    """`clerkdoctor verify-token`: a checklist of what each verifier asks, and its verdict."""
    from clerkdoctor.gather.tokens import evidence_of, looked_at, settings_of, token_input, verdicts

    asked = _asked(own, options)
    settings = settings_of(own.project)
    given = token_input(token_text(text), settings, asked.now)
    seen = evidence_of(given, asked, settings)
    data: dict[str, Any] = {"verdicts": verdicts(seen)}
    if options.format == "json":
        data = {"token": _token_data(given, asked.now), **data}
    entries = chosen(options, ("tokens",))
    report = _report("verify-token", "token", seen, entries, options, data)
    return write_report(report._replace(looked_at={None: looked_at(seen)}), options)


def _token_data(given: "TokenInput", now: float) -> Any:
    from clerkdoctor.clerk import jwt
    from clerkdoctor.clerk.token_words import describe
    from clerkdoctor.render.token import document

    decoded = jwt.decode(given.token)
    said = describe(decoded, now) if isinstance(decoded, jwt.Jwt) else None
    return document(given, decoded, said)["token"]


def verify_batch(file: Path, own: VerifyTokenOptions, options: Options) -> int:
    """`clerkdoctor verify-token --batch`: a token a line, a result a line, in order.

    A reader that goes away, such as `head`, ends it, and the exit code is of what was judged.
    """
    if options.format not in ("checklist", "json"):
        raise typer.BadParameter(
            f"--batch writes a JSON document a line, and no {options.format}: leave --format out"
        )
    from clerkdoctor.batch import Convex, run
    from clerkdoctor.evidence import Unavailable
    from clerkdoctor.gather.lines import read_blocks
    from clerkdoctor.gather.tokens import convex_for_batch, settings_of, verify_options

    asked, settings = _asked(own, options), settings_of(own.project)
    (made, key), convex = verify_options(asked, settings), convex_for_batch(asked, settings)
    for part in (key, convex):
        if isinstance(part, Unavailable):
            raise Trouble(part.reason, "give --jwt-key, --jwks or --issuer, or name the --project")
    assert not isinstance(convex, Unavailable)
    too = Convex(convex[0].providers, convex[1]) if convex else None
    stream: Any = sys.stdin.buffer if str(file) == "-" else _opened(file)
    with stream, _results(options.output) as write:
        counts = run(read_blocks(stream), made, asked.now, write, convex=too)
        if not counts.total:
            raise Trouble(f"there is no token in `{file}`", "give a file with a token a line")
    return PASSED if counts.accepted == counts.total else FAILED


@contextmanager
def _results(path: Path | None) -> Iterator[Callable[[bytes], object]]:
    """What takes the lines: standard output, or the file."""
    if path is None:
        yield _write_lines
    else:
        with being_written(path) as file:
            yield file.write


def _write_lines(lines: bytes) -> None:
    """To standard output at once: somebody may be waiting for the answer."""
    try:
        sys.stdout.buffer.write(lines)
        sys.stdout.buffer.flush()
    except BrokenPipeError:
        forget_output()
        raise


def fetch_jwks(
    source: str, project: Path | None, options: Options, proxy: str | None = None
) -> int:
    """`clerkdoctor fetch-jwks`: which keys an issuer publishes, and whether they are sound."""
    from clerkdoctor.facts.key_sets import KeySet
    from clerkdoctor.gather.key_sets import add_key_set, add_keys, source_of

    found = source_of(source, project)
    seen = Evidence()
    add_keys(seen, found.project)
    add_key_set(seen, found, proxy=proxy)
    keys = seen[KeySet]
    data = {
        "issuer": found.issuer,
        "jwks_uri": found.jwks_uri,
        "keys": [
            {
                "kid": key.kid,
                "kty": key.kty,
                "alg": key.alg,
                "use": key.use,
                "bits": key.bits,
                "thumbprint": key.thumbprint,
            }
            for key in (keys.keys if isinstance(keys, KeySet) else ())
        ],
    }
    entries = chosen(options, ("key sets",), also=("keys-name-one-instance",))
    return write_report(
        _report("fetch-jwks", found.jwks_uri, seen, entries, options, data), options
    )


def _report(
    command: str,
    target: str,
    seen: Evidence,
    entries: Sequence[Entry],
    options: Options,
    data: dict[str, Any],
) -> Report:
    from clerkdoctor.judge import judge

    results, crashes = judge(entries, {None: seen})
    return Report(command, target, results, crashes, options.fail_on, data=data)


def _asked(own: VerifyTokenOptions, options: Options) -> Any:
    """The command line as the gatherer takes it; files are read here, and named if they cannot."""
    from clerkdoctor.gather.tokens import TokenOptions

    is_url = own.jwks is not None and own.jwks.startswith(("http://", "https://"))
    jwks = own.jwks if own.jwks is None or is_url else _file(Path(own.jwks))
    return TokenOptions(
        project=own.project,
        now=_milliseconds(own.at or options.now),
        jwks=jwks,
        jwt_key=_file(own.jwt_key).decode("utf-8", "replace") if own.jwt_key else None,
        issuer=own.issuer,
        audience=tuple(own.audience),
        authorized_parties=tuple(own.authorized_party) or _stated_parties(own.project),
        clock_skew_ms=own.clock_skew * 1000,
        verifiers={
            "clerk": frozenset(("clerk",)),
            "convex": frozenset(("convex",)),
            "both": frozenset(("clerk", "convex")),
        }.get(own.verifier or ""),
        application_id=own.application_id,
        proxy=own.proxy,
    )


def _stated_parties(project: Path | None) -> tuple[str, ...]:
    """What the project's clerkdoctor.toml names, before what its code does."""
    from clerkdoctor.commands.settings import settings_of

    return settings_of(project or Path()).authorized_parties


def _milliseconds(at: str | None) -> float:
    moment = instant(at)
    return (time.time() if moment is None else moment) * 1000


def token_text(text: str) -> str:
    """The argument itself, or what `-` and `@FILE` stand for.

    The line break that ends a file or the output of a command is no part of the token.
    """
    if text == "-":
        data = sys.stdin.buffer.read(TOKEN_LIMIT + 1)
        if len(data) > TOKEN_LIMIT:
            raise Trouble("the token on standard input has more than 8 MB", "pass one token")
    elif text.startswith("@"):
        data = _file(Path(text[1:]))
    else:
        return text
    return data.decode("utf-8", "replace").removesuffix("\n").removesuffix("\r")


def _file(path: Path) -> bytes:
    from clerkdoctor.gather.files import Missing, Unreadable, read

    if str(path) == "-":
        return sys.stdin.buffer.read()
    content = read(path, TOKEN_LIMIT)
    if isinstance(content, Missing):
        raise typer.BadParameter(f"there is no file `{path}`")
    if isinstance(content, Unreadable):
        raise Trouble(f"`{path}` {content.reason}", "name a file that can be read")
    return content


def _opened(path: Path) -> Any:
    try:
        return path.open("rb")
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise Trouble(f"`{path}` cannot be read: {reason}", "name a file of tokens") from None
