from . import api
from . import portal
from . import portal_invoices
from . import portal_network
from . import portal_sales
from . import portal_upload_list
from . import portal_uploads
from . import upload
