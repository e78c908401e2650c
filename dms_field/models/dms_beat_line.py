from odoo import api, fields, models


class DmsBeatLine(models.Model):
    """An outlet's place in a round."""

    _name = "dms.beat.line"
    _description = "Outlet of a Beat"
    _order = "beat_id, sequence, id"
    _rec_name = "outlet_id"
    _check_company_auto = True

    beat_id = fields.Many2one("dms.beat", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="beat_id.company_id", store=True, precompute=True)
    sequence = fields.Integer(default=10)
    outlet_id = fields.Many2one(
        "res.partner", required=True, index=True, ondelete="cascade", check_company=True,
        domain=[("dms_role", "=", "outlet")],
    )
    city = fields.Char(related="outlet_id.city")
    outlet_class_id = fields.Many2one(related="outlet_id.dms_outlet_class_id")
    outlet_state = fields.Selection(related="outlet_id.dms_state")
    distance_km = fields.Float(
        "Distance (km)", digits=(10, 2), compute="_compute_distance_km",
        help="From the stop before, as the crow flies; empty when coordinates are missing.",
    )

    _outlet_unique = models.Constraint(
        "UNIQUE (beat_id, outlet_id)", "An outlet stands only once in a beat."
    )

    @api.depends("sequence", "outlet_id", "beat_id.line_ids.sequence", "beat_id.distributor_id")
    def _compute_distance_km(self):
        self.distance_km = 0.0
        for beat, lines in self.grouped("beat_id").items():
            every = (beat.line_ids | lines).sorted()
            legs = beat._get_legs([line._get_place() for line in every])
            for line, leg in zip(every, legs, strict=False):
                line.distance_km = leg

    def _get_place(self):
        """The outlet's (latitude, longitude); (0, 0) when unknown."""
        return (self.outlet_id.partner_latitude, self.outlet_id.partner_longitude)

    def _prepare_visit_values(self, date):
        """Values of the planned visit of this outlet on a day.

        :return: a dict for ``create`` whose ``source_key`` is the same for the same day
        """
        self.ensure_one()
        beat = self.beat_id
        return {
            "company_id": beat.company_id.id,
            "beat_id": beat.id,
            "distributor_id": beat.distributor_id.id,
            "user_id": beat.user_id.id,
            "outlet_id": self.outlet_id.id,
            "date": date,
            "sequence": self.sequence,
            "source": "plan",
            "source_key": f"plan:{beat.id}:{self.outlet_id.id}:{date:%Y%m%d}",
        }
