/** Words of the reusable parts: lists, forms, previews. */
export const parts = {
  loading: '正在读取',
  close: '关闭',
  back: '返回',
  cancel: '取消',
  atStake: '牵涉的金额',
  error: {
    title: '这部分没有读出来',
    retry: '重试',
  },
  refusal: {
    more_other: '另有 {{count}} 项',
    lost: {
      what: '与本机程序的连接中断。已保存的数据没有丢失。',
      next: '请确认守客仍在运行，然后重试。',
    },
    fault: {
      what: '程序内部出错，这一步没有完成（{{detail}}）。',
      next: '已保存的数据没有受影响。请重试；仍然不行，请把出错时间告诉管理员。',
    },
    input: {
      what: '填写的内容不符合要求。',
      next: '请检查长度和格式。',
    },
    gone: {
      what: '这个窗口的登录已经结束。',
      next: '请重新登录，没保存的内容还在草稿里。',
    },
  },
  list: {
    tick: '选择',
    selected_other: '已选 {{count}} 项',
    clearSelection: '取消选择',
    preview: '预览',
    open: '打开',
    search: '搜索{{what}}',
    filters: '快速筛选',
    nothing: '没有符合条件的记录。',
    nothingNext: '请减少关键字，或换一个筛选。',
  },
  form: {
    save: '保存',
    saveNext: '保存并录下一个',
    discardDraft: '不用草稿',
    restored: '已恢复 {{at}} 没有保存完的内容。',
    draftSaved: '草稿已存 {{at}}',
    draftUnsaved: '草稿暂时没有存上，内容还在页面上',
    keeps: '填写的内容会自动存为草稿',
    missing_other: '还差 {{count}} 项',
    complete: '内容已齐',
  },
  step: {
    done: '已完成',
    current: '进行中',
    waiting: '未开始',
    refused: '被拒绝',
  },
  print: {
    print: '打印',
    copies: '份数',
    reprint: '第 {{number}} 次补打',
    page: '第 {{number}} 页，共 {{total}} 页',
    pageNumber: '第 {{number}} 页',
    pages: '页面',
  },
  pad: {
    label: '{{name}}的手写签名',
    hint: '请{{name}}在此手写签名',
    undo: '撤回一笔',
    clear: '重写',
  },
} as const;
