from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

from .dms_scheme import BINDING_STATES


class DmsScheme(models.Model):
    """Versions of a scheme: what has been promised is never edited, it is superseded."""

    _inherit = "dms.scheme"

    version = fields.Integer(required=True, default=1, readonly=True, copy=False)
    root_id = fields.Many2one(
        "dms.scheme", string="First Version", readonly=True, copy=False, index=True,
        ondelete="restrict",
    )
    previous_id = fields.Many2one(
        "dms.scheme", string="Takes Over from", readonly=True, copy=False, ondelete="restrict",
        index="btree_not_null",
    )
    next_ids = fields.One2many("dms.scheme", "previous_id", string="Followed by")
    version_ids = fields.One2many(
        "dms.scheme", compute="_compute_version_ids", string="Version History"
    )
    version_count = fields.Integer(compute="_compute_version_ids")
    extension_ids = fields.One2many("dms.scheme.extension", "scheme_id", string="Extensions")

    _next_unique = models.UniqueIndex(
        "(previous_id) WHERE state NOT IN ('refused', 'cancelled')",
        "The scheme is followed by another version already.",
    )

    @api.depends("name", "version")
    def _compute_display_name(self):
        for scheme in self:
            scheme.display_name = (
                self.env._("%(name)s, version %(version)s",
                           name=scheme.name, version=scheme.version)
                if scheme.version > 1 else scheme.name
            )

    @api.depends("root_id")
    def _compute_version_ids(self):
        families = self.with_context(active_test=False).search(
            [("root_id", "in", self.root_id.ids)], order="version"
        ).grouped("root_id")
        for scheme in self:
            versions = families.get(scheme.root_id, self.browse())
            scheme.version_ids = versions
            scheme.version_count = len(versions)

    @api.model_create_multi
    def create(self, vals_list):
        schemes = super().create(vals_list)
        for scheme in schemes:
            if not scheme.root_id:
                scheme.root_id = scheme
        return schemes

    def action_new_version(self):
        """Prepare a version with other terms; this one stays in force until that takes over."""
        self.ensure_one()
        version = self._supersede(
            max(fields.Date.context_today(self) + timedelta(days=1), self.date_start)
        )
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": version.id,
            "views": [(False, "form")],
        }

    def action_open_extension(self):
        """Ask for a later last day."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Extend %s", self.display_name),
            "res_model": "dms.scheme.extension",
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_scheme_id": self.id},
        }

    def action_open_versions(self):
        """Open all versions of the scheme."""
        self.ensure_one()
        return {
            **self.env["ir.actions.act_window"]._for_xml_id("dms_schemes.action_scheme"),
            "name": self.env._("Versions of %s", self.name),
            "domain": [("root_id", "=", self.root_id.id)],
            "context": {"create": False, "active_test": False},
        }

    def _supersede(self, date_start, **values):
        """A draft of the next version, which takes over on a day once it is approved.

        :param date_start: its first day; this one ends the day before
        :param values: what else differs from this one
        :return: the new ``dms.scheme``
        :raise UserError: when this one is not in force, or has been followed already
        """
        self.ensure_one()
        if self.state not in ("approved", "running"):
            raise UserError(self.env._(
                "%s is not in force: change it while it is a draft, or duplicate it.",
                self.display_name,
            ))
        follower = self.sudo().next_ids.filtered(
            lambda version: version.state not in ("refused", "cancelled")
        )
        if follower:
            raise UserError(self.env._(
                "%(scheme)s is followed by %(follower)s already: go on with that one, or cancel "
                "it first.",
                scheme=self.display_name, follower=follower.display_name,
            ))
        versions = self.sudo().with_context(active_test=False).search(
            [("root_id", "=", self.root_id.id)]
        )
        return self.copy({
            "name": self.name,
            "code": self.code,
            "version": max(versions.mapped("version")) + 1,
            "root_id": self.root_id.id,
            "previous_id": self.id,
            "user_id": self.user_id.id,
            "date_start": date_start,
            "date_end": bool(self.date_end and self.date_end >= date_start) and self.date_end,
            **values,
        })

    def _get_obstacles(self) -> list:
        obstacles = super()._get_obstacles()
        former = self.previous_id
        if former and self.date_start <= former.date_start:
            obstacles.append(self.env._(
                "it must start after %(date)s, when %(former)s, which it replaces, started",
                date=former.date_start, former=former.display_name,
            ))
        if former and former.state not in BINDING_STATES:
            obstacles.append(self.env._(
                "%s, which it would replace, is not in force", former.display_name
            ))
        return obstacles
