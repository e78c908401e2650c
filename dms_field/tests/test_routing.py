import unittest

import numpy as np
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from odoo.addons.dms_field import routing

# A busy machine is no failure.
patient = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])

latitudes = st.floats(-90, 90, allow_nan=False)
longitudes = st.floats(-180, 180, allow_nan=False)
places = st.tuples(latitudes, longitudes)
# A city and its surroundings: what a round really covers.
town = st.tuples(st.floats(28.0, 29.0), st.floats(77.0, 78.0))

PARIS, LONDON = (48.8566, 2.3522), (51.5074, -0.1278)
DELHI, MUMBAI = (28.6139, 77.2090), (19.0760, 72.8777)


class TestDistance(unittest.TestCase):
    def test_known_distances(self):
        # Great-circle distances of the mean sphere, to a kilometre.
        self.assertAlmostEqual(float(routing.great_circle(PARIS, LONDON)), 343.6, delta=1)
        self.assertAlmostEqual(float(routing.great_circle(DELHI, MUMBAI)), 1148.1, delta=1)

    def test_quarter_of_a_meridian(self):
        quarter = np.pi / 2 * routing.EARTH_RADIUS_KM
        self.assertAlmostEqual(float(routing.great_circle((0, 0), (90, 0))), quarter, places=6)
        self.assertAlmostEqual(
            float(routing.great_circle((0, -180), (0, 0))), 2 * quarter, places=6
        )

    def test_places_metres_apart(self):
        metre = 1 / 111_195.08
        distance = float(routing.great_circle((28.6, 77.2), (28.6 + metre, 77.2)))
        self.assertAlmostEqual(distance * 1000, 1.0, places=3)

    def test_across_the_date_line(self):
        self.assertAlmostEqual(
            float(routing.great_circle((0, 179.5), (0, -179.5))),
            float(routing.great_circle((0, 0), (0, 1))),
            places=6,
        )

    @patient
    @given(st.lists(places, max_size=8))
    def test_matrix_is_a_metric(self, stops):
        matrix = routing.distance_matrix(stops)
        self.assertEqual(matrix.shape, (len(stops), len(stops)))
        np.testing.assert_allclose(matrix, matrix.T, atol=1e-9)
        self.assertTrue((np.diagonal(matrix) == 0).all())
        through = (matrix[:, :, None] + matrix[None, :, :]).min(axis=1, initial=np.inf)
        # asin loses half the digits near antipodes: a few millimetres on 20,000 km.
        self.assertTrue((matrix <= through + 1e-3).all())
        self.assertTrue((matrix <= np.pi * routing.EARTH_RADIUS_KM + 1e-9).all())

    def test_bad_places(self):
        for bad in ([(91, 0)], [(0, 181)], [(float("nan"), 0)], [(1, 2, 3)], [1, 2]):
            with self.subTest(bad=bad), self.assertRaises(ValueError):
                routing.distance_matrix(bad)


class TestGeofence(unittest.TestCase):
    def test_inside_and_outside(self):
        outlet = (28.6, 77.2)
        metre = 1 / 111_195.08
        near = routing.locate((28.6 + 99 * metre, 77.2), outlet, 100)
        self.assertEqual(near.status, routing.INSIDE)
        self.assertAlmostEqual(near.distance_m, 99, places=2)
        self.assertEqual(
            routing.locate((28.6 + 101 * metre, 77.2), outlet, 100).status, routing.OUTSIDE
        )

    def test_unknown_without_both_places(self):
        unknown = (None, routing.UNKNOWN)
        self.assertEqual(routing.locate((0, 0), (28.6, 77.2), 100), unknown)
        self.assertEqual(routing.locate((28.6, 77.2), (0, 0), 100), unknown)

    def test_negative_radius(self):
        with self.assertRaises(ValueError):
            routing.locate(PARIS, LONDON, -1)

    @patient
    @given(town, town, st.floats(0, 1e6), st.floats(0, 1e6))
    def test_wider_fence_never_shuts_out(self, position, outlet, radius, more):
        if routing.locate(position, outlet, radius).status == routing.INSIDE:
            wider = routing.locate(position, outlet, radius + more)
            self.assertEqual(wider.status, routing.INSIDE)


class TestRoute(unittest.TestCase):
    def test_along_a_road(self):
        road = [(28.0, 77.0 + step / 10) for step in (3, 0, 2, 4, 1)]
        route = routing.order_stops(road, start=(28.0, 76.9))
        self.assertEqual(route.order, (1, 4, 2, 0, 3))
        self.assertAlmostEqual(
            route.length_km, float(routing.great_circle((28.0, 76.9), (28.0, 77.4))), places=2
        )

    def test_two_opt_undoes_a_crossing(self):
        square = [(0.0, 0.0), (1.0, 1.0), (1.0, 0.0), (0.0, 1.0)]
        matrix = routing.distance_matrix([*square, (0.0, 0.0)])
        path = routing.improve_two_opt(matrix, [0, 1, 2, 3, 4])
        self.assertEqual(path, [0, 2, 1, 3, 4])

    def test_nothing_to_order(self):
        self.assertEqual(routing.order_stops([]), routing.Route((), 0.0))
        alone = routing.order_stops([PARIS], start=LONDON, closed=True)
        self.assertEqual(alone.order, (0,))
        self.assertAlmostEqual(
            alone.length_km, 2 * float(routing.great_circle(PARIS, LONDON)), places=6
        )

    @patient
    @given(st.lists(town, max_size=25), st.none() | town, st.booleans())
    def test_every_stop_once_and_never_longer(self, stops, start, closed):
        route = routing.order_stops(stops, start, closed)
        self.assertEqual(sorted(route.order), list(range(len(stops))))
        self.assertAlmostEqual(
            route.length_km, self._walk(stops, route.order, start, closed), places=6
        )
        given_length = self._walk(stops, range(len(stops)), start, closed)
        self.assertLessEqual(route.length_km, given_length + 1e-6)

    @patient
    @given(st.lists(town, min_size=4, max_size=15))
    def test_two_opt_never_longer_and_ends_stay(self, stops):
        matrix = routing.distance_matrix(stops)
        before = list(range(len(stops)))
        after = routing.improve_two_opt(matrix, before)
        self.assertLessEqual(
            routing.path_length(matrix, after), routing.path_length(matrix, before) + 1e-9
        )
        self.assertEqual((after[0], after[-1]), (before[0], before[-1]))
        # No reversal is left that would save anything.
        for first in range(1, len(after) - 1):
            for last in range(first + 1, len(after) - 1):
                other = [*after[:first], *after[first : last + 1][::-1], *after[last + 1 :]]
                self.assertGreaterEqual(
                    routing.path_length(matrix, other),
                    routing.path_length(matrix, after) - 2e-6,
                )

    @staticmethod
    def _walk(stops, order, start, closed):
        """Length of a round, leg by leg: an oracle that shares no code with the router."""
        way = [stops[index] for index in order]
        if start is not None and way:
            way = [start, *way, *([start] if closed else [])]
        return sum(
            float(routing.great_circle(here, there))
            for here, there in zip(way, way[1:], strict=False)
        )
