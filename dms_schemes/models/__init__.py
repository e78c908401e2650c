from . import dms_scheme_eligibility
from . import dms_scheme_explanation
from . import dms_scheme
from . import dms_scheme_beneficiary
from . import dms_scheme_slab
from . import dms_secondary_sale
