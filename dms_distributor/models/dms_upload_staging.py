import io

import polars as pl
from odoo import api, models
from odoo.tools import SQL

from ..tools import frames, staging_codes_sql, staging_keyed_sql, staging_sql

# Words for units as distributors write them; a profile's own go before these.
PIECE_WORDS = frozenset((
    "PC", "PCS", "PCE", "PIECE", "PIECES", "PIÈCE", "PIÈCES", "U", "UN", "UNIT", "UNITS", "UNITÉ",
    "UNITÉS", "EA", "EACH", "NO", "NOS",
))
CASE_WORDS = frozenset((
    "CS", "CASE", "CASES", "CTN", "CTNS", "CARTON", "CARTONS", "CSE", "CAISSE", "CAISSES", "BOX",
    "BOXES", "BX", "COLIS",
))


class DmsUploadStaging(models.AbstractModel):
    """Checks and loads the rows of a file in tables of the transaction, all rows at once."""

    _name = "dms.upload.staging"
    _description = "Staging of an Upload"

    @api.model
    def _stage(self, upload, rows: pl.DataFrame):
        """Fill the staging tables with interpreted ``rows`` and find what their codes mean.

        What other models hold in memory is written first: the statements read the database.
        """
        self.env.flush_all()
        # Half a million rows are joined and sorted in memory, of this transaction alone.
        self.env.cr.execute("SET LOCAL work_mem = '128MB'")
        for table in staging_sql.TABLES:
            self.env.cr.execute(
                SQL("DROP TABLE IF EXISTS %s", SQL.identifier("pg_temp", table))
            )
        self.env.cr.execute(staging_sql.CREATE)
        staged = frames.stage(rows, upload.company_id.id)
        self._copy("dms_staged", staged.rows)
        self._copy("dms_staged_product", staged.products, ("no", "code", "name"))
        self._copy("dms_staged_outlet", staged.outlets, ("no", "code", "name"))
        self._copy("dms_staged_unit", self._explain_units(upload, staged.units))
        has_lots = staged.rows["lot"].null_count() < staged.rows.height
        has_units = staged.units.height > 0
        del staged
        for table in staging_sql.TABLES[:4]:
            self.env.cr.execute(SQL("ANALYZE %s", SQL.identifier(table)))
        self._resolve_codes(upload)
        self._resolve_rows(upload, has_units=has_units, has_lots=has_lots)

    @api.model
    def _resolve_codes(self, upload):
        """Find products and outlets for the file's codes."""
        parameters = self._get_parameters(upload)
        self.env.cr.execute(staging_codes_sql.RESOLVE_PRODUCTS, parameters)
        self.env.cr.execute(staging_codes_sql.RESOLVE_OUTLETS, parameters)

    @api.model
    def _resolve_rows(self, upload, *, has_units: bool, has_lots: bool):
        """Work out what each row would be as a fact, which are facts already, which contradict."""
        execute, parameters = self.env.cr.execute, self._get_parameters(upload)
        joins = [staging_sql.NO_FACTORS]
        if has_units:
            execute(staging_codes_sql.RESOLVE_FACTORS)
            joins = [staging_sql.JOIN_FACTORS]
        factor, scale = "COALESCE(f.factor, 1)", []
        currency = upload._get_file_currency()
        if currency != upload.currency_id:
            self._resolve_rates(currency, upload.company_id)
            joins.append(staging_sql.JOIN_RATES)
            scale.append("r.rate")
        if upload.profile_id.tax_percent:
            scale.append("100 / (100 + %(tax_percent)s::numeric)")

        def quantity(column):
            return f"round({column} * {factor}, 6)" if has_units else column

        def amount(column):
            return self._round_sql(" * ".join([column, *scale]), upload.currency_id)

        execute(
            staging_sql.RESOLVE.format(
                lot=staging_sql.LOT if has_lots else "NULL::integer",
                quantity=quantity("s.quantity"),
                free=quantity("COALESCE(s.free, 0)"),
                discount=amount("COALESCE(s.discount, s.gross - s.net, 0)"),
                net=amount("s.net"),
                residue=f"s.net - {amount('s.net')}" if not scale else "0",
                joins="\n".join(joins),
            ),
            parameters,
        )
        execute(staging_sql.SPREAD_RESIDUE.format(places=upload.currency_id.decimal_places))
        execute("ANALYZE dms_resolved")
        self._match_facts(parameters)

    @api.model
    def _match_facts(self, parameters: dict):
        """Find rows that are facts already, and facts that new rows contradict."""
        execute = self.env.cr.execute
        execute("SELECT min(date) AS date_from, max(date) AS date_to FROM dms_resolved")
        parameters = {**parameters, **self.env.cr.dictfetchone()}
        execute(staging_keyed_sql.IS_KEYED)
        if is_keyed := self.env.cr.fetchone()[0]:
            parameters.update(staging_keyed_sql.ANY_DATE)
        execute(staging_sql.MATCH_KNOWN, parameters)
        has_known = self.env.cr.rowcount
        while self.env.cr.rowcount:
            execute(staging_sql.NEXT_VERSION)
            if self.env.cr.rowcount:
                execute(staging_sql.MATCH_KNOWN, parameters)
        if has_known:
            execute(staging_sql.INDEX_KNOWN)
        execute(staging_sql.FIND_CONFLICTS, parameters)
        if is_keyed:
            execute(staging_keyed_sql.DIFFERENT_KEYS_AGREE, parameters)
            execute(staging_keyed_sql.FIND_CORRECTIONS, parameters)
            execute(staging_keyed_sql.CORRECT_AS_NEXT_VERSION, parameters)

    @api.model
    def _resolve_rates(self, currency, company):
        """Rates from the file's ``currency`` into that of ``company``, one for each date."""
        self.env.cr.execute(
            staging_codes_sql.RESOLVE_RATES,
            {
                "company_id": company.root_id.id,
                "to_currency_id": company.currency_id.id,
                "from_currency_id": currency.id,
            },
        )

    @api.model
    def _insert_facts(self, upload):
        """Append the new rows, and for those that replace one its reversal first.

        The earlier facts that stay make their rows rejected ones, so that none is lost from sight.
        """
        parameters = self._get_parameters(upload)
        self.env.cr.execute(staging_sql.KEEP_EARLIER)
        self.env.cr.execute(staging_sql.INSERT_REVERSALS, parameters)
        self.env.cr.execute(staging_sql.INSERT_SALES, parameters)
        self.env.cr.execute(staging_sql.IS_LARGE, {"count": self.env.cr.rowcount})
        if self.env.cr.fetchone()[0]:
            self.env.cr.execute("ANALYZE dms_secondary_sale")
        self.env["dms.secondary.sale"].invalidate_model()

    @api.model
    def _get_answers(self, upload) -> list[tuple]:
        """What became of the staged rows that were not rejected.

        :return: (row, fact, whether it was known, fact that it replaces, whether its lot is
            unknown)
        """
        self.env.cr.execute(staging_keyed_sql.ANSWERS, self._get_parameters(upload))
        return self.env.cr.fetchall()

    @api.model
    def _get_totals(self) -> dict:
        """Counts, period and sums of the staged rows, as fields of ``dms.upload``."""
        self.env.cr.execute(staging_sql.TOTALS)
        return self.env.cr.dictfetchone()

    @api.model
    def _get_new_outlets(self) -> list[dict]:
        """Codes and names of the outlets that are to be registered."""
        self.env.cr.execute(staging_codes_sql.NEW_OUTLETS)
        return self.env.cr.dictfetchall()

    @api.model
    def _set_new_outlets(self, outlets, numbers: list[int]):
        """Say that ``outlets`` have been registered for the codes of ``numbers``."""
        self.env.flush_all()
        pairs = list(zip(numbers, outlets.ids, strict=True))
        self.env.cr.execute(
            SQL(
                """WITH registered AS (
                       UPDATE dms_staged_outlet o SET outlet_id = x.id, problem = NULL
                         FROM (VALUES %s) AS x (no, id) WHERE o.no = x.no RETURNING o.no, x.id)
                   UPDATE dms_resolved r SET outlet_id = registered.id
                     FROM registered WHERE r.outlet_no = registered.no""",
                SQL(", ").join(SQL("(%s, %s)", no, outlet) for no, outlet in pairs),
            )
        )

    @api.model
    def _write_findings(self, upload):
        """Tell what of the file is unknown or doubtful, in the order of its value."""
        parameters = self._get_parameters(upload)
        self.env.cr.execute(staging_sql.FINDINGS, parameters)
        self.env.cr.execute(staging_sql.REMEMBER_CONFLICTS, parameters)

    @api.model
    def _read_rejected(self) -> pl.DataFrame:
        """Rows that cannot become facts: row, reason, role, value, quantity, net_amount."""
        buffer = io.BytesIO()
        self.env.cr.copy_expert(staging_sql.REJECTED.replace("%%", "%"), buffer)
        names = ("row", "reason", "role", "value", "quantity", "net_amount")
        schema = {name: pl.UInt32 if name == "row" else pl.String for name in names}
        if not buffer.tell():
            return pl.DataFrame(schema=schema)
        buffer.seek(0)
        return pl.read_csv(buffer, has_header=False, schema=schema)

    @api.model
    def _copy(self, table: str, frame: pl.DataFrame, columns: tuple[str, ...] = ()):
        """COPY ``frame`` into ``table``, by position or into ``columns``."""
        names = f"({', '.join(columns)})" if columns else ""
        for buffer in frames.csv_buffers(frame):
            self.env.cr.copy_expert(f"COPY {table} {names} FROM STDIN WITH (FORMAT csv)", buffer)

    @api.model
    def _explain_units(self, upload, units: pl.DataFrame) -> pl.DataFrame:
        """What each word for a unit means: of the profile, of common use, or a unit's own name.

        :return: no, word, kind (null: unknown), uom_id
        """
        own = {
            unit.word.strip().upper(): (unit.kind, unit.uom_id.id or None)
            for unit in upload.profile_id.unit_ids
        }
        named = {}
        if units.height:
            uoms = self.env["uom.uom"].search_fetch([], ["name"])
            named = {uom.name.upper(): ("uom", uom.id) for uom in uoms}
        meanings = [
            own.get(word.upper())
            or own.get(word.upper().rstrip("."))
            or self._explain_common_word(word.upper().rstrip("."))
            or named.get(word.upper().rstrip("."))
            or (None, None)
            for word in units["word"]
        ]
        return units.with_columns(
            pl.Series("kind", [kind for kind, _uom in meanings], pl.String),
            pl.Series("uom_id", [uom for _kind, uom in meanings], pl.Int32),
        )

    @api.model
    def _explain_common_word(self, word: str) -> tuple[str, None] | None:
        """Kind of unit that ``word``, in capitals, means everywhere; None when it means none."""
        if word in PIECE_WORDS:
            return "piece", None
        return ("case", None) if word in CASE_WORDS else None

    @api.model
    def _round_sql(self, expression: str, currency) -> str:
        """``expression`` rounded as amounts of ``currency`` are."""
        places = currency.decimal_places
        if abs(currency.rounding - 10**-places) < 1e-9:
            return f"round({expression}, {places})"
        return f"round(({expression}) / {currency.rounding:f}) * {currency.rounding:f}"

    @api.model
    def _get_parameters(self, upload) -> dict:
        """Parameters of the statements of ``staging_sql``."""
        profile, company = upload.profile_id, upload.company_id
        return {
            "upload": upload.id,
            "company": company.id,
            "companies": [int(part) for part in company.parent_path.split("/") if part],
            "distributor": upload.distributor_id.id,
            "below": f"{upload.distributor_id.dms_network_path}%",
            "lang": self.env.lang or "en_US",
            "ignored": profile._get_ignored_codes(),
            "source": upload.source,
            "choice": upload.conflict_choice,
            "tax_percent": str(profile.tax_percent),
            "reject_missing_outlet": profile.missing_outlet == "reject",
            "reject_unknown_outlet": profile.unknown_outlet == "reject",
            "reject_repeated": profile.repeated_row == "reject",
        }
