"""Event scores as sed_eval defines them (Mesaros, Heittola, Virtanen 2016) and as gzhu06/PodcastFillers_Utils uses them
(reproduce_results.py): an onset within the collar of 100 ms, an end within the collar or half the length of the true event, whichever is
more, and the largest one-to-one matching."""

import dataclasses

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import maximum_bipartite_matching

COLLAR_MS = 100
SHARE = 0.5


def matched(truth, found, fits):
    """The pairs (index of truth, index of found) of a largest matching."""
    if not truth or not found:
        return []
    allowed = np.array([[fits(one, other) for other in found] for one in truth], dtype=np.int8)
    partners = maximum_bipartite_matching(csr_array(allowed), perm_type="column")
    return [(index, int(partner)) for index, partner in enumerate(partners) if partner >= 0]


def same_event(truth, found):
    return abs(truth[0] - found[0]) <= COLLAR_MS and abs(truth[1] - found[1]) <= max(COLLAR_MS, SHARE * (truth[1] - truth[0]))


def same_pause(truth, found):
    return abs(truth[0] - found[0]) <= 200 and abs(truth[1] - found[1]) <= 200


def overlap(one, other):
    return min(one[1], other[1]) - max(one[0], other[0])


@dataclasses.dataclass
class Tally:
    """Counts that add up over files."""

    hits: int = 0
    truths: int = 0
    finds: int = 0
    touched: int = 0
    minutes: float = 0.0
    onset: list = dataclasses.field(default_factory=list)
    offset: list = dataclasses.field(default_factory=list)

    def add(self, truth, found, fits, open_places=(), minutes=0.0):
        pairs = matched(truth, found, fits)
        used = {other for _, other in pairs}
        spare = [
            index
            for index, event in enumerate(found)
            if index not in used and any(overlap(event, place) > 0 for place in open_places)
        ]
        self.hits += len(pairs)
        self.truths += len(truth)
        self.finds += len(found) - len(spare)
        self.minutes += minutes
        self.touched += sum(
            any(overlap(one, other) >= 0.5 * min(one[1] - one[0], other[1] - other[0]) for other in found) for one in truth
        )
        self.onset += [found[other][0] - truth[one][0] for one, other in pairs]
        self.offset += [found[other][1] - truth[one][1] for one, other in pairs]

    @property
    def precision(self):
        return self.hits / self.finds if self.finds else float("nan")

    @property
    def recall(self):
        return self.hits / self.truths if self.truths else float("nan")

    @property
    def f1(self):
        return 2 * self.hits / (self.finds + self.truths) if self.finds + self.truths else float("nan")

    @property
    def found_share(self):
        return self.touched / self.truths if self.truths else float("nan")

    @property
    def false_per_minute(self):
        return (self.finds - self.hits) / self.minutes if self.minutes else float("nan")


def disagreement(pairs):
    """How far sed_eval's F1 is from ours on the same (truth, found) lists; None where it does not install."""
    try:
        import sed_eval
    except Exception:
        return None
    metric = sed_eval.sound_event.EventBasedMetrics(event_label_list=["f"], t_collar=COLLAR_MS / 1000)
    tally = Tally()
    for index, (truth, found) in enumerate(pairs):
        tally.add(truth, found, same_event)
        metric.evaluate(*[
            [{"filename": f"{index}", "onset": a / 1000, "offset": b / 1000, "event_label": "f"} for a, b in events]
            for events in (truth, found)
        ])
    return abs(metric.results_overall_metrics()["f_measure"]["f_measure"] - tally.f1)
