// What a typed text says, as the server reads it: a BigInt of 分 (of hundredths for a count).

const PLACES = { 元: 2, 万元: 6 }; // digits after the point that reach 分
const IGNORED = /[\s\u200b-\u200f\u2060\ufeff“”‘’「」『』"']+/g;
const DASHES = /^[-–—―−/]*$/;
const NUMBER = /^([+-]?)(\d{1,3}(?:,\d{3})+|\d+)(?:\.(\d+))?$/;

export function isBlank(text) {
  return DASHES.test(text.normalize("NFKC").replace(IGNORED, ""));
}

// null for a blank, undefined for what is no figure or has too many digits after the point.
export function parse(text, unit, isCount) {
  if (isBlank(text)) {
    return null;
  }
  const found = text.normalize("NFKC").trim().replace(/[–−]/g, "-").match(NUMBER);
  if (!found) {
    return undefined;
  }
  const places = isCount ? 0 : PLACES[unit];
  const fraction = (found[3] || "").replace(/0+$/, "");
  if (fraction.length > places) {
    return undefined;
  }
  const digits = BigInt(found[2].replace(/,/g, "") + fraction.padEnd(places, "0"));
  const value = isCount ? digits * 100n : digits;
  return found[1] === "-" ? -value : value;
}

// The stored figure of an attribute, in 元 with two places.
export function fromBase(base) {
  return base === "" ? null : parse(base, "元", false);
}

export function toBase(value) {
  return value === null ? "" : format(value, "元", false).replace(/,/g, "");
}

export function format(value, unit, isCount) {
  if (value === null) {
    return "";
  }
  const sign = value < 0n ? "-" : "";
  const places = isCount ? 2 : PLACES[unit];
  const digits = String(value < 0n ? -value : value).padStart(places + 1, "0");
  const whole = digits.slice(0, -places);
  if (isCount) {
    return sign + whole;
  }
  const fraction = digits.slice(-places).replace(/0+$/, "").padEnd(2, "0");
  return `${sign}${whole.replace(/\B(?=(\d{3})+$)/g, ",")}.${fraction}`;
}
