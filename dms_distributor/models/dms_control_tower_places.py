from collections import defaultdict

import numpy as np
from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL

# Scores from which a place is good, and from which it is a warning.
GOOD_SCORE, WARNING_SCORE = 75, 50


class DmsControlTower(models.AbstractModel):
    """Where things stand: territories as a tree, distributors as bubbles on a map."""

    _inherit = "dms.control.tower"

    @api.model
    def _get_places(self, filters):
        """Territories below the chosen one, the path to it, and its distributors on a map.

        :return: a dict of ``path``, ``places`` and ``bubbles``
        """
        rows = self._read_distributors(filters)
        return {
            "path": self._get_path(filters),
            "places": self._get_territories(filters, rows),
            "bubbles": self._get_bubbles(rows),
        }

    @api.model
    def _read_distributors(self, filters):
        """One dict for each distributor of the scope with a scorecard in the month."""
        cards = self.env["dms.scorecard"]
        domain = self._get_scope_domain(filters) & Domain("date_from", "=", filters.month)
        query = cards._search(domain)
        rows = self.env.execute_query(SQL(
            """
            SELECT card.id, partner.id AS distributor_id, partner.name, card.score, card.bad_count,
                   card.warning_count, partner.partner_latitude, partner.partner_longitude,
                   territory.parent_path
              FROM dms_scorecard card
              JOIN res_partner partner ON partner.id = card.distributor_id
         LEFT JOIN dms_territory territory ON territory.id = partner.dms_territory_id
             WHERE card.id IN %s
            """,
            query.subselect(),
        ))
        names = (
            "card_id", "distributor_id", "name", "score", "bad", "warning", "latitude", "longitude",
            "path",
        )
        return [dict(zip(names, row, strict=True)) for row in rows]

    @api.model
    def _get_territories(self, filters, rows):
        """The children of the chosen territory that hold distributors, the worst first.

        With none chosen, and one root above all, the children of that root.
        """
        depth = self._get_depth(filters, rows)
        places = defaultdict(list)
        for row in rows:
            path = [int(part) for part in (row["path"] or "").split("/") if part]
            places[path[min(depth, len(path) - 1)] if path else 0].append(row)
        territories = self.env["dms.territory"].sudo().browse(places)
        names = {territory.id: territory.name for territory in territories if territory.id}
        result = [
            {
                "id": place,
                "name": names.get(place) or self.env._("No territory"),
                "count": len(members),
                "bad": sum(member["bad"] for member in members),
                "warning": sum(member["warning"] for member in members),
                "can_open": bool(place) and place != filters.territory_id,
                **self._prepare_score(np.mean([member["score"] for member in members])),
            }
            for place, members in places.items()
        ]
        return sorted(result, key=lambda place: (place["score"], place["id"]))

    @api.model
    def _get_depth(self, filters, rows):
        """How far down the path of a distributor its place of the list stands."""
        if filters.territory_id:
            chosen = self.env["dms.territory"].sudo().browse(filters.territory_id)
            return len((chosen.parent_path or "").split("/")) - 1
        roots = {(row["path"] or "").split("/")[0] for row in rows}
        return 1 if len(roots) == 1 else 0

    @api.model
    def _get_path(self, filters):
        """The chosen territory and those above it that the user may see, from the top."""
        territory = self.env["dms.territory"].browse(filters.territory_id or [])
        path = []
        while territory:
            path.insert(0, {"id": territory.id, "name": territory.name})
            territory = territory.parent_id
        return path

    @api.model
    def _get_bubbles(self, rows):
        """Distributors with a place on the map."""
        return [
            {
                "id": row["distributor_id"],
                "name": row["name"],
                "latitude": row["latitude"],
                "longitude": row["longitude"],
                "bad": row["bad"],
                **self._prepare_score(row["score"]),
            }
            for row in rows
            if row["latitude"] or row["longitude"]
        ]

    @api.model
    def _prepare_score(self, score):
        status = "good" if score >= GOOD_SCORE else "warning" if score >= WARNING_SCORE else "bad"
        return {"score": round(float(score)), "status": status}

    @api.model
    def _get_density_domain(self, filters, first) -> Domain:
        """Values of territories: of the topmost in the scope that have one, for those below are
        part of them. None where the scope is of a tier, which a territory does not know.
        """
        if filters.tier_id:
            return Domain.FALSE
        domain = (
            Domain("company_id", "=", self.env.company.id)
            & Domain("granularity", "=", "month")
            & Domain("territory_id", "!=", False)
            & Domain("date_from", ">=", first)
            & Domain("date_from", "<=", filters.month)
        )
        if filters.territory_id:
            domain &= Domain("territory_id", "child_of", filters.territory_id)
        snapshots = self.env["dms.kpi.snapshot"]
        found = snapshots._read_group(
            domain & Domain("date_from", "=", filters.month), ["kpi_id", "territory_id"]
        )
        return Domain.OR(
            domain & Domain("kpi_id", "=", kpi.id) & Domain("territory_id", "in", tops)
            for kpi, tops in self._get_topmost(found).items()
        )

    @api.model
    def _get_topmost(self, pairs):
        """By KPI, the territories that lie in no other one of the same KPI."""
        paths = defaultdict(dict)
        for kpi, territory in pairs:
            path = territory.sudo().parent_path.split("/")[:-1]
            paths[kpi][territory.id] = [int(part) for part in path]
        return {
            kpi: [
                territory for territory, path in own.items()
                if not any(above in own for above in path[:-1])
            ]
            for kpi, own in paths.items()
        }
