from odoo import api, fields, models
from odoo.exceptions import ConcurrencyError, UserError
from odoo.tools import SQL, format_date
from psycopg2.errors import ExclusionViolation, ForeignKeyViolation

from ..coverage import Claim, Period, find_conflicts, find_crowd, find_free_start
from .dms_agreement import BINDING_STATES

CLAIM_FIELDS = {
    "company_id", "coverage", "date_end", "date_start", "date_terminated", "distributor_id",
    "product_category_ids", "product_ids", "state", "territory_ids",
}


class DmsAgreement(models.Model):
    """What an agreement covers, and that nobody else has it where it is exclusive."""

    _inherit = "dms.agreement"

    claim_ids = fields.One2many("dms.agreement.claim", "agreement_id")
    conflict_message = fields.Text(
        "Conflicts", compute="_compute_conflict_message", compute_sudo=True,
        help="Agreements with which this one could not be in force.",
    )

    @api.depends(
        "coverage", "date_end", "date_start", "distributor_id", "product_category_ids",
        "product_ids", "state", "territory_ids", "company_id",
    )
    def _compute_conflict_message(self):
        for agreement in self:
            waiting = agreement.state in ("draft", "submitted")
            sentences = agreement._get_conflict_sentences() if waiting else []
            agreement.conflict_message = "\n".join(sentences)

    def write(self, vals):
        result = super().write(vals)
        if CLAIM_FIELDS & vals.keys():
            self._update_claims()
        return result

    def _get_obstacles(self) -> list:
        obstacles = super()._get_obstacles() + self.sudo()._get_conflict_sentences()
        unlimited = self.territory_ids.filtered(
            lambda territory: not territory._get_limited_territories()
        )
        if self.coverage == "selective" and unlimited:
            obstacles.append(self.env._(
                "it is selective, but %s takes any number of distributors: set a limit on the "
                "territory, or on one above it",
                ", ".join(unlimited.mapped("complete_name")),
            ))
        return obstacles

    # What it covers

    def _get_claims(self):
        """What this agreement covers, as values to calculate with.

        An amendment claims nothing that the version before it has in the days before it starts.

        :return: a list of ``Claim``; empty when it covers nothing yet, or never was in force
        """
        self.ensure_one()
        period = Period(self.date_start, self.date_effective_end or None)
        if not self.date_start or not self.tier_id or period.is_empty():
            return []
        goods = [(category.parent_path, None) for category in self.product_category_ids._origin]
        # A product's own category is not to be read while it is being written.
        goods += [
            (product.product_tmpl_id.categ_id.parent_path or "", product.id)
            for product in self.product_ids._origin
        ]
        return [
            Claim(
                self._origin.id or 0, self.distributor_id._origin.id or 0,
                (self.company_id.id, self.tier_id.id), territory.parent_path, period,
                self.coverage == "exclusive", category, product,
            )
            for territory in self.territory_ids._origin
            for category, product in goods or [("", None)]
        ]

    @api.model
    def _prepare_claim_values(self, claim):
        """Values of the row of a claim."""
        company, tier = claim.market
        return {
            "agreement_id": claim.agreement,
            "company_id": company,
            "distributor_id": claim.holder,
            "tier_id": tier,
            "territory_id": int(claim.territory.rstrip("/").rpartition("/")[2]),
            "territory_path": claim.territory,
            "category_id": int(claim.category.rstrip("/").rpartition("/")[2] or 0) or False,
            "category_path": claim.category,
            "product_id": claim.product or False,
            "date_from": claim.period.first,
            "date_to": claim.period.last or False,
            "is_exclusive": claim.is_exclusive,
        }

    def _update_claims(self):
        """Write what these agreements, and those that they follow, claim from now on.

        :raise UserError: when another agreement stands against it, naming it
        :raise ConcurrencyError: when it comes from a transaction that this one does not see
        """
        agreements = (self | self.predecessor_id).sudo()
        wanted = {
            claim
            for agreement in agreements
            if agreement.state in BINDING_STATES
            for claim in agreement._get_claims()
        }
        rows = agreements.claim_ids
        known = dict(zip(rows._as_claims(), rows, strict=True))
        rows.browse().union(
            *(row for claim, row in known.items() if claim not in wanted)
        ).unlink()
        new = wanted - known.keys()
        if not new:
            return
        for agreement in agreements.browse({claim.agreement for claim in new}):
            agreement._check_conflicts()
        try:
            with self.env.cr.savepoint():
                agreements.claim_ids.create([self._prepare_claim_values(claim) for claim in new])
        except (ExclusionViolation, ForeignKeyViolation) as error:
            # What stands against it is not in sight, so it has just come: run again and name it.
            raise ConcurrencyError(str(error)) from error
        self._check_territory_limits(new)

    # What stands against it

    def _check_conflicts(self):
        """Refuse an agreement that others stand against, with what to do.

        :raise UserError: naming them
        """
        self.ensure_one()
        sentences = self.sudo()._get_conflict_sentences()
        if sentences:
            raise UserError(self.env._(
                "Agreement %(agreement)s cannot be in force:\n%(conflicts)s",
                agreement=self.display_name,
                conflicts="\n".join(f"- {sentence}" for sentence in sentences),
            ))

    def _get_conflict_sentences(self):
        """What stands against this agreement, in words.

        :return: a list of sentences
        """
        self.ensure_one()
        claims = self._get_claims()
        near = self.env["dms.agreement.claim"]._find_near(claims)
        # The version that it follows gives way to it.
        others = near.filtered(
            lambda row: row.agreement_id != self.predecessor_id._origin
        )._as_claims()
        sentences = [
            self._explain_conflict(conflict) for conflict in find_conflicts(claims, others)
        ]
        if sentences and (start := find_free_start(claims, others)):
            sentences.append(self.env._(
                "nothing would stand against it from %s on", format_date(self.env, start)
            ))
        return sentences

    def _explain_conflict(self, conflict):
        """Say what a conflict is about, and how to solve it."""
        other = self.browse(conflict.other.agreement)
        values = {
            "other": other.display_name,
            "distributor": other.distributor_id.display_name,
            "start": format_date(self.env, conflict.period.first),
            "end": format_date(self.env, conflict.period.last) or "…",
        }
        if conflict.claim.holder == conflict.other.holder:
            return self.env._(
                "%(distributor)s has agreement %(other)s from %(start)s to %(end)s already: amend "
                "or terminate that one, or choose another period",
                **values,
            )
        node = int(conflict.territory.rstrip("/").rpartition("/")[2])
        values["territory"] = self.env["dms.territory"].browse(node).complete_name
        if conflict.other.is_exclusive:
            return self.env._(
                "%(distributor)s has %(territory)s exclusively from %(start)s to %(end)s, by "
                "agreement %(other)s: choose other territories, products or dates, or terminate "
                "that one",
                **values,
            )
        return self.env._(
            "it is exclusive, but %(distributor)s serves %(territory)s from %(start)s to %(end)s, "
            "by agreement %(other)s: choose other territories, products or dates, or terminate "
            "that one",
            **values,
        )

    # How many distributors a territory takes

    def _check_territory_limits(self, claims):
        """Refuse claims by which a territory would have more distributors than its limit.

        :param claims: ``Claim`` values that have been written
        :raise UserError: naming the territory, its limit and a distributor that is there
        """
        nodes = {int(node) for claim in claims for node in claim.territory.split("/") if node}
        below = [f"{claim.territory}%" for claim in claims]
        # Written to, not only read: of two transactions that come at once, the second runs again.
        rows = self.env.execute_query(SQL(
            """
            UPDATE dms_territory SET distributor_limit = distributor_limit
             WHERE distributor_limit > 0
               AND (id = ANY(%s) OR parent_path LIKE ANY(%s))
         RETURNING id
            """,
            list(nodes), below,
        ))
        territories = self.env["dms.territory"].sudo().browse([row_id for [row_id] in rows])
        territories._check_distributor_limit({claim.market for claim in claims})

    @api.model
    def _find_crowd(self, territory, markets=None):
        """Where a territory has more distributors than its limit.

        :param territory: a ``dms.territory`` with a limit
        :param markets: pairs of company and tier to look at; all when left out
        :return: a ``Conflict`` or None
        """
        nodes = [int(node) for node in territory.parent_path.split("/") if node]
        claims = self.env["dms.agreement.claim"].sudo().search([
            "|", ("territory_id", "in", nodes),
            ("territory_path", "=like", f"{territory.parent_path}%"),
        ])._as_claims()
        for market in markets or {claim.market for claim in claims}:
            own = [claim for claim in claims if claim.market == market]
            crowd = find_crowd(own, territory.parent_path, territory.distributor_limit)
            if crowd:
                return crowd
        return None
