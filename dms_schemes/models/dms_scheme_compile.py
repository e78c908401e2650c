import logging
from decimal import Decimal

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL, date_utils, ormcache

from ..arithmetic import SchemeSet, TermsError
from .dms_scheme import BINDING_STATES

_logger = logging.getLogger(__name__)

# What is cached is stale for whoever sees other changes of schemes (see dms.scheme.revision), or
# other versions of products that are given free: xmin and ctid together name one version of a row,
# among the changes of one transaction too. No signal between processes is needed.
REVISION = """
    SELECT (SELECT SUM(HASHINT8EXTENDED(id, 0)) FROM dms_scheme_revision),
           (SELECT SUM(HASH_RECORD_EXTENDED(ROW(id, xmin, ctid), 0)) FROM product_product
             WHERE id IN (SELECT product_product_id FROM dms_scheme_free_product_rel))
"""


class DmsScheme(models.Model):
    """Schemes in force, compiled once for the arithmetic and kept until one of them changes."""

    _inherit = "dms.scheme"

    @api.model
    def _get_scheme_set(self, company, currency, date, beneficiaries=("buyer",)) -> SchemeSet:
        """The schemes that bind in the month of a day, ready to be evaluated.

        Schemes tell by themselves on which days they are in force, so one set serves a month. It
        is kept for all transactions that see the same versions of the schemes: one query tells.

        :param company: whose schemes
        :param currency: of the values of baskets; schemes in other currencies are converted
        :param date: of the order, which decides
        :param beneficiaries: whose trade counts, see the field; orders count those of the buyer
        """
        month = date_utils.start_of(date, "month")
        # Costs of free goods are those of today; rates of exchange are those of the day.
        holder = self._get_scheme_set_holder(
            company.id, currency.id, month, tuple(beneficiaries), fields.Date.today()
        )
        revision = self._get_scheme_revision()
        if holder.get("revision") != revision:
            schemes = self._get_binding_schemes(company, month, beneficiaries)
            holder.update(
                revision=revision, scheme_ids=schemes.ids, sets={},
                is_foreign=bool(schemes.currency_id - currency),
            )
        sets, day = holder["sets"], date if holder["is_foreign"] else month
        if day not in sets:
            schemes = self.sudo().browse(holder["scheme_ids"])
            sets[day], errors = SchemeSet.possible(schemes._prepare_schemes(currency, date))
            for error in errors:
                # As in _prepare_schemes: it must not keep anybody from ordering.
                _logger.error("Schemes %s are left out: %s", sorted(error.keys), error)
        return sets[day]

    @api.model
    @ormcache("company_id", "currency_id", "month", "beneficiaries", "today")
    def _get_scheme_set_holder(self, company_id, currency_id, month, beneficiaries, today) -> dict:
        """Where compiled sets are kept, with the revision of what they were compiled from."""
        return {}

    @api.model
    def _get_binding_domain(self, company, start, end) -> Domain:
        """Domain of the schemes that bind on any of some days."""
        return (
            Domain("company_id", "=", company.id)
            & Domain("state", "in", BINDING_STATES)
            & Domain("date_start", "<=", end)
            & (
                Domain("date_effective_end", "=", False)
                | Domain("date_effective_end", ">=", start)
            )
        )

    @api.model
    def _get_binding_schemes(self, company, month, beneficiaries):
        """Schemes that bind on any day of a month.

        :param month: its first day
        """
        return self.sudo().with_context(active_test=False).search(
            self._get_binding_domain(company, month, date_utils.end_of(month, "month"))
            & Domain("beneficiary", "in", beneficiaries)
        )

    @api.model
    def _get_scheme_revision(self) -> tuple:
        """What changes whenever a set would be compiled differently, in one query.

        It costs the same whatever the number of schemes.
        """
        for model in (
            "dms.scheme", "dms.scheme.group", "product.product", "res.currency.rate", "uom.uom",
        ):
            self.env[model].flush_model()
        [row] = self.env.execute_query(SQL(REVISION))
        return row

    def _prepare_schemes(self, currency, date) -> list:
        """These schemes as the arithmetic knows them, in a constant number of queries.

        One that can no longer be calculated, say because a unit was changed under it, is left out
        and logged: it must not keep anybody from ordering.

        :param currency: into which their money is converted
        :param date: of the rates of exchange
        """
        costs = self._get_goods_costs(currency, date)
        rates = {
            own: Decimal(str(own._get_conversion_rate(own, currency, self.env.company, date)))
            if own != currency else Decimal(1)
            for own in self.currency_id
        }
        prepared = []
        for scheme in self:
            try:
                prepared.append(scheme._prepare_scheme(currency, rates[scheme.currency_id], costs))
            except TermsError as error:
                _logger.error("Scheme %s is left out: %s", scheme.display_name, error)
        return prepared

    def _get_goods_costs(self, currency, date) -> dict:
        """What the products cost that these schemes may give.

        :return: cost of one of its own unit in ``currency``, with that unit, by product id
        """
        giving = self.filtered(lambda scheme: scheme.benefit_kind == "goods")
        costs = {}
        for company, schemes in giving.grouped("company_id").items():
            domain = Domain.OR(
                Domain("id", "in", scheme.free_product_ids.ids) if scheme.free_product_ids
                else scheme._get_product_domain()
                for scheme in schemes
            )
            products = self.env["product.product"].sudo().with_company(company).search_fetch(
                domain, ["standard_price", "uom_id"]
            )
            own = company.currency_id
            rate = own._get_conversion_rate(own, currency, company, date)
            units = {uom: uom._get_dms_unit() for uom in products.uom_id}
            costs.update({
                product.id: (Decimal(str(product.standard_price * rate)), units[product.uom_id])
                for product in products
            })
        return costs
