# SPDX-License-Identifier: Apache-2.0
"""Says whether statements of a policy let a request through, as IAM does: what nothing allows is refused.

Knows what deploy/terraform writes, and raises at anything else: Allow and Deny, * and ?, StringEquals and
StringLike; of a key with several values, as ForAllValues asks, a request here has one.
"""

import re
from typing import Any

Statement = dict[str, Any]


def several(value: Any) -> list[str]:
    return [value] if isinstance(value, str) else list(value)


def fits(pattern: str, text: str) -> bool:
    parts = (
        ".*" if part == "*" else "." if part == "?" else re.escape(part)
        for part in re.split(r"([*?])", pattern)
    )
    return re.fullmatch("".join(parts), text, re.DOTALL) is not None


def holds(condition: dict[str, dict[str, Any]], context: dict[str, str]) -> bool:
    for test, keys in condition.items():
        for key, wanted in keys.items():
            if key not in context:
                return False
            if test.removeprefix("ForAllValues:") == "StringEquals":
                held = context[key] in several(wanted)
            elif test == "StringLike":
                held = any(fits(pattern, context[key]) for pattern in several(wanted))
            else:
                raise AssertionError(f"the condition {test} is not known here")
            if not held:
                return False
    return True


def concerns(statement: Statement, action: str, resource: str, context: dict[str, str]) -> bool:
    assert set(statement) <= {"Sid", "Effect", "Action", "Resource", "Condition"}, statement
    return (
        any(fits(pattern.lower(), action.lower()) for pattern in several(statement["Action"]))
        and any(fits(pattern, resource) for pattern in several(statement["Resource"]))
        and holds(statement.get("Condition", {}), context)
    )


def allows(policy: list[Statement], action: str, resource: str, **context: str) -> bool:
    """Says whether a policy lets a request through. `s3_prefix` of the context is the key s3:prefix."""
    keys = {name.replace("_", ":", 1): value for name, value in context.items()}
    effects = {statement["Effect"] for statement in policy if concerns(statement, action, resource, keys)}
    return "Allow" in effects and "Deny" not in effects
