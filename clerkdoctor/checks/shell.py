"""Commands to paste: whatever a project calls its files and variables stands in them quoted."""


def quoted(text: str) -> str:
    """The text as one word of a shell command: a name such as `X; rm -r ~` runs nothing."""
    import shlex

    return shlex.quote(text)
