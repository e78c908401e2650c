from . import base_partner_merge
from . import dms_automation_preview
from . import dms_outlet_merge
from . import dms_kpi_recompute
