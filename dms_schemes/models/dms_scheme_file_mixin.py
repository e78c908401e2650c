from odoo import api, models


class DmsSchemeFileMixin(models.AbstractModel):
    """A record with files: who may read the record may read them.

    A model that inherits it names in ``_file_field`` the field that holds them.
    """

    _name = "dms.scheme.file.mixin"
    _description = "Record with Files"
    _file_field: str

    @api.model_create_multi
    def create(self, vals_list):
        records = super().create(vals_list)
        records._adopt_files()
        return records

    def write(self, vals):
        result = super().write(vals)
        if self._file_field in vals:
            self._adopt_files()
        return result

    def _adopt_files(self):
        """Bind files that were just uploaded to their record; files of other records stay theirs.

        A file that is bound to nothing can be read by its author only.
        """
        for record in self:
            fresh = record[self._file_field].filtered(
                lambda file: not file.res_id and file.create_uid == self.env.user
            )
            if fresh:
                fresh.sudo().write({"res_model": record._name, "res_id": record.id})
