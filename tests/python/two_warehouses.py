"""The public tables of two warehouses, row for row."""

from collections import Counter

from lead_scoring import digest
from lead_scoring.warehouse import Warehouse


def differences(one: Warehouse, other: Warehouse) -> dict[str, str]:
    """Return the first differing rows of each public table that is not the same on both."""
    digests, others = digest.digests(one), digest.digests(other)
    assert digests.keys() == others.keys()
    assert len(digests) > 30
    found = {}
    for table in digests:
        if digests[table] != others[table]:
            rows = [
                Counter(map(digest.as_text, digest.read(each, "marts", table)[1])) for each in (one, other)
            ]
            only = [sorted((a - b).elements())[:2] for a, b in (rows, rows[::-1])]
            found[table] = f"the first: {only[0]} the other: {only[1]}"
    return found
