"""Where the app is built: in the image of a Dockerfile, in a workflow's step.

`NEXT_PUBLIC_` variables are written into the code by `next build`, so what counts is whether that
command sees the publishable key. Paths are relative to the app.
"""

from typing import Literal, NamedTuple

from clerkdoctor.facts.place import Place
from clerkdoctor.secret import Secret


class Declaration(NamedTuple):
    """An ARG or ENV of the variable that the build does not see.

    `how`: before the first FROM (`shared`), behind the RUN (`late`), in another stage (`elsewhere`,
    named in `stage`), or in front of the RUN but empty (`hollow`), since nothing declares what it
    is made of, `name`. `misnamed`: the RUN does see a variable, `name`, that seems to be meant.
    """

    keyword: Literal["ARG", "ENV"]
    place: Place
    how: Literal["shared", "late", "elsewhere", "hollow", "misnamed"]
    stage: str = ""
    name: str = ""


class ImageBuild(NamedTuple):
    """A RUN of a Dockerfile that builds the app.

    `command` is what it runs, fit to be shown. `given` is what gives it the publishable key, None
    for nothing; `doubt` is why something else may, or why the app may do without. `stage` is the
    name of its stage, empty where it has none.
    """

    command: str
    place: Place
    stage: str
    given: str | None = None
    doubt: str | None = None
    declared: Declaration | None = None


class BuiltSecret(NamedTuple):
    """A secret's ARG or ENV in a Dockerfile. `value` is what it is set to, where that stands there.

    `in_image`: the stage is the last one, or one that it starts from.
    """

    name: str
    keyword: Literal["ARG", "ENV"]
    place: Place
    value: Secret | None = None
    in_image: bool = True


class ImageBuilds(NamedTuple):
    """What the Dockerfiles say that build the app or stand beside it. `paths` are those files.

    `in_browser`: `<ClerkProvider>` stands in code of the browser, which has no key but the one that
    is built in. `around_all`: it stands around all pages, those that Next.js adds among them.
    """

    paths: tuple[str, ...]
    builds: tuple[ImageBuild, ...] = ()
    secrets: tuple[BuiltSecret, ...] = ()
    unread: tuple[str, ...] = ()
    in_browser: bool = False
    around_all: bool = True


class WorkflowBuild(NamedTuple):
    """A step of a GitHub workflow that builds the app; the fields are those of `ImageBuild`.

    `elsewhere` is where the workflow states the variable for other steps.
    """

    command: str
    place: Place
    job: str
    given: str | None = None
    doubt: str | None = None
    elsewhere: Place | None = None


class WorkflowBuilds(NamedTuple):
    paths: tuple[str, ...]
    builds: tuple[WorkflowBuild, ...] = ()
    unread: tuple[str, ...] = ()
