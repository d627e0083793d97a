// Text from articles as it is shown: what is invisible and could mislead is made visible, as `for_html`
// of `report/escape.py` does. A test holds both to one answer for every character.

const KEPT = "\\t\\n\\xad\\u061c\\u200b\\u200e\\u200f";
const UNSAFE = new RegExp(
  `(?![${KEPT}])[\\x00-\\x1f\\x7f-\\x9f\\xad\\u061c\\u180e\\u200b\\u200e\\u200f\\u2028-\\u202e\\u2060-\\u206f` +
    "\\ufeff\\ufff9-\\ufffb\\u{e0000}-\\u{e007f}\\ud800-\\udfff]",
  "gu",
);

function visible(text) {
  return text.replace(/\r\n?|[\u2028\u2029]/g, "\n").replace(UNSAFE, (mark) => {
    const code = mark.codePointAt(0);
    if (code < 0x20) return String.fromCharCode(0x2400 + code);
    return code === 0x7f ? "\u2421" : `<U+${code.toString(16).toUpperCase().padStart(4, "0")}>`;
  });
}

const oneLine = (text) => text.trim().replace(/\s+/g, " ");

// What is left of a character that a cut by UTF-16 units went through.
const HALVES = /^[\udc00-\udfff]|[\ud800-\udbff]$/g;

function shortened(text, most) {
  const flat = oneLine(text);
  return flat.length <= most
    ? flat
    : flat
        .slice(0, most - 1)
        .replace(HALVES, "")
        .trimEnd() + "…";
}

const whole = new Intl.NumberFormat("en");

function counted(number, noun, plural = `${noun}s`) {
  return `${whole.format(number)} ${number === 1 ? noun : plural}`;
}

function percent(share) {
  if (share > 0 && share < 0.01) return "under 1%";
  return share < 1 ? `${Math.min(99, Math.round(100 * share))}%` : "100%";
}

function originPhrase(kind, agency, sure) {
  const by = agency ? `, ${agency}` : "";
  const confidence = sure > 0 ? ` (${sure.toFixed(2)})` : "";
  if (kind === "unknown" && sure >= 0.5) return `unknown${by}; common source likely${confidence}`;
  return kind + by + confidence;
}
