export const agreements = {
  area: '协议',
  empty: {
    what: '员工签署的协议：客户资源归属、保密、竞业限制等，签署过程可查，任何 PDF 阅读器都能验证。',
    first: '员工入职时，按岗位自动列出要签的协议。',
  },
} as const;
