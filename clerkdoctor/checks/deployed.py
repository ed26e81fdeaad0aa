"""Which variables are set where: on each deployment what its code reads, by the name it reads."""

from collections.abc import Iterator

from clerkdoctor.check import Finding, Inapplicable, Level, Problem, Unknown, check
from clerkdoctor.checks.code_reads import is_of_this_stack
from clerkdoctor.checks.deployed_needs import (
    Need,
    command,
    is_injected,
    needs,
    not_looked_at,
    repair,
)
from clerkdoctor.checks.shell import quoted
from clerkdoctor.facts.code import Code
from clerkdoctor.facts.deployed import Deployed, DeployedSource, SourcesRead
from clerkdoctor.facts.project import App
from clerkdoctor.variables import near_miss
from clerkdoctor.variables import variable as known

VERCEL_ENV = "https://vercel.com/docs/environment-variables"
CONVEX_ENV = "https://docs.convex.dev/production/environment-variables"


@check(
    "Every deployment has the variables that its code reads",
    fix="Set the variable where it is missing",
    references=(VERCEL_ENV, CONVEX_ENV),
    symptoms=(
        "is used in auth config file but its value was not set",
        "Missing secretKey",
        "Missing publishableKey",
        "works locally but not in production",
    ),
)
def required_variables_are_set_on_every_deployment(
    deployed: Deployed, code: Code, app: App
) -> Iterator[Finding]:
    """An env file is not deployed, and each platform keeps variables of its own: Vercel those of
    the Next.js app, a Convex deployment those of its functions and of auth.config. A webhook
    handler in `convex/http.ts` needs its secret on Convex, and nothing that is set on Vercel
    reaches it.

    A preview, and the target that only `vercel env pull` reads, are judged by
    `previews-have-the-variables-of-production`.
    """
    yield from not_looked_at(deployed)
    required = needs(code, app, deployed)
    if not required:
        yield Inapplicable("no code here reads a variable that a deployment has to have")
    for need in required:
        for source in deployed.of(need.side):
            side_target = source.side == "next" and source.target in ("preview", "development")
            if not side_target and _is_missing(need, source, app):
                yield _unseen(need, source) or _missing(need, source, deployed)


def _unseen(need: Need, source: DeployedSource) -> Unknown | None:
    """That a variable may be there all the same, among those that could not be listed."""
    if source.unlisted is None or need.name in source.variables:
        return None
    return Unknown(
        f"`{need.name}`, read by {need.by}, is not seen on `{source.label}`, which"
        f" {source.unlisted}"
    )


def _is_missing(need: Need, source: DeployedSource, app: App) -> bool:
    return not source.has(need.name) and not is_injected(need.name, source, app)


def _missing(need: Need, source: DeployedSource, deployed: Deployed) -> Problem:
    name = need.name
    what = "is empty" if name in source.variables else "is not set"
    message = f"`{name}`, read by {need.by}, {what} on `{source.label}`"
    fix = repair(source, name)
    other = _other_name(name, source)
    elsewhere = [one.label for one in deployed.sources if one.side != source.side and one.has(name)]
    if other:
        message += f"; `{other}` is"
        fix = (
            f"Set the value of `{other}` under the name that the code reads:\n"
            f"{command(source, name)}"
        )
    elif elsewhere:
        runs = "Convex' functions" if source.side == "convex" else "the Next.js app"
        message += f"; it is on `{elsewhere[0]}`, which {runs} cannot read"
    certain = need.sure and not (need.live and source.target == "development")
    level: Level | None = None if certain else "warning"
    return Problem(message, source.place, fix, about=name, level=level)


def _other_name(name: str, source: DeployedSource) -> str | None:
    """The name under which the value probably stands; what a project calls its own is not known."""
    if not is_of_this_stack(name) and known(name) is None:
        return None
    words = [word for word in name.upper().split("_") if len(word) > 3]
    # What is meant by another name has some word of it; thousands of names are not compared.
    alike = [one for one in source.variables if any(word in one.upper() for word in words)]
    return near_miss(name, [one for one in alike if source.has(one)])


@check(
    "Previews have the variables that production has",
    fix="Set the variable for previews, too",
    references=(VERCEL_ENV,),
    level="warning",
    symptoms=("works in production but not on previews", "Missing publishableKey"),
    follows=("required-variables-are-set-on-every-deployment",),
)
def previews_have_the_variables_of_production(
    deployed: Deployed, code: Code, app: App
) -> Iterator[Finding]:
    """On Vercel a variable is set for production, for previews and for development one by one. A
    preview without Clerk's keys does not build, and one without the webhook's secret refuses every
    delivery, which nobody sees before a pull request is opened.
    """
    asked = [one for one in deployed.sources if one.target == "preview" and one.side == "next"]
    yield from not_looked_at(Deployed(tuple(asked)))
    previews = [one for one in asked if one.unread is None]
    required = [need for need in needs(code, app, deployed) if need.side == "next"]
    for source in previews:
        missing = [need for need in required if _is_missing(need, source, app)]
        for need in missing:
            yield _unseen(need, source) or Problem(
                f"`{need.name}`, read by {need.by}, is not set on `{source.label}`",
                source.place,
                repair(source, need.name),
                about=need.name,
            )


