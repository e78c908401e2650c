from odoo import api, fields, models
from odoo.exceptions import UserError


class DmsVersionMixin(models.AbstractModel):
    """What is promised is never edited: a version with other terms follows it.

    A model that inherits it has ``name``, ``state`` and ``user_id``, declares ``root_id`` (the
    first version) and ``version_ids``, and names the field that tells which version a version
    follows, and the inverse of that field.
    """

    _name = "dms.version.mixin"
    _description = "Versions"
    _former_field: str
    _followers_field: str

    version = fields.Integer(required=True, default=1, readonly=True, copy=False)
    version_count = fields.Integer(compute="_compute_version_ids")

    @api.depends("name", "version")
    def _compute_display_name(self):
        for record in self:
            record.display_name = (
                self.env._("%(number)s, version %(version)s",
                           number=record.name, version=record.version)
                if record.version > 1 else record.name
            )

    @api.depends("root_id")
    def _compute_version_ids(self):
        families = self.with_context(active_test=False).search(
            [("root_id", "in", self.root_id.ids)], order="version desc"
        ).grouped("root_id")
        for record in self:
            versions = families.get(record.root_id, self.browse())
            record.version_ids = versions
            record.version_count = len(versions)

    @api.model_create_multi
    def create(self, vals_list):
        records = super().create(vals_list)
        for record in records:
            if not record.root_id:
                record.root_id = record
        return records

    def _create_version(self, **values):
        """A draft of the next version.

        :param values: what differs from this one
        :return: the new record
        :raise UserError: when this one has been followed already
        """
        self.ensure_one()
        follower = self.sudo()[self._followers_field].filtered(
            lambda version: version.state not in ("refused", "cancelled")
        )
        if follower:
            raise UserError(self.env._(
                "%(version)s is followed by %(follower)s already: go on with that one, or cancel "
                "it first.",
                version=self.display_name, follower=follower.display_name,
            ))
        versions = self.sudo().with_context(active_test=False).search(
            [("root_id", "=", self.root_id.id)]
        )
        return self.copy({
            "name": self.name,
            "version": max(versions.mapped("version")) + 1,
            "root_id": self.root_id.id,
            self._former_field: self.id,
            "user_id": self.user_id.id,
            **values,
        })

    def _open_version(self):
        """Open this version by itself."""
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": self.id,
            "views": [(False, "form")],
        }
