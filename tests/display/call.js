// Call functions of the course's modules, all in one process: JSON in, JSON out.
// A call is [path of the module, name, arguments]; {f32: [...]} stands for a Float32Array.
/* global process */
import { pathToFileURL } from 'node:url';

/** Put typed arrays in the place of their lists. */
function revive(value) {
  if (value?.f32) return Float32Array.from(value.f32);
  if (value === null || typeof value !== 'object') return value;
  if (Array.isArray(value)) return value.map(revive);
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, revive(part)]));
}

let input = '';
for await (const part of process.stdin) input += part;
const results = [];
for (const [path, name, given] of JSON.parse(input)) {
  const module = await import(pathToFileURL(path).href);
  const values = given.map(revive);
  const result = module[name](...values);
  results.push(ArrayBuffer.isView(result) ? Array.from(result) : result);
}
process.stdout.write(JSON.stringify(results));
