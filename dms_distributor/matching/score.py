"""How likely it is that two outlets are one, from 0 to 100."""

import numpy as np

# Metres at which being near is no evidence any more.
DISTANCE_FADES_AT = 200.0
# Metres from which two places are taken for two shops, whatever they are called.
DISTANCE_APART = 2000.0
# How far each piece of evidence alone, at its strongest, makes one of the two.
NAME, PHONE, TAX, PLACE = 0.75, 0.75, 0.95, 0.5
# What is left of the likelihood when the two contradict each other.
APART, OTHER_TAX = 0.6, 0.5


def score(name_similarity, distance, same_phone, same_tax, other_tax) -> np.ndarray:
    """Score pairs of outlets; all arguments are columns of the same length.

    The pieces of evidence count as independent of one another: what each leaves in doubt is
    multiplied. A name counts by the square of its similarity, for half-like names are common.

    :param name_similarity: share of the trigrams that the names have in common, 0 to 1
    :param distance: metres between the two; NaN where a place is not known
    :param same_phone: whether both have the same phone number
    :param same_tax: whether both have the same tax number
    :param other_tax: whether both have a tax number, and not the same
    :return: whole numbers from 0 to 100
    """
    similarity = np.clip(np.asarray(name_similarity, dtype=float), 0.0, 1.0)
    metres = np.asarray(distance, dtype=float)
    known = ~np.isnan(metres)
    nearness = np.where(known, np.clip(1 - metres / DISTANCE_FADES_AT, 0.0, 1.0), 0.0)
    doubt = (
        (1 - NAME * similarity**2)
        * (1 - PLACE * nearness)
        * np.where(np.asarray(same_phone, dtype=bool), 1 - PHONE, 1.0)
        * np.where(np.asarray(same_tax, dtype=bool), 1 - TAX, 1.0)
    )
    likelihood = (
        (1 - doubt)
        * np.where(known & (metres > DISTANCE_APART), APART, 1.0)
        * np.where(np.asarray(other_tax, dtype=bool), OTHER_TAX, 1.0)
    )
    return np.rint(100 * likelihood).astype(int)
