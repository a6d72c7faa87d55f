"""Videos (001): a prompt becomes a film, by jobs that always end.

consumers, views -> services -> jobs -> queue ~> worker -> attempts -> pipeline
stages       the six stages: their words, and how much of the whole each is
jobs         what may happen to a job's row: stored, claimed, taken up again, ended
attempts     one worker works on one job, stage by stage, fenced by its lease
files        work folders, the finished films, and what is removed when
frames       what clients say and hear    renderings   the log as those frames
replies, files_views   the same over HTTP, for pages of other origins
runs, tools  the chat that can start a job
pipeline/    the film itself: nothing in there knows of jobs
"""
