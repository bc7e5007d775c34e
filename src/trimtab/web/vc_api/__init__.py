"""The W3C VC API: issue, verify, status lists, in the words of the specification.

``workbench_router`` verifies against a workspace's register, for everybody; the conformance server
(``serving``) also issues, with a key that is thrown away.
"""

from trimtab.web.vc_api.conformance import create_conformance_application
from trimtab.web.vc_api.workbench import router as workbench_router

__all__ = ["create_conformance_application", "workbench_router"]
