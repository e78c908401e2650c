from . import test_secondary_month
from . import test_secondary_month_race
