from . import test_arithmetic
from . import test_arithmetic_properties
from . import test_budget_concurrency
from . import test_scheme
from . import test_scheme_access
from . import test_scheme_ledger
from . import test_scheme_tour
from . import test_order_amounts
