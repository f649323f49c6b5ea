"""`python -m config.postgres remove FOLDER ...`: delete embedded clusters, as `make reset` does."""

import argparse
import sys
from pathlib import Path

from config.postgres.places import ServerUnavailable
from config.postgres.server import server_in

if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m config.postgres", description=__doc__)
    parser.add_argument("command", choices=["remove"])
    parser.add_argument("folders", nargs="+", type=Path, metavar="FOLDER")
    arguments = parser.parse_args()
    try:
        for folder in arguments.folders:
            server_in(folder, database="").remove()
    except ServerUnavailable as error:
        sys.exit(str(error))
