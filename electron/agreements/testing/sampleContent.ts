import type { AgreementKind } from '../../../shared/schema/agreements.ts';
import type { AgreementContent } from '../render/fill.ts';

const COMPANY = {
  companyName: '守客物流（厦门）有限公司',
  companyUscc: '91350100M000100Y43',
  companyAddress: '福建省厦门市湖里区示范路 100 号',
  branchName: '湖里门店',
};
const PERSON = {
  employeeName: '𠮷田𤧣',
  idTypeName: '居民身份证',
  idNumber: '11010519491231002X',
  phone: '13800000000',
  employeeNumber: 'XM01-0042',
  position: '大客户经理',
};
const FINGERPRINT = '0123456789abcdef'.repeat(4);

const OWN: Record<AgreementKind, Record<string, string>> = {
  clientOwnership: { startDate: '2026-03-02', registerDate: '2026-03-02' },
  nonCompete: {
    startDate: '2026-03-02',
    role: '其他负有保密义务的人员',
    exposure: '重点客户的报价、返利政策和运力成本',
    competingBusiness: '公路零担运输和仓配一体业务',
    area: '福建省厦门市、漳州市、泉州市',
    termMonths: '12',
    monthlyCompensation: '500000',
    payDay: '10',
    penalty: '12000000',
  },
  nonDisclosure: { startDate: '2026-03-02' },
  privacyConsent: {
    privacyContact: '人事专员',
    privacyPhone: '0592-0000000',
    locationConsent: '不同意',
    photoConsent: '同意',
  },
  electronicSigning: {
    rootFingerprint: FINGERPRINT,
    signerFingerprint: FINGERPRINT,
    certificateSerial: '0A1B2C3D4E5F',
  },
};

/** Values for each built-in template; the person's name has characters of CJK extension B. */
export function sampleContent(kind: AgreementKind, clients = 3): AgreementContent {
  const rows = Array.from({ length: clients }, (_, i) => ({
    name: `厦门示例贸易有限公司第 ${i + 1} 分部`,
    uscc: '91350100M000100Y43',
    contact: '陈经理',
    role: i % 3 === 0 ? '协' : '主',
    since: '2024-05-01',
  }));
  return {
    number: `XM01-2026-${kind.slice(0, 2).toUpperCase()}-0001`,
    values: { ...COMPANY, ...PERSON, ...OWN[kind] },
    ...(kind === 'clientOwnership' ? { annexes: { clients: rows } } : {}),
  };
}
