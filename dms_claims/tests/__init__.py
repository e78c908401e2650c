from . import test_claim
from . import test_claim_access
from . import test_claim_approval
from . import test_claim_tour
from . import test_kpi
