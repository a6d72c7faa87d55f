"""Keeps pytest out of the templates: their tests run where a project has been written."""

collect_ignore = ["templates"]
