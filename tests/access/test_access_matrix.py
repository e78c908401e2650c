"""Every model of the add-ons × every role, own and foreign records: over the ORM, the wire, the
addresses of the portal and files. What is there is found by itself, so that what comes is too.
"""

from .files import FilesMatrix
from .orm import OrmMatrix
from .portal import PortalMatrix
from .rpc import RpcMatrix
from .world import AccessCase


class TestAccessMatrix(OrmMatrix, RpcMatrix, PortalMatrix, FilesMatrix, AccessCase):
    pass
