from decimal import Decimal

from odoo import models
from odoo.addons.dms_schemes.tools.exact import exact

from ..arithmetic import rate_difference
from .dms_claim_line_expected import Expected
from .dms_claim_prices import Bought


class DmsClaimLine(models.Model):
    """What lines about invoices come to: rates above the agreed ones, freight."""

    _inherit = "dms.claim.line"

    def _get_invoiced(self) -> tuple:
        """Lines that name an invoice line of their claimant, and why the others cannot be compared.

        :return: the lines, and an :class:`Expected` by other line
        """
        refused = dict.fromkeys(self, Expected(None, "no_invoice"))
        good = self.browse()
        for line in self.filtered("move_line_id"):
            invoice = line.move_line_id.move_id
            if invoice.commercial_partner_id != line.claimant_id.commercial_partner_id or (
                invoice.move_type != "out_invoice" or invoice.state != "posted"
            ):
                refused[line] = Expected(Decimal(0), "foreign_invoice")
            else:
                good += line
                del refused[line]
        return good, refused

    def _get_expected_rate_difference(self) -> dict:
        """What was invoiced above the price agreed on the day of the invoice."""
        invoiced, expected = self._get_invoiced()
        for company, lines in invoiced.grouped("company_id").items():
            asked = lines.filtered(lambda line: (
                line.move_line_id.product_id and line.move_line_id.quantity
            ))
            expected.update(dict.fromkeys(lines - asked, Expected(None, "no_invoice")))
            agreed = self.env["dms.claim.prices"].with_company(company)._get_agreed_prices(
                company, [
                    Bought(
                        line.move_line_id.product_id, line.claimant_id,
                        line.move_line_id.move_id.invoice_date,
                    )
                    for line in asked
                ],
            )
            for line, price in zip(asked, agreed, strict=True):
                expected[line] = line._prepare_rate_difference(price)
        return expected

    def _prepare_rate_difference(self, agreed) -> Expected:
        """What an invoice line was charged above an agreed price; for what is claimed at most.

        :param agreed: the price for the product's own unit, in the company's currency
        """
        self.ensure_one()
        if agreed is None:
            return Expected(None, "no_price")
        reader, charged = self.env["dms.claim.prices"], self.move_line_id
        sold = reader._in_own_unit(charged.quantity, charged.product_uom_id, charged.product_id)
        price = exact(abs(charged.balance)) / sold
        quantity = min(sold, reader._in_own_unit(
            self.quantity, self.product_uom_id, charged.product_id
        ) or sold)
        step = exact(self.company_id.currency_id.rounding)
        amount = rate_difference(price, agreed, quantity, step)
        return Expected(
            self._convert_to_claim(amount), "rate",
            {"quantity": str(quantity), "invoiced_price": str(price), "agreed_price": str(agreed)},
        )

    def _get_expected_freight(self) -> dict:
        """What was charged for freight on an invoice of ours."""
        invoiced, expected = self._get_invoiced()
        for line in invoiced:
            amount = exact(abs(line.move_line_id.balance))
            expected[line] = Expected(
                line._convert_to_claim(amount), "freight", {"invoiced_price": str(amount)}
            )
        return expected
