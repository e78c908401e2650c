from . import portal_schemes
from . import portal_scheme_check
from . import portal_order_schemes
from . import portal_points
