"""The values on each deployment: what got into them, and whether they belong there."""

from collections.abc import Iterator

from clerkdoctor.agreement import disagreements
from clerkdoctor.check import Finding, Inapplicable, Problem, check
from clerkdoctor.checks.deployed_needs import needs, not_looked_at, restore
from clerkdoctor.facts.code import Code
from clerkdoctor.facts.deployed import Deployed, DeployedSource, DeployedValue
from clerkdoctor.facts.project import App
from clerkdoctor.stray import stray_characters
from clerkdoctor.variables import is_secret_name
from clerkdoctor.variables import variable as known

CLI_ENV = "https://vercel.com/docs/cli/env"
SENSITIVE = "https://vercel.com/docs/environment-variables/sensitive-environment-variables"


@check(
    "No stored value holds a character that came in by accident",
    fix="Store the value again, without a newline:\n"
    'printf %s "$VALUE" | vercel env add NAME production',
    references=(CLI_ENV,),
    symptoms=(
        "Invalid character in header content",
        "No matching signature found",
        "works locally but not in production",
    ),
)
def stored_values_have_no_stray_characters(
    deployed: Deployed, code: Code, app: App
) -> Iterator[Finding]:
    """`echo … | vercel env add` stored the newline that `echo` puts behind the value, up to CLI 52,
    and a dashboard takes quotes and blanks as they are pasted. The value looks right and is another
    one: a key fails in a header, a secret signs otherwise, an issuer matches no token.
    """
    yield from not_looked_at(deployed)
    needed = {need.name for need in needs(code, app, deployed)}
    for source in deployed.sources:
        for value in source.variables.values():
            if value.name not in needed and known(value.name) is None:
                continue
            text = value.value.reveal() if value.value else ""
            what = stray_characters(text)
            # A PEM key has line breaks by right; what a pull did is said by a check of its own.
            if what and "-----BEGIN" not in text and not value.damage:
                yield Problem(
                    f"`{value.name}` on `{source.label}` {what}",
                    source.place,
                    _without_it(source, value),
                    about=value.name,
                )


def _without_it(source: DeployedSource, value: DeployedValue) -> str:
    again = "Store the value again without it"
    if value.stored == "shared":
        again += " where the team shares it, or give the project its own, which counts before it"
    return f"{again}, from a variable that holds it:\n{restore(source, value.name)}"


@check(
    "A pulled file holds what was in the file before",
    fix="Delete the line from the pulled file, and write it anew",
    references=(CLI_ENV,),
    level="warning",
    symptoms=("Please set CONVEX_DEPLOY_KEY to a new key",),
)
def pulled_files_are_whole(deployed: Deployed) -> Iterator[Finding]:
    """Since version 56, `vercel env pull` keeps the names that only the file has, and rewrites
    their lines: it deletes every double quote, takes comments for values and loses all but the
    first line of a PEM key. What stands there then is neither Vercel's nor yours.
    """
    files = [one for one in deployed.sources if "vercel" in one.notes]
    if not files:
        yield Inapplicable("no file that `vercel env pull` wrote is compared with")
    for source in files:
        for value in source.variables.values():
            if value.damage:
                yield Problem(
                    f"The value of `{value.name}` in `{source.label}` {value.damage}",
                    source.place,
                    f"Delete the line of `{value.name}`, and write it as it was before the pull",
                    about=value.name,
                )


@check(
    "Secrets on Vercel are stored as sensitive",
    fix="Store the secret again as sensitive",
    references=(SENSITIVE,),
    level="note",
)
def secrets_are_stored_as_sensitive(deployed: Deployed) -> Iterator[Finding]:
    """Whoever may see the project may read a value that is not stored as sensitive, and so may a
    token that leaks. For development Vercel knows no other kind.
    """
    sources = [one for one in deployed.sources if one.kind == "vercel"]
    yield from not_looked_at(Deployed(tuple(sources)))
    for source in sources:
        if source.target == "development":
            continue
        for value in source.variables.values():
            if value.stored in ("plain", "encrypted") and _is_secret(value):
                yield Problem(
                    f"`{value.name}` on `{source.label}` is a secret that is stored readable"
                    f" (`{value.stored}`)",
                    source.place,
                    "Store it again as sensitive, from a variable that holds it:\n"
                    + restore(source, value.name)
                    + " --sensitive",
                    about=value.name,
                )


def _is_secret(value: DeployedValue) -> bool:
    of_this_stack = known(value.name) is not None or "CLERK" in value.name
    return of_this_stack and is_secret_name(value.name)


@check(
    "Values that are one everywhere are equal",
    fix="Set the same value on each of them",
    references=(CLI_ENV,),
    level="warning",
)
def values_agree_where_they_are_to(deployed: Deployed) -> Iterator[Finding]:
    """Keys, secrets and addresses differ from one deployment to the next, and that is right. The
    path of the sign-in page and Clerk's switches are no different there; and two sources that
    describe one deployment, such as Vercel's API and a file in CI, are to say the same.
    """
    yield from not_looked_at(deployed)
    if len([one for one in deployed.columns if one.unread is None]) < 2:
        yield Inapplicable("there is one source only")
    for found in disagreements(deployed.columns).values():
        labels = " and ".join(f"`{label}`" for label in found.labels)
        why = (
            "it is to be the same everywhere"
            if found.everywhere
            else "they describe one deployment"
        )
        at = next(one.place for one in deployed.columns if one.label == found.labels[-1])
        yield Problem(f"`{found.name}` differs between {labels}; {why}", at, about=found.name)
