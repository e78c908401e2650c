from decimal import Decimal

from dateutil.relativedelta import relativedelta
from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL, split_every

from ..arithmetic.points import lapsed
from ..tools.exact import exact
from ..tools.running_balance import read_newest

ZERO = Decimal(0)
EARNED = ("earn", "adjust")
WALLETS_OF_STEP = 1000


class DmsPointsWallet(models.Model):
    """A partner's points of one program; its row is what redemptions queue for.

    As with budgets, the row is locked and never written; the balance stands in the last entry.
    """

    _name = "dms.points.wallet"
    _description = "Points Wallet"
    _rec_name = "partner_id"
    _order = "program_id, partner_id"
    _check_company_auto = True

    program_id = fields.Many2one(
        "dms.points.program", required=True, readonly=True, ondelete="restrict", index=True
    )
    partner_id = fields.Many2one(
        "res.partner", required=True, readonly=True, ondelete="restrict", index=True
    )
    company_id = fields.Many2one(related="program_id.company_id", store=True, index=True)
    currency_id = fields.Many2one(related="program_id.currency_id")
    entry_ids = fields.One2many("dms.points.entry", "wallet_id", string="Entries")
    balance = fields.Float(
        "Points", compute="_compute_balance", compute_sudo=True, digits=(16, 2)
    )
    value = fields.Monetary(
        compute="_compute_balance", compute_sudo=True, help="What the points buy today."
    )
    earned = fields.Float(compute="_compute_balance", compute_sudo=True, digits=(16, 2))
    redeemed = fields.Float(compute="_compute_balance", compute_sudo=True, digits=(16, 2))
    lapsing = fields.Float(
        "Lapse Soon", compute="_compute_balance", compute_sudo=True, digits=(16, 2),
        help="Points that lapse within 60 days, unless they are redeemed.",
    )

    _partner_unique = models.UniqueIndex(
        "(program_id, partner_id)", "A partner has one wallet of a program."
    )

    @api.depends("entry_ids")
    def _compute_balance(self):
        soon = fields.Date.context_today(self) + relativedelta(days=60)
        lapsing = self._get_lapsing(soon)
        sums = self._read_sums()
        for wallet in self:
            total, earned, redeemed = sums.get(wallet._origin.id, (0, 0, 0))
            wallet.balance, wallet.earned, wallet.redeemed = total, earned, redeemed
            wallet.lapsing = lapsing.get(wallet._origin.id, 0)
            wallet.value = wallet.program_id._get_value(max(0, wallet.balance))

    def action_redeem(self):
        """Open a redemption of these points."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window", "res_model": "dms.points.redemption",
            "view_mode": "form",
            "context": {
                "default_program_id": self.program_id.id, "default_partner_id": self.partner_id.id,
                "default_points": self.balance,
            },
        }

    def action_open_entries(self):
        """Open the entries of this wallet."""
        self.ensure_one()
        return {
            **self.env["ir.actions.act_window"]._for_xml_id("dms_schemes.action_points_entry"),
            "domain": [("wallet_id", "=", self.id)], "context": {},
        }

    def _request_redemption(self, points):
        """Draft a redemption for a credit note, as its owner asks for it in the portal.

        :param points: how many, as typed
        :return: the draft
        :raise UserError: when it is no number, too few, or more than the wallet holds
        """
        try:
            points = float(points)
        except (TypeError, ValueError):
            points = 0
        for wallet in self:
            least = max(wallet.program_id.minimum_points, 0.01)
            if least <= points <= wallet.balance:
                return self.env["dms.points.redemption"].create({
                    "program_id": wallet.program_id.id, "partner_id": wallet.partner_id.id,
                    "company_id": wallet.company_id.id, "points": points,
                })
        raise UserError(self.env._(
            "Enter how many of your points are to be redeemed: no more than you have, and no fewer "
            "than the program asks for."
        ))

    def _read_sums(self) -> dict:
        self.env["dms.points.entry"].flush_model()
        return {
            wallet: figures
            for wallet, *figures in self.env.execute_query(SQL(
                """SELECT wallet_id, SUM(points),
                          COALESCE(SUM(points) FILTER (WHERE kind = ANY(%(earned)s)), 0),
                          COALESCE(-SUM(points) FILTER (WHERE kind IN ('redeem', 'return')), 0)
                     FROM dms_points_entry WHERE wallet_id = ANY(%(wallets)s) GROUP BY wallet_id""",
                earned=[*EARNED, "claw_back"], wallets=self._origin.ids,
            ))
        }

    def _get_lapsing(self, date) -> dict:
        """Points that have lapsed, or will have, at the end of the day before one.

        What lapses first is used first.

        :return: a Decimal more than zero by id of the wallet
        """
        self.env["dms.points.entry"].flush_model()
        rows = self.env.execute_query(SQL(
            """SELECT wallet_id,
                      COALESCE(SUM(points) FILTER (
                          WHERE points > 0 AND kind <> 'return' AND expiry_date < %(date)s), 0),
                      COALESCE(-SUM(points) FILTER (WHERE points < 0 OR kind = 'return'), 0)
                 FROM dms_points_entry WHERE wallet_id = ANY(%(wallets)s) GROUP BY wallet_id""",
            date=date, wallets=self._origin.ids,
        ))
        amounts = {wallet: lapsed(exact(over), exact(used)) for wallet, over, used in rows}
        return {wallet: points for wallet, points in amounts.items() if points}

    @api.model
    def _find_or_create(self, pairs) -> dict:
        """Wallets, opened where needed.

        Two transactions may open the same one: the second is refused by PostgreSQL and run again
        by Odoo.

        :param pairs: of programs and partners
        :return: ids by program id and partner id
        """
        keys = {(program.id, partner.commercial_partner_id.id) for program, partner in pairs}
        self.flush_model()
        self.env.cr.execute(SQL(
            """INSERT INTO dms_points_wallet (program_id, partner_id, company_id, create_uid,
                                              write_uid, create_date, write_date)
               SELECT program.id, pair.partner_id, program.company_id, %(user)s, %(user)s, %(now)s,
                      %(now)s
                 FROM unnest(%(programs)s::int[], %(partners)s::int[])
                      AS pair (program_id, partner_id)
                 JOIN dms_points_program program ON program.id = pair.program_id
            ON CONFLICT DO NOTHING""",
            programs=[program for program, _partner in keys],
            partners=[partner for _program, partner in keys],
            user=self.env.uid, now=self.env.cr.now(),
        ))
        wallets = self.sudo().search([
            ("program_id", "in", [program for program, _partner in keys]),
            ("partner_id", "in", [partner for _program, partner in keys]),
        ])
        return {(wallet.program_id.id, wallet.partner_id.id): wallet.id for wallet in wallets}

    def _lock(self) -> dict:
        """Let no other transaction use these points until this one ends.

        :return: the balance that is true now, a Decimal by id
        """
        self.env["dms.points.entry"].flush_model()
        rows = self.env.execute_query(SQL(
            """SELECT wallet.id, COALESCE(last.id, 0), COALESCE(last.balance, 0)
                 FROM dms_points_wallet wallet
            LEFT JOIN LATERAL (SELECT id, balance FROM dms_points_entry
                                WHERE wallet_id = wallet.id ORDER BY id DESC LIMIT 1) last ON TRUE
                WHERE wallet.id = ANY(%s)
             ORDER BY wallet.id
                  FOR NO KEY UPDATE OF wallet""",
            self.ids,
        ))
        newest = read_newest(self.env, "dms_points_entry", "wallet_id", [row[0] for row in rows])
        return {
            wallet: exact(newest[wallet][1] if newest.get(wallet, (0,))[0] > last else balance)
            for wallet, last, balance in rows
        }

    @api.model
    def _enter(self, rows):
        """Add entries; the same key again adds nothing.

        :param rows: values of entries with ``program_id``, ``partner_id``, ``points`` (Decimal),
            ``kind``, ``date``, ``source_key``; a redemption needs the points to be there
        :return: the new entries
        :raise UserError: when a wallet has fewer points than are redeemed
        """
        entries = self.env["dms.points.entry"].sudo()
        known = set(entries.search(
            [("source_key", "in", [row["source_key"] for row in rows])]
        ).mapped("source_key"))
        rows = [row for row in rows if row["source_key"] not in known]
        if not rows:
            return entries
        programs, partners = self.env["dms.points.program"].sudo(), self.env["res.partner"].sudo()
        wallets = self._find_or_create([
            (programs.browse(row["program_id"]), partners.browse(row["partner_id"]))
            for row in rows
        ])
        balances = self.sudo().browse(wallets.values())._lock()
        values = []
        for row in rows:
            partner = partners.browse(row["partner_id"]).commercial_partner_id
            program = programs.browse(row["program_id"])
            wallet, points = wallets[program.id, partner.id], exact(row["points"])
            if row["kind"] == "redeem" and points + balances[wallet] < 0:
                raise UserError(self.env._(
                    "%(partner)s has %(balance)s points of %(program)s, and %(points)s are to be "
                    "redeemed: redeem fewer.", partner=partner.display_name,
                    balance=program._word_points(balances[wallet]),
                    program=program.name, points=program._word_points(-points),
                ))
            balances[wallet] += points
            expiry = program._get_expiry(row["date"]) if row["kind"] in EARNED else False
            values.append({
                **row, "wallet_id": wallet, "partner_id": partner.id, "points": float(points),
                "company_id": program.company_id.id, "balance": float(balances[wallet]),
                "expiry_date": expiry,
            })
        created = entries.create(values)
        self.invalidate_model(
            ["balance", "earned", "entry_ids", "lapsing", "redeemed", "value"], flush=False
        )
        return created

    @api.model
    def _cron_expire(self):
        """Every day: take away the points whose last day has passed."""
        today = fields.Date.context_today(self)
        wallets = self.sudo().search([("program_id.expiry_months", ">", 0)])
        for wallet_ids in split_every(WALLETS_OF_STEP, wallets.ids):
            due = self.browse(wallet_ids)._get_lapsing(today)
            if not due:
                continue
            # What was redeemed since this transaction's snapshot does not lapse too.
            wallets = self.sudo().browse(due)
            known = {wallet: exact(sums[0]) for wallet, sums in wallets._read_sums().items()}
            for wallet, balance in wallets._lock().items():
                due[wallet] = max(ZERO, due[wallet] - max(ZERO, known[wallet] - balance))
            self._enter([
                {
                    "program_id": wallet.program_id.id, "partner_id": wallet.partner_id.id,
                    "points": -due[wallet.id], "kind": "expire", "date": today,
                    "source_key": f"expire:{wallet.id}:{today}",
                }
                for wallet in wallets if due[wallet.id]
            ])
