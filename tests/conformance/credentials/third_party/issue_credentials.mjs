// Issues credentials and a presentation with @digitalbazaar/vc, for our verifier to read.
import * as Ed25519Multikey from '@digitalbazaar/ed25519-multikey';
import * as vc from '@digitalbazaar/vc';
import {answer, documentLoader, input} from './offline.mjs';
import {createSignCryptosuite} from '@digitalbazaar/eddsa-jcs-2022-cryptosuite';
import {cryptosuite as rdfc} from '@digitalbazaar/eddsa-rdfc-2022-cryptosuite';
import {DataIntegrityProof} from '@digitalbazaar/data-integrity';

const pair = await Ed25519Multikey.generate({seed: Uint8Array.from(input.seed)});
const did = `did:key:${pair.publicKeyMultibase}`;
pair.id = `${did}#${pair.publicKeyMultibase}`;
pair.controller = did;
const signer = pair.signer();
const date = new Date(input.created);
const suites = {
  'eddsa-rdfc-2022': () => new DataIntegrityProof({signer, date, cryptosuite: rdfc}),
  'eddsa-jcs-2022': () => new DataIntegrityProof({signer, date, cryptosuite: createSignCryptosuite()})
};

const credentials = {};
for(const name of Object.keys(suites)) {
  const credential = {...structuredClone(input.credential), issuer: did};
  credentials[name] = await vc.issue({credential, suite: suites[name](), documentLoader});
}
const presentation = await vc.signPresentation({
  presentation: vc.createPresentation({
    verifiableCredential: [credentials['eddsa-rdfc-2022']], holder: did, now: date
  }),
  suite: suites['eddsa-rdfc-2022'](),
  challenge: input.challenge,
  domain: input.domain,
  documentLoader
});
answer({did, credentials, presentation});
