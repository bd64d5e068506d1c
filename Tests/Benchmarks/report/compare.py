"""Draws one 6-page report with Unicode text with our renderer and with ReportLab, in turns, and prints the CPU time of both.

    swift build -c release --package-path Tests/Benchmarks/report
    python3 -m venv /tmp/reportlab && /tmp/reportlab/bin/pip install reportlab
    /tmp/reportlab/bin/python Tests/Benchmarks/report/compare.py
"""
import json
import pathlib
import statistics
import subprocess
import sys
import tempfile
import time

import reportlab_report

here = pathlib.Path(__file__).resolve().parent
fonts = here.parents[2] / "config" / "fonts"
binary = here / ".build" / "release" / "report-benchmark"
rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 5


def ours(count, out, answers=0):
    command = [binary, here / "content.json", fonts, str(count), out, str(answers)]
    return json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def theirs(content, count):
    times = []
    for _ in range(count):
        start = time.process_time()
        pdf = reportlab_report.render(content)
        times.append((time.process_time() - start) * 1000)
    return times, pdf


def pages(path):
    text = subprocess.run(["pdfinfo", path], check=True, capture_output=True, text=True).stdout
    return next(line.split()[1] for line in text.splitlines() if line.startswith("Pages"))


with tempfile.TemporaryDirectory() as folder:
    content = json.loads((here / "content.json").read_text())
    reportlab_report.register(fonts)
    mine, other = [], []
    for _ in range(rounds):
        run = ours(20, f"{folder}/ours.pdf")
        mine += run["cpuMs"][1:]
        times, pdf = theirs(content, 3)
        other += times
    pathlib.Path(f"{folder}/reportlab.pdf").write_bytes(pdf)
    a, b = statistics.median(mine), statistics.median(other)
    print(f"ours       {a:7.2f} ms CPU (median of {len(mine)}; first in a process {run['cpuMs'][0]:.1f}), {run['bytes']} bytes, {pages(folder + '/ours.pdf')} pages")
    print(f"ReportLab  {b:7.2f} ms CPU (median of {len(other)}), {len(pdf)} bytes, {pages(folder + '/reportlab.pdf')} pages")
    print(f"ratio      {b / a:7.1f}")
    print(f"HTML       {run['htmlMs']:7.2f} ms CPU, {run['htmlBytes']} bytes")
    for answers in (1, 50, 200):
        series = ours(1, f"{folder}/series.pdf", answers)
        print(f"{answers:3} answers {series['cpuMs'][0]:9.1f} ms CPU, {series['bytes']} bytes, {pages(folder + '/series.pdf')} pages, peak {series['peakKB'] / 1024:.0f} MB")
