from . import test_access
from . import test_beat
from . import test_routing
from . import test_tour
from . import test_visit
from . import test_kpi
from . import test_visit_spans
from . import test_visit_claim
