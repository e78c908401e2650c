from odoo import api, models


class DmsDemoEntitlement(models.AbstractModel):
    """What the demo network has earned from its sales."""

    _name = "dms.demo.entitlement"
    _description = "Demo Entitlements"

    @api.model
    def _load(self):
        """Count the sales, grant the first windows, simulate and tell the return."""
        company = self.env.ref("base.main_company")
        entitlements = self.env["dms.scheme.entitlement"].with_company(company)
        entitlements._refresh(company)
        entitlements._grant_due(self.env.ref("dms_schemes.demo_scheme_monsoon"))
        self.env.ref("dms_schemes.demo_simulation_club").action_run()
        self.env.ref("dms_schemes.demo_roi_monsoon").action_compute()
        # All has been counted: jobs would run beside tests and whoever looks at the demo first.
        self.env["queue.job"].sudo().search(
            [("model_name", "=", "dms.scheme.entitlement"), ("state", "=", "pending")]
        ).unlink()
