import { type Role, roleWords } from '../../shared/domain/permissions.ts';
import { type Refusal, refusal } from '../../shared/domain/refusal.ts';

export const signInFirst = refusal(
  'unauthenticated',
  'access.signInFirst',
  { zh: '还没有登录，或者登录已经结束。', en: 'Nobody is signed in here, or the session has ended.' },
  { zh: '请登录后继续；未保存的内容还在草稿里。', en: 'Sign in to go on; what you typed is kept as a draft.' },
);

export const ownPasswordFirst = refusal(
  'forbidden',
  'access.ownPasswordFirst',
  {
    zh: '现在的密码是别人设的，换成自己的之前不能办理业务。',
    en: 'The present password was set by somebody else; nothing can be done before you have one of your own.',
  },
  { zh: '请先修改密码。', en: 'Change the password first.' },
);

export const samePassword = refusal(
  'invalid',
  'access.samePassword',
  {
    zh: '新密码与现在的一样，知道旧密码的人仍能登录。',
    en: 'The new password is the present one: whoever knows it could still sign in.',
  },
  { zh: '请换一个不同的密码。', en: 'Choose a different one.' },
  { field: 'next' },
);

export const roleByAdmin = (role: Role): Refusal =>
  refusal(
    'forbidden',
    'access.roleByAdmin',
    {
      zh: `“${roleWords[role].zh}”的账号只能由HR管理员开通。`,
      en: `An account for the role ${roleWords[role].en} is opened by an HR admin only.`,
    },
    { zh: '请HR管理员办理，或先开通其他角色。', en: 'Ask an HR admin, or choose another role.' },
    { field: 'role' },
  );

export const wrongPassword = refusal(
  'unauthenticated',
  'access.wrongPassword',
  { zh: '登录名或密码不对。', en: 'Login name or password is wrong.' },
  {
    zh: '请检查大小写和输入法后重试；连续 5 次不对会暂停登录。',
    en: 'Check capital letters and the input method; five failures in a row pause sign-in.',
  },
  { field: 'password' },
);

export const pausedUntil = (minutes: number): Refusal =>
  refusal(
    'locked',
    'access.paused',
    {
      zh: `密码连续输错，该账号还要等 ${minutes} 分钟才能登录。`,
      en: `Too many wrong passwords. This account can sign in again in ${minutes} minute(s).`,
    },
    { zh: '请到时再试，或请HR管理员重设密码。', en: 'Wait, or ask the HR admin to reset the password.' },
  );

/** An instant as a refusal names it. */
const instantText = (at: number): string =>
  new Intl.DateTimeFormat('zh-CN', { timeZone: 'Asia/Shanghai', dateStyle: 'medium', timeStyle: 'short' }).format(at);

export const accountBarred = (state: 'frozen' | 'closed', at: number, by: string, reason: string): Refusal =>
  refusal(
    'locked',
    'access.accountBarred',
    {
      zh: `该账号已于 ${instantText(at)} ${state === 'frozen' ? '冻结' : '关闭'}（${by}，${reason}）。`,
      en: `This account was ${state} on ${instantText(at)} (${by}: ${reason}).`,
    },
    state === 'frozen'
      ? { zh: '解冻需要另一位管理员。', en: 'Unfreezing needs another administrator.' }
      : { zh: '需要继续使用请联系HR管理员。', en: 'Ask the HR admin if it is still needed.' },
  );

/** @param may the roles that could; none where the permission is unknown. */
export const notAllowed = (may: readonly Role[]): Refusal =>
  refusal(
    'forbidden',
    'access.notAllowed',
    { zh: '您的角色没有这项权限。', en: 'Your role does not have this permission.' },
    may.length === 0
      ? { zh: '需要时请联系HR管理员。', en: 'Ask the HR admin if you need it.' }
      : {
          zh: `可以办理的角色：${may.map((role) => roleWords[role].zh).join('、')}。`,
          en: `Ask somebody who may: ${may.map((role) => roleWords[role].en).join(', ')}.`,
        },
  );

export const restricted = refusal(
  'forbidden',
  'access.restricted',
  {
    zh: '离职交接期间，该账号只能办理交接。',
    en: 'While a handover is under way this account can only work on the handover.',
  },
  { zh: '请在“离职交接”中继续；其他事项请交给接收人。', en: 'Go on under Handover; leave the rest to the receiver.' },
);

