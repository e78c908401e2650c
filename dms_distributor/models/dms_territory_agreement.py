from odoo import api, fields, models
from odoo.exceptions import ConcurrencyError, ValidationError
from odoo.tools import format_date
from psycopg2.errors import ExclusionViolation


class DmsTerritory(models.Model):
    """What agreements ask of the territories that they name."""

    _inherit = "dms.territory"

    distributor_limit = fields.Integer(
        "Distributors at Most", tracking=True,
        help="How many distributors of a tier may have agreements on the same products in this "
        "territory, and in all that lies in it, at a time. Zero: any number.",
    )
    agreement_count = fields.Integer(string="Agreements", compute="_compute_agreement_count")

    _distributor_limit_positive = models.Constraint(
        "CHECK (distributor_limit >= 0)", "A limit of distributors cannot be negative."
    )

    def _compute_agreement_count(self):
        """Agreements in force in the subtree, or in what the territory lies in."""
        for territory in self:
            territory.agreement_count = self.env["dms.agreement"].search_count(
                territory._get_agreement_domain()
            )

    @api.constrains("distributor_limit", "parent_id")
    def _check_limits(self):
        """A limit, or a place in the tree, must suit the agreements that there are."""
        claims = self.env["dms.agreement.claim"]
        claims.flush_model()
        # The database has moved the claims along with the territories.
        claims.invalidate_model(["territory_path"])
        self.sudo().search(
            [("id", "child_of", self.ids), ("distributor_limit", ">", 0)]
        )._check_distributor_limit()
        self._get_limited_territories()._check_distributor_limit()

    def write(self, vals):
        if "parent_id" not in vals:
            return super().write(vals)
        paths = {territory: territory.parent_path for territory in self.sudo()}
        claims = self.env["dms.agreement.claim"]
        claims._check_move("territory", paths, vals["parent_id"])
        try:
            with self.env.cr.savepoint():
                return super().write(vals)
        except ExclusionViolation as error:
            raise ConcurrencyError(str(error)) from error

    def action_open_agreements(self):
        """Open the agreements in force that cover this territory or a part of it."""
        self.ensure_one()
        return {
            **self.env["ir.actions.act_window"]._for_xml_id("dms_distributor.action_agreement"),
            "name": self.env._("Agreements on %s", self.name),
            "domain": self._get_agreement_domain(),
            "context": {"default_territory_ids": self.ids},
        }

    def _get_agreement_domain(self):
        """Domain of the agreements in force that cover this territory or a part of it."""
        self.ensure_one()
        return [
            ("state", "in", ("approved", "active")),
            "|", ("territory_ids", "child_of", self.ids), ("territory_ids", "parent_of", self.ids),
        ]

    def _get_limited_territories(self):
        """Those of these territories, and of what they lie in, that have a limit."""
        nodes = {
            int(node) for territory in self.sudo() for node in territory.parent_path.split("/")
            if node
        }
        return self.sudo().browse(nodes).filtered("distributor_limit")

    def _check_distributor_limit(self, markets=None):
        """Refuse more distributors in these territories than their limits allow.

        :param markets: pairs of company and tier to look at; all when left out
        :raise ValidationError: naming the territory and what to do
        """
        agreements = self.env["dms.agreement"].sudo()
        for territory in self:
            crowd = agreements._find_crowd(territory, markets)
            if crowd:
                raise ValidationError(self.env._(
                    "%(territory)s takes %(limit)s distributors at most, but on %(date)s it would "
                    "have more: agreement %(agreement)s of %(distributor)s came last. Raise the "
                    "limit of the territory, choose other territories, products or dates, or "
                    "terminate another agreement there.",
                    territory=territory.complete_name,
                    limit=territory.distributor_limit,
                    date=format_date(self.env, crowd.period.first),
                    agreement=agreements.browse(crowd.claim.agreement).display_name,
                    distributor=self.env["res.partner"].sudo().browse(crowd.claim.holder).name,
                ))
