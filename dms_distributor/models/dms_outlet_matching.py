import polars as pl
from odoo import api, models
from odoo.tools import SQL

from ..matching import DISTANCE_FADES_AT, name_key, phone_key, score, tax_key
from ..tools import outlet_match_sql

# How alike names must be: near by, and where only the supplier or the postcode is the same.
NEAR_SIMILARITY, NAME_SIMILARITY = 0.3, 0.5
# More outlets than this do not truly share a phone or tax number.
CROWD = 10
# The best candidates of each outlet that are kept.
BEST = 10


class DmsOutletMatching(models.AbstractModel):
    """Finds outlets that resemble others, past the rules: callers show what the user may see.

    Candidates are those with the same phone or tax number, those near by with a somewhat similar
    name, and those of the same supplier or postcode with a similar one. Each is reached through an
    index, so the work grows with what is looked for and hardly with the number of outlets.
    """

    _name = "dms.outlet.matching"
    _description = "Comparison of Outlets"

    @api.model
    def _find_for_outlets(self, outlets) -> pl.DataFrame:
        """Resemblances of outlets that are registered.

        :return: a frame of ``number`` (the outlet's identifier), ``partner_id``,
            ``name_similarity`` (0 to 1), ``distance`` (metres or null), ``same_phone``,
            ``same_tax``, ``other_tax`` and ``score`` (0 to 100), best first
        """
        return self._find(SQL(outlet_match_sql.PROBE_OUTLETS, ids=outlets.ids))

    @api.model
    def _find_for_values(self, values_list) -> pl.DataFrame:
        """Resemblances of outlets that are only described.

        :param values_list: dicts; of interest are ``name``, ``phone``, ``vat``, ``zip``,
            ``latitude``, ``longitude``, ``distributor_id`` and ``company_id`` (identifiers)
        :return: a frame as of ``_find_for_outlets``; ``number`` counts ``values_list`` from 0
        """
        probes = [
            {
                "number": number,
                "company_id": values.get("company_id") or 0,
                "upstream_id": values.get("distributor_id") or 0,
                "name": name_key(values.get("name")),
                "phone": phone_key(values.get("phone")),
                "tax": tax_key(values.get("vat")),
                "zip": values.get("zip") or "",
                "latitude": values.get("latitude") or 0.0,
                "longitude": values.get("longitude") or 0.0,
            }
            for number, values in enumerate(values_list)
        ]
        if not probes:
            return self._find(SQL(outlet_match_sql.PROBE_OUTLETS, ids=[]))
        columns = {name: [probe[name] for probe in probes] for name in probes[0]}
        return self._find(SQL(outlet_match_sql.PROBE_VALUES, **columns))

    @api.model
    def _find(self, probe: SQL) -> pl.DataFrame:
        self.env["res.partner"].flush_model()
        rows = self.env.execute_query(
            SQL(
                outlet_match_sql.FIND,
                probe=probe, metres=DISTANCE_FADES_AT, crowd=CROWD,
                near_similarity=NEAR_SIMILARITY, name_similarity=NAME_SIMILARITY,
            )
        )
        found = pl.DataFrame(
            rows,
            schema={
                "number": pl.Int64, "partner_id": pl.Int64, "name_similarity": pl.Float64,
                "distance": pl.Float64, "same_phone": pl.Boolean, "same_tax": pl.Boolean,
                "other_tax": pl.Boolean,
            },
            orient="row",
        )
        scores = score(
            *(
                found[name].to_numpy()
                for name in ("name_similarity", "distance", "same_phone", "same_tax", "other_tax")
            )
        )
        return (
            found.with_columns(pl.Series("score", scores, dtype=pl.Int64))
            .filter(pl.col("score") >= self._get_least_score())
            .sort("number", "score", "partner_id", descending=[False, True, False])
            .group_by("number", maintain_order=True)
            .head(BEST)
        )

    @api.model
    def _get_least_score(self) -> int:
        """The score from which two outlets are held for duplicates, by the settings."""
        return int(
            self.env["ir.config_parameter"].sudo().get_param(
                "dms_distributor.duplicate_score", "60"
            )
        )
