"""Sample data about users: users, sessions, e-mails, text messages, the waitlist.

Source of the fields: Clerk's published OpenAPI document of its webhooks, 2025-04-15.
"""

from clerkdoctor.clerk.events.made_up import DAY, MINUTE, Json, Run

FIRST_NAME, LAST_NAME = "Casey", "Sample"
IMAGE = "https://img.clerk.com/sample"
BROWSER = (
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/128.0.0.0 Safari/537.36"
)
# An address that is kept for documentation, a number that is kept for fiction and that Clerk takes
# for a test's, and the code that goes with it.
CLIENT_IP = "203.0.113.7"
PHONE_NUMBER = "+12015550100"
CODE = "424242"


def email_address(run: Run, name: str = "user") -> str:
    """An address that Clerk sends nothing to: `+clerk_test`."""
    first = FIRST_NAME.lower() if name == "user" else name
    return f"{first}.{run.code(name)}+clerk_test@example.com"


def user(run: Run, *, is_updated: bool = False) -> Json:
    """A user with one verified e-mail address; later one with a username, too."""
    email_id = run.id("idn", "email")
    changed = run.updated_at if is_updated else run.created_at
    return {
        "object": "user",
        "id": run.id("user"),
        "external_id": None,
        "username": f"casey_{run.code('user')}" if is_updated else None,
        "first_name": FIRST_NAME,
        "last_name": LAST_NAME,
        "image_url": IMAGE,
        "profile_image_url": IMAGE,
        "has_image": False,
        "primary_email_address_id": email_id,
        "primary_phone_number_id": None,
        "primary_web3_wallet_id": None,
        "email_addresses": [_email(run, email_id)],
        "phone_numbers": [],
        "web3_wallets": [],
        "passkeys": [],
        "external_accounts": [],
        "saml_accounts": [],
        "enterprise_accounts": [],
        "public_metadata": {"plan": "sample"} if is_updated else {},
        "private_metadata": {},
        "unsafe_metadata": {},
        "password_enabled": True,
        "two_factor_enabled": False,
        "totp_enabled": False,
        "backup_code_enabled": False,
        "mfa_enabled_at": None,
        "mfa_disabled_at": None,
        "banned": False,
        "locked": False,
        "lockout_expires_in_seconds": None,
        "verification_attempts_remaining": 100,
        "delete_self_enabled": True,
        "create_organization_enabled": True,
        "create_organizations_limit": None,
        "legal_accepted_at": None,
        "last_sign_in_at": run.created_at if is_updated else None,
        "last_active_at": changed,
        "created_at": run.created_at,
        "updated_at": changed,
    }


def _email(run: Run, email_id: str) -> Json:
    return {
        "object": "email_address",
        "id": email_id,
        "email_address": email_address(run),
        "reserved": False,
        "matches_sso_connection": False,
        "linked_to": [],
        "verification": {
            "object": "verification_otp",
            "status": "verified",
            "strategy": "email_code",
            "attempts": 1,
            "expire_at": run.created_at + 10 * MINUTE,
        },
        "created_at": run.created_at,
        "updated_at": run.created_at,
    }


def deleted(kind: str, deleted_id: str) -> Json:
    """All that is told of what is gone."""
    return {"object": kind, "id": deleted_id, "deleted": True}


def session(run: Run, status: str) -> Json:
    """A session. Its user is told with it, which the published schema both requires and forbids."""
    is_over = status != "active"
    changed = run.updated_at if is_over else run.created_at
    return {
        "object": "session",
        "id": run.id("sess"),
        "client_id": run.id("client"),
        "user_id": run.id("user"),
        "user": user(run),
        "actor": None,
        "status": status,
        "last_active_organization_id": "",
        "last_active_at": changed,
        "latest_activity": {
            "object": "session_activity",
            "id": run.id("sess_activity"),
            "device_type": "Macintosh",
            "is_mobile": False,
            "browser_name": "Chrome",
            "browser_version": "128.0.0.0",
            "ip_address": CLIENT_IP,
            "city": "Sampletown",
            "country": "US",
        },
        "expire_at": run.created_at + 7 * DAY,
        "abandon_at": run.created_at + 30 * DAY,
        "created_at": run.created_at,
        "updated_at": changed,
    }


def email(run: Run) -> Json:
    """The e-mail with a sign-up's code; `<` and `>` in it are what Go's JSON escapes."""
    return {
        "object": "email",
        "id": run.id("ema"),
        "slug": "verification_code",
        "status": "queued",
        "from_email_name": "notifications",
        "reply_to_email_name": None,
        "to_email_address": email_address(run),
        "email_address_id": run.id("idn", "email"),
        "user_id": run.id("user"),
        "subject": f"{CODE} is your verification code",
        "body": "<!DOCTYPE html>\n<html>\n  <body>\n    <h1>Verification code</h1>\n"
        f"    <p>Your code for Sample &amp; Example is <b>{CODE}</b>.</p>\n  </body>\n</html>\n",
        "body_plain": f"{CODE} is your code for Sample & Example.\n",
        "data": {
            "app": {
                "domain_name": "accounts.example.com",
                "logo_image_url": IMAGE,
                "logo_url": None,
                "name": "Sample & Example",
                "url": "https://www.example.com",
            },
            "otp_code": CODE,
            "requested_at": _minute(run.created_at),
            "requested_by": "Chrome, Macintosh",
            "theme": {
                "button_text_color": "#ffffff",
                "primary_color": "#6c47ff",
                "show_clerk_branding": True,
            },
            "user": {"public_metadata": {}, "public_metadata_fallback": ""},
        },
        "delivered_by_clerk": True,
    }


def _minute(milliseconds: int) -> str:
    """`2026-11-02 14:03 UTC`."""
    from clerkdoctor.clerk.instants import utc

    text = utc(milliseconds / 1000) or ""
    return f"{text[:10]} {text[11:16]} UTC"


def sms(run: Run) -> Json:
    return {
        "object": "sms_message",
        "id": run.id("sms"),
        "slug": "verification_code",
        "from_phone_number": "+12015550199",
        "to_phone_number": PHONE_NUMBER,
        "phone_number_id": run.id("idn", "phone"),
        "user_id": run.id("user"),
        "message": f"{CODE} is your verification code for Sample & Example",
        "status": "queued",
        "data": {"otp_code": CODE},
        "delivered_by_clerk": True,
        "created_at_ms": run.created_at,
    }


def waitlist_entry(run: Run, *, is_invited: bool = False) -> Json:
    entry = {
        "object": "waitlist_entry",
        "id": run.id("wle"),
        "email_address": email_address(run, "waiting"),
        "status": "invited" if is_invited else "pending",
        "is_locked": False,
        "created_at": run.created_at,
        "updated_at": run.updated_at if is_invited else run.created_at,
    }
    # Where nobody is invited, real ones say null; the published schema refuses that.
    return {**entry, "invitation": _invitation(run)} if is_invited else entry


def _invitation(run: Run) -> Json:
    return {
        "object": "invitation",
        "id": run.id("inv"),
        "email_address": email_address(run, "waiting"),
        "status": "pending",
        "public_metadata": {},
        "url": "https://accounts.example.com/sign-up?__clerk_ticket=sample",
        "expires_at": run.updated_at + 30 * DAY,
        "created_at": run.updated_at,
        "updated_at": run.updated_at,
    }
