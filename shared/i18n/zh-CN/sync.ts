export const sync = {
  area: '同步',
  empty: {
    what: '本机的变更怎样到达总部：已封包、已送出、总部已收、回执。',
    first: '加入总部后，这里显示每一步的进度。',
  },
} as const;
