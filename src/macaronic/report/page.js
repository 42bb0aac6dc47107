"use strict";

// The index is here when this runs; the blocks of texts may still be on their way.
const $ = (id) => document.getElementById(id);
const index = JSON.parse($("index").textContent);
const parsed = new Promise((done) => document.addEventListener("DOMContentLoaded", done));
const REPAIR = index.kinds.indexOf("repair");
const FOLD = 4000; // characters of a piece from which its middle is folded away
const EDGE = 1200; // characters that stay on either side of the fold
const UNFOLDED = 20000; // characters that come back at once
const PIECES = 2000; // pieces of a text that are shown at once
const CARDS = 100; // findings that are listed at once
const KEPT = 256; // unpacked blocks that are kept

const documents = index.documents.map(([file, line, heading, expected, block, row], number) => {
  const findings = [];
  for (let at = 0; at < row.length; at += 4) {
    findings.push({ kind: row[at], language: row[at + 1], score: row[at + 2], share: row[at + 3] });
  }
  const name = line === null ? index.files[file] : `${index.files[file]}:${line}`;
  return { number, name, file, heading, expected, block, findings };
});
const firstOfBlock = [];
for (const { number, block } of documents) firstOfBlock[block] ??= number;

const state = { kind: new Set(), language: new Set(), file: -1, score: 0, query: "", hits: null, clean: true, order: "corpus", view: "difference" };
let shown = []; // the numbers of the documents that pass the filters, in the order of the list
let counts = []; // for each document, how many of its findings pass
let open = null; // what the reader shows: { number, body, from, to }, of the body's pieces those from ... to

// ---------------------------------------------------------------- making elements

/** An element; strings among the children become text and nothing else. */
function h(name, attributes = {}, ...children) {
  const element = document.createElementNS(name.startsWith("svg:") ? "http://www.w3.org/2000/svg" : "http://www.w3.org/1999/xhtml", name.replace("svg:", ""));
  for (const [key, value] of Object.entries(attributes)) {
    if (value !== null && value !== undefined && value !== false) element.setAttribute(key, value);
  }
  element.append(...children);
  return element;
}

const plural = (count, one, many = `${one}s`) => `${count.toLocaleString("en")} ${count === 1 ? one : many}`;

// Characters that would not be seen, or would turn the text around them about, are shown by their names.
const UNSEEN = /[\p{Cc}\p{Cs}\u00AD\u061C\u200B\u2028\u2029\u202A-\u202E\u2060-\u2069\uFEFF\uFFFE\uFFFF\u{E0000}-\u{E007F}]/gu;
const CALLED = { "\r": "CR", "\0": "NUL", "\x1b": "ESC", "\u00AD": "SHY", "\u061C": "ALM", "\u200B": "ZWSP", "\u202A": "LRE", "\u202B": "RLE", "\u202C": "PDF", "\u202D": "LRO", "\u202E": "RLO", "\u2060": "WJ", "\u2066": "LRI", "\u2067": "RLI", "\u2068": "FSI", "\u2069": "PDI", "\uFEFF": "BOM" };

function codePoint(character) {
  const code = character.codePointAt(0);
  // Bytes that were no text came as lone surrogates (PEP 383).
  return code >= 0xdc80 && code <= 0xdcff ? `byte ${(code - 0xdc00).toString(16).toUpperCase()}` : `U+${code.toString(16).toUpperCase().padStart(4, "0")}`;
}

/** A text as nodes, with what is unseen made visible. */
function visible(text) {
  const nodes = [];
  let at = 0;
  for (const match of text.matchAll(UNSEEN)) {
    const character = match[0];
    if (character === "\n" || character === "\t") continue;
    nodes.push(text.slice(at, match.index));
    at = match.index + character.length;
    if (character !== "\r" || text[at] !== "\n") {
      nodes.push(h("span", { class: "control", title: codePoint(character) }, CALLED[character] ?? codePoint(character)));
    }
  }
  nodes.push(text.slice(at));
  return nodes.filter((node) => node !== "");
}

