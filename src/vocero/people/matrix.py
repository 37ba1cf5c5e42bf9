"""The printed permission matrix: made from the policy, so that it cannot say anything else."""

from vocero.people.policy import HIDDEN_AGENTS, LEVELS, MASKED_CUSTOMERS, POLICY, rows

_HEAD = """# Who may see what

Printed from the policy (`src/vocero/people/policy.py`) by `vocero permissions`; a test holds this
page to it. `region`, `branch`, `team`, `own` mean: within that; – means refused.

"""
_COMPARISON = "\nA comparison needs what its metric needs.\n"


def markdown() -> str:
    """Give the whole page."""
    return _HEAD + _levels() + "\n" + _matrix() + _COMPARISON + "\n" + _columns()


def _levels() -> str:
    lines = ["| level | name | bookings that they see |", "| --- | --- | --- |"]
    lines += [f"| {n} | `{name}` | {rows(n, 'bookings')} |" for n, name in LEVELS.items()]
    return "\n".join(lines) + "\n"


def _matrix() -> str:
    heads = " | ".join(str(level) for level in LEVELS)
    lines = [f"| capability | {heads} |", "| --- |" + " --- |" * len(LEVELS)]
    for capability, grants in POLICY.items():
        cells = " | ".join(str(grants[level]) for level in LEVELS)
        lines.append(f"| {capability} | {cells} |")
    return "\n".join(lines) + "\n"


def _columns() -> str:
    masked = ", ".join(str(level) for level in sorted(MASKED_CUSTOMERS))
    hidden = ", ".join(str(level) for level in sorted(HIDDEN_AGENTS))
    costs = ", ".join(str(n) for n in LEVELS if rows(n, "profitability") is None)
    return (
        "| column | for levels | shown as |\n| --- | --- | --- |\n"
        f"| customer's name | {masked} | `Cliente 4821` |\n"
        f"| agent's name | {hidden} | left out |\n"
        f"| cost, margin | {costs} | left out |\n"
    )
