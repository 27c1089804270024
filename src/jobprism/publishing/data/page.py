"""The page of every table and column: ``python -m jobprism.publishing.data.page FILE`` writes it."""

from __future__ import annotations

import sys
from pathlib import Path

from jobprism.editions.store import CORE, Edition
from jobprism.files import write_text
from jobprism.publishing.data.described import Described, described
from jobprism.publishing.markdown import grid

_HEAD = '''# Data

Every table and column of an edition. This page is made from `src/jobprism/publishing/data/tables.yml` (`make docs`);
its examples are run by the tests.

## Getting the files

`jobprism export` writes an edition's tables into a folder: `parquet/` and `csv/`, `datapackage.json` (a
[Frictionless Data Package](https://specs.frictionlessdata.io/data-package/): types, units, descriptions, keys,
licences), `CITATION.cff`, `README.md` and `SHA256SUMS`. The same edition gives the same bytes.

```sh
jobprism export --core --output data
```

Of a full edition it writes what may be passed on, which is what the core edition holds. `--everything` adds
publishers' wording and the figures of sources that may not be passed on, for your own use; its README names them.
`jobprism publish --data` puts the files on the site.

An empty cell is a figure that nobody publishes; missing is not zero. Layers run from 0 to 1, pressure from 0 to 100;
intervals hold 90 %.

## With DuckDB

```python
import duckdb

highest = """
    select occupation_title, value as pressure, low, high, band
    from 'data/parquet/pressure.parquet'
    join 'data/parquet/occupations.parquet' on subject_id = occupation_id_onet
    where subject_kind = 'occupation'
    order by pressure desc limit 3
"""
print(duckdb.sql(highest))
print(duckdb.sql("select layer, avg(high - low) as width from 'data/csv/estimates.csv' group by layer order by layer"))
```

## With pandas

```python
import pandas

occupations = pandas.read_csv("data/csv/occupations.csv", dtype={"major_group": str})
pressure = pandas.read_csv("data/csv/pressure.csv").query("subject_kind == 'occupation'")
named = occupations.merge(pressure, left_on="occupation_id_onet", right_on="subject_id", validate="one_to_one")
print(named.groupby("major_group")["value"].median().sort_values().tail(3))
```

## With polars, without a file

```python
import jobprism

atlas = jobprism.open("core")
print(atlas.estimates.group_by("layer", "tier").len().sort("layer", "tier"))
```

## The tables
'''
_WORDS = {"String": "text", "Int64": "whole number", "Float64": "number", "Boolean": "true or false"}
# Keys and columns of the tables that only a full edition has are of these types.
_WHOLE = ("task_id_onet",)


def page() -> str:
    """The whole page as Markdown."""
    known, core = described(), Edition(CORE)
    return "\n".join([_HEAD, *(_section(known, core, name) for name in sorted(known.tables))])


def _section(known: Described, core: Edition, name: str) -> str:
    table = known.tables[name]
    if name in core.manifest.tables:
        types = {c: _WORDS[str(kind)] for c, kind in core.scan(name).collect_schema().items()}
    else:
        columns = dict.fromkeys([*table.key, *table.columns])
        types = {c: "whole number" if c in _WHOLE else "text" for c in columns}
    rows = [[c, kind, known.units.get(c, ""), known.column(name, c)] for c, kind in types.items()]
    refers = [f"`{column}` leads to `{target}`" for column, target in table.refers.items()]
    keys = f"A row is told by {', '.join(f'`{c}`' for c in table.key)}." + (f" {'; '.join(refers)}." if refers else "")
    return f"### {name}\n\n{table.title}. {keys}\n\n{grid(['Column', 'Type', 'Unit', 'Meaning'], rows)}\n"


if __name__ == "__main__":
    write_text(Path(sys.argv[1]), page())
