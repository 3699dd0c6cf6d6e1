# SPDX-License-Identifier: Apache-2.0
"""As `shapes`: the events of Stripe and of GitHub, whose insides differ from type to type."""

import json

from shapes import Day, in_parts, iso, micros, packed, some


def _charge(day: Day, created: int) -> dict:
    failed = day.chance(0.1)
    return {
        "id": f"ch_{day.letters(24)}", "object": "charge", "amount": day.randrange(100, 90000),
        "amount_captured": day.randrange(100, 90000), "amount_refunded": 0, "balance_transaction": None,
        "billing_details": {"address": {"city": None, "country": day.choice([None, "DE"]),
            "postal_code": None},
                            "name": day.choice([None, day.words(2, 2).title()]), "phone": None},
        "captured": True, "created": created, "currency": day.choice(["eur", "usd"]),
        "customer": f"cus_{day.user():014}", "description": day.choice([None, day.words(2, 5)]),
        "failure_code": "card_declined" if failed else None, "fraud_details": {}, "livemode": False,
        "metadata": day.choice([{}, {"order_id": str(day.randrange(10**6))},
            {day.choice(day_keys(day)): "x"}]),
        "outcome": {"network_status": "approved_by_network", "reason": None, "risk_level": "normal",
                    "risk_score": day.randrange(100), "type": "authorized"},
        "paid": not failed, "payment_method_details": {
            "type": "card",
            "card": {"brand": day.choice(["visa", "amex"]), "exp_month": day.randint(1, 12), "exp_year": 2030,
                     "checks": {"cvc_check": day.choice([None, "pass"])},
                     "last4": f"{day.randrange(10000):04}",
                     "three_d_secure": None, "wallet": None},
        },
        "receipt_url": f"https://pay.stripe.example/receipts/{day.letters(30)}", "refunded": False,
        "refunds": {"object": "list", "data": [], "has_more": False, "total_count": 0,
                    "url": f"/v1/charges/ch_{day.letters(24)}/refunds"},
        "status": "failed" if failed else "succeeded",
    }  # fmt: skip


def day_keys(day: Day) -> list[str]:
    """Names that people give: ever new ones."""
    return [f"campaign_{day.number}", "cart", "Note", "ref no", f"k{day.randrange(50)}"]


def _customer(day: Day, created: int) -> dict:
    return {
        "id": f"cus_{day.letters(14)}", "object": "customer", "address": None, "balance": 0,
        "created": created,
        "currency": day.choice([None, "eur"]), "delinquent": False, "invoice_prefix": day.letters(8).upper(),
        "invoice_settings": {"custom_fields": None, "default_payment_method": None, "footer": None},
        "livemode": False, "metadata": {day.choice(day_keys(day)): day.letters(5)} if day.chance(0.5) else {},
        "name": day.words(2, 2).title(), "preferred_locales": day.choice([[], ["de"]]), "shipping": None,
        "tax_exempt": "none",
    }  # fmt: skip


def _price(day: Day) -> dict:
    return {"id": f"price_{day.letters(24)}", "object": "price", "active": True, "billing_scheme": "per_unit",
            "currency": "eur", "nickname": day.choice([None, day.words(1, 2)]),
            "product": f"prod_{day.letters(14)}",
            "recurring": {"interval": day.choice(["month", "year"]), "interval_count": 1,
                "usage_type": "licensed"},
            "type": "recurring", "unit_amount": 900,
            "unit_amount_decimal": day.choice(["900", "900.5"])}  # fmt: skip


def _subscription(day: Day, created: int) -> dict:
    item = {"id": f"si_{day.letters(14)}", "object": "subscription_item", "quantity": 1, "price": _price(day)}
    return {
        "id": f"sub_{day.letters(24)}", "object": "subscription",
        "cancel_at": day.choice([None, created + 9_000]),
        "cancel_at_period_end": day.chance(0.2), "created": created, "customer": f"cus_{day.user():014}",
        "items": {"object": "list", "data": [item] * day.randint(1, 2), "has_more": False, "total_count": 1},
        "metadata": {}, "status": day.choice(["active", "trialing", "past_due"]), "trial_end": None,
    }  # fmt: skip


