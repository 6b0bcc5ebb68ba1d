"""The narrative of the demonstration's reports."""

BACKGROUND = """\
Work can be a part of recovery, and it can be a part of the problem. Two reports of 2014, by RAND Europe (@rand2014) \
and by the OECD (@oecd2014), asked for health and employment services to be better integrated, for capacity and \
access to be built, and for employers and general practitioners to know more about mental health.

This round table asked what has been learned since, above all in the voluntary and community sector, and what \
employers need as well as those whom they employ.
"""

SUMMARY = """\
Help most often comes too late: **after** somebody has left work rather than while the job can still be kept. The \
table agreed on three things above all.

- Begin earlier, with people who are struggling and still at work.
- Bring employment advice into the therapy team, and let it outlast the therapy.
- Give employers, and small ones first, somebody to ask.
"""

METHOD = """\
Organisations known for good practice were found through the networks of the partners, the voluntary sector first. \
Invited people met for half a day; a call for evidence ran beside it. Submissions were read in full, excerpts were \
coded to a codebook of two levels, and gaps and recommendations were drawn from the excerpts.
"""

BRIEFING = """\
Most people who lose a job through stress, anxiety or depression were at work when it began. What an employer does in \
the first two weeks matters more than what anybody does in the sixth month, and little of it costs money.
"""
