import polars as pl
from odoo import api, models
from odoo.tools import SQL

from ..tools import staging_codes_sql, staging_sql


class DmsUploadStaging(models.AbstractModel):
    """What codes mean that do not come in a file of sales: the same statements find it."""

    _inherit = "dms.upload.staging"

    @api.model
    def _find_products(self, company, distributor, codes: list[str]) -> dict[str, tuple]:
        """The product that each code stands for in the books of ``distributor``.

        :return: code → (identifier or None, reason why there is none or None)
        """
        return self._find_codes(
            "product", company, distributor, codes, staging_codes_sql.RESOLVE_PRODUCTS
        )

    @api.model
    def _find_outlets(self, company, distributor, codes: list[str]) -> dict[str, tuple]:
        """The outlet that each code stands for in the books of ``distributor``.

        :return: code → (identifier or None, reason why there is none or None)
        """
        return self._find_codes(
            "outlet", company, distributor, codes, staging_codes_sql.RESOLVE_OUTLETS
        )

    @api.model
    def _find_codes(self, kind, company, distributor, codes, statement) -> dict[str, tuple]:
        self.env.flush_all()
        for table in staging_sql.TABLES:
            self.env.cr.execute(SQL("DROP TABLE IF EXISTS %s", SQL.identifier("pg_temp", table)))
        self.env.cr.execute(staging_sql.CREATE)
        frame = pl.DataFrame({"code": list(dict.fromkeys(codes))}, schema={"code": pl.String})
        table = f"dms_staged_{kind}"
        self._copy(
            table,
            frame.with_row_index("no", 1).with_columns(pl.col("code").alias("name")),
            ("no", "code", "name"),
        )
        profile = self.env["dms.upload.profile"].sudo()._get_api_profile(company, distributor)
        self.env.cr.execute(
            statement,
            {
                "company": company.id,
                "companies": [int(part) for part in company.parent_path.split("/") if part],
                "distributor": distributor.id,
                "below": f"{distributor.dms_network_path}%",
                "lang": self.env.lang or "en_US",
                "ignored": profile._get_ignored_codes(),
            },
        )
        found = self.env.execute_query(
            SQL("SELECT code, %s, problem FROM %s", SQL.identifier(f"{kind}_id"),
                SQL.identifier(table))
        )
        return {code: (identifier, problem) for code, identifier, problem in found}
