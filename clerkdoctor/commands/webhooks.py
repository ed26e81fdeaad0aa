"""What the commands about webhooks do: gather, judge, render, and the exit code."""

import math
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import typer

from clerkdoctor.commands.checking import Options, chosen, instant, write_report
from clerkdoctor.errors import Trouble
from clerkdoctor.report import Report

if TYPE_CHECKING:
    from clerkdoctor.evidence import Evidence
    from clerkdoctor.facts.delivery import Delivery, SigningSecret
    from clerkdoctor.gather.signing_secrets import Setting

SECRET_LIMIT = 100_000
"""Bytes that a file of secrets may have."""
LATEST = 8_640_000_000_000
"""Seconds from 1970 of the last date that JavaScript has."""


class VerifyWebhookOptions(NamedTuple):
    """The options that `verify-webhook` has of its own, as the contract names them."""

    payload: Path | None
    header: Sequence[str]
    delivery: Path | None
    secret_env: Sequence[str]
    secret_file: Sequence[Path]
    at: str | None


def verify_webhook(own: VerifyWebhookOptions, options: Options) -> int:
    """`clerkdoctor verify-webhook`: a checklist of what a delivery must have, and the verdicts."""
    from clerkdoctor.gather.signing_secrets import setting
    from clerkdoctor.gather.webhooks import data_of, evidence_of, looked_at
    from clerkdoctor.judge import judge

    stated = _seconds("--at", own.at) if own.at is not None else _seconds("--now", options.now)
    _refuse_to_read_twice(own)
    entries = chosen(options, ("delivery",))
    target, found = _deliveries(own)
    is_named = bool(own.secret_env or own.secret_file)
    here = setting(Path(), options.mode, reads_code=not is_named)
    secrets = secrets_named(own.secret_env, own.secret_file, here)
    evidence: dict[str | None, Evidence] = {}
    seen_at: dict[str | None, str] = {}
    for number, delivery in enumerate(found, 1):
        label = _label(number, delivery) if len(found) > 1 else None
        now, when = _moment(stated, delivery)
        evidence[label] = evidence_of(delivery, secrets, here.libraries, now)
        seen_at[label] = looked_at(evidence[label], when)
    results, crashes = judge(entries, evidence)
    data = _data([data_of(seen) for seen in evidence.values()], list(evidence))
    report = Report("verify-webhook", target, results, crashes, options.fail_on, seen_at, data)
    return write_report(report, options)


def _data(all_of_them: list[dict[str, Any]], labels: Sequence[str | None]) -> dict[str, Any]:
    """The JSON document's own part: of several deliveries, the first that is refused, and all."""
    first = next((one for one in all_of_them if one["explanation"]), all_of_them[0])
    if len(all_of_them) == 1:
        return first
    listed = [{"delivery": name, **one} for name, one in zip(labels, all_of_them, strict=True)]
    return {**first, "deliveries": listed}


def _deliveries(own: VerifyWebhookOptions) -> "tuple[str, tuple[Delivery, ...]]":
    """What is to be judged, and its name: a capture, or a payload with its headers."""
    from clerkdoctor.facts.delivery import Delivery
    from clerkdoctor.gather.delivery import LIMIT, deliveries

    if (own.delivery is None) == (own.payload is None):
        raise typer.BadParameter("give --payload FILE and its headers, or --delivery FILE")
    if own.delivery is not None:
        if own.header:
            raise typer.BadParameter("--header goes with --payload: a capture has its headers")
        captured = deliveries(content(own.delivery, LIMIT), _name(own.delivery))
        return str(own.delivery), captured
    assert own.payload is not None
    pairs = tuple(header_of(text) for text in own.header)
    body = content(own.payload, LIMIT)
    return str(own.payload), (Delivery(pairs, body, _name(own.payload)),)


def header_of(text: str) -> tuple[str, str]:
    """The name and the value of `--header`; a usage error where it is none."""
    from clerkdoctor.gather.delivery import header

    found = header(text)
    if found is None:
        # A value may be a secret's: only what stands before the colon is shown.
        name = text.partition(":")[0][:40]
        raise typer.BadParameter(f"--header is `{name}…`; expected 'NAME: VALUE'")
    return found


