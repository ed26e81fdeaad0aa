"""What a push answers to an `auth.config`, in Convex' own words.

Source: get-convex/convex-backend, crates/isolate/src/environment/auth_config.rs
(`check_for_common_confusions`, `strip_position`), crates/isolate/src/client.rs (the prefix) and
crates/common/src/auth.rs (`SerializedAuthConfig`).
"""

from typing import NamedTuple

from clerkdoctor.convex.issuer import InvalidIssuer, store_issuer
from clerkdoctor.convex.providers import CustomJwtProvider, OidcProvider, Provider
from clerkdoctor.convex.refusal import Refused, shown, shown_json
from clerkdoctor.convex.serde_words import invalid_type

_SEE = "To learn more, see the auth documentation at https://docs.convex.dev/auth."
_SHAPE = "auth config file must include a list of provider credentials: "
_WORKOS = ("https://api.workos.com", "https://api.workos.com/")
_ALGORITHMS = ("RS256", "ES256")


class Pushed(NamedTuple):
    """An accepted configuration: its providers in the file's order, their issuers as stored.

    Accepted is not right: an issuer with a line break at its end is, and matches no token.
    """

    providers: tuple[Provider, ...]


def push(exported: object) -> Pushed | Refused:
    """What a push answers to an `auth.config` whose default export evaluates to this.

    Given is what JSON.stringify would see of it: dicts, lists, strings, numbers, booleans and None,
    with `undefined` members left out. None stands for a default export that is missing, null or
    undefined. A file that reads an unset variable never comes so far: see `variable_not_set`.
    """
    from clerkdoctor.convex.strict_json import MOST_LEVELS

    if exported is None:
        text = f"auth config file is missing default export. {_SEE}"
        return _refused(text, "default-export-is-missing", "The file has no default export")
    depth = _levels(exported)
    if depth is None:
        text = f"auth config file can only contain strings {_SEE}"
        return _refused(text, "config-is-not-data", "The default export is not plain data")
    if depth > MOST_LEVELS:
        return _misshapen("recursion limit exceeded ", "The default export is nested too deep")
    return _confusion(exported) or _providers(exported)


def variable_not_set(name: str) -> Refused:
    """What a push answers when the file reads a variable that the deployment has not set."""
    return Refused(
        "AuthConfigMissingEnvironmentVariable",
        f"Environment variable {name} is used in auth config file but its value was not set",
        "variable-is-not-set",
        f"`{name}` is not set on the deployment, and there every reading of an unset one fails",
        "BadRequest",
    )


def _refused(text: str, reason: str, cause: str) -> Refused:
    message = f"The pushed auth config is invalid: {text}"
    return Refused("InvalidAuthConfig", message, reason, cause, "BadRequest")


def _misshapen(text: str, cause: str, reason: str = "config-has-another-shape") -> Refused:
    return _refused(f"{_SHAPE}{text}", reason, cause)


def _levels(exported: object) -> int | None:
    """How deep the data is nested; None for a cycle and for what is no data."""
    heights: dict[int, int] = {}
    waiting = [(exported, False)]
    while waiting:
        value, is_left = waiting.pop()
        if not isinstance(value, dict | list | tuple):
            if value is not None and not isinstance(value, str | int | float):
                return None
            continue
        inner = list(value.values()) if isinstance(value, dict) else list(value)
        if is_left:
            nested = [item for item in inner if isinstance(item, dict | list | tuple)]
            heights[id(value)] = 1 + max((heights[id(item)] for item in nested), default=0)
        elif heights.get(id(value)) == 0:
            return None
        elif id(value) not in heights:
            heights[id(value)] = 0
            waiting.append((value, True))
            waiting.extend((item, False) for item in inner)
    return heights.get(id(exported), 0)


def _confusion(exported: object) -> Refused | None:
    """The mistakes that Convex names itself, looked for before all else, provider by provider."""
    listed = exported.get("providers") if isinstance(exported, dict) else None
    for index, provider in enumerate(listed if isinstance(listed, list | tuple) else ()):
        if isinstance(provider, dict):
            refused = _confused(f"Provider at index {index}", provider)
            if refused:
                return refused
    return None


