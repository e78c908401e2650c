from odoo import api, models


class DmsSecondarySale(models.Model):
    _inherit = "dms.secondary.sale"

    @api.model_create_multi
    def create(self, vals_list):
        sales = super().create(vals_list)
        for company, same in sales.grouped("company_id").items():
            ledgers = self.env["dms.stock.ledger"]._open(company, same.distributor_id)
            ledgers._enqueue_posting()
        return sales
