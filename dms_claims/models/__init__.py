from . import dms_claim_workflow
from . import dms_claim
from . import dms_claim_evidence
from . import dms_claim_type
from . import dms_claim_type_evidence
from . import dms_scheme
from . import dms_settlement_item
from . import ir_attachment
