"""How a scheme's discount joins the discount that a line has already."""


def combine_discounts(discount: float, scheme_discount: float) -> float:
    """Both per cents, one after the other, as one per cent of the price."""
    if not scheme_discount:
        return discount
    return 100.0 - (100.0 - discount) * (100.0 - scheme_discount) / 100.0
