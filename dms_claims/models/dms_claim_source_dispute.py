from odoo import api, models


class DmsClaimSource(models.Model):
    """A claim that takes up a dispute rests on the sales of the disputed one."""

    _inherit = "dms.claim.source"

    @api.model
    def _find_clashes(self, claims) -> dict:
        found = {}
        for claim, clashes in super()._find_clashes(claims).items():
            disputed = claim.sudo()._get_disputed_claims()
            if others := [clash for clash in clashes if clash.claim not in disputed]:
                found[claim] = others
        return found
