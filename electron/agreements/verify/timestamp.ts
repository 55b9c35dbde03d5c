import { createHash, type X509Certificate } from 'node:crypto';
import { GeneralizedTime } from 'asn1js';
import { OID } from '../cms/oids.ts';
import { childrenOf, decode, octetsOf, oidOf, readCms } from '../cms/read.ts';
import { hashNameOf, verifyCms } from '../cms/verify.ts';
import { cmsFinding } from './cmsFindings.ts';
import { error, type Finding } from './finding.ts';

/** What a time-stamp token says, when it holds. */
export interface TimestampReading {
  /** UTC ms; undefined when the token does not hold. */
  readonly genTime: number | undefined;
  readonly certificate: X509Certificate | undefined;
  readonly certificates: readonly Uint8Array[];
  readonly findings: readonly Finding[];
}

/**
 * Reads an RFC 3161 time-stamp token and checks that it stamps this data and is signed by its own certificate. Whether that
 * certificate is to be trusted is another question.
 * @param data what was stamped, in pieces
 * @throws CmsUnreadable
 */
export function readTimestamp(token: Uint8Array, data: readonly Uint8Array[]): TimestampReading {
  const message = readCms(token);
  const findings: Finding[] = [];
  if (message.content === undefined || message.contentType !== OID.tstInfo) {
    findings.push(error('timestamp.noContent', '时间戳里没有时间信息', 'The time stamp holds no time'));
    return { genTime: undefined, certificate: undefined, certificates: [], findings };
  }
  const verdict = verifyCms(message, [message.content], OID.tstInfo);
  for (const fault of verdict.faults) {
    const finding = cmsFinding(fault, 'adbe.pkcs7.detached');
    // A token always has content inside and may carry the signing time; neither is a fault there.
    if (finding?.level === 'error') {
      findings.push(
        error(`timestamp.${fault}`, `时间戳不成立：${finding.zh}`, `The time stamp does not hold: ${finding.en}`),
      );
    }
  }
  const [, , imprint, , time] = childrenOf(decode(message.content).node);
  const [algorithm, hashed] = childrenOf(imprint);
  const hash = hashNameOf(oidOf(childrenOf(algorithm)[0]));
  const digest = hash === undefined ? undefined : createHash(hash);
  for (const chunk of data) digest?.update(chunk);
  if (digest === undefined || Buffer.compare(digest.digest(), octetsOf(hashed)) !== 0) {
    findings.push(error('timestamp.imprint', '时间戳盖的不是这份内容', 'The time stamp is for other content'));
  }
  const genTime = time instanceof GeneralizedTime ? time.toDate().getTime() : undefined;
  if (genTime === undefined)
    findings.push(error('timestamp.noTime', '时间戳里没有时间', 'The time stamp holds no time'));
  return {
    genTime: findings.length === 0 ? genTime : undefined,
    certificate: verdict.certificate,
    certificates: message.certificates,
    findings,
  };
}
