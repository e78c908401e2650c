"""Queries behind a credit statement, each for any number of partners at once."""

from odoo.tools import SQL


def _get_charged(disputed) -> tuple[SQL, SQL]:
    """What of an open item is not under dispute, and what to join to tell it.

    What an entry has under dispute is taken off its items, those due first before the others.
    """
    if not disputed:
        return SQL("line.amount_residual"), SQL()
    charged = SQL(
        """LEAST(line.amount_residual, GREATEST(0,
               SUM(line.amount_residual) OVER (
                   PARTITION BY line.move_id, SIGN(line.amount_residual)
                   ORDER BY COALESCE(line.date_maturity, line.date), line.id
               ) - COALESCE(disputed.amount, 0)))"""
    )
    join = SQL(
        """LEFT JOIN UNNEST(%s::integer[], %s::numeric[]) AS disputed (move_id, amount)
                  ON disputed.move_id = line.move_id""",
        list(disputed), list(disputed.values()),
    )
    return charged, join


def receivable_query(partner_ids, company, today, disputed=None) -> SQL:
    """What commercial partners owe, have paid ahead, and owe too long, by posted entries.

    What of entries is under dispute (amounts by id) is owed, but not owed too long. A payment that
    makes no entry, as without an outstanding account, counts as paid ahead: against its invoices as
    long as they are open, else until the bank confirms it, which makes an entry.

    :return: rows of partner, receivable, unallocated, overdue, date of the oldest overdue
    """
    charged, join_disputed = _get_charged(disputed)
    return SQL(
        """
        WITH family AS (
            SELECT id, commercial_partner_id FROM res_partner
             WHERE commercial_partner_id = ANY(%(partners)s)
        ), branch AS (
            SELECT id FROM res_company WHERE parent_path LIKE %(path)s
        ), movement AS (
            SELECT family.commercial_partner_id AS partner_id,
                   line.amount_residual AS amount,
                   %(charged)s AS charged,
                   CASE WHEN move.payment_state NOT IN ('paid', 'in_payment') OR NOT EXISTS (
                            SELECT FROM account_move__account_payment link
                              JOIN account_payment payment ON payment.id = link.payment_id
                             WHERE link.invoice_id = move.id AND payment.move_id IS NULL
                               AND payment.state IN ('in_process', 'paid'))
                        THEN COALESCE(line.date_maturity, line.date) END AS due
              FROM family
              JOIN account_move_line line ON line.partner_id = family.id
              JOIN account_account account ON account.id = line.account_id
              JOIN account_move move ON move.id = line.move_id
              %(join_disputed)s
             WHERE line.parent_state = 'posted'
               AND line.reconciled IS NOT TRUE
               AND line.amount_residual <> 0
               AND account.account_type = 'asset_receivable'
               AND line.company_id IN (SELECT id FROM branch)
             UNION ALL
            SELECT family.commercial_partner_id,
                   -SIGN(payment.amount_company_currency_signed) * COALESCE(
                       LEAST(invoice.residual, ABS(payment.amount_company_currency_signed)),
                       CASE payment.state
                       WHEN 'in_process' THEN ABS(payment.amount_company_currency_signed) END),
                   0, NULL
              FROM family
              JOIN account_payment payment ON payment.partner_id = family.id
         LEFT JOIN LATERAL (
                       SELECT SUM(ABS(move.amount_residual_signed)) AS residual
                         FROM account_move__account_payment link
                         JOIN account_move move ON move.id = link.invoice_id
                        WHERE link.payment_id = payment.id AND move.state = 'posted'
                   ) invoice ON TRUE
             WHERE payment.state IN ('in_process', 'paid')
               AND payment.move_id IS NULL
               AND payment.partner_type = 'customer'
               AND payment.company_id IN (SELECT id FROM branch)
        )
        SELECT partner_id,
               COALESCE(SUM(amount) FILTER (WHERE amount > 0), 0),
               COALESCE(-SUM(amount) FILTER (WHERE amount < 0), 0),
               COALESCE(SUM(charged) FILTER (WHERE charged > 0 AND due < %(today)s), 0),
               MIN(due) FILTER (WHERE charged > 0 AND due < %(today)s)
          FROM movement
      GROUP BY partner_id
        """,
        partners=list(partner_ids), path=f"{company.parent_path}%", today=today,
        charged=charged, join_disputed=join_disputed,
    )


