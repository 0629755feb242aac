#!/usr/bin/env python3
"""Medians and ratios of the figures that run.sh collected.   ratios.py figures.txt"""
import re, statistics, sys

figures = {}
for line in open(sys.argv[1]):
    if match := re.search(r"median ([\d.]+) us", line):
        figures.setdefault(re.sub(r" \d+\.\d+\.\d+", "", line.split(": ")[0]), []).append(float(match[1]))
middle = {name: statistics.median(all) for name, all in figures.items()}
for name, value in middle.items():
    print(f"{name:<40} median {value:7.1f} us  (min {min(figures[name]):.1f}, max {max(figures[name]):.1f})")
print()
failed = False
for page in ("page.html", "plain.html"):
    ours = middle[f"takt {page}, encoding included"]
    for peer, value, bar, text in (
        ("minijinja", middle[f"minijinja {page}"] / ours, 1.0, "times as fast"),
        ("Jinja2", middle[f"jinja2 {page}"] / ours, 6.0, "times as fast"),
        ("by hand", ours / middle["by hand"], 5.0, "times the time"),
    ):
        holds = value <= bar if peer == "by hand" else value >= bar
        failed |= not holds
        print(f"{page:<11} against {peer:<10} {value:5.1f} {text}, bar {'<=' if peer == 'by hand' else '>='} {bar}"
              f"{'' if holds else '   MISSED'}")
sys.exit(failed)
