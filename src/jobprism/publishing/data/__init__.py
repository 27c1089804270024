"""The tables of an edition as files for others: Parquet, CSV and a data package that describes them."""
