from collections import defaultdict

from dateutil.relativedelta import relativedelta
from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.tools import date_utils, formatLang


class DmsGradeProposal(models.Model):
    """That a distributor be given a higher grade for its scores."""

    _name = "dms.grade.proposal"
    _description = "Grade Proposal"
    _inherit = ["dms.approval.mixin"]
    _order = "create_date desc, id desc"
    _rec_name = "distributor_id"
    _check_company_auto = True

    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    distributor_id = fields.Many2one(
        "res.partner", required=True, ondelete="cascade", index=True, tracking=True,
        domain=[("dms_role", "=", "distributor")],
    )
    tier_id = fields.Many2one(related="distributor_id.dms_tier_id")
    territory_id = fields.Many2one(related="distributor_id.dms_territory_id")
    current_grade_id = fields.Many2one(
        "res.partner.grade", compute="_compute_current_grade_id", store=True, readonly=True,
        index="btree_not_null", ondelete="set null", precompute=True,
        help="At the time of the proposal.",
    )
    grade_id = fields.Many2one(
        "res.partner.grade", string="Proposed Grade", required=True, ondelete="restrict",
        index=True, tracking=True,
    )
    date_to = fields.Date("Last Month", readonly=True)
    month_count = fields.Integer("Months", readonly=True)
    score = fields.Float("Average Score", digits=(16, 1), readonly=True, aggregator="avg")
    lowest_score = fields.Float(digits=(16, 1), readonly=True, aggregator="min")
    reason = fields.Text("Grounds", help="Why the grade is deserved.")

    _open_unique = models.UniqueIndex(
        "(distributor_id, company_id) WHERE state IN ('draft', 'submitted')",
        "The distributor has a grade proposal already: decide on that one first.",
    )

    @api.depends("distributor_id", "grade_id")
    def _compute_current_grade_id(self):
        for proposal in self:
            proposal.current_grade_id = proposal.distributor_id.grade_id

    @api.depends("distributor_id.name", "grade_id.name")
    def _compute_display_name(self):
        for proposal in self:
            names = [proposal.distributor_id.name, proposal.grade_id.name]
            proposal.display_name = ": ".join(filter(None, names))

    def action_open_scorecards(self):
        """Open the distributor's scorecards."""
        self.ensure_one()
        return {
            **self.env["ir.actions.act_window"]._for_xml_id("dms_distributor.action_scorecard"),
            "domain": [("distributor_id", "=", self.distributor_id.id)],
            "context": {},
        }

    @api.model
    def action_propose(self):
        """Propose grades now, and open the proposals that wait.

        :raise AccessError: for who is no manager
        """
        if not self.env.user.has_group("dms_distributor.group_manager"):
            raise AccessError(self.env._("Only a manager of Distribution may propose grades."))
        self.sudo()._propose(self.env.company)
        return self.env["ir.actions.act_window"]._for_xml_id(
            "dms_distributor.action_grade_proposal"
        )

    def _get_locked_fields(self):
        return super()._get_locked_fields() | {
            "company_id", "distributor_id", "grade_id", "reason", "score", "lowest_score",
        }

    def _get_obstacles(self):
        obstacles = super()._get_obstacles()
        if self.grade_id == self.distributor_id.grade_id:
            obstacles.append(
                self.env._("%(distributor)s has the grade %(grade)s already",
                           distributor=self.distributor_id.name, grade=self.grade_id.name)
            )
        return obstacles

    def _after_approve(self):
        """Give the distributor the grade, and with it the price list of the grade."""
        result = super()._after_approve()
        for proposal in self.sudo():
            proposal.distributor_id.grade_id = proposal.grade_id
        return result

    @api.model
    def _cron_propose(self):
        for company in self.env["dms.kpi"]._get_companies():
            self.with_company(company)._propose(company)

    @api.model
    def _propose(self, company):
        """Propose the highest grade that each distributor has earned and does not have.

        Earned is a grade whose score was reached in each of its months, all of them whole ones.

        :return: the proposals, submitted
        """
        grades = self.env["res.partner.grade"].search(
            [("dms_score_from", ">", 0), ("company_id", "in", [False, company.id])]
        ).sorted("dms_score_from", reverse=True)
        if not grades:
            return self
        last = self._get_last_month(company)
        scores = self._read_scores(company, last, max(grades.mapped("dms_score_months")))
        waiting = self.search(
            [("company_id", "=", company.id), ("state", "in", ("draft", "submitted"))]
        ).distributor_id
        proposals = self.create([
            self._prepare_proposal_values(company, distributor, grade, own, last)
            for distributor, own in scores.items()
            if distributor not in waiting and distributor.dms_state == "active"
            and (grade := self._get_earned(grades, own))
            and self._is_higher(grade, distributor.grade_id)
        ])
        for proposal in proposals:
            proposal.with_company(company).action_submit()
        return proposals

    @api.model
    def _get_last_month(self, company):
        """First day of the last whole month."""
        today = self.env["dms.kpi"]._get_period(company, fields.Date.today()).until
        return date_utils.start_of(today, "month") - relativedelta(months=1)

    @api.model
    def _read_scores(self, company, last, count):
        """Scores of the last months, the latest first; a list ends where a month is missing.

        :return: a dict: distributor → list of scores
        """
        first = last - relativedelta(months=count - 1)
        cards = self.env["dms.scorecard"].search(
            [("company_id", "=", company.id), ("date_from", ">=", first),
             ("date_from", "<=", last)], order="date_from desc, id",
        )
        scores = defaultdict(list)
        for card in cards:
            own = scores[card.distributor_id]
            if card.date_from == last - relativedelta(months=len(own)):
                own.append(card.score)
        return scores

    @api.model
    def _get_earned(self, grades, scores):
        """The first of the grades whose score all its months have reached; empty when none."""
        for grade in grades:
            months = scores[: grade.dms_score_months]
            if len(months) == grade.dms_score_months and min(months) >= grade.dms_score_from:
                return grade
        return grades.browse()

    @api.model
    def _is_higher(self, grade, current):
        """Whether a grade asks for more than the one a distributor has."""
        return grade != current and grade.dms_score_from > current.dms_score_from

    @api.model
    def _prepare_proposal_values(self, company, distributor, grade, scores, last):
        """Values of a proposal, with its reason in words.

        :param scores: of the months, the latest first
        """
        months = scores[: grade.dms_score_months]
        average = sum(months) / len(months)
        return {
            "company_id": company.id,
            "distributor_id": distributor.id,
            "grade_id": grade.id,
            "date_to": last,
            "month_count": len(months),
            "score": average,
            "lowest_score": min(months),
            "reason": self.env._(
                "%(distributor)s scored at least %(lowest)s in each of the last %(count)s months, "
                "%(average)s on average; %(grade)s asks for %(wanted)s.",
                distributor=distributor.name,
                lowest=formatLang(self.env, min(months), digits=1),
                count=len(months),
                average=formatLang(self.env, average, digits=1),
                grade=grade.name,
                wanted=formatLang(self.env, grade.dms_score_from, digits=1),
            ),
        }
