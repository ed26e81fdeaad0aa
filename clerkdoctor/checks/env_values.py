"""The values: what got into them by accident, and what is made of them."""

from collections.abc import Iterator

from clerkdoctor.check import Finding, Inapplicable, Problem, Unknown, check
from clerkdoctor.clerk.options import is_truthy
from clerkdoctor.facts.code import Code
from clerkdoctor.facts.environment import Environment, Statement, Variable
from clerkdoctor.facts.place import Place
from clerkdoctor.placeholders import is_placeholder
from clerkdoctor.stray import stray_characters
from clerkdoctor.variables import variable as known

NEXT_ENV = "https://nextjs.org/docs/app/guides/environment-variables"
ENV_DOCS = "https://clerk.com/docs/guides/development/clerk-environment-variables"

# The checks that find a value to be another text than was meant, before it is judged as a key.
MISREAD = (
    "values-are-not-placeholders",
    "values-are-read-as-written",
    "values-have-no-stray-characters",
)

_READ_BY_CLERK = ("NEXT_PUBLIC_CLERK_PUBLISHABLE_KEY", "CLERK_SECRET_KEY")


@check(
    "No value holds a character that came in by accident",
    fix="Remove the character; on Vercel, store the value again without a newline:\n"
    "printf %s 'VALUE' | vercel env add NAME production",
    references=("https://vercel.com/docs/cli/env",),
    symptoms=(
        "Invalid character in header content",
        "contains leading or trailing whitespace, which is not allowed in HTTP header values",
        "No matching signature found",
    ),
    follows=("values-are-read-as-written",),
)
def values_have_no_stray_characters(environment: Environment) -> Iterator[Finding]:
    """A newline at the end (`echo … | vercel env add` leaves one), a quote that became part of the
    value, or a space that does not show: the value looks right and is another one. A secret key
    then fails in a header, a signing secret gives another signature, an issuer matches no token.
    """
    for variable in _known(environment):
        what = stray_characters(variable.value.reveal())
        if what and not _is_pem(variable):
            yield Problem(
                f"The value of `{variable.name}` {what}",
                variable.at,
                _repair(variable, environment),
                about=variable.name,
            )


def _is_pem(variable: Variable) -> bool:
    """A PEM key has line breaks by right."""
    return "-----BEGIN" in variable.value.reveal()


def _repair(variable: Variable, environment: Environment) -> str:
    """For a line of a file, the edit; for what Vercel gave, its own variable first."""
    name, at = variable.name, variable.at
    if not isinstance(at, Place):
        return f"Set `{name}` again without it, where this process gets it from"
    if any(file.made_by_vercel and file.path == at.path for file in environment.files):
        return (
            "Store the value again on Vercel without it, then pull the file anew:\n"
            f"vercel env rm {name} && printf %s 'VALUE' | vercel env add {name}"
        )
    return f"Write the value of `{name}` in `{at.path}` without it"


@check(
    "No value is a placeholder",
    fix="Copy the real value from the Clerk dashboard",
    references=(ENV_DOCS,),
    symptoms=("The publishableKey passed to Clerk is invalid", "Publishable key not valid"),
)
def values_are_not_placeholders(environment: Environment, code: Code) -> Iterator[Finding]:
    """A template's `your_publishable_key` or `sk_test_...` stands for a value and is none. Where
    nothing reads the variable, that is a warning only.

    What refers to a store of secrets (`op://…`, `encrypted:…`, `[SENSITIVE]`) is a value only where
    the tool that resolves it starts the app.
    """
    read = {*_READ_BY_CLERK, *(one.name for one in code.env_reads)}
    read |= {one.env for one in code.webhook_verifiers if one.env}
    for variable in _known(environment):
        stand_in = is_placeholder(variable.value.reveal())
        if not stand_in:
            continue
        sentence = f"value of `{variable.name}` {stand_in.reason}"
        if stand_in.kind in ("unreadable", "unresolved"):
            yield Unknown(f"the {sentence}", variable.at)
        else:
            yield Problem(
                f"The {sentence}",
                variable.at,
                _real_value(variable.name),
                about=variable.name,
                level=None if variable.name in read else "warning",
            )


