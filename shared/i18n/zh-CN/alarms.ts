export const alarms = {
  area: '预警',
  empty: {
    what: '客户停单、批量导出、逾期未办等情况，附判断依据。',
    first: '目前没有需要处理的预警。',
  },
} as const;
