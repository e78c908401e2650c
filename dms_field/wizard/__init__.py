from . import dms_visit_plan
