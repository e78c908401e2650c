from odoo import api, fields, models

FIGURES = (
    "quantity", "free_quantity", "gross_amount", "discount_amount", "net_amount", "return_amount",
    "line_count", "invoice_count", "invoiced_amount",
)

# Partners that have changed place take their sums along: those of the distributors that sold to
# them, or that they are, are summed anew.
MOVED = """
    WITH moved AS MATERIALIZED (
        SELECT new_rows.id FROM new_rows JOIN old_rows ON old_rows.id = new_rows.id
         WHERE new_rows.dms_territory_id IS DISTINCT FROM old_rows.dms_territory_id
            OR new_rows.dms_channel_id IS DISTINCT FROM old_rows.dms_channel_id), sellers AS (
        SELECT sums.distributor_id FROM dms_secondary_outlet_month sums
         WHERE sums.outlet_id IN (SELECT id FROM moved)
         UNION
        SELECT id FROM moved WHERE EXISTS (
               SELECT FROM dms_secondary_outlet_month sums WHERE sums.distributor_id = moved.id))"""
# Takes the SQL that adds the sums by outlet of ``seller_ids``.
CREATE_MOVE = """
    CREATE OR REPLACE FUNCTION dms_secondary_place_month_move() RETURNS trigger
    LANGUAGE plpgsql AS $body$
    DECLARE seller_ids int[];
    BEGIN
        {moved} SELECT array_agg(distributor_id) INTO seller_ids FROM sellers;
        IF seller_ids IS NOT NULL THEN
            DELETE FROM dms_secondary_place_month WHERE distributor_id = ANY(seller_ids);
            {add};
        END IF;
        RETURN NULL;
    END $body$;
    CREATE OR REPLACE TRIGGER dms_secondary_place_month_move AFTER UPDATE ON res_partner
    REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION dms_secondary_place_month_move()"""


class DmsSecondaryPlaceMonth(models.Model):
    """Secondary sales of a distributor by territory, channel and month.

    Kept by the database from the sums by outlet, and when an outlet or a distributor changes its
    territory or channel. It is what screens read that need no single outlet: there are hundreds of
    outlets to a row.
    """

    _name = "dms.secondary.place.month"
    _description = "Secondary Sales by Place and Month"
    _inherit = ["dms.secondary.follower.mixin"]
    _log_access = False
    _order = "month desc, net_amount desc, id desc"
    _rec_name = "distributor_id"
    _keys = ("distributor_id", "territory_id", "channel_id", "month", "company_id")
    _optional_keys = ("territory_id", "channel_id")
    _figures = FIGURES

    territory_id = fields.Many2one(
        "dms.territory", readonly=True, ondelete="set null", index="btree_not_null",
        help="Of the outlet, else of the distributor.",
    )
    channel_id = fields.Many2one(
        "dms.channel", readonly=True, ondelete="set null", index="btree_not_null"
    )
    month = fields.Date(required=True, readonly=True, help="The first day of the month.")
    quantity = fields.Float(digits="Product Unit", readonly=True)
    free_quantity = fields.Float(digits="Product Unit", readonly=True)
    gross_amount = fields.Monetary(string="Gross", readonly=True)
    discount_amount = fields.Monetary(string="Discount", readonly=True)
    net_amount = fields.Monetary(string="Net", readonly=True)
    return_amount = fields.Monetary(string="Returns", readonly=True)
    line_count = fields.Integer(string="Lines", readonly=True)
    invoice_count = fields.Integer(string="Invoices", readonly=True)
    invoiced_amount = fields.Monetary(string="Invoiced Net", readonly=True)

    _key_unique = models.UniqueIndex(
        "(distributor_id, COALESCE(territory_id, 0), COALESCE(channel_id, 0), month, company_id)",
        "The sales of a distributor, territory, channel and month are in one row."
    )
    _month_idx = models.Index("(month, company_id)")

    @api.model
    def _get_flow_sql(self, rows, sign=""):
        # A sale lies in the territory of its outlet, else of its distributor, as they are now.
        signed = ", ".join(f"{sign}COALESCE(part.{name}, 0) AS {name}" for name in FIGURES)
        return (
            "SELECT part.company_id, part.distributor_id, part.month,"
            " COALESCE(outlet.dms_territory_id, distributor.dms_territory_id) AS territory_id,"
            f" outlet.dms_channel_id AS channel_id, {signed} FROM {rows} part"
            " JOIN res_partner distributor ON distributor.id = part.distributor_id"
            " LEFT JOIN res_partner outlet ON outlet.id = part.outlet_id"
        )

    @api.model
    def _create_triggers(self):
        self.env.cr.execute(self._get_move_sql())
        return super()._create_triggers()

    @api.model
    def _get_move_sql(self) -> str:
        """SQL of the trigger by which partners that move take their sums along."""
        moved = self._get_flow_sql(
            "(SELECT * FROM dms_secondary_outlet_month WHERE distributor_id = ANY(seller_ids))"
        )
        return CREATE_MOVE.format(moved=MOVED, add=self._get_upsert_sql(moved))
