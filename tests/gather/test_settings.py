"""`clerkdoctor.toml`: what it may state, and what is said of everything else."""

from datetime import date
from pathlib import Path

import pytest

from clerkdoctor.errors import Trouble
from clerkdoctor.facts.settings import Settings, Skip
from clerkdoctor.gather.settings import settings

CHECKS = ("keys-are-of-one-type", "handler-upserts")


def stated(folder: Path, text: str | bytes) -> Settings:
    content = text if isinstance(text, bytes) else text.encode()
    (folder / "clerkdoctor.toml").write_bytes(content)
    return settings(folder, lambda: CHECKS)


def test_no_file_states_nothing(tmp_path: Path) -> None:
    assert settings(tmp_path, lambda: CHECKS) == Settings()


def test_all_that_it_may_state(tmp_path: Path) -> None:
    found = stated(
        tmp_path,
        """
        apps = ["./apps/web/", "apps/admin"]
        mode = "production"
        against = ["vercel:production", "convex:prod"]
        app-url = "https://app.example.com/"
        webhook-url = "https://app.example.com/api/webhooks/clerk"
        authorized-parties = ["https://app.example.com"]
        jwt-template = "convex"
        baseline = "clerkdoctor-baseline.json"

        [levels]
        handler-upserts = "note"

        [[skip]]
        check = "keys-are-of-one-type"
        reason = "both instances are in use"
        until = 2027-01-31

        [[skip]]
        check = "handler-upserts"
        reason = "users are made by hand"
        """,
    )
    assert found == Settings(
        path=str(tmp_path / "clerkdoctor.toml"),
        apps=("apps/web", "apps/admin"),
        mode="production",
        against=("vercel:production", "convex:prod"),
        app_url="https://app.example.com/",
        webhook_url="https://app.example.com/api/webhooks/clerk",
        authorized_parties=("https://app.example.com",),
        jwt_template="convex",
        baseline="clerkdoctor-baseline.json",
        skip=(
            Skip("keys-are-of-one-type", "both instances are in use", date(2027, 1, 31)),
            Skip("handler-upserts", "users are made by hand"),
        ),
        levels={"handler-upserts": "note"},
    )


def test_a_byte_order_mark_is_no_fault(tmp_path: Path) -> None:
    assert stated(tmp_path, b'\xef\xbb\xbfmode = "test"\r\n').mode == "test"


@pytest.mark.parametrize(
    ("text", "said", "hint"),
    [
        ('mod = "test"', "`mod` is no setting; did you mean `mode`?", "`authorized-parties`"),
        ('webhook_url = "https://x"', "did you mean `webhook-url`?", "use one of"),
        ('mode = "prod"', "`mode` is `prod`", "`production`"),
        ('mode = "producton"', "did you mean `production`?", "use one of"),
        ("mode = 3", "`mode` is a number", "use one of"),
        ("mode = true", "`mode` is a boolean", "use one of"),
        ('apps = "apps/web"', "`apps` is a text; expected a list of texts", 'apps = ["…"]'),
        ("apps = [1]", "`apps` is a list; expected a list of texts", 'apps = ["…"]'),
        ('apps = [""]', "`apps` is a list; expected a list of texts", 'apps = ["…"]'),
        ('baseline = ""', "`baseline` is an empty text; expected a text", "quotes"),
        ('webhook-url = "app.example.com"', "does not begin with `https://`", "https://…"),
        ('webhook-url = "https://[x"', "does not begin with `https://`", "https://…"),
        ("skip = 1", "`skip` is a number; expected tables", "[[skip]]"),
        ('skip = ["x"]', "`skip` is a list; expected tables", "[[skip]]"),
        ('[[skip]]\ncheck = "handler-upserts"', "a skip states no `reason`", 'reason = "…"'),
        ('[[skip]]\nreason = "x"', "a skip states no `check`", 'check = "…"'),
        (
            '[[skip]]\ncheck = "handler-upsert"\nreason = "x"',
            "skip: `handler-upsert` is no check; did you mean `handler-upserts`?",
            "clerkdoctor checks",
        ),
        (
            '[[skip]]\ncheck = "handler-upserts"\nreason = "x"\nuntil = "2027-01-31"',
            "`until` is a text; expected a date",
            "without quotes",
        ),
        (
            '[[skip]]\ncheck = "handler-upserts"\nreason = "x"\nuntil = 2027-01-31T10:00:00Z',
            "`until` is a date and time; expected a date",
            "without quotes",
        ),
        (
            '[[skip]]\ncheck = "handler-upserts"\nreason = "x"\nuntill = 2027-01-31',
            "`untill` is no setting; did you mean `until`?",
            "`reason`",
        ),
        ('[[skip]]\ncheck = "handler-upserts"\nreason = " "', "`skip: reason` is", "quotes"),
        ('[levels]\nhandler-upsert = "note"', "did you mean `handler-upserts`?", "checks"),
        ('[levels]\nhandler-upserts = "warn"', "`levels: handler-upserts` is `warn`", "warning"),
        ("levels = 3", "`levels` is a number; expected a table", "[levels]"),
        ("mode = ", "is not TOML: ", "name = value"),
        (b'mode = "\xff"', "is not UTF-8 text", "UTF-8"),
    ],
)
def test_what_has_no_meaning_is_named(
    tmp_path: Path, text: str | bytes, said: str, hint: str
) -> None:
    with pytest.raises(Trouble) as raised:
        stated(tmp_path, text)
    assert said in raised.value.message
    assert str(tmp_path / "clerkdoctor.toml") in raised.value.message
    assert hint in raised.value.hint


def test_a_url_may_hold_a_secret_and_is_not_shown(tmp_path: Path) -> None:
    with pytest.raises(Trouble) as raised:
        stated(tmp_path, 'webhook-url = "x.example/?x-vercel-protection-bypass=Zk3vQ8rT"')
    assert "Zk3vQ8rT" not in raised.value.message + raised.value.hint


def test_what_is_no_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "clerkdoctor.toml").mkdir()
    with pytest.raises(Trouble, match=r"is a (folder|directory)"):
        settings(tmp_path, lambda: CHECKS)
