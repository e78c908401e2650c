from odoo import api, fields, models
from odoo.tools import SQL


class DmsAutomationOptout(models.Model):
    """A distributor that does not want to be told of something any more."""

    _name = "dms.automation.optout"
    _description = "Automation Opt-out"
    _order = "id desc"
    _rec_name = "partner_id"

    partner_id = fields.Many2one(
        "res.partner", "Distributor", required=True, index=True, ondelete="cascade",
        domain=[("dms_role", "=", "distributor")],
    )
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    kind = fields.Selection("_selection_kind", "Messages", help="Empty: of every kind.")
    source = fields.Selection(
        [("office", "Back Office"), ("portal", "Portal"), ("mail", "Link in a Mail")],
        required=True, default="office", readonly=True,
    )
    reason = fields.Char()

    _kind_unique = models.UniqueIndex(
        "(company_id, partner_id, COALESCE(kind, ''))",
        "The distributor has opted out of these messages before.",
    )

    @api.model
    def _selection_kind(self):
        return self.env["dms.automation.rule"]._selection_kind()

    @api.model
    def _get_partner_ids(self, kind: str, company) -> set[int]:
        """Distributors that do not want messages of ``kind``."""
        self.flush_model()
        rows = self.env.execute_query(
            SQL(
                "SELECT partner_id FROM dms_automation_optout"
                " WHERE company_id = %s AND (kind = %s OR kind IS NULL)", company.id, kind,
            )
        )
        return {partner_id for (partner_id,) in rows}

    @api.model
    def _set_wish(self, partner, company, kind: str, *, wants: bool, source: str):
        """Remember whether ``partner`` wants messages of ``kind``; said twice, it is the same."""
        found = self.search(
            [("partner_id", "=", partner.id), ("company_id", "=", company.id),
             ("kind", "=", kind)]
        )
        if wants:
            found.unlink()
        elif not found:
            self.create(
                {"partner_id": partner.id, "company_id": company.id, "kind": kind,
                 "source": source}
            )
