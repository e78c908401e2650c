from odoo import fields, models


class DmsClaimUploadRow(models.Model):
    """A row of a file of claims and what became of it."""

    _name = "dms.claim.upload.row"
    _description = "Row of a File of Claims"
    _order = "upload_id desc, row_number, id"
    _rec_name = "reference"

    upload_id = fields.Many2one(
        "dms.claim.upload", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="upload_id.company_id", store=True, index=True)
    distributor_id = fields.Many2one(related="upload_id.distributor_id", store=True, index=True)
    row_number = fields.Integer("Row", help="As a spreadsheet program numbers it.")
    reference = fields.Char("Claimant's Reference")
    status = fields.Selection(
        [("accepted", "Taken"), ("known", "Known"), ("rejected", "Rejected")],
        required=True, help="Known: an earlier file held the same row.",
    )
    claim_id = fields.Many2one("dms.claim", index="btree_not_null", ondelete="set null")
    column = fields.Char(help="The heading of the column that is wrong.")
    value = fields.Char(help="What stands there.")
    reason = fields.Text("What to Do", help="Why the row was not taken, and how to mend it.")
    cells = fields.Json()

    _rejected_says_why = models.Constraint(
        "CHECK (status <> 'rejected' OR reason IS NOT NULL)", "A rejected row says why."
    )
