"""What of the money of case studies may be added up, and why the rest may not. Pure functions."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from roundtable.cases.models import CostLine, Per


@dataclass(frozen=True)
class Sum:
    """The lines of one currency, one price year and one `per`, added up; or why they are not."""

    currency: str
    price_year: int
    per: Per
    lines: int
    cost: Decimal | None
    benefit: Decimal | None
    # Nothing where no line of them says it, or where it may not be added.
    why_not: str = ""

    @property
    def net(self) -> Decimal | None:
        """Benefit less cost, where both are known of every line."""
        return None if self.cost is None or self.benefit is None else self.benefit - self.cost


def sums(lines: Iterable[CostLine]) -> list[Sum]:
    """A sum for each currency, price year and `per`. Across case studies, shares such as per person are not added."""
    groups: dict[tuple[str, int, Per], list[CostLine]] = {}
    for line in lines:
        groups.setdefault((line.currency, line.price_year, line.per), []).append(line)
    return [_sum(*key, found) for key, found in sorted(groups.items())]


def _sum(currency: str, year: int, per: Per, lines: list[CostLine]) -> Sum:
    studies = {line.case_study_id for line in lines}
    why_not = ""
    if per.is_share and len(studies) > 1:
        why_not = (
            f"Amounts {per.value} of different case studies are of different people, so they cannot be added."
        )
    elif any(line.cost is None for line in lines) != all(line.cost is None for line in lines) or any(
        line.benefit is None for line in lines
    ) != all(line.benefit is None for line in lines):
        why_not = (
            "Some of these lines know a cost or a benefit that others do not, so there is no balance of them."
        )
    cost = None if why_not.startswith("Amounts") else _added([line.cost for line in lines])
    benefit = None if why_not.startswith("Amounts") else _added([line.benefit for line in lines])
    return Sum(currency, year, per, len(lines), cost, benefit, why_not)


def _added(amounts: list[Decimal | None]) -> Decimal | None:
    """The sum, where every amount is known."""
    known = [amount for amount in amounts if amount is not None]
    return sum(known, Decimal(0)) if known and len(known) == len(amounts) else None


def why_not_together(found: list[Sum]) -> str:
    """Why there is no one sum of all; empty where there is."""
    if len(found) < 2:
        return ""
    apart = [
        words
        for words, values in (
            ("currencies", {each.currency for each in found}),
            ("price years", {each.price_year for each in found}),
            ("bases (per whom)", {each.per for each in found}),
        )
        if len(values) > 1
    ]
    return f"There is no one sum: the lines differ in their {' and '.join(apart)}."
