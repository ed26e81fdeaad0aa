"""Sample data about billing: subscriptions, their items, and attempts at payment.

Amounts are in cents. Where a user pays, the organization's id and name are empty texts.

Source of the fields: Clerk's published OpenAPI document of its webhooks, 2025-04-15.
"""

from clerkdoctor.clerk.events.made_up import DAY, Json, Run
from clerkdoctor.clerk.events.people import FIRST_NAME, IMAGE, LAST_NAME, email_address

PRICE, TAX = 2_000, 200
MONTH = 30 * DAY


def payer(run: Run) -> Json:
    return {
        "object": "commerce_payer",
        "id": run.id("cpayer"),
        "user_id": run.id("user"),
        "first_name": FIRST_NAME,
        "last_name": LAST_NAME,
        "email": email_address(run),
        "organization_id": "",
        "organization_name": "",
        "image_url": IMAGE,
        "created_at": run.created_at,
        "updated_at": run.created_at,
    }


def plan(run: Run) -> Json:
    return {
        "id": run.id("cplan"),
        "slug": "pro",
        "name": "Pro",
        "is_recurring": True,
        "amount": PRICE,
        "currency": "USD",
    }


def item(run: Run, status: str, *, is_trial: bool = False) -> Json:
    """A subscription's item, the plan that is paid for; `upcoming` ones begin in a month."""
    is_new = status in {"active", "upcoming", "incomplete"} and not is_trial
    begin = run.created_at + (MONTH if status == "upcoming" else 0)
    return {
        "object": "commerce_subscription_item",
        "id": run.id("csub_item"),
        "status": status,
        "is_free_trial": is_trial,
        "interval": "month",
        "period_start": begin,
        "period_end": begin + MONTH,
        "plan_id": run.id("cplan"),
        "plan": plan(run),
        "payer": payer(run),
        "subscription_id": run.id("csub"),
        "created_at": run.created_at,
        "updated_at": run.created_at if is_new else run.updated_at,
    }


def subscription(run: Run, status: str = "active", *, is_updated: bool = False) -> Json:
    is_due = status == "past_due"
    contents = item(run, status)
    del contents["payer"]
    return {
        "object": "commerce_subscription",
        "id": run.id("csub"),
        "status": status,
        "latest_payment_id": run.id("cpa"),
        "payment_source_id": run.id("cps"),
        "payer_id": run.id("cpayer"),
        "payer": payer(run),
        "items": [contents],
        "active_at": run.created_at,
        "canceled_at": None,
        "ended_at": None,
        "past_due_at": run.updated_at if is_due else None,
        "created_at": run.created_at,
        "updated_at": run.updated_at if is_due or is_updated else run.created_at,
    }


def payment_attempt(run: Run, *, is_paid: bool = False) -> Json:
    contents = item(run, "active")
    del contents["is_free_trial"]
    return {
        "id": run.id("pa"),
        "instance_id": run.id("ins"),
        "payment_id": run.id("cpa"),
        "invoice_id": run.id("cinv"),
        "statement_id": run.id("stmt"),
        "gateway_external_id": f"pi_sample{run.code('payment')}",
        "status": "paid" if is_paid else "pending",
        "charge_type": "checkout",
        "billing_date": run.created_at,
        "paid_at": run.updated_at if is_paid else None,
        "failed_at": None,
        # Null in real ones that did not fail; the published schema refuses that.
        "failed_reason": {"code": "", "decline_code": ""},
        "payee": {
            "id": run.id("cpayee"),
            "gateway_type": "stripe",
            "gateway_external_id": "acct_sample",
            "gateway_status": "active",
        },
        "payer": payer(run),
        "payment_source": {
            "id": run.id("cps"),
            "gateway": "stripe",
            "gateway_external_id": f"pm_sample{run.code('payment')}",
            "gateway_external_account_id": "acct_sample",
            "payment_method": "card",
            "status": "active",
            "card_type": "visa",
            "last4": "4242",
        },
        "totals": {
            "subtotal": _amount(PRICE),
            "tax_total": _amount(TAX),
            "grand_total": _amount(PRICE + TAX),
        },
        "subscription_items": [contents],
        "created_at": run.created_at,
        "updated_at": run.updated_at if is_paid else run.created_at,
    }


def _amount(cents: int) -> Json:
    return {
        "amount": cents,
        "amount_formatted": f"{cents // 100}.{cents % 100:02d}",
        "currency": "USD",
        "currency_symbol": "$",
    }
