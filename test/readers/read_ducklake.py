# SPDX-License-Identifier: Apache-2.0
import tempfile

import answering
import duckdb
import duckdb_extensions
from read_duckdb import at_nine, elements_of_the_field, from_ten, hours, number_in_rescued, rows


def lake():
    connection = duckdb.connect()
    duckdb_extensions.import_extension("ducklake", con=connection)
    folder = tempfile.mkdtemp()
    connection.execute(f"ATTACH 'ducklake:{folder}/catalogue' AS lake (DATA_PATH '{folder}/files')")
    return connection


def plain(folder):
    connection, files = lake(), f"{folder}/year=*/**/*.parquet"
    columns = f"FROM read_parquet('{files}', hive_partitioning = true, union_by_name = true) LIMIT 0"
    connection.execute(f"CREATE TABLE lake.orders AS {columns}")
    adopted = f"'lake', 'orders', '{files}', allow_missing => true, hive_partitioning => true"
    connection.execute(f"CALL ducklake_add_data_files({adopted})")
    return connection.table("lake.orders")


table = {"plain": plain}


if __name__ == "__main__":
    answering.main(__name__)
