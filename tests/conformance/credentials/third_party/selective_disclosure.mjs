// Reads and makes SD-JWT VCs with @sd-jwt/sd-jwt-vc: `verify` cases, and one `issue`.
import {answer, input, reasons} from './offline.mjs';
import {createHash, createPrivateKey, createPublicKey, randomBytes, sign, verify} from 'node:crypto';
import {SDJwtVcInstance} from '@sd-jwt/sd-jwt-vc';

const hasher = (data, algorithm) => {
  const bytes = typeof data === 'string' ? data : Buffer.from(data);
  return new Uint8Array(createHash(algorithm.replace('-', '')).update(bytes).digest());
};
const options = key => ({key, dsaEncoding: 'ieee-p1363'});
const signerOf = jwk => {
  const key = createPrivateKey({key: jwk, format: 'jwk'});
  return data => sign('sha256', Buffer.from(data), options(key)).toString('base64url');
};
const check = (jwk, data, signature) => {
  const key = createPublicKey({key: jwk, format: 'jwk'});
  return verify('sha256', Buffer.from(data), options(key), Buffer.from(signature, 'base64url'));
};
const common = {
  hasher,
  hashAlg: 'sha-256',
  saltGenerator: async length => randomBytes(length).toString('base64url')
};

async function read({name, text, issuer, nonce, requiredClaimKeys, now}) {
  const instance = new SDJwtVcInstance({
    ...common,
    verifier: (data, signature) => check(issuer, data, signature),
    kbVerifier: (data, signature, payload) => check(payload.cnf.jwk, data, signature)
  });
  try {
    const result = await instance.verify(text, {
      keyBindingNonce: nonce,
      requiredClaimKeys,
      currentDate: now
    });
    return {name, accepted: true, claims: result.payload, binding: result.kb?.payload ?? null};
  } catch(error) {
    return {name, accepted: false, reasons: reasons(error)};
  }
}

async function make({issuer, holder, claims, disclose, show, nonce, audience, at}) {
  const {d: _, ...shown} = holder;
  const instance = new SDJwtVcInstance({
    ...common,
    signer: signerOf(issuer),
    signAlg: 'ES256',
    kbSigner: signerOf(holder),
    kbSignAlg: 'ES256'
  });
  const whole = await instance.issue(
    {...claims, cnf: {jwk: shown}}, {_sd: disclose}, {header: {kid: issuer.kid}});
  const frame = Object.fromEntries(show.map(one => [one, true]));
  const text = await instance.present(
    whole, frame, {kb: {payload: {iat: at, aud: audience, nonce}}});
  return {whole, text};
}

const seen = [];
for(const one of input.verify ?? []) {
  seen.push(await read(one));
}
answer({verified: seen, made: input.issue ? await make(input.issue) : null});
