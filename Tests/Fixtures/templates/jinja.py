#!/usr/bin/env python3
"""Renders each line of a file of cases with Jinja2 and prints a line of JSON for each: the text, or the error.

    jinja.py CASES
"""
import json, sys
import jinja2

KINDS = [(jinja2.UndefinedError, "undefined"), (jinja2.TemplateAssertionError, "unknown_name"),
         (jinja2.TemplateSyntaxError, "syntax"), (jinja2.TemplateNotFound, "template_not_found")]
for line in open(sys.argv[1], encoding="utf-8"):
    case = json.loads(line)
    environment = jinja2.Environment(loader=jinja2.DictLoader(case["templates"]), autoescape=True,
                                     undefined=jinja2.StrictUndefined)
    try:
        answer = {"text": environment.get_template(case["main"]).render(case["context"])}
    except Exception as error:
        answer = {"error": next((k for t, k in KINDS if isinstance(error, t)), "runtime"), "message": str(error)}
    print(json.dumps(answer))
