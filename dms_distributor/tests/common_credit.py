from contextlib import contextmanager
from datetime import timedelta

from odoo import Command, fields
from odoo.exceptions import UserError

from .common_network import NetworkCommon


class CreditCommon(NetworkCommon):
    """A network whose distributors have credit, with goods, a tax and journals of its own."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.today = fields.Date.context_today(cls.env.user)
        cls.company = cls.env["res.company"].create({"name": "Credit Company"})
        cls.env.user.company_ids |= cls.company
        cls.env = cls.env(context={
            **cls.env.context, "allowed_company_ids": [cls.company.id], "tz": "UTC",
        })
        cls.env.user.company_id = cls.company
        cls.receivable = cls._create_account("asset_receivable", "T1200", "Receivable")
        cls.income = cls._create_account("income", "T4000", "Income")
        cls.bank = cls._create_account("asset_cash", "T1000", "Bank")
        cls.journal = cls.env["account.journal"].create({
            "name": "Test Sales", "type": "sale", "code": "TSAL",
            "default_account_id": cls.income.id, "company_id": cls.company.id,
        })
        cls.general = cls.env["account.journal"].create({
            "name": "Test General", "type": "general", "code": "TGEN",
            "company_id": cls.company.id,
        })
        (cls.sunrise | cls.seaside).with_company(
            cls.company
        ).property_account_receivable_id = cls.receivable
        cls.soap = cls.env["product.product"].create({
            "name": "Soap Bar", "type": "consu", "list_price": 100, "invoice_policy": "order",
            "taxes_id": [Command.clear()],
        })
        cls.soap.with_company(cls.company).property_account_income_id = cls.income

    @classmethod
    def _create_account(cls, account_type, code, name):
        return cls.env["account.account"].with_company(cls.company).create({
            "name": name, "code": code, "account_type": account_type,
            "reconcile": account_type == "asset_receivable",
            "company_ids": [Command.set(cls.company.ids)],
        })

    @classmethod
    def _create_order(cls, amount, partner=None, **values):
        """A quotation of one line worth ``amount`` without tax."""
        return cls.env["sale.order"].create({
            "partner_id": (partner or cls.sunrise).id,
            "company_id": cls.company.id,
            "order_line": [Command.create({
                "product_id": cls.soap.id, "product_uom_qty": 1, "price_unit": amount,
                "tax_ids": [Command.clear()],
            })],
            **values,
        })

    @classmethod
    def _give_limit(cls, amount, partner=None, **values):
        """A limit that somebody has approved."""
        limit = cls.env["dms.credit.limit"].create({
            "partner_id": (partner or cls.sunrise).id, "company_id": cls.company.id,
            "amount": amount, "reason": "Test", **values,
        })
        limit.action_submit()
        limit.action_approve()
        return limit

    @classmethod
    def _invoice(cls, amount, due_days=0, partner=None, **values):
        """A posted invoice that falls due in ``due_days``, in the past where negative."""
        due = cls.today + timedelta(days=due_days)
        move = cls.env["account.move"].create({
            "move_type": "out_invoice" if amount > 0 else "out_refund",
            "partner_id": (partner or cls.sunrise).id,
            "journal_id": cls.journal.id,
            "invoice_date": min(due, cls.today),
            "invoice_date_due": due,
            "invoice_line_ids": [Command.create({
                "name": "Goods", "price_unit": abs(amount), "account_id": cls.income.id,
                "tax_ids": [Command.clear()],
            })],
            **values,
        })
        move.action_post()
        return move

    @classmethod
    def _pay(cls, amount, partner=None, invoice=None, date=None):
        """Money received: an entry against the bank, set against ``invoice`` where given."""
        partner = partner or cls.sunrise
        move = cls.env["account.move"].create({
            "journal_id": cls.general.id,
            "date": date or cls.today,
            "line_ids": [
                Command.create({
                    "account_id": cls.receivable.id, "partner_id": partner.id, "credit": amount,
                }),
                Command.create({"account_id": cls.bank.id, "debit": amount}),
            ],
        })
        move.action_post()
        if invoice:
            (move.line_ids | invoice.line_ids).filtered(
                lambda line: line.account_id == cls.receivable
            ).reconcile()
        return move

    @contextmanager
    def _refused(self, words):
        """What is done here is refused with a message of these words, and leaves nothing."""
        with self.assertRaisesRegex(UserError, words), self.env.cr.savepoint():
            yield

    @classmethod
    def _get_statement(cls, partner=None):
        partner = partner or cls.sunrise
        return partner._get_dms_credit_statements(cls.company)[partner]
