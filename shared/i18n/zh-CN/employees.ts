export const employees = {
  area: '员工',
  empty: {
    what: '本店在职、待入职和已离职的人员，以及每个人名下的客户。',
    first: '先登记一名员工：核对证件、选定岗位，再签署协议。',
  },
} as const;
