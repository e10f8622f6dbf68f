"""The report: pages that show articles with their quotations, the ledger of sources without a name, and an overview."""

from .accepted import Accepted, read_accepted
from .writing import TITLE, check_folder, is_file, write_pages

__all__ = ["TITLE", "Accepted", "check_folder", "is_file", "read_accepted", "write_pages"]
