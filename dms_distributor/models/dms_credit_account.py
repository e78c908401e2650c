from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import SQL

# Ids of the checks that the transaction has made itself, kept until it ends.
OWN_CHECKS = "dms_distributor.credit_checks"


class DmsCreditAccount(models.Model):
    """A partner's credit with a company; its row is what confirmations queue for."""

    _name = "dms.credit.account"
    _description = "Credit Account"
    _rec_name = "partner_id"
    _order = "partner_id, company_id"
    _check_company_auto = True

    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, ondelete="cascade", index=True,
        default=lambda self: self.env.company.root_id,
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    partner_id = fields.Many2one(
        "res.partner", required=True, readonly=True, ondelete="cascade", check_company=True,
        index=True,
    )
    grace_days = fields.Integer(
        "Days of Grace",
        required=True,
        default=lambda self: self.env.company.root_id.dms_credit_grace_days,
        help="An order is held when an invoice has been due for more days than these.",
    )
    limit_ids = fields.One2many("dms.credit.limit", "account_id", string="Limits")

    _partner_unique = models.UniqueIndex(
        "(partner_id, company_id)", "A partner has one credit account with a company."
    )
    _grace_days_positive = models.Constraint(
        "CHECK (grace_days >= 0)", "The days of grace cannot be negative."
    )

    @api.constrains("partner_id", "company_id")
    def _check_holder(self):
        """Credit is given by a company, not by its branches, to a company, not to its contacts."""
        for account in self:
            if account.partner_id.commercial_partner_id != account.partner_id:
                raise ValidationError(self.env._(
                    "%(contact)s belongs to %(company)s: give the credit to %(company)s.",
                    contact=account.partner_id.display_name,
                    company=account.partner_id.commercial_partner_id.display_name,
                ))
            if account.company_id.root_id != account.company_id:
                raise ValidationError(self.env._(
                    "%(branch)s is a branch of %(company)s: credit is given by %(company)s.",
                    branch=account.company_id.name, company=account.company_id.root_id.name,
                ))

    @api.model
    def _find_or_create(self, partners, company) -> "DmsCreditAccount":
        """The accounts of ``partners``' commercial partners with ``company``, opened where needed.

        Two transactions may open the same account: the second is refused by PostgreSQL and run
        again by Odoo.
        """
        root = company.root_id
        self.env.cr.execute(SQL(
            """INSERT INTO dms_credit_account (partner_id, company_id, grace_days, create_uid,
                                               write_uid, create_date, write_date)
               SELECT partner.id, %(company)s, %(grace)s, %(user)s, %(user)s, %(now)s, %(now)s
                 FROM unnest(%(partners)s) AS partner (id)
            ON CONFLICT (partner_id, company_id) DO NOTHING""",
            company=root.id, grace=root.dms_credit_grace_days, user=self.env.uid,
            now=self.env.cr.now(), partners=partners.commercial_partner_id.ids,
        ))
        self.env["res.partner"].invalidate_model(["dms_credit_account_ids"])
        return self.search([
            ("partner_id", "in", partners.commercial_partner_id.ids), ("company_id", "=", root.id),
        ])

    @api.model
    def _lock_accounts(self, partners, company) -> dict:
        """Let no other transaction confirm an order of ``partners`` until this one ends.

        Waiting for the row would leave this transaction with its older snapshot, in which orders
        that the others have just confirmed are unknown. Writing to the row would make PostgreSQL
        refuse all but the first, and Odoo gives up after five tries. So the row is locked and never
        written: nobody fails, everybody waits; and what the others have confirmed since this
        transaction's snapshot is read from their checks through a cursor of its own, whose
        snapshot is taken under the lock and therefore knows all of them.

        :return: the id of the account, and what others have confirmed since this transaction's
            snapshot in the company's currency, by partner; partners without account are left out
        """
        self.env["dms.credit.check"].flush_model()
        own = sorted(self.env.cr.postcommit.data.setdefault(OWN_CHECKS, set()))
        rows = self.env.execute_query(SQL(
            """SELECT account.partner_id, account.id,
                      (SELECT COALESCE(MAX(credit.id), 0) FROM dms_credit_check credit
                        WHERE credit.account_id = account.id AND credit.id <> ALL(%(own)s))
                 FROM dms_credit_account account
                WHERE account.partner_id = ANY(%(partners)s) AND account.company_id = %(company)s
             ORDER BY account.id
                  FOR NO KEY UPDATE""",
            own=own, partners=partners.ids, company=company.root_id.id,
        ))
        concurrent = self._read_concurrent(rows, own)
        partner = self.env["res.partner"]
        return {
            partner.browse(partner_id): (account_id, concurrent.get(account_id, 0.0))
            for partner_id, account_id, _known in rows
        }

    @api.model
    def _read_concurrent(self, rows, own) -> dict:
        """What others have confirmed since this transaction's snapshot.

        :param rows: the partner, the account and the last check that the snapshot knows
        :param own: ids of the checks of this transaction
        :return: an amount by id of the account
        """
        # While the add-on is installed nobody else is at work, and its tables are not to be seen.
        if not rows or not self.env.registry.ready:
            return {}
        with self.env.registry.cursor() as fresh:
            fresh.execute(SQL(
                """SELECT credit.account_id, SUM(credit.amount)
                     FROM dms_credit_check credit
                     JOIN unnest(%(accounts)s, %(known)s) AS seen (account_id, check_id)
                       ON seen.account_id = credit.account_id
                    WHERE credit.id > seen.check_id
                      AND credit.id <> ALL(%(own)s)
                      AND credit.result <> 'held'
                 GROUP BY credit.account_id""",
                accounts=[row[1] for row in rows], known=[row[2] for row in rows], own=own,
            ))
            return dict(fresh.fetchall())
