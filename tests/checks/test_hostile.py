"""Whatever a project calls and states things, every check answers, and shows no value."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from clerkdoctor.checks import catalogue
from clerkdoctor.evidence import Evidence
from clerkdoctor.facts.builds import (
    BuiltSecret,
    Declaration,
    ImageBuild,
    ImageBuilds,
    WorkflowBuild,
    WorkflowBuilds,
)
from clerkdoctor.facts.code import LiteralSecret
from clerkdoctor.facts.environment import ExampleEnv, ExampleFile, Keyless
from clerkdoctor.facts.keys import ApiKeySets
from clerkdoctor.facts.place import Place, Url
from clerkdoctor.facts.platform import VercelEnvEntry, VercelJson
from clerkdoctor.judge import judge
from clerkdoctor.secret import Secret
from clerkdoctor.variables import VARIABLES
from tests.checks.facts import (
    MIDDLEWARE,
    app,
    code,
    env_file,
    environment,
    git,
    jwt_key,
    option,
    pages,
    publishable,
    read,
    secret,
    secret_reads,
    turbo,
    verifier,
    webhook_secrets,
)

CANARY = "aQ7zR2kM9xV4"

texts = st.text(max_size=30)
names = st.sampled_from([row.name for row in VARIABLES]) | texts.map(lambda text: f"CLERK_{text}")
starts = st.sampled_from(
    ("", "sk_test_", "pk_live_", "whsec_", "dev:", "prod:x|", "-----BEGIN ", "op://", "{", "$", '"')
)
values = st.builds(lambda start, text: f"{start}{CANARY}{text}", starts, texts) | st.just("")
modes = st.sampled_from(("development", "production", "test"))
files = st.dictionaries(names, values, max_size=8)


def built(name: str, value: str, text: str) -> tuple[ImageBuilds, WorkflowBuilds]:
    """Images and workflows with the text wherever one stands."""
    at = Place(text, 1)
    images = (
        ImageBuild(text, at, text, declared=Declaration("ARG", at, "misnamed", text, name)),
        ImageBuild(text, at, text, doubt=text),
    )
    return (
        ImageBuilds((text,), images, (BuiltSecret(name, "ENV", at, Secret(value)),), (text,)),
        WorkflowBuilds((text,), (WorkflowBuild(text, at, text),), (text,)),
    )


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(files, files, files, names, values, texts, modes)
def test_every_check_answers_and_shows_no_value(
    local: dict[str, str],
    shared: dict[str, str],
    process: dict[str, str],
    name: str,
    value: str,
    text: str,
    mode: str,
) -> None:
    stated = environment(
        local,
        files={".env": env_file(".env", shared, ignored={1: value, 2: text, 9: f"{name} {value}"})},
        process=process,
        mode=mode,  # type: ignore[arg-type]
    )
    evidence = Evidence()
    for fact in (
        stated, app(scripts={text: f"{text} next dev"}), git(".env", ignored={".env.local": text}),
        code(MIDDLEWARE, read(name, "browser"), read(name), verifier(name), option("secretKey", name),
             LiteralSecret("a secret key", "sk_test_…", Place(text, 1))),
        publishable(value), secret(value), webhook_secrets(**{name: value}), secret_reads(name),
        jwt_key(value, name), pages("app/page.tsx"), turbo(text), ApiKeySets(Url(text)),
        ExampleEnv((ExampleFile(text, frozenset([name])),)),
        Keyless(Place(".clerk/.tmp/keyless.json"), Secret(value), Secret(text)),
        VercelJson((VercelEnvEntry("env", name, "null", None, Place("vercel.json")),)),
        *built(name, value, text),
    ):  # fmt: skip
        evidence.found(fact)
    results, crashes = judge(catalogue(("environment",)), {None: evidence})
    assert crashes == ()
    assert len(results) == len(catalogue(("environment",)))
    for result in results:
        said = [result.reason or ""]
        said += [f"{problem.message}\n{problem.fix}" for problem in result.problems]
        assert CANARY not in "\n".join(said)
