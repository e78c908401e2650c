from . import dms_scheme_check
from . import dms_scheme_check_line
from . import dms_scheme_stop
from . import dms_scheme_liability
from . import dms_scheme_liability_line
