import type { CmsFault } from '../cms/verify.ts';
import { error, type Finding, info, warning } from './finding.ts';

/**
 * What a CMS fault means for a signature of a kind. PAdES demands more than the older adbe.pkcs7.detached, where signed
 * attributes are optional and signing-time is usual (EN 319 142-1, 6.3; ISO 32000-1, 12.8.3.3).
 */
export function cmsFinding(fault: CmsFault, subFilter: string): Finding | undefined {
  const pades = subFilter.startsWith('ETSI.');
  switch (fault) {
    case 'digestMismatch':
      return error(
        'cms.digestMismatch',
        '文件在签署后被改动过：摘要不一致',
        'The file was changed after it was signed: the digest differs',
      );
    case 'signatureWrong':
      return error(
        'cms.signatureWrong',
        '签名值不成立：不是这张证书的私钥签的，或签名被改动',
        'The signature value does not hold: made by another key, or altered',
      );
    case 'manySigners':
      return error('cms.signerCount', '一个签名里应当只有一名签署人', 'The signature has to have exactly one signer');
    case 'signerCertificateMissing':
      return error('cms.noCertificate', '签名里没有签署人的证书', "The signer's certificate is not in the signature");
    case 'digestAlgorithmUnknown':
      return error('cms.digestUnknown', '签名使用了不接受的摘要算法', 'The digest algorithm is not accepted');
    case 'digestWeak':
      return error('cms.digestWeak', '签名使用了已不安全的 SHA-1', 'The signature uses SHA-1, which is no longer safe');
    case 'contentTypeWrong':
      return error(
        'cms.contentType',
        '签名属性 content-type 缺失或不对',
        'The signed attribute content-type is missing or wrong',
      );
    case 'attributeRepeated':
      return error('cms.attributeRepeated', '签名属性重复', 'A signed attribute is repeated');
    case 'signedAttributesMissing':
      return pades
        ? error(
            'cms.noAttributes',
            '签名没有任何签名属性，不符合 PAdES',
            'There are no signed attributes; this is not PAdES',
          )
        : warning(
            'cms.noAttributes',
            '签名没有签名属性（旧式签名）',
            'There are no signed attributes (old kind of signature)',
          );
    case 'signingCertificateMissing':
      return pades
        ? error(
            'cms.noSigningCertificate',
            '签名没有绑定证书（缺 signing-certificate-v2）',
            'The signature is not bound to its certificate (signing-certificate-v2 is missing)',
          )
        : info(
            'cms.noSigningCertificate',
            '签名没有绑定证书（旧式签名）',
            'The signature is not bound to its certificate (old kind of signature)',
          );
    case 'signingCertificateOld':
      return warning(
        'cms.oldSigningCertificate',
        '签名用旧式属性绑定证书（SHA-1）',
        'The certificate is bound by the old attribute (SHA-1)',
      );
    case 'signingCertificateMismatch':
      return error(
        'cms.certificateMismatch',
        '签名绑定的是另一张证书',
        'The signature is bound to another certificate',
      );
    case 'signingTimePresent':
      return pades
        ? warning(
            'cms.signingTime',
            'PAdES 签名不应含 signing-time',
            'A PAdES signature should not have a signing-time',
          )
        : undefined;
    case 'notDer':
      return warning('cms.notDer', '签名不是 DER 编码', 'The signature is not DER-encoded');
  }
}
