"""The values on each deployment: what got into them, and whether they belong there."""

from collections.abc import Iterator

from clerkdoctor.agreement import disagreements
from clerkdoctor.check import Finding, Inapplicable, Problem, Unknown, check
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
            text = value.value.reveal() if value.value else ""
            what = stray_characters(text) if known(value.name) or value.name in needed else None
            # A PEM key has line breaks by right; what a pull did is said by a check of its own.
            if what and "-----BEGIN" not in text and not value.damage:
                yield Problem(
                    f"`{value.name}` on `{source.label}` {what}",
                    source.place,
                    "Store the value again without it, from a variable that holds it:\n"
                    + restore(source, value.name),
                    about=value.name,
                )


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


@check(
    "What is deployed was built with the values that are set now",
    fix="Deploy again, since a change reaches new deployments only:\nvercel deploy --prod",
    references=("https://vercel.com/docs/environment-variables",),
    level="warning",
    symptoms=("the old value is still used after a change",),
)
def public_values_agree(deployed: Deployed) -> Iterator[Finding]:
    """A `NEXT_PUBLIC_` value is written into the browser's code when the app is built, and every
    other variable is fixed for a deployment when it is made. What was changed on Vercel since then
    is in no deployment yet: the dashboard shows the new value, the app has the old one.
    """
    told = [one for one in deployed.sources if one.kind == "vercel" and one.target == "production"]
    yield from not_looked_at(Deployed(tuple(told)))
    built = [one for one in told if one.built_at is not None]
    for source in told:
        if source.built_at is None and source.unread is None:
            yield Unknown(f"when the deployment on `{source.label}` was built is not told")
    for source in built:
        changed = list(_changed_since(source))
        if changed:
            names = ", ".join(f"`{one.name}`" for one in changed[:5])
            more = f" and {len(changed) - 5} more" if len(changed) > 5 else ""
            are = "was" if len(changed) == 1 else "were"
            yield Problem(
                f"{names}{more} {are} changed after the deployment on `{source.label}` was built",
                source.place,
                about=changed[0].name,
            )


def _changed_since(source: DeployedSource) -> Iterator[DeployedValue]:
    for value in source.variables.values():
        if value.updated_at and source.built_at and value.updated_at > source.built_at:
            yield value
