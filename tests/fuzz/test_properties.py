"""The fuzzer's properties on its seeds and on some thousand inputs more, in every run of the tests.

`python -m tests.fuzz` runs them for as long as one likes.
"""

import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from tests.fuzz import properties, seeds

_OFTEN = settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))

_NAMES = some.sampled_from([json.loads(word) for word in seeds.WORDS if word[:1] == '"'])
_SCALARS = (
    some.none() | some.booleans() | some.integers() | some.floats() | some.text(max_size=12)
    | _NAMES
)  # fmt: skip
_JSON = some.recursive(
    _SCALARS,
    lambda inner: (
        some.lists(inner, max_size=3)
        | some.dictionaries(some.text(max_size=3), inner, max_size=3)
        | some.dictionaries(_NAMES, inner, max_size=6)
    ),
    max_leaves=12,
)


def _changed(sound: dict[str, Any]) -> some.SearchStrategy[bytes]:
    """Objects like a sound one, and whatever else may stand in its place."""
    objects = some.dictionaries(_NAMES, _JSON, max_size=3).map(lambda changes: sound | changes)
    return (objects | _JSON).map(lambda value: json.dumps(value).encode()) | some.binary()


def _inputs(*fields: some.SearchStrategy[bytes]) -> some.SearchStrategy[bytes]:
    flags = some.integers(0, 255).map(lambda value: bytes([value]))
    joined = some.tuples(*fields).map(b"\0".join)
    return some.tuples(flags, joined).map(b"".join)


_HEADERS = _changed(seeds.HEADER)
_CLAIMS = _changed(seeds.CLAIMS)
_KEYS = _changed({"keys": [dict(properties.free_jwk())]})
_METADATA = _changed(json.loads(properties.metadata()))
_TEXTS = some.text().map(lambda text: text.encode("utf-8", "surrogatepass"))
_MOMENTS = some.floats().map(lambda value: str(value).encode())
_ISSUERS = some.just(properties.ISSUER.encode()) | _TEXTS
_CONFIGS = some.lists(_changed(dict(seeds.PROVIDERS[0])) | _changed(dict(seeds.PROVIDERS[1]))).map(
    lambda listed: b'{"providers":[' + b",".join(listed) + b"]}"
)


@_OFTEN
@given(_TEXTS | some.binary() | some.tuples(_HEADERS, _CLAIMS, some.binary()).map(
    lambda parts: ".".join(map(properties.encode, parts)).encode()
))  # fmt: skip
def test_any_text_is_taken_apart(data: bytes) -> None:
    properties.timed(properties.decode, data)


@_OFTEN
@given(_inputs(_HEADERS, _CLAIMS, _KEYS, _MOMENTS))
def test_clerk_judges_any_token_with_any_keys(data: bytes) -> None:
    properties.timed(properties.clerk, data)


@_OFTEN
@given(_inputs(_HEADERS, _CLAIMS, _METADATA, _KEYS, _ISSUERS))
def test_convex_judges_any_token_with_any_answers(data: bytes) -> None:
    properties.timed(properties.convex, data)


@_OFTEN
@given(_inputs(_CONFIGS | _changed({"providers": list(seeds.PROVIDERS)}), _TEXTS))
def test_a_push_answers_to_any_configuration(data: bytes) -> None:
    properties.timed(properties.pushed, data)


@pytest.mark.parametrize("name", properties.PROPERTIES)
def test_the_seeds_hold(name: str) -> None:
    judge: Callable[[bytes], None] = properties.PROPERTIES[name]
    count = 0
    for seed in seeds.of(name):
        properties.timed(judge, seed)
        count += 1
    assert count > 15
