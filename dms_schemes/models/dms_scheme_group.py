from odoo import fields, models
from odoo.exceptions import UserError

from .dms_scheme import BINDING_STATES


class DmsSchemeGroup(models.Model):
    """Schemes of which only the best one pays."""

    _name = "dms.scheme.group"
    _description = "Exclusive Group of Schemes"
    _order = "name, id"

    name = fields.Char(required=True, translate=True)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    scope = fields.Selection(
        [
            ("order", "One scheme for the whole order"),
            ("line", "The best scheme for each line"),
        ],
        required=True, default="order",
        help="Whether the best scheme is sought once for an order, or for each of its lines.",
    )
    scheme_ids = fields.One2many("dms.scheme", "group_id", string="Schemes")
    scheme_count = fields.Integer(compute="_compute_scheme_count")
    note = fields.Text(help="Why these schemes exclude each other.")

    _name_unique = models.UniqueIndex(
        "(company_id, (name->>'en_US'))", "Another exclusive group has this name."
    )

    def _compute_scheme_count(self):
        counts = dict(
            self.env["dms.scheme"]._read_group(
                [("group_id", "in", self.ids)], ["group_id"], ["__count"]
            )
        )
        for group in self:
            group.scheme_count = counts.get(group, 0)

    def write(self, vals):
        if {"scope", "company_id"} & vals.keys():
            self._check_not_promised()
        return super().write(vals)

    def action_open_schemes(self):
        """Open the schemes of the group."""
        self.ensure_one()
        return {
            **self.env["ir.actions.act_window"]._for_xml_id("dms_schemes.action_scheme"),
            "domain": [("group_id", "=", self.id)],
            "context": {"default_group_id": self.id},
        }

    def _check_not_promised(self):
        """Refuse to change how schemes stand beside each other that have been promised."""
        promised = self.sudo().scheme_ids.filtered(lambda scheme: scheme.state in BINDING_STATES)
        if promised:
            raise UserError(self.env._(
                "%(scheme)s of the group %(group)s has been promised with this scope: make another "
                "group for the schemes to come.",
                scheme=promised[:1].display_name, group=promised[:1].group_id.name,
            ))
