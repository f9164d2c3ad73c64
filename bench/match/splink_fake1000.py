"""Splink's tutorial model on fake_1000, judged against the file's column "cluster".

    python3 -m venv venv && venv/bin/pip install splink==5.0.0 pandas
    venv/bin/python bench/match/splink_fake1000.py match/testdata/fake_1000.csv

Comparisons, blocking rules and training are those of Splink's documentation for deduplicating this
file. Prints precision, recall and F1 of its pairs at several thresholds, and at the best of all,
which nobody knows without the truth. Pairs that its blocking rules never compare count as missed,
as they do for Samano.
"""

import sys

import duckdb
import pandas as pd
import splink.comparison_library as cl
from splink import Linker, SettingsCreator, block_on
from splink.internals.duckdb.database_api import DuckDBAPI

rows = pd.read_csv(sys.argv[1])
settings = SettingsCreator(
    link_type="dedupe_only",
    blocking_rules_to_generate_predictions=[
        block_on("first_name"),
        block_on("surname"),
        block_on("dob"),
        block_on("email"),
    ],
    comparisons=[
        cl.ForenameSurnameComparison("first_name", "surname"),
        cl.DateOfBirthComparison("dob", input_is_string=True),
        cl.ExactMatch("city").configure(term_frequency_adjustments=True),
        cl.EmailComparison("email"),
    ],
)
api = DuckDBAPI(duckdb.connect())
linker = Linker(api.register(rows), settings)
linker.training.estimate_probability_two_random_records_match(
    [
        "l.first_name = r.first_name and levenshtein(r.dob, l.dob) <= 1",
        "l.surname = r.surname and levenshtein(r.dob, l.dob) <= 1",
        "l.first_name = r.first_name and levenshtein(r.surname, l.surname) <= 2",
        "l.email = r.email",
    ],
    recall=0.7,
)
linker.training.estimate_u_using_random_sampling(max_pairs=1e6, seed=1)
for rule in [block_on("first_name", "surname"), block_on("dob"), block_on("email")]:
    linker.training.estimate_parameters_using_expectation_maximisation(rule)
pairs = linker.inference.predict(threshold_match_probability=0.0001).as_pandas_dataframe()

cluster = dict(zip(rows.unique_id, rows.cluster))
truth = sum(n * (n - 1) // 2 for n in rows.cluster.value_counts())
right = [cluster[a] == cluster[b] for a, b in zip(pairs.unique_id_l, pairs.unique_id_r)]
p = pairs.match_probability


def judge(t):
    said = (p >= t).sum()
    hit = sum(r for r, x in zip(right, p) if x >= t)
    precision, recall = hit / max(1, said), hit / truth
    return precision, recall, 2 * precision * recall / max(1e-9, precision + recall)


print("threshold  precision  recall   F1")
for t in [0.01, 0.05, 0.1, 0.2, 0.5, 0.8, 0.9, 0.95, 0.99]:
    print("%-9g  %.4f     %.4f   %.4f" % (t, *judge(t)))
best = max(set(p), key=lambda t: judge(t)[2])
print("%-9.5f  %.4f     %.4f   %.4f  the best, by the truth" % (best, *judge(best)))