/** A text on one line, for a list or a title. */
const plain = (text) => text.replace(UNSEEN, (character) => (/\s/.test(character) ? " " : "\uFFFD"));

/** A text that is all white space, so that it is seen what was taken away. */
function marked(text) {
  if (text.trim()) return visible(text);
  return visible(text.replaceAll(" ", "␣").replaceAll("\u00A0", "⍽").replaceAll("\t", "⇥").replaceAll("\n", "↵\n"));
}

/** A text as nodes; of a long one, the middle comes on demand. */
function folded(text) {
  if (text.length <= FOLD) return visible(text);
  const head = whole(text, EDGE), tail = whole(text, text.length - EDGE);
  return [...visible(text.slice(0, head)), unfolding(text.slice(head, tail)), ...visible(text.slice(tail))];
}

/** The next place at or after `at` that is not inside a surrogate pair. */
const whole = (text, at) => (text.codePointAt(at - 1) > 0xffff ? at + 1 : at);

const moreButton = (length) => h("button", { type: "button", class: "more" }, `… ${plural(length, "more character")} …`);

function unfolding(text) {
  const button = moreButton(text.length);
  button.addEventListener("click", () => {
    const cut = whole(text, Math.min(UNFOLDED, text.length));
    const rest = cut < text.length ? unfolding(text.slice(cut)) : null;
    const nodes = visible(text.slice(0, cut));
    button.replaceWith(fragment(nodes), rest ?? "");
    (rest ?? $("reader")).focus({ preventScroll: true });
  });
  return button;
}

// ---------------------------------------------------------------- texts on demand

const unpacked = new Map();

async function unpack(block) {
  const kept = unpacked.get(block);
  if (kept) {
    unpacked.delete(block);
    unpacked.set(block, kept);
    return kept;
  }
  if (!$(`block-${block}`)) await parsed;
  const bytes = Uint8Array.from(atob($(`block-${block}`).textContent), (character) => character.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));
  const bodies = await new Response(stream).json();
  unpacked.set(block, bodies);
  if (unpacked.size > KEPT) unpacked.delete(unpacked.keys().next().value);
  return bodies;
}

async function body(number) {
  const { block } = documents[number];
  return (await unpack(block))[number - firstOfBlock[block]];
}

// ---------------------------------------------------------------- filters

const passes = (finding) => state.kind.has(finding.kind) && state.language.has(finding.language) && finding.score >= state.score;

function refilter() {
  counts = documents.map((document) => {
    if (state.file >= 0 && document.file !== state.file) return -1;
    if (state.hits && !state.hits.has(document.number)) return -1;
    return document.findings.filter(passes).length;
  });
  shown = [...counts.keys()].filter((number) => counts[number] > 0 || (counts[number] === 0 && state.clean));
  if (state.order === "most") shown.sort((a, b) => counts[b] - counts[a] || a - b);
  places = new Map(shown.map((number, place) => [number, place]));
  const findings = shown.reduce((sum, number) => sum + counts[number], 0);
  $("status").textContent = `${plural(findings, "finding")} in ${shown.length.toLocaleString("en")} of ${plural(documents.length, "document")}`;
  drawRows();
  drawPlot();
  if (open) drawDocument();
}

function readFilters() {
  for (const facet of ["kind", "language"]) {
    state[facet] = new Set([...document.querySelectorAll(`input[name=${facet}]:checked`)].map((box) => Number(box.value)));
  }
  state.file = Number(document.querySelector("input[name=file]:checked")?.value ?? -1);
  state.score = Math.round(100 * $("score").value);
  state.clean = $("clean").checked;
  state.order = $("order").value;
  $("score-value").textContent = (state.score / 100).toFixed(2);
  refilter();
}

let searching = 0;

