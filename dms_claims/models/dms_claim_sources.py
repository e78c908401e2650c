from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date

# States in which a claim no longer holds the sales that it rested on.
RELEASING = ("draft", "refused", "cancelled")


class DmsClaim(models.Model):
    """The sales on which claims rest, and what they come to by them."""

    _inherit = "dms.claim"

    source_ids = fields.One2many("dms.claim.source", "claim_id", "Sales Claimed", readonly=True)
    source_count = fields.Integer(compute="_compute_source_count")

    @api.depends("source_ids")
    def _compute_source_count(self):
        counts = dict(self.env["dms.claim.source"]._read_group(
            [("claim_id", "in", self.ids)], ["claim_id"], ["__count"]
        ))
        for claim in self:
            claim.source_count = counts.get(claim._origin, 0)

    def write(self, vals):
        result = super().write(vals)
        if vals.get("state") in RELEASING:
            self.env["dms.claim.source"].sudo()._release(self)
        return result

    def action_submit(self):
        drafts = self.filtered(lambda claim: claim.state == "draft")
        drafts._ensure_lines()
        self.env["dms.claim.source"]._begin()
        drafts.with_context(dms_collect_sales=True)._update_expected()
        result = super().action_submit()
        drafts.filtered(lambda claim: claim.state not in RELEASING)._take_sources()
        return result

    def action_update_expected(self):
        """Compare what is claimed with the figures at hand, now."""
        self.check_access("write")
        drafts = self.filtered(lambda claim: claim.state == "draft")
        drafts._ensure_lines()
        self._update_expected()

    def action_open_sources(self):
        """Open the sales on which these claims rest."""
        return {
            **self.env["ir.actions.act_window"]._for_xml_id("dms_claims.action_claim_source"),
            "domain": [("claim_id", "in", self.ids)],
            "context": {},
        }

    def _update_expected(self):
        """Tell anew what claims come to by the figures at hand, line by line.

        The number of queries does not grow with the number of claims, but with that of the schemes
        and of the days whose prices they name.
        """
        self.line_ids._update_expected()

    def _take_sources(self):
        """Give claims the sales they rest on, gathered when they were measured.

        :raise UserError: where another claim has some of them
        """
        sources = self.env["dms.claim.source"].sudo()
        sources._take(self)
        if clashes := sources._find_clashes(self):
            raise UserError("\n".join(
                claim._word_clash(clash) for claim, found in clashes.items() for clash in found
            ))

    def _get_source_clashes(self) -> dict:
        """Sales of these claims that others have claimed under the same schemes.

        :return: lists of ``Clash`` by claim; claims without a clash are left out
        """
        sources = self.env["dms.claim.source"].sudo()
        sources._begin()
        under = self.sudo().filtered(lambda claim: claim.scheme_id and claim.line_ids)
        for company, claims in under.grouped("company_id").items():
            self.env["dms.claim.measuring"].with_context(dms_collect_sales=True)._measure(
                company, claims
            )
        return sources._find_clashes(self)

    def _word_clash(self, clash) -> str:
        """That another claim has sales of this one, in words."""
        self.ensure_one()
        return self.env._(
            "Claim %(claim)s: %(count)s sales from %(first)s to %(last)s are claimed under "
            "%(scheme)s by claim %(other)s already. Leave out its period or outlets, or withdraw "
            "that claim.",
            claim=self.name, count=clash.count, first=format_date(self.env, clash.first),
            last=format_date(self.env, clash.last), scheme=self.sudo().scheme_id.name,
            other=clash.claim.name,
        )
