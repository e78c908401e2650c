from odoo import api, fields, models


class DmsNumberedMixin(models.AbstractModel):
    """A document whose name is the next number of the sequence that has its model's name as code.

    The sequence is that of the document's company, its range that of the document's date.
    """

    _name = "dms.numbered.mixin"
    _description = "Numbered Document"

    name = fields.Char(
        "Number", required=True, readonly=True, copy=False, default=lambda self: self.env._("New")
    )

    @api.model_create_multi
    def create(self, vals_list):
        new = self.env._("New")
        # People who may not read sequences hand documents in too.
        sequence = self.env["ir.sequence"].sudo()
        for vals in vals_list:
            if vals.get("name", new) == new:
                company = self.env["res.company"].browse(vals.get("company_id"))
                vals["name"] = sequence.with_company(company or self.env.company).next_by_code(
                    self._name, vals.get("date")
                ) or new
        return super().create(vals_list)
