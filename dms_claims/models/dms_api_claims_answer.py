from odoo import api, models


class DmsApi(models.AbstractModel):
    """Claims as callers are told of them: what their claimant may know, and no more."""

    _inherit = "dms.api"

    @api.model
    def _prepare_claim(self, claim) -> dict:
        """A claim with its lines."""
        is_decided = claim.state in ("approved", "settled", "refused")
        key = claim.source_key or ""
        own = f"api:{claim.claimant_id.id}:"
        return {
            "id": claim.id,
            "name": claim.name,
            "source_key": key.removeprefix(own) if key.startswith(own) else None,
            "reference": claim.external_reference or None,
            "origin": claim.origin,
            "type": claim.type_id.code,
            "scheme": claim.scheme_id.code or None,
            "date_from": claim.date_from.isoformat(),
            "date_to": claim.date_to.isoformat(),
            "state": claim.state,
            "submitted_on": claim.submit_date.isoformat() if claim.submit_date else None,
            "submit_by": claim.submit_by.isoformat() if claim.submit_by else None,
            "decide_by": claim.decide_by.isoformat() if claim.decide_by else None,
            "currency": claim.currency_id.name,
            "claimed": claim.claimed_amount,
            "approved": claim.approved_amount if is_decided else None,
            "settled": claim.settled_amount,
            "reason": claim.decision_reason or None if is_decided else None,
            "lines": [
                self._prepare_claim_line(line, is_decided) for line in claim.line_ids
            ],
        }

    @api.model
    def _prepare_claim_line(self, line, is_decided) -> dict:
        """A line of a claim.

        :param is_decided: whether the claimant may know what was approved
        """
        return {
            "name": line.name,
            "product": line.product_id.default_code or None,
            "lot": line.lot_id.name or None,
            "outlet": line.outlet_id.dms_code or None,
            "invoice": line.move_line_id.move_id.name or None,
            "date": line.date.isoformat() if line.date else None,
            "quantity": line.quantity or None,
            "unit": line.product_uom_id.name or None,
            "price": line.price_unit or None,
            "claimed": line.claimed_amount,
            "approved": line.approved_amount if is_decided else None,
            "reason": line._word_portal_reason() or None if is_decided else None,
        }
