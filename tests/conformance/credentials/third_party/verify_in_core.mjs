// Verifies credentials with @digitalcredentials/verifier-core, which fetches by itself.
import {answer, closeTheNetwork, input, reasons} from './offline.mjs';

closeTheNetwork();
const {verifyCredential} = await import('@digitalcredentials/verifier-core');

const found = [];
for(const {name, credential} of input.cases) {
  const result = await verifyCredential({credential, knownDIDRegistries: input.registries});
  const steps = Object.fromEntries((result.log ?? []).map(one => [one.id, one.valid ?? null]));
  found.push({
    name,
    steps,
    errors: (result.errors ?? []).map(one => [one.name, one.message, ...reasons(one.stackTrace)]),
    schemas: (result.additionalInformation ?? []).flatMap(
      one => Array.isArray(one.results) ? one.results.map(each => each.result.valid) : [])
  });
}
answer(found);
