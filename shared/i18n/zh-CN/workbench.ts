export const workbench = {
  area: '工作台',
  empty: {
    what: '今天要办的事，以及每件事牵涉的客户和金额。',
    first: '目前没有到期的事项。可以从“员工”或“客户”开始。',
  },
} as const;
