from . import portal_schemes
from . import portal_scheme_check
