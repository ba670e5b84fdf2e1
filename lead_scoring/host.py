"""A dbt project that installs this one (the host): where its tables and its policy files are, as dbt last read it."""

import json
from pathlib import Path

from lead_scoring.errors import UserError

PACKAGE = "lead_scoring"
# of each schema of this project a node that is always in it
NODES = {
    "staging": "model.lead_scoring.stg_contacts",
    "intermediate": "model.lead_scoring.int_run",
    "marts": "model.lead_scoring.lead_scores",
    "seeds": "seed.lead_scoring.wording",
}
POLICY = "model.lead_scoring.int_policy_cells"


class NoHostError(UserError):
    """The folder is not that of a dbt project with this one in it."""


class Host:
    """The host in a folder. Raises NoHostError where its manifest is missing or knows nothing of this project.

    ``schemas`` maps the schemas of this project to what they are called there, ``seeds`` the policy seeds that the host
    has files of its own for to those, ``database`` is the name of its database.
    """

    def __init__(self, folder: Path) -> None:
        manifest = folder / "target" / "manifest.json"
        try:
            nodes = json.loads(manifest.read_text("utf-8"))["nodes"]
        except (OSError, ValueError, KeyError) as error:
            raise NoHostError(
                f"{manifest} cannot be read, which says where the tables are. Have dbt write it:"
                f" dbt parse --project-dir {folder}"
            ) from error
        if missing := set(NODES.values()) - nodes.keys():
            raise NoHostError(
                f"{manifest} has no {min(missing)}: name a dbt project that has {PACKAGE} installed."
            )
        self.folder = folder
        self.database = nodes[POLICY]["database"]
        self.schemas = {name: nodes[key]["schema"] for name, key in NODES.items()}
        self.seeds = {
            nodes[key]["name"]: folder / nodes[key]["original_file_path"]
            for key in nodes[POLICY]["depends_on"]["nodes"]
            if nodes[key]["package_name"] != PACKAGE
        }
