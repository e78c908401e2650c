from datetime import timedelta
from decimal import ROUND_HALF_UP, Decimal

from odoo import Command, api, fields, models

# What is claimed of what was earned: name, scheme, distributor, and how many times what is
# expected. Of each, the last window that is over.
EARNED = [
    ("target_sunrise", "month_target", "sunrise", "1"),
    ("target_coastal", "month_target", "coastal", "1.15"),
    ("club_sunrise", "outlet_loyalty", "sunrise", "1"),
    ("club_coastal", "outlet_loyalty", "coastal", "1"),
    ("club_pink_city", "outlet_loyalty", "pink_city", "1.04"),
    ("tea_five_rivers", "tea_club", "five_rivers", "1"),
    ("growth_coastal", "sell_out", "coastal", "1"),
    ("monsoon_sunrise", "monsoon", "sunrise", "1"),
    ("monsoon_awadh", "monsoon", "awadh", "1"),
    ("display_yamuna", "window_display", "yamuna", "2"),
    ("snacks_sunrise", "snacks_outlets", "sunrise", "1"),
    ("snacks_coastal", "snacks_outlets", "coastal", "1"),
]
# Claims by hand: name, type, distributor, explanation, amount where nothing can be compared,
# how many times what is expected otherwise, and goods with their quantity.
BY_HAND = [
    ("damage_sunrise", "damage", "sunrise", "Two cartons crushed in transit.", 40, "1",
     [("bis_02", 24), ("bis_08", 48)]),
    ("damage_coastal", "damage", "coastal", "Wet cartons at the bottom of the pallet.", 30, "1.5",
     [("noo_03", 40)]),
    ("expiry_coastal", "expiry", "coastal", "Juices that will pass their date unsold.", 20, "1",
     [("jui_01", 10), ("jui_06", 24)]),
    ("freight_pink_city", "freight", "pink_city", "Transport to Jaipur, paid by us.", 96.2, "1",
     []),
    ("rate_sunrise", "rate_difference", "sunrise", "Invoiced at the old price list.", 26.4, "1",
     []),
    ("margin_yamuna", "margin", "yamuna", "Margin below the agreed one.", 64, "1",
     [("bis_04", 0), ("noo_03", 0)]),
    ("protection_sunrise", "price_protection", "sunrise", "Mango Drink in stock.", 18, "1", []),
    ("other_coastal", "other", "coastal", "Hire of a cold room when ours failed.", 45, "1", []),
]
# Days since submission; claims that are not named here are drafts.
AGES = {
    "target_sunrise": 12, "target_coastal": 3, "club_sunrise": 20, "club_coastal": 33,
    "club_pink_city": 9, "tea_five_rivers": 45, "growth_coastal": 1, "monsoon_sunrise": 40,
    "monsoon_awadh": 18, "snacks_sunrise": 6, "damage_sunrise": 2, "damage_coastal": 4,
    "freight_pink_city": 25, "rate_sunrise": 14, "margin_yamuna": 10, "other_coastal": 7,
}
# Days since the decision.
APPROVED = {"target_sunrise": 8, "club_coastal": 21, "monsoon_sunrise": 30, "snacks_sunrise": 2}
PART = {"freight_pink_city": (80, "not_agreed", "Half of the second trip was not ours.", 15)}
REFUSED = {"rate_sunrise": ("price", "The invoice has the agreed prices.", 9)}


