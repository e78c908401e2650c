"""``python -m benchmarks NAME [options]``, as ``./dms bench`` runs it."""

import sys

from . import (
    claim_validation,
    control_tower,
    credit_confirmation,
    quick_order,
    scheme_engine,
    scheme_entitlement,
    scheme_order,
    secondary_load,
    stock_consumption,
)

BENCHMARKS = {
    "claim_validation": claim_validation.main,
    "control_tower": control_tower.main,
    "credit_confirmation": credit_confirmation.main,
    "quick_order": quick_order.main,
    "scheme_engine": scheme_engine.main,
    "scheme_entitlement": scheme_entitlement.main,
    "scheme_order": scheme_order.main,
    "secondary_load": secondary_load.main,
    "stock_consumption": stock_consumption.main,
}


def main() -> int:
    """Run the benchmark that the first word names."""
    name, *options = sys.argv[1:] or [""]
    if name not in BENCHMARKS:
        print(f"Name a benchmark: {', '.join(sorted(BENCHMARKS))}", file=sys.stderr)
        return 2
    return BENCHMARKS[name](options)


sys.exit(main())
