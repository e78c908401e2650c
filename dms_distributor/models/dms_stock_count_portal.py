from dateutil.relativedelta import relativedelta
from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain


class DmsStockCount(models.Model):
    """Counts that distributors enter themselves."""

    _inherit = "dms.stock.count"

    @api.model
    def _record_from_portal(self, distributor, note, is_complete, entered):
        """Keep what a distributor entered as its open draft.

        :param distributor: the partner that the user has logged in for
        :param entered: ``cells``, texts of quantity and unit by (product, lot), and ``extras``,
            dicts of the texts code, lot, expiry, quantity and unit
        :return: the count, past the rules
        :raise AccessError: when the distributor is not in the user's own network
        :raise UserError: with all that cannot be understood, when something cannot
        """
        if not distributor.sudo().filtered_domain(self.env.user._get_network_domain()):
            raise AccessError(self.env._("You can only count the stock of your own company."))
        counts = self.sudo()
        company = distributor.sudo().company_id or self.env.company
        count = counts._find_portal_draft(distributor)
        values = {"note": note or False, "is_complete": is_complete,
                  "date": fields.Date.context_today(self)}
        if count:
            count.write(values)
        else:
            count = counts.with_company(company).create({
                **values,
                "company_id": company.id,
                "distributor_id": distributor.id,
                "kind": counts._get_portal_kind(company, distributor),
                "source": "portal",
                "user_id": distributor.sudo().user_id.id,
            })
        count.line_ids.unlink()
        rows = [
            *count._get_cell_rows(entered["cells"]), *count._get_extra_rows(entered["extras"]),
        ]
        if faults := count._take_rows(rows):
            raise UserError("\n".join(faults.values()))
        return count

    @api.model
    def _get_portal_kind(self, company, distributor):
        """The first count of a distributor whose sales have not been posted opens its stock."""
        ledger = self.env["dms.stock.ledger"]._open(company, distributor)
        is_begun = ledger.last_count_date or self.env["dms.stock.consumption"].sudo().search_count(
            [("ledger_id", "=", ledger.id)], limit=1
        )
        return "cycle" if is_begun else "opening"

    @api.model
    def _find_portal_draft(self, distributor):
        """The draft that a distributor is still entering; empty when there is none."""
        return self.sudo().search(
            [
                ("distributor_id", "=", distributor.id), ("source", "=", "portal"),
                ("state", "=", "draft"), ("company_id", "=", self.env.company.id),
            ],
            limit=1,
        )

    def _get_portal_entries(self) -> dict:
        """The lines of a draft as they were entered."""
        cells, extras = {}, []
        for line in self.line_ids:
            quantity, unit = f"{line.quantity:g}", str(line.product_uom_id.id)
            if line.lot_name:
                extras.append({
                    "code": line.product_id.default_code or line.product_id.name,
                    "lot": line.lot_name, "expiry": line.expiration_date or "",
                    "quantity": quantity, "unit": line.product_uom_id.name,
                })
            else:
                key = line.product_id.id, line.lot_id.id or 0
                cells[key] = {"quantity": quantity, "unit": unit}
        return {"cells": cells, "extras": extras}

    @api.model
    def _get_portal_rows(self, distributor, cells) -> list[dict]:
        """The rows of the grid: what the distributor has, sells, or has entered.

        What the book says is not shown: who counts must not copy it.

        :param cells: keys are pairs of product and lot to be shown in any case
        :return: dicts of ``product``, ``lot``, ``units`` and ``key``
        """
        keys = set(cells)
        ageing = self.env["dms.stock.ageing"].sudo().search(
            [("distributor_id", "=", distributor.id), ("company_id", "=", self.env.company.id)]
        )
        keys |= {(row.product_id.id, row.lot_id.id or 0) for row in ageing if row.quantity > 0}
        known = {product for product, _lot in keys}
        since = fields.Date.context_today(self) - relativedelta(months=3)
        sold = self.env["dms.secondary.product.month"].sudo()._read_group(
            Domain("distributor_id", "=", distributor.id)
            & Domain("company_id", "=", self.env.company.id)
            & Domain("month", ">=", since.replace(day=1)),
            ["product_id"],
        )
        keys |= {
            (product.id, 0) for [product] in sold
            if product.is_storable and product.id not in known
        }
        products = self.env["product.product"].sudo().browse({key[0] for key in keys}).exists()
        lots = self.env["stock.lot"].sudo().browse({key[1] for key in keys if key[1]}).exists()
        rows = [
            {
                "key": f"{product}-{lot}", "cell": cells.get((product, lot), {}),
                "product": products.browse(product).with_prefetch(products._ids),
                "lot": lots.browse(lot or ()).with_prefetch(lots._ids),
            }
            for product, lot in keys
            if product in products._ids and (not lot or lot in lots._ids)
        ]
        for row in rows:
            row["units"] = row["product"].uom_id | row["product"].uom_ids
        return sorted(rows, key=lambda row: (row["product"].display_name, row["lot"].name or ""))

    def _get_cell_rows(self, cells) -> list[dict]:
        """What was entered in the grid's own rows, as ``_take_rows`` takes it."""
        products = self.env["product.product"].browse({product for product, _lot in cells})
        lots = self.env["stock.lot"].browse({lot for _product, lot in cells if lot}).exists()
        units = self.env["uom.uom"]
        rows = []
        for number, ((product, lot), cell) in enumerate(cells.items(), 1):
            unit = cell.get("unit") or ""
            rows.append({
                "row": number,
                "product": products.browse(product).exists(),
                "lot_record": lots.filtered(lambda record, lot=lot: record.id == lot),
                "unit": units.browse(int(unit)).exists().name if unit.isdigit() else "",
                "text": cell["quantity"],
                "quantity": self._parse_quantity(cell["quantity"]),
            })
        return rows

    def _get_extra_rows(self, extras) -> list[dict]:
        """What was entered below the grid, as ``_take_rows`` takes it."""
        return [
            {
                "row": number,
                "code": row["code"],
                "lot": row["lot"] or None,
                "expiry": self._parse_expiry(row["expiry"]),
                "unit": row["unit"] or None,
                "text": row["quantity"],
                "quantity": self._parse_quantity(row["quantity"]),
            }
            for number, row in enumerate(extras, 10_000)
        ]

    @api.model
    def _parse_quantity(self, text):
        """The number that a person typed, with a point or a comma; None when it is none."""
        try:
            quantity = float(text.replace(" ", "").replace(",", "."))
        except ValueError:
            return None
        return quantity if abs(quantity) < 10**12 else None

    @api.model
    def _parse_expiry(self, text):
        try:
            return fields.Date.to_date(text) if text else None
        except ValueError:
            return None