async function search() {
  const query = $("query").value.trim().toLowerCase();
  const mine = ++searching;
  state.query = query;
  if (!query) {
    state.hits = null;
    return refilter();
  }
  const hits = new Set();
  for (let block = 0; block < firstOfBlock.length; block++) {
    const bodies = await unpack(block);
    if (mine !== searching) return; // another query has come since
    bodies.forEach((body, place) => {
      const number = firstOfBlock[block] + place;
      if (documents[number].name.toLowerCase().includes(query) || haystack(body).includes(query)) hits.add(number);
    });
    if (block % 16 === 15) $("status").textContent = `searching, ${Math.round((100 * block) / firstOfBlock.length)} %`;
  }
  state.hits = hits;
  return refilter();
}

/** All that can be searched of a document: its text, what would be put into it, and the reasons. */
function haystack({ pieces, findings }) {
  const text = pieces.map((piece) => (typeof piece === "string" ? piece : piece[0])).join("");
  return [text, ...findings.flatMap((finding) => [finding.reason, finding.new ?? "", ...(finding.rules ?? [])])].join("\n").toLowerCase();
}

// ---------------------------------------------------------------- the list: only the rows in sight are elements

let places = new Map(); // where in the list a document is

const rowHeight = () => 3.75 * parseFloat(getComputedStyle(document.documentElement).fontSize);

function drawRows() {
  const list = $("list"), height = rowHeight();
  $("rows").style.height = `${shown.length * height}px`;
  const first = Math.max(0, Math.floor(list.scrollTop / height) - 4);
  const last = Math.min(shown.length, Math.ceil((list.scrollTop + list.clientHeight) / height) + 4);
  const range = [];
  for (let place = first; place < last; place++) range.push(place);
  const current = open ? places.get(open.number) : undefined;
  if (current !== undefined && (current < first || current >= last)) range.push(current);
  $("rows").replaceChildren(...range.map((place) => drawRow(place, height)));
  if (current === undefined) list.removeAttribute("aria-activedescendant");
  else list.setAttribute("aria-activedescendant", `row-${open.number + 1}`);
}

function drawRow(place, height) {
  const { number, name, heading } = documents[shown[place]];
  const row = h(
    "div",
    { role: "option", class: "row", id: `row-${number + 1}`, "aria-selected": String(open?.number === number), "aria-setsize": shown.length, "aria-posinset": place + 1 },
    h("div", { class: "line" }, h("bdi", {}, plain(name)), h("span", { class: "count" }, counts[number] ? plural(counts[number], "finding") : "nothing")),
    h("bdi", { class: "heading" }, plain(heading) || "(empty)"),
  );
  row.style.top = `${place * height}px`;
  row.addEventListener("click", () => {
    go(number);
    if (narrow.matches) $("reader").scrollIntoView(); // there it stands below the list
  });
  return row;
}

function scrollToRow(number) {
  const list = $("list"), top = places.get(number) * rowHeight();
  if (top < list.scrollTop) list.scrollTop = top;
  else if (top + rowHeight() > list.scrollTop + list.clientHeight) list.scrollTop = top + rowHeight() - list.clientHeight;
}

const narrow = matchMedia("(max-width: 48rem)");
const STEPS = { ArrowDown: 1, ArrowUp: -1, PageDown: 8, PageUp: -8, Home: -Infinity, End: Infinity };

function listKey(event) {
  if (!(event.key in STEPS) || event.ctrlKey || event.metaKey || event.altKey) return;
  event.preventDefault();
  stepDocument(STEPS[event.key]);
}

function stepDocument(by) {
  const here = open ? places.get(open.number) ?? -1 : -1;
  const place = Math.max(0, Math.min(shown.length - 1, here + by));
  if (shown.length && shown[place] !== open?.number) go(shown[place]);
}

// ---------------------------------------------------------------- the plot

