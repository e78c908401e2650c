from datetime import timedelta

from odoo import fields, models
from odoo.exceptions import UserError

from .dms_scheme import BINDING_STATES


class DmsScheme(models.Model):
    """Versions of a scheme: what has been promised is never edited, it is superseded."""

    _name = "dms.scheme"
    _inherit = ["dms.scheme", "dms.version.mixin"]
    _former_field = "previous_id"
    _followers_field = "next_ids"

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
    extension_ids = fields.One2many("dms.scheme.extension", "scheme_id", string="Extensions")

    _next_unique = models.UniqueIndex(
        "(previous_id) WHERE state NOT IN ('refused', 'cancelled')",
        "The scheme is followed by another version already.",
    )

    def action_new_version(self):
        """Prepare a version with other terms; this one stays in force until that takes over."""
        self.ensure_one()
        return self._supersede(
            max(fields.Date.context_today(self) + timedelta(days=1), self.date_start)
        )._open_version()

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
        return self._create_version(
            code=self.code,
            date_start=date_start,
            date_end=bool(self.date_end and self.date_end >= date_start) and self.date_end,
            **values,
        )

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
