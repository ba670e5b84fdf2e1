"""Who the people and the companies are: names, places, titles, addresses. All invented.

Beside the simulator's leads the CRM holds people who never became one: newsletter readers, visitors of fairs,
students, job seekers, bought addresses. They have no deals.
"""

import numpy as np
import pandas as pd

from .clock import DAY, FIRST_DAY, stream
from .words import AMERICA, SPANISH_SPEAKING, WORDS, gendered, slug

B2C_SHARE = 0.08  # of the people with a lead: consumers without a company
OTHERS_PER_LEAD = 0.3
OTHER_KINDS = {"subscriber": 0.5, "fair": 0.17, "student": 0.1, "candidate": 0.05, "list": 0.18}
SMALL_ACCOUNTS_PER_LEAD = 0.04
SMALL_ACCOUNT_SHARE = 0.35  # of the others: they work in a small company
SMALL_INDUSTRIES = ("software", "retail", "education", "professional services", "manufacturing")
B2C_ACCOUNT_SHARE = 0.2  # of the small companies: shops that sell to consumers
EMPLOYEES = {"200-499": (200, 499), "500-999": (500, 999), "1000-1999": (1000, 1999), "2000+": (2000, 14000)}
REVENUE = {"$1M-$10M": (1e6, 1e7), "$10M-$50M": (1e7, 5e7), "$50M-$200M": (5e7, 2e8), "$200M+": (2e8, 2e9)}


def choose_people(world, seed):
    """One row per person in the CRM: everybody with a lead, and a sample of the simulator's other people."""
    rng = stream(seed, "people")
    people = world.people.copy()
    has_lead = people["person_id"].isin(world.leads["person_id"]).to_numpy()
    others = rng.permutation(np.flatnonzero(~has_lead))[: round(OTHERS_PER_LEAD * len(world.leads))]
    people["kind"] = "lead"
    people.loc[others, "kind"] = rng.choice(list(OTHER_KINDS), len(others), p=list(OTHER_KINDS.values()))
    people = people[has_lead | np.isin(np.arange(len(people)), others)].reset_index(drop=True)
    people["is_b2c"] = _consumers(people, rng)
    _employ(people, len(world.leads), rng)
    return people


def _consumers(people, rng):
    """Whether a person buys for herself: drawn among the leads with a private address."""
    private = np.flatnonzero((people["kind"] == "lead") & (people["email_domain_type"] != "corporate"))
    wanted = round(B2C_SHARE * (people["kind"] == "lead").sum())
    return np.isin(np.arange(len(people)), rng.permutation(private)[:wanted])


def _employ(people, leads, rng):
    """Take consumers, students and job seekers out of their company; send some others to a small one."""
    small = round(SMALL_ACCOUNTS_PER_LEAD * leads)
    moves = (people["kind"] != "lead").to_numpy() & (rng.random(len(people)) < SMALL_ACCOUNT_SHARE)
    people.loc[moves, "account_id"] = [
        f"small_{number:05d}" for number in rng.integers(0, small, moves.sum())
    ]
    alone = people["is_b2c"] | people["kind"].isin(["student", "candidate"])
    people.loc[alone, "account_id"] = ""


def build_accounts(world, people, seed):
    """One row per company that somebody works in: `number` in the raw table, name, size, money, place."""
    rng = stream(seed, "accounts")
    used = sorted(set(people["account_id"]) - {""})
    accounts = pd.DataFrame({"account_id": used}).merge(world.accounts, on="account_id", how="left")
    small = accounts["account_id"].str.startswith("small_").to_numpy()
    count = len(accounts)
    region = np.where(small, rng.choice(["UK", "US"], count, p=[0.7, 0.3]), accounts["region"])
    accounts["country"] = [_pick(WORDS["countries"][code], rng) for code in region]
    accounts["industry"] = [
        str(rng.choice(SMALL_INDUSTRIES)) if is_small else _pick(WORDS["industries"][industry], rng)
        for is_small, industry in zip(small, accounts["industry"], strict=True)
    ]
    maturity = rng.choice(["low", "medium"], count, p=[0.75, 0.25])
    accounts["maturity"] = np.where(small, maturity, accounts["process_maturity_band"])
    accounts["employees"] = _within(EMPLOYEES, accounts["employee_band"], (1, 199), rng).round()
    accounts["revenue"] = _within(REVENUE, accounts["estimated_revenue_band"], (4e4, 2e7), rng).round(-3)
    accounts["budget_readiness"] = accounts["budget_readiness"].fillna(0.3)
    accounts["is_b2c"] = small & (rng.random(count) < B2C_ACCOUNT_SHARE)
    accounts["company_type"] = [_company_type(row, rng) for row in accounts.itertuples()]
    accounts["name"], accounts["domain"] = _company_names(accounts, rng)
    accounts["technologies"] = [_technologies(maturity, rng) for maturity in accounts["maturity"]]
    accounts["created_at"] = FIRST_DAY - rng.uniform(1, 700, count).round(3) * DAY
    return accounts


