import io
from decimal import Decimal
from itertools import zip_longest

from odoo import api, models
from odoo.tools import SQL

from ..arithmetic import Mechanism
from ..tools import measure_sql, measure_tables, paying
from ..tools.counting import (
    Counted,
    Good,
    classify_goods,
    get_days,
    get_factor,
    get_matches,
    read_csv,
    to_csv,
)


class DmsSchemeMeasuring(models.AbstractModel):
    """What partners have bought or sold under many schemes, and what that earns, set by set.

    Figures lie in tables of the transaction, from which entitlements and simulations take them.
    """

    _name = "dms.scheme.measuring"
    _description = "Measuring of Schemes"

    @api.model
    def _measure(
        self, company, counted, source=measure_sql.FACTS, distributors=None, touched=None
    ):
        """Add up sales for schemes, and what they earn, in ``dms_m_figure`` and ``dms_m_amount``.

        :param company: whose sales
        :param counted: list of :class:`Counted`; positions in it stand for schemes
        :param source: SQL of sales, with the columns of ``measure_sql.FACTS``
        :param distributors: ids of those to whose sales it is confined; None: all
        :param touched: pairs of distributor and partner to which it is confined; None: all
        """
        self.env.flush_all()
        self.env.cr.execute(measure_tables.CREATE)
        if not counted:
            return
        self._fill_schemes(counted)
        groups = self._group_partners(company, counted)
        products = self._fill_products(counted)
        parties = self._fill_parties(counted, groups)
        self._copy("dms_m_match", get_matches(counted, products, parties))
        days, spans = get_days(counted)
        self._copy("dms_m_day", days)
        self._copy("dms_m_span", spans)
        if touched is not None:
            self._copy("dms_m_touched", sorted(touched))
        self.env.cr.execute(measure_tables.ANALYZE)
        scope = {
            "company": company.id, "timezone": company._get_dms_timezone(),
            "distributors": distributors, "is_narrow": touched is not None,
        }
        self._add_up_stock(counted, scope)
        if days:
            scope.update(first=days[0][0], last=days[-1][0])
            if touched is not None and all(entry.by_outlet for entry in counted):
                scope["outlets"] = sorted({partner for _distributor, partner in touched})
            self._add_up(counted, self._narrow(source, scope), scope)
        self._pay(counted)

    @api.model
    def _narrow(self, source, scope):
        """Read the sales of those concerned only, by an index."""
        conditions = [f"SELECT sale.* FROM ({source}) sale WHERE TRUE"]
        if scope["distributors"] is not None:
            conditions.append("sale.distributor_id = ANY(%(distributors)s)")
        if "outlets" in scope:
            conditions.append("sale.outlet_id = ANY(%(outlets)s)")
        return " AND ".join(conditions)

    @api.model
    def _add_up(self, counted, source, scope):
        """Fill ``dms_m_figure``."""
        for number in sorted({entry.number for entry in counted} - {measure_sql.STOCK}):
            words = {
                "number": number, "earner": measure_sql.earner(number), "source": source,
                "document": measure_sql.document(number),
                "narrow": measure_sql.narrow(scope["is_narrow"]),
            }
            here = {entry.scheme.mechanism for entry in counted if entry.number == number}
            statements = [measure_sql.MEASURE]
            statements += [measure_sql.SETS] * (Mechanism.COMBO in here)
            statements += [measure_sql.PRODUCTS] * (Mechanism.ASSORTMENT in here)
            statements += [measure_sql.PRICES] * (Mechanism.SHIP_DEBIT in here)
            for statement in statements:
                self.env.cr.execute(statement.format(**words), scope)
        for mechanism, statements in (
            (Mechanism.TARGET, (measure_sql.TARGETS, measure_sql.UNSTARTED_TARGETS)),
            (Mechanism.DISPLAY, (measure_sql.AUDITS, measure_sql.UNSOLD_AUDITS)),
        ):
            if any(entry.scheme.mechanism is mechanism for entry in counted):
                for statement in statements:
                    self.env.cr.execute(statement, scope)

    @api.model
    def _fill_schemes(self, counted):
        """What SQL needs to know of schemes."""
        schemes, windows, slabs, parts, least, prices = [], [], [], [], [], []
        for position, entry in enumerate(counted):
            scheme = entry.scheme
            schemes.append((
                position, scheme.key, get_factor(scheme.unit), scheme.mechanism,
                paying.is_by_value(scheme), bool(entry.number & measure_sql.DOCUMENT),
                scheme.is_on_increment, entry.audits_required, scheme.rounding_step,
                not scheme.is_money, paying.get_unit_value(scheme), entry.money_step,
                entry.with_transit,
            ))
            windows += entry.get_rows(position)
            ladder = scheme.terms.ladder.slabs if scheme.terms else ()
            slabs += [
                (position, number, slab.threshold, follow and follow.threshold)
                for number, (slab, follow) in enumerate(zip_longest(ladder, ladder[1:]), 1)
            ]
            parts += [
                (position, number, part.quantity * get_factor(part.unit or scheme.unit))
                for number, part in enumerate(scheme.combo, 1)
            ]
            if scheme.mechanism is Mechanism.ASSORTMENT:
                least.append((position, *self._get_least(scheme)))
            prices += [
                (position, price.product, max(price.before - price.after, Decimal(0)),
                 price.unit.factor, price.before,
                 bool(scheme.unit) and price.unit.root == scheme.unit.root)
                for price in scheme.prices
            ]
        for table, rows in (
            ("dms_m_scheme", schemes), ("dms_m_window", windows), ("dms_m_slab", slabs),
            ("dms_m_part", parts), ("dms_m_each", least), ("dms_m_price", prices),
        ):
            self._copy(table, rows)

    @api.model
    def _get_least(self, scheme):
        """What an assortment asks for: of each, products, quantity and value in all."""
        asked, factor = scheme.assortment, get_factor(scheme.unit)
        quantity = None if asked.quantity is None else asked.quantity * factor
        return asked.each * factor, asked.distinct, quantity, asked.value

    @api.model
    def _fill_products(self, counted):
        """Number products by the schemes that count them.

        :return: the classes, of :func:`classify_goods`
        """
        goods = self._group_products(counted)
        numbers, classes = classify_goods(goods, counted)
        self._copy("dms_m_product", (
            (product, number, good.unit.factor)
            for good, number in numbers.items()
            for product in goods[good]
        ))
        return classes

    @api.model
    def _filter_by_products(self, counted, products):
        """Those of the schemes that count one of some products.

        :param products: ids
        """
        _numbers, classes = classify_goods(self._group_products(counted, products), counted)
        positions = {position for parts in classes for position, _part in parts}
        return [entry for position, entry in enumerate(counted) if position in positions]

    @api.model
    def _group_products(self, counted, products=None) -> dict:
        """Group products alike in all that schemes ask for.

        :param products: ids; None: all, archived ones too
        :return: ids by :class:`Good`
        """
        named = self._get_named_products(counted)
        rows = self.env.execute_query(SQL(
            """SELECT product.id, template.uom_id, category.parent_path
                 FROM product_product product
                 JOIN product_template template ON template.id = product.product_tmpl_id
            LEFT JOIN product_category category ON category.id = template.categ_id
                WHERE %s""",
            SQL("TRUE") if products is None else SQL("product.id = ANY(%s)", list(products)),
        ))
        uoms = self.env["uom.uom"].browse({uom for _product, uom, _path in rows})
        units = {uom.id: uom._get_dms_unit() for uom in uoms}
        paths = {
            path: tuple(int(part) for part in (path or "").split("/") if part)
            for path in {path for _product, _uom, path in rows}
        }
        goods = {}
        for product, uom, path in rows:
            good = Good(product if product in named else None, paths[path], units[uom])
            goods.setdefault(good, []).append(product)
        return goods

    @api.model
    def _get_named_products(self, counted):
        """Products that schemes name, so that each is judged by itself."""
        selections = [entry.scheme.selection for entry in counted]
        selections += [part.selection for entry in counted for part in entry.scheme.combo]
        return {price.product for entry in counted for price in entry.scheme.prices}.union(*(
            selection.include_products | selection.exclude_products for selection in selections
        ))

    @api.model
    def _group_partners(self, company, counted):
        """Group partners alike in all that schemes ask for.

        :return: one partner of each group, by its number
        """
        audiences = [entry.scheme.audience for entry in counted]
        named = set().union(*(
            audience.include.partners | audience.exclude.partners for audience in audiences
        ))
        self.env.cr.execute(
            measure_sql.GROUPS, {"named": sorted(named), "company": company.id}
        )
        self.env.cr.execute(measure_sql.READ_GROUPS)
        return dict(self.env.cr.fetchall())

    @api.model
    def _fill_parties(self, counted, groups):
        """Number partners by the schemes that they may earn.

        :param groups: of :meth:`_group_partners`
        :return: by class, positions of the schemes
        """
        partners = self.env["res.partner"].browse(groups.values())
        parties = self.env["dms.scheme"]._prepare_parties(partners)
        numbers, classes = {}, {}
        admitted = paying.Admission(counted)
        for number, partner in zip(groups, partners, strict=True):
            if positions := admitted.get_positions(parties[partner]):
                numbers[number] = classes.setdefault(positions, len(classes))
        self.env.cr.execute(measure_sql.PARTIES, {
            "numbers": list(numbers), "classes": list(numbers.values()),
        })
        return list(classes)

    @api.model
    def _pay(self, counted, uplift=0):
        """What the figures earn, all schemes at once through the arithmetic.

        :param uplift: per cent by which more is supposed to be sold than was
        """
        self.env.cr.execute("TRUNCATE dms_m_amount")
        self.env.cr.execute(measure_sql.DIGITS)
        quantity, value = self.env.cr.fetchone()
        more, extra = (100 + uplift, 2) if uplift else (1, 0)
        digits = paying.Digits(quantity + extra, value + extra)
        buffer = io.BytesIO()
        self.env.cr.copy_expert(
            measure_sql.EXPORT.format(
                quantity=more * 10**quantity, one_quantity=10**digits.quantity,
                value=more * 10**value, one_value=10**digits.value,
            ),
            buffer,
        )
        if buffer.tell():
            steps = paying.get_amounts(counted, digits, read_csv(buffer, paying.COLUMNS))
            self.env.cr.copy_expert("COPY dms_m_amount FROM STDIN WITH (FORMAT csv)", steps)
        self.env.cr.execute("ANALYZE dms_m_figure; ANALYZE dms_m_amount")

    @api.model
    def _copy(self, table, rows):
        self.env.cr.copy_expert(f"COPY {table} FROM STDIN WITH (FORMAT csv)", to_csv(rows))

    @api.model
    def _count(self, schemes, currency, last) -> list[Counted]:
        """Schemes with the windows that have begun.

        :param schemes: ``dms.scheme``
        :param currency: in which their money is counted
        :param last: the last day looked at
        """
        counted = []
        compiled = {
            scheme.key: scheme
            for day, same in schemes.grouped(lambda scheme: scheme._get_rate_date(last)).items()
            for scheme in same._prepare_schemes(currency, day)
        }
        for scheme in schemes.filtered(lambda scheme: scheme.id in compiled):
            if windows := scheme._get_counting_windows(last):
                is_growth = scheme.mechanism == Mechanism.GROWTH
                counted.append(Counted(
                    compiled[scheme.id], scheme.beneficiary == "outlet", tuple(windows),
                    {window: scheme._get_compared_window(window) for window in windows}
                    if is_growth else {},
                    is_open=scheme._is_window_open(),
                    audits_required=scheme.audits_required,
                    money_step=Decimal(str(currency.rounding)),
                    with_transit=scheme.is_transit_included,
                ))
        return counted
