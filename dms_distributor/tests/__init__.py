from . import test_portal_network
from . import test_portal_sales
from . import test_secondary_month
from . import test_secondary_month_race