def _pick(weights, rng):
    """One key of a table of weights."""
    return str(rng.choice(list(weights), p=list(weights.values())))


def _within(bands, names, otherwise, rng):
    """A number inside each band, evenly on a logarithmic scale."""
    edges = np.array([bands.get(name, otherwise) for name in names], dtype=float)
    return np.exp(rng.uniform(np.log(edges[:, 0]), np.log(edges[:, 1])))


def _company_type(account, rng):
    if account.employees < 200:
        return str(rng.choice(["sl", "startup", "sl"]))
    if account.country in ("US", "GB"):
        return str(rng.choice(["inc", "inc", "public"]))
    return str(rng.choice(["sl", "sa", "sa", "public"], p=[0.35, 0.3, 0.25, 0.1]))


def _company_names(accounts, rng):
    """Names and web domains, the domains all different."""
    names, domains, taken = [], [], {}
    for account in accounts.itertuples():
        words = WORDS["companies"]
        name = f"{rng.choice(words['first'])} {rng.choice(words['second'][account.industry])}"
        if rng.random() < 0.3:
            name += f" {rng.choice(['del Norte', 'Group', 'Ibérica', '& Sons', 'Sur', 'Global'])}"
        root = slug(name)
        taken[root] = taken.get(root, 0) + 1
        names.append(name if taken[root] == 1 else f"{name} {taken[root]}")
        domains.append(f"{root}{taken[root] if taken[root] > 1 else ''}.example")
    return names, domains


def _technologies(maturity, rng):
    known = WORDS["technologies"][maturity]
    if rng.random() < 0.2:
        return ""
    return "|".join(rng.permutation(known)[: rng.integers(1, 4)])


def describe(people, accounts, seed):
    """Add to each person: country, language, name, e-mail address, phone, title, department, age, income."""
    rng = stream(seed, "persons")
    company = accounts.set_index("account_id")
    homes = {**WORDS["countries"]["UK"], **WORDS["countries"]["US"]}
    described = []
    for number, person in enumerate(people.itertuples()):
        employer = company.loc[person.account_id] if person.account_id else None
        country = employer["country"] if employer is not None else str(rng.choice(list(homes)))
        described.append(_person(person, number, country, employer, rng))
    people = pd.concat([people, pd.DataFrame(described)], axis=1)
    people["in_america"] = people["country"].isin(AMERICA)
    return people


def _person(person, number, country, employer, rng):
    spanish = country in SPANISH_SPEAKING or (country == "PT" and rng.random() < 0.5)
    language = "es" if spanish and rng.random() < 0.92 else "en"
    gender = str(rng.choice(["f", "m"]))
    first = str(rng.choice(WORDS["first_names"][f"{language}_{gender}"]))
    last = str(rng.choice(WORDS["last_names"][language]))
    if language == "es" and rng.random() < 0.4:
        last += " " + str(rng.choice(WORDS["last_names"]["es"]))
    code, *places = WORDS["places"][country]
    region, city = str(rng.choice(places)).split("|")
    private = person.is_b2c or rng.random() < 0.15
    return {
        "country": country,
        "region": region,
        "city": city,
        "spanish": language == "es",
        "first_name": first,
        "last_name": last,
        "email": _email(person, number, slug(first), slug(last.split()[0]), employer, rng),
        "phone": f"{code} 555 01{rng.integers(0, 100):02d} {number:05d}" if rng.random() < 0.7 else "",
        "job_title": _title(person, language, gender, rng),
        "department": _department(person, language, rng),
        "age": str(int(np.clip(rng.normal(23 if person.kind == "student" else 43, 9), 18, 74)))
        if private
        else "",
        "annual_income": str(int(rng.lognormal(10.4, 0.35) // 500 * 500)) if private else "",
        "children": str(int(rng.integers(0, 4))) if private else "",
    }


def _email(person, number, first, last, employer, rng):
    """An address that belongs to nobody: a number makes the free ones unlikely to exist."""
    kind = person.email_domain_type
    if person.kind == "student" and rng.random() < 0.5:
        return f"{first}.{last}{number}@alumni-campus.example"
    if kind == "unknown" and rng.random() < 0.5 and not person.is_b2c:
        return ""
    if employer is None or kind != "corporate":
        return f"{first}.{last}.demo{number:05d}@{rng.choice(WORDS['mail']['free_domains'])}"
    return f"{first}.{last}@{employer['domain']}"


def _title(person, language, gender, rng):
    if person.kind in ("student", "candidate"):
        titles = WORDS["other_titles"][person.kind]
    elif person.is_b2c:
        titles = WORDS["other_titles"]["consumer"]
    else:
        titles = WORDS["titles"][person.role_function][person.seniority]
    title = str(rng.choice(titles[0] if language == "es" else titles[1]))
    return gendered(title, gender) if language == "es" else title


def _department(person, language, rng):
    if person.is_b2c or person.kind in ("student", "candidate") or rng.random() < 0.35:
        return ""
    return WORDS["departments"][person.role_function][0 if language == "es" else 1]
