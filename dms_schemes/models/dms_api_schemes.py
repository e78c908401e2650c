from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from .dms_scheme import BINDING_STATES
from .dms_scheme_outcome import IN_PERCENT

EXPLAIN_FIELDS = ("product", "quantity", "unit", "value")
PERIODS = ("running", "upcoming", "past")
# Lines of a purchase that is tried.
LINE_LIMIT = 200


class DmsApi(models.AbstractModel):
    """Schemes of a distributor's network: what is promised, what applies, how far it is."""

    _inherit = "dms.api"

    @api.model
    def _get_documents(self):
        return [*super()._get_documents(), "dms_schemes/readme/API.rst"]

    @api.model
    @api.readonly
    def list_schemes(
        self, distributor: str, period: str = "running", after: int = 0, limit: int = 100
    ) -> dict:
        """Schemes that a distributor, or somebody that it supplies, may earn.

        :param distributor: its code
        :param period: ``running``, ``upcoming`` or ``past``
        :param after: ``next`` of the previous page
        :param limit: at most 1000
        :return: ``rows`` and ``next``
        """
        partner = self._get_distributor(distributor)
        if period not in PERIODS:
            raise UserError(self.env._(
                "period: “%(value)s” is not possible, one of %(names)s is expected.",
                value=period, names=", ".join(PERIODS),
            ))
        after, limit = self._check_count("after", after), self._check_count("limit", limit, 1000)
        schemes = self.env["dms.scheme"].sudo().with_company(self._get_company(partner))
        found = schemes._get_network_schemes(partner, period).sorted("id")
        rest = found.filtered(lambda scheme: scheme.id > after)
        page = rest[:limit or 1000]
        return {
            "rows": [self._prepare_scheme(scheme) for scheme in page],
            "next": page[-1:].id if len(rest) > len(page) else None,
        }

    @api.model
    def explain_schemes(
        self, distributor: str, lines: list[dict], outlet: str | None = None,
        date: str | None = None, scheme: str | None = None,
    ) -> dict:
        """Which schemes apply to a purchase, which do not, why, and what is missing.

        Nothing is ordered or recorded.

        :param distributor: its code: it buys from the company
        :param lines: ``product``, ``quantity``, ``unit`` (left out: the product's) and ``value``
            (net, without tax; left out: what the buyer's price list says)
        :param outlet: code of an outlet of the distributor: then this one buys from it
        :param date: of the purchase; left out: today
        :param scheme: code of the only scheme that is asked for
        """
        partner = self._get_distributor(distributor)
        company = self._get_company(partner)
        buyer = self._get_buyer(partner, outlet)
        day = self._read_day("date", date) or fields.Date.context_today(self)
        schemes = self.env["dms.scheme"].sudo().with_company(company)
        currency = schemes._get_purchase_currency(buyer)
        self._check_rows(lines, EXPLAIN_FIELDS, limit=LINE_LIMIT)
        purchase = self._read_purchase(company, partner, buyer, lines, day)
        explained = schemes._explain_purchase(
            buyer, purchase, day, currency, self._get_scheme(partner, scheme, company),
            among=schemes._get_network_schemes(partner, "running", day=day),
        )
        return {
            "date": day.isoformat(),
            "buyer": buyer.dms_code or None,
            "currency": currency.name,
            "amount": explained["amount"],
            "lines": [
                {"line": line["key"], "product": line["product"].default_code or None,
                 "quantity": line["quantity"], "unit": line["uom"].name, "value": line["value"]}
                for line in purchase
            ],
            "schemes": [self._prepare_outcome(outcome) for outcome in explained["outcomes"]],
        }

    @api.model
    @api.readonly
    def scheme_progress(
        self, distributor: str, scheme: str | None = None, outlet: str | None = None,
        after: int = 0, limit: int = 100,
    ) -> dict:
        """How far a distributor and those that it supplies are under schemes that count over time.

        :param distributor: its code
        :param scheme: code of the only scheme that is asked for
        :param outlet: code of the only outlet that is asked for
        :param after: ``next`` of the previous page
        :param limit: at most 1000
        :return: ``rows`` and ``next``
        """
        partner = self._get_distributor(distributor)
        company = self._get_company(partner)
        schemes = self.env["dms.scheme"].sudo().with_company(company)
        domain = schemes._get_entitlement_domain(partner)
        if wanted := self._get_scheme(partner, scheme, company):
            domain &= Domain("scheme_id", "=", wanted.id)
        if outlet:
            code = outlet if self._is_text(outlet) else ""
            domain &= Domain("partner_id.dms_code", "=", code)
        entitlements = self.env["dms.scheme.entitlement"].sudo().with_company(company)
        page, following = self._get_page(entitlements, domain, after, limit)
        return {"rows": [self._prepare_entitlement(row) for row in page], "next": following}

    @api.model
    def _get_buyer(self, distributor, outlet):
        """The partner that buys: the distributor, or an outlet that it supplies.

        :param outlet: its code in the books of the distributor or of the company
        :raise UserError: when there is no such outlet
        """
        if not outlet:
            return distributor
        company = self._get_company(distributor)
        code = outlet if self._is_text(outlet) else ""
        staging = self.env["dms.upload.staging"].sudo()
        outlet_id, _problem = staging._find_outlets(company, distributor, [code]).get(
            code, (None, None)
        )
        network = self.env["dms.scheme"]._get_network_partners(distributor)
        found = self.env["res.partner"].sudo().search(network & Domain("id", "=", outlet_id))
        if not found:
            raise UserError(self.env._(
                "outlet: “%(code)s” is no code of an outlet that %(distributor)s supplies.",
                code=outlet, distributor=distributor.name,
            ))
        return found

    @api.model
    def _get_scheme(self, distributor, code, company):
        """The scheme of that code, when somebody of the distributor's network may earn it.

        :raise UserError: when there is none
        """
        schemes = self.env["dms.scheme"].sudo().with_company(company)
        if not code:
            return schemes
        found = schemes.search(
            Domain("company_id", "=", company.id) & Domain("state", "in", BINDING_STATES)
            & Domain("code", "=", code if self._is_text(code) else ""), order="version desc",
        )._filtered_by_network(distributor)[:1]
        if not found:
            raise UserError(self.env._(
                "scheme: “%(code)s” is no code of a scheme of %(distributor)s.",
                code=code, distributor=distributor.name,
            ))
        return found

    @api.model
    def _read_purchase(self, company, distributor, buyer, lines, day) -> list[dict]:
        """Lines of a purchase, as ``dms.scheme._explain_purchase`` takes them.

        :raise UserError: when one cannot be understood, naming it
        """
        schemes = self.env["dms.scheme"].sudo().with_company(company)
        codes = [str(line.get("product") or "") for line in lines]
        products = self.env["dms.upload.staging"].sudo()._find_products(
            company, distributor, codes
        )
        purchase = []
        for number, line in enumerate(lines, 1):
            path = f"lines.{number}"
            product = self._read_product(f"{path}.product", line.get("product"), products)
            product = product.with_company(company)
            uom = self._get_order_unit(f"{path}.unit", product, line.get("unit"))
            quantity = self._read_quantity(f"{path}.quantity", line.get("quantity"))
            value = line.get("value")
            purchase.append({
                "key": number, "product": product, "quantity": quantity, "uom": uom,
                "value": schemes._get_purchase_value(product, quantity, uom, buyer, day)
                if value is None
                else self._read_quantity(f"{path}.value", value, least=0),
            })
        return purchase

    @api.model
    def _prepare_scheme(self, scheme) -> dict:
        """A scheme as callers are told of it."""
        end = scheme.date_effective_end
        return {
            "id": scheme.id,
            "code": scheme.code,
            "name": scheme.name,
            "version": scheme.version,
            "terms": scheme.summary,
            "mechanism": scheme.mechanism,
            "counts": scheme.beneficiary,
            "calculation": scheme.calculation,
            "basis": scheme.basis,
            "unit": scheme.uom_id.name if scheme.basis == "quantity" else None,
            "benefit": scheme.benefit_kind,
            "payout": scheme.payout,
            "currency": scheme.currency_id.name,
            "date_start": scheme.date_start.isoformat(),
            "date_end": end.isoformat() if end else None,
            "slabs": [
                {"from": slab.threshold, "pays": slab.rate}
                for slab in scheme.slab_ids.sorted("threshold")
            ],
        }

    @api.model
    def _prepare_outcome(self, outcome) -> dict:
        """What a scheme does for a purchase, as callers are told of it.

        :param outcome: of ``dms.scheme._word_outcome``
        """
        names = ("id", "code", "name", "status", "reason", "message", "benefit", "amount", "goods",
                 "points", "missing")
        return {
            **{name: outcome[name] for name in names},
            "upsell": outcome["upsell"] or None,
            "lines": [
                {"line": share["line"], "amount": share["amount"]} for share in outcome["shares"]
            ],
        }

    @api.model
    def _prepare_entitlement(self, entitlement) -> dict:
        """How far somebody is, as callers are told of it."""
        scheme = entitlement.scheme_id
        is_percent = scheme.mechanism in IN_PERCENT
        by_value = scheme.basis == "value"
        unit = "%" if is_percent else scheme.currency_id.name if by_value else scheme.uom_id.name
        return {
            "id": entitlement.id,
            "scheme": scheme.code,
            "distributor": entitlement.distributor_id.dms_code or None,
            "earner": entitlement.partner_id.dms_code or None,
            "date_from": entitlement.date_from.isoformat(),
            "date_to": entitlement.date_to.isoformat() if entitlement.date_to else None,
            "quantity": entitlement.quantity,
            "value": entitlement.value,
            "target": entitlement.target or None,
            "progress": entitlement.progress,
            "missing": {"quantity": entitlement.missing, "unit": unit}
            if entitlement.missing > 0 else None,
            "benefit": scheme.benefit_kind,
            "earned": entitlement.earned,
            "granted": entitlement.granted,
            "due": entitlement.due,
        }
