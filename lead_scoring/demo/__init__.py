"""Demo data: the raw tables of a company that sells purchasing software, made from the simulator leadforge.

Three steps, all seeded: the simulator's world (`world`), mapped to the raw tables (`episodes`, `people`,
`records`, `behaviour`, `others`, `answers`, `buyers`, `sales`, `tables`), made as messy as real life (`mess` and the
small noise of `tables`). Same seed and number of leads, same files, byte for byte.
"""

from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from . import answers, behaviour, buyers, others, sales, tables
from .clock import DEMO_AS_OF, EXPORTED_AT, as_text, stream
from .episodes import place
from .mess import deliver, spoil
from .others import COLUMNS
from .people import build_accounts, choose_people, describe
from .records import build_merges, build_records, contact_of
from .words import WORDS
from .world import simulate

__all__ = ["DEMO_AS_OF", "demo_tables", "write_demo"]

PARQUET = ("events",)  # the other tables are CSV


def write_demo(folder: Path, leads: int = 3000, seed: int = 42) -> None:
    """Write the demo's raw tables, `<table>.csv` or `<table>.parquet`, into a folder.

    `leads` is the number of times that somebody was interested (at least 300); there are about as many
    contacts. The last day with data is `DEMO_AS_OF`; a few events lie after it.
    """
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    for name, table in demo_tables(leads, seed).items():
        if name in PARQUET:
            columns = {column: pa.array(table[column].tolist(), pa.string()) for column in table.columns}
            pq.write_table(pa.table(columns), folder / f"{name}.parquet")
        else:
            table.to_csv(folder / f"{name}.csv", index=False, lineterminator="\n", encoding="utf-8")


def demo_tables(leads: int = 3000, seed: int = 42) -> dict[str, pd.DataFrame]:
    """The demo's raw tables by name, every cell text."""
    world = simulate(leads, seed)
    people = choose_people(world, seed)
    accounts = build_accounts(world, people, seed)
    people = describe(people, accounts, seed)
    episodes = place(world, people, seed)
    records = build_records(people, episodes, seed)
    contact_ids = contact_of(episodes, records)
    merges = build_merges(episodes, records, seed)
    activities = behaviour.timed(world.activities, episodes, stream(seed, "activities"))
    known, identities, of_leads = _events(world, episodes, records, contact_ids, activities, seed)
    attributes = answers.contact_attributes(episodes, contact_ids, activities, accounts, records, seed)
    buying_process = answers.how_they_buy(episodes, seed)
    told = answers.about_buying(episodes, contact_ids, activities, buying_process, seed)
    episodes = buyers.decide(episodes, of_leads, accounts, buying_process, seed)
    account_number = {key: f"A{number:05d}" for number, key in enumerate(accounts["account_id"], 1)}
    account_number[""] = ""
    unsubscribed = known.loc[
        (known["event_type"] == "unsubscribe") & (known["at"] < EXPORTED_AT), "contact_id"
    ]
    rng = stream(seed, "small tables")
    customers = sales.customers(episodes, accounts, seed)
    merged = pd.concat([merges["merged_contact_id"], merges["contact_id"]])
    return {
        "contacts": tables.contacts_table(
            records,
            records["account_id"].map(account_number).to_numpy(),
            tables.seller_of(records, episodes),
            unsubscribed,
            merged,
            seed,
        ),
        "accounts": tables.accounts_table(
            accounts.assign(industry_es=accounts["industry"].map(WORDS["industry_in_spanish"])),
            accounts["account_id"].map(account_number).to_numpy(),
            seed,
        ),
        "contact_attributes": _with_text_times(
            pd.concat([attributes, told], ignore_index=True), "known_from", ("last week",), rng
        ),
        "identities": _with_text_times(identities, "identified_at", ("unknown",), rng),
        "contact_merges": _with_text_times(merges, "merged_at", (), rng),
        "events": deliver(known, seed),
        "opportunities": sales.opportunities(
            episodes, contact_ids, episodes["account_id"].map(account_number).to_numpy(), seed
        ),
        "sales_touches": sales.sales_touches(activities, episodes, contact_ids, seed),
        "sales_reps": sales.sales_reps(),
        "customers": customers.assign(account_id=customers["account_id"].map(account_number)),
        "erasures": tables.erasures_table(records, merges),
    }


def _with_text_times(table, column, bad, rng):
    """The table with its times as text, one of them unreadable for each bad text given."""
    texts = as_text(table[column], rng)
    return table.assign(**{column: spoil(texts, bad, 0, rng) if bad else texts})


def _events(world, episodes, records, contact_ids, activities, seed):
    """Everything that happened, with the ids that the source knew; who each browser turned out to be; and what
    the leads did, by episode.
    """
    rng = stream(seed, "events")
    touches = behaviour.thin(world.touches, behaviour.TOUCH_SHARES, rng)
    touches = behaviour.timed(touches, episodes, rng)
    sessions = behaviour.timed(behaviour.thin(world.sessions, behaviour.SESSION_SHARES, rng), episodes, rng)
    visitors = behaviour.browsers(episodes, sessions, rng)
    batches = (
        behaviour.page_views(sessions, episodes, visitors, rng),
        behaviour.forms(episodes, visitors, rng),
        behaviour.reactions(touches, rng),
        behaviour.downloads(touches, visitors, rng),
        behaviour.talks(activities, rng),
        behaviour.machine_opens(touches, rng),
    )
    of_leads = pd.concat(batches, ignore_index=True)
    visits, browsers = others.visits(records, rng)
    known = pd.concat(
        [
            _resolve(of_leads, episodes, contact_ids),
            others.newsletters(records, rng),
            others.arrivals(records, rng),
            visits,
            others.strangers(len(episodes), rng),
        ],
        ignore_index=True,
    )
    return known, _identities(visitors, episodes, contact_ids, browsers, rng), of_leads


def _resolve(batch, episodes, contact_ids):
    """Put ids in place of numbers; drop what could only be known of a person whom we did not know yet."""
    episode = batch["episode"].to_numpy()
    visitor = batch["visitor"].to_numpy()
    is_known = (contact_ids[episode] != "") & (
        batch["at"].to_numpy() >= episodes["known_at"].to_numpy()[episode]
    )
    anonymous_id = np.where(visitor >= 0, np.char.mod("V%06d", visitor), "").astype(object)
    contact_id = np.where(batch["named"] & is_known, contact_ids[episode], "")
    batch = batch.assign(contact_id=contact_id, anonymous_id=anonymous_id)
    return batch.loc[(visitor >= 0) | is_known, COLUMNS]


def _identities(visitors, episodes, contact_ids, browsers, rng):
    """One row per browser that was identified; a few shared ones were identified twice."""
    told = visitors[visitors["identified_at"] < EXPORTED_AT]
    told = told[contact_ids[told["episode"]] != ""]
    table = pd.DataFrame(
        {
            "anonymous_id": np.char.mod("V%06d", told["visitor"].to_numpy()).astype(object),
            "contact_id": contact_ids[told["episode"]],
            "identified_at": told["identified_at"].to_numpy(),
        }
    )
    shared = table.iloc[rng.permutation(len(table))[:12]].copy()
    shared["contact_id"] = np.roll(shared["contact_id"].to_numpy(), 1)
    shared["identified_at"] = np.minimum(
        shared["identified_at"] + rng.integers(5, 60, 12) * 86_400, EXPORTED_AT - 1
    )
    table = pd.concat([table, shared, browsers], ignore_index=True)
    return table[table["identified_at"] < EXPORTED_AT].sort_values(
        ["identified_at", "anonymous_id"], kind="stable"
    )
