"""Provider metadata and the key set that it names: how Convex finds an OIDC provider's keys.

Source: get-convex/convex-backend, crates/authentication/src/lib.rs;
get-convex/openidconnect-rs, src/discovery and src/types/jwks.rs.
"""

from functools import lru_cache
from typing import NamedTuple

from clerkdoctor.convex.jwk import Jwk, NotAKeySet, lenient_keys
from clerkdoctor.convex.network import (
    Network,
    NetworkFailure,
    Response,
    content_type,
    named_status,
    why_no_request,
)
from clerkdoctor.convex.refusal import (
    ErrorClass,
    Refused,
    class_of_status,
    printable,
    shown,
    shown_json,
)
from clerkdoctor.convex.strict_json import Unreadable, is_strings, parse_json, repeated_member
from clerkdoctor.convex.url import UrlError, parse_url

METADATA_PATH = ".well-known/openid-configuration"

_JSON = ("application/json",)
_KEY_SET = ("application/json", "application/jwk-set+json")

# Members that are read beside `issuer` and `jwks_uri`: of the wrong type, they spoil the whole.
_URLS = (
    "authorization_endpoint", "token_endpoint", "userinfo_endpoint", "registration_endpoint",
    "service_documentation", "op_policy_uri", "op_tos_uri",
)  # fmt: skip
_TEXTS = (
    "scopes_supported", "response_modes_supported", "grant_types_supported",
    "acr_values_supported", "token_endpoint_auth_methods_supported", "display_values_supported",
    "claim_types_supported", "claims_supported", "claims_locales_supported",
    "ui_locales_supported",
)  # fmt: skip
_REQUIRED_TEXTS = ("response_types_supported", "subject_types_supported")
_LISTS = (
    "token_endpoint_auth_signing_alg_values_supported",
    *(
        f"{what}_{kind}_values_supported"
        for what in ("id_token", "userinfo", "request_object")
        for kind in ("signing_alg", "encryption_alg", "encryption_enc")
    ),
)
_BOOLEANS = (
    "claims_parameter_supported", "request_parameter_supported",
    "request_uri_parameter_supported", "require_request_uri_registration",
)  # fmt: skip


class Discovered(NamedTuple):
    """The provider's own name for itself, its key set's URL, and the keys that can be read."""

    issuer: str
    jwks_uri: str
    keys: tuple[Jwk, ...]


def metadata_url(issuer: str) -> str | UrlError:
    """Where the provider metadata of an issuer is: its text with the path behind it."""
    url = parse_url(f"{issuer}{'' if issuer.endswith('/') else '/'}{METADATA_PATH}")
    return url if isinstance(url, UrlError) else url.href


def discover(issuer: str, network: Network) -> Discovered | Refused:
    """The keys for tokens that claim this issuer, which a provider has been found for before."""
    if isinstance(parse_url(issuer), UrlError):
        return Refused(
            "InternalServerError",
            "Your request couldn't be completed. Try again later.",
            "issuer-claim-is-no-url",
            f"`iss` is {shown(issuer)}, which is no URL, and Convex has no word for that",
            "InternalServerError",
        )
    url = metadata_url(issuer)
    if isinstance(url, UrlError):
        return _failed(issuer, "issuer-claim-is-no-url", f"`iss` is {shown(issuer)}: {url.message}")
    body = _fetch(issuer, url, "metadata", _JSON, network)
    if isinstance(body, Refused):
        return body
    metadata = _metadata(issuer, url, body)
    if isinstance(metadata, Refused):
        return metadata
    body = _fetch(issuer, metadata.jwks_uri, "key-set", _KEY_SET, network)
    if isinstance(body, Refused):
        return body
    keys = lenient_keys(body)
    if isinstance(keys, NotAKeySet):
        cause = f"The key set at {shown(metadata.jwks_uri)} {keys.reason}"
        return _failed(issuer, "key-set-is-unreadable", cause)
    return metadata._replace(keys=keys)


