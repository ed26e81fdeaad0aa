"""The request that a matcher is asked about: its path on the way, and the conditions on the rest.

Ported from `matchHas` in `shared/lib/router/utils/prepare-destination.js`, and from
`shared/lib/i18n/normalize-locale-path.js`.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Literal, NamedTuple

from clerkdoctor.javascript_regexp import Regexp

Values = Mapping[str, str | Sequence[str]]


class Condition(NamedTuple):
    """One item of `has` or `missing`.

    `value` is the source of a regular expression that the whole value has to match, empty where any
    value does. A `host` has no key.
    """

    type: Literal["header", "cookie", "query", "host"]
    key: str
    value: str = ""


class Request(NamedTuple):
    """What is known of a request beside its path; None where it is not known."""

    host: str | None = None
    headers: Values | None = None
    cookies: Mapping[str, str] | None = None
    query: Values | None = None


NOTHING_KNOWN = Request()


def conditions_hold(
    has: Iterable[Condition],
    missing: Iterable[Condition],
    request: Request,
    regexp: Callable[[str], Regexp],
) -> bool | None:
    """Whether all of `has` and none of `missing` hold; None where the request does not tell.

    Raises what `regexp` and its answers raise.
    """
    unknown = False
    for wanted, conditions in ((True, has), (False, missing)):
        for condition in conditions:
            holds = _holds(condition, request, regexp)
            if holds is None:
                unknown = True
            elif holds is not wanted:
                return False
    return None if unknown else True


def _holds(condition: Condition, request: Request, regexp: Callable[[str], Regexp]) -> bool | None:
    known, values = _values(condition, request)
    if not known:
        return None
    if not values or values == [""]:
        return False
    return not condition.value or regexp(f"^{condition.value}$").test(values[-1])


def _values(condition: Condition, request: Request) -> tuple[bool, list[str]]:
    """Whether it is known, and the values that the request has."""
    if condition.type == "host":
        host = request.host
        if host is None and request.headers is not None:
            host = next(iter(_lowered(request.headers).get("host", [])), None)
        return host is not None, [] if host is None else [host.split(":", 1)[0].lower()]
    if condition.type == "header":
        if request.headers is None:
            return False, []
        return True, _lowered(request.headers).get(condition.key.lower(), [])
    stated: Values | None = request.cookies if condition.type == "cookie" else request.query
    if stated is None:
        return False, []
    return True, _listed(stated.get(condition.key, []))


def _lowered(headers: Values) -> dict[str, list[str]]:
    return {name.lower(): _listed(value) for name, value in headers.items()}


def _listed(value: str | Sequence[str]) -> list[str]:
    return [value] if isinstance(value, str) else list(value)


def canonical(path: str, base_path: str = "", *, trailing_slash: bool) -> str:
    """The path as it is sent, and where the redirects for slashes lead with it."""
    path = as_sent(path)
    while "//" in path:
        path = path.replace("//", "/")
    bare = path.rstrip("/")
    if bare in {"", base_path} or not trailing_slash:
        return f"{bare}/" if not bare or trailing_slash else bare
    last = bare.rpartition("/")[2]
    before, point, extension = last.rpartition(".")
    if not point:
        well_known = bare.startswith(f"{base_path}/.well-known")
        return path if well_known else f"{bare}/"
    is_file = bool(before and extension) and extension.replace("_", "a").isalnum()
    return bare if is_file else path


def as_sent(path: str) -> str:
    """A path as a browser sends it: encoded, `/` for a backslash, without dot segments."""
    from urllib.parse import quote

    path = quote(path, safe="%/\\!$&'()*+,:;=@[]^|~", errors="replace").replace("\\", "/")
    if "/." not in path and "%2" not in path:
        return path if path.startswith("/") else f"/{path}"
    parts: list[str] = []
    segments = path.removeprefix("/").split("/")
    for at, segment in enumerate(segments):
        dots = segment.lower().replace("%2e", ".")
        if dots == "..":
            del parts[-1:]
        elif dots != ".":
            parts.append(segment)
            continue
        if at == len(segments) - 1:
            parts.append("")
    return "/" + "/".join(parts)


def decoded(path: str) -> str:
    """`decodeURIComponent(path)`, or the path where JavaScript cannot decode it."""
    if "%" not in path:
        return path
    from urllib.parse import unquote_to_bytes

    digits = frozenset("0123456789abcdefABCDEF")
    for escape in path.split("%")[1:]:
        if len(escape) < 2 or not digits.issuperset(escape[:2]):
            return path
    try:
        return unquote_to_bytes(path).decode()
    except UnicodeDecodeError:
        return path


def with_locale(
    path: str, base_path: str, locales: Sequence[str], default: str, *, trailing_slash: bool
) -> str:
    """The path with the default locale behind the basePath, where it names no locale."""
    base = base_path if path == base_path or path.startswith(f"{base_path}/") else ""
    rest = path[len(base) :]
    first = rest.split("/", 2)[1] if rest.startswith("/") else ""
    if rest.startswith("/_next/") or first.lower() in {locale.lower() for locale in locales}:
        return path
    slash = "/" if trailing_slash and rest.endswith("/") else ""
    return f"{base}/{default}{rest.rstrip('/')}{slash}"
