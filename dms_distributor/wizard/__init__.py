from . import base_partner_merge
from . import dms_automation_preview
from . import dms_outlet_merge
from . import dms_kpi_recompute
from . import dms_agreement_target_spread
from . import dms_agreement_termination
from . import dms_lifecycle_wizard
from . import dms_outreach_enrol
