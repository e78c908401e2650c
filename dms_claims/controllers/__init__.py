from . import claim_upload
from . import portal_claim_uploads
from . import portal_claims
from . import portal_claim_files
from . import portal_claim_form
from . import portal_claim_queries
from . import portal_statement
