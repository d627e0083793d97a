// The data in the page: each block is read when it is first asked for, and kept.

const head = JSON.parse(document.getElementById("d-head").textContent);
const held = new Map();

/** Return what a block holds. */
function block(name) {
  if (!held.has(name)) held.set(name, read(document.getElementById(`d-${name}`)));
  return held.get(name);
}

async function read(element) {
  if (!("packed" in element.dataset)) return JSON.parse(element.textContent);
  const raw = atob(element.textContent);
  const bytes = new Uint8Array(raw.length);
  for (let n = 0; n < raw.length; n += 1) bytes[n] = raw.charCodeAt(n);
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));
  return new Response(stream).json();
}

/** Return the number of the last of some ascending numbers that is no greater than a value. */
function lastUpTo(numbers, value) {
  let low = 0;
  let high = numbers.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (numbers[middle] <= value) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** Return an article's text and what else its page shows. */
async function articleText(number) {
  const part = lastUpTo(head.textParts, number);
  const row = (await block(`texts-${part}`))[number - head.textParts[part]];
  const [text, spans, url, path, recordLine, credits, supports, against, recognised, said = [], bodyStart = 0] =
    row;
  return { text, spans, url, path, recordLine, credits, supports, against, recognised, said, bodyStart };
}

/** Return a pair's evidence and its matches. */
async function pairMatches(number) {
  const [part, pairs, ids] = [lastUpTo(head.matchParts, number), await block("pairs"), await block("ids")];
  const [supports, against, rows] = (await block(`matches-${part}`))[number - head.matchParts[part]];
  const first = pairs.first[number];
  const sides = [pairs.left[number], pairs.right[number]];
  return { supports, against, matches: rows.map((row, n) => asMatch(row, ids.matches[first + n], sides)) };
}

function asMatch(row, id, articles) {
  const [relation, content, score, count, cluster, speaker, evidence, label, command, left, right] = row;
  return {
    ...{ id, score, cluster, speaker, evidence, label, command, words: count },
    relation: head.relations[relation],
    content: head.contents[content],
    sides: [left, right].map(([line, start, end, text, before, after, page], n) => {
      return { article: articles[n], line, start, end, text, before, after, page };
    }),
  };
}

const AROUND = 200;

/** Return text without the part of a word at its cut end, unless that leaves nothing (scripts without spaces). */
function wholeWords(text, cut) {
  return (cut && text.replace(cut, "")) || text.replace(HALVES, "");
}

/** Return a side of a match with its text and what stands around it. */
async function sideText(side) {
  if (typeof side.text === "string") return side;
  const { text, bodyStart } = await articleText(side.article);
  const [from, to] = [Math.max(bodyStart, side.start - AROUND), Math.min(text.length, side.end + AROUND)];
  const before = wholeWords(text.slice(from, side.start), from > bodyStart && /^\S*\s?/);
  const after = wholeWords(text.slice(side.end, to), to < text.length && /\s?\S*$/);
  return {
    ...side,
    text: text.slice(side.start, side.end),
    before,
    after,
    cut: [from > bodyStart, to < text.length],
  };
}

/** Return the passages of every match in lower case, for searching. */
let passages = null;
function allPassages() {
  passages ??= readPassages();
  return passages;
}

async function readPassages() {
  const found = [];
  for (let pair = 0; pair < head.pairs; pair += 1) {
    for (const match of (await pairMatches(pair)).matches) {
      const sides = await Promise.all(match.sides.map(sideText));
      found.push(
        `${sides[0].text}\n${sides[1].text}\n${match.speaker ?? ""}`.replace(/\s+/g, " ").toLowerCase(),
      );
    }
  }
  return found;
}
