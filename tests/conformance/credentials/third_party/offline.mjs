// What the programs of this folder share: input, output, and a world without a network.
import {readFileSync} from 'node:fs';

export const input = JSON.parse(readFileSync(0, 'utf8'));
export const asked = [];
console.log = console.error;  // standard output holds the answer alone

export function answer(found) {
  process.stdout.write(JSON.stringify({found, asked}));
}

// Every address a library asks for must be among the documents that came with the input, or among
// those that the input says are absent.
function held(url) {
  const document = (input.documents ?? {})[url];
  if(document === undefined && !(input.absent ?? []).includes(String(url))) {
    asked.push(String(url));
  }
  return document;
}

export async function documentLoader(url) {
  const document = held(url);
  if(document === undefined) {
    throw new Error(`not served: ${url}`);
  }
  return {contextUrl: null, documentUrl: url, document: structuredClone(document)};
}

// Libraries that fetch by themselves get the same documents.
export function closeTheNetwork() {
  globalThis.fetch = async request => {
    const url = typeof request === 'string' ? request : request.url ?? String(request);
    const document = held(url);
    if(document === undefined) {
      return new Response('not served', {status: 404});
    }
    const headers = {'content-type': 'application/json'};
    return new Response(JSON.stringify(document), {status: 200, headers});
  };
}

export function reasons(error) {
  if(!error) {
    return [];
  }
  const inner = error.errors?.length ? error.errors : [];
  return [String(error.message ?? error), ...inner.flatMap(reasons), ...reasons(error.cause)];
}