_KEYS = "from the Clerk dashboard, under API keys"
_SOURCES = {
    "publishable-key": f"Copy the publishable key {_KEYS}:\n{{}}=pk_…",
    "secret-key": f"Copy the secret key {_KEYS}:\n{{}}=sk_…",
    "machine-key": "Copy the machine's secret key from the Clerk dashboard:\n{}=ak_…",
    "webhook-secret": "Copy the endpoint's signing secret from the Clerk dashboard, under Webhooks:"
    "\n{}=whsec_…",
    "encryption-key": "Make a real one:\nopenssl rand -hex 32",
    "deploy-key": "Generate a deploy key in the Convex dashboard, under Settings:\n{}=prod:…",
}


def _real_value(name: str) -> str:
    row = known(name)
    source = _SOURCES.get(row.kind) if row else None
    return (
        source.format(name) if source else f"Write the real value of `{name}`, or delete the line"
    )


@check(
    "Next.js loads the values as they are written",
    fix="Write the value in double quotes, with `\\$` for every `$` that is meant as such",
    references=(NEXT_ENV,),
)
def values_are_read_as_written(environment: Environment) -> Iterator[Finding]:
    """Next.js' env files have rules of their own. An unquoted `#` ends a value even without a
    space before it, `$NAME` is replaced even in single quotes (by nothing, where NAME is not
    set), and a quote in the wrong place stays in the value. Other tools that read the same file,
    Convex' and Clerk's among them, load something else.

    Only the statement counts that wins, or would win if the process did not state the variable.
    """
    for variable in environment.variables.values():
        statement = next((one for one in variable.statements if one.last), None)
        if statement and statement.changes:
            yield Problem(
                f"Next.js does not load `{statement.name}` as it is written:"
                f" {'; '.join(statement.changes)}",
                statement.place,
                _as_written(statement),
                about=statement.name,
                level=None if known(statement.name) else "warning",
            )


def _as_written(statement: Statement) -> str | None:
    """What to write instead, said without the value."""
    name, reasons = statement.name, " ".join(statement.changes)
    if "single quotes" in reasons or "a digit" in reasons:
        return f"Write every `$` of `{name}` as `\\$`"
    if "finds nothing" in reasons:
        return f"Set the variable that `{name}` refers to, or write `\\$` for a `$` meant as such"
    if "$" in reasons:
        return f"Write every `$` of `{name}` that is meant as such as `\\$`"
    if "`#` ends the value" in reasons:
        return f'Put the value of `{name}` in double quotes:\n{name}="…#…"'
    if "`#` comment" in reasons:
        return f"Move the comment behind `{name}` to a line of its own"
    if "opening quote" in reasons or "runs over" in reasons:
        return f"Close the quote that the value of `{name}` begins with, or remove it"
    if "text follows" in reasons or "blank follows" in reasons:
        return f"Remove what stands behind the closing quote of `{name}`"
    if "backslash" in reasons or "newline" in reasons:
        return f"Write the value of `{name}` in single quotes, where backslashes stay as they are"
    return None


@check(
    "Clerk takes its switches for what they say",
    fix="Write `true`, or delete the line",
    references=(ENV_DOCS,),
    level="warning",
    follows=("values-have-no-stray-characters",),
)
def switches_are_read_as_meant(environment: Environment) -> Iterator[Finding]:
    """Clerk takes `true` and positive numbers for yes, and any other text for no: `yes`, `on` and
    `enabled` switch nothing on, and neither does `true` with a space behind it.
    """
    switches = [one for one in _known(environment) if _is_switch(one.name)]
    if not switches:
        yield Inapplicable("no switch of Clerk's is set")
    for variable in switches:
        text = variable.value.reveal()
        if text.strip().lower() in _SAYS_YES and not is_truthy(text):
            yield Problem(
                f"`{variable.name}` says yes in a word that Clerk takes for no; it is `true` that"
                " means yes",
                variable.at,
                f"Write it so:\n{variable.name}=true",
                about=variable.name,
            )


_SAYS_YES = frozenset(("true", "yes", "y", "on", "t", "enable", "enabled", "active"))


def _is_switch(name: str) -> bool:
    row = known(name)
    # Of this one only `false` changes anything.
    prefetch = name == "NEXT_PUBLIC_CLERK_PREFETCH_UI"
    return row is not None and row.kind == "boolean" and "CLERK" in name and not prefetch


def _known(environment: Environment) -> Iterator[Variable]:
    """The variables of this stack that are set to something."""
    for variable in environment.variables.values():
        if variable.value and known(variable.name):
            yield variable
