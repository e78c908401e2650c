from odoo import api, fields, models
from odoo.exceptions import UserError


class ResPartner(models.Model):
    """How a partner's credit comes about, line by line, each with the records behind it."""

    _inherit = "res.partner"

    dms_credit_panel = fields.Json(
        "Credit Panel", compute="_compute_dms_credit_panel", compute_sudo=True
    )
    dms_credit_available = fields.Monetary(
        "Credit Available", compute="_compute_dms_credit_panel", compute_sudo=True
    )

    @api.depends_context("company", "lang", "tz")
    @api.depends("commercial_partner_id")
    def _compute_dms_credit_panel(self):
        company = self.env.company.root_id
        statements = self._get_dms_credit_statements(company)
        for partner in self:
            statement = statements[partner]
            partner.dms_credit_panel = self._prepare_dms_credit_panel(statement, company)
            partner.dms_credit_available = float(statement.available or 0)

    @api.model
    def _prepare_dms_credit_panel(self, statement, company, order_amount=None) -> dict:
        """What the panel shows of a statement.

        :param order_amount: what a quotation would add; None for the panel of a partner
        :return: the currency, the lines in order, and whether orders would be held
        """
        rows = [
            ("limit", self.env._("Limit"), statement.limit, ""),
            ("temporary", self.env._("Temporary limits"), statement.temporary, "+"),
            ("receivable", self.env._("Open invoices"), statement.receivable, "−"),
            ("uninvoiced", self.env._("Orders to invoice"), statement.uninvoiced, "−"),
            ("unallocated", self.env._("Unallocated payments"), statement.unallocated, "+"),
        ]
        if statement.limit is None:
            rows = rows[2:]
            rows[0] = (*rows[0][:3], "")
            rows[1] = (*rows[1][:3], "+")
            rows[2] = (*rows[2][:3], "−")
            total = ("exposure", self.env._("Exposure"), statement.exposure, "=")
        else:
            total = ("available", self.env._("Available"), statement.available, "=")
        after = statement.after(order_amount) if order_amount is not None else None
        return {
            "currency_id": company.currency_id.id,
            "rows": [
                {"key": key, "label": label, "amount": float(amount), "sign": sign}
                for key, label, amount, sign in rows
            ],
            "total": {"key": total[0], "label": total[1], "amount": float(total[2])},
            "has_limit": statement.limit is not None,
            "exposure": float(statement.exposure),
            "total_limit": float(statement.total_limit or 0),
            "order": float(order_amount) if after else None,
            "after": float(after.available) if after and after.limit is not None else None,
            "overdue": float(statement.overdue),
            "oldest_overdue_days": statement.oldest_overdue_days,
            "grace_days": statement.grace_days,
            "is_overdue": statement.is_overdue,
            "is_dunned": statement.is_dunned and statement.overdue > 0,
        }

    def action_open_dms_credit(self, key):
        """Open the records behind one line of the credit panel.

        :param key: of the line
        """
        self.ensure_one()
        self.check_access("read")
        holder, company = self.commercial_partner_id, self.env.company.root_id
        openers = {
            "limit": self._prepare_dms_limit_action,
            "temporary": self._prepare_dms_limit_action,
            "receivable": self._prepare_dms_invoice_action,
            "overdue": self._prepare_dms_invoice_action,
            "unallocated": self._prepare_dms_payment_action,
            "uninvoiced": self._prepare_dms_order_action,
        }
        if key not in openers:
            raise UserError(self.env._("The credit panel has no line “%s”.", key))
        return {
            "type": "ir.actions.act_window", "views": [(False, "list"), (False, "form")],
            **openers[key](holder, company, key),
        }

    @api.model
    def _prepare_dms_limit_action(self, holder, company, key) -> dict:
        return {
            **self.env["ir.actions.act_window"]._for_xml_id("dms_distributor.action_credit_limit"),
            "name": self.env._("Limits of %s", holder.name),
            "domain": [("partner_id", "=", holder.id), ("company_id", "=", company.id)],
            "context": {"default_partner_id": holder.id, "search_default_in_force": 1},
        }

    @api.model
    def _prepare_dms_invoice_action(self, holder, company, key) -> dict:
        domain = [
            ("commercial_partner_id", "=", holder.id), ("company_id", "child_of", company.id),
            ("state", "=", "posted"), ("amount_residual", "!=", 0),
            ("move_type", "in", ("out_invoice", "out_receipt")),
        ]
        if key == "overdue":
            domain += [
                ("invoice_date_due", "<", fields.Date.context_today(self)),
                ("payment_state", "in", ("not_paid", "partial")),
            ]
        return {
            "name": self.env._("Open invoices of %s", holder.name),
            "res_model": "account.move", "domain": domain,
            "context": {"create": False, "default_move_type": "out_invoice"},
        }

    @api.model
    def _prepare_dms_payment_action(self, holder, company, key) -> dict:
        return {
            "name": self.env._("Unallocated payments of %s", holder.name),
            "res_model": "account.move.line",
            "views": [(False, "list")],
            "domain": [
                ("partner_id", "child_of", holder.id), ("company_id", "child_of", company.id),
                ("parent_state", "=", "posted"), ("reconciled", "=", False),
                ("account_type", "=", "asset_receivable"), ("amount_residual", "<", 0),
            ],
            "context": {"create": False},
        }

    @api.model
    def _prepare_dms_order_action(self, holder, company, key) -> dict:
        return {
            "name": self.env._("Orders of %s to invoice", holder.name),
            "res_model": "sale.order",
            "domain": [
                ("dms_credit_partner_id", "=", holder.id), ("company_id", "child_of", company.id),
                ("state", "=", "sale"),
                "|", ("invoice_status", "!=", "invoiced"), ("invoice_ids.state", "=", "draft"),
            ],
            "context": {"create": False},
        }
