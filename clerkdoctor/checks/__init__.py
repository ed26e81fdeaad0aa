"""The catalogue: which checks there are, in reading order.

Each subject is a list of modules of this folder; a module's checks are the ones written in it. This
is the only place where they are listed.
"""

from collections.abc import Iterable, Iterator
from importlib import import_module
from importlib.util import find_spec
from types import ModuleType
from typing import NamedTuple

from clerkdoctor.check import Check

# A command imports the subjects that it judges, and no others.
SUBJECTS = {
    "environment": (
        "key_presence", "key_form", "instances", "code_keys", "code_reads", "convex_variables",
        "env_values", "env_files", "env_names", "exposure", "platform_files", "builds",
    ),
    "routes": (
        "middleware_file", "middleware_matcher", "route_patterns", "public_routes", "clerk_calls",
        "request_scope", "clerk_names", "clerk_components", "clerk_flows", "satellites",
        "content_security", "next_runtime", "clerk_versions", "own_checks",
    ),
    "convex": (
        "convex_config", "convex_issuer", "convex_audience", "jwt_templates", "convex_deployment",
        "convex_react_providers", "convex_clients", "convex_functions", "convex_users",
    ),
    "webhooks": ("webhook_handlers", "webhook_verification", "webhook_events"),
    "deployed": ("deployed", "deployed_values", "deployed_builds", "deployed_instances"),
    "delivery": ("delivery",),
    "delivery probes": ("delivery_reach", "delivery_probes", "delivery_conduct"),
    "session": (
        "session_cookies", "session_user", "session_recording", "session_app", "session_page",
        "session_instance", "session_proxy", "session_satellites", "session_domains",
    ),
    "tokens": ("tokens", "token_contents"),
    "key sets": ("key_sets",),
}  # fmt: skip


class Entry(NamedTuple):
    """A check with the subject under which it is listed."""

    subject: str
    check: Check


def catalogue(subjects: Iterable[str] = SUBJECTS) -> tuple[Entry, ...]:
    """Every check of these subjects; by default every check there is."""
    return tuple(
        Entry(subject, check)
        for subject in subjects
        for name in SUBJECTS[subject]
        for check in _checks(name)
    )


def entry(check_id: str) -> Entry | None:
    """The check of this id; only modules that may hold it are imported."""
    for subject, names in SUBJECTS.items():
        for name in names:
            if _may_define(name, check_id):
                for check in _checks(name):
                    if check.id == check_id:
                        return Entry(subject, check)
    return None


def module(name: str) -> ModuleType:
    """A module of the catalogue."""
    return import_module(f"{__name__}.{name}")


def _checks(name: str) -> Iterator[Check]:
    return (value for value in vars(module(name)).values() if isinstance(value, Check))


def _may_define(name: str, check_id: str) -> bool:
    """Whether a module's source has a function of the check's name: reading is faster."""
    spec = find_spec(f"{__name__}.{name}")
    get_data = getattr(spec.loader, "get_data", None) if spec else None
    if spec is None or get_data is None:
        return True
    source: bytes = get_data(spec.origin)
    return f"\ndef {check_id.replace('-', '_')}(".encode() in source