function drawPlot() {
  const bins = Math.min(60, Math.max(12, documents.length)), width = 480 / bins;
  const stacks = Array.from({ length: bins }, () => new Array(index.kinds.length).fill(0));
  for (const number of shown) {
    for (const finding of documents[number].findings.filter(passes)) {
      stacks[Math.min(bins - 1, Math.floor((bins * (number + finding.share / 1000)) / documents.length))][finding.kind] += 1;
    }
  }
  const totals = stacks.map((stack) => stack.reduce((sum, count) => sum + count, 0));
  const most = Math.max(...totals, 1);
  $("plot").replaceChildren(...stacks.map((stack, bin) => {
    let top = 100;
    const bars = stack.flatMap((count, kind) => {
      const height = (96 * count) / most;
      top -= height;
      return count ? [h("svg:rect", { class: `kind-${index.kinds[kind]}`, x: bin * width + width * 0.1, width: width * 0.8, y: top, height: Math.max(0.5, height - 0.8) })] : [];
    });
    const named = stack.flatMap((count, kind) => (count ? [`${count} ${index.kinds[kind]}`] : []));
    return h("svg:g", {}, h("svg:title", {}, `${stretch(bin, bins)}: ${named.join(", ") || "nothing"}`), h("svg:rect", { class: "bin", x: bin * width, y: 0, width, height: 100 }), ...bars);
  }));
  const peak = totals.indexOf(most);
  $("plot-caption").textContent = peak < 0 ? "Findings over the corpus: none" : `Findings over the corpus, most (${most.toLocaleString("en")}) in ${stretch(peak, bins)}`;
}

/** What of the corpus a bin covers, in words. */
function stretch(bin, bins) {
  const from = (bin * documents.length) / bins, to = ((bin + 1) * documents.length) / bins;
  if (documents.length < bins) {
    const start = Math.round(100 * (from % 1)), end = Math.round(100 * (to - Math.floor(from)));
    const part = `${start}–${Math.min(100, end)} %`;
    return documents.length === 1 ? `${part} of the text` : `${part} of document ${Math.floor(from) + 1}`;
  }
  const first = Math.floor(from) + 1, last = Math.max(first, Math.ceil(to));
  return first === last ? `document ${first}` : `documents ${first.toLocaleString("en")}–${last.toLocaleString("en")}`;
}

// ---------------------------------------------------------------- the reader

const address = (number, finding) => `#d${number + 1}${finding === undefined ? "" : `f${finding + 1}`}`;

function go(number, finding) {
  const hash = address(number, finding);
  if (location.hash === hash) route();
  else location.replace(hash); // steps are no history to go back through; links are
}

/** Shows what the address names: #d2 the second document, #d2f3 the third finding in it. */
async function route() {
  const { hash } = location, match = /^#d(\d+)(?:f(\d+))?$/.exec(hash);
  const number = match ? Number(match[1]) - 1 : open ? open.number : shown[0];
  if (number === undefined || !documents[number]) return;
  if (open?.number !== number) {
    const found = { number, body: await body(number), from: 0, to: PIECES };
    if (location.hash !== hash) return; // gone elsewhere meanwhile
    open = found;
    drawDocument();
    if (places.has(number)) scrollToRow(number);
    drawRows();
  }
  if (match?.[2]) reveal(Number(match[2]) - 1);
}

function drawDocument() {
  const { number, body } = open, { name, expected, findings } = documents[number];
  const [code, language] = index.languages[expected];
  $("name").replaceChildren(h("bdi", {}, plain(name)));
  document.title = `${plain(name)} – macaronic report`;
  const hidden = findings.length - findings.filter(passes).length;
  $("about").textContent = `Expected: ${language}. ${plural(findings.length, "finding")}${hidden ? `, ${hidden.toLocaleString("en")} of them hidden by the filters` : ""}.`;
  hideTip();
  $("text").lang = code === "und" ? "" : code;
  drawText(body.pieces);
  drawCards(0);
  const place = places.get(number);
  $("previous-document").disabled = place === 0 || !shown.length;
  $("next-document").disabled = place === shown.length - 1 || !shown.length;
  $("previous-finding").disabled = $("next-finding").disabled = findings.length === hidden;
  highlight();
}

