"use strict";
(() => {
  const data = JSON.parse(document.getElementById("details").textContent);
  const words = data.words;
  const SVG = "http://www.w3.org/2000/svg";

  // Text goes in as text: nothing of a lead is ever read as markup.
  function make(name, attributes = {}, ...inside) {
    const element = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    element.append(...inside.map((part) => (typeof part === "number" ? String(part) : part)));
    return element;
  }
  function draw(name, attributes = {}, text) {
    const element = document.createElementNS(SVG, name);
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    if (text !== undefined) element.textContent = text;
    return element;
  }
  const filled = (text, values) => text.replace(/\{(\w+)\}/g, (all, name) => (name in values ? values[name] : all));
  const day = (iso) => `${+iso.slice(8)} ${data.format.months[+iso.slice(5, 7) - 1]} ${iso.slice(0, 4)}`;
  function decimal(thousandths, places) {
    const text = (Math.abs(thousandths) / 1000).toFixed(places).replace(".", data.format.decimal);
    return (thousandths < 0 ? "−" : "") + text;
  }
  const signed = (thousandths) => (thousandths > 0 ? "+" : "") + decimal(thousandths, 3);

  // ---- the parts, one at a time on a screen; all of them on paper
  const sections = [...document.querySelectorAll("main > section")];
  const links = [...document.querySelectorAll("nav a")];
  function show() {
    const wanted = sections.find((section) => `#${section.id}` === location.hash) || sections[0];
    for (const section of sections) section.hidden = section !== wanted;
    for (const link of links) {
      if (link.hash === `#${wanted.id}`) link.setAttribute("aria-current", "page");
      else link.removeAttribute("aria-current");
    }
  }
  addEventListener("hashchange", () => { show(); scrollTo(0, 0); });
  show();

  // ---- a lead: its ledger as a waterfall, its score over time, its timeline
  function ledger(lead) {
    const box = make("div", {}, make("h3", {}, words.ledger));
    if (!lead.ledger.length && lead.score === 0) return box.append(make("p", {}, words.no_ledger)), box;
    let sum = 0, low = 0, high = 100000;
    for (const [, , points] of lead.ledger) {
      sum += points;
      low = Math.min(low, sum);
      high = Math.max(high, sum);
    }
    const place = (value) => (100 * (value - low)) / (high - low);
    function bar(from, to, colour) {
      const svg = draw("svg", { viewBox: "0 0 100 14", class: "bar", preserveAspectRatio: "none", "aria-hidden": "true" });
      svg.append(draw("line", { x1: place(0), x2: place(0), y1: 0, y2: 14, stroke: "var(--muted)", "stroke-width": 0.6 }));
      svg.append(draw("rect", { x: place(Math.min(from, to)), y: 1, height: 12, fill: colour,
        width: Math.max(0.6, Math.abs(place(to) - place(from))) }));
      return svg;
    }
    const rows = make("tbody");
    let running = 0;
    for (const [group, label, points] of lead.ledger) {
      const from = running;
      running += points;
      rows.append(make("tr", {},
        make("th", { scope: "row" }, label, " ", make("small", {}, words.groups[group] || words.groups.other),
          bar(from, running, points < 0 ? "var(--second)" : "var(--accent)")),
        make("td", { class: "n points", "data-value": points }, signed(points)),
        make("td", { class: "n" }, decimal(running, 1))));
    }
    rows.append(make("tr", { class: "total" }, make("th", { scope: "row" }, words.total, bar(0, running, "var(--ink)")),
      make("td", { class: "n sum", "data-value": running }, decimal(running, 3)),
      make("td", { class: "n" }, lead.score)));
    const head = make("tr", {}, make("th", { scope: "col" }, words.entry), make("th", { scope: "col", class: "n" }, words.points), make("th", { scope: "col", class: "n" }, words.sum));
    box.append(make("table", { class: "ledger" }, make("thead", {}, head), rows));
    if (running !== 1000 * lead.score) box.append(make("p", { class: "wrong" }, words.does_not_add));
    return box;
  }

  function history(lead) {
    const box = make("div", {}, make("h3", {}, words.history));
    const points = lead.history;
    if (points.length < 2) return box.append(make("p", { class: "small" }, words.no_history)), box;
    const times = points.map(([date]) => Date.parse(date));
    const first = times[0], last = times[times.length - 1];
    const x = (time) => 34 + (270 * (time - first)) / (last - first), y = (score) => 112 - score;
    const told = filled(words.from_to, { from: points[0][1], to: points[points.length - 1][1],
      since: day(points[0][0]), until: day(points[points.length - 1][0]) });
    const svg = draw("svg", { viewBox: "0 0 340 134", role: "img", "aria-label": `${words.history}. ${told}` });
    for (const [name, edge] of data.bands) {
      svg.append(draw("line", { x1: 34, x2: 304, y1: y(edge), y2: y(edge), stroke: "var(--line)" }));
      svg.append(draw("text", { x: 30, y: y(edge) + 3, "text-anchor": "end", "font-size": 10, fill: "var(--muted)" }, name));
    }
    const line = points.map(([, score], number) => `${x(times[number]).toFixed(1)},${y(score)}`).join(" ");
    svg.append(draw("polyline", { points: line, fill: "none", stroke: "var(--accent)", "stroke-width": 2.2 }));
    const score = points[points.length - 1][1];
    svg.append(draw("circle", { cx: x(last), cy: y(score), r: 4, fill: "var(--accent)" }));
    svg.append(draw("text", { x: x(last) + 8, y: y(score) + 4, "font-size": 12, "font-weight": 700, fill: "var(--ink)" }, score));
    svg.append(draw("text", { x: 34, y: 130, "font-size": 10, fill: "var(--muted)" }, day(points[0][0])));
    svg.append(draw("text", { x: 304, y: 130, "font-size": 10, "text-anchor": "end", fill: "var(--muted)" }, day(points[points.length - 1][0])));
    box.append(svg);
    return box;
  }

  function timeline(lead) {
    const box = make("div", {}, make("h3", {}, words.timeline));
    if (!lead.timeline.length) return box.append(make("p", { class: "small" }, words.no_timeline)), box;
    const list = make("ul", { tabindex: "0", "aria-label": words.timeline });
    for (const [date, kind, text, number] of lead.timeline) {
      let told = text;
      if (kind === "event") told = filled(number > 1 ? words.event : words.event_once, { text, n: number });
      else if (kind === "band")
        told = `${text.band_before} ${text.score_before} → ${text.band_after} ${text.score_after}. ${text.why || ""}`;
      else told = filled(words[kind] || kind, { n: number });
      list.append(make("li", {}, make("time", { datetime: date }, day(date)), " ", told));
    }
    box.append(list);
    return box;
  }

  function detail(lead) {
    const facts = make("dl", { class: "facts" });
    const fact = (name, value) => facts.append(make("div", {}, make("dt", {}, name), make("dd", {}, value)));
    if (lead.next_step) fact(words.next_step, lead.next_step);
    if (lead.email) fact(words.mail, make("a", { href: `mailto:${encodeURIComponent(lead.email)}` }, lead.email));
    if (lead.phone) fact(words.phone, make("a", { href: `tel:${lead.phone.replace(/[^+\d]/g, "")}` }, lead.phone));
    return [facts, ledger(lead), make("div", {}, history(lead), timeline(lead))];
  }

  // ---- the list: search, filters, a page at a time
  const list = document.getElementById("leads");
  if (!list) return;
  const PAGE = 25;
  const plain = (text) => text.normalize("NFD").replace(/\p{Diacritic}/gu, "").toLowerCase();
  const leads = [...list.children].map((item) => ({ item, text: plain(item.textContent), ...item.dataset }));
  const more = document.getElementById("more");
  const fields = ["seller", "country", "band"].map((name) => [name, document.getElementById(`f-${name}`)]);
  const search = document.getElementById("f-text");
  let pages = 1;

  for (const [name, select] of fields) {
    const values = new Map();
    for (const lead of leads) values.set(lead[name], (values.get(lead[name]) || 0) + 1);
    const known = data.bands.map(([band]) => band).reverse();
    const order = name === "band" ? (a, b) => known.indexOf(a) - known.indexOf(b) : (a, b) => a.localeCompare(b);
    for (const value of [...values.keys()].sort(order)) select.append(make("option", { value }, `${value} (${values.get(value)})`));
  }
  function filter() {
    const parts = plain(search.value).split(/\s+/).filter(Boolean);
    let found = 0;
    for (const lead of leads) {
      const fits = parts.every((part) => lead.text.includes(part))
        && fields.every(([name, select]) => !select.value || lead[name] === select.value);
      lead.item.hidden = !fits;
      if (fits) found += 1;
      lead.item.classList.toggle("later", fits && found > pages * PAGE);
    }
    document.getElementById("shown").textContent = filled(words.shown, { n: found, total: leads.length });
    document.getElementById("nobody").hidden = found > 0;
    more.hidden = found <= pages * PAGE;
  }
  const again = () => { pages = 1; filter(); };
  search.addEventListener("input", again);
  for (const [, select] of fields) select.addEventListener("change", again);
  more.addEventListener("click", () => {
    const next = leads.filter((lead) => lead.item.classList.contains("later"))[0];
    pages += 1;
    filter();
    if (next) next.item.querySelector("summary").focus();
  });
  list.addEventListener("toggle", (event) => {
    const box = event.target.querySelector(".detail");
    if (event.target.open && box && !box.hasChildNodes()) {
      box.append(...detail(data.leads[event.target.closest("li").dataset.id]));
    }
  }, true);
  document.getElementById("filters").addEventListener("submit", (event) => event.preventDefault());
  document.getElementById("filters").hidden = false;
  filter();
})();
