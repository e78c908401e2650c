from . import dms_claim_decision
from . import dms_claim_decision_line
from . import dms_claim_query_dialog
from . import dms_claim_check_override
from . import dms_claim_decision_checks