export const notSample = refusal(
  'forbidden',
  'access.notSample',
  { zh: '一键登录只在示例门店中可用。', en: 'One-click sign-in exists in sample branches only.' },
  { zh: '请用登录名和密码登录。', en: 'Sign in with login name and password.' },
);

export const loginNameTaken = refusal(
  'conflict',
  'access.loginNameTaken',
  { zh: '这个登录名已经有人使用。', en: 'This login name is taken.' },
  { zh: '请换一个登录名。', en: 'Choose another one.' },
  { field: 'loginName' },
);

export const loginNameForm = refusal(
  'invalid',
  'access.loginNameForm',
  {
    zh: '登录名要 2 至 60 个字符，不能有空格。',
    en: 'A login name has 2 to 60 characters and no blanks.',
  },
  { zh: '请用姓名拼音，例如 zhangwei。', en: 'Use the name in pinyin, for example zhangwei.' },
  { field: 'loginName' },
);

export const notAtWork = refusal(
  'barred',
  'access.notAtWork',
  {
    zh: '这位员工没有在职，或正在离职，不能开通账号。',
    en: 'This person is not employed, or is leaving: no account can be opened.',
  },
  {
    zh: '请先办完入职；正在离职的人用原来的账号办理交接。',
    en: 'Finish the onboarding first; a leaver works on the handover with the account they have.',
  },
  { field: 'employeeId' },
);

export const ownReset = refusal(
  'forbidden',
  'access.ownReset',
  { zh: '自己的密码不能重设，只能修改。', en: 'Your own password is changed, not reset.' },
  { zh: '请在账号菜单里用现在的密码修改。', en: 'Change it from the account menu, with the present one.' },
  { field: 'accountId' },
);

export const ownRole = refusal(
  'forbidden',
  'access.ownRole',
  { zh: '不能改变自己的角色。', en: 'Nobody changes their own role.' },
  { zh: '请另一位HR管理员办理。', en: 'Have another HR admin do it.' },
  { field: 'role' },
);

export const secondPersonPassword = refusal(
  'forbidden',
  'access.secondPersonPassword',
  {
    zh: '复核人的密码还是别人设的，不能用来复核。',
    en: 'The password of the second person was set by somebody else and cannot confirm anything.',
  },
  { zh: '请复核人先登录并改成自己的密码。', en: 'Have them sign in and choose a password of their own first.' },
  { field: 'secondPerson' },
);

export const secondPersonDependent = (until: number): Refusal =>
  refusal(
    'forbidden',
    'access.secondPersonDependent',
    {
      zh: '办理人与复核人的账号在 24 小时内由其中一人或同一人开通或重设过密码，不能互相复核。',
      en: 'Within the last 24 hours one of the two, or one person for both, opened the account or reset the password: they cannot confirm each other.',
    },
    {
      zh: `请换一位同事复核，或在 ${instantText(until)} 之后再办。`,
      en: `Have another colleague confirm, or come back after ${instantText(until)}.`,
    },
    { field: 'secondPerson' },
  );

export const hasAccount = refusal(
  'conflict',
  'access.hasAccount',
  { zh: '这位员工已经有账号。', en: 'This employee has an account already.' },
  { zh: '请在“设置 → 账号”中查看。', en: 'See Settings, Accounts.' },
  { field: 'employeeId' },
);

export const guessable = refusal(
  'invalid',
  'access.guessablePassword',
  { zh: '这个密码太容易猜到。', en: 'This password is too easy to guess.' },
  {
    zh: '请换一个：不含登录名、不用连续数字或重复字符。',
    en: 'Avoid the login name, runs of digits and repeated characters.',
  },
  { field: 'password' },
);

export const noSuchAccount = refusal(
  'notFound',
  'access.noSuchAccount',
  { zh: '没有找到这个账号。', en: 'There is no such account.' },
  { zh: '请刷新账号列表。', en: 'Reload the list of accounts.' },
);

export const noSuchEmployee = refusal(
  'notFound',
  'access.noSuchEmployee',
  { zh: '没有找到这位员工。', en: 'There is no such employee.' },
  { zh: '请从员工列表中选择。', en: 'Choose one from the list of employees.' },
  { field: 'employeeId' },
);