function drawText(pieces) {
  const told = new Set(); // the findings whose label, or whose new text, is there already
  const nodes = pieces.slice(open.from, open.to).flatMap((piece) => (typeof piece === "string" ? folded(piece) : [drawPiece(piece, told)]));
  const before = widening(pieces.slice(0, open.from), () => (open.from = Math.max(0, open.from - PIECES)));
  const after = widening(pieces.slice(open.to), () => (open.to += PIECES));
  $("text").replaceChildren(before, fragment(nodes), after);
  if (!$("text").textContent) $("text").append(h("span", { class: "faint" }, "(empty)"));
}

/** A button for pieces that are not shown, if there are any. */
function widening(pieces, widen) {
  if (!pieces.length) return "";
  const length = pieces.reduce((sum, piece) => sum + (typeof piece === "string" ? piece : piece[0]).length, 0);
  const button = moreButton(length);
  button.addEventListener("click", () => {
    widen();
    drawDocument();
    $("reader").focus({ preventScroll: true });
  });
  return button;
}

/** A piece inside findings: the passage it is in, marked, with a label where it begins, and the repair, as the view has it. */
function drawPiece([text, numbers], told) {
  const { findings } = documents[open.number];
  const repair = numbers.find((number) => findings[number].kind === REPAIR);
  const flags = numbers.filter((number) => number !== repair && passes(findings[number]));
  const content = repair === undefined ? folded(text) : drawRepair(text, repair, told);
  if (!flags.length) return fragment(content);
  const inmost = flags.at(-1), { kind, language } = findings[inmost];
  const labels = flags.filter((number) => !told.has(number)).map((number) => {
    told.add(number);
    return drawTag(number);
  });
  return h("mark", { class: `passage kind-${index.kinds[kind]}`, lang: index.languages[language]?.[0], "data-findings": flags.join(" ") }, ...labels, ...content);
}

function fragment(nodes) {
  const fragment = document.createDocumentFragment();
  for (const node of nodes) fragment.append(node); // one by one: too many are too many arguments
  return fragment;
}

function drawTag(number) {
  const { kind, language, score } = documents[open.number].findings[number];
  const code = index.languages[language]?.[0];
  return h("a", { class: `tag kind-${index.kinds[kind]}`, id: `mark-${number}`, href: address(open.number, number), "data-findings": number, lang: "en" }, `${index.kinds[kind]}${code ? ` ${code}` : ""} ${(score / 100).toFixed(2)}`);
}

function drawRepair(text, number, told) {
  const first = !told.has(number);
  told.add(number);
  const now = first ? open.body.findings[number].new : "";
  if (!passes(documents[open.number].findings[number])) return folded(state.view === "after" ? now : text);
  const old = text && state.view !== "after" ? [h(state.view === "before" ? "span" : "del", { class: "old" }, ...(text.length > FOLD ? folded(text) : marked(text)))] : [];
  const made = now && state.view !== "before" ? [h("ins", {}, ...(now.length > FOLD ? folded(now) : marked(now)))] : [];
  const content = old.length || made.length ? [...old, ...made] : [h("span", { class: "place" })];
  const link = { class: `repair ${state.view}`, href: address(open.number, number), "data-findings": number };
  if (first) Object.assign(link, { id: `mark-${number}`, "aria-label": `repair: ${described(open.body.findings[number])}` });
  return first || text ? [h("a", link, ...content)] : [];
}

const described = ({ words: [before, after] }) => `${plain(before) || "nothing"} becomes ${plain(after) || "nothing"}`;

// ---------------------------------------------------------------- findings, told in words