def _invoice(day: Day, created: int) -> dict:
    period = {"start": created, "end": created + 2_592_000}
    return {
        "id": f"in_{day.letters(24)}", "object": "invoice", "amount_due": 900, "amount_paid": 900,
        "attempt_count": day.randint(1, 3), "created": created, "currency": "eur", "discount": None,
        "customer": f"cus_{day.user():014}", "number": f"{day.letters(8).upper()}-{day.randrange(10000):04}",
        "lines": {"object": "list", "has_more": False, "data": [
            {"id": f"il_{day.letters(24)}", "object": "line_item", "amount": day.choice([900, -100]),
             "description": day.choice([None, day.words(2, 4)]), "period": period, "price": _price(day),
             "proration": False, "tax_amounts": day.choice([[], [{"amount": 19, "inclusive": False}]])}
            for _ in range(day.randint(1, 3))]},
        "status": "paid", "tax": day.choice([None, 19]), "total": 900,
        "status_transitions": {"finalized_at": created, "paid_at": created, "voided_at": None},
    }  # fmt: skip


def _payout(day: Day, created: int) -> dict:
    return {"id": f"po_{day.letters(24)}", "object": "payout", "amount": day.randrange(10**6),
        "created": created,
            "arrival_date": created + 86_400, "automatic": True, "currency": "eur", "status": "paid",
            "statement_descriptor": None, "trace_id": {"status": "pending", "value": None}}  # fmt: skip


STRIPE_TYPES = {"charge.succeeded": _charge, "customer.created": _customer, "customer.updated": _customer,
                "customer.subscription.updated": _subscription, "invoice.paid": _invoice,
                "payout.paid": _payout}  # fmt: skip


def stripe(seed: int, number: int, events: int) -> list[tuple[str, bytes]]:
    """The bodies of the webhook as they came, behind each other; day 3 brings another version."""
    day, made = Day("stripe", seed, number, events), []
    for at, moment in day.moments():
        kind, created = day.choice(list(STRIPE_TYPES)), micros(moment) // 10**6
        data = {"object": STRIPE_TYPES[kind](day, created)}
        if kind == "customer.updated":
            data["previous_attributes"] = day.choice(
                [{"balance": 5}, {"currency": None}, {"metadata": {day.choice(day_keys(day)): None}}]
            )
        elif kind.endswith("updated"):
            data["previous_attributes"] = {"status": "incomplete", "items": {"data": [{"quantity": 2}]}}
        made.append({
            "id": f"evt_{day.once(at)}{day.letters(16)}", "object": "event",
            "api_version": "2024-06-20" if number < 3 else "2025-03-31.basil",
            "created": created, "data": data, "livemode": False, "pending_webhooks": day.randint(0, 3),
            "request": day.choice([None, {"id": None, "idempotency_key": None},
                                   {"id": f"req_{day.letters(14)}", "idempotency_key": day.uuid()}]),
            "type": kind,
        })  # fmt: skip

    def bodies(events: list) -> bytes:
        return "".join(json.dumps(event, indent=2) for event in events).encode()

    return in_parts(day, made, "stripe/{day:%Y/%m/%d}/{part}", bodies)


# GitHub, as its archives hold an hour: a line an event, packed.
def _github_user(day: Day, user: int | None = None) -> dict:
    user = day.user() if user is None else user
    login = f"dev{user}" if user % 9 else f"bot-{user}[bot]"
    return {"login": login, "id": 1000 + user, "node_id": day.letters(12), "gravatar_id": "",
            "url": f"https://api.github.example/users/{login}", "type": "User" if user % 9 else "Bot",
            "site_admin": False}  # fmt: skip


def _reactions(day: Day, url: str) -> dict:
    names = ("+1", "-1", "laugh", "hooray", "confused", "heart", "rocket", "eyes")
    return {"url": f"{url}/reactions", "total_count": 0} | {name: day.choice([0, 0, 0, 1]) for name in names}


def _issue(day: Day, repo: str, moment) -> dict:
    number = day.randrange(1, 500 * day.number)
    url = f"https://api.github.example/repos/{repo}/issues/{number}"
    labels = [{"id": 70 + at, "name": name, "color": day.hex(6), "default": at == 0, "description": None}
              for at, name in enumerate(day.sample(["bug", "help wanted", "v2"],
                  day.randrange(3)))]  # fmt: skip
    return {
        "url": url, "id": 10**9 + number, "number": number, "title": day.words(2, 7),
        "user": _github_user(day),
        "labels": labels, "state": day.choice(["open", "closed"]), "locked": False,
        "assignee": _github_user(day) if day.chance(0.2) else None, "assignees": [], "milestone": None,
        "comments": day.randrange(30), "created_at": iso(moment, 0), "updated_at": iso(moment, 0),
        "closed_at": day.choice([None, iso(moment, 0)]), "author_association": day.choice(["NONE", "MEMBER"]),
        "active_lock_reason": None, "body": day.choice([None, day.words(5, 30) + "\r\n"]),
        "reactions": _reactions(day, url), "state_reason": day.choice([None, "completed"]),
        **({"pull_request": {"url": url.replace("issues", "pulls"),
            "merged_at": None}} if day.chance(0.2) else {}),
    }  # fmt: skip


