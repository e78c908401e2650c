from . import test_demand_class
from . import test_replenishment
from . import test_tour
