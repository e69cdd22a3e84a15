// One sound at a time. Keys 1, 2, … play another version of the example in focus from the same
// place on. The picture is a scrubber. Without scripts the players work on their own.
const players = [...document.querySelectorAll('audio')];

/** Move the line over the picture to where the sound is. */
function follow(player) {
  const share = player.duration ? player.currentTime / player.duration : 0;
  const figure = player.closest('figure');
  figure.classList.add('played');
  figure.style.setProperty('--played', share);
  if (!player.paused) requestAnimationFrame(() => follow(player));
}

/** Play another version of the example in focus, from where the present one is. */
function switchTo(number) {
  const example = document.activeElement.closest('.example');
  const versions = example ? [...example.querySelectorAll('audio')] : [];
  const next = versions[number - 1];
  if (!next) return;
  const now = versions.find(player => !player.paused);
  if (now) next.currentTime = Math.min(now.currentTime, next.duration || 0);
  next.focus();
  next.play().catch(() => {});  // another key came before it began
}

/** Put the sound to the place in its picture that was clicked or dragged to. */
function scrub(event, player) {
  const box = event.currentTarget.getBoundingClientRect();
  const share = Math.min(1, Math.max(0, (event.clientX - box.left) / box.width));
  player.currentTime = share * (player.duration || 0);
}

for (const player of players) {
  const figure = player.closest('figure'), picture = figure.querySelector('.picture');
  figure.classList.add('scrubs');
  player.addEventListener('play', () => {
    for (const other of players) if (other !== player) other.pause();
    follow(player);
  });
  for (const name of ['pause', 'seeked', 'ended']) player.addEventListener(name, () => follow(player));
  picture.addEventListener('pointerdown', event => scrub(event, player));
  picture.addEventListener('pointermove', event => event.buttons && scrub(event, player));
}
document.addEventListener('keydown', event => {
  if (event.ctrlKey || event.metaKey || event.altKey || !/^[1-9]$/.test(event.key)) return;
  switchTo(Number(event.key));
});
