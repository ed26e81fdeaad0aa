"""Sample data about organizations: members, invitations, domains, roles and permissions.

Source of the fields: Clerk's published OpenAPI document of its webhooks, 2025-04-15.
"""

from clerkdoctor.clerk.events.made_up import DAY, Json, Run
from clerkdoctor.clerk.events.people import FIRST_NAME, IMAGE, LAST_NAME, email_address

NAME = "Sample & Example"


def slug(run: Run) -> str:
    return f"sample-{run.code('organization')}"


def organization(run: Run, *, is_updated: bool = False, members: int = 1) -> Json:
    return {
        "object": "organization",
        "id": run.id("org"),
        "name": f"{NAME} Limited" if is_updated else NAME,
        "slug": slug(run),
        "image_url": IMAGE,
        "has_image": False,
        "members_count": members,
        "missing_member_with_elevated_permissions": False,
        "pending_invitations_count": 0,
        "max_allowed_memberships": 5,
        "admin_delete_enabled": True,
        "public_metadata": {"plan": "sample"} if is_updated else {},
        "private_metadata": {},
        "created_by": run.id("user"),
        "created_at": run.created_at,
        "updated_at": run.updated_at if is_updated else run.created_at,
    }


def _public_organization(run: Run) -> Json:
    whole = organization(run)
    return {key: whole[key] for key in ("id", "name", "slug", "image_url", "has_image")}


def membership(run: Run, *, is_admin: bool = False) -> Json:
    """The sample user's membership: at first a member, later an admin."""
    role = "admin" if is_admin else "member"
    return {
        "object": "organization_membership",
        "id": run.id("orgmem"),
        "role": f"org:{role}",
        "role_name": role.capitalize(),
        "permissions": ["org:sys_memberships:read", *([permission_key()] if is_admin else [])],
        "public_metadata": {},
        "private_metadata": {},
        "organization": organization(run, members=2),
        "public_user_data": {
            "user_id": run.id("user"),
            "first_name": FIRST_NAME,
            "last_name": LAST_NAME,
            "profile_image_url": IMAGE,
            "image_url": IMAGE,
            "has_image": False,
            "identifier": email_address(run),
            "username": None,
        },
        "created_at": run.created_at,
        "updated_at": run.updated_at if is_admin else run.created_at,
    }


def invitation(run: Run, status: str) -> Json:
    """An invitation by the sample user; who accepts it is another one."""
    is_over = status != "pending"
    told: Json = {
        "object": "organization_invitation",
        "id": run.id("orginv"),
        "email_address": email_address(run, "invited"),
        "role": "org:member",
        "role_name": "Member",
        "organization_id": run.id("org"),
        "inviter_id": run.id("user"),
        "public_inviter_data": {
            "user_id": run.id("user"),
            "first_name": FIRST_NAME,
            "last_name": LAST_NAME,
            "image_url": IMAGE,
            "has_image": False,
            "identifier": email_address(run),
        },
        "status": status,
        "public_metadata": {},
        "private_metadata": {},
        "url": None if is_over else "https://accounts.example.com/accept?__clerk_ticket=sample",
        "expires_at": run.created_at + 30 * DAY,
        "created_at": run.created_at,
        "updated_at": run.updated_at if is_over else run.created_at,
    }
    if status == "accepted":
        # The published schema requires these two of an accepted invitation, and forbids them.
        told["user_id"] = run.id("user", "invited")
        told["data"] = {"public_organization_data": _public_organization(run)}
    return told


def domain(run: Run, *, is_verified: bool = False) -> Json:
    verification = {
        "status": "verified" if is_verified else "unverified",
        "strategy": "affiliation_email_code",
        "attempts": 1 if is_verified else 0,
        "expire_at": run.created_at + DAY,
        "verified_at": run.updated_at if is_verified else None,
    }
    return {
        "object": "organization_domain",
        "id": run.id("orgdmn"),
        "organization_id": run.id("org"),
        "name": f"{slug(run)}.example.com",
        "enrollment_mode": "automatic_suggestion" if is_verified else "manual_invitation",
        "affiliation_email_address": f"admin+clerk_test@{slug(run)}.example.com",
        "affiliation_verification": verification,
        "ownership_verification": {**verification, "strategy": "txt_record"},
        "verification": verification,
        "total_pending_invitations": 0,
        "total_pending_suggestions": 0,
        "public_organization_data": _public_organization(run),
        "created_at": run.created_at,
        "updated_at": run.updated_at if is_verified else run.created_at,
    }


def permission_key() -> str:
    return "org:reports:read"


def permission(run: Run, *, is_updated: bool = False) -> Json:
    return {
        "object": "permission",
        "id": run.id("perm"),
        "name": "Read all reports" if is_updated else "Read reports",
        "key": permission_key(),
        "description": "Sees the reports of the organization",
        "type": "user",
        "created_at": run.created_at,
        "updated_at": run.updated_at if is_updated else run.created_at,
    }


def role(run: Run, *, is_updated: bool = False) -> Json:
    return {
        "object": "role",
        "id": run.id("role"),
        "name": "Senior analyst" if is_updated else "Analyst",
        "key": "org:analyst",
        "description": "Reads the reports of the organization",
        "is_creator_eligible": False,
        "permissions": [permission(run)],
        "created_at": run.created_at,
        "updated_at": run.updated_at if is_updated else run.created_at,
    }
