"""The catalogue: which checks there are, in reading order.

Each subject is a list of modules; a module's checks are the ones written in it. This is the only
place where they are listed.
"""

from collections.abc import Iterable, Iterator
from types import ModuleType
from typing import NamedTuple

from clerkdoctor.check import Check


def _environment() -> tuple[ModuleType, ...]:
    from clerkdoctor.checks import (
        code_keys,
        code_reads,
        convex_variables,
        env_files,
        env_names,
        env_values,
        exposure,
        instances,
        key_form,
        key_presence,
        platform_files,
    )

    return (
        key_presence, key_form, instances, code_keys, code_reads, convex_variables, env_values,
        env_files, env_names, exposure, platform_files,
    )  # fmt: skip


def _routes() -> tuple[ModuleType, ...]:
    from clerkdoctor.checks import (
        clerk_calls,
        clerk_components,
        clerk_flows,
        clerk_names,
        clerk_versions,
        content_security,
        middleware_file,
        middleware_matcher,
        next_runtime,
        public_routes,
        request_scope,
        route_patterns,
        satellites,
    )

    return (
        middleware_file, middleware_matcher, route_patterns, public_routes, clerk_calls,
        request_scope, clerk_names, clerk_components, clerk_flows, satellites, content_security,
        next_runtime, clerk_versions,
    )  # fmt: skip


def _convex() -> tuple[ModuleType, ...]:
    from clerkdoctor.checks import (
        convex_audience,
        convex_clients,
        convex_config,
        convex_deployment,
        convex_functions,
        convex_issuer,
        convex_react_providers,
        convex_users,
        jwt_templates,
    )

    return (
        convex_config, convex_issuer, convex_audience, jwt_templates, convex_deployment,
        convex_react_providers, convex_clients, convex_functions, convex_users,
    )  # fmt: skip


def _deployed() -> tuple[ModuleType, ...]:
    from clerkdoctor.checks import deployed, deployed_instances, deployed_values

    return (deployed, deployed_values, deployed_instances)


def _webhooks() -> tuple[ModuleType, ...]:
    from clerkdoctor.checks import webhook_events, webhook_handlers, webhook_verification

    return (webhook_handlers, webhook_verification, webhook_events)


def _delivery() -> tuple[ModuleType, ...]:
    from clerkdoctor.checks import delivery

    return (delivery,)


def _delivery_probes() -> tuple[ModuleType, ...]:
    from clerkdoctor.checks import delivery_conduct, delivery_probes, delivery_reach

    return (delivery_reach, delivery_probes, delivery_conduct)


def _session() -> tuple[ModuleType, ...]:
    from clerkdoctor.checks import (
        session_app,
        session_cookies,
        session_domains,
        session_recording,
    )

    return (session_cookies, session_recording, session_app, session_domains)


def _tokens() -> tuple[ModuleType, ...]:
    from clerkdoctor.checks import token_contents, tokens

    return (tokens, token_contents)


def _key_sets() -> tuple[ModuleType, ...]:
    from clerkdoctor.checks import key_sets

    return (key_sets,)


# A command imports the subjects that it judges, and no others.
SUBJECTS = {
    "environment": _environment,
    "routes": _routes,
    "convex": _convex,
    "webhooks": _webhooks,
    "deployed": _deployed,
    "delivery": _delivery,
    "delivery probes": _delivery_probes,
    "session": _session,
    "tokens": _tokens,
    "key sets": _key_sets,
}


class Entry(NamedTuple):
    """A check with the subject under which it is listed."""

    subject: str
    check: Check


def catalogue(subjects: Iterable[str] = SUBJECTS) -> tuple[Entry, ...]:
    """Every check of these subjects; by default every check there is."""
    return tuple(
        Entry(subject, check)
        for subject in subjects
        for module in SUBJECTS[subject]()
        for check in _checks(vars(module))
    )


def _checks(names: dict[str, object]) -> Iterator[Check]:
    return (value for value in names.values() if isinstance(value, Check))