function account(number) {
  const { kind, language, score } = documents[open.number].findings[number];
  const finding = open.body.findings[number];
  const [code, name] = index.languages[language] ?? [null, null];
  const title = h("p", {}, h("b", {}, index.kinds[kind]), code ? ` ${name} (${code})` : "", kind === REPAIR ? "" : ` · score ${(score / 100).toFixed(2)}`, h("span", { class: "faint" }, ` · ${finding.place.join(":")}`));
  const parts = [title];
  if (kind === REPAIR) {
    parts.push(h("p", { class: "quote", dir: "ltr" }, ...finding.words.flatMap((text, after) => [after ? " → " : "", text ? h(after ? "ins" : "del", { dir: "auto" }, ...marked(text)) : "nothing"])));
    parts.push(...finding.rules.map((rule) => h("p", {}, h("code", {}, rule), index.rules[rule] ? `: ${index.rules[rule]}` : "")));
  } else {
    parts.push(h("p", { class: "quote", dir: "auto", lang: code }, ...visible(finding.text)));
    parts.push(h("p", { class: "faint" }, `${index.meanings[kind]}.`));
  }
  if (finding.reason) parts.push(h("p", {}, ...visible(finding.reason)));
  return h("div", { class: `account kind-${index.kinds[kind]}` }, ...parts);
}

function drawCards(from) {
  const wanted = documents[open.number].findings.flatMap((finding, number) => (passes(finding) ? [number] : []));
  const cards = wanted.slice(from, from + CARDS).map(drawCard);
  if (from === 0) $("findings").replaceChildren();
  $("findings").append(...cards);
  if (!wanted.length) $("findings").append(h("li", { class: "faint" }, "Nothing to show."));
  if (wanted.length > from + CARDS) {
    const button = h("button", { type: "button" }, `${plural(wanted.length - from - CARDS, "more finding")}`);
    const item = h("li", {}, button);
    button.addEventListener("click", () => {
      item.remove();
      drawCards(from + CARDS);
      $("findings").children[from + CARDS]?.querySelector("a").focus();
    });
    $("findings").append(item);
  }
}

function drawCard(number) {
  const link = h("a", { href: address(open.number, number), "aria-label": `Show finding ${number + 1} in the text` }, "In the text ↑");
  return h("li", { class: "finding", id: `card-${number}` }, account(number), link);
}

function reveal(number) {
  const place = open.body.pieces.findIndex((piece) => typeof piece !== "string" && piece[1].includes(number));
  if (place >= 0 && (place < open.from || place >= open.to)) {
    Object.assign(open, { from: Math.max(0, place - PIECES / 2), to: place + PIECES / 2 });
    drawDocument();
  }
  document.querySelectorAll(".here").forEach((element) => element.classList.remove("here"));
  $(`card-${number}`)?.classList.add("here");
  const mark = $(`mark-${number}`);
  if (!mark) return;
  document.querySelectorAll(`#text [data-findings~="${number}"]`).forEach((element) => element.classList.toggle("here", !element.matches(".tag")));
  mark.scrollIntoView({ block: "center" });
  mark.focus({ preventScroll: true });
}

function stepFinding(by) {
  const wanted = documents[open.number].findings.flatMap((finding, number) => (passes(finding) ? [number] : []));
  const here = Number(/f(\d+)$/.exec(location.hash)?.[1] ?? 0) - 1;
  const next = by > 0 ? wanted.find((number) => number > here) ?? wanted[0] : wanted.findLast((number) => number < here) ?? wanted.at(-1);
  if (next !== undefined) go(open.number, next);
}

/** Marks what was searched for, by ranges, so that the text's elements stay as they are. */
function highlight() {
  if (!CSS.highlights) return;
  const ranges = [];
  const walker = document.createTreeWalker($("text"), NodeFilter.SHOW_TEXT);
  while (state.query && walker.nextNode() && ranges.length < 1000) {
    const node = walker.currentNode, text = node.data.toLowerCase();
    if (text.length !== node.data.length) continue; // its small letters are at other places
    for (let at = text.indexOf(state.query); at >= 0; at = text.indexOf(state.query, at + state.query.length)) {
      const range = new Range();
      range.setStart(node, at);
      range.setEnd(node, at + state.query.length);
      ranges.push(range);
    }
  }
  CSS.highlights.set("search", new Highlight(...ranges));
}

// ---------------------------------------------------------------- the tip: reason and evidence beside the passage

let tipFor = null, leaving = 0;

