from bisect import bisect_left
from collections import defaultdict
from typing import NamedTuple

import numpy as np
from odoo import Command, models

from ..stockkeeping import allocate
from ..stockkeeping.fefo import SHORT
from ..tools import stock_sql

# Quantities are counted in whole millionths of a unit: they are as exact as the sales.
UNIT = 10**6


class Layer(NamedTuple):
    """Stock that is told apart from other stock of the product, as quants are."""

    product: int
    lot: int | None = None
    package: int | None = None
    owner: int | None = None


class DmsStockDrawMixin(models.AbstractModel):
    """Which lots the sales of a distributor are taken from, and the moves that say so."""

    _name = "dms.stock.draw.mixin"
    _description = "Lots That Sales Are Taken From"

    def _draw(self, rows):
        """Make the moves that take sales off the stock and put returns back.

        :param rows: product, day, lot, sold, free and returned quantity in millionths, by day
        :return: ``stock.move`` records, not done yet
        """
        self.ensure_one()
        figures, named, demands = defaultdict(lambda: [0, 0, 0]), [], defaultdict(int)
        for product, day, lot, sold, free, returned in rows:
            total = figures[product, day]
            for place, quantity in enumerate((sold, free, returned)):
                total[place] += quantity
            net = sold + free - returned
            if lot or net < 0:
                named.append((product, day, lot, net))
            else:
                demands[product, day] += net
        stock = self._read_stock({row[0] for row in rows}, rows[0][1])
        lines, short = self._take_named(stock, named)
        self._take_first_expired(stock, demands, figures, lines, short)
        consumptions = self._write_consumption(figures, short)
        return self._create_moves(consumptions, lines)

    def _read_stock(self, products, day) -> dict:
        """What the distributor has of products, by layer, in the order in which it is sold."""
        self.env.cr.execute(
            stock_sql.READ_LAYERS,
            {**self._get_parameters(), "products": list(products), "day": day},
        )
        return {Layer(*row[:4]): row[4] for row in self.env.cr.fetchall()}

    def _take_named(self, stock, named):
        """Take what was sold of a known lot from that lot, and put back what came back.

        :param stock: quantities by layer; it is changed
        :param named: product, day, lot or None, and quantity, below zero for a return
        :return: lines, as pairs of layer and quantity, by (product, day, is a return), and what
            is short by (product, day)
        """
        lines, short = defaultdict(list), defaultdict(int)
        lots = self._get_return_lots({row[0] for row in named if not row[2]})
        for product, day, lot, net in named:
            layer = Layer(product, lot or lots.get(product))
            # A lot may lie in packages: what is in none goes first.
            layers = [layer, *(other for other in stock if other[:2] == layer[:2] != other)]
            stock.setdefault(layer, 0)
            if net < 0:
                stock[layer] -= net
                lines[product, day, True].append((layer, -net))
                continue
            for place in layers:
                taken = min(net, max(stock[place], 0))
                if taken:
                    stock[place] -= taken
                    net -= taken
                    lines[product, day, False].append((place, taken))
            if net:
                stock[layer] -= net
                short[product, day] += net
                lines[product, day, False].append((layer, net))
        return lines, short

    def _take_first_expired(self, stock, demands, figures, lines, short):
        """Take sales of no known lot from what expires first.

        What was sold earlier without being there is taken from the lots that have come since.

        :param stock: quantities by layer, in the order in which they are sold
        :param demands: quantities by (product, day), in the order of days
        :param lines: as of ``_take_named``; lines are added
        :param short: likewise
        """
        debts = {
            layer.product: -quantity
            for layer, quantity in stock.items()
            if layer == Layer(layer.product) and quantity < 0
        }
        held = defaultdict(int)
        for layer, quantity in stock.items():
            held[layer.product] += max(quantity, 0)
        last_days = {product: day for product, day in figures}
        wanted = [
            (product, last_days[product], min(debt, held[product]))
            for product, debt in debts.items() if held[product]
        ]
        settled = len(wanted)
        wanted += [(product, day, quantity) for (product, day), quantity in demands.items()]
        layers = list(stock)
        draw = allocate(
            np.array([row[0] for row in wanted], dtype=np.int64),
            np.array([row[2] for row in wanted], dtype=np.int64),
            np.array([layer.product for layer in layers], dtype=np.int64),
            np.array([stock[layer] for layer in layers], dtype=np.int64),
        )
        for demand, place, quantity in zip(*(part.tolist() for part in draw), strict=True):
            product, day, _quantity = wanted[demand]
            layer = Layer(product) if place == SHORT else layers[place]
            lines[product, day, False].append((layer, quantity))
            if demand < settled:
                lines[product, day, True].append((Layer(product), quantity))
            elif place == SHORT:
                short[product, day] += quantity

    def _get_return_lots(self, products) -> dict:
        """The lot that was sold last of each product: returns without a lot are taken for it."""
        if not products:
            return {}
        self.env.cr.execute(
            stock_sql.READ_LAST_SOLD, {**self._get_parameters(), "products": list(products)}
        )
        return dict(self.env.cr.fetchall())

    def _write_consumption(self, figures, short) -> dict:
        """Add what is posted to what was posted before.

        :return: identifiers of ``dms.stock.consumption`` by (product, day)
        """
        keys = list(figures)
        columns = zip(*figures.values(), strict=True)
        self.env.cr.execute(
            stock_sql.UPSERT_CONSUMPTION,
            {
                **self._get_parameters(),
                "products": [product for product, _day in keys],
                "dates": [day for _product, day in keys],
                **dict(zip(("sold", "free", "returned"), map(list, columns), strict=True)),
                "short": [short.get(key, 0) for key in keys],
            },
        )
        found = {(product, day): number for number, product, day in self.env.cr.fetchall()}
        self.env["dms.stock.consumption"].invalidate_model()
        return found

    def _create_moves(self, consumptions, lines):
        """One move for each product, day and direction, with its lots.

        What was sold on a day up to which the product has been counted since is moved back at the
        count: the count had seen it gone, and its variance becomes less by it.
        """
        products = self.env["product.product"].browse({key[0] for key in lines})
        counts = self._get_later_counts(products, min((key[1] for key in lines), default=None))
        values, late = [], defaultdict(int)
        for (product, day, is_return), parts in lines.items():
            places = [self.location_id, self.sold_location_id]
            details = {
                "origin": self.env._("Sales of %s", day),
                "dms_consumption_id": consumptions[product, day],
            }
            item = products.browse(product)
            values.append(
                self._prepare_move_values(
                    item, day, parts, *(reversed(places) if is_return else places), **details
                )
            )
            dates = counts.get(product, [])
            found = bisect_left(dates, (day,))
            if found < len(dates):
                count_day, line = dates[found]
                places[1] = item.with_company(self.company_id).property_stock_inventory
                values.append(
                    self._prepare_move_values(
                        item, count_day, parts, *(places if is_return else reversed(places)),
                        origin=self.env._("Sales of %s, known after the count", day),
                        dms_count_line_id=line, is_inventory=True,
                    )
                )
                late[line] += sum(part[1] for part in parts) * (-1 if is_return else 1)
        lines = self.env["dms.stock.count.line"].with_context(dms_count_posting=True)
        for line, quantity in late.items():
            lines.browse(line).late_quantity += quantity / UNIT
        quiet = {"dms_stock_posting": True, "ignore_dest_packages": True, "inventory_mode": False}
        return self.env["stock.move"].with_context(**quiet).create(values)

    def _get_later_counts(self, products, day) -> dict:
        """Counts on ``day`` and after: a sorted list of day and count line by product."""
        self.env["dms.stock.count"].flush_model()
        self.env.cr.execute(
            stock_sql.READ_COUNTS,
            {**self._get_parameters(), "products": products.ids, "day": day},
        )
        counts = defaultdict(list)
        for product, date, line in self.env.cr.fetchall():
            counts[product].append((date, line))
        return counts

    def _prepare_move_values(self, product, day, parts, source, target, **details) -> dict:
        """Values of a move between two locations.

        :param parts: pairs of layer and quantity in millionths
        :param details: what else the move is to hold
        """
        common = {
            "product_id": product.id,
            "location_id": source.id,
            "location_dest_id": target.id,
            "company_id": self.company_id.id,
        }
        is_in = target == self.location_id
        merged = defaultdict(int)
        for layer, quantity in parts:
            merged[layer] += quantity
        return {
            **common,
            "product_uom": product.uom_id.id,
            "product_uom_qty": sum(merged.values()) / UNIT,
            "date": day,
            "state": "confirmed",
            "picked": True,
            "move_line_ids": [
                Command.create(
                    {
                        **common,
                        "product_uom_id": product.uom_id.id,
                        "quantity": quantity / UNIT,
                        "lot_id": layer.lot,
                        "owner_id": layer.owner,
                        "package_id": False if is_in else layer.package,
                        "result_package_id": layer.package if is_in else False,
                        "picked": True,
                    }
                )
                for layer, quantity in merged.items()
            ],
            **details,
        }