def uninvoiced_query(partner_ids, company) -> SQL:
    """What confirmed orders have still to be invoiced, with tax, in the currency of the orders.

    Core's ``amount_to_invoice`` leaves out what is invoiced on delivery and not yet delivered, and
    takes no down payment off: here goods still to be delivered count, and posted down payments are
    taken off. Drafts of invoices count as not invoiced.

    :return: rows of partner, currency, amount
    """
    return SQL(
        """
        WITH open_order AS (
            SELECT id FROM sale_order
             WHERE dms_credit_partner_id = ANY(%(partners)s)
               AND state = 'sale' AND invoice_status <> 'invoiced'
             UNION
            SELECT order_line.order_id
              FROM account_move move
              JOIN account_move_line line ON line.move_id = move.id
              JOIN sale_order_line_invoice_rel link ON link.invoice_line_id = line.id
              JOIN sale_order_line order_line ON order_line.id = link.order_line_id
             WHERE move.commercial_partner_id = ANY(%(partners)s) AND move.state = 'draft'
        ), amount AS (
            SELECT orders.dms_credit_partner_id AS partner_id, orders.currency_id,
                   SUM(CASE
                       WHEN line.is_downpayment THEN
                            -line.untaxed_amount_invoiced
                            * COALESCE(orders.amount_total / NULLIF(orders.amount_untaxed, 0), 1)
                       WHEN line.price_subtotal = 0 OR line.product_uom_qty = 0 THEN 0
                       ELSE GREATEST(0,
                            CASE WHEN template.invoice_policy <> 'delivery' THEN 1
                                 WHEN orders.delivery_status = 'full'
                                 THEN line.qty_delivered / line.product_uom_qty
                                 ELSE GREATEST(1, line.qty_delivered / line.product_uom_qty) END
                            - line.untaxed_amount_invoiced / line.price_subtotal
                            ) * line.price_total
                   END) AS amount
              FROM open_order
              JOIN sale_order orders ON orders.id = open_order.id
              JOIN sale_order_line line ON line.order_id = orders.id
         LEFT JOIN product_product product ON product.id = line.product_id
         LEFT JOIN product_template template ON template.id = product.product_tmpl_id
             WHERE orders.state = 'sale'
               AND orders.dms_credit_partner_id = ANY(%(partners)s)
               AND orders.company_id IN (SELECT id FROM res_company WHERE parent_path LIKE %(path)s)
               AND line.display_type IS NULL
          GROUP BY orders.id
        )
        SELECT partner_id, currency_id, SUM(GREATEST(0, amount))
          FROM amount
      GROUP BY partner_id, currency_id
        """,
        partners=list(partner_ids), path=f"{company.parent_path}%",
    )


def limit_query(partner_ids, company, today) -> SQL:
    """The limits in force. Who has had a limit that has ended has no credit, not any amount of it.

    :return: rows of partner, days of grace, permanent limit or None, sum of temporary limits,
        whether reminders have ended in a hold
    """
    return SQL(
        """
        SELECT account.partner_id, account.grace_days,
               COALESCE(
                   MAX(credit.amount) FILTER (
                       WHERE credit.kind = 'permanent'
                         AND COALESCE(credit.date_to, %(today)s) >= %(today)s),
                   CASE WHEN COUNT(credit.id) > 0 THEN 0 END),
               COALESCE(SUM(credit.amount) FILTER (
                   WHERE credit.kind = 'temporary' AND credit.date_to >= %(today)s), 0),
               EXISTS (SELECT FROM dms_dunning dunning
                        WHERE dunning.partner_id = account.partner_id
                          AND dunning.company_id = account.company_id
                          AND dunning.state = 'open' AND dunning.is_holding)
          FROM dms_credit_account account
     LEFT JOIN dms_credit_limit credit ON credit.account_id = account.id
                                      AND credit.state = 'approved'
                                      AND credit.date_from <= %(today)s
         WHERE account.partner_id = ANY(%(partners)s) AND account.company_id = %(company)s
      GROUP BY account.id
        """,
        partners=list(partner_ids), company=company.id, today=today,
    )


