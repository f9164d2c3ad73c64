"""Splink on a list of made-up people, judged against the file's column "who".

    samano bench match --people 900000 --latin --file people.csv
    python3 bench/match/splink_people.py people.csv
    time samano match eval people.csv --people --truth who

The first run makes a virtual environment with Splink 5.0.0 and DuckDB in the folder for temporary
files and goes on in it. Comparisons, blocking rules and training follow Splink's tutorials for people:
names by Jaro and Winkler with term frequencies, dates by Damerau and Levenshtein with the year to
fall back on, places by exact match from the village upwards; the model learns from the file itself.
The blocking rules ask for the same things as Samano's keys, two that agree. The names of parents
and spouse are in the rules and not among the comparisons: with them F1 was lower (0.21 to 0.32 at
0.5 among 50,000), since brothers and sisters agree in all of them.

Prints precision, recall and F1 at 0.5, at the threshold of the greatest expected F1 (as Samano
chooses its own, without the truth) and at the best of all, which nobody knows without the truth.
Pairs that the blocking rules never compare count as missed, as they do for Samano.
"""

import os
import subprocess
import sys
import tempfile
import time
import venv

OWN = os.path.join(tempfile.gettempdir(), "samano-bench-splink")

if not sys.prefix.startswith(OWN):
    python = os.path.join(OWN, "bin", "python")
    if not os.path.exists(python):
        venv.create(OWN, with_pip=True)
        subprocess.check_call([python, "-m", "pip", "install", "--quiet", "splink==5.0.0", "pandas"])
    os.execv(python, [python, *sys.argv])

import resource

import duckdb
import pandas as pd
import splink.comparison_level_library as cll
import splink.comparison_library as cl
from splink import Linker, SettingsCreator, block_on
from splink.internals.duckdb.database_api import DuckDBAPI

begun = time.time()


def told(what):
    print("%7.1f s  %s" % (time.time() - begun, what), flush=True)


rows = pd.read_csv(sys.argv[1], dtype=str, keep_default_na=False).replace("", None)
rows["unique_id"] = range(len(rows))
rows["birth_year"] = rows.birth.str[:4]
rows["birth_day"] = rows.birth.where(rows.birth.str.len() == 10)
rows["first"] = rows.given.str.split().str[-1]
who = rows.who.tolist()
told("%d rows read" % len(rows))


def place(kind):
    village, district, province = (kind + part for part in ("village", "district", "province"))
    return cl.CustomComparison(
        output_column_name=kind + "place",
        comparison_levels=[
            cll.NullLevel(village),
            cll.ExactMatchLevel(village, term_frequency_adjustments=True),
            cll.ExactMatchLevel(district),
            cll.ElseLevel(),
        ],
    )


settings = SettingsCreator(
    link_type="dedupe_only",
    comparisons=[
        cl.ForenameSurnameComparison("given", "surname"),
        cl.CustomComparison(
            output_column_name="birth",
            comparison_levels=[
                cll.NullLevel("birth_year"),
                cll.ExactMatchLevel("birth_day"),
                cll.DamerauLevenshteinLevel("birth_day", 1),
                cll.ExactMatchLevel("birth_year"),
                cll.DamerauLevenshteinLevel("birth_year", 1),
                cll.ElseLevel(),
            ],
        ),
        cl.ExactMatch("sex"),
        place(""),
        place("born_"),
    ],
    blocking_rules_to_generate_predictions=[
        block_on("given", "birth_day"),
        block_on("given", "surname"),
        block_on("given", "mother_given"),
        block_on("given", "father_given"),
        block_on("given", "born_village"),
        block_on("mother_given", "father_given"),
        block_on("birth_day", "village"),
        block_on("mother_given", "born_village", "birth_year"),
        block_on("father_given", "born_village", "birth_year"),
        block_on("surname", "birth_day"),
        block_on("spouse_given", "birth_day"),
        block_on("spouse_given", "village"),
    ],
)
linker = Linker(DuckDBAPI(duckdb.connect()).register(rows), settings)
linker.training.estimate_probability_two_random_records_match(
    [
        block_on("given", "surname", "birth_day"),
        block_on("given", "mother_given", "birth_day"),
        block_on("given", "father_given", "birth_year", "born_village"),
    ],
    recall=0.6,
)
linker.training.estimate_u_using_random_sampling(max_pairs=5e6, seed=1)
for rule in [block_on("given", "surname"), block_on("birth_day", "born_village")]:
    linker.training.estimate_parameters_using_expectation_maximisation(rule)
told("trained")
pairs = linker.inference.predict(threshold_match_probability=0.001).as_pandas_dataframe()
pairs = pairs[["unique_id_l", "unique_id_r", "match_probability", "match_weight"]].sort_values("match_weight", ascending=False)
told("%d pairs of at least 0.001" % len(pairs))
print("peak memory %.1f GB" % (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6))

counts = rows.who.value_counts()
truth = int((counts * (counts - 1) // 2).sum())
p = pairs.match_probability.to_numpy()
right = [who[a] == who[b] for a, b in zip(pairs.unique_id_l, pairs.unique_id_r)]
hits = pd.Series(right).cumsum().to_numpy()
said = range(1, len(p) + 1)
f1 = [2 * h / (n + truth) for h, n in zip(hits, said)]
expected = pd.Series(p).cumsum().to_numpy()
chosen = max(range(len(p)), key=lambda i: 2 * expected[i] / (i + 1 + expected[-1]))
best = max(range(len(p)), key=lambda i: f1[i])
half = max(0, int((p >= 0.5).sum()) - 1)
weight = pairs.match_weight.to_numpy()
print("threshold  precision  recall   F1")
for at, why in [(half, "half"), (chosen, "chosen without the truth"), (best, "the best, by the truth")]:
    print("%-9.5f (weight %.1f) %.4f     %.4f   %.4f  %s" % (p[at], weight[at], hits[at] / (at + 1), hits[at] / truth, f1[at], why))
