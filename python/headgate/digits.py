# SPDX-License-Identifier: Apache-2.0
"""Reads JSON without losing a digit."""

import json
from decimal import Decimal
from typing import Any


def exact(text: str | bytes) -> Any:
    """Reads JSON as it is meant: integers of any length, fractions as Decimal. For `_rescued` and events."""
    return json.loads(text, parse_float=Decimal)
