"""What next.config says about paths, headers and the build, as far as the file tells."""

from typing import NamedTuple

from clerkdoctor.facts.place import Place


class Header(NamedTuple):
    """One header of `headers()`: `source` is the pattern of the paths that get it.

    `value` is the text, the parts that are not statically known left out; `is_whole` says whether
    there are none of those.
    """

    source: str
    key: str
    value: str
    place: Place
    is_whole: bool = True


class NextConfig(NamedTuple):
    """The configuration of the app. Without a file, `file` is None and everything is the default.

    A field is None where the file states it but it is not statically known. `unknown` says why
    something of it is not. `wrappers` are the functions of packages that the configuration is
    handed through, such as `withSentryConfig`: what they change is taken to be nothing of this.
    `moves` are the settings that serve pages under further paths: `rewrites`, `redirects`.
    `mentioned` are the settings' names that stand there.
    """

    file: Place | None = None
    base_path: str | None = ""
    page_extensions: tuple[str, ...] | None = ("tsx", "ts", "jsx", "js")
    trailing_slash: bool | None = False
    skip_trailing_slash_redirect: bool | None = False
    locales: tuple[str, ...] | None = ()
    default_locale: str | None = None
    output: str | None = ""
    output_place: Place | None = None
    headers: tuple[Header, ...] = ()
    moves: tuple[str, ...] = ()
    mentioned: tuple[str, ...] = ()
    wrappers: tuple[str, ...] = ()
    unknown: str = ""
