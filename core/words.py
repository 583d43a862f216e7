"""Numbers in words, as the pages write them."""

import math


def number(value: float, digits: int = 3) -> str:
    """So many digits that count, or two and a power of ten, with a real minus sign; nan is a dash."""
    if math.isnan(value):
        return "–"
    if math.isinf(value):
        return "−∞" if value < 0 else "∞"
    if value == 0 or 1e-3 <= abs(value) < 1e5:
        shown = f"{value:.{digits}g}" if abs(value) < 10**digits - 0.5 else f"{value:,.0f}"
    else:
        factor, power_of_ten = f"{value:.1e}".split("e")
        shown = f"{factor.removesuffix('.0')} · 10{raised(int(power_of_ten))}"
    return shown.replace("-", "−")


def raised(exponent: int) -> str:
    """An exponent as it stands above the line."""
    return str(exponent).translate(str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹"))


def percent(share: float) -> str:
    """A share in words that never rounds to nothing."""
    if share in (0, 1):
        return f"{share:.0%}"
    if 0 < share < 1e-6:
        return "less than 0.0001%"
    return f"{100 * share:.1g}%" if 0 < share < 5e-4 else f"{share:.1%}"


def power(digits: float) -> str:
    """10^digits: 8,000, or from ten million on with two digits, 6.4 · 10⁷ (10⁷ where they are 1.0)."""
    if digits < 7 - 1e-9:
        return f"{round(10**digits):,}"
    whole = int(digits + 1e-9)
    factor = f"{10 ** (digits - whole):.2g}"
    if factor == "10":  # 9.96 · 10⁷, rounded
        whole, factor = whole + 1, "1"
    ten = f"10{raised(whole)}"
    return ten if factor == "1" else f"{factor} · {ten}"