@check(
    "A variable has one spelling on every deployment",
    fix="Rename the variable where it is spelled otherwise",
    references=(VERCEL_ENV,),
    level="warning",
    follows=("required-variables-are-set-on-every-deployment",),
)
def names_are_spelled_alike_on_every_deployment(deployed: Deployed) -> Iterator[Finding]:
    """Names are compared letter by letter: `Clerk_Secret_Key` and `CLERK_SECRET_KEY` are two
    variables, of which the code reads one. Where the one is set on some deployment and the other on
    another, one of the two lacks it.
    """
    yield from not_looked_at(deployed)
    spellings: dict[str, list[str]] = {}
    for name in dict.fromkeys(name for one in deployed.columns for name in one.variables):
        spellings.setdefault(name.upper().replace("-", "_"), []).append(name)
    for spelled in spellings.values():
        if len(spelled) < 2:
            continue
        names = {
            name: [one for one in deployed.columns if name in one.variables] for name in spelled
        }
        usual = max(names, key=lambda name: (known(name) is not None, len(names[name]), name))
        for name, sources in names.items():
            # Beside the usual one, on the same deployment, it may be there on purpose.
            odd = next((one for one in sources if usual not in one.variables), None)
            if name != usual and odd is not None:
                yield Problem(
                    f"`{name}` on `{odd.label}` is `{usual}` on `{names[usual][0].label}`",
                    odd.place,
                    f"Set it under the usual name:\n{command(odd, usual)}",
                    about=usual,
                )


@check(
    "Every variable of this stack is read by something",
    fix="Remove the variable, or rename it to the name that is read",
    references=(VERCEL_ENV, CONVEX_ENV),
    level="note",
)
def variables_somebody_reads(deployed: Deployed, code: Code, app: App) -> Iterator[Finding]:
    """A variable that is set in one place only and that nothing reads is a leftover, or the wrong
    name of one that is missing elsewhere. Only Clerk's and Convex' are judged: who reads the others
    cannot be seen here.
    """
    yield from not_looked_at(deployed)
    if code.skipped:
        yield Inapplicable("some code could not be read, and it may be what reads them")
        return
    read = {one.name for one in code.env_reads} | {one.env for one in code.key_options}
    read |= {need.name for need in needs(code, app, deployed)}
    places: dict[str, list[DeployedSource]] = {}
    for source in deployed.columns:
        for name, value in source.variables.items():
            if is_of_this_stack(name) and value.state != "system":
                places.setdefault(name, []).append(source)
    for name, sources in places.items():
        row = known(name)
        is_read = name in read or (row is not None and bool(row.readers))
        if len(sources) == 1 and not is_read and _has_code_of(sources[0], app):
            yield Problem(
                f"`{name}` is set on `{sources[0].label}` alone, and nothing here reads it",
                sources[0].place,
                _removal(sources[0], name),
                about=name,
            )


def _has_code_of(source: DeployedSource, app: App) -> bool:
    """Whether the code that runs there is this app's: in a workspace it may be another's."""
    if source.side == "convex":
        return app.convex is not None and app.convex.exists
    return app.kind == "next"


def _removal(source: DeployedSource, name: str) -> str | None:
    if source.kind == "local":
        return None
    if source.variables[name].stored == "shared":
        return "Remove the link to it from the project, where the team shares it"
    verb = "npx convex env remove" if source.side == "convex" else "vercel env rm"
    return f"Remove it where nothing else needs it:\n{verb} {quoted(name)}"


@check(
    "The values that deployments are compared by can be read",
    fix="Store a public value as readable: every browser gets it anyway",
    references=("https://vercel.com/docs/environment-variables/sensitive-environment-variables",),
    level="note",
)
def deployed_values_can_be_read(deployed: Deployed, read: SourcesRead) -> Iterator[Finding]:
    """Vercel gives the value of a sensitive variable out to nobody. It is set; what it is set to is
    unknown, and it is never taken to be equal to another one. A public variable has no reason to be
    kept so: its value stands in the code that every browser loads.
    """
    for source in (one for one in deployed.sources if one.label in read.labels):
        hidden = [v for v in source.variables.values() if v.value is None]
        for value in hidden:
            row = known(value.name)
            if value.stored == "sensitive" and row and row.public and not row.secret:
                yield Problem(
                    f"`{value.name}` on `{source.label}` {value.reason}; browsers get it anyway",
                    source.place,
                    "Store it again as readable:\n"
                    f"vercel env rm {quoted(value.name)} && vercel env add {quoted(value.name)}"
                    " --no-sensitive",
                    about=value.name,
                )
        private = [v for v in hidden if is_of_this_stack(v.name)]
        for reason in dict.fromkeys(value.reason for value in private):
            names = ", ".join(f"`{v.name}`" for v in private if v.reason == reason)
            yield Unknown(f"{names} on `{source.label}` {reason}")
        if source.partial:
            yield Unknown(f"`{source.label}` {source.partial}")
