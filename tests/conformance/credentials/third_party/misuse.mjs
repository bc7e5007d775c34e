// Proofs that must be refused, each signed as it stands: only what it says is wrong, never its
// signature. The kinds follow the negative cases of the W3C Data Integrity and EdDSA test suites.
import * as Ed25519Multikey from '@digitalbazaar/ed25519-multikey';
import * as vc from '@digitalbazaar/vc';
import {answer, documentLoader, input} from './offline.mjs';
import {createHash} from 'node:crypto';
import {createSignCryptosuite} from '@digitalbazaar/eddsa-jcs-2022-cryptosuite';
import {cryptosuite as rdfc} from '@digitalbazaar/eddsa-rdfc-2022-cryptosuite';
import {DataIntegrityProof} from '@digitalbazaar/data-integrity';
import jsigs from 'jsonld-signatures';

const pair = await Ed25519Multikey.generate({seed: Uint8Array.from(input.seed)});
const did = `did:key:${pair.publicKeyMultibase}`;
pair.id = `${did}#${pair.publicKeyMultibase}`;
pair.controller = did;
const signer = pair.signer();
const makers = {
  'eddsa-rdfc-2022': () => rdfc,
  'eddsa-jcs-2022': createSignCryptosuite
};
const stamp = new Date(input.created).toISOString().replace(/\.\d+Z$/, 'Z');

// A context that knows the words that must be refused, or else they could not be signed at all.
async function permissiveLoader(url) {
  const loaded = await documentLoader(url);
  const terms = loaded.document['@context'];
  if(terms.DataIntegrityProof) {
    terms.UnknownProofType = structuredClone(terms.DataIntegrityProof);
    terms.DataIntegrityProof['@context'].proofPurpose['@context'].invalidPurpose = {
      '@id': 'https://w3id.org/security#invalidPurpose', '@type': '@id', '@container': '@set'
    };
  }
  return loaded;
}

function suiteNamed(name) {
  return new DataIntegrityProof({signer, date: input.created, cryptosuite: makers[name]()});
}

// A proof whose fields are changed before it is signed; undefined takes a field away.
function changed(name, change) {
  const suite = suiteNamed(name);
  suite.createProof = async ({document, purpose, proofSet, documentLoader}) => {
    let proof = {
      type: 'DataIntegrityProof',
      created: stamp,
      verificationMethod: pair.id,
      cryptosuite: name
    };
    proof = await purpose.update(proof, {document, suite, documentLoader});
    for(const [field, value] of Object.entries(change)) {
      if(value === undefined) {
        delete proof[field];
      } else {
        proof[field] = value;
      }
    }
    const own = suite._cryptosuite;
    const verifyData = own.createVerifyData ?
      await own.createVerifyData(
        {cryptosuite: own, document, proof, proofSet, documentLoader, dataIntegrityProof: suite}) :
      await suite.createVerifyData({document, proof, proofSet, documentLoader});
    return suite.sign({verifyData, proof});
  };
  return suite;
}

async function issue(suite, {purpose, loader = documentLoader} = {}) {
  const credential = {...structuredClone(input.credential), issuer: did};
  return vc.issue({credential, suite, documentLoader: loader, purpose});
}

const changes = {
  unknownType: {type: 'UnknownProofType'},
  noMethod: {verificationMethod: undefined},
  strangeMethod: {verificationMethod: 'did:key:invalidVm'},
  noPurpose: {proofPurpose: undefined},
  strangePurpose: {proofPurpose: 'invalidPurpose'},
  unknownSuite: {cryptosuite: 'UnknownCryptosuite'},
  strangeCreated: {created: 'invalidDate'},
  strangeExpires: {expires: 'invalidDate'}
};

const found = {};
for(const name of Object.keys(makers)) {
  const cases = {valid: await issue(suiteNamed(name))};
  for(const [kind, change] of Object.entries(changes)) {
    cases[kind] = await issue(changed(name, change), {loader: permissiveLoader});
  }
  const {AuthenticationProofPurpose} = jsigs.purposes;
  cases.otherDomain = await issue(suiteNamed(name), {
    purpose: new AuthenticationProofPurpose(
      {challenge: '1235abcd6789', domain: 'other.example'})
  });
  cases.otherChallenge = await issue(suiteNamed(name), {
    purpose: new AuthenticationProofPurpose(
      {challenge: 'another', domain: 'domain.example'})
  });
  cases.otherDigest = structuredClone(cases.valid);
  cases.otherDigest.proof.proofValue = (await suiteNamed(name).sign({
    verifyData: createHash('sha512').update(JSON.stringify(cases.valid)).digest(), proof: {}
  })).proofValue;
  found[name] = cases;
}
answer({did, cases: found});
