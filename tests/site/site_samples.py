"""What the tests of the site look at."""

SUBJECTS = ("29-1141.00", "29-1141.01", "23-2011.00", "47-2181.00", "11-1011.00", "machine-learning-engineer")
BASE = "https://example.org/jobs/"
TYPES = (
    "index.html",
    "groups/index.html",
    "groups/29.html",
    "a-z/index.html",
    "a-z/r.html",
    "ranking/pressure-1.html",
    "ranking/wage-1.html",
    "compare/index.html",
    "compare/group-29.html",
    "compare/29-1141.00--29-1141.01.html",
    "occupations/29-1141.00/index.html",
    "occupations/29-1141.00/evidence.html",
    "occupations/29-1141.00/outlook.html",
    "occupations/29-1141.00/senior.html",
    "occupations/29-1141.00/skills.html",
    "occupations/29-1141.00/tasks/4.A.1.a.2.I05.html",
    "roles/machine-learning-engineer/index.html",
    "embed/29-1141.00.html",
    "methodology.html",
    "validation.html",
    "sources.html",
    "editions.html",
    "about.html",
    "search.html",
)
"""A page of each type."""
WHOLE_TYPES = (
    "index.html",
    "economy/index.html",
    "economy/wage.html",
    "economy/growth.html",
    "skills/index.html",
    "skills/2.A.1.a.html",
)
"""Pages that a site of only some professions lacks or has without their pictures."""
