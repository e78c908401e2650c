import polars as pl
from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..tools import outlet_match_sql
from ..tools.notification import RELOAD, notify

# Outlets compared in one go, before the work is committed.
CHUNK = 2000


class DmsOutletDuplicate(models.Model):
    """Two outlets that may be one: what speaks for it, and what somebody decided."""

    _name = "dms.outlet.duplicate"
    _description = "Duplicate Outlets"
    _order = "score desc, id desc"
    _rec_names_search = ["outlet_a_id", "outlet_b_id"]

    outlet_a_id = fields.Many2one(
        "res.partner", index="btree_not_null", ondelete="cascade", readonly=True
    )
    outlet_b_id = fields.Many2one(
        "res.partner", index="btree_not_null", ondelete="cascade", readonly=True
    )
    company_id = fields.Many2one("res.company", readonly=True, index="btree_not_null")
    score = fields.Integer(
        readonly=True, aggregator="avg",
        help="How likely it is that both are one, from 0 to 100: names that are alike, the same "
        "phone or tax number and being near one another speak for it; being far apart and "
        "different tax numbers against.",
    )
    name_similarity = fields.Float(
        "Similar Names", readonly=True, aggregator="avg",
        help="Share of the groups of three letters that both names have in common.",
    )
    has_distance = fields.Boolean("Both Places Known", readonly=True)
    distance = fields.Float("Distance (m)", digits=(16, 0), readonly=True, aggregator="avg")
    same_phone = fields.Boolean(readonly=True)
    same_tax = fields.Boolean("Same Tax Number", readonly=True)
    state = fields.Selection(
        [("open", "To Decide"), ("merged", "Merged"), ("different", "Not Duplicates")],
        required=True, default="open", readonly=True, index=True,
    )
    reason = fields.Char(help="Why they are two outlets, or one.")
    merged_name = fields.Char("Merged Outlet", readonly=True, help="The outlet that is no more.")
    decision_user_id = fields.Many2one("res.users", "Decided by", readonly=True)
    decision_date = fields.Datetime("Decided on", readonly=True)
    comparison = fields.Html(compute="_compute_comparison", sanitize=False)

    _pair_unique = models.UniqueIndex(
        "(outlet_a_id, outlet_b_id)", "These two outlets are compared already."
    )
    _pair_order = models.Constraint(
        "CHECK (state = 'merged' OR outlet_a_id < outlet_b_id)",
        "A pair is two outlets, the one with the lower identifier first.",
    )

    @api.depends("outlet_a_id", "outlet_b_id", "merged_name")
    def _compute_display_name(self):
        for pair in self:
            first = pair.outlet_a_id.display_name
            second = pair.outlet_b_id.display_name or pair.merged_name
            pair.display_name = f"{first} – {second}"

    @api.depends("outlet_a_id", "outlet_b_id", "state")
    def _compute_comparison(self):
        """Both outlets in a table, what differs marked."""
        for pair in self:
            pair.comparison = pair.state != "merged" and self.env["ir.qweb"]._render(
                "dms_distributor.outlet_comparison",
                {
                    "records": [pair.outlet_a_id, pair.outlet_b_id],
                    # Who may see the pair may see both outlets, and of them all that is compared.
                    "rows": (pair.outlet_a_id | pair.outlet_b_id).sudo()._get_dms_comparison(),
                },
            )

    def action_merge(self):
        """Open the dialog in which it is chosen what stays of each outlet."""
        self.ensure_one()
        self._check_open()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Merge Outlets"),
            "res_model": "dms.outlet.merge",
            "view_mode": "form",
            "target": "new",
            "context": {"default_duplicate_id": self.id},
        }

    def action_set_different(self):
        """Remember that these are two outlets: they are not proposed again."""
        self._check_open()
        self._decide("different")

    def action_reopen(self):
        """Take back that these are two outlets."""
        if self.filtered(lambda pair: pair.state != "different"):
            raise UserError(self.env._("Only pairs that are no duplicates can be taken up again."))
        self.write({"state": "open", "decision_user_id": False, "decision_date": False})

    def action_find(self):
        """Compare what is new or changed now; the rest goes on in the background."""
        left = self._compare_due()
        if left:
            self.env.ref("dms_distributor.cron_outlet_duplicate").sudo()._trigger()
        message = (
            self.env._("%s outlets are still to be compared; this goes on by itself.", left)
            if left else self.env._("All outlets are compared.")
        )
        return notify(message, "info", RELOAD)

    @api.model
    def _cron_find(self):
        """Compare outlets that are new or changed, chunk after chunk."""
        cron = self.env["ir.cron"]
        left = self._compare_due()
        while cron._commit_progress(CHUNK, remaining=left) and left:
            left = self._compare_due()

    @api.model
    def _compare_due(self) -> int:
        """Compare the next outlets that are due.

        :return: how many are left
        """
        due = self.env["res.partner"].sudo().search(
            [("dms_is_match_due", "=", True)], limit=CHUNK, order="id"
        )
        self._compare(due)
        return self.env["res.partner"].sudo().search_count([("dms_is_match_due", "=", True)])

    @api.model
    def _compare(self, outlets):
        """Look for outlets that resemble these, and remember what was found.

        What was decided stays; open pairs that are alike no more go.
        """
        if not outlets:
            return
        found = self.env["dms.outlet.matching"]._find_for_outlets(outlets)
        pairs = found.with_columns(
            a=pl.min_horizontal("number", "partner_id"), b=pl.max_horizontal("number", "partner_id")
        ).unique(["a", "b"], keep="first", maintain_order=True)
        names = ("a", "b", "score", "name_similarity", "distance", "same_phone", "same_tax")
        columns = {name: pairs[name].to_list() for name in names}
        self.flush_model()
        self.env.cr.execute(
            SQL(outlet_match_sql.FORGET, ids=outlets.ids, a=columns["a"], b=columns["b"])
        )
        self.env.cr.execute(SQL(outlet_match_sql.REMEMBER, uid=self.env.uid, **columns))
        self.invalidate_model()
        outlets.invalidate_recordset(["dms_duplicate_count"])
        # By SQL: being compared is no change of the outlet.
        self.env.cr.execute(
            SQL("UPDATE res_partner SET dms_is_match_due = FALSE WHERE id = ANY(%s)", outlets.ids)
        )
        outlets.invalidate_recordset(["dms_is_match_due"])

    def _check_open(self):
        for pair in self:
            if pair.state != "open":
                raise UserError(self.env._("%s: this has been decided already.", pair.display_name))

    def _decide(self, state, **values):
        self.write({
            **values,
            "state": state,
            "decision_user_id": self.env.uid,
            "decision_date": fields.Datetime.now(),
        })

    def _follow_merge(self, source, target):
        """Go on when ``source``, one outlet of this pair, is merged into ``target``.

        Were both of this pair, it is settled. What was decided of one holds for the other; what is
        open is found anew when the outlet that stays is compared.
        """
        self.ensure_one()
        others = (self.outlet_a_id | self.outlet_b_id) - source
        if others == target:
            self._decide(
                "merged", outlet_a_id=target.id, outlet_b_id=False, merged_name=source.display_name
            )
        elif self.state == "merged":
            self.outlet_a_id = target
        elif self.state == "different":
            first, second = sorted((others.id, target.id))
            known = self.search([("outlet_a_id", "=", first), ("outlet_b_id", "=", second)])
            if known:
                known.filtered(lambda pair: pair.state == "open").state = "different"
                self.unlink()
            else:
                self.write({"outlet_a_id": first, "outlet_b_id": second})