def _push(day: Day, repo: str, moment) -> dict:
    commits = [
        {"sha": day.hex(40), "author": {"email": f"dev{user}@mail.example", "name": f"dev {user}"},
         "message": day.words(2, 8), "distinct": True,
         "url": f"https://api.github.example/repos/{repo}/commits/{day.hex(40)}"}
        for user in [day.user() for _ in range(day.randrange(4))]
    ]  # fmt: skip
    return {"repository_id": day.randrange(10**9), "push_id": day.randrange(10**11), "size": len(commits),
            "distinct_size": len(commits), "ref": f"refs/heads/{day.choice(['main', day.words(1, 1)])}",
            "head": day.hex(40), "before": day.hex(40), "commits": commits}  # fmt: skip


def _create(day: Day, repo: str, moment) -> dict:
    kind = day.choice(["repository", "branch", "tag"])
    name = {"repository": None, "branch": day.choice(["main", day.words(1, 1)]), "tag": f"v{day.number}.0"}[
        kind
    ]
    return {"ref": name, "ref_type": kind, "master_branch": "main", "pusher_type": "user",
            "description": day.choice([None, day.words(2, 6)])}  # fmt: skip


def _comment(day: Day, repo: str, moment) -> dict:
    url = f"https://api.github.example/repos/{repo}/issues/comments/{day.randrange(10**9)}"
    comment = {"url": url, "id": day.randrange(10**9), "user": _github_user(day), "created_at": iso(moment,
        0),
               "body": day.words(1, 20), "reactions": _reactions(day, url),
               "performed_via_github_app": None}  # fmt: skip
    return {"action": "created", "issue": _issue(day, repo, moment), "comment": comment}


def _pull_request(day: Day, repo: str, moment) -> dict:
    issue, merged = _issue(day, repo, moment), day.chance(0.5)
    tip = {"ref": day.choice(["main", day.words(1, 1)]), "sha": day.hex(40),
           "repo": day.choice([None, {"id": 5, "full_name": repo, "private": False,
               "topics": []}])}  # fmt: skip
    pull = {
        key: issue[key] for key in ("id", "number", "title", "user", "labels", "state", "body", "created_at")
    }
    pull |= {"merged": merged, "merged_at": iso(moment, 0) if merged else None, "draft": day.chance(0.1),
             "mergeable": day.choice([None, True]), "additions": day.randrange(900), "head": tip, "base": tip,
             "requested_reviewers": [_github_user(day)] if day.chance(0.3) else [],
             "_links": {"self": {"href": issue["url"]}, "html": {"href": issue["url"]}}}  # fmt: skip
    return {"action": day.choice(["opened", "closed"]), "number": issue["number"], "pull_request": pull}


GITHUB_TYPES = {
    "PushEvent": (_push, 45),
    "WatchEvent": (lambda day, repo, moment: {"action": "started"}, 15),
    "CreateEvent": (_create, 12),
    "PullRequestEvent": (_pull_request, 10),
    "IssueCommentEvent": (_comment, 8),
    "IssuesEvent": (lambda day, repo, moment: {
        "action": day.choice(["opened", "closed"]), "issue": _issue(day, repo, moment)}, 6),
    "PublicEvent": (lambda day, repo, moment: {}, 4),
}  # fmt: skip


def github(seed: int, number: int, events: int) -> list[tuple[str, bytes]]:
    day, made = Day("github", seed, number, events), []
    for at, moment in day.moments():
        kind = day.choices(list(GITHUB_TYPES), [weight for _, weight in GITHUB_TYPES.values()])[0]
        user, repo_id = day.user(), day.randrange(80 * day.number)
        actor = _github_user(day, user)
        repo = f"dev{repo_id % 40}/{day.choice(['amber', 'cedar', 'ember'])}-{repo_id}"
        made.append(some(
            id=str(50_000_000_000 + day.once(at)), type=kind,
            actor={"id": actor["id"], "login": actor["login"],
                "display_login": actor["login"].removesuffix("[bot]"),
                   "gravatar_id": "", "url": actor["url"],
                   "avatar_url": f"https://avatars.github.example/u/{actor['id']}?"},
            repo={"id": 7000 + repo_id, "name": repo, "url": f"https://api.github.example/repos/{repo}"},
            payload=GITHUB_TYPES[kind][0](day, repo, moment), public=True, created_at=iso(moment, 0),
            org={"id": 3 + user, "login": f"org{user}", "gravatar_id": "",
                 "url": f"https://api.github.example/orgs/org{user}"} if day.chance(0.2) else None,
        ))  # fmt: skip
    return in_parts(day, made, "{day:%Y-%m-%d}-{part}.json.gz", packed)
