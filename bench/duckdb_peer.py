# SPDX-License-Identifier: Apache-2.0
"""Reads concatenated event files into typed columns and writes them as one Parquet file: DuckDB's bare job.

    duckdb_peer.py FOLDER OUT THREADS

The columns are those that the contracts name, in DuckDB's own types; what arrives in several kinds is text.
"""

import sys

import duckdb

PAYLOAD = (
    "STRUCT(text VARCHAR, paragraph VARCHAR, slide VARCHAR, media_id VARCHAR, media_type VARCHAR,"
    " medialib VARCHAR, query VARCHAR, tags VARCHAR, caption VARCHAR, search_terms VARCHAR,"
    " search_match VARCHAR)"
)
EVALUATION = (
    "STRUCT(id VARCHAR, prediction_id VARCHAR, service VARCHAR, shape_id VARCHAR, reporter VARCHAR,"
    f" type VARCHAR, timestamp BIGINT, payload {PAYLOAD})"
)
INPUT = (
    "STRUCT(paragraphs VARCHAR[], sentences_scores STRUCT(sentence VARCHAR, score DOUBLE)[],"
    " transcript VARCHAR, paragraph VARCHAR)"
)
OUTPUT = (
    "STRUCT(summary VARCHAR[],"
    " metadata STRUCT(filtered_sentences VARCHAR[], scores DOUBLE[], idx BIGINT)[],"
    " skipped_paragraphs STRUCT(text VARCHAR, index BIGINT, language VARCHAR, text_language VARCHAR,"
    " original_paragraph BOOLEAN)[],"
    " microtwo VARCHAR[], scores DOUBLE[], search_terms VARCHAR[], sentence VARCHAR)"
)
PREDICTION = (
    "STRUCT(id VARCHAR, service VARCHAR, service_version STRUCT(software VARCHAR, model VARCHAR),"
    " shape_id VARCHAR, timestamp BIGINT, context STRUCT(paragraph BIGINT, sentence BIGINT),"
    f" input {INPUT}, output {OUTPUT})"
)
COLUMNS = {
    "id": "VARCHAR",
    "account": "VARCHAR",
    "source": "VARCHAR",
    "time": "TIMESTAMP",
    "detail": (
        "STRUCT(id VARCHAR, type VARCHAR, timestamp BIGINT, partitionKey VARCHAR,"
        f" prediction {PREDICTION}, evaluation {EVALUATION})"
    ),
}


def main() -> None:
    folder, out, threads = sys.argv[1:]
    connection = duckdb.connect()
    connection.execute(f"SET threads = {int(threads)}")
    columns = ", ".join(f"'{name}': '{kind}'" for name, kind in COLUMNS.items())
    connection.execute(
        f"COPY (SELECT * FROM read_json('{folder}/*', format = 'unstructured', columns = {{{columns}}},"
        " maximum_object_size = 67108864))"
        f" TO '{out}' (FORMAT parquet, COMPRESSION zstd, COMPRESSION_LEVEL 1)"
    )


if __name__ == "__main__":
    main()
