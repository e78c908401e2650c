import json

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL

from ..tools.check_figures import CheckFigures
from ..tools.claim_batch import APPROVAL, FAILED, ClaimBatch

STORE = """
INSERT INTO dms_claim_check (
    company_id, claim_id, line_id, code, stage, verdict, variant, severity,
    is_blocking_submission, override_by, other_claim_id, file_id, claimed, expected, ceiling,
    score, distance, count, date, detail, fingerprint, checked_on, is_overridden, override_reason,
    overridden_by_id, overridden_on, rank)
SELECT company_id, claim_id, line_id, code, stage, verdict, variant, severity,
       is_blocking_submission, override_by, other_claim_id, file_id, claimed, expected, ceiling,
       score, distance, count, date, detail, fingerprint, NOW() AT TIME ZONE 'UTC',
       COALESCE(is_overridden, FALSE), override_reason, overridden_by_id, overridden_on,
       CASE WHEN verdict = 'passed' THEN 2 WHEN verdict <> 'failed' THEN 1
            WHEN severity = 'error' THEN 5 WHEN severity = 'warning' THEN 4 ELSE 3 END
  FROM jsonb_to_recordset(%s::jsonb) AS found (
       company_id int, claim_id int, line_id int, code text, stage text, verdict text,
       variant text, severity text, is_blocking_submission bool, override_by text,
       other_claim_id int, file_id int, claimed numeric, expected numeric, ceiling numeric,
       score float8, distance float8, count int, date date, detail text, fingerprint text,
       is_overridden bool, override_reason text, overridden_by_id int, overridden_on timestamp)
"""
KEPT = ("is_overridden", "override_reason", "overridden_by_id", "overridden_on")


