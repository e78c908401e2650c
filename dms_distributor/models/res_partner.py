from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import SQL


class ResPartner(models.Model):
    _inherit = "res.partner"

    dms_tier_id = fields.Many2one("dms.tier", string="Tier", index="btree_not_null", tracking=True)
    dms_role = fields.Selection(
        related="dms_tier_id.role", string="Network Role", store=True, index="btree_not_null"
    )
    dms_upstream_id = fields.Many2one(
        "res.partner",
        string="Upstream Partner",
        index="btree_not_null",
        ondelete="restrict",
        tracking=True,
        help="Who supplies this partner.",
    )
    dms_downstream_ids = fields.One2many(
        "res.partner", "dms_upstream_id", string="Downstream Partners"
    )
    dms_downstream_count = fields.Integer(compute="_compute_dms_downstream_count")
    dms_network_path = fields.Char(
        compute="_compute_dms_network_path", store=True, recursive=True, string="Network Path",
        help="Database identifiers from the top of the network down to this partner.",
    )
    dms_territory_id = fields.Many2one(
        "dms.territory", string="Territory", index="btree_not_null", tracking=True
    )
    dms_channel_id = fields.Many2one("dms.channel", string="Channel")
    dms_outlet_class_id = fields.Many2one("dms.outlet.class", string="Outlet Class")
    dms_code = fields.Char("Network Code", copy=False, tracking=True)
    dms_state = fields.Selection(
        [
            ("pending", "Pending"),
            ("active", "Active"),
            ("suspended", "Suspended"),
            ("ended", "Ended"),
        ],
        string="Network State",
        index="btree_not_null",
        tracking=True,
        copy=False,
        help="Pending: met in an upload and not yet confirmed.",
    )

    _dms_code_unique = models.UniqueIndex(
        "(COALESCE(company_id, 0), dms_code) WHERE dms_code IS NOT NULL",
        "Another partner of the network has this code.",
    )
    # The pattern operators serve LIKE 'prefix%', by which subtrees are read.
    _dms_network_path_idx = models.Index(
        "(dms_network_path text_pattern_ops) WHERE dms_network_path IS NOT NULL"
    )

    @api.depends("dms_tier_id", "dms_upstream_id.dms_network_path")
    def _compute_dms_network_path(self):
        for partner in self:
            if not partner.dms_tier_id or not partner._origin.id:
                partner.dms_network_path = False
                continue
            above = partner.dms_upstream_id.dms_network_path or ""
            partner.dms_network_path = f"{above}{partner._origin.id}/"

    def _compute_dms_downstream_count(self):
        counts = dict(
            self.env["res.partner"]._read_group(
                [("dms_upstream_id", "in", self.ids)], ["dms_upstream_id"], ["__count"]
            )
        )
        for partner in self:
            partner.dms_downstream_count = counts.get(partner, 0)

    @api.constrains("dms_upstream_id", "dms_tier_id")
    def _check_dms_upstream(self):
        if self._has_cycle("dms_upstream_id"):
            raise ValidationError(
                self.env._("A partner cannot supply itself, not even through others.")
            )
        for partner in self:
            upstream = partner.dms_upstream_id
            if not upstream or not partner.dms_tier_id or not upstream.dms_tier_id:
                continue
            if upstream.dms_tier_id.sequence >= partner.dms_tier_id.sequence:
                raise ValidationError(
                    self.env._(
                        "%(upstream)s (%(upper)s) cannot supply %(partner)s (%(lower)s): choose an "
                        "upstream partner of a tier above.",
                        upstream=upstream.display_name,
                        upper=upstream.dms_tier_id.name,
                        partner=partner.display_name,
                        lower=partner.dms_tier_id.name,
                    )
                )

    @api.constrains("dms_upstream_id", "company_id")
    def _check_dms_company(self):
        for partner in self:
            upstream = partner.dms_upstream_id
            companies = partner.company_id | upstream.company_id
            if upstream and len(companies) > 1:
                raise ValidationError(
                    self.env._(
                        "%(partner)s and its upstream partner %(upstream)s belong to different "
                        "companies.",
                        partner=partner.display_name, upstream=upstream.display_name,
                    )
                )

    def write(self, vals):
        result = super().write(vals)
        if {"dms_upstream_id", "dms_tier_id"} & vals.keys():
            self._clear_scope_cache()
        return result

    def action_open_downstream(self):
        """Open the partners supplied by this one, at any depth."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "dms_distributor.action_network_partner"
        )
        domain = [("dms_network_path", "=like", f"{self.dms_network_path}%"), ("id", "!=", self.id)]
        return {**action, "domain": domain, "context": {"default_dms_upstream_id": self.id}}

    def action_confirm_network(self):
        """Confirm partners that an upload has registered, or that were suspended."""
        self.write({"dms_state": "active"})

    def action_suspend_network(self):
        """Suspend partners: they stay in the network and are marked."""
        self.write({"dms_state": "suspended"})

    def _clear_scope_cache(self):
        """Forget cached record rules: they hold the network paths of users' partners."""
        self.flush_model(["dms_network_path", "dms_upstream_id"])
        paths = [path for path in self.mapped("dms_network_path") if path]
        if paths and self.env.execute_query(
            SQL(
                "SELECT 1 FROM res_users u JOIN res_partner p ON p.id = u.partner_id "
                "JOIN res_partner c ON c.id = p.commercial_partner_id "
                "WHERE u.active AND c.dms_network_path LIKE ANY(%s) LIMIT 1",
                [f"{path}%" for path in paths],
            )
        ):
            self.env.registry.clear_cache()
