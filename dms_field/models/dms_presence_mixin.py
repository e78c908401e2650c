from odoo import api, fields, models

from ..routing import locate


class DmsPresenceMixin(models.AbstractModel):
    """When and where someone came to a partner and left, and whether it was really there."""

    _name = "dms.presence.mixin"
    _description = "Presence at a Partner"

    check_in = fields.Datetime(copy=False)
    check_out = fields.Datetime(copy=False)
    duration = fields.Float(
        "Duration (hours)", compute="_compute_duration", store=True, aggregator="avg"
    )
    check_in_latitude = fields.Float(digits=(10, 7), copy=False, aggregator=None)
    check_in_longitude = fields.Float(digits=(10, 7), copy=False, aggregator=None)
    check_out_latitude = fields.Float(digits=(10, 7), copy=False, aggregator=None)
    check_out_longitude = fields.Float(digits=(10, 7), copy=False, aggregator=None)
    distance_m = fields.Float(
        "Distance (m)", digits=(10, 1), compute="_compute_geofence", store=True, aggregator="avg",
        help="From the outlet to where the representative checked in.",
    )
    geofence_radius = fields.Integer(
        "Geofence Radius (m)", compute="_compute_geofence", store=True, aggregator=None,
        help="The company's radius at the time of the check-in.",
    )
    geofence = fields.Selection(
        [("inside", "Inside"), ("outside", "Outside"), ("unknown", "Unknown")],
        compute="_compute_geofence", store=True,
        help="Unknown: the check-in or the outlet has no coordinates.",
    )

    _check_out_after_check_in = models.Constraint(
        "CHECK (check_out IS NULL OR check_out >= check_in)",
        "The check-out cannot be before the check-in.",
    )

    @api.depends("check_in", "check_out")
    def _compute_duration(self):
        for presence in self:
            ended = presence.check_in and presence.check_out
            elapsed = (presence.check_out - presence.check_in).total_seconds() if ended else 0.0
            presence.duration = elapsed / 3600

    # Not on the partner's coordinates: the outcome stands as it was at the check-in.
    @api.depends("check_in", "check_in_latitude", "check_in_longitude")
    def _compute_geofence(self):
        for presence in self:
            if not presence.check_in:
                presence.update({"geofence": False, "geofence_radius": 0, "distance_m": 0.0})
                continue
            partner, radius = presence._get_presence_partner(), presence._get_geofence_radius()
            fix = locate(
                (presence.check_in_latitude, presence.check_in_longitude),
                (partner.partner_latitude, partner.partner_longitude),
                radius,
            )
            presence.geofence = fix.status
            presence.geofence_radius = radius
            presence.distance_m = fix.distance_m or 0.0

    def _get_presence_partner(self):
        """The partner at whose place this happens.

        :return: one partner, whose coordinates are the middle of the geofence
        """
        raise NotImplementedError

    def _get_geofence_radius(self):
        """Radius in metres of the fence around the partner."""
        return self.company_id.dms_geofence_radius

    @api.model
    def _get_presence_fields(self):
        """Names of the fields that state when and where."""
        return {
            "check_in", "check_in_latitude", "check_in_longitude",
            "check_out", "check_out_latitude", "check_out_longitude",
        }

    @api.model
    def _prepare_presence_values(self, moment, latitude, longitude):
        """Values that record a check-in or check-out made now.

        :param moment: ``check_in`` or ``check_out``
        :return: a dict for ``write``
        """
        return {
            moment: fields.Datetime.now(),
            f"{moment}_latitude": latitude,
            f"{moment}_longitude": longitude,
        }