class DmsClaimCheck(models.Model):
    """What one check said of a claim, when it was submitted or when it was to be approved.

    A check with the code *x* is the method ``_judge_x(batch)``, which looks at all claims of a
    :class:`ClaimBatch` with a number of queries that does not depend on how many there are. Only
    figures are kept; ``_get_words`` makes sentences of them for whoever reads.
    """

    _name = "dms.claim.check"
    _description = "Claim Check"
    _order = "claim_id desc, stage, rank desc, id"
    # Written by one statement for many claims; when, and who let it pass, is told by fields.
    _log_access = False

    claim_id = fields.Many2one("dms.claim", required=True, ondelete="cascade", index=True)
    company_id = fields.Many2one("res.company", required=True, ondelete="cascade", index=True)
    claimant_id = fields.Many2one(related="claim_id.claimant_id", string="Claimant")
    type_id = fields.Many2one(related="claim_id.type_id", string="Claim Type")
    currency_id = fields.Many2one(related="claim_id.currency_id")
    line_id = fields.Many2one(
        "dms.claim.line", ondelete="cascade", index="btree_not_null"
    )
    code = fields.Selection(
        [
            ("expected", "Expected amount"),
            ("evidence", "Evidence"),
            ("window", "Window"),
            ("reference", "Reference"),
            ("amount", "Like amount"),
            ("sources", "Sale rows"),
            ("stock", "Stock and lots"),
            ("lot_date", "Date of the lot"),
            ("price_stock", "Stock at the change of price"),
            ("agreement", "Agreement"),
            ("history", "Own history"),
            ("peers", "Peers"),
        ],
        string="Check", required=True,
    )
    stage = fields.Selection(
        [("approval", "Approval"), ("submission", "Submission")], required=True,
        help="At which step it was last made.",
    )
    verdict = fields.Selection(
        [("passed", "Passed"), ("failed", "Failed"), ("not_applicable", "Cannot Tell")],
        required=True,
    )
    severity = fields.Selection(
        [("error", "Error"), ("warning", "Warning"), ("information", "Information")],
        required=True, help="An error stands against the approval until somebody overrides it.",
    )
    is_blocking_submission = fields.Boolean("Blocks Submission")
    override_by = fields.Selection(
        [
            ("manager", "Distribution managers"),
            ("administrator", "Distribution administrators"),
            ("nobody", "Nobody"),
        ],
        "May Be Overridden by", required=True,
    )
    variant = fields.Char(required=True, help="Which of the check's sentences says it.")
    claimed = fields.Float(digits=(16, 4))
    expected = fields.Float(digits=(16, 4))
    ceiling = fields.Float("Limit", digits=(16, 4))
    score = fields.Float(digits=(16, 2), help="In spreads from what is usual.")
    distance = fields.Float(digits=(16, 1), help="Metres, or bits by which photos differ.")
    count = fields.Integer()
    date = fields.Date()
    detail = fields.Char()
    other_claim_id = fields.Many2one(
        "dms.claim", ondelete="set null", index="btree_not_null"
    )
    text = fields.Char("Finding", compute="_compute_text")
    fingerprint = fields.Char(required=True)
    checked_on = fields.Datetime(readonly=True)
    is_overridden = fields.Boolean("Overridden")
    override_reason = fields.Char("Reason to Override")
    overridden_by_id = fields.Many2one("res.users", "Overridden by", ondelete="set null")
    overridden_on = fields.Datetime()
    status = fields.Selection(
        [
            ("error", "Error"), ("warning", "Warning"), ("information", "Note"),
            ("overridden", "Overridden"), ("passed", "Passed"), ("unknown", "Cannot tell"),
        ],
        compute="_compute_status",
    )
    rank = fields.Integer(required=True, help="What is worst stands first.")

    _override_has_reason = models.Constraint(
        "CHECK (NOT is_overridden OR COALESCE(override_reason, '') <> '')",
        "Say why the check is overridden.",
    )
    _blocking_idx = models.Index(
        "(claim_id) WHERE verdict = 'failed' AND severity = 'error' AND NOT is_overridden"
    )

    @api.depends("verdict", "severity", "is_overridden")
    def _compute_status(self):
        for check in self:
            if check.verdict == "not_applicable":
                check.status = "unknown"
            elif check.verdict == "passed":
                check.status = "passed"
            else:
                check.status = "overridden" if check.is_overridden else check.severity


    @api.depends_context("lang")
    @api.depends("code")
    def _compute_display_name(self):
        labels = dict(self._fields["code"]._description_selection(self.env))
        for check in self:
            check.display_name = labels.get(check.code, check.code)

    @api.depends_context("lang")
    @api.depends("code", "variant")
    def _compute_text(self):
        words = self._get_words()
        for check in self:
            sentence = words.get((check.code, check.variant)) or words[check.verdict]
            check.text = sentence % CheckFigures(check.sudo())

    def action_override(self):
        """Ask for the reason for which those of these that have failed are let pass."""
        failed = self.filtered(lambda check: check.verdict == FAILED and not check.is_overridden)
        if not failed:
            raise UserError(self.env._("None of these has failed: there is nothing to override."))
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Override"),
            "res_model": "dms.claim.check.override",
            "view_mode": "form",
            "target": "new",
            "context": {"default_check_ids": failed.ids},
        }

    def action_open_other(self):
        """Open the other claim that was found."""
        self.ensure_one()
        return self.other_claim_id._get_records_action()

    @api.model
    def _run(self, claims, stage, codes=None) -> ClaimBatch:
        """Check claims at a stage. What an earlier run of the stage has said is replaced; what was
        overridden stays so where the same is found again.

        The number of queries does not depend on the number of claims, as long as they are no more
        than Odoo reads at once.

        :param stage: ``submission`` or ``approval``
        :param codes: of the checks to make; None: all
        :return: the batch with what was found
        """
        settings = self.env["dms.claim.check.setting"]._get_settings()
        batch = ClaimBatch(claims.sudo(), stage, settings)
        codes = codes or [code for code, _label in self._fields["code"].selection]
        for code in codes:
            getattr(self.sudo(), f"_judge_{code}")(batch)
        self.sudo()._store(batch, codes)
        return batch

    @api.model
    def _store(self, batch, codes):
        """Write what was found, by one statement."""
        self.flush_model()
        kept = {
            (check.claim_id.id, check.fingerprint): {
                name: self._fields[name].convert_to_write(check[name], check) or None
                for name in KEPT
            }
            for check in self.search_fetch(
                [("claim_id", "in", batch.claims.ids), ("is_overridden", "=", True)],
                ["claim_id", "fingerprint", *KEPT],
            )
        }
        self.env.cr.execute(SQL(
            "DELETE FROM dms_claim_check WHERE claim_id = ANY(%s) AND stage = %s"
            " AND code = ANY(%s)", batch.claims.ids, batch.stage, list(codes),
        ))
        rows = []
        claims = {claim.id: claim for claim in batch.claims}
        for finding in batch.findings:
            claim, fingerprint = claims[finding.claim_id], finding.fingerprint
            setting = batch.get(claim, finding.code)
            rows.append({
                **finding._asdict(),
                **kept.get((claim.id, fingerprint), {}),
                "company_id": claim.company_id.id, "stage": batch.stage,
                "severity": setting.severity, "fingerprint": fingerprint,
                "is_blocking_submission": setting.is_blocking_submission,
                "override_by": setting.override_by,
            })
        self.env.cr.execute(SQL(STORE, json.dumps(rows, default=str)))
        self.invalidate_model()
        batch.claims.invalidate_recordset(["check_ids"], flush=False)
        self.env.add_to_compute(batch.claims._fields["check_state"], batch.claims)

    def _is_open_error(self) -> bool:
        """Whether this is an error that nobody has overridden."""
        self.ensure_one()
        return self.verdict == FAILED and self.severity == "error" and not self.is_overridden

    def _is_blocking(self, stage) -> bool:
        """Whether this stands against a stage: errors against the approval; some of them against
        the submission already."""
        return (
            self.stage == stage and self._is_open_error()
            and (stage == APPROVAL or self.is_blocking_submission)
        )

    def _override(self, reason):
        """Let these pass, with a reason that the claim's log tells.

        :raise UserError: when there is nothing to override, or no reason
        :raise AccessError: when this user may not
        """
        if not (reason or "").strip():
            raise UserError(self.env._("Say why: whoever audits the claim will want to know."))
        for check in self:
            check._check_override()
        self.sudo().write({
            "is_overridden": True, "override_reason": reason.strip(),
            "overridden_by_id": self.env.uid, "overridden_on": fields.Datetime.now(),
        })
        for claim, checks in self.grouped("claim_id").items():
            claim.message_post(body=self.env._(
                "Overridden: %(checks)s. Reason: %(reason)s",
                checks="; ".join(checks.mapped("text")), reason=reason.strip(),
            ))

    def _check_override(self):
        self.ensure_one()
        self.claim_id.check_access("write")
        if self.verdict != FAILED or self.is_overridden:
            raise UserError(self.env._(
                "%(check)s of claim %(claim)s has not failed: there is nothing to override.",
                check=self.display_name, claim=self.claim_id.name,
            ))
        if self.claim_id.state not in ("draft", "submitted"):
            raise UserError(self.env._(
                "Claim %s has been decided: its checks stand as they are.", self.claim_id.name
            ))
        groups = {
            "manager": "dms_distributor.group_manager",
            "administrator": "dms_distributor.group_administrator",
        }
        group = groups.get(self.override_by)
        if not self.env.su and not (group and self.env.user.has_group(group)):
            labels = dict(self._fields["override_by"]._description_selection(self.env))
            raise AccessError(self.env._(
                "%(check)s of claim %(claim)s may be overridden by: %(who)s.",
                check=self.display_name, claim=self.claim_id.name,
                who=labels[self.override_by],
            ))

    @api.model
    def _get_words(self) -> dict:
        """Sentences with figures, in the reader's language.

        :return: by pair of code and variant; by verdict what is said where there is none of those.
            Names of figures are those of :class:`CheckFigures`
        """
        return {
            "passed": self.env._("Nothing found."),
            "failed": self.env._("Something was found."),
            "not_applicable": self.env._("There is nothing to compare with."),
        }
