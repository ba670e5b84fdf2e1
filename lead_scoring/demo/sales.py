"""Sellers, what they did and what came of it: sales_reps, sales_touches, opportunities, customers."""

import numpy as np
import pandas as pd

from .clock import AS_OF_END, DAY, EXPORTED_AT, FIRST_DAY, as_dates, as_text, stream
from .episodes import TALKED
from .mess import spoil
from .words import WORDS

TOUCHES_PER_LEAD = 6  # the later ones are part of working on the deal
CONSUMER_PRICE = 1 / 40  # a consumer pays so much of what leadforge's company pays
ONLY_ACCOUNT_SHARE = 0.03  # of the deals: the seller named the company, not the person
OLD_CUSTOMER_SHARE = 0.05  # of the companies without a lead: customers since before the first lead


def sales_reps():
    """One row per seller, weekly_capacity in leads."""
    rows = [(rep_id, *seller) for rep_id, seller in WORDS["sellers"].items()]
    return pd.DataFrame(rows, columns=["rep_id", "rep_name", "territory", "weekly_capacity", "active"])


def opportunities(episodes, contact_ids, account_ids, seed):
    """One row per deal opened by the as-of date; it is open if it ends later: the future is not delivered."""
    rng = stream(seed, "opportunities")
    told = ((episodes["opened_at"] < AS_OF_END) & (contact_ids != "")).to_numpy()
    deals = episodes[told]
    count = len(deals)
    closed_at = deals["closed_at"].where(deals["closed_at"] < AS_OF_END).to_numpy()
    is_open = np.isnan(closed_at)
    status = np.where(is_open, "open", np.where(deals["status"] == "won", "won", "lost"))
    undecided = (deals["status"] == "undecided").to_numpy()
    reason = np.where(
        undecided,
        rng.choice(WORDS["reasons"]["no_decision"], count),
        rng.choice(WORDS["reasons"]["lost"], count),
    )
    only_account = (rng.random(count) < ONLY_ACCOUNT_SHARE) & (account_ids[told] != "")
    price = np.where(deals["is_b2c"], CONSUMER_PRICE, 1.0) * deals["amount"].to_numpy()
    table = pd.DataFrame(
        {
            "opportunity_id": "",
            "contact_id": np.where(only_account, "", contact_ids[told]),
            "account_id": account_ids[told],
            "opened_at": deals["opened_at"].to_numpy(),
            "closed_at": closed_at,
            "status": status,
            "amount": [f"{value:.2f}" if value < 5000 else f"{value:.0f}" for value in price],
            "lost_reason": np.where(status == "lost", reason, ""),
        }
    ).sort_values(["opened_at", "contact_id"])
    table["opportunity_id"] = [f"O{number:05d}" for number in range(1, count + 1)]
    table["amount"] = spoil(table["amount"], ("n/a", "45.000,00", "", "tbd"), 0.004, rng)
    table["opportunity_id"] = spoil(table["opportunity_id"], ("", " "), 0, rng)
    table["opened_at"] = spoil(as_text(table["opened_at"], rng), ("pending",), 0, rng)
    table["closed_at"] = as_text(table["closed_at"], rng)
    return table


