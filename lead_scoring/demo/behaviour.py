"""What the leads did: the simulator's touches, sessions and sales activities as events of the raw table.

The simulator counts activities; which page, file or reaction it was is drawn here, alike for every lead, so
that nothing but leadforge's own activity speaks of the outcome. From day 20 on it follows up ten times as
often, more than any company could: of those days only a part is kept.

An event is of an episode, or of nobody (-1). `named`: it carries the contact id. `visitor`: number of the
browser (-1: none). Columns of text are as in the raw table, empty if they do not apply.
"""

import numpy as np
import pandas as pd

from .clock import DAY, HOUR, time_of_day
from .episodes import RECOGNISED_SHARE
from .words import WORDS

# Shares of the simulator's rows that are kept, before day 20 and after day 30.
TOUCH_SHARES = (0.9, 0.25)
SESSION_SHARES = (0.6, 0.2)
SECOND_BROWSER_SHARE = 0.12  # of the episodes: a second device, used in a quarter of the visits
TEXTS = ("page_path", "asset", "channel", "campaign", "user_agent")


def events(at, event_type, episode=-1, visitor=-1, named=True, **texts):
    """A batch of events; every argument is one value for all or one per event."""
    columns = {"at": np.asarray(at, dtype=float), "event_type": event_type, "episode": episode}
    columns |= {"visitor": visitor, "named": named} | {name: texts.get(name, "") for name in TEXTS}
    return pd.DataFrame(columns)


def pick(options, count, rng):
    """One of the options per event."""
    return np.array(options, dtype=object)[rng.integers(0, len(options), count)]


def campaign_at(at, rng):
    """The campaign that ran then: `2026-q1-procure`."""
    months = np.asarray(at, dtype=float).astype("datetime64[s]").astype("datetime64[M]").astype(int)
    themes = pick(WORDS["assets"]["campaign_themes"], len(months), rng)
    return [
        f"{1970 + month // 12}-q{month % 12 // 3 + 1}-{theme}"
        for month, theme in zip(months, themes, strict=True)
    ]


def browsers(episodes, sessions, rng):
    """One row per browser (`visitor`: 2 × episode, + 1 for a second device): when we learned whose it is."""
    first_session = sessions.groupby("episode")["at"].min().reindex(range(len(episodes))).to_numpy()
    recognised = np.where(rng.random(len(episodes)) < RECOGNISED_SHARE, first_session + 90, np.nan)
    identified = np.where(episodes["by_form"], episodes["known_at"], recognised)
    has_second = (rng.random(len(episodes)) < SECOND_BROWSER_SHARE) & ~np.isnan(identified)
    later = identified + rng.uniform(1, 25, len(episodes)) * DAY
    second = np.where(has_second & (rng.random(len(episodes)) < 0.7), later, np.nan)
    return pd.DataFrame(
        {
            "visitor": np.arange(2 * len(episodes)),
            "episode": np.repeat(np.arange(len(episodes)), 2),
            "identified_at": np.column_stack([identified, second]).ravel(),
            "exists": np.column_stack([np.ones(len(episodes), bool), has_second]).ravel(),
            "user_agent": pick(WORDS["user_agents"]["browsers"], 2 * len(episodes), rng),
        }
    )


def thin(frame, shares, rng):
    """Keep a share of the simulator's rows; it falls from day 20 to day 30, where the follow-up sets in."""
    early_share, late_share = shares
    progress = np.clip((frame["day"].to_numpy() - 20) / 10, 0, 1)
    ramp = 1 + progress * (early_share / late_share - 1)
    return frame[rng.random(len(frame)) < early_share / ramp]


def timed(frame, episodes, rng):
    """The rows with `episode` and a time of day."""
    lead = frame["lead"].to_numpy()
    clock = time_of_day(rng, episodes["in_america"].to_numpy()[lead])
    at = episodes["starts"].to_numpy()[lead] + frame["day"].to_numpy() * DAY + clock
    return frame.assign(episode=lead, at=at).drop(columns="lead").reset_index(drop=True)


