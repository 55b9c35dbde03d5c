export const clients = {
  area: '客户',
  empty: {
    what: '公司的客户档案：谁在负责、从何时起、订单和应收各多少。',
    first: '先登记一家客户，或从表格导入。',
  },
} as const;
