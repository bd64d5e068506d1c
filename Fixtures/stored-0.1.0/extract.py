#!/usr/bin/env python3
"""Writes one stored JSON text of each kind from a SQLite database into json/, as it stands there: extract.py DATABASE"""
import os
import sqlite3
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
COUNTED = "SELECT e.payload FROM results r JOIN artifacts e ON e.answer = r.answer AND e.stage = r.stage " \
    "AND e.fingerprint = r.fingerprint WHERE e.stage = '{}' ORDER BY length(e.payload) DESC LIMIT 1"
QUERIES = {kind: COUNTED.format(kind) for kind in ("decode", "transcribe", "analyze", "evaluate", "report", "emotion")} | {
    "submission": "SELECT submission FROM answers ORDER BY length(submission) DESC LIMIT 1",
    "job-errors": "SELECT errors FROM jobs WHERE state = 'retryable'",
    "rescore-selection": "SELECT selection FROM rescores ORDER BY length(selection) DESC LIMIT 1",
    "rescore-plan": "SELECT plan FROM rescores ORDER BY id LIMIT 1",
    "rescore-limits": "SELECT limits FROM rescores ORDER BY length(limits) DESC LIMIT 1",
    "score-summary": "SELECT after_score FROM rescore_items ORDER BY length(after_score) DESC LIMIT 1",
}

database = sqlite3.connect(sys.argv[1])
for name, query in QUERIES.items():
    with open(os.path.join(HERE, "json", f"{name}.json"), "w") as file:
        file.write(database.execute(query).fetchone()[0] + "\n")