class DmsDemoClaim(models.AbstractModel):
    """Claims of every kind, in all states and of all ages."""

    _name = "dms.demo.claim"
    _description = "Demo Claims"

    @api.model
    def _load(self):
        """Have the demo network's distributors claim."""
        demo = self.with_context(tracking_disable=True)
        claims = {**demo._load_earned(), **demo._load_by_hand()}
        demo._tell_amounts(claims)
        self.env["ir.model.data"]._update_xmlids([
            {"xml_id": f"dms_claims.demo_claim_{name}", "record": claim, "noupdate": True}
            for name, claim in claims.items()
        ])
        submitted = demo.env["dms.claim"].concat(*(
            claim for name, claim in claims.items() if name in AGES
        ))
        demo.env["dms.demo.claim.evidence"]._answer(submitted.ids)
        submitted.filtered("is_late").is_late_allowed = True
        submitted.action_submit()
        for name, days in AGES.items():
            demo._date(claims[name], submit_date=days)
        demo._decide(claims)

    @api.model
    def _load_earned(self) -> dict:
        """Claims for what was earned under schemes.

        :return: claims by name
        """
        today = fields.Date.context_today(self)
        entitlements, keys = self.env["dms.scheme.entitlement"], {}
        for name, scheme, distributor, _times in EARNED:
            over = entitlements.search([
                ("scheme_id", "=", self.env.ref(f"dms_schemes.demo_scheme_{scheme}").id),
                ("distributor_id", "=", self._get_distributor(distributor).id),
                ("date_to", "<", today), ("earned_value", ">", 0),
            ], order="date_from desc, id")
            last = over.filtered(lambda row, over=over: row.date_from == over[0].date_from)
            keys[name] = next(iter(self.env["dms.claim"]._group_entitlements(last)), None)
            entitlements |= last
        claims = self.env["dms.claim"]._create_from_entitlements(entitlements)
        by_key = {claim.source_key: claim for claim in claims}
        return {name: by_key[key] for name, key in keys.items() if key in by_key}

    @api.model
    def _load_by_hand(self) -> dict:
        """Claims that distributors made themselves."""
        month = fields.Date.context_today(self).replace(day=1)
        claims = {}
        for number, (name, kind, distributor, text, amount, _times, goods) in enumerate(BY_HAND):
            claimant = self._get_distributor(distributor)
            first = month if kind in ("damage", "price_protection") else (
                month - timedelta(days=1)
            ).replace(day=1)
            claims[name] = self.env["dms.claim"].create({
                "claimant_id": claimant.id,
                "type_id": self.env.ref(f"dms_claims.claim_type_{kind}").id,
                "scheme_id": kind == "price_protection"
                and self.env.ref("dms_schemes.demo_scheme_mango_protection").id,
                "date_from": first,
                "date_to": fields.Date.end_of(first, "month"),
                "external_reference": f"{claimant.dms_code}/{311 + number}",
                "origin": "portal" if number % 3 == 1 else "manual",
                "description": text,
                "line_ids": [
                    Command.create({**values, "claimed_amount": amount})
                    for values in self._get_lines(kind, claimant, text, goods)
                ],
            })
        return claims

    @api.model
    def _get_lines(self, kind, claimant, text, goods) -> list:
        """What the lines of a claim by hand are about."""
        if kind == "rate_difference":
            charged = self.env["account.move.line"].search([
                ("move_id.commercial_partner_id", "=", claimant.id),
                ("move_id.move_type", "=", "out_invoice"), ("parent_state", "=", "posted"),
                ("display_type", "=", "product"), ("product_id.default_code", "=like", "JUI%"),
            ], order="date desc, id", limit=1)
            return [{
                "move_line_id": charged.id, "product_id": charged.product_id.id,
                "name": charged.name or text, "quantity": charged.quantity,
                "product_uom_id": charged.product_uom_id.id,
            }]
        return [
            self._prepare_goods(claimant, code, quantity) for code, quantity in goods
        ] or [{"name": text}]

    @api.model
    def _prepare_goods(self, claimant, code, quantity) -> dict:
        """Goods that lie at a claimant, with the lot that passes its date first."""
        product = self.env.ref(f"dms_distributor.demo_product_{code}")
        ledger = self.env["dms.stock.ledger"].search(
            [("distributor_id", "=", claimant.id)], limit=1
        )
        lots = self.env["stock.quant"].search([
            ("location_id", "=", ledger.location_id.id), ("product_id", "=", product.id),
            ("lot_id", "!=", False), ("quantity", ">", 0),
        ]).sorted(lambda quant: (quant.lot_id.expiration_date or quant.create_date, quant.id))
        return {
            "product_id": product.id, "lot_id": lots[:1].lot_id.id,
            "quantity": min(quantity, lots[:1].quantity or quantity),
        }

    @api.model
    def _tell_amounts(self, claims):
        """Have claimants ask for what is expected, or for somewhat more."""
        times = {name: Decimal(row[-1]) for row in EARNED for name in row[:1]}
        times.update((row[0], Decimal(row[5])) for row in BY_HAND)
        self.env["dms.claim"].concat(*claims.values())._update_expected()
        for name, claim in claims.items():
            for line in claim.line_ids.filtered("expected_amount"):
                amount = Decimal(str(line.expected_amount)) * times[name]
                line.claimed_amount = float(amount.quantize(Decimal("0.01"), ROUND_HALF_UP))

    @api.model
    def _decide(self, claims):
        """Approve, approve in part and refuse some, as whoever is asked would have."""
        for name, days in APPROVED.items():
            self._take(claims[name], "approve", days)
        for name, (amount, reason, text, days) in PART.items():
            claim = claims[name]
            claim.line_ids.reason_id = self.env.ref(f"dms_claims.claim_reason_{reason}")
            claim.with_context(skip_validation_check=True).write(
                {"proposed_amount": amount, "decision_reason": text}
            )
            self._take(claim, "approve", days)
        for name, (reason, text, days) in REFUSED.items():
            claims[name].line_ids.reason_id = self.env.ref(f"dms_claims.claim_reason_{reason}")
            claims[name].with_context(skip_validation_check=True).decision_reason = text
            self._take(claims[name], "refuse", days)

    @api.model
    def _take(self, claim, decision, days):
        """One decision, so many days ago, by the manager of the demo."""
        claim.review_ids.sudo().write({
            "status": "approved" if decision == "approve" else "rejected",
            "done_by": self.env.ref("dms_distributor.demo_user_manager").id,
            "reviewed_date": fields.Datetime.now() - timedelta(days=days),
        })
        getattr(claim, f"action_{decision}")()
        self._date(claim, decision_date=days)

    @api.model
    def _date(self, claim, **days):
        """Put back days of a claim, not before its period ended."""
        today = fields.Date.context_today(self)
        end = claim.date_to if claim.date_to < today else claim.date_from
        over = (today - end).days
        claim.with_context(skip_validation_check=True).write({
            name: today - timedelta(days=min(ago, over)) for name, ago in days.items()
        })

    @api.model
    def _get_distributor(self, name):
        return self.env.ref(f"dms_distributor.demo_distributor_{name}")
