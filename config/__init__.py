"""Joins the apps into one project. Knows no logic."""
