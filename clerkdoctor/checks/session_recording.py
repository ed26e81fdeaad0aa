"""A browser's own recording: where the session is lost first."""

from collections.abc import Iterator

from clerkdoctor.check import Finding, Inapplicable, Problem, Unknown, check
from clerkdoctor.facts.session import Recording

HAR = "https://developer.chrome.com/docs/devtools/network/reference#save-as-har"
OVERVIEW = "https://clerk.com/docs/guides/how-clerk-works/overview"


@check(
    "The recorded session is kept to the end",
    fix="Follow the recorded requests from the one that is named",
    references=(OVERVIEW, HAR),
    symptoms=(
        "Session not persisting", "Signed out after a reload", "infinite redirect loop",
        "client-uat-but-no-session-token",
    ),
)  # fmt: skip
def recorded_session_is_kept(recording: Recording) -> Iterator[Finding]:
    """A session gets lost at one request: a cookie that the browser refuses, an answer that deletes
    it, a host that does not get it, a token that the server does not believe. What comes after is
    the consequence.
    """
    story = recording.story
    if story.lost is not None:
        lost = story.lost
        yield Problem(
            f"{lost.words} (entry {lost.number}, `{lost.request}`)",
            recording.at,
            lost.fix,
            about="recording",
        )
    elif story.is_sanitized:
        yield Unknown(
            "the recording was exported without cookies: turn on `Allow to generate HAR with"
            " sensitive data` in the developer tools' settings, and record again"
        )
    elif not story.to_app:
        yield Inapplicable("the recording has no request to the app")
    elif not story.signed_in:
        yield Inapplicable("nobody is signed in in the recording, so that no session is lost")