function showTip(element) {
  clearTimeout(leaving);
  if (tipFor === element || !open) return;
  hideTip();
  tipFor = element;
  const tip = $("tip");
  tip.replaceChildren(...element.dataset.findings.split(" ").slice(-3).map((number) => account(Number(number))));
  tip.hidden = false;
  const box = element.getClientRects()[0], own = tip.getBoundingClientRect();
  const left = Math.max(16, Math.min(box.left, document.documentElement.clientWidth - own.width - 16));
  const below = box.bottom + 8 + own.height < window.innerHeight || box.top < own.height + 8;
  tip.style.left = `${left + window.scrollX}px`;
  tip.style.top = `${(below ? box.bottom + 8 : box.top - own.height - 8) + window.scrollY}px`;
  element.setAttribute("aria-describedby", "tip");
}

function hideTip() {
  clearTimeout(leaving);
  tipFor?.removeAttribute("aria-describedby");
  tipFor = null;
  $("tip").hidden = true;
}

function leaveTip() {
  clearTimeout(leaving);
  leaving = setTimeout(hideTip, 200);
}

const inFinding = (event) => event.target.closest?.("#text [data-findings]");

// ---------------------------------------------------------------- the controls

const dark = matchMedia("(prefers-color-scheme: dark)");
let theme = dark.matches ? "dark" : "light";

function showTheme() {
  document.documentElement.style.colorScheme = theme;
  $("theme").textContent = theme === "dark" ? "Light theme" : "Dark theme";
}

$("theme").addEventListener("click", () => {
  theme = theme === "dark" ? "light" : "dark";
  showTheme();
});
dark.addEventListener("change", () => {
  theme = dark.matches ? "dark" : "light";
  showTheme();
});

for (const input of document.querySelectorAll(".facet input")) {
  input.disabled = false;
  input.addEventListener("change", readFilters);
}
for (const button of document.querySelectorAll("[data-choice]")) {
  button.hidden = false;
  button.addEventListener("click", () => {
    for (const box of document.querySelectorAll(`input[name=${button.dataset.facet}]`)) box.checked = button.dataset.choice === "all";
    readFilters();
  });
}

let typing = 0;
const tools = $("tools");
tools.addEventListener("submit", (event) => event.preventDefault());
tools.addEventListener("input", (event) => {
  if (event.target.id !== "query") return readFilters();
  clearTimeout(typing);
  typing = setTimeout(search, 150);
});
tools.addEventListener("reset", () => setTimeout(() => {
  for (const box of document.querySelectorAll(".facet input")) box.checked = box.type === "checkbox" || box.value === "-1";
  search();
  readFilters();
}));

$("order").addEventListener("change", readFilters);
$("list").addEventListener("scroll", drawRows);
$("list").addEventListener("keydown", listKey);
window.addEventListener("resize", drawRows);
window.addEventListener("hashchange", route);
document.addEventListener("click", (event) => {
  const link = event.target.closest("a[href^='#d']");
  if (link && link.getAttribute("href") === location.hash) route(); // no change of address, so no event
});
$("views").addEventListener("change", (event) => {
  state.view = event.target.value;
  drawDocument();
});
$("previous-document").addEventListener("click", () => stepDocument(-1));
$("next-document").addEventListener("click", () => stepDocument(1));
$("previous-finding").addEventListener("click", () => stepFinding(-1));
$("next-finding").addEventListener("click", () => stepFinding(1));

document.addEventListener("mouseover", (event) => {
  const finding = inFinding(event);
  if (finding) showTip(finding);
  else if (event.target.closest("#tip")) clearTimeout(leaving);
  else if (tipFor && document.activeElement !== tipFor) leaveTip();
});
document.addEventListener("focusin", (event) => {
  const finding = inFinding(event);
  if (finding) showTip(finding);
  else hideTip();
});
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") hideTip();
});

// What sticks below the tools has to know how high they are.
new ResizeObserver(() => document.documentElement.style.setProperty("--tools", `${tools.offsetHeight}px`)).observe(tools);

showTheme();
$("theme").hidden = tools.hidden = false;
readFilters();
route();
