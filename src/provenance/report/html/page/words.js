// Words and how two texts align by them, as `core/explain.py` does it in Python: a token is a run of letters
// and digits, in scripts without spaces a character. A test holds both to the same words.

const EXTENDER = /[\p{M}\p{Cf}\uff9e\uff9f\u1160-\u11ff]/u;
const WORD = /[\p{L}\p{N}]/u;
const DIGIT = /\p{Nd}/u;
const UNSPACED =
  /[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u1980-\u19df\u1a20-\u1aaf\ua9e0-\ua9ff\uaa60-\uaa7f\u3005-\u3007\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff66-\uff9f\u{20000}-\u{323af}]/u;
const VOWEL_AFTER = /[\u0e30\u0e32\u0e33\u0e45\u0eb0\u0eb2\u0eb3]/;
const VOWEL_BEFORE = /[\u0e40-\u0e44\u0ec0-\u0ec4]/;
const STACKER = /[\u1039\u17d2\u1a60]/;
const MIXED_UP = { "\u064a": "\u06cc", "\u0649": "\u06cc", "\u0643": "\u06a9", "\u0131": "i" };

const REFERENCE = /&(?:amp;){0,2}(#[0-9]{1,7};|#[xX][0-9a-fA-F]{1,6};|[A-Za-z][A-Za-z0-9]{1,31};)/g;
const meanings = new Map(); // what references stand for

/** Return what one reference without anything else stands for, as an attribute's value has it. */
function meaning(reference) {
  if (!meanings.has(reference)) {
    const parsed = new DOMParser().parseFromString(`<i title="${reference}">`, "text/html");
    meanings.set(reference, parsed.querySelector("i").getAttribute("title"));
  }
  return meanings.get(reference);
}

/** Return a text of the same length with the characters that references of HTML stand for. */
function readReferences(text) {
  if (!text.includes("&")) return text;
  return text.replace(REFERENCE, (reference, name) => {
    const meant = meaning(`&${name}`);
    return meant === `&${name}` ? reference : meant.padEnd(reference.length, "\u00ad");
  });
}

/** Return the tokens of a text: where each starts and ends, in UTF-16 units. */
function tokens(original) {
  const text = readReferences(original);
  const found = [];
  let open = null; // the token being read: letters and digits in a row
  let before = ""; // the last character that is no extender
  let last = ""; // the last character of any kind
  let at = 0;
  for (const mark of text) {
    const next = at + mark.length;
    if (EXTENDER.test(mark)) {
      if (open) open.end = next;
    } else if (!WORD.test(mark)) {
      open = null;
      before = mark;
    } else if (UNSPACED.test(mark)) {
      const stacked =
        open && open.unspaced && (VOWEL_BEFORE.test(before) || VOWEL_AFTER.test(mark) || STACKER.test(last));
      if (stacked) open.end = next;
      else found.push((open = { start: at, end: next, unspaced: true, size: 1 }));
      before = mark;
    } else {
      if (open && !open.unspaced) {
        open.end = next;
        open.size += 1;
      } else {
        found.push((open = { start: at, end: next, unspaced: false, size: 1, first: mark }));
      }
      open.final = mark;
      before = mark;
    }
    last = mark;
    at = next;
  }
  return joined(text, found);
}

/** Join tokens that one mark parts: "1,000", "U.N.". */
function joined(text, found) {
  const kept = [];
  for (const token of found) {
    const held = kept.at(-1);
    const piece = held && !held.unspaced && !token.unspaced ? (held.lastPiece ?? held) : null;
    const between = piece ? text.slice(held.end, token.start).replace(/\p{Cf}/gu, "") : "";
    const point = between === "." || between === ",";
    const digits = point && DIGIT.test(piece.final) && DIGIT.test(token.first);
    const single = between === "." && piece.size === 1 && token.size === 1;
    const letters = single && !DIGIT.test(piece.final) && !DIGIT.test(token.first);
    if (digits || letters) {
      held.end = token.end;
      held.lastPiece = token;
    } else {
      kept.push({ ...token });
    }
  }
  return kept;
}

/** Return a token as it is compared. */
function compared(token) {
  let word = readReferences(token).normalize("NFKC").toLowerCase().replace(/ß/g, "ss").replace(/ς/g, "σ");
  word = word.replace(
    /[\p{Cf}\u0640\u034f\ufe00-\ufe0f]|(?=[\u0590-\u06ff])\p{Mn}|[\u{e0100}-\u{e01ef}]/gu,
    "",
  );
  word = word.normalize("NFKC").replace(/i\u0307/g, "i");
  word = word.replace(/[\u064a\u0649\u0643\u0131]/g, (mark) => MIXED_UP[mark]);
  if (!/[.,]/.test(word)) return word;
  const parts = word.replace(/,/g, ".").split(".");
  if (!/^\p{Nd}+$/u.test(parts[0])) return parts.join("");
  const thousands = parts[0].length <= 3 && parts[0] !== "0" && parts.slice(1).every((p) => p.length === 3);
  return parts.join(thousands ? "" : ".");
}

/** Return words as they are compared, each with the text that belongs to it; the texts make up the whole. */
function words(text) {
  const found = tokens(text);
  return found.map((token, n) => {
    const start = n ? wordCut(text, found[n - 1].end, token.start) : 0;
    const end = n + 1 < found.length ? wordCut(text, token.end, found[n + 1].start) : text.length;
    return { key: compared(text.slice(token.start, token.end)), text: text.slice(start, end) };
  });
}

function wordCut(text, end, start) {
  const spaces = text.slice(end, start).search(/\s\S*$/);
  return spaces < 0 ? start : end + spaces + 1;
}

/** Pair up the words of two texts over a longest common subsequence: [left, right], null where one has none. */
function paired(left, right) {
  const a = words(left);
  const b = words(right);
  const pairs = [];
  let i = 0;
  let j = 0;
  for (const [p, q] of [
    ...common(
      a.map((w) => w.key),
      b.map((w) => w.key),
    ),
    [a.length, b.length],
  ]) {
    for (; i < p; i += 1) pairs.push([a[i].text, null]);
    for (; j < q; j += 1) pairs.push([null, b[j].text]);
    if (p < a.length) pairs.push([a[i++].text, b[j++].text]);
  }
  return pairs;
}

/** Put paired words together as steps of { equal, left, right }; equal steps and others take turns. */
function steps(pairs) {
  const made = [];
  for (const [left, right] of pairs) {
    const equal = left !== null && right !== null;
    if (made.at(-1)?.equal !== equal) made.push({ equal, left: "", right: "" });
    made.at(-1).left += left ?? "";
    made.at(-1).right += right ?? "";
  }
  return made;
}

/** Align two texts; the left texts of all steps, joined, are the left text, the right ones the right text. */
function aligned(left, right) {
  const pairs = paired(left, right);
  const complete = (n, text) => pairs.map((pair) => pair[n] ?? "").join("") === text;
  if (complete(0, left) && complete(1, right)) return steps(pairs);
  return [{ equal: left === right, left, right }];
}

/** Return the places of a longest common subsequence. */
function common(a, b) {
  const pairs = [];
  let head = 0;
  while (head < a.length && head < b.length && a[head] === b[head]) pairs.push([head, head++]);
  let tail = 0;
  while (tail < Math.min(a.length, b.length) - head && a.at(-1 - tail) === b.at(-1 - tail)) tail += 1;
  const rows = a.length - tail - head;
  const wide = b.length - tail - head + 1;
  const best = new Uint16Array((rows + 1) * wide);
  for (let i = rows - 1; i >= 0; i -= 1) {
    for (let j = wide - 2; j >= 0; j -= 1) {
      const at = i * wide + j;
      best[at] =
        a[head + i] === b[head + j] ? best[at + wide + 1] + 1 : Math.max(best[at + wide], best[at + 1]);
    }
  }
  for (let i = 0, j = 0; i < rows && j < wide - 1;) {
    if (a[head + i] === b[head + j]) pairs.push([head + i++, head + j++]);
    else if (best[(i + 1) * wide + j] >= best[i * wide + j + 1]) i += 1;
    else j += 1;
  }
  for (let n = tail; n > 0; n -= 1) pairs.push([a.length - n, b.length - n]);
  return pairs;
}

const SENTENCE_END = /[.!?…。！？؟۔]["'”’»“)\]]*\s*$/;

const MOST_ROWS = 30; // the style sheet has room for some more

/** Align two texts in rows that stand beside each other: cut after sentences that end alike on both sides. */
function alignedRows(left, right) {
  const pairs = paired(left, right);
  if (!pairs.length) return [aligned(left, right)];
  const rows = [[]];
  for (const pair of pairs) {
    rows.at(-1).push(pair);
    if (pair[0] !== null && pair[1] !== null && pair.every((word) => SENTENCE_END.test(word))) rows.push([]);
  }
  const filled = rows.filter((row) => row.length);
  return filled.length > MOST_ROWS ? [steps(pairs)] : filled.map(steps);
}
