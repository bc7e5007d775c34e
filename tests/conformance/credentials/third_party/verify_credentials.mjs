// Verifies credentials and presentations with @digitalbazaar/vc.
import * as vc from '@digitalbazaar/vc';
import {answer, documentLoader, input, reasons} from './offline.mjs';
import {checkStatus} from '@digitalbazaar/vc-bitstring-status-list';
import {createVerifyCryptosuite} from '@digitalbazaar/eddsa-jcs-2022-cryptosuite';
import {cryptosuite as rdfc} from '@digitalbazaar/eddsa-rdfc-2022-cryptosuite';
import {DataIntegrityProof} from '@digitalbazaar/data-integrity';

const suites = {
  'eddsa-rdfc-2022': () => new DataIntegrityProof({cryptosuite: rdfc}),
  'eddsa-jcs-2022': () => new DataIntegrityProof({cryptosuite: createVerifyCryptosuite()})
};

async function verify({name, credential, presentation, challenge, domain, now, cryptosuites}) {
  const suite = (cryptosuites ?? Object.keys(suites)).map(one => suites[one]());
  const options = {suite, documentLoader};
  if(now) {
    options.now = new Date(now);
  }
  // The status is asked apart: `verified` must not be what says "not revoked".
  const withStatus = {
    ...options,
    checkStatus: given => checkStatus({...given, suite, documentLoader, verifyStatusListCredential: true})
  };
  const result = presentation ?
    await vc.verify({...withStatus, presentation, challenge, domain}) :
    await vc.verifyCredential({...withStatus, credential});
  const status = result.statusResult ?? result.credentialResults?.[0]?.statusResult;
  return {
    name,
    verified: result.verified,
    proofs: (result.results ?? []).map(one => one.verified),
    status: status && {
      verified: status.verified,
      entries: (status.results ?? []).map(one => ({
        purpose: one.credentialStatus?.statusPurpose, set: one.status, verified: one.verified
      })),
      reasons: reasons(status.error)
    },
    reasons: reasons(result.error)
  };
}

const found = [];
for(const one of input.cases) {
  found.push(await verify(one));
}
answer(found);
