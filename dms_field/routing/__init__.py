"""Distances, geofences and the order of stops. Pure: imports nothing of Odoo.

Places are pairs (latitude, longitude) in decimal degrees; distances are kilometres unless a
name ends in ``_m`` (metres).
"""

from .distance import EARTH_RADIUS_KM, distance_matrix, great_circle
from .geofence import INSIDE, OUTSIDE, UNKNOWN, Fix, has_place, locate
from .route import Route, improve_two_opt, nearest_neighbour, order_stops, path_length
