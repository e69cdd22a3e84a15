// What a steady tone leaves in the bins around it. Tests compare it with model.py.

/** @typedef {{hertz: number, hop: number}} Tone a steady tone, and the samples between two frames */
/** @typedef {{rate: number, n_fft: number, frames: number, around: number}} Sizes */
/**
 * The complex numbers of some bins, bin by bin, each in all frames.
 * @typedef {{first: number, bins: number, real: Float64Array, imaginary: Float64Array, largest: number}} Cells
 */

/**
 * The bin that is nearest to a frequency.
 * @param {number} hertz
 * @param {Sizes} sizes
 */
export function nearestBin(hertz, { rate, n_fft }) {
  return Math.floor((hertz * n_fft) / rate + 0.5);
}

/**
 * How many cycles of the tone fit between the beginnings of two frames.
 * @param {Tone} tone
 * @param {Sizes} sizes
 */
export function cyclesPerHop({ hertz, hop }, { rate }) {
  return (hertz * hop) / rate;
}

/**
 * The turn from frame to frame that can be seen, from -0.5 to 0.5 of a whole turn.
 * @param {Tone} tone
 * @param {Sizes} sizes
 */
export function visibleTurn(tone, sizes) {
  const cycles = cyclesPerHop(tone, sizes);
  return cycles - Math.floor(cycles + 0.5);
}

/**
 * The numbers of the bins around a tone of amplitude 1. A cosine is half the sum of two complex
 * tones, one above and one below zero. Each is transformed once, and turns from frame to frame.
 * @param {Tone} tone
 * @param {Sizes} sizes
 * @returns {Cells}
 */
export function turningCells(tone, sizes) {
  const { frames, around } = sizes;
  const first = nearestBin(tone.hertz, sizes) - around;
  const bins = 2 * around + 1;
  const real = new Float64Array(bins * frames);
  const imaginary = new Float64Array(bins * frames);
  const angle = 2 * Math.PI * cyclesPerHop(tone, sizes);
  let largest = 0;
  for (let bin = 0; bin < bins; bin++) {
    const halves = [1, -1].map(sign => ({ sign, ...transformed(sign * tone.hertz, first + bin, sizes) }));
    for (let frame = 0; frame < frames; frame++) {
      const place = bin * frames + frame;
      for (const { sign, re, im } of halves) {
        const [cos, sin] = [Math.cos(sign * angle * frame), Math.sin(sign * angle * frame)];
        real[place] += (re * cos - im * sin) / 2;
        imaginary[place] += (re * sin + im * cos) / 2;
      }
      largest = Math.max(largest, Math.hypot(real[place], imaginary[place]));
    }
  }
  return { first, bins, real, imaginary, largest };
}

/**
 * One bin of one frame of the complex tone that begins with the frame, through a Hann window,
 * divided by the root of the window's energy.
 * @param {number} hertz
 * @param {number} bin
 * @param {Sizes} sizes
 */
function transformed(hertz, bin, { rate, n_fft }) {
  let re = 0, im = 0, energy = 0;
  for (let n = 0; n < n_fft; n++) {
    const bell = Math.sin((Math.PI * n) / n_fft) ** 2;
    const angle = 2 * Math.PI * n * (hertz / rate - bin / n_fft);
    re += bell * Math.cos(angle);
    im += bell * Math.sin(angle);
    energy += bell * bell;
  }
  const level = Math.sqrt(energy);
  return { re: re / level, im: im / level };
}