def history_query(partner_ids, company, today, start) -> SQL:
    """How commercial partners bought and paid since ``start``, by posted invoices.

    :return: rows of partner, sales, day of the first invoice, value fallen due, part of it paid by
        then, sales of the last 90 days, of the 90 days before, days granted weighted by value
    """
    return SQL(
        """
        SELECT partner.commercial_partner_id,
               SUM(line.balance),
               MIN(line.date),
               COALESCE(SUM(line.balance) FILTER (
                   WHERE line.balance > 0 AND line.date_maturity < %(today)s), 0),
               COALESCE(SUM(LEAST(COALESCE(paid.amount, 0), line.balance)) FILTER (
                   WHERE line.balance > 0 AND line.date_maturity < %(today)s), 0),
               COALESCE(SUM(line.balance) FILTER (WHERE line.date > %(today)s - 90), 0),
               COALESCE(SUM(line.balance) FILTER (
                   WHERE line.date > %(today)s - 180 AND line.date <= %(today)s - 90), 0),
               COALESCE(
                   SUM(line.balance * (line.date_maturity - line.date))
                       FILTER (WHERE line.balance > 0 AND line.date_maturity >= line.date)
                   / NULLIF(SUM(line.balance)
                       FILTER (WHERE line.balance > 0 AND line.date_maturity >= line.date), 0), 0)
          FROM res_partner partner
          JOIN account_move_line line ON line.partner_id = partner.id
          JOIN account_move move ON move.id = line.move_id
          JOIN account_account account ON account.id = line.account_id
          LEFT JOIN LATERAL (
                   SELECT SUM(part.amount) AS amount
                     FROM account_partial_reconcile part
                    WHERE part.debit_move_id = line.id AND part.max_date <= line.date_maturity
               ) paid ON line.balance > 0
         WHERE partner.commercial_partner_id = ANY(%(partners)s)
           AND move.move_type IN ('out_invoice', 'out_refund')
           AND line.parent_state = 'posted'
           AND account.account_type = 'asset_receivable'
           AND line.date > %(start)s
           AND line.company_id IN (SELECT id FROM res_company WHERE parent_path LIKE %(path)s)
      GROUP BY partner.commercial_partner_id
        """,
        partners=list(partner_ids), path=f"{company.parent_path}%", today=today, start=start,
    )


def overdue_query(company, today) -> SQL:
    """Commercial partners of the network with something overdue, or with a dunning that is open.

    :return: rows of one identifier
    """
    return SQL(
        """
        SELECT partner.commercial_partner_id
          FROM account_move_line line
          JOIN account_account account ON account.id = line.account_id
          JOIN res_partner partner ON partner.id = line.partner_id
          JOIN res_partner holder ON holder.id = partner.commercial_partner_id
         WHERE line.parent_state = 'posted'
           AND line.reconciled IS NOT TRUE
           AND line.amount_residual > 0
           AND line.date_maturity < %(today)s
           AND account.account_type = 'asset_receivable'
           AND holder.dms_tier_id IS NOT NULL
           AND line.company_id IN (SELECT id FROM res_company WHERE parent_path LIKE %(path)s)
         UNION
        SELECT partner_id FROM dms_dunning WHERE state = 'open' AND company_id = %(company)s
        """,
        company=company.id, path=f"{company.parent_path}%", today=today,
    )
