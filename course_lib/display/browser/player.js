// A player in which all tracks run together on one clock, and switching only moves their gains.
// So the switch is exact to the sample.

import { calm } from './common.js';

/** @typedef {import('./sound.js').Track} Track */
/** @typedef {{source: AudioBufferSourceNode, gain: GainNode}} Voice */
/**
 * The audio of a page. Each widget has its own copy of this module, so it is kept on globalThis.
 * @typedef {object} PageAudio
 * @property {AudioContext} context
 * @property {GainNode} output every sound passes it
 * @property {Player | null} playing the player that sounds
 * @property {BroadcastChannel} frames to the other pages of this origin: on Colab each cell has its own
 */

const FADE = 0.01; // seconds

/**
 * The one audio context of the page. It must first be asked for in answer to a click or a key.
 * @returns {PageAudio}
 */
export function pageAudio() {
  const page = /** @type {{courseAudio?: PageAudio}} */ (globalThis);
  if (!page.courseAudio) {
    const context = new AudioContext();
    const output = context.createGain();
    output.connect(context.destination);
    const frames = new BroadcastChannel('course-audio');
    /** @type {PageAudio} */ const audio = { context, output, playing: null, frames };
    frames.onmessage = () => audio.playing?.pause();
    page.courseAudio = audio;
  }
  return page.courseAudio;
}

export class Player {
  /**
   * @param {Track[]} tracks
   * @param {() => void} changed called when it starts, stops or switches
   */
  constructor(tracks, changed) {
    this.tracks = tracks;
    this.changed = changed;
    this.seconds = Math.max(...tracks.map(track => track.samples.length / track.rate));
    this.current = 0;
    this.playing = false;
    this.loop = false;
    /** Seconds into the sounds at the time `since`. */
    this.at = 0;
    this.since = 0;
    /** @type {Voice[]} */ this.voices = [];
    /** @type {AudioBuffer[]} */ this.buffers = [];
  }

  /** Seconds from the start of the sounds. */
  get position() {
    if (!this.playing) return this.at;
    const place = this.at + Math.max(0, pageAudio().context.currentTime - this.since);
    return this.loop ? place % this.seconds : Math.min(place, this.seconds);
  }

  /** @param {number} [at] seconds; from the start if that is the end */
  play(at = this.position) {
    const page = pageAudio();
    this.silencePage(page);
    this.silence();
    if (!this.buffers.length) this.buffers = this.tracks.map(track => this.buffer(track));
    page.context.resume();
    this.at = at >= this.seconds - 0.005 ? 0 : Math.max(0, at);
    this.since = page.context.currentTime + FADE;
    this.playing = true;
    this.voices = this.buffers.map((buffer, k) => this.voice(buffer, k));
    this.voices[0].source.onended = () => this.ended();
    this.changed();
  }

  pause() {
    this.at = this.position;
    this.playing = false;
    this.silence();
    this.changed();
  }

  toggle() {
    if (this.playing) this.pause();
    else this.play();
  }

  /** @param {number} track is heard from now on */
  select(track) {
    this.current = track;
    this.voices.forEach((voice, k) => glide(voice.gain.gain, k === track ? 1 : 0));
    this.changed();
  }

  /** @param {number} seconds */
  seek(seconds) {
    const at = Math.min(this.seconds, Math.max(0, seconds));
    if (this.playing) this.play(at);
    else {
      this.at = at;
      this.changed();
    }
  }

  /** @param {boolean} on */
  setLoop(on) {
    this.at = this.position;
    if (this.playing) this.since = Math.max(pageAudio().context.currentTime, this.since);
    this.loop = on;
    for (const { source } of this.voices) source.loop = on;
    this.changed();
  }

  /** Fade out and free all voices. */
  silence() {
    for (const { source, gain } of this.voices) {
      glide(gain.gain, 0);
      source.onended = () => gain.disconnect();
      source.stop(pageAudio().context.currentTime + 2 * FADE);
    }
    this.voices = [];
  }

  /** @param {PageAudio} page */
  silencePage(page) {
    if (page.playing !== this) page.playing?.pause();
    page.playing = this;
    page.frames.postMessage('one plays');
    for (const other of document.querySelectorAll('audio')) other.pause();
  }

  /** @param {Track} track */
  buffer({ samples, rate }) {
    const length = Math.round(this.seconds * rate); // that of the longest
    const buffer = pageAudio().context.createBuffer(1, length, rate);
    buffer.copyToChannel(samples, 0);
    return buffer;
  }

  /**
   * @param {AudioBuffer} buffer
   * @param {number} track
   * @returns {Voice}
   */
  voice(buffer, track) {
    const { context, output } = pageAudio();
    const source = context.createBufferSource();
    const gain = context.createGain();
    source.buffer = buffer;
    source.loop = this.loop;
    gain.gain.setValueAtTime(0, this.since);
    gain.gain.linearRampToValueAtTime(track === this.current ? 1 : 0, this.since + FADE);
    source.connect(gain).connect(output);
    source.start(this.since, this.at);
    return { source, gain };
  }

  ended() {
    this.voices = [];
    this.playing = false;
    this.at = 0;
    this.changed();
  }
}

/**
 * Move a gain without a click.
 * @param {AudioParam} gain
 * @param {number} to
 */
function glide(gain, to) {
  const now = pageAudio().context.currentTime;
  gain.cancelScheduledValues(now);
  gain.setValueAtTime(gain.value, now);
  gain.linearRampToValueAtTime(to, now + FADE);
}

const CALM_PAUSE = 250; // ms between two moves where less motion is asked for

/**
 * Call `move` in each frame while a player plays, or a few times a second where less motion is
 * asked for.
 * @param {Player} player
 * @param {() => void} move
 * @returns {() => void} stops it
 */
export function followPlayback(player, move) {
  let frame = 0;
  let last = 0;
  const tick = () => {
    frame = requestAnimationFrame(time => {
      const due = !calm() || time - last > CALM_PAUSE;
      if (due) {
        move();
        last = time;
      }
      if (player.playing) tick();
    });
  };
  if (player.playing) tick();
  return () => cancelAnimationFrame(frame);
}
