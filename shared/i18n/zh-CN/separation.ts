export const separation = {
  area: '离职交接',
  empty: {
    what: '离职的两条线：法定手续按期办理，客户交接逐项确认。',
    first: '收到离职申请后，在员工页面点“提交离职”。',
  },
} as const;
