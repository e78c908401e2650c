from decimal import Decimal

from odoo import api, fields, models

from .dms_scheme_provision import Provision


class DmsScheme(models.Model):
    """Schemes that pay in points, and what open points are owed with."""

    _inherit = "dms.scheme"

    points_program_id = fields.Many2one(
        "dms.points.program", check_company=True, ondelete="restrict", index="btree_not_null",
        tracking=True, help="In whose points the scheme pays.",
    )

    @api.model
    def _get_locked_fields(self):
        return super()._get_locked_fields() | {"points_program_id"}

    def _get_obstacles(self) -> list:
        obstacles = super()._get_obstacles()
        if self.benefit_kind == "points" and not self.points_program_id:
            obstacles.append(self.env._(
                "It pays points: choose the program whose points they are."
            ))
        return obstacles

    @api.model
    def _append(self, rows, budgets):
        grants = super()._append(rows, budgets)
        self.env["dms.points.wallet"]._enter([
            grant._prepare_points_values() for grant in grants
            if grant.points and grant.scheme_id.points_program_id
        ])
        return grants

    @api.model
    def _get_open_balances(self, company, date):
        balances = super()._get_open_balances(company, date)
        provisions = self._get_provisions(company, date)
        programs = self.env["dms.points.program"].sudo().with_context(active_test=False)
        for program in programs.search([("company_id", "=", company.id)], order="id"):
            points = program._get_balances(date)
            known = {key[1].id for key in provisions if key[0] == program}
            for partner in self.env["res.partner"].browse(sorted(points.keys() | known)):
                provision = provisions.get((program, partner), Provision())
                owed = program._get_liability(points.get(partner.id, Decimal(0)))
                balances[program, partner] = (owed + provision.settled, owed, provision)
        return balances
