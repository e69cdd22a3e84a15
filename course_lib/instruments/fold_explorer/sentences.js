// The sentences of the fold explorer while it is dragged. A test compares them with text.py's.

const UPRIGHT = 0.5; // these as in text.py
const SLANT = 0.1;
const NEAREST = 0.5;
const FAINT = 0.2;
const LITTLE = 0.25;

/**
 * How many columns a stripe moves to the right from one row to the next.
 * @param {number} period
 * @param {number} truePeriod
 */
function drift(period, truePeriod) {
  return Math.max(1, roundHalfEven(period / truePeriod)) * truePeriod - period;
}

/**
 * Round as Python does.
 * @param {number} x
 */
export function roundHalfEven(x) {
  return x % 1 === 0.5 ? 2 * Math.round(x / 2) : Math.round(x);
}

/**
 * A fixed number of decimals; an exact tie goes to the even digit, as in Python.
 * @param {number} x
 * @param {number} digits
 */
export function fixed(x, digits) {
  const rounded = x.toFixed(digits);
  const exact = x.toFixed(60);
  const below = exact.slice(0, rounded.length);
  const tie = /^50*$/.test(exact.slice(rounded.length));
  return tie && Number(below.slice(-1)) % 2 === 0 ? below : rounded;
}

/**
 * The title.
 * @param {number} period
 * @param {number} upright
 * @param {number | null} truePeriod
 */
export function finding(period, upright, truePeriod) {
  const off = truePeriod === null ? Infinity : Math.abs(drift(period, truePeriod));
  if (truePeriod !== null && off > NEAREST && off <= SLANT * truePeriod) {
    return `p = ${period}: the stripes slant`;
  }
  if (off > NEAREST && off < Infinity && upright >= UPRIGHT) {
    return `p = ${period}: an overtone makes stripes`;
  }
  if (upright >= (off <= NEAREST ? FAINT : UPRIGHT)) return `p = ${period}: the stripes are upright`;
  if (upright >= FAINT && truePeriod === null) {
    return `p = ${period}: the stripes are partly upright`;
  }
  if (truePeriod !== null && period < LITTLE * truePeriod) return `p = ${period}: the stripes lie flat`;
  return `p = ${period}: no upright stripes`;
}

/**
 * How the stripes look, and why.
 * @param {number} period
 * @param {number} upright
 * @param {number | null} truePeriod
 * @param {number} rate
 */
export function describeFold(period, upright, truePeriod, rate) {
  const row = `A row is ${period} sample${period > 1 ? 's' : ''}, ${fixed((1000 * period) / rate, 2)} ms.`;
  return `${row} ${stripes(period, upright, truePeriod)} Uprightness ${fixed(upright, 2)}.`;
}

/**
 * @param {number} period
 * @param {number} upright
 * @param {number | null} truePeriod
 */
function stripes(period, upright, truePeriod) {
  if (truePeriod === null) return `The stripes ${byUprightness(upright)}.`;
  const cycles = period / truePeriod;
  const off = drift(period, truePeriod);
  if (Math.abs(off) <= NEAREST) return fitting(roundHalfEven(cycles), upright, truePeriod);
  if (Math.abs(off) > SLANT * truePeriod) return misfit(cycles, upright);
  const [side, length] = off < 0 ? ['left', 'long'] : ['right', 'short'];
  const distance = fixed(Math.abs(off), 1).replace(/\.0$/, '');
  const samples = distance === '1' ? 'sample' : 'samples';
  return `The stripes slant to the ${side} on their way down: `
    + `a row is ${distance} ${samples} too ${length}.`;
}

/** @param {number} upright */
function byUprightness(upright) {
  if (upright >= UPRIGHT) return 'are upright: each row repeats the one above it';
  if (upright >= FAINT) return 'are partly upright: each row resembles the one above it';
  return "aren't upright: the rows don't repeat";
}

/**
 * @param {number} cycles
 * @param {number} upright
 * @param {number} truePeriod
 */
function fitting(cycles, upright, truePeriod) {
  const cycle = cycles === 1 ? 'one cycle' : `${cycles} cycles`;
  if (upright >= UPRIGHT) return `The stripes are upright: a row contains ${cycle} of the sound.`;
  if (upright >= FAINT) {
    return `The stripes are nearly upright: a row contains ${cycle} of ${fixed(truePeriod, 2)} `
      + 'samples, as closely as whole samples can.';
  }
  return `A row contains ${cycle}, but the sound changes from row to row: the stripes blur.`;
}

/**
 * @param {number} cycles
 * @param {number} upright
 */
function misfit(cycles, upright) {
  if (upright >= UPRIGHT) {
    return `Stripes are upright although a row contains ${fixed(cycles, 2)} cycles: an overtone fits.`;
  }
  if (cycles < LITTLE) return `The stripes lie flat: a row contains 1/${roundHalfEven(1 / cycles)} of one cycle.`;
  return `No stripes are upright: a row contains ${fixed(cycles, 2)} cycles.`;
}

/**
 * Which tones give the same column.
 * @param {number} frequency
 * @param {number} period
 * @param {number} rate
 * @param {number[]} partners
 */
export function describeAliases(frequency, period, rate, partners) {
  const column = `A column at p = ${period} has ${short(rate / period)} samples a second.`;
  if (!partners.length) return `${column} ${short(frequency)} Hz has no partner below ${rate / 2} Hz.`;
  const shown = partners.slice(0, 8).map(short).join(', ');
  const more = partners.length > 8 ? ` and ${partners.length - 8} more` : '';
  return `${column} There, ${short(frequency)} Hz looks the same as ${shown} Hz${more}.`;
}

/**
 * What a column carries.
 * @param {number} period
 * @param {number} index
 * @param {number} rate
 */
export function describeColumn(period, index, rate) {
  return `Column ${index} at p = ${period}: every ${ordinal(period)} sample, ${short(rate / period)} a `
    + `second. It carries tones up to ${short(rate / (2 * period))} Hz; higher tones of the sound come `
    + 'back as lower, false tones.';
}

/** @param {number} number */
function ordinal(number) {
  const teen = number % 100 >= 10 && number % 100 <= 20;
  return `${number}${(!teen && { 1: 'st', 2: 'nd', 3: 'rd' }[number % 10]) || 'th'}`;
}

/**
 * Six significant digits, without trailing zeros.
 * @param {number} x
 */
export function short(x) {
  return String(Number(x.toPrecision(6)));
}