def _confused(at: str, provider: dict[str, object]) -> Refused | None:
    stated = provider.get("type")
    kind = stated if isinstance(stated, str) else "unknown"
    misspelt = next((name for name in ("applicationId", "applicationid") if name in provider), None)
    if misspelt:
        text = (
            f"{at} must have applicationID property spelled lowercase 'application', capital I, "
            "capital D."
        )
        return _misshapen(text, f"{at} has `{misspelt}`", "application-id-is-misspelt")
    if kind not in {"customJwt", "oidc", "unknown"}:
        text = f"{at} has unexpected 'type' value '{kind}'"
        return _misshapen(text, f"{at} has the type {shown(kind)}", "provider-type-is-unknown")
    if kind == "customJwt" and "domain" in provider:
        text = f"{at} is a customJwt so cannot have a 'domain' specified"
        return _misshapen(text, f"{at} is a customJwt with a `domain`", "custom-jwt-has-a-domain")
    if kind != "customJwt" and "issuer" in provider:
        text = f"{at} is oidc so cannot have an 'issuer' specified."
        return _misshapen(text, f"{at} has an `issuer` and is no customJwt", "oidc-has-an-issuer")
    if "applicationID" not in provider and provider.get("issuer") in _WORKOS:
        text = (
            f"This auth configuration appears potentially insecure: {at} has an issuer that is "
            "shared among many applications, so must to specify an ApplicationID to check against "
            "an `aud` field of a JWT."
        )
        return _refused(text, "issuer-is-shared", f"{at} has the issuer of all WorkOS customers")
    return None


def _providers(exported: object) -> Pushed | Refused:
    listed = _listed(exported)
    if isinstance(listed, Refused):
        return listed
    parsed: list[Provider] = []
    for index, entry in enumerate(listed):
        provider = _provider(entry)
        if provider is None:
            text = "data did not match any variant of untagged enum SerializedAuthInfo "
            cause = f"Provider at index {index} {_shortcoming(entry)}"
            return _misshapen(text, cause, "provider-is-incomplete")
        parsed.append(provider)
    if isinstance(exported, list | tuple) and len(exported) > 1:
        return _misshapen("trailing characters ", "The default export is an array")
    return _stored(parsed)


def _listed(exported: object) -> list[object] | tuple[object, ...] | Refused:
    """The list of providers. An array is taken for the structure's one field, as serde does."""
    if isinstance(exported, dict):
        if "providers" not in exported:
            return _misshapen("missing field `providers` ", "There is no `providers`")
        listed: object = exported["providers"]
        cause = f"`providers` is {_kind(listed)} and no array"
    elif isinstance(exported, list | tuple):
        cause = "The default export is an array, where an object with `providers` belongs"
        if not exported:
            text = "invalid length 0, expected struct SerializedAuthConfig with 1 element "
            return _misshapen(text, cause)
        listed = exported[0]
    else:
        cause = f"The default export is {_kind(exported)}, where an object belongs"
        return _misshapen(invalid_type(exported, "struct SerializedAuthConfig"), cause)
    if isinstance(listed, list | tuple):
        return listed
    return _misshapen(invalid_type(listed, "a sequence"), cause)


def _provider(entry: object) -> Provider | None:
    if not isinstance(entry, dict):
        return None
    app_id = entry.get("applicationID")
    if entry.get("type") == "customJwt":
        issuer, jwks, algorithm = entry.get("issuer"), entry.get("jwks"), entry.get("algorithm")
        if isinstance(issuer, str) and isinstance(jwks, str) and isinstance(algorithm, str):
            fits = algorithm in _ALGORITHMS and (app_id is None or isinstance(app_id, str))
            return CustomJwtProvider(issuer, jwks, algorithm, app_id) if fits else None
        return None
    domain = entry.get("domain")
    fits = isinstance(app_id, str) and isinstance(domain, str)
    return OidcProvider(str(app_id), str(domain)) if fits else None


def _shortcoming(entry: object) -> str:
    """What Convex' one message for all of these leaves unsaid."""
    if not isinstance(entry, dict):
        return f"is {_kind(entry)} and no object"
    is_custom = entry.get("type") == "customJwt"
    needed = ("issuer", "jwks", "algorithm") if is_custom else ("domain", "applicationID")
    for name in needed:
        if name not in entry:
            return f"has no `{name}`, or it is undefined"
        if not isinstance(entry[name], str):
            return f"has {_kind(entry[name])} as its `{name}`, where a string belongs"
    if is_custom and entry["algorithm"] not in _ALGORITHMS:
        return (
            f"has the algorithm {shown_json(entry['algorithm'])}; Convex knows `RS256` and `ES256`"
        )
    return f"has {_kind(entry.get('applicationID'))} as its `applicationID`"


def _kind(value: object) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "a boolean"
    names = {str: "a string", dict: "an object", list: "an array", tuple: "an array"}
    return next((name for kind, name in names.items() if isinstance(value, kind)), "a number")


def _stored(parsed: list[Provider]) -> Pushed | Refused:
    accepted: list[Provider] = []
    for index, provider in enumerate(parsed):
        issuer = store_issuer(provider.stored_issuer)
        if isinstance(issuer, InvalidIssuer):
            field = "domain" if isinstance(provider, OidcProvider) else "issuer"
            stated = shown(provider.stored_issuer)
            cause = f"Provider at index {index} has the `{field}` {stated}"
            return _refused(issuer.message, issuer.reason, cause)
        if isinstance(provider, OidcProvider):
            accepted.append(provider._replace(domain=issuer))
        else:
            accepted.append(provider._replace(issuer=issuer))
    return Pushed(tuple(accepted))
