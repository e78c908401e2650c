from odoo import Command, models
from odoo.exceptions import UserError


class DmsClaim(models.Model):
    """The documents and entries that settle claims of one claimant."""

    _inherit = "dms.claim"

    def _settle_by_credit_note(self, amounts, date, options):
        """Dr provision / Cr receivable.

        :return: values of the settlements, as of the other methods
        """
        move = self._create_document(amounts, date)
        if options.get("is_matched", True):
            self._match(move, self._get_open_items(move))
        return {"move_id": move.id, "date": move.date}

    def _settle_by_tax_credit_note(self, amounts, date, options):
        """Dr provision, Dr output tax / Cr receivable."""
        move = self._create_document(amounts, date, dict.fromkeys(self, True))
        if options.get("is_matched", True):
            self._match(move, self._get_open_items(move))
        return {"move_id": move.id, "date": move.date}

    def _settle_by_offset(self, amounts, date, options):
        """A credit note that is matched with the invoices chosen, and with no others.

        :raise UserError: when they do not take it up
        """
        invoices = options.get("invoices") or self.env["account.move"]
        move = self._create_document(amounts, date)
        items = invoices.sudo().line_ids.filtered_domain(self._get_open_item_domain(move))
        open_amount = sum(items.mapped("amount_residual_currency"))
        if move.currency_id.compare_amounts(move.amount_residual, open_amount) > 0:
            raise UserError(self.env._(
                "%(amount)s of claims %(claims)s cannot be offset: %(open)s is open on the "
                "invoices chosen. Choose more of them, or settle less.",
                amount=move.currency_id.format(move.amount_residual),
                claims=", ".join(self.mapped("name")), open=move.currency_id.format(open_amount),
            ))
        self._match(move, items)
        return {
            "move_id": move.id, "date": move.date,
            "invoice_ids": [Command.set(items.move_id.ids)],
        }

    def _settle_by_payment(self, amounts, date, options):
        """A credit note and the payment that it is matched with: Dr provision / Cr bank.

        :raise UserError: when there is no journal to pay from
        """
        journal = options.get("journal") or self.env["account.journal"].sudo().search([
            ("company_id", "=", self.company_id.id), ("type", "in", ("bank", "cash")),
            ("outbound_payment_method_line_ids", "!=", False),
        ], limit=1)
        if not journal:
            raise UserError(self.env._(
                "%s has no bank or cash journal that pays: choose another way to settle.",
                self.company_id.name,
            ))
        move = self._create_document(amounts, date)
        payments = self.env["account.payment.register"].sudo().with_context(
            active_model="account.move", active_ids=move.ids
        ).create({
            "journal_id": journal.id, "payment_date": move.date,
            "communication": ", ".join(self.mapped("name")),
        })._create_payments()
        return {"move_id": move.id, "date": move.date, "payment_id": payments.id}

    def _settle_by_debit_note(self, amounts, date, options):
        """What is taken back: Dr receivable / Cr provision, matched with what is open still of
        the credit notes that gave it.
        """
        taxed = {claim: claim._is_return_taxed(amounts[claim]) for claim in self}
        move = self._create_document(amounts, date, taxed)
        given = self.reversal_of_id.settlement_ids.move_id.line_ids
        self._match(move, given.filtered_domain(self._get_open_item_domain(move)))
        for claim in self:
            claim.reversal_of_id._take_back(amounts[claim])
        return {"move_id": move.id, "date": move.date}

    def _settle_by_lapse(self, amounts, date, options):
        """What is not settled any more is no cost either: Dr provision / Cr expense.

        :raise UserError: when no reason is given
        """
        if not options.get("reason"):
            raise UserError(self.env._(
                "Why does the rest of %s lapse? Give the reason.", ", ".join(self.mapped("name"))
            ))
        date = self.company_id._get_dms_open_date(date)
        takings = self._prepare_takings(amounts, date)
        items = []
        for claim, taken in takings.items():
            items += [*taken, claim._prepare_lapse_item(taken)]
        return {"move_id": self._create_entry(items, date).id, "date": date}

    def _prepare_lapse_item(self, taken) -> dict:
        """Values of the item that makes what is taken off the provision no cost any more.

        :param taken: of :meth:`_prepare_takings`; what goes beyond the provision was no cost yet
        """
        accounts = self.env["dms.scheme"].sudo()._get_partner_analytic_accounts(
            self.claimant_id, self.company_id
        )
        return {
            "account_id": self._get_expense_account().id, "partner_id": self.claimant_id.id,
            "currency_id": self.currency_id.id, "name": self._get_item_label(),
            "dms_claim_id": self.id,
            "amount_currency": -self.currency_id.round(
                sum(item["amount_currency"] for item in taken)
            ),
            "balance": -self.company_id.currency_id.round(
                sum(item["balance"] for item in taken)
            ),
            "analytic_distribution": {str(accounts[self.claimant_id]): 100},
        }

    def _create_entry(self, items, date):
        """A posted entry of the scheme journal; what its rates differ by is one of exchange.

        :param items: values of its items
        """
        company = self.company_id
        journal, _expense, _provision = company._get_dms_scheme_accounts()
        difference = company.currency_id.round(-sum(item["balance"] for item in items))
        if difference:
            items = [
                *items, company._prepare_dms_exchange_line(self.claimant_id, difference)
            ]
        move = self.env["account.move"].sudo().with_company(company).create({
            "move_type": "entry", "journal_id": journal.id, "date": date,
            "ref": ", ".join(self.mapped("name")),
            "line_ids": [Command.create(item) for item in items],
        })
        move._post(soft=False)
        return move

    def _create_document(self, amounts, date, taxed=None):
        """A posted credit note over these claims; a debit note where they take back.

        :param amounts: by claim
        :param taxed: whether the taxes of its type are added, by claim; by default not
        :return: the ``account.move``
        """
        takings = self._prepare_takings(amounts, date)
        sign = self[:1]._get_direction()
        moves = self.env["account.move"].sudo().with_company(self.company_id)
        move = moves.create({
            **self._prepare_document_values(date),
            "move_type": "out_refund" if sign > 0 else "out_invoice",
            "invoice_line_ids": [
                Command.create(claim._prepare_document_line(item, sign, (taxed or {}).get(claim)))
                for claim, items in takings.items() for item in items
            ],
        })
        move._post(soft=False)
        self._book_exchange(move, [item for items in takings.values() for item in items])
        return move

    def _prepare_document_values(self, date) -> dict:
        """Values of the document that settles claims, without its lines."""
        references = [name for name in self.mapped("external_reference") if name]
        return {
            "partner_id": self.claimant_id.id,
            "currency_id": self.currency_id.id,
            "invoice_date": date,
            "invoice_payment_term_id": False,
            "invoice_origin": ", ".join(self.mapped("name")),
            "ref": ", ".join(references) or False,
        }

    def _prepare_document_line(self, item, sign, is_taxed) -> dict:
        """Values of a line of the document that settles a claim.

        :param item: of :meth:`_prepare_takings`
        """
        return {
            **{
                name: value for name, value in item.items()
                if name not in ("amount_currency", "balance", "currency_id")
            },
            "quantity": 1,
            "price_unit": sign * item["amount_currency"],
            "tax_ids": [Command.set(self._get_settlement_taxes().ids if is_taxed else [])],
        }

    def _get_settlement_taxes(self):
        """Taxes of a tax credit note: those of the type, else the company's for sales, as the
        claimant's fiscal position has them.

        :raise UserError: when there are none, or they are part of the price
        """
        company = self.company_id
        taxes = self.type_id.sudo().tax_ids.filtered(
            lambda tax: tax.company_id in company.parent_ids
        ) or company.account_sale_tax_id
        position = self.env["account.fiscal.position"].sudo().with_company(
            company
        )._get_fiscal_position(self.claimant_id)
        taxes = position.map_tax(taxes)
        if not taxes:
            raise UserError(self.env._(
                "Claims of type %s have no taxes: choose them on the type, or settle by a credit "
                "note without tax.", self.type_id.name,
            ))
        if nowhere := taxes.filtered(
            lambda tax: tax.amount and any(
                line.repartition_type == "tax" and not line.account_id
                for line in tax.invoice_repartition_line_ids | tax.refund_repartition_line_ids
            )
        ):
            # The tax would stand on the provision.
            raise UserError(self.env._(
                "%s has no account for what it comes to: choose it on the tax.",
                ", ".join(nowhere.mapped("name")),
            ))
        if included := taxes.filtered("price_include"):
            raise UserError(self.env._(
                "%(taxes)s of claims of type %(type)s is part of the price, and an approved "
                "amount is without tax: choose a tax that is added to it.",
                taxes=", ".join(included.mapped("name")), type=self.type_id.name,
            ))
        return taxes

    def _book_exchange(self, move, items):
        """Take off the provision what it was booked with, where the document's rate is another.

        :param items: of :meth:`_prepare_takings`, in the order of the document's lines
        """
        company = self.company_id
        if self.currency_id == company.currency_id:
            return
        entry = []
        for item, line in zip(items, move.invoice_line_ids.sorted("id"), strict=True):
            difference = company.currency_id.round(item["balance"] - line.balance)
            if difference and item.get("dms_provision"):
                entry.append({**item, "amount_currency": 0.0, "balance": difference})
        if entry:
            self._create_entry(entry, move.date)
