export const settings = {
  area: '设置',
  empty: {
    what: '账号、密码、外观和本机数据。',
    first: '账号由 HR 管理员开通。',
  },
} as const;