def customers(episodes, accounts, seed):
    """One row per company that bought, with or without a deal; revenue is the sum of its contracts."""
    rng = stream(seed, "customers")
    bought = episodes[(episodes["bought_at"] < AS_OF_END) & (episodes["account_id"] != "")]
    table = (
        bought.groupby("account_id").agg(became=("bought_at", "min"), revenue=("amount", "sum")).reset_index()
    )
    free = accounts.loc[~accounts["account_id"].isin(episodes["account_id"]), "account_id"]
    old = free[rng.random(len(free)) < OLD_CUSTOMER_SHARE]
    became = FIRST_DAY - rng.integers(30, 600, len(old)) * DAY
    revenue = rng.lognormal(9.5, 0.6, len(old)).round(-2)
    table = pd.concat([table, pd.DataFrame({"account_id": old, "became": became, "revenue": revenue})])
    age = AS_OF_END - table["became"].to_numpy()
    left_after = rng.integers(120, 460, len(table)) * DAY
    left = (rng.random(len(table)) < 0.12) & (left_after < age)
    renewals = np.floor(age / (365 * DAY)) * 365 * DAY
    renewed = table["became"].to_numpy() + renewals
    return pd.DataFrame(
        {
            "account_id": table["account_id"].to_numpy(),
            "became_customer_at": as_dates(table["became"]),
            "renewed_at": as_dates(np.where((renewals > 0) & ~left, renewed, np.nan)),
            "churned_at": as_dates(np.where(left, table["became"] + left_after, np.nan)),
            "revenue": [f"{value:.0f}" for value in table["revenue"]],
        }
    )


def sales_touches(activities, episodes, contact_ids, seed):
    """One row per touch of a seller, from leadforge's activities; the first talk ends in a verdict on the
    lead.

    The verdict is `accepted` where a deal was opened later; else the seller may have rejected or
    disqualified it.
    """
    rng = stream(seed, "sales_touches")
    rows = activities.sort_values(["episode", "at"], kind="stable")
    episode = rows["episode"].to_numpy()
    turn = rows.groupby("episode").cumcount().to_numpy()
    known_at = episodes["known_at"].to_numpy()[episode]
    is_told = (
        (rows["at"].to_numpy() >= known_at)
        & (rows["at"].to_numpy() < EXPORTED_AT)
        & (contact_ids[episode] != "")
    )
    keep = is_told & (turn < TOUCHES_PER_LEAD)
    rows, episode = rows[keep], episode[keep]
    talked = rows["activity_outcome"].isin(TALKED).to_numpy()
    outcome = np.where(talked, "connected", "attempted").astype(object)
    first_talk = talked & ~pd.Series(episode[talked]).duplicated().reindex(_running(talked)).to_numpy(
        dtype=bool
    )
    chance = rng.random(len(rows))
    has_deal = ~np.isnan(episodes["opened_at"].to_numpy()[episode])
    outcome[first_talk & has_deal & (chance < 0.9)] = "accepted"
    outcome[first_talk & ~has_deal & (chance < 0.45)] = "rejected"
    outcome[first_talk & ~has_deal & (chance < 0.08)] = "disqualified"
    return _touch_table(rows, outcome, contact_ids[episode], episodes["rep_id"].to_numpy()[episode], rng)


def _running(flags):
    """For each true flag its number among the true ones, 0 for the others."""
    return np.where(flags, np.cumsum(flags) - 1, 0)


def _touch_table(rows, outcome, contact_ids, rep_ids, rng):
    count = len(rows)
    reason = np.full(count, "", dtype=object)
    for verdict in ("rejected", "disqualified"):
        reason = np.where(outcome == verdict, rng.choice(WORDS["reasons"][verdict], count), reason)
    # the seller's own feeling about the lead: warmer after a talk
    feeling = np.where(
        outcome == "attempted",
        rng.choice(["", "", "cold"], count),
        np.where(
            np.isin(outcome, ["rejected", "disqualified"]),
            rng.choice(["cold", "cold", "warm"], count),
            rng.choice(["", "warm", "warm", "hot", "cold"], count),
        ),
    )
    table = pd.DataFrame(
        {
            "touch_id": "",
            "contact_id": contact_ids,
            "rep_id": rep_ids,
            "touched_at": rows["at"].to_numpy(),
            "outcome": outcome,
            "reason": reason,
            "rep_rating": feeling,
        }
    ).sort_values(["touched_at", "contact_id"], kind="stable")
    table["touch_id"] = [f"T{number:06d}" for number in range(1, count + 1)]
    return table.assign(touched_at=as_text(table["touched_at"], rng))
