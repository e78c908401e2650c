from odoo import api, fields, models
from odoo.tools import SQL

from ..tools.exact import exact
from ..tools.running_balance import read_newest

LEVELS = ("open", "warning", "used_up")


class DmsSchemeBudget(models.Model):
    """What a scheme may cost, in all or with one distributor; its row is what grants queue for.

    What is used stands in the ledger: each grant tells the balance after it. As with credit, the
    row is locked and not written, so that nobody fails and everybody waits; the balance is read
    through a cursor of its own, whose snapshot is taken under the lock.
    """

    _name = "dms.scheme.budget"
    _description = "Budget of a Scheme"
    _order = "scheme_id, distributor_id"
    _rec_name = "scheme_id"
    _check_company_auto = True

    scheme_id = fields.Many2one("dms.scheme", required=True, ondelete="cascade", index=True)
    company_id = fields.Many2one(related="scheme_id.company_id", store=True, index=True)
    currency_id = fields.Many2one(related="scheme_id.currency_id")
    distributor_id = fields.Many2one(
        "res.partner", ondelete="restrict", index="btree_not_null", check_company=True,
        domain=[("dms_role", "=", "distributor")], help="Empty: all of the scheme.",
    )
    amount = fields.Monetary(
        "Own Cap", help="0: what the scheme gives each distributor, or the scheme's own cap."
    )
    cap = fields.Monetary(compute="_compute_cap")
    reserved = fields.Monetary("Promised", compute="_compute_use", compute_sudo=True)
    consumed = fields.Monetary("Used", compute="_compute_use", compute_sudo=True)
    left = fields.Monetary(compute="_compute_use", compute_sudo=True)
    used_percent = fields.Float("In Use", compute="_compute_use", compute_sudo=True)
    level = fields.Selection(
        [("open", "Open"), ("warning", "Running Low"), ("used_up", "Used Up")],
        required=True, default="open", readonly=True, copy=False,
    )

    _whole_unique = models.UniqueIndex(
        "(scheme_id) WHERE distributor_id IS NULL", "A scheme has one budget in all."
    )
    _distributor_unique = models.UniqueIndex(
        "(scheme_id, distributor_id) WHERE distributor_id IS NOT NULL",
        "A distributor has one budget in a scheme.",
    )
    _amount_positive = models.Constraint(
        "CHECK (amount >= 0)", "A budget cannot be negative."
    )

    @api.depends("amount", "scheme_id.budget_amount")
    def _compute_cap(self):
        for budget in self:
            budget.cap = budget.amount or budget.scheme_id.budget_amount

    @api.depends("cap")
    def _compute_use(self):
        self.env["dms.scheme.grant"].flush_model()
        sums = {
            budget: (reserved, consumed)
            for budget, reserved, consumed in self.env["dms.scheme.grant"]._read_group(
                [("budget_id", "in", self.ids)], ["budget_id"], ["reserved:sum", "consumed:sum"]
            )
        }
        for budget in self:
            budget.reserved, budget.consumed = sums.get(budget._origin, (0, 0))
            used = budget.reserved + budget.consumed
            budget.left = max(0, budget.cap - used)
            budget.used_percent = 100 * used / budget.cap if budget.cap else 0

    def action_open_grants(self):
        """Open what this budget has been used for."""
        self.ensure_one()
        return {
            **self.env["ir.actions.act_window"]._for_xml_id("dms_schemes.action_scheme_grant"),
            "domain": [("budget_id", "=", self.id)],
            "context": {},
        }

    @api.model
    def _open(self, pairs):
        """Open budgets that are missing.

        Two transactions may open the same one: the second is refused by PostgreSQL and run again
        by Odoo.

        :param pairs: of scheme ids and distributor ids, None for all of a scheme
        """
        self.env["dms.scheme"].flush_model(["budget_amount", "budget_scope"])
        self.flush_model()
        self.env.cr.execute(SQL(
            """INSERT INTO dms_scheme_budget (scheme_id, distributor_id, company_id, amount, level,
                                              create_uid, write_uid, create_date, write_date)
               SELECT scheme.id, pair.distributor_id, scheme.company_id, 0, 'open',
                      %(user)s, %(user)s, %(now)s, %(now)s
                 FROM unnest(%(schemes)s::int[], %(distributors)s::int[])
                      AS pair (scheme_id, distributor_id)
                 JOIN dms_scheme scheme ON scheme.id = pair.scheme_id
            ON CONFLICT DO NOTHING""",
            schemes=[scheme for scheme, _distributor in pairs],
            distributors=[distributor for _scheme, distributor in pairs],
            user=self.env.uid, now=self.env.cr.now(),
        ))
        self.env["dms.scheme"].invalidate_model(["budget_ids"])

    @api.model
    def _read_balances(self, scheme_ids, distributor_ids, lock=False) -> dict:
        """Caps and balances of budgets.

        :param distributor_ids: whose budgets are read; those of whole schemes always are
        :param lock: whether to let nobody else use them until this transaction ends. Then the
            balance is that which is true now, not that of this transaction's snapshot.
        :return: ``(id, cap, balance, level)`` by scheme id and distributor id (None: the whole),
            Decimal figures
        """
        self.env["dms.scheme"].flush_model(["budget_amount", "budget_scope"])
        self.env["dms.scheme.grant"].flush_model(["balance", "budget_id"])
        self.flush_model()
        rows = self.env.execute_query(SQL(
            """SELECT budget.id, budget.scheme_id, budget.distributor_id,
                      COALESCE(NULLIF(budget.amount, 0), scheme.budget_amount, 0), budget.level,
                      COALESCE(last.id, 0), COALESCE(last.balance, 0)
                 FROM dms_scheme_budget budget
                 JOIN dms_scheme scheme ON scheme.id = budget.scheme_id
            LEFT JOIN LATERAL (SELECT id, balance FROM dms_scheme_grant
                                WHERE budget_id = budget.id ORDER BY id DESC LIMIT 1) last ON TRUE
                WHERE budget.scheme_id = ANY(%(schemes)s)
                  AND ((scheme.budget_scope = 'scheme' AND budget.distributor_id IS NULL)
                    OR (scheme.budget_scope = 'distributor'
                        AND budget.distributor_id = ANY(%(distributors)s)))
             ORDER BY budget.id %(lock)s""",
            schemes=list(scheme_ids), distributors=list(distributor_ids),
            lock=SQL("FOR NO KEY UPDATE OF budget") if lock else SQL(),
        ))
        newest = read_newest(
            self.env, "dms_scheme_grant", "budget_id", [row[0] for row in rows] if lock else []
        )
        result = {}
        for budget, scheme, distributor, cap, level, last, balance in rows:
            # Ids of a budget's rows follow the lock: the highest is the newest, be it one of this
            # transaction that only it can see, or one that its snapshot does not know.
            newest_id, newest_balance = newest.get(budget, (0, 0))
            if newest_id > last:
                balance = newest_balance
            result[scheme, distributor] = (budget, exact(cap), exact(balance), level)
        return result

    def _get_level(self, cap, balance):
        """How far a budget is used: ``open``, ``warning`` or ``used_up``."""
        self.ensure_one()
        if balance >= cap:
            return "used_up"
        warning = exact(self.scheme_id.budget_warning)
        return "warning" if warning and balance * 100 >= cap * warning else "open"

    def _watch(self, balances):
        """Have the levels of budgets checked that have passed one, by jobs of their own: a written
        row would make those who wait for it begin again.

        :param balances: cap and balance by budget id
        """
        for budget in self:
            if budget._get_level(*balances[budget.id]) != budget.level:
                budget.with_delay(
                    identity_key=f"dms.scheme.budget:{budget.id}:level",
                    description=self.env._("Budget of %s", budget.scheme_id.display_name),
                )._job_check_level()

    def _job_check_level(self):
        """Job: keep the level of a budget, and tell the scheme's owner when it has worsened."""
        for budget in self:
            balance = budget.currency_id.round(budget.reserved + budget.consumed)
            level = budget._get_level(exact(budget.cap), exact(balance))
            if level == budget.level:
                continue
            is_worse = LEVELS.index(level) > LEVELS.index(budget.level)
            budget.level = level
            budget._tell_level(is_worse)

    def _tell_level(self, is_worse):
        """Say in the scheme's history how its budget stands; give its owner the task of it.

        :param is_worse: whether there is something to do
        """
        self.ensure_one()
        scheme, activity, message = (
            self.scheme_id, "dms_schemes.mail_activity_budget", self._word_level()
        )
        scheme.message_post(body=message)
        if not self.distributor_id:
            scheme.activity_unlink([activity])
        if is_worse and scheme.user_id:
            scheme.activity_schedule(activity, summary=message, user_id=scheme.user_id.id)

    def _word_level(self):
        """The level in words, with the figures."""
        self.ensure_one()
        values = {
            "whose": self.distributor_id.display_name or self.env._("the whole scheme"),
            "percent": round(self.used_percent),
            "left": self.currency_id.format(self.left),
            "cap": self.currency_id.format(self.cap),
        }
        match self.level:
            case "used_up":
                return self.env._(
                    "The budget of %(whose)s is used up (%(cap)s): nothing more is granted until "
                    "it is raised or promises are released.", **values,
                )
            case "warning":
                return self.env._(
                    "%(percent)s %% of the budget of %(whose)s is in use: %(left)s of %(cap)s are "
                    "left.", **values,
                )
        return self.env._(
            "The budget of %(whose)s is open again: %(left)s of %(cap)s are left.", **values
        )
