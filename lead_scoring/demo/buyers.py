"""Who buys: how each deal ends, from what people did before it, from who they are, and from what nobody sees.

leadforge's own outcomes follow what its people do so faintly that no score could tell them apart, so the demo
has its own buyers. They are not those that the starter policy imagines: people who read white papers study the
subject and seldom buy, though the policy gives points for it, and companies that buy by tender seldom buy
from us, though no rule asks (`answers.how_they_buy`). A large part is chance, as in life.
"""

import numpy as np

from .clock import AS_OF_END, DAY, stream

WON_SHARE = 0.28  # of the deals: those whose wish, with chance, is strongest
WATCHED_DAYS = 60  # before the deal

# What people did before the deal, and what it adds to the log odds of buying: event type, column and
# beginning of its text ("" = any), weight.
DID = (
    ("form_submit", "asset", ("contact-sales", "demo-request"), 1.7),
    ("page_view", "page_path", ("/pricing", "/precios", "/roi-calculator"), 1.9),
    ("page_view", "page_path", ("/security",), 1.6),
    ("download", "asset", ("comparison",), 2.0),
    ("download", "asset", ("whitepaper",), -2.8),
    ("meeting_held", "asset", ("",), 1.3),
    ("email_reply", "asset", ("",), 1.0),
)
DECIDES = 1.8  # c-suite, vice presidents and directors
RIGHT_SIZE = 1.3  # 200 to 1,999 employees
CONSUMER = -1.2
# leadforge's hidden traits (0 … 1), of which answers tell a part
BUDGET, AUTHORITY, AWARENESS = 2.0, 1.5, 2.0
BUYING_PROCESS = {"tender": -2.2, "three quotes": 0.0, "direct": 0.5}


def decide(episodes, did, accounts, buying_process, seed):
    """The episodes with `status`, how the deal ends: won, lost, undecided; and `bought_at` where it is won.

    `did`: the events of the episodes · `buying_process`: how each episode's company buys ("" = not a company).
    """
    wish = _of_deeds(episodes, did) + _of_people(episodes, accounts, buying_process)
    wish += stream(seed, "buyers").logistic(size=len(episodes))
    has_deal = (episodes["opened_at"] < AS_OF_END).to_numpy()
    won = has_deal & (wish > np.quantile(wish[has_deal], 1 - WON_SHARE))
    status = np.where(won, "won", np.where(episodes["is_decided"], "lost", "undecided"))
    return episodes.assign(
        status=status, bought_at=np.where(won, episodes["closed_at"], episodes["bought_at"])
    )


def _of_deeds(episodes, did):
    """What the deeds before the deal add, each once."""
    opened_at = episodes["opened_at"].to_numpy()[did["episode"]]
    at = did["at"].to_numpy()
    did = did[(at < opened_at) & (at > opened_at - WATCHED_DAYS * DAY)]
    wish = np.zeros(len(episodes))
    for event_type, column, beginnings, weight in DID:
        rows = (did["event_type"] == event_type) & did[column].str.startswith(beginnings)
        wish[did.loc[rows, "episode"].unique()] += weight
    return wish


def _of_people(episodes, accounts, buying_process):
    """What the person and the company add."""
    company = accounts.set_index("account_id").reindex(episodes["account_id"])
    wish = DECIDES * episodes["seniority"].isin(["c_suite", "vp", "director"]).to_numpy()
    wish += RIGHT_SIZE * company["employees"].between(200, 1999).to_numpy()
    wish += BUDGET * company["budget_readiness"].fillna(0.3).to_numpy()
    wish += AUTHORITY * episodes["contact_authority"].to_numpy()
    wish += AWARENESS * episodes["problem_awareness"].to_numpy()
    wish += CONSUMER * episodes["is_b2c"].to_numpy()
    return wish + np.array([BUYING_PROCESS.get(process, 0.0) for process in buying_process])
