"""Convex' variables in the environment of the Next.js app: which deployment they name."""

from collections.abc import Iterator

from clerkdoctor.check import Finding, Inapplicable, Problem, Unknown, check
from clerkdoctor.checks.env_values import MISREAD
from clerkdoctor.convex.keys import (
    ConvexDeployment,
    Malformed,
    deployment_of_url,
    parse_convex_deployment,
    parse_deploy_key,
)
from clerkdoctor.facts.environment import Environment, Variable
from clerkdoctor.placeholders import is_placeholder

URLS = {"NEXT_PUBLIC_CONVEX_URL": "cloud", "NEXT_PUBLIC_CONVEX_SITE_URL": "site"}
DEPLOYMENT = "CONVEX_DEPLOYMENT"
DEPLOY_KEYS = ("CONVEX_DEPLOY_KEY", "CONVEX_DEPLOYMENT_TOKEN")


@check(
    "The Convex URLs are a deployment's, and no other one's than `CONVEX_DEPLOYMENT` names",
    fix="Copy the deployment URL from the Convex dashboard, under Settings",
    references=("https://docs.convex.dev/production/hosting/vercel",),
    symptoms=(
        "Invalid deployment address",
        'Must end with ".convex.cloud"',
        "which is used for HTTP Actions",
    ),
    follows=(*MISREAD, "convex-deployments-are-named"),
)
def convex_url_names_the_deployment(environment: Environment) -> Iterator[Finding]:
    """The browser talks to the deployment in `NEXT_PUBLIC_CONVEX_URL`, and `npx convex dev` pushes
    functions and auth.config to the one in `CONVEX_DEPLOYMENT`. Where they are two, the app runs
    against functions that nobody updates and an issuer that nobody set.
    """
    urls = [variable for name in URLS if (variable := environment.stated(name))]
    if not urls:
        yield Inapplicable("no Convex URL is set")
    for variable in urls:
        text = variable.value.reveal()
        stand_in = is_placeholder(text)
        if stand_in and stand_in.kind in ("unreadable", "unresolved"):
            yield Unknown(f"the value of `{variable.name}` {stand_in.reason}", variable.at)
            continue
        fault = stand_in.reason if stand_in else _fault(text, URLS[variable.name])
        if fault:
            yield Problem(
                f"The value of `{variable.name}` {fault}",
                variable.at,
                "Copy the URL from the Convex dashboard, under Settings:\n"
                f"{variable.name}=https://….convex.{URLS[variable.name]}",
                about=variable.name,
            )
            continue
        yield from _another_deployment(variable, environment)


def _fault(text: str, api: str) -> str | None:
    """Why a text is no address of a deployment's `api`, as the predicate of a sentence."""
    from urllib.parse import urlsplit

    bare = text.strip()
    if not bare.startswith(("http://", "https://")):
        return "does not begin with `https://`"
    try:
        host, path = urlsplit(bare).hostname or "", urlsplit(bare).path
    except ValueError:
        return "is a URL whose host cannot be read"
    if host == "dashboard.convex.dev":
        return f"is the dashboard's address; a deployment's ends with `.convex.{api}`"
    other = "site" if api == "cloud" else "cloud"
    what = "HTTP actions" if other == "site" else "the client"
    if host.endswith(f".convex.{other}"):
        return f"ends with `.convex.{other}`, which is for {what}; `.convex.{api}` belongs here"
    if host.endswith(f".convex.{api}") and path.strip("/"):
        return "has a path behind the host"
    return None


def _another_deployment(variable: Variable, environment: Environment) -> Iterator[Finding]:
    worked_on = environment.stated(DEPLOYMENT)
    named = deployment_of_url(variable.value.reveal())
    if not worked_on or not named:
        return
    selected = _selected(worked_on, environment)
    if selected.problem:
        yield Unknown(f"`{DEPLOYMENT}` names no deployment to compare the URL with", worked_on.at)
        return
    if selected.name == named.name:
        return
    yield Problem(
        f"`{variable.name}` is of the deployment `{named.name}`; `{DEPLOYMENT}`"
        f" (`{worked_on.at}`) names `{selected.name}`",
        variable.at,
        f"Run `npx convex dev`, which writes both, or write the URL of `{selected.name}`",
        about=DEPLOYMENT,
        level="warning",
    )


def _selected(variable: Variable, environment: Environment) -> ConvexDeployment:
    """What `CONVEX_DEPLOYMENT` selects. The CLI cuts off a comment that Next.js 12 and 13 keep."""
    text = variable.value.reveal()
    if environment.dialect == "dotenv-10":
        text = text.partition(" #")[0]
    return parse_convex_deployment(text)


@check(
    "`CONVEX_DEPLOYMENT` and the deploy key name a deployment",
    fix="Run `npx convex dev`, which writes `CONVEX_DEPLOYMENT` anew",
    references=("https://docs.convex.dev/production/hosting/vercel",),
    level="warning",
    symptoms=(
        "Please set CONVEX_DEPLOY_KEY to a new key which you can find on your Convex dashboard",
        "The provided deploy key was invalid for deployment",
    ),
    follows=MISREAD,
)
def convex_deployments_are_named(environment: Environment) -> Iterator[Finding]:
    """The Convex CLI takes what stands behind the last colon of `CONVEX_DEPLOYMENT` for the
    deployment's name. `vercel env pull` puts the comment behind it into the value, and then the
    name is one of the comment's words. A deploy key without quotes around it is cut at its `|` by
    the shell.
    """
    variables = [one for name in (DEPLOYMENT, *DEPLOY_KEYS) if (one := environment.stated(name))]
    if not variables:
        yield Inapplicable("neither `CONVEX_DEPLOYMENT` nor a deploy key is set")
    for variable in variables:
        name, text = variable.name, variable.value.reveal()
        stand_in = is_placeholder(text)
        if stand_in and stand_in.kind in ("unreadable", "unresolved"):
            yield Unknown(f"the value of `{name}` {stand_in.reason}", variable.at)
            continue
        if name == DEPLOYMENT:
            problem = _selected(variable, environment).problem
            fix = f"Run `npx convex dev`, which writes the line anew:\n{name}=dev:…"
        else:
            key = parse_deploy_key(text)
            problem = key.reason if isinstance(key, Malformed) else None
            fix = f"Generate a deploy key in the Convex dashboard, under Settings:\n{name}='prod:…'"
        if problem:
            yield Problem(f"The value of `{name}` {problem}", variable.at, fix, about=name)
