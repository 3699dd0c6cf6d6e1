# SPDX-License-Identifier: Apache-2.0
import answering
from fastparquet import ParquetFile


def plain(folder):
    return ParquetFile(folder)


table = {"plain": plain}


def frame(opened, *columns, **options):
    return opened.to_pandas(columns=[name for name in columns if name in known(opened)], **options)


def known(opened):
    return [*opened.columns, *opened.cats]


def rows(opened, *columns):
    return frame(opened, *columns).to_dict("records")


def elements_of_the_field(opened):
    return len(
        opened.to_pandas(columns=["items.list.element.gift"]).explode("items.list.element.gift").dropna()
    )


def hours(opened):
    return sorted(frame(opened, "hour")["hour"].unique().tolist())


def from_ten(opened):
    return frame(opened, "event_id", filters=[("hour", ">=", 10)])["event_id"].tolist()


def at_nine(opened):
    return frame(opened, "event_id", filters=[("hour", "==", 9)])["event_id"].tolist()


if __name__ == "__main__":
    answering.main(__name__)
