import { type Refusal, refusal, type Words } from '../../shared/domain/refusal.ts';

/** Says nothing about whether it exists: a salesperson learns nothing of other people's clients by trying ids. */
export const noSuchClient = refusal(
  'notFound',
  'client.notFound',
  { zh: '没有找到这家客户，或者它不由您负责。', en: 'There is no such client, or it is not one of yours.' },
  { zh: '请从客户列表中选择。', en: 'Choose one from the list of clients.' },
);

export const noSuchRow = (what: Words): Refusal =>
  refusal(
    'notFound',
    'client.rowNotFound',
    { zh: `没有找到这条${what.zh}。`, en: `There is no such ${what.en}.` },
    { zh: '请刷新客户页面。', en: 'Reload the page of the client.' },
  );

export const duplicate = (
  said: Words,
  about: readonly { readonly id: string; readonly label: string }[],
  field: string,
): Refusal => ({
  ...refusal(
    'conflict',
    'client.duplicate',
    said,
    {
      zh: '需要转交请点“申请转交”；确实是另一家，请勾选后再建。',
      en: 'Ask for a transfer, or confirm that it is another one.',
    },
    { field },
  ),
  about: about.map(({ id, label }) => ({ table: 'client', id, label })),
});

export const ownerNotYours = refusal(
  'forbidden',
  'client.ownerNotYours',
  { zh: '指定负责人要由销售经理决定。', en: 'Naming the owner is the sales manager’s decision.' },
  { zh: '不填负责人，客户会记在您名下。', en: 'Leave the owner empty: the client will be yours.' },
  { field: 'ownerId' },
);

export const noOwnEmployee = refusal(
  'barred',
  'client.noOwnEmployee',
  { zh: '您的账号没有对应的员工，不能作为负责人。', en: 'Your account belongs to no employee and cannot own clients.' },
  { zh: '请联系HR管理员。', en: 'Ask the HR admin.' },
);

export const noSuchEmployee = refusal(
  'notFound',
  'client.noSuchEmployee',
  { zh: '没有找到这位员工。', en: 'There is no such employee.' },
  { zh: '请从列表中选择。', en: 'Choose one from the list.' },
  { field: 'toEmployeeId' },
);

export const retired = refusal(
  'barred',
  'client.retired',
  { zh: '这家客户已停用，不能再记新的往来。', en: 'This client is retired; nothing new can be recorded.' },
  { zh: '需要时请先改回“合作中”。', en: 'Make it active again first.' },
);

export const alreadyOwner = (name: string): Refusal =>
  refusal(
    'barred',
    'client.alreadyOwner',
    { zh: `“${name}”已经由这位同事负责。`, en: `“${name}” is already owned by this colleague.` },
    { zh: '请去掉这家客户，或选择另一位同事。', en: 'Leave it out, or choose another colleague.' },
    { field: 'toEmployeeId' },
  );

export const inFuture = (field: string): Refusal =>
  refusal(
    'invalid',
    'client.dateInFuture',
    { zh: '日期在今天之后。', en: 'The date lies in the future.' },
    { zh: '请填写今天或以前的日期。', en: 'Enter today or an earlier day.' },
    { field },
  );

export const promiseIncomplete = refusal(
  'invalid',
  'followUp.promiseIncomplete',
  { zh: '承诺的事项和日期要一起填写。', en: 'A promise needs both what and when.' },
  { zh: '请补上另一项，或两项都清空。', en: 'Add the other one, or clear both.' },
  { field: 'promisedDate' },
);

export const promisePast = refusal(
  'invalid',
  'followUp.promisePast',
  { zh: '承诺日期早于跟进日期。', en: 'The promised day lies before the follow-up.' },
  { zh: '请改正日期。', en: 'Correct the date.' },
  { field: 'promisedDate' },
);

export const orderNumberTaken = (number: string): Refusal =>
  refusal(
    'conflict',
    'order.numberTaken',
    { zh: `订单号 ${number} 已经登记过。`, en: `Order number ${number} is already recorded.` },
    {
      zh: '请核对是否重复登记，或改用正确的订单号。',
      en: 'Check whether it was entered twice, or correct the number.',
    },
    { field: 'number' },
  );

export const orderNotYours = refusal(
  'forbidden',
  'order.notYours',
  { zh: '您只能登记自己的订单。', en: 'You can record your own orders only.' },
  { zh: '请由经办人本人或销售经理登记。', en: 'Let the person who took it, or the sales manager, record it.' },
  { field: 'employeeId' },
);

export const orderNotOpen = refusal(
  'barred',
  'order.notOpen',
  { zh: '这张订单已不是未完成状态。', en: 'This order is no longer open.' },
  { zh: '请刷新客户页面。', en: 'Reload the page of the client.' },
);

export const orderPaid = refusal(
  'barred',
  'order.paid',
  { zh: '这张订单已有回款，不能取消。', en: 'Money came in on this order; it cannot be cancelled.' },
  { zh: '请先与财务核对回款。', en: 'Settle the payment with accounting first.' },
);

export const cancelReason = refusal(
  'invalid',
  'order.cancelReason',
  { zh: '取消订单要写明原因。', en: 'Cancelling an order needs a reason.' },
  { zh: '请填写原因。', en: 'Enter the reason.' },
  { field: 'reason' },
);

export const payingTooMuch = (balance: string): Refusal =>
  refusal(
    'invalid',
    'payment.tooMuch',
    { zh: `回款超过应收余额 ${balance}。`, en: `The payment exceeds the balance of ${balance}.` },
    { zh: '请核对金额；多收的部分记在另一笔应收上。', en: 'Check the amount; record the rest on another receivable.' },
    { field: 'amount' },
  );

export const nothingOwed = refusal(
  'barred',
  'receivable.nothingOwed',
  { zh: '这笔应收已经收清。', en: 'Nothing is owed on this receivable any more.' },
  { zh: '请刷新客户页面。', en: 'Reload the page of the client.' },
);

export const coordinatesIncomplete = refusal(
  'invalid',
  'client.coordinatesIncomplete',
  { zh: '经度和纬度要一起填写。', en: 'Latitude and longitude go together.' },
  { zh: '请补上另一项，或两项都清空。', en: 'Add the other one, or clear both.' },
  { field: 'latitude' },
);

export const nameEmpty = refusal(
  'invalid',
  'client.nameEmpty',
  { zh: '客户名称里没有文字。', en: 'The name of the client has no letters in it.' },
  { zh: '请按营业执照填写全称。', en: 'Enter the full name from the business licence.' },
  { field: 'name' },
);

export const retireNotYours = refusal(
  'forbidden',
  'client.retireNotYours',
  {
    zh: '停用或恢复客户要由销售经理决定。',
    en: 'Retiring a client, or bringing it back, is the sales manager’s decision.',
  },
  { zh: '请联系销售经理；也可以把状态改为“流失”。', en: 'Ask the sales manager, or mark it as lost.' },
  { field: 'status' },
);

export const takerGone = refusal(
  'barred',
  'order.takerGone',
  {
    zh: '这位同事已不在职，不能作为新订单的经办人。',
    en: 'This colleague has left and cannot have taken a new order.',
  },
  { zh: '请选择在职的同事。', en: 'Choose a colleague who is employed.' },
  { field: 'employeeId' },
);
