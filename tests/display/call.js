// Call functions of the course's modules, all in one process: JSON in, JSON out.
// A call is [path of the module, name, arguments]; {f32: [...]} stands for a Float32Array.
/* global process */
import { pathToFileURL } from 'node:url';

let input = '';
for await (const part of process.stdin) input += part;
const results = [];
for (const [path, name, given] of JSON.parse(input)) {
  const module = await import(pathToFileURL(path).href);
  const values = given.map(value => (value?.f32 ? Float32Array.from(value.f32) : value));
  const result = module[name](...values);
  results.push(ArrayBuffer.isView(result) ? Array.from(result) : result);
}
process.stdout.write(JSON.stringify(results));
