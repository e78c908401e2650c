from odoo import api, fields, models
from odoo.addons.dms_distributor.models.dms_agreement import BINDING_STATES
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL

from ..tools.claim_batch import APPROVAL, FAILED, SUBMISSION
from ..tools.duplicate_sql import REFERENCE_KEY

# Claims that are checked by one set of queries: as many as Odoo reads at once.
BATCH = 500


class DmsClaim(models.Model):
    """Checks of claims: when they are submitted, and again when they are to be approved."""

    _inherit = "dms.claim"

    check_ids = fields.One2many("dms.claim.check", "claim_id", "Checks", readonly=True)
    check_state = fields.Selection(
        [
            ("none", "Not Checked"),
            ("clean", "Passed"),
            ("warned", "Warnings"),
            ("failed", "Errors"),
        ],
        "Checks Say", compute="_compute_check_state", store=True, copy=False,
        help="Errors that were overridden count as warnings.",
    )
    blocking_count = fields.Integer(
        "Open Errors", compute="_compute_blocking_count",
        help="Errors that stand against the approval until somebody overrides them.",
    )

    _reference_idx = models.Index(
        f"(claimant_id, ({REFERENCE_KEY.format(reference='external_reference')}))"
        " WHERE external_reference IS NOT NULL"
    )
    _like_idx = models.Index("(claimant_id, type_id, date_to)")
    _type_idx = models.Index("(type_id, company_id, date_to)")

    @api.depends("check_ids.verdict", "check_ids.severity", "check_ids.is_overridden")
    def _compute_check_state(self):
        for claim in self:
            checks = claim._get_current_checks()
            failed = checks.filtered(lambda check: check.verdict == FAILED)
            if failed.filtered(lambda check: check._is_open_error()):
                claim.check_state = "failed"
            elif failed.filtered(lambda check: check.severity != "information"):
                claim.check_state = "warned"
            else:
                claim.check_state = "clean" if checks else "none"

    @api.depends("check_ids.verdict", "check_ids.severity", "check_ids.is_overridden")
    def _compute_blocking_count(self):
        for claim in self:
            claim.blocking_count = len(claim._get_current_checks().filtered(
                lambda check: check._is_open_error()
            ))

    def action_check(self):
        """Make the checks of the stage at which these are, and show what they say."""
        self.check_access("write")
        drafts = self.filtered(lambda claim: claim.state == "draft")
        drafts._ensure_lines()
        drafts._update_expected()
        drafts._run_checks(SUBMISSION)
        submitted = self.filtered(lambda claim: claim.state == "submitted")
        submitted._update_expected()
        submitted._run_checks(APPROVAL)
        return {"type": "ir.actions.client", "tag": "soft_reload"}

    def action_override_checks(self):
        """Ask for the reason to let all errors pass that stand against these claims."""
        checks = self._get_current_checks().filtered(lambda check: check._is_open_error())
        if not checks:
            raise UserError(self.env._("No error stands against the approval."))
        return checks.action_override()

    @api.model
    def _get_system_fields(self) -> set:
        return super()._get_system_fields() | {"check_state"}

    def request_validation(self):
        """Check what was submitted before anybody is asked to approve it; see ``_validate``."""
        waiting = self.filtered(lambda claim: claim.state == "submitted" and not claim.review_ids)
        waiting._validate()
        open_claims = self.filtered(lambda claim: claim.state == "submitted")
        return super(DmsClaim, open_claims).request_validation()

    def _validate(self):
        """Check claims that have been submitted, and do what the rules say.

        :raise UserError: when an error stands against the submission already
        """
        self._run_checks(SUBMISSION)
        self._refuse_blocked(SUBMISSION)
        self._apply_rules()

    def _run_checks(self, stage, codes=None):
        """Check these claims, so many at a time as are read at once.

        :param codes: of the checks to make; None: all
        """
        for start in range(0, len(self), BATCH):
            self.env["dms.claim.check"]._run(self[start : start + BATCH], stage, codes)

    def _refuse_blocked(self, stage):
        """Refuse to go on with claims against which an error stands.

        :raise UserError: telling each error, and what may be done about it
        """
        blocked = self.sudo().check_ids.filtered(lambda check: check._is_blocking(stage))
        if not blocked:
            return
        # Limits, and claims of others, are told to nobody outside.
        is_told = self.env.user._is_internal()
        told = []
        for claim, checks in blocked.grouped("claim_id").items():
            lines = [
                f"- {check.display_name}{f': {check.text}' if is_told else ''}" for check in checks
            ]
            told.append("\n".join([self.env._("Claim %s:", claim.name), *lines]))
        advice = (
            self.env._("Correct the claim, or press Check and have the errors overridden.")
            if is_told else self.env._("Correct the claim, or ask us about it.")
        )
        raise UserError("\n\n".join([*told, advice]))

    def _take_sources(self):
        """Tell of the sale rows once the claims have them."""
        result = super()._take_sources()
        self._run_checks(SUBMISSION, ["sources"])
        return result

    def _validate_tier(self, tiers=False):
        self._check_before_approval()
        self._remember_checked()
        result = super()._validate_tier(tiers)
        self._get_remembered().pop(self.id, None)
        return result

    def _decide(self, state, **values):
        if state == "approved":
            self._check_before_approval()
        return super()._decide(state, **values)

    def _check_before_approval(self):
        """Check again what is to be approved, but for what this transaction has just checked.

        :raise UserError: when an error stands against it
        """
        (self - self._take_remembered())._prepare_approval()
        self._take_remembered()
        self._refuse_blocked(APPROVAL)

    def _prepare_approval(self):
        """Check what is to be approved. Who approves many claims calls it for all of them, before
        they are approved one by one."""
        self._update_expected()
        self._run_checks(APPROVAL)
        self._remember_checked()

    def _remember_checked(self):
        """Take these for checked, for the amounts that are to be approved."""
        self._get_remembered().update({claim.id: claim.proposed_amount for claim in self})

    def _take_remembered(self):
        """Those of these that have just been checked, for the amount that is to be approved; they
        are taken for checked once.

        What was undone together with the check is not: its findings are gone.
        """
        remembered = self._get_remembered()
        claims = self.filtered(
            lambda claim: remembered.pop(claim.id, None) == claim.proposed_amount
        )
        if not claims:
            return claims
        return claims.browse(row[0] for row in self.env.execute_query(SQL(
            "SELECT DISTINCT claim_id FROM dms_claim_check"
            " WHERE claim_id = ANY(%s) AND checked_on = NOW() AT TIME ZONE 'UTC'", claims.ids,
        )))

    def _get_remembered(self) -> dict:
        """Amounts for which this transaction has checked claims, by id."""
        return self.env.cr.cache.setdefault("dms.claim.checked", {})

    def _get_current_checks(self):
        """The checks of the latest stage at which each claim was checked."""
        latest = self.env["dms.claim.check"]
        for claim in self:
            stages = claim.check_ids.grouped("stage")
            latest |= stages.get(APPROVAL) or stages.get(SUBMISSION) or latest.browse()
        return latest

    def _get_missing_evidence(self) -> list:
        """Lines of the checklist that are required and not answered, or not as they should be."""
        self.ensure_one()
        # One by one: what is filtered would be read claim by claim.
        provided = {
            evidence.requirement_id for evidence in self.evidence_ids
            if evidence.attachment_ids and not evidence.shortcoming
        }
        missing = [
            requirement.name for requirement in self.type_id.evidence_ids
            if requirement.is_required and requirement not in provided
        ]
        if self.submit_date not in (False, fields.Date.context_today(self)):
            # What was young enough when it was handed in has aged since.
            return missing
        return missing + [
            f"{evidence.name} ({evidence.shortcoming})" for evidence in self.evidence_ids
            if evidence.attachment_ids and evidence.shortcoming
        ]

    @api.model
    def _get_known_twin_fields(self) -> list:
        """Names of the fields by which a claim names another that it is meant to resemble."""
        return ["disputed_claim_id"]

    def _get_known_twins(self) -> list:
        """Pairs of ids of claims that resemble each other on purpose, each pair both ways."""
        pairs = []
        for name in self._get_known_twin_fields():
            named = self.sudo().search_fetch(
                [(name, "!=", False), "|", ("id", "in", self.ids), (name, "in", self.ids)], [name]
            )
            for claim in named:
                pairs += [(claim.id, claim[name].id), (claim[name].id, claim.id)]
        return pairs

    def _get_agreements(self) -> dict:
        """The agreement of each claimant that was in force at the end of the claim's period.

        :return: ``dms.agreement`` by claim, past the rules, by one query; claims without one are
            left out
        """
        distributors = self.claimant_id.commercial_partner_id
        agreements = self.env["dms.agreement"].sudo().search_fetch(
            Domain("company_id", "in", self.company_id.ids)
            & Domain("distributor_id", "in", distributors.ids)
            & Domain("state", "in", list(BINDING_STATES)),
            ["company_id", "distributor_id", "date_start", "date_effective_end"],
        )
        held = agreements.grouped(lambda row: (row.company_id, row.distributor_id))
        found = {}
        for claim in self:
            key = (claim.company_id, claim.claimant_id.commercial_partner_id)
            agreement = held.get(key, agreements.browse()).filtered(
                lambda row, day=claim.date_to: row.date_start <= day
                and (not row.date_effective_end or row.date_effective_end >= day)
            )[:1]
            if agreement:
                found[claim] = agreement
        return found
