"""The raw tables of people and companies, as text."""

import numpy as np
import pandas as pd

from .behaviour import campaign_at
from .clock import AS_OF_END, DAY, EXPORTED_AT, HOUR, as_text, stream
from .mess import older_versions, sometimes, spoil, untidy_titles

OLDER_VERSION_SHARE = 0.03  # contacts that are delivered in two states
OWNED_SHARE = 0.35  # of the leads: a seller owns them
EMPLOYEE_NOISE = ("n/a", "10.000,50", "1,200", "~500", "desconocido", "")
REVENUE_NOISE = ("n/a", "12.500.000,00", "confidential", "")
# Names and titles with quotes, commas and line breaks, as they come out of a CRM.
AWKWARD_NAMES = ('Robert "Bob" Mercer', "García, Ana", "Lockwood\nJames", 'Zoë O\'Neill, "MBA"')
AWKWARD_TITLES = ("Head of Procurement\nEMEA", 'CFO, "interim"', "Compras; Logística, Calidad")


def accounts_table(accounts, account_ids, seed):
    """One row per company."""
    rng = stream(seed, "accounts table")
    industry = [
        spanish if code not in ("US", "GB") and chance < 0.5 else english
        for english, spanish, code, chance in zip(
            accounts["industry"],
            accounts["industry_es"],
            accounts["country"],
            rng.random(len(accounts)),
            strict=True,
        )
    ]
    exponent = rng.random(len(accounts)) < 0.05
    revenue = [f"{v:.3e}" if e else f"{v:.2f}" for v, e in zip(accounts["revenue"], exponent, strict=True)]
    return pd.DataFrame(
        {
            "account_id": account_ids,
            "account_name": spoil(accounts["name"], ['"La Encina", S.A.', "Ferro\nEnvases"], 0, rng),
            "domain": accounts["domain"].to_numpy(),
            "industry": spoil(sometimes(industry, 0.02, str.upper, rng), [""], 0.04, rng),
            "business_model": np.where(accounts["is_b2c"], "b2c", "b2b"),
            "company_type": spoil(sometimes(accounts["company_type"], 0.02, str.upper, rng), [""], 0.02, rng),
            "employee_count": spoil([f"{v:.0f}" for v in accounts["employees"]], EMPLOYEE_NOISE, 0.05, rng),
            "annual_revenue": spoil(revenue, REVENUE_NOISE, 0.08, rng),
            "technologies": accounts["technologies"].to_numpy(),
            "created_at": as_text(accounts["created_at"], rng),
        }
    )


def contacts_table(records, account_ids, rep_ids, unsubscribed, merged, seed):
    """One row per CRM record and, for a few, one more for an older state of it.

    `rep_ids`: the seller of each record's first lead, empty if none · `unsubscribed`, `merged`: contact ids.
    """
    rng = stream(seed, "contacts table")
    count = len(records)
    created = records["created_at"].to_numpy()
    updated = created + np.floor(rng.uniform(0, 1, count) * np.maximum(EXPORTED_AT - created, 0))
    status = rng.choice(["ok", "", "bounced", "complained"], count, p=[0.88, 0.07, 0.035, 0.015]).astype(
        object
    )
    status[records["contact_id"].isin(unsubscribed).to_numpy()] = "unsubscribed"
    is_owned = (rng.random(count) < OWNED_SHARE) & (np.asarray(rep_ids) != "")
    # somebody who left: not one of the records that were merged, so that both stay visible
    free = np.flatnonzero(~records["contact_id"].isin(merged).to_numpy() & (created < AS_OF_END - 60 * DAY))
    few = max(3, round(0.006 * count))
    chosen = rng.permutation(free)
    deleted = np.full(count, np.nan)
    deleted[chosen[:few]] = created[chosen[:few]] + rng.integers(20, 58, few) * DAY + 9 * HOUR
    objected = np.full(count, "", dtype=object)
    objected[chosen[few : 2 * few]] = "true"
    objected[chosen[2 * few : 4 * few]] = "false"
    table = pd.DataFrame(
        {
            "contact_id": records["contact_id"].to_numpy(),
            "account_id": account_ids,
            "full_name": spoil(records["first_name"] + " " + records["last_name"], AWKWARD_NAMES, 0, rng),
            "email": records["email"].to_numpy(),
            "phone": records["phone"].to_numpy(),
            "job_title": spoil(untidy_titles(records["job_title"], rng), AWKWARD_TITLES, 0, rng),
            "department": records["department"].to_numpy(),
            "country": spoil(sometimes(records["country"], 0.03, str.lower, rng), [""], 0.04, rng),
            "region": spoil(records["region"], [""], 0.3, rng),
            "city": spoil(records["city"], [""], 0.2, rng),
            "age": spoil(records["age"], ["", "n/a", "unknown"], 0.01, rng),
            "annual_income": spoil(records["annual_income"], ["", "32.000,00", "?"], 0.005, rng),
            "children": records["children"].to_numpy(),
            "lead_source": records["lead_source"].to_numpy(),
            "campaign": np.where(rng.random(count) < 0.5, campaign_at(created, rng), ""),
            "email_status": status,
            "created_at": created,
            "updated_at": updated,
            "deleted_at": deleted,
            "owner_id": np.where(is_owned, rep_ids, ""),
            "do_not_score": objected,
        }
    )
    table = older_versions(table, OLDER_VERSION_SHARE, rng)
    table = table.iloc[rng.permutation(len(table))].reset_index(drop=True)
    for name in ("created_at", "updated_at", "deleted_at"):
        table[name] = as_text(table[name], rng)
    return _broken_contacts(table)


def _broken_contacts(table):
    """Three rows that cannot be used: no id, and a time of creation that cannot be read."""
    rows = table.head(3).copy()
    rows["contact_id"] = ["", "   ", "C99001"]
    rows.loc[rows.index[2], "created_at"] = "sometime in 2025"
    rows["full_name"], rows["email"] = "Test Test", "test@test.example"
    return pd.concat([table, rows], ignore_index=True)


def seller_of(records, episodes):
    """The seller (rep_id) of each record's first lead; empty for people without a lead."""
    first = (
        episodes.sort_values("known_at", kind="stable")
        .drop_duplicates("record")
        .set_index("record")["rep_id"]
    )
    return first.reindex(records["record"]).fillna("").to_numpy()


def erasures_table(records, merges):
    """Two people who must be forgotten: one of them under the id of a record that was merged away."""
    merged_away = merges["merged_contact_id"].iloc[0]
    other = records.loc[records["kind"] == "subscriber", "contact_id"].iloc[5]
    return pd.DataFrame(
        {"contact_id": [merged_away, other], "requested_at": ["2026-02-18", "2025-11-03T10:15:00+02:00"]}
    )
