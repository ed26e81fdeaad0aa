"""auth.config as Convex evaluates it: what is seen of it, and what a push makes of variables."""

from pathlib import Path

import pytest

from clerkdoctor.convex.providers import OidcProvider
from clerkdoctor.convex.push import variable_not_set
from clerkdoctor.convex.refusal import Refused
from clerkdoctor.facts.convex import AuthConfig, VariableRead
from clerkdoctor.facts.place import Place
from clerkdoctor.facts.project import App, Project
from clerkdoctor.gather.convex_config import auth_config, evaluated, sources_of
from clerkdoctor.gather.project import project as project_at
from tests.gather.auth_config_judging import convex_project

NAME = "auth.config.ts"
FILE = "convex/auth.config.ts"
ISSUER = "https://clerk.acme.io"


def app(folder: Path, config: str) -> App:
    found = project_at(convex_project(folder, {}, config=config))
    assert isinstance(found, Project)
    return found.apps[0]


def read(folder: Path, config: str) -> AuthConfig:
    one = app(folder, config)
    return auth_config(one, NAME, sources_of(one))


def provider(domain: str) -> str:
    return (
        f'export default {{\n  providers: [{{ domain: {domain}, applicationID: "convex" }}],\n}};\n'
    )


@pytest.mark.parametrize(
    ("domain", "kind", "text", "variable"),
    [
        (f'"{ISSUER}"', "text", ISSUER, None),
        ("process.env.X!", "variable", "process.env.X", "X"),
        ("process.env.X ?? 'y'", "variable", "process.env.X", "X"),
        ("`${process.env.X}`", "variable", "process.env.X", "X"),
        ("process.env.X!.replace(/\\/$/, '')", "variable", "process.env.X", "X"),
        ("'https://' + process.env.X", "template", "https://${X}", "X"),
        ("`https://${process.env.X}.${process.env.Y}`", "template", "https://${X}.${Y}", None),
        ("null", "other", "null", None),
        ("[1]", "other", "an array", None),
        ("compute()", "unknown", "call of `compute()`", None),
    ],
)
def test_a_field_is_told_by_what_stands_for_it(
    domain: str, kind: str, text: str, variable: str | None, tmp_path: Path
) -> None:
    (found,) = read(tmp_path, provider(domain)).providers
    field = found.field("domain")
    assert field is not None
    assert (field.kind, field.variable) == (kind, variable)
    assert text in field.text
    assert field.place == Place(FILE, 2, 17)


def test_a_field_that_is_undefined_is_none(tmp_path: Path) -> None:
    (found,) = read(tmp_path, provider("undefined")).providers
    assert found.field("domain") is None


def test_production_is_what_node_env_always_is(tmp_path: Path) -> None:
    choice = f'process.env.NODE_ENV === "production" ? "{ISSUER}" : process.env.DEV_ISSUER'
    found = read(tmp_path, provider(choice))
    field = found.providers[0].field("domain")
    assert field is not None
    assert (field.kind, field.text) == ("text", ISSUER)
    # The branch that is never taken reads nothing.
    assert found.reads == ()
    assert [one.line for one in found.node_env] == [2]


def test_node_env_in_another_file_is_seen(tmp_path: Path) -> None:
    folder = convex_project(
        tmp_path,
        {"convex/env.ts": 'export const isDev = process.env.NODE_ENV !== "production";\n'},
        config='import { isDev } from "./env";\n' + provider("isDev ? 'a.dev' : 'b.dev'"),
    )
    found = project_at(folder)
    assert isinstance(found, Project)
    config = auth_config(found.apps[0], NAME, sources_of(found.apps[0]))
    assert [one.path for one in config.node_env] == ["convex/env.ts"]


@pytest.mark.parametrize(
    ("before", "decides"),
    [
        ("if (process.env.NODE_ENV === 'production' && !process.env.X) throw new Error();", False),
        ("console.log(process.env.NODE_ENV);", False),
        ("let X = 'a'; if (process.env.NODE_ENV === 'production') X = 'b';", True),
        ("const X = process.env.NODE_ENV === 'production' ? 'a' : 'b';", True),
        ("const X = pick(process.env.NODE_ENV);", True),
    ],
)
def test_whether_the_providers_depend_on_node_env_is_told(
    tmp_path: Path, before: str, *, decides: bool
) -> None:
    domain = "X" if " X " in before else "process.env.X"
    found = read(tmp_path, before + "\n" + provider(domain))
    assert (len(found.node_env), len(found.node_env_beside)) == (decides, not decides)


def test_what_is_read_is_told_with_what_stands_in_for_it(tmp_path: Path) -> None:
    found = read(tmp_path, provider(f'process.env.X || process.env.Y || "{ISSUER}"'))
    assert found.reads == (VariableRead("X", Place(FILE, 2, 25), "||", None),)
    assert found.variables == ("X",)


def test_a_read_behind_a_condition_is_not_certain(tmp_path: Path) -> None:
    found = read(tmp_path, provider('process.env.STAGE === "x" ? process.env.A : process.env.B'))
    assert [(one.name, one.certain) for one in found.reads] == [
        ("STAGE", True),
        ("A", False),
        ("B", False),
    ]
    assert found.variables == ("STAGE",)


def test_convexs_own_variables_need_not_be_set(tmp_path: Path) -> None:
    assert read(tmp_path, provider("process.env.CONVEX_SITE_URL")).variables == ()


@pytest.mark.parametrize(
    ("variables", "expected"),
    [
        ({"X": ISSUER}, (OidcProvider("convex", ISSUER),)),
        ({"X": f"{ISSUER}\n"}, (OidcProvider("convex", f"{ISSUER}\n"),)),
        ({}, variable_not_set("X")),
        ({"Y": ISSUER}, variable_not_set("X")),
    ],
)
def test_a_push_makes_of_it_what_the_variables_hold(
    variables: dict[str, str], expected: object, tmp_path: Path
) -> None:
    one = app(tmp_path, provider('process.env.X ?? "https://never.applies"'))
    assert evaluated(one, NAME, variables) == expected


@pytest.mark.parametrize("value", ["", '"https://clerk.acme.io"', "undefined", "ftp://a.dev"])
def test_a_value_that_breaks_the_file_is_refused(value: str, tmp_path: Path) -> None:
    found = evaluated(app(tmp_path, provider("process.env.X")), NAME, {"X": value})
    assert isinstance(found, Refused)
    assert found.message.startswith("The pushed auth config is invalid: Invalid provider domain")


def test_what_is_not_static_is_not_guessed(tmp_path: Path) -> None:
    one = app(tmp_path, provider("compute(process.env.X)"))
    assert isinstance(evaluated(one, NAME, {"X": ISSUER}), str)
    assert auth_config(one, NAME, sources_of(one)).refused is None


def test_a_file_that_cannot_be_parsed_says_so(tmp_path: Path) -> None:
    found = read(tmp_path, "export default {{{ providers")
    assert found.unknown
    assert found.refused is None
