"""The one exception that a user sees: what went wrong, and what to do about it."""


class Trouble(Exception):
    """No verdict can be given. Shown on standard error as two lines, and ends with exit code 3.

    `message` says what is, then what was expected; `hint` is something to do.
    """

    def __init__(self, message: str, hint: str) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
