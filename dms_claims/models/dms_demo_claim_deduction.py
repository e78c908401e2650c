from odoo import Command, api, fields, models


class DmsDemoClaimDeduction(models.AbstractModel):
    """Demonstration: invoices that were paid short, of which one deduction is granted."""

    _name = "dms.demo.claim.deduction"
    _description = "Demonstration of Deductions"

    @api.model
    def _load(self):
        """Create the demonstration once; called while demo data are loaded."""
        self = self.with_context(tracking_disable=True, mail_notify_force_send=False)
        if self.env["dms.claim"].search_count([("origin", "=", "deduction")], limit=1):
            return
        partner = self.env.ref(
            "dms_distributor.demo_distributor_five_rivers", raise_if_not_found=False
        )
        if not partner or not self.env["account.journal"].search_count(
            [("type", "=", "bank"), ("company_id", "=", self.env.company.id)], limit=1
        ):
            return
        granted = self._deduct(partner, 18, 480, 450, self.env._(
            "Six crates of the delivery were wet through, and were left with the driver."
        ))
        if granted.state == "submitted":
            self.env["dms.demo.claim"]._take(granted, "approve", 12)
        self._deduct(partner, 6, 640, 615, self.env._(
            "Unloading was paid by us, though the order says free to the door."
        ))

    def _deduct(self, partner, days, total, paid, description):
        """An invoice of some days ago, paid short, and the claim for what is missing."""
        date = fields.Date.subtract(fields.Date.context_today(self), days=days)
        invoice = self.env["account.move"].create({
            "move_type": "out_invoice", "partner_id": partner.id, "invoice_date": date,
            "invoice_line_ids": [Command.create({
                "name": self.env._("Juices, mixed pallet"), "quantity": 1, "price_unit": total,
                "tax_ids": [Command.clear()],
            })],
        })
        invoice.action_post()
        self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=invoice.ids
        ).create({"amount": paid, "payment_date": date})._create_payments()
        wizard = self.env["dms.claim.deduct"].create({
            "move_ids": [Command.set(invoice.ids)], "description": description,
        })
        claim = wizard._create_claims()
        claim.action_submit()
        claim.sudo().with_context(skip_validation_check=True).submit_date = date
        return claim
