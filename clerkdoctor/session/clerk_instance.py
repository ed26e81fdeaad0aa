"""The instance that a secret key opens, as Clerk's Backend API tells it.

Source: Clerk's OpenAPI document of the Backend API, `GET /instance`, and its reference of the
Backend Instance object, by which the type is `development` or `production`.
"""

from clerkdoctor.facts.place import Url
from clerkdoctor.facts.session import ClerkInstance


def read_instance(at: Url, document: object) -> ClerkInstance | None:
    """What an `/instance` answer tells in the documented form; None for what is no instance."""
    if not isinstance(document, dict):
        return None
    id_, kind = _text(document.get("id")), _text(document.get("environment_type"))
    if id_ is None and kind is None:
        return None
    origins = document.get("allowed_origins")
    listed = origins if isinstance(origins, list) else []
    return ClerkInstance(at, id_, kind, tuple(one for one in listed if isinstance(one, str)))


def _text(value: object) -> str | None:
    return value if isinstance(value, str) and value else None
