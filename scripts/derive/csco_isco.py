"""China's occupation groups (CSCO 2022) to ISCO-08 sub-major groups: a judgement of ours.

There is no official correspondence. Each middle group was set beside the sub-major groups whose
definition covers its occupations; a small group is listed apart where its work differs from that of
its middle group. ``=`` close (mostly the same work), ``<`` broad (the ISCO group holds more), ``>``
narrow (the groups listed together make up the source, each holding a part), ``~`` close in the
sense of overlap: both hold work that the other does not. Military personnel and workers not
elsewhere classified are left out: nothing can be said about their work.
"""

from __future__ import annotations

from collections.abc import Iterator

MATCH = {"=": "close", "<": "broad", ">": "narrow", "~": "close"}

MIDDLE = """
1-01 < 11
1-02 < 11
1-03 < 11
1-04 < 11
1-05 < 11
1-06 > 11 12 13 14
2-01 ~ 21 26
2-02 ~ 21 25 31
2-03 ~ 21 22 31
2-04 < 31
2-05 > 22 32
2-06 ~ 24 33
2-07 < 26
2-08 = 23
2-09 ~ 26 34
2-10 < 26
2-99 ~ 21 24 26
3-01 ~ 33 41 44
3-02 < 54
3-03 < 34
3-99 ~ 41 44
4-01 ~ 52 33 95
4-02 ~ 83 43 51 93
4-03 ~ 51 94
4-04 ~ 25 35 42 74
4-05 ~ 42 33
4-06 ~ 33 51
4-07 ~ 33 24 54
4-08 ~ 31 75 26
4-09 ~ 96 92 31
4-10 ~ 51 53 91
4-11 ~ 31 42
4-12 ~ 72 74 73
4-13 ~ 34 53 35
4-14 ~ 53 32 51
4-99 ~ 51 52
5-01 ~ 61 63 92
5-02 ~ 62 92
5-03 ~ 61 63 92
5-04 ~ 62 92
5-05 ~ 61 92 83
6-01 ~ 75 81
6-02 ~ 75 81
6-03 ~ 75 81
6-04 < 81
6-05 ~ 75 81
6-06 ~ 75 81
6-07 < 81
6-08 < 73
6-09 ~ 73 82
6-10 ~ 31 81
6-11 ~ 31 81
6-12 < 81
6-13 < 81
6-14 < 81
6-15 ~ 81 73
6-16 ~ 81 93
6-17 ~ 31 81
6-18 < 72
6-19 ~ 72 82
6-20 ~ 82 72
6-21 ~ 82 72
6-22 ~ 82 72
6-23 ~ 82 72
6-24 ~ 82 74
6-25 < 82
6-26 ~ 82 73
6-27 < 96
6-28 < 31
6-29 ~ 71 74 93
6-30 < 83
6-31 ~ 72 75 93
"""

SMALL = """
1-02-05 < 11
2-01-06 < 21
2-02-10 ~ 21 25
2-02-38 ~ 25 21
2-05-01 < 22
2-05-02 < 22
2-05-03 < 22
2-05-06 ~ 22 32
2-05-08 ~ 22 32
2-07-11 < 26
2-09-07 < 34
3-02-03 < 54
4-01-02 < 52
4-02-02 ~ 83 51
4-02-05 ~ 93 33
4-02-06 ~ 43 93
4-02-07 ~ 44 96 93
4-03-02 ~ 51 94
4-04-05 ~ 25 35
4-07-03 ~ 24 33
4-07-05 < 54
4-08-08 ~ 21 26
4-09-08 < 96
4-10-01 ~ 53 91
4-10-03 < 51
4-14-01 < 53
5-05-05 < 83
6-28-01 < 31
6-29-04 < 71
6-31-07 ~ 31 72
"""


def csco_links(held: set[str]) -> Iterator[tuple[str, str, str]]:
    """CSCO code, ISCO sub-major code and match of every link; a code must be in the list."""
    for table, ending in ((MIDDLE, "-00-00"), (SMALL, "-00")):
        for line in table.split("\n"):
            if not line:
                continue
            code, sign, *targets = line.split()
            if code + ending not in held:
                raise ValueError(code)
            yield from ((code + ending, target, MATCH[sign]) for target in targets)
