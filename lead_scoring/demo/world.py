"""What the simulator leadforge tells us, in plain frames; days are counted from the creation of the lead.

Left out on purpose, because they tell the outcome: `current_stage`, `is_sql`, `converted_within_90_days`,
`conversion_timestamp` and every total over the whole life of a lead. Who wins a deal is not the simulator's
word but that of `buyers`; its own buyers count only where they bought without a seller. What became of a deal
reaches the raw tables only through `opportunities` and `customers`. Of the simulator's hidden traits only
those are read that a seller would hear about in a talk (budget, authority, awareness of the problem,
friction), to draw BANT answers and buyers.
"""

from typing import NamedTuple

import numpy as np
import pandas as pd
from leadforge.api import Generator
from leadforge.core.rng import RNGRoot
from leadforge.structure.sampler import sample_hidden_graph

RECIPE = "b2b_saas_procurement_v1"
HORIZON_DAYS = 100
HISTORY_DAYS = 70  # of what a lead did, the later days are left out: they only make the tables larger
# leadforge draws one of five kinds of market from its seed. In this one the size of the company, the
# authority of the person, the budget and what people do all weigh on the outcome; in the others mostly one
# of them, and faintly.
MARKET = "buying_committee_friction"


class World(NamedTuple):
    """The simulated world, untouched: one frame per kind of thing."""

    accounts: pd.DataFrame  # one row per company
    people: pd.DataFrame  # one row per person
    leads: pd.DataFrame  # one row per lead: one time a person was interested
    touches: pd.DataFrame  # one row per contact of marketing with a lead
    sessions: pd.DataFrame  # one row per web session of a lead
    activities: pd.DataFrame  # one row per activity of a seller on a lead


def simulate(leads, seed):
    """Run the simulator: `leads` leads of twice as many people in as many companies."""
    while sample_hidden_graph(RNGRoot(seed)).motif_family != MARKET:
        seed += 1
    generator = Generator.from_recipe(
        RECIPE,
        seed=seed,
        exposure_mode="research_instructor",
        horizon_days=HORIZON_DAYS,
        label_window_days=HORIZON_DAYS,
    )
    bundle = generator.generate(
        n_leads=leads,
        n_accounts=leads,
        n_contacts=2 * leads,
        difficulty="intro",
        latent_touch_intensity=True,  # who is nearer to buying is more active
    )
    population, result = bundle.population, bundle.simulation_result
    latents = population.latent_state
    lead_number = {lead.lead_id: number for number, lead in enumerate(result.leads)}
    created = _dates([lead.lead_created_at for lead in result.leads])
    return World(
        _accounts(population.accounts, latents.account_latents),
        _people(population.contacts, latents.contact_latents),
        _leads(result, latents.lead_latents, lead_number, created),
        _history(result.touches, "touch_timestamp", ("touch_type",), lead_number, created),
        _history(
            result.sessions,
            "session_timestamp",
            ("session_type", "page_views", "pricing_page_views", "demo_page_views"),
            lead_number,
            created,
        ),
        _history(
            result.sales_activities,
            "activity_timestamp",
            ("activity_type", "activity_outcome"),
            lead_number,
            created,
        ),
    )


def _dates(texts):
    return np.array(texts, dtype="datetime64[D]")


def _columns(rows, names):
    return {name: [getattr(row, name) for row in rows] for name in names}


def _accounts(rows, latents):
    names = (
        "account_id",
        "industry",
        "region",
        "employee_band",
        "estimated_revenue_band",
        "process_maturity_band",
    )
    frame = pd.DataFrame(_columns(rows, names))
    return frame.assign(budget_readiness=[latents[row.account_id]["latent_budget_readiness"] for row in rows])


def _people(rows, latents):
    names = ("contact_id", "account_id", "role_function", "seniority", "buyer_role", "email_domain_type")
    frame = pd.DataFrame(_columns(rows, names)).rename(columns={"contact_id": "person_id"})
    for trait in ("problem_awareness", "contact_authority"):
        frame[trait] = [latents[row.contact_id][f"latent_{trait}"] for row in rows]
    return frame


def _leads(result, latents, lead_number, created):
    """One row per lead: days of qualification and of the end (NaN: open at the horizon), `won`, `amount`."""
    frame = pd.DataFrame(_columns(result.leads, ("contact_id", "lead_source", "owner_rep_id")))
    frame = frame.rename(columns={"contact_id": "person_id", "owner_rep_id": "rep_id"})
    frame["friction"] = [latents[lead.lead_id]["latent_sales_friction"] for lead in result.leads]
    frame["qualified_day"] = np.nan
    frame["ended_day"] = np.nan
    frame["won"] = False
    frame["amount"] = np.nan
    deals = result.opportunities
    rows = np.array([lead_number[deal.lead_id] for deal in deals], dtype=int)
    opened = _dates([deal.created_at for deal in deals])
    closed = _dates([deal.closed_at or "NaT" for deal in deals])
    frame.loc[rows, "qualified_day"] = (opened - created[rows]).astype(float)
    lasted = (closed - created[rows]).astype(float)
    frame.loc[rows, "ended_day"] = np.where(np.isnat(closed), np.nan, lasted)
    frame.loc[rows, "won"] = [deal.close_outcome == "closed_won" for deal in deals]
    frame.loc[rows, "amount"] = [float(deal.estimated_acv) for deal in deals]
    return frame


def _history(rows, time, names, lead_number, created):
    """One row per event: `lead` (row number in leads), `day` (from its creation), and the named columns."""
    lead = np.array([lead_number[row.lead_id] for row in rows], dtype=int)
    day = (_dates([getattr(row, time) for row in rows]) - created[lead]).astype(int)
    frame = pd.DataFrame({"lead": lead, "day": day, **_columns(rows, names)})
    return frame[frame["day"] < HISTORY_DAYS].reset_index(drop=True)