def _fetch(
    issuer: str, url: str, what: str, wanted: tuple[str, ...], network: Network
) -> bytes | Refused:
    """The body of an answer with the status 200 and a fitting content type, or none at all."""
    fault = why_no_request(url)
    if fault:
        return _failed(issuer, f"{what}-is-unreachable", f"The address {shown(url)} {fault}")
    response = network(url)
    if isinstance(response, NetworkFailure):
        cause = f"{shown(url)} cannot be reached ({printable(response.reason)})"
        return _failed(issuer, f"{what}-is-unreachable", cause)
    if response.status != 200:
        cause = f"{shown(url)} answers {named_status(response.status)}"
        return _answered(issuer, f"{what}-has-another-status", cause, response)
    kind = content_type(response)
    if kind is not None and not (kind.isascii() and kind.lower().startswith(wanted)):
        cause = f"{shown(url)} answers with the content type {shown(kind)}"
        return _answered(issuer, f"{what}-is-no-json", cause, response)
    return response.body


@lru_cache(maxsize=16)
def _metadata(issuer: str, url: str, body: bytes) -> Discovered | Refused:
    found = parse_json(body)
    at = f"The provider metadata at {shown(url)}"
    if isinstance(found, Unreadable):
        return _failed(issuer, "metadata-is-no-json", f"{at} {found.reason}")
    if not isinstance(found, dict):
        return _failed(issuer, "metadata-is-no-json", f"{at} is no JSON object")
    fault = _metadata_fault(found)
    if fault:
        return _failed(issuer, "metadata-is-incomplete", f"{at} {fault}")
    named = str(found["issuer"])
    if named != issuer:
        cause = (
            f"The provider calls itself {shown(named)}, the token {shown(issuer)}; Convex wants "
            "the two equal to the last slash"
        )
        return _failed(issuer, "metadata-names-another-issuer", cause)
    return Discovered(named, str(found["jwks_uri"]), ())


def _metadata_fault(found: dict[str, object]) -> str | None:
    names = ("issuer", "jwks_uri", *_URLS, *_TEXTS, *_REQUIRED_TEXTS, *_LISTS, *_BOOLEANS)
    twice = repeated_member(found, names)
    if twice:
        return f"has `{twice}` more than once"
    for name in ("issuer", "jwks_uri", *_URLS):
        stated = found.get(name)
        if name not in found and name in {"issuer", "jwks_uri"}:
            return f"has no `{name}`"
        required = name in {"issuer", "jwks_uri"}
        if (stated is None and not required) or (isinstance(stated, str) and _is_url(stated)):
            continue
        return f"has {shown_json(stated)} as its `{name}`, which is no URL"
    for name in (*_TEXTS, *_REQUIRED_TEXTS):
        absent = name not in found or (found[name] is None and name not in _REQUIRED_TEXTS)
        if not absent and not is_strings(found[name]):
            return f"has a `{name}` that is no list of strings"
    for name in _LISTS:
        absent = name not in found or (found[name] is None and not name.startswith("id_token_sig"))
        if not absent and not isinstance(found[name], list):
            return f"has a `{name}` that is no list"
    for name in _BOOLEANS:
        if not isinstance(found.get(name), bool | None):
            return f"has a `{name}` that is neither true nor false"
    return None


def _is_url(text: str) -> bool:
    return not isinstance(parse_url(text), UrlError)


def _failed(
    issuer: str, reason: str, cause: str, error_class: ErrorClass = "BadRequest", tail: str = ""
) -> Refused:
    message = f"Auth provider discovery of {issuer} failed{tail}"
    return Refused("AuthProviderDiscoveryFailed", message, reason, cause, error_class)


def _answered(issuer: str, reason: str, cause: str, response: Response) -> Refused:
    """A failure whose message repeats the answer, and whose class is that of its status."""
    tail = f": {named_status(response.status)} {response.body.decode('utf-8', 'replace')}"
    return _failed(issuer, reason, cause, class_of_status(response.status), tail)
