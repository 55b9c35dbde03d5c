export const aftercare = {
  area: '竞业限制',
  empty: {
    what: '离职后的竞业限制义务：期限、范围、每月补偿及支付凭证。',
    first: '离职交接结清后，符合条件的义务在这里生效。',
  },
} as const;