def secrets_named(
    secret_env: Sequence[str], secret_file: Sequence[Path], here: "Setting"
) -> "tuple[SigningSecret, ...]":
    """The secrets of `--secret-env` and `--secret-file`; where neither is given, the project's."""
    from clerkdoctor.gather.signing_secrets import of_process

    if not secret_env and not secret_file:
        return here.secrets
    found: list[SigningSecret] = []
    for name in secret_env:
        secret = of_process(name) or next((one for key, one in here.stated if key == name), None)
        if secret is None:
            raise Trouble(
                f"`{name}` is set neither in this process nor in an env file of this folder",
                "set the variable, or give the secret in a file: --secret-file FILE",
            )
        found.append(secret)
    for path in secret_file:
        found += _in_file(path)
    return tuple(found)


def _in_file(path: Path) -> "Iterator[SigningSecret]":
    """The secrets of a file, one a line: the first counts, the others are older ones."""
    from clerkdoctor.gather.signing_secrets import signing_secret

    text = content(path, SECRET_LIMIT).decode("utf-8", "replace")
    # The line break that ends a file, as `echo` writes it, is no part of the secret.
    lines = [line.removesuffix("\r") for line in text.split("\n")]
    stated = [(number, line) for number, line in enumerate(lines, 1) if line]
    for number, line in stated or [(1, "")]:
        where = _name(path) if len(stated) < 2 else f"line {number} of {_name(path)}"
        name, equals, _ = line.partition("=")
        if equals and name.isupper() and "_" in name:
            raise Trouble(
                f"{where} is the assignment of a variable; the secret alone was expected",
                "name the variable: --secret-env reads the env files of this folder",
            )
        yield signing_secret(line, f"the secret in {where}")


def _moment(stated: float | None, delivery: "Delivery") -> tuple[float, str]:
    """As of when a delivery is judged, in seconds since 1970, and that in words."""
    from clerkdoctor.clerk.instants import utc

    if stated is not None:
        return stated, f"as of {utc(stated) or stated}"
    if delivery.captured_at is not None:
        when = utc(delivery.captured_at)
        return delivery.captured_at, f"as of {when}, when it was captured"
    return time.time(), "as of now"


def _label(number: int, delivery: "Delivery") -> str:
    """What one of several deliveries is called: its place, and its id."""
    from clerkdoctor.svix.readings import written

    message_id = written(delivery.named).message_id
    return f"{number}: {message_id}" if message_id else f"{number}"


def _seconds(option: str, text: str | None) -> float | None:
    try:
        moment = instant(text)
    except typer.BadParameter:
        moment = math.nan
    if moment is not None and not abs(moment) <= LATEST:
        raise typer.BadParameter(
            f"{option} is `{text}`; expected ISO 8601, as 2026-01-31T12:00:00Z, or epoch seconds"
        )
    return moment


def _name(path: Path) -> str:
    return "standard input" if str(path) == "-" else f"`{path}`"


def content(path: Path, limit: int) -> bytes:
    """The bytes of a file or, for `-`, of standard input; no more than `limit`."""
    from clerkdoctor.gather.files import Missing, Unreadable, read, size

    if str(path) == "-":
        data = sys.stdin.buffer.read(limit + 1)
        if len(data) > limit:
            message = f"standard input has more than {size(limit)}"
            raise Trouble(message, "pass a smaller file")
        return data
    found = read(path, limit)
    if isinstance(found, Missing):
        raise typer.BadParameter(f"there is no file `{path}`")
    if isinstance(found, Unreadable):
        raise Trouble(f"`{path}` {found.reason}", "name a file that can be read")
    return found


def _refuse_to_read_twice(own: VerifyWebhookOptions) -> None:
    named = [path for path in (own.payload, own.delivery, *own.secret_file) if path is not None]
    if [str(path) for path in named].count("-") > 1:
        raise typer.BadParameter("standard input is one file: name the other one by its path")
