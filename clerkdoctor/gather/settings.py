"""`clerkdoctor.toml`: read, and held to what it may state. A typo is named with what was meant."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from clerkdoctor.errors import Trouble
from clerkdoctor.facts.settings import Settings, Skip
from clerkdoctor.gather.files import MEGABYTE, Missing, Unreadable, read
from clerkdoctor.nearest import nearest

NAME = "clerkdoctor.toml"

_MODES = ("development", "production", "test")
_LEVELS = ("error", "warning", "note")


def settings(folder: Path, checks: Callable[[], Sequence[str]]) -> Settings:
    """What the file in the project's folder states; nothing where there is no file.

    `checks` gives the ids that `skip` and `levels` may name. Raises `Trouble` for a file that is
    no TOML, or that states what has no meaning.
    """
    path = folder / NAME
    content = read(path, MEGABYTE)
    if isinstance(content, Missing):
        return Settings()
    if isinstance(content, Unreadable):
        raise Trouble(f"`{path}` {content.reason}", "make it a readable file, or remove it")
    import tomllib

    try:
        stated = tomllib.loads(content.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise Trouble(f"`{path}` is not UTF-8 text", "save it as UTF-8") from None
    except tomllib.TOMLDecodeError as error:
        raise Trouble(
            f"`{path}` is not TOML: {error}", "write `name = value`, with texts in quotes"
        ) from None
    named = checks() if "skip" in stated or "levels" in stated else ()
    return _File(str(path), tuple(named)).settings(stated)


class _File(NamedTuple):
    """The file by its name, and the checks that it may name."""

    path: str
    checks: tuple[str, ...]

    def settings(self, stated: Mapping[str, Any]) -> Settings:
        readers: dict[str, Callable[[str, Any], Any]] = {
            "apps": self._folders,
            "mode": lambda name, value: self._one_of(name, value, _MODES),
            "against": self._texts,
            "app-url": self._url,
            "webhook-url": self._url,
            "authorized-parties": self._texts,
            "jwt-template": self._text,
            "baseline": self._text,
            "skip": self._skips,
            "levels": self._levels,
        }
        self._known("", stated, readers)
        found = {name: readers[name](name, value) for name, value in stated.items()}
        return Settings(
            self.path, **{name.replace("-", "_"): value for name, value in found.items()}
        )

    def _known(self, where: str, stated: Mapping[str, Any], names: Mapping[str, Any]) -> None:
        for name in stated:
            if name not in names:
                listed = ", ".join(f"`{one}`" for one in names)
                meant = _meant(name, tuple(names))
                raise self._trouble(f"{where}`{name}` is no setting{meant}", f"use one of {listed}")

    def _skips(self, name: str, value: Any) -> tuple[Skip, ...]:
        if not isinstance(value, list) or not all(isinstance(one, dict) for one in value):
            raise self._trouble(
                f"`{name}` is {_kind(value)}; expected tables",
                'write [[skip]] with check = "…" and reason = "…" below it',
            )
        return tuple(self._skip(one) for one in value)

    def _skip(self, stated: Mapping[str, Any]) -> Skip:
        self._known("skip: ", stated, {"check": 0, "reason": 0, "until": 0})
        for name in ("check", "reason"):
            if name not in stated:
                raise self._trouble(
                    f"a skip states no `{name}`", f'add {name} = "…" to the [[skip]]'
                )
        until = stated.get("until")
        if until is not None and (isinstance(until, datetime) or not isinstance(until, date)):
            raise self._trouble(
                f"skip: `until` is {_kind(until)}; expected a date",
                "write it without quotes, as until = 2027-01-31",
            )
        check = self._check("skip", stated["check"])
        return Skip(check, self._text("skip: reason", stated["reason"]), until)

    def _levels(self, name: str, value: Any) -> dict[str, str]:
        if not isinstance(value, dict):
            raise self._trouble(
                f"`{name}` is {_kind(value)}; expected a table",
                'write [levels] with lines such as handler-upserts = "note"',
            )
        return {
            self._check(name, check): self._one_of(f"levels: {check}", level, _LEVELS)
            for check, level in value.items()
        }

    def _check(self, name: str, value: Any) -> str:
        check = self._text(f"{name}: check", value)
        if check not in self.checks:
            raise self._trouble(
                f"{name}: `{check}` is no check{_meant(check, self.checks)}",
                "`clerkdoctor checks` lists them",
            )
        return check

    def _texts(self, name: str, value: Any) -> tuple[str, ...]:
        if not isinstance(value, list) or not all(isinstance(one, str) and one for one in value):
            raise self._trouble(
                f"`{name}` is {_kind(value)}; expected a list of texts", f'write {name} = ["…"]'
            )
        return tuple(value)

    def _folders(self, name: str, value: Any) -> tuple[str, ...]:
        return tuple(one.removeprefix("./").rstrip("/") or "." for one in self._texts(name, value))

    def _text(self, name: str, value: Any) -> str:
        if not isinstance(value, str) or not value.strip():
            raise self._trouble(
                f"`{name}` is {_kind(value)}; expected a text", 'write it in quotes: "…"'
            )
        return value

    def _url(self, name: str, value: Any) -> str:
        url = self._text(name, value)
        try:
            parts = urlsplit(url)
        except ValueError:
            parts = urlsplit("")
        if parts.scheme not in ("http", "https") or not parts.netloc:
            raise self._trouble(
                f"`{name}` is a text that does not begin with `https://` and a host",
                f'write {name} = "https://…"',
            )
        return url

    def _one_of(self, name: str, value: Any, values: Sequence[str]) -> Any:
        if value not in values or not isinstance(value, str):
            listed = ", ".join(f"`{one}`" for one in values)
            shown = f"`{value}`" if isinstance(value, str) else _kind(value)
            meant = _meant(value, tuple(values)) if isinstance(value, str) else ""
            raise self._trouble(f"`{name}` is {shown}{meant}", f"use one of {listed}")
        return value

    def _trouble(self, message: str, hint: str) -> Trouble:
        return Trouble(f"{self.path}: {message}", hint)


def _meant(name: str, known: Sequence[str]) -> str:
    close = nearest(name, known, limit=max(2, len(name) // 3))
    return f"; did you mean `{close}`?" if close else ""


def _kind(value: Any) -> str:
    """What a value is, in TOML's words."""
    names = ((bool, "a boolean"), (str, "a text"), (int, "a number"), (float, "a number"),
             (dict, "a table"), (list, "a list"))  # fmt: skip
    if value == "":
        return "an empty text"
    if isinstance(value, datetime):
        return "a date and time"
    return next((name for kind, name in names if isinstance(value, kind)), "a date")
