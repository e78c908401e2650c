from . import test_secondary_month