def page_views(sessions, episodes, visitors, rng):
    """The pages of each visit; some visitors are logged in, the others leave only a browser's number."""
    count = len(sessions)
    episode = sessions["episode"].to_numpy()
    has_second = visitors["exists"].to_numpy()[2 * episode + 1]
    visitor = 2 * episode + (has_second & (rng.random(count) < 0.25))
    is_known = sessions["at"].to_numpy() > visitors["identified_at"].to_numpy()[visitor]
    sessions = sessions.assign(visitor=visitor, named=is_known & (rng.random(count) < 0.3))
    sessions["channel"] = pick(["web"] * 8 + ["paid", "email"], count, rng)
    from_partner = (episodes["lead_source"].to_numpy()[episode] == "partner_referral") & (
        rng.random(count) < 0.3
    )
    sessions.loc[from_partner, "channel"] = "partner"
    sessions["campaign"] = np.where(sessions["channel"] == "web", "", campaign_at(sessions["at"], rng))
    sessions["user_agent"] = visitors["user_agent"].to_numpy()[visitor]
    pages = _expand(sessions, 1 + sessions["page_views"] // 3, rng)
    kind = pages["session_type"].to_numpy()
    on_topic = rng.random(len(pages)) < 0.5
    page = pick(WORDS["pages"]["general"], len(pages), rng)
    for session_type, topic in (("pricing_page", "pricing"), ("demo_page", "demo")):
        page = np.where((kind == session_type) & on_topic, pick(WORDS["pages"][topic], len(pages), rng), page)
    pages["page_path"] = page
    pricing = _expand(sessions.assign(at=sessions["at"] + 320), sessions["pricing_page_views"], rng)
    pricing["page_path"] = pick(["/pricing", "/precios/empresas"], len(pricing), rng)
    tours = _expand(sessions.assign(at=sessions["at"] + 540), sessions["demo_page_views"], rng)
    tours["page_path"] = "/product/tour"
    watched = sessions[(sessions["session_type"] == "demo_page") & (rng.random(count) < 0.3)]
    videos = watched.assign(at=watched["at"] + 200, asset=pick(WORDS["assets"]["videos"], len(watched), rng))
    views = pd.concat([pages, pricing, tours]).assign(event_type="page_view", asset="")
    return pd.concat([views, videos.assign(event_type="video_watched", page_path="")])[
        ["at", "event_type", "episode", "visitor", "named", *TEXTS]
    ]


def _expand(sessions, count, rng):
    """Each session as often as it has pages, half a minute to three minutes apart."""
    number = np.repeat(np.arange(len(sessions)), count)
    position = np.arange(len(number)) - np.repeat(np.cumsum(count) - count, count).to_numpy()
    pages = sessions.iloc[number].reset_index(drop=True)
    pages["at"] = np.floor(pages["at"] + position * rng.uniform(30, 180, len(pages)))
    return pages


def forms(episodes, visitors, rng):
    """The form that told us who it is, and now and then another one or a trial later."""
    new = episodes[episodes["by_form"]]
    asset = rng.choice(
        ["contact-sales", "demo-request", "newsletter", "trial-signup"], len(new), p=[0.24, 0.26, 0.35, 0.15]
    )
    # a consumer asks no seller to call
    asset = np.where(new["is_b2c"] & np.isin(asset, ["contact-sales", "demo-request"]), "newsletter", asset)
    form = events(
        new["known_at"],
        "form_submit",
        new.index,
        2 * new.index,
        asset=asset,
        channel="web",
        page_path="/contact",
    )
    trial = form[form["asset"] == "trial-signup"].assign(event_type="trial_started", asset="", page_path="")
    trial["at"] += 120
    landed = form[rng.random(len(form)) < 0.3].assign(event_type="landing_conversion", page_path="")
    landed["asset"] = pick(WORDS["assets"]["landings"], len(landed), rng)
    landed["campaign"] = campaign_at(landed["at"], rng)
    is_recognised = visitors["identified_at"].to_numpy()[::2] < episodes["known_at"] + 2 * DAY
    again = episodes[is_recognised & (rng.random(len(episodes)) < 0.15) & ~episodes["is_b2c"]]
    at = again["known_at"] + rng.integers(2, 35, len(again)) * DAY + HOUR
    asset = pick(["contact-sales", "demo-request"], len(again), rng)
    later = events(
        at, "form_submit", again.index, 2 * again.index, asset=asset, channel="web", page_path="/contact"
    )
    batch = pd.concat([form, trial, landed, later])
    return batch.assign(user_agent=visitors["user_agent"].to_numpy()[batch["visitor"]])


def reactions(touches, rng):
    """What people did when marketing touched them: most of it nothing."""
    chance = rng.random(len(touches))
    at, episode, kind = (touches[name].to_numpy() for name in ("at", "episode", "touch_type"))
    soon = np.floor(at + rng.exponential(2.5 * HOUR, len(touches)))

    def those(touch_type, below, from_=0.0):
        return np.flatnonzero((kind == touch_type) & (chance >= from_) & (chance < below))

    mails = _mail(soon, "email_open", episode, rng)
    batches = [
        mails.iloc[those("email", 0.42)],
        mails.iloc[those("email", 0.11)].assign(at=lambda mail: mail["at"] + 20, event_type="email_click"),
        mails.iloc[those("email", 0.03)].assign(
            at=lambda mail: mail["at"] + 1800, event_type="email_reply", user_agent=""
        ),
        mails.iloc[those("email", 0.998, 0.995)].assign(event_type="unsubscribe"),
    ]
    for touch_type, event_type, rows in (
        ("call", "call_connected", those("call", 0.3)),
        ("linkedin_message", "social_like", those("linkedin_message", 0.22)),
        ("linkedin_message", "social_share", those("linkedin_message", 0.28, 0.22)),
        ("linkedin_message", "review", those("linkedin_message", 0.284, 0.28)),
    ):
        channel = "phone" if touch_type == "call" else "social"
        batches.append(events(soon[rows], event_type, episode[rows], channel=channel))
    return pd.concat([*batches, _webinars(at, episode, those("webinar", 0.45), rng)])


def _mail(at, event_type, episode, rng):
    agents = pick(WORDS["user_agents"]["mail_clients"], len(at), rng)
    return events(at, event_type, episode, channel="email", campaign=campaign_at(at, rng), user_agent=agents)


def _webinars(at, episode, rows, rng):
    """Registered, then one to six days later attended (two of three), then to the end (half of those)."""
    at, episode = at[rows], episode[rows]
    asset, campaign = pick(WORDS["assets"]["webinars"], len(at), rng), campaign_at(at, rng)
    registered = events(at, "webinar_registered", episode, asset=asset, campaign=campaign, channel="web")
    begins = np.floor(at / DAY) * DAY + rng.integers(1, 7, len(at)) * DAY + 16 * HOUR
    came = rng.random(len(at)) < 0.65
    attended = registered.assign(at=begins, event_type="webinar_attended")[came]
    stayed = attended[rng.random(len(attended)) < 0.5]
    return pd.concat(
        [registered, attended, stayed.assign(at=stayed["at"] + 3300, event_type="webinar_completed")]
    )


def downloads(touches, visitors, rng):
    """Files taken from the site: by a known browser, by an unknown one, or through a link in an e-mail."""
    taken = touches[(touches["touch_type"] == "content_download") & (rng.random(len(touches)) < 0.6)]
    visitor = 2 * taken["episode"].to_numpy()
    identified = visitors["identified_at"].to_numpy()[visitor]
    by_mail = np.isnan(identified)
    batch = events(
        taken["at"],
        "download",
        taken["episode"],
        np.where(by_mail, -1, visitor),
        by_mail | (taken["at"].to_numpy() > identified),
        asset=pick(WORDS["assets"]["downloads"], len(taken), rng),
        channel=np.where(by_mail, "email", "web"),
        user_agent=visitors["user_agent"].to_numpy()[visitor],
    )
    return batch


def talks(activities, rng):
    """Calls, meetings and demos that took place."""
    kind, outcome = activities["activity_type"], activities["activity_outcome"]
    batches = []
    for event_type, rows, channel in (
        ("call_connected", (kind == "call") & (outcome == "connected"), "phone"),
        ("meeting_held", (kind == "meeting") & (outcome == "connected"), "offline"),
        ("demo_attended", (kind == "demo") & (outcome == "demo_completed"), "offline"),
    ):
        batches.append(
            events(activities.loc[rows, "at"], event_type, activities.loc[rows, "episode"], channel=channel)
        )
    met = activities[rng.random(len(activities)) < 0.012]
    breakfast = events(met["at"], "event_attended", met["episode"], asset="breakfast-cfo", channel="offline")
    return pd.concat([*batches, breakfast])


def machine_opens(touches, rng):
    """Mail proxies that open and scanners that click within seconds of the sending."""
    mails = touches[touches["touch_type"] == "email"]
    return machines(mails["at"].to_numpy(), mails["episode"].to_numpy(), rng)


def machines(sent_at, episode, rng, opens=0.16, scans=0.03):
    """For mails sent: proxy opens (share `opens`) and three scanner clicks in a row (share `scans`)."""
    rows = np.flatnonzero(rng.random(len(sent_at)) < opens)
    agents = pick(WORDS["user_agents"]["mail_proxies"], len(rows), rng)
    at = sent_at[rows] + rng.integers(1, 40, len(rows))
    batches = [_mail(at, "email_open", episode[rows], rng).assign(user_agent=agents)]
    rows = np.flatnonzero(rng.random(len(sent_at)) < scans)
    agents = pick(WORDS["user_agents"]["scanners"], len(rows), rng)
    for click in range(3):
        at = sent_at[rows] + 3 + 2 * click
        batches.append(_mail(at, "email_click", episode[rows], rng).assign(user_agent=agents))
    return pd.concat(batches)
