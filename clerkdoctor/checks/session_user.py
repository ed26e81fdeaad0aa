"""The user of a session token: whether this instance has them."""

from collections.abc import Iterator

from clerkdoctor.check import Finding, Problem, check
from clerkdoctor.facts.session import LookedUpUser

ENVIRONMENTS = "https://clerk.com/docs/guides/development/managing-environments"
DELETING = "https://clerk.com/docs/guides/users/managing"


@check(
    "The token's user is one of this instance",
    fix="Delete this site's cookies, and sign in at the instance whose keys the project has",
    references=(ENVIRONMENTS, DELETING),
    symptoms=("resource_not_found", "User not found", "currentUser() is null though signed in"),
    follows=(
        "cookie-suffix-agrees-with-the-key",
        "keys-name-one-instance",
        "instance-is-the-keys-own",
    ),
)
def session_user_exists(user: LookedUpUser) -> Iterator[Finding]:
    """A token is believed for as long as it lives, whatever became of its user; `currentUser()`
    and webhooks ask Clerk. A user that Clerk does not know was deleted, or signed in at another
    instance: that of development, or of the other set of keys.
    """
    if not user.is_there:
        yield Problem(
            f"Clerk knows no user `{user.user}` in the instance that the secret key opens"
            " (`resource_not_found`): the user was deleted, or the token is of another instance",
            user.at,
            about="session user",
        )
