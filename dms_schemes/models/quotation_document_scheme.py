from odoo import fields, models


class QuotationDocument(models.Model):
    """Headers and footers of quotations: whoever prepares an order gets those by default.

    This add-on brings them in with the margin of sales; their default looks at a field that
    only sellers may read, and users of Distribution prepare orders too.
    """

    _inherit = "quotation.document"

    quotation_template_ids = fields.Many2many(
        groups="sales_team.group_sale_salesman,dms_distributor.group_user"
    )
