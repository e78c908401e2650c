from odoo import fields, models
from odoo.fields import Domain

from ..arithmetic import Basket, Kind

ICONS = {
    "percent": "fa-percent", "per_unit": "fa-tag", "net_price": "fa-tag", "amount": "fa-money",
    "goods": "fa-gift", "points": "fa-star",
}


class DmsScheme(models.Model):
    """How a distributor and its network stand under schemes: how far, earned, paid."""

    _inherit = "dms.scheme"

    def _get_standings(self, distributor) -> dict:
        """How a distributor's network stands under these schemes, worded for it.

        What free goods cost us stays with us: of goods the quantity is told.

        :return: a dict of words and figures by scheme
        """
        sums = self._get_entitlement_sums(distributor)
        grants = self._get_grant_sums(distributor)
        own = self._get_own_progress(distributor)
        return {
            scheme: scheme._prepare_standing(
                sums.get(scheme), grants.get(scheme), own.get(scheme)
            )
            for scheme in self
        }

    def _prepare_standing(self, sums, grants, progress) -> dict:
        """The standing under one scheme.

        :param sums: of its entitlements: ``earned``, ``due`` and ``earners``; None: there are none
        :param grants: of its ledger: ``given``, ``promised`` and ``open``; None: there are none
        :param progress: of the distributor itself, see ``_prepare_progress``
        """
        self.ensure_one()
        today = fields.Date.context_today(self)
        end = self.date_effective_end
        is_running = self.date_start <= today and (not end or end >= today)
        terms = self._word_slabs() or self.summary or ""
        earned = (sums or {}).get("earned", 0) or (grants or {}).get("given", 0)
        return {
            "icon": ICONS[self.benefit_kind],
            "terms": terms[:1].upper() + terms[1:],
            "is_running": is_running,
            "days": self._word_days(today) if is_running or self.date_start > today else "",
            "earned": self._word_benefit(earned) if earned > 0 else "",
            "progress": progress,
            "network": self._word_earners(sums),
            "figures": self._prepare_figures(sums, grants),
        }

    def _prepare_figures(self, sums, grants) -> list:
        """What was earned, given and is open, for the head of the scheme's page."""
        self.ensure_one()
        figures = []

        def add(name, label, value, colour="", note=""):
            figures.append({
                "name": name, "label": label, "value": self._word_benefit(value),
                "class": colour, "note": note,
            })

        if sums:
            add("earned", self.env._("Earned"), sums["earned"], "text-success",
                self.env._("you and your network"))
            add("due", self.env._("Not credited yet"), sums["due"])
        if grants:
            if not sums:
                add("earned", self.env._("Earned"), grants["given"], "text-success")
            if self.benefit_kind not in (Kind.GOODS, Kind.POINTS):
                add("paid", self.env._("Paid"), grants["given"] - grants["open"])
                add("open", self.env._("To be paid"), grants["open"])
                if grants["promised"]:
                    add("promised", self.env._("On open orders"), grants["promised"])
        return figures

    def _get_entitlement_domain(self, distributor) -> Domain:
        """Domain of the entitlements of a distributor and of all below it."""
        domain = Domain("company_id", "=", self.env.company.id) & Domain(
            "distributor_id", "any!", self._get_network_partners(distributor)
        )
        return domain & Domain("scheme_id", "in", self.ids) if self else domain

    def _get_entitlement_sums(self, distributor) -> dict:
        """What the network has earned under each scheme from its sales."""
        rows = self.env["dms.scheme.entitlement"]._read_group(
            self._get_entitlement_domain(distributor), ["scheme_id"],
            ["earned:sum", "due:sum", "partner_id:count_distinct"],
        ) if self else ()
        return {
            scheme: {"earned": earned, "due": due, "earners": earners}
            for scheme, earned, due, earners in rows
        }

    def _get_grant_sums(self, distributor) -> dict:
        """What the ledger holds for the network under each scheme, in what the scheme pays."""
        network = self._get_network_partners(distributor)
        rows = self.env["dms.scheme.grant"]._read_group(
            Domain("scheme_id", "in", self.ids) & Domain("distributor_id", "any!", network),
            ["scheme_id"],
            ["amount:sum", "accrued:sum", "reserved:sum", "quantity:sum", "points:sum"],
        )
        names = {Kind.GOODS.value: 3, Kind.POINTS.value: 4}
        return {
            scheme: {
                "given": figures[names.get(scheme.benefit_kind, 0)],
                "open": figures[1], "promised": figures[2],
            }
            for scheme, *figures in rows
        }

    def _get_own_progress(self, distributor) -> dict:
        """How far the distributor itself is in the window of today.

        :return: by scheme, see ``_prepare_progress``
        """
        today = fields.Date.context_today(self)
        found = {}
        rows = self.env["dms.scheme.entitlement"].search(
            self._get_entitlement_domain(distributor)
            & Domain("partner_id", "=", distributor.id) & Domain("date_from", "<=", today)
            & (Domain("date_to", "=", False) | Domain("date_to", ">=", today))
        )
        for row in rows:
            found[row.scheme_id] = row._prepare_progress()
        return {**self._get_buyer_progress(distributor, today), **found}

    def _get_buyer_progress(self, distributor, today) -> dict:
        """How far a distributor is under schemes that add up its orders."""
        counting = self.filtered(
            lambda scheme: scheme.beneficiary == "buyer" and scheme._is_in_force(today)
        )
        currency = self._get_purchase_currency(distributor)
        scheme_set = counting and self._get_scheme_set(self.env.company, currency, today)
        counting = counting.filtered(
            lambda scheme: scheme.id in scheme_set.by_key
            and scheme_set.by_key[scheme.id].is_cumulative
        )
        if not counting:
            return {}
        party = self._prepare_party(distributor)
        keys = {one.key for one in scheme_set.find(party, today)} & set(counting.ids)
        history = self._get_history(scheme_set, keys, distributor, today)
        evaluation = scheme_set.evaluate(Basket(today, party), history=history)
        found = {}
        for scheme in counting.browse(keys):
            outcome = evaluation.explain(scheme.id)
            progress = scheme._prepare_progress(outcome)
            if progress:
                found[scheme] = {**progress, "upsell": scheme._word_needs(outcome)}
        return found

    def _word_days(self, today):
        """How long until the scheme begins, or ends; nothing where it has no end."""
        self.ensure_one()
        if self.date_start > today:
            return self.env._("in %s days", (self.date_start - today).days)
        if not self.date_effective_end:
            return ""
        left = (self.date_effective_end - today).days
        return self.env._("%s days left", left) if left else self.env._("last day")

    def _word_earners(self, sums):
        if not sums or not sums["earners"]:
            return ""
        return self.env._("Taking part in your network: %s", sums["earners"])

    def _get_slab_rows(self) -> list:
        """Slabs in words."""
        self.ensure_one()
        return [
            {"figure": self._word_climbed(slab.threshold), "rate": self._word_rate(slab.rate)}
            for slab in self.slab_ids.sorted("threshold")
        ]

    def _get_facts(self) -> list:
        """What else is to be known of the terms: labels and values."""
        self.ensure_one()
        facts = [
            ("calculation", self._word_selection("calculation")),
            ("payout", self._word_selection("payout")),
        ]
        if self.group_id:
            facts.append(("group_id", self.env._("only the best of %s", self.group_id.name)))
        return [
            {"label": self._fields[name]._description_string(self.env), "value": value}
            for name, value in facts
        ]

    def _word_selection(self, name):
        """The value of a selection field in the reader's language."""
        return dict(self._fields[name]._description_selection(self.env))[self[name]]
